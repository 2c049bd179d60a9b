"""An offer with all its records, and what they say as the values of a form (`finder.domain.entry_fields`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.domain.entry_fields import RECORD_FIELDS, ROW_FIELDS
from finder.domain.translation import TRANSLATED, TranslationStatus, state_now
from finder.errors import NotFound
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
from finder.store.records import Address, Location, Organization, Person, Service, ServiceAtLocation
from finder.store.vocabulary import TaxonomyTerm, Translation

OWNERS: Mapping[str, str] = {
    "offer": "service_at_location_id",
    "person": "person_id",
    "service": "service_id",
    "location": "location_id",
    "organization": "organization_id",
}
"""The columns by which details name their record, by what the form calls it."""

ROW_MODELS: Mapping[str, type[Any]] = {
    "phone": Phone,
    "schedule": Schedule,
    "language": Language,
    "cost_option": CostOption,
    "required_document": RequiredDocument,
    "offer_fact": AccessibilityFact,
    "fact": AccessibilityFact,
}


@dataclass(slots=True)
class Aggregate:
    """The records of one offer; `rows` are its details by table of the form, `topics` by code, `areas` by
    key, `translations` by their unit.
    """

    offer: ServiceAtLocation
    service: Service
    location: Location
    organization: Organization
    source: Source
    person: Person | None = None
    address: Address | None = None
    rows: dict[str, list[Any]] = field(default_factory=dict)
    topics: dict[str, Attribute] = field(default_factory=dict)
    areas: dict[str, ServiceArea] = field(default_factory=dict)
    translations: dict[str, Translation] = field(default_factory=dict)

    def record(self, name: str) -> Any:
        """A record by what the form calls it; None for a person or address that is not there."""
        return getattr(self, name)

    def number_of(self, name: str) -> int | None:
        """The number of a record, None where there is none."""
        record = self.record(name)
        return None if record is None else int(record.id)


def load_aggregate(session: Session, offer_id: int, *, lock: bool = False) -> Aggregate:
    """The records of an offer; with `lock` nobody else changes them until the end of the transaction.

    Raises NotFound.
    """
    offer = _get(session, ServiceAtLocation, offer_id, lock=lock)
    if offer is None:
        raise NotFound(f"There is no offer {offer_id}.")
    service = _get(session, Service, offer.service_id, lock=lock)
    location = _get(session, Location, offer.location_id, lock=lock)
    organization = _get(session, Organization, service.organization_id, lock=lock)
    person = None if offer.person_id is None else _get(session, Person, offer.person_id, lock=lock)
    source = session.get_one(Source, offer.source_id)
    found = Aggregate(offer, service, location, organization, source, person)
    _load_details(session, found)
    return found


def _get(session: Session, model: type[Any], number: int, *, lock: bool) -> Any:
    statement = sa.select(model).where(model.id == number).execution_options(populate_existing=True)
    return session.scalar(statement.with_for_update() if lock else statement)


def _load_details(session: Session, found: Aggregate) -> None:
    for table, model in ROW_MODELS.items():
        found.rows[table] = list(session.scalars(_rows_of(table, model, found)))
    address = sa.select(Address).where(
        Address.location_id == found.location.id, Address.address_type != "postal"
    )
    found.address = session.scalars(address.order_by(Address.id)).first()
    topics = sa.select(TaxonomyTerm.code, Attribute).join(
        TaxonomyTerm, Attribute.taxonomy_term_id == TaxonomyTerm.id
    )
    rows = session.execute(topics.where(Attribute.service_id == found.service.id).order_by(TaxonomyTerm.code))
    found.topics = {row[0]: row[1] for row in rows}
    areas = sa.select(ServiceArea).where(ServiceArea.service_id == found.service.id)
    found.areas = {area.uri: area for area in session.scalars(areas.order_by(ServiceArea.uri))}
    found.translations = dict(_translations(session, found))


def _rows_of(table: str, model: type[Base], found: Aggregate) -> sa.Select[Any]:
    columns = model.__table__.c
    owners = {"fact": ("location",), "offer_fact": ("offer",)}.get(table, tuple(OWNERS))
    mine = [
        columns[OWNERS[name]] == found.number_of(name)
        for name in owners
        if OWNERS[name] in columns and found.record(name) is not None
    ]
    return sa.select(model).where(sa.or_(*mine)).order_by(columns.id)


def _translations(session: Session, found: Aggregate) -> Iterator[tuple[str, Translation]]:
    for entity, name in TRANSLATED_RECORDS.items():
        statement = sa.select(Translation).where(
            Translation.entity == entity, Translation.entity_id == found.number_of(name)
        )
        for item in session.scalars(statement.order_by(Translation.field, Translation.lang)):
            if item.field in TRANSLATED[entity]:
                yield f"translation/{name}/{item.field}/{item.lang}", item


TRANSLATED_RECORDS: Mapping[str, str] = {
    "service": "service",
    "service_at_location": "offer",
    "location": "location",
}
"""The records whose texts are translated, with what the form calls them."""


def values_of(found: Aggregate) -> dict[str, str]:
    """What the records say, field by field; every field of a record and of a row is there."""
    values: dict[str, str] = {}
    for name, spec in RECORD_FIELDS.items():
        record, column = name.split("/")
        values[name] = field_text(getattr(found.record(record), column, None)) or spec.default
    for table, records in found.rows.items():
        for record in records:
            values |= _row_values(table, record)
    values |= {f"topic/{code}": "yes" for code in found.topics}
    values |= {f"area/{key}": "yes" for key in found.areas}
    for unit, item in found.translations.items():
        values |= _translation_values(unit, item, found)
    return values


def _row_values(table: str, record: Any) -> Iterator[tuple[str, str]]:
    key = record.key if table == "fact" else record.id
    for column, spec in ROW_FIELDS[table].items():
        value = _owner(record) if column == "at" else field_text(getattr(record, column))
        yield f"{table}/{key}/{column}", value or spec.default


def _owner(record: Any) -> str:
    """What the form calls the record that a detail belongs to."""
    return next(name for name, column in OWNERS.items() if getattr(record, column, None) is not None)


def _translation_values(unit: str, item: Translation, found: Aggregate) -> dict[str, str]:
    source = getattr(found.record(unit.split("/")[1]), item.field)
    status = state_now(TranslationStatus(item.status), item.source_hash, source)
    return {
        f"{unit}/text": item.text,
        f"{unit}/origin": field_text(item.origin),
        f"{unit}/status": status.value,
    }


def field_text(value: object) -> str:
    """A value of a column as the text of its field; "" for none."""
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"{value:.10g}" if isinstance(value, float) else str(value)
