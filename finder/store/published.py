"""The public offers record by record, as HSDS has them, and the index by which their records are found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.domain.published import (
    LOCATION,
    OFFER,
    ORGANIZATION,
    PERSON,
    SERVICE,
    Published,
    PublishedOffer,
)
from finder.domain.translation import TRANSLATED, state_now
from finder.store.aids import SearchRowRecord, SearchState, StaffRow
from finder.store.base import Base, Reads
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
from finder.store.offer_rows import columns_of, details_of
from finder.store.provenance import ExternalId, Source
from finder.store.records import Address, Location, Organization, Person, Service, ServiceAtLocation
from finder.store.translations import load_translations
from finder.store.vocabulary import TaxonomyTerm, Translation

_RECORDS = (ServiceAtLocation, Service, Location, Organization, Person, Source)
_DETAILS: Sequence[type[Base]] = (
    Phone,
    Schedule,
    Language,
    AccessibilityFact,
    Address,
    CostOption,
    RequiredDocument,
    ServiceArea,
)
_SECRET = ("name", "alternate_name", "description", "transportation", "latitude", "longitude")
"""What a secret place keeps to itself, with its addresses."""
_KINDS = (SERVICE, OFFER, LOCATION, ORGANIZATION, PERSON)


class IndexedOffer(NamedTuple):
    """The numbers of a public offer's records, its topics with all above them (words separated by blanks),
    the postcode of its public address ("" without one), whether any fact of access and any translation of
    it is known, and when any of its records was last changed (UTC).
    """

    offer: int
    service: int
    location: int
    organization: int
    person: int | None
    topics: str
    postal_code: str
    has_facts: bool
    has_translations: bool
    last_modified: datetime


class KnownAs(NamedTuple):
    """A number that a source gives to a record of a kind."""

    kind: str
    number: int
    source: str
    external_id: str


class PublicIndex(NamedTuple):
    """All public offers in the order of their numbers, what sources call records (the first name of each
    first), the root of the public ids, which translations there are (field, language, origin), and the keys
    of the areas that services state.
    """

    offers: list[IndexedOffer]
    known: Iterator[KnownAs]
    uid_root: str
    translations: list[tuple[str, str, str]]
    areas: Mapping[int, list[str]]


def read_public_index(reads: Reads) -> PublicIndex:
    """The index of what is public; five statements, the names are read as they are taken."""
    offer, service, location, organization = ServiceAtLocation, Service, Location, Organization
    detail = SearchRowRecord.detail
    moments = (offer.last_modified, service.last_modified, location.last_modified, organization.last_modified)
    rows = reads.execute(
        sa.select(offer.id, offer.service_id, offer.location_id, service.organization_id, offer.person_id)
        .add_columns(
            SearchRowRecord.topics,
            StaffRow.postal_code,
            sa.not_(detail.contains('"facts":[]')),
            sa.not_(detail.contains('"translations":{}')),
            *moments,
        )
        .join(service, offer.service_id == service.id)
        .join(location, offer.location_id == location.id)
        .join(organization, service.organization_id == organization.id)
        .join(SearchRowRecord, SearchRowRecord.offer_id == offer.id)
        .join(StaffRow, StaffRow.offer_id == offer.id)
        .where(SearchRowRecord.is_public)
        .order_by(offer.id)
    )
    offers = [IndexedOffer._make((*row[:9], max(row[9:]))) for row in rows]
    known = reads.execute(
        sa.select(ExternalId.entity, ExternalId.entity_id, Source.key, ExternalId.external_id)
        .join(Source, Source.id == ExternalId.source_id)
        .where(ExternalId.entity.in_(_KINDS))
        .order_by(ExternalId.id)
    )
    root = reads.execute(sa.select(SearchState.uid_root)).scalar_one()
    texts = reads.execute(sa.select(Translation.field, Translation.lang, Translation.origin).distinct())
    translations = sorted((field, lang, origin.value) for field, lang, origin in texts)
    areas: dict[int, list[str]] = defaultdict(list)
    for service_id, uri in reads.execute(sa.select(ServiceArea.service_id, ServiceArea.uri)):
        areas[service_id].append(uri)
    return PublicIndex(offers, (KnownAs(*row) for row in known), root, translations, areas)


def load_records(session: Session, ids: Sequence[int]) -> list[PublishedOffer]:
    """The public ones of these offers with their main records, in the given order; one statement."""
    rows = session.execute(
        sa.select(*map(columns_of, _RECORDS))
        .join(Service, ServiceAtLocation.service_id == Service.id)
        .join(Location, ServiceAtLocation.location_id == Location.id)
        .join(Organization, Service.organization_id == Organization.id)
        .join(Source, ServiceAtLocation.source_id == Source.id)
        .join(SearchRowRecord, SearchRowRecord.offer_id == ServiceAtLocation.id)
        .outerjoin(Person, ServiceAtLocation.person_id == Person.id)
        .where(ServiceAtLocation.id.in_(ids), SearchRowRecord.is_public)
    )
    found = {row[0].id: _published(row) for row in rows}
    return [found[number] for number in ids if number in found]


def load_published(session: Session, ids: Sequence[int]) -> Published:
    """The public ones of these offers with everything that belongs to their records, in the given order.

    Eleven statements, however many offers; hand over at most about a thousand numbers at once.
    """
    offers = load_records(session, ids)
    keys = _keys(offers)
    details: dict[str, Any] = {
        model.__tablename__: details_of(session, model, keys) for model in _DETAILS if offers
    }
    for item in offers:
        if item.location.is_address_secret:
            details["address"].pop(("location_id", item.location.id), None)
    details["translation"] = _translations(session, offers, keys)
    return Published(offers, defaultdict(dict, details), _topics(session, keys["service_id"]))


def _published(row: Sequence[Any]) -> PublishedOffer:
    offer, service, location, organization, person, source = row
    if location.is_address_secret:
        location = SimpleNamespace(**location._asdict() | dict.fromkeys(_SECRET))
        offer = SimpleNamespace(**offer._asdict() | {"source_url": ""})
    return PublishedOffer(
        offer, service, location, organization, None if person.id is None else person, source
    )


def _keys(offers: Sequence[PublishedOffer]) -> dict[str, set[int]]:
    """The numbers of all records of the offers by the column that details name them with."""
    people = {item.person.id for item in offers if item.person is not None}
    return {
        "service_at_location_id": {item.offer.id for item in offers},
        "service_id": {item.service.id for item in offers},
        "location_id": {item.location.id for item in offers},
        "organization_id": {item.organization.id for item in offers},
        **({"person_id": people} if people else {}),
    }


def _topics(session: Session, services: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    statement = (
        sa.select(Attribute.service_id, TaxonomyTerm.code)
        .join(TaxonomyTerm, Attribute.taxonomy_term_id == TaxonomyTerm.id)
        .where(Attribute.service_id.in_(services))
    )
    for service, code in sorted(cast("list[tuple[int, str]]", session.execute(statement).all())):
        found[service].append(code)
    return found


def _translations(
    session: Session, offers: Sequence[PublishedOffer], keys: dict[str, set[int]]
) -> dict[tuple[str, int], list[Any]]:
    """The texts in other languages of texts that are there, each with its state now, by language and field;
    none of a secret place.
    """
    stored = load_translations(session, keys)
    records = {
        (kind, getattr(item, name).id): getattr(item, name)
        for item in offers
        for kind, name in ((SERVICE, "service"), (OFFER, "offer"), (LOCATION, "location"))
    }
    found: dict[tuple[str, int], list[Any]] = {}
    for (kind, number), record in records.items():
        rows = [_current(row, getattr(record, row.field, "")) for row in stored.get((kind, number), ())]
        kept = [row for row in rows if row is not None and row.field in TRANSLATED[kind]]
        if kept:
            found[f"{kind}_id", number] = sorted(kept, key=lambda row: (row.lang, row.field))
    return found


def _current(row: Any, source: str | None) -> Any | None:
    """A translation with its state now; None where either text is missing."""
    if not source or not row.text:
        return None
    return SimpleNamespace(
        field=row.field,
        lang=row.lang,
        text=row.text,
        origin=row.origin,
        status=state_now(row.status, row.source_hash, source),
    )
