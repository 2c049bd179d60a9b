"""Offers with everything public about them, loaded in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Bundle, InstrumentedAttribute, Session

from finder.domain.access import Fact
from finder.domain.language import LanguageRole, SpokenLanguage
from finder.domain.offer import (
    Hours,
    Offer,
    PublicAddress,
    PublicCost,
    PublicDocument,
    PublicPhone,
    PublicSource,
)
from finder.domain.point import Point
from finder.domain.review import Part, due_by_part, overdue_from, review_intervals
from finder.domain.searchrow import site_of
from finder.store.base import Base
from finder.store.details import (
    AccessibilityFact,
    Attribute,
    CostOption,
    Language,
    Phone,
    RequiredDocument,
    Schedule,
    ServiceArea,
)
from finder.store.provenance import Source
from finder.store.records import (
    Address,
    Location,
    Organization,
    Person,
    Service,
    ServiceAtLocation,
)
from finder.store.review_rows import Review
from finder.store.translations import Found, load_translations, offer_translations
from finder.store.visibility import is_visible
from finder.store.vocabulary import TaxonomyTerm

_TEXTS = (
    "description",
    "application_process",
    "eligibility_description",
    "fees_description",
    "wait_time",
    "interpretation_services",
)
_PARENTS = ("service_at_location_id", "person_id", "service_id", "location_id", "organization_id")

Details = Mapping[tuple[str, int], list[Any]]


@dataclass(slots=True)
class _Loaded:
    """The details of a batch by the record that they belong to."""

    phones: Details
    schedules: Details
    languages: Details
    facts: Details
    addresses: Details
    costs: Details
    documents: Details
    topics: Mapping[int, list[str]]
    areas: Mapping[int, list[str]]
    translations: Found
    reviews: Mapping[int, dict[Part, date]]
    ancestors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def load_offers(session: Session, ids: Collection[int]) -> dict[int, Offer]:
    """The offers of these numbers, public or not, by number; unknown numbers are left out.

    Thirteen statements, however many offers; hand over at most about a thousand numbers at once.
    """
    rows = session.execute(
        sa.select(*map(columns_of, (ServiceAtLocation, Service, Location, Organization, Person, Source)))
        .join(Service, ServiceAtLocation.service_id == Service.id)
        .join(Location, ServiceAtLocation.location_id == Location.id)
        .join(Organization, Service.organization_id == Organization.id)
        .join(Source, ServiceAtLocation.source_id == Source.id)
        .outerjoin(Person, ServiceAtLocation.person_id == Person.id)
        .where(ServiceAtLocation.id.in_(ids))
        .order_by(ServiceAtLocation.id)
    ).all()
    loaded = _load_details(session, rows)
    return {row[0].id: _offer(row, loaded) for row in rows}


def columns_of(model: type[Base]) -> Bundle[Any]:
    """The plain values of a table's rows, without the cost of records that nobody changes."""
    return Bundle(model.__tablename__, *(column for column in model.__table__.c if column.name != "geom"))


def _load_details(session: Session, rows: Iterable[Any]) -> _Loaded:
    keys: dict[str, set[int]] = defaultdict(set)
    for offer, service, location, organization, person, _source in rows:
        keys["service_at_location_id"].add(offer.id)
        keys["service_id"].add(service.id)
        keys["location_id"].add(location.id)
        keys["organization_id"].add(organization.id)
        if person.id is not None:
            keys["person_id"].add(person.id)
    attribute = sa.select(Attribute.service_id, TaxonomyTerm.code).join(
        TaxonomyTerm, Attribute.taxonomy_term_id == TaxonomyTerm.id
    )
    area = sa.select(ServiceArea.service_id, ServiceArea.uri)
    return _Loaded(
        phones=details_of(session, Phone, keys),
        schedules=details_of(session, Schedule, keys),
        languages=details_of(session, Language, keys),
        facts=details_of(session, AccessibilityFact, keys),
        addresses=details_of(session, Address, keys),
        costs=details_of(session, CostOption, keys),
        documents=details_of(session, RequiredDocument, keys),
        topics=_pairs(session, attribute, Attribute.service_id, keys),
        areas=_pairs(session, area, ServiceArea.service_id, keys),
        translations=load_translations(session, keys),
        reviews=_reviews(session, keys["service_at_location_id"]),
        ancestors=_ancestors(session),
    )


def _reviews(session: Session, offers: set[int]) -> dict[int, dict[Part, date]]:
    """The day of the last confirmation of each part that was confirmed by itself, by offer."""
    found: dict[int, dict[Part, date]] = defaultdict(dict)
    columns = (Review.service_at_location_id, Review.part, Review.last_confirmed_on)
    for number, part, day in session.execute(
        sa.select(*columns).where(Review.service_at_location_id.in_(offers))
    ):
        found[number][part] = day
    return found


def details_of(session: Session, model: type[Base], keys: Mapping[str, set[int]]) -> Details:
    """The details of one table that belong to any record of the batch, by the column and number that name it
    (`service_id`, 12), in the order of their own numbers.
    """
    columns = [name for name in _PARENTS if name in model.__table__.columns]
    conditions = [getattr(model, name).in_(keys[name]) for name in columns if keys.get(name)]
    found: dict[tuple[str, int], list[Any]] = defaultdict(list)
    if not conditions:
        return found
    statement = sa.select(*model.__table__.c).where(sa.or_(*conditions)).order_by(model.__table__.c.id)
    for detail in session.execute(statement):
        for name in columns:
            if (key := getattr(detail, name)) is not None:
                found[name, key].append(detail)
    return found


def _pairs(
    session: Session,
    statement: sa.Select[int, str],
    column: InstrumentedAttribute[int],
    keys: Mapping[str, set[int]],
) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for key, value in session.execute(statement.where(column.in_(keys["service_id"]))):
        found[key].append(value)
    return found


def _ancestors(session: Session) -> dict[str, tuple[str, ...]]:
    """Every topic with itself and all its ancestors."""
    terms = session.execute(sa.select(TaxonomyTerm.id, TaxonomyTerm.code, TaxonomyTerm.parent_id)).all()
    by_id = {row[0]: (row[1], row[2]) for row in terms}
    chains = {}
    for term_id, (code, _parent) in by_id.items():
        chain: list[str] = []
        current: int | None = term_id
        while current is not None:
            name, current = by_id[current]
            chain.append(name)
        chains[code] = tuple(chain)
    return chains


def _offer(row: Any, loaded: _Loaded) -> Offer:
    offer, service, location, organization, person, source = row
    own = [("service_at_location_id", offer.id)]
    if person.id is not None:
        own.append(("person_id", person.id))
    own += [("service_id", service.id), ("location_id", location.id)]
    topics = tuple(sorted(loaded.topics.get(service.id, ())))
    secret = location.is_address_secret
    physical = None if secret else _point(location)
    return Offer(
        id=offer.id,
        is_public=is_visible(offer, service),
        name=service.name,
        organization=organization.name,
        source=_source(source, offer, secret),
        person=" ".join(filter(None, (person.title, person.given, person.family))),
        person_title=person.title or "",
        gender=person.gender or "",
        alternate_names=tuple(filter(None, (service.alternate_name, organization.alternate_name))),
        topics=topics,
        all_topics=tuple(sorted({name for topic in topics for name in loaded.ancestors[topic]})),
        languages=_languages(own, loaded),
        facts=_facts(offer, location, loaded),
        site=site_of(location.id, organization.id),
        point=physical,
        point_precision="" if physical is None else location.geocode_precision or "",
        location_type=location.location_type,
        location_name="" if secret else location.name,
        is_address_secret=secret,
        address=None if secret else _address(loaded.addresses.get(("location_id", location.id), ())),
        areas=tuple(sorted(loaded.areas.get(service.id, ()))),
        phones=_phones(own, organization.id, loaded),
        hours=_hours(own, loaded),
        costs=tuple(map(_cost, loaded.costs.get(("service_id", service.id), ()))),
        documents=tuple(
            PublicDocument(item.document, item.uri)
            for item in loaded.documents.get(("service_id", service.id), ())
        ),
        website=service.url or organization.website,
        email=service.email or organization.email,
        status=service.status,
        closed_until=service.closed_until,
        new_patients=offer.new_patients,
        new_patients_until=offer.new_patients_until,
        alert=service.alert,
        texts={name: getattr(service, name) for name in _TEXTS} | _location_texts(offer, location, secret),
        translations=offer_translations(offer, service, location, loaded.translations),
        assured_date=service.assured_date,
        assured_method=service.assured_method,
        overdue_from=overdue_from(
            due_by_part(review_intervals(), loaded.reviews.get(offer.id, {}), service.assured_date)
        ),
        last_modified=max(
            record.last_modified for record in (offer, service, location, organization)
        ).isoformat(),
    )


def _location_texts(offer: ServiceAtLocation, location: Location, secret: bool) -> dict[str, str]:
    texts = {"offer_description": offer.description}
    if not secret:
        texts |= {"location_description": location.description, "transportation": location.transportation}
    return texts


def _point(location: Location) -> Point | None:
    if location.latitude is None or location.longitude is None:
        return None
    return Point(location.latitude, location.longitude)


def _source(source: Source, offer: ServiceAtLocation, secret: bool) -> PublicSource:
    """The source; its page of an offer (an object of OpenStreetMap) would tell where a secret place is."""
    return PublicSource(
        key=source.key,
        name=source.name,
        licence=source.licence,
        attribution=source.attribution,
        is_example=source.is_example,
        note=offer.source_note or source.note,
        url=source.url if secret else offer.source_url or source.url,
    )


def _address(addresses: Iterable[Address]) -> PublicAddress | None:
    for address in addresses:
        if address.address_type != "postal":
            return PublicAddress(
                street=address.address_1,
                extra=address.address_2,
                postal_code=address.postal_code,
                city=address.city,
                locality=address.locality,
                country=address.country,
            )
    return None


def _details(own: Iterable[tuple[str, int]], details: Details) -> list[Any]:
    """The details of all levels, those nearest to the offer first."""
    return [detail for key in own for detail in details.get(key, ())]


def _phones(own: list[tuple[str, int]], organization_id: int, loaded: _Loaded) -> tuple[PublicPhone, ...]:
    """Every number of the offer; those of the organization only where there is no nearer one."""
    phones = _details(own, loaded.phones) or loaded.phones.get(("organization_id", organization_id), [])
    unique = {
        (phone.number, phone.extension): PublicPhone(
            phone.number, phone.type.value, phone.extension, phone.description
        )
        for phone in reversed(phones)
    }
    return tuple(reversed(unique.values()))


def _hours(own: Iterable[tuple[str, int]], loaded: _Loaded) -> tuple[Hours, ...]:
    """The hours of the level nearest to the offer that states any of a kind."""
    chosen: dict[str, list[Hours]] = {}
    for key in own:
        level: dict[str, list[Hours]] = defaultdict(list)
        for item in loaded.schedules.get(key, ()):
            level[item.kind.value].append(
                Hours(item.kind.value, item.opening_hours, item.description, item.valid_from, item.valid_to)
            )
        chosen = {**level, **chosen}
    return tuple(hours for kind in sorted(chosen) for hours in chosen[kind])


def _cost(item: Any) -> PublicCost:
    return PublicCost(
        option=item.option,
        amount=item.amount,
        currency="" if item.amount is None else item.currency,
        amount_description=item.amount_description,
        insurance=item.insurance.value,
        valid_from=item.valid_from,
        valid_to=item.valid_to,
    )


_ROLES = list(LanguageRole)


def _languages(own: Iterable[tuple[str, int]], loaded: _Loaded) -> tuple[SpokenLanguage, ...]:
    """The languages of all levels, each once with a role, by role and then by code."""
    spoken = {
        SpokenLanguage(item.code, item.role, item.level, item.opening_hours, item.note)
        for item in _details(own, loaded.languages)
    }
    return tuple(sorted(spoken, key=lambda item: (_ROLES.index(item.role), item)))


def _facts(offer: ServiceAtLocation, location: Location, loaded: _Loaded) -> tuple[Fact, ...]:
    """The access facts of the location; those of the offer itself (another door) come before them."""
    facts = {
        item.key: Fact(
            item.key,
            item.value,
            item.unit,
            item.note,
            item.source,
            item.observed_on,
            item.checked_by,
            item.evidence_url,
        )
        for key in (("location_id", location.id), ("service_at_location_id", offer.id))
        for item in loaded.facts.get(key, ())
    }
    return tuple(facts[key] for key in sorted(facts))
