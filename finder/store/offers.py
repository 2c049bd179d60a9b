"""Offers with everything public about them, loaded in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

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
from finder.domain.review import due_by_part, overdue_from, review_intervals
from finder.domain.searchrow import site_of
from finder.store.offer_rows import Details, Loaded, columns_of, load_details
from finder.store.provenance import Source
from finder.store.records import (
    Address,
    Location,
    Organization,
    Person,
    Service,
    ServiceAtLocation,
)
from finder.store.translations import offer_translations
from finder.store.visibility import is_visible

_TEXTS = (
    "description",
    "application_process",
    "eligibility_description",
    "fees_description",
    "wait_time",
    "interpretation_services",
)


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
    loaded = load_details(session, rows)
    return {row[0].id: _offer(row, loaded) for row in rows}


def _offer(row: Any, loaded: Loaded) -> Offer:
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


def _phones(own: list[tuple[str, int]], organization_id: int, loaded: Loaded) -> tuple[PublicPhone, ...]:
    """Every number of the offer; those of the organization only where there is no nearer one."""
    phones = _details(own, loaded.phones) or loaded.phones.get(("organization_id", organization_id), [])
    unique = {
        (phone.number, phone.extension): PublicPhone(
            phone.number, phone.type.value, phone.extension, phone.description
        )
        for phone in reversed(phones)
    }
    return tuple(reversed(unique.values()))


def _hours(own: Iterable[tuple[str, int]], loaded: Loaded) -> tuple[Hours, ...]:
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


def _languages(own: Iterable[tuple[str, int]], loaded: Loaded) -> tuple[SpokenLanguage, ...]:
    """The languages of all levels, each once with a role, by role and then by code."""
    spoken = {
        SpokenLanguage(item.code, item.role, item.level, item.opening_hours, item.note)
        for item in _details(own, loaded.languages)
    }
    return tuple(sorted(spoken, key=lambda item: (_ROLES.index(item.role), item)))


def _facts(offer: ServiceAtLocation, location: Location, loaded: Loaded) -> tuple[Fact, ...]:
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
