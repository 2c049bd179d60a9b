"""Valid records with few words: every argument has a default."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.domain.language import LanguageRole
from finder.domain.point import Point
from finder.store.details import AccessibilityFact, Attribute, Language, Schedule, ScheduleKind, ServiceArea
from finder.store.provenance import Source
from finder.store.records import Address, Location, Organization, Person, Service, ServiceAtLocation
from finder.store.vocabulary import TaxonomyTerm


def make_source(session: Session, *, key: str = "test", is_example: bool = False) -> Source:
    """The source with this key, made when it is not there."""
    source = session.scalar(sa.select(Source).where(Source.key == key))
    if source is None:
        source = Source(key=key, name=f"Source {key}", is_example=is_example)
        session.add(source)
        session.flush()
    return source


def make_term(session: Session, key: str, parent: str | None = None) -> TaxonomyTerm:
    """The topic with this key, made (below its parent) when it is not there."""
    term = session.scalar(sa.select(TaxonomyTerm).where(TaxonomyTerm.code == key))
    if term is None:
        above = make_term(session, parent) if parent else None
        term = TaxonomyTerm(code=key, name=key.title(), parent_id=above.id if above else None)
        session.add(term)
        session.flush()
    return term


def make_offer(
    session: Session,
    *,
    name: str = "Hausarztpraxis",
    organization: str = "Praxis am Markt",
    point: Point | None = Point(51.1, 8.07),  # noqa: B008 - frozen
    topics: Iterable[str] = (),
    languages: Iterable[tuple[str, LanguageRole] | tuple[str, LanguageRole, str]] = (),
    facts: Mapping[str, str] | None = None,
    person: str = "",
    areas: Iterable[str] = (),
    is_address_secret: bool = False,
    source: str = "test",
    hours: Iterable[tuple[ScheduleKind, str]] = (),
    colleague: ServiceAtLocation | None = None,
) -> ServiceAtLocation:
    """A public offer with its own organization, service and location, or with those of a colleague's
    offer but its own service; flushed, not committed.
    """
    location = session.get(Location, colleague.location_id) if colleague else None
    if location is None:
        owner = Organization(name=organization)
        session.add(owner)
        session.flush()
        location = Location(organization_id=owner.id, is_address_secret=is_address_secret)
        location.place_at(point)
        session.add(location)
    service = Service(organization_id=location.organization_id, name=name)
    session.add(service)
    session.flush()
    offer = ServiceAtLocation(
        service_id=service.id, location_id=location.id, source_id=make_source(session, key=source).id
    )
    if colleague is None:
        session.add(
            Address(location_id=location.id, address_1="Markt 1", postal_code="57368", city="Lennestadt")
        )
    if person:
        professional = Person(organization_id=location.organization_id, family=person)
        session.add(professional)
        session.flush()
        offer.person_id = professional.id
    session.add(offer)
    session.flush()
    session.add_all(
        Attribute(service_id=service.id, taxonomy_term_id=make_term(session, t).id) for t in topics
    )
    for code, role, *times in languages:
        spoken = Language(service_at_location_id=offer.id, code=code, role=role)
        spoken.opening_hours = "".join(times)
        session.add(spoken)
    session.add_all(
        AccessibilityFact(location_id=location.id, key=k, value=v) for k, v in (facts or {}).items()
    )
    session.add_all(
        Schedule(service_at_location_id=offer.id, kind=kind, opening_hours=expression)
        for kind, expression in hours
    )
    session.add_all(ServiceArea(service_id=service.id, uri=area) for area in areas)
    session.flush()
    return offer
