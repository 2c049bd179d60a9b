"""Writes the values of a form into the records of an offer; the session writes history and search rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.clock import utc_now
from finder.domain.access import FACT_UNITS
from finder.domain.entry_fields import (
    RECORD_FIELDS,
    ROW_FIELDS,
    Field,
    Kind,
    Values,
    rows_of,
    unit_of,
    units_of,
)
from finder.domain.translation import TranslationOrigin, TranslationStatus, source_hash
from finder.store.details import Attribute, ServiceArea
from finder.store.entry_changes import forget_point
from finder.store.entry_values import OWNERS, ROW_MODELS, TRANSLATED_RECORDS, Aggregate, values_of
from finder.store.provenance import Source
from finder.store.records import (
    Address,
    Location,
    Organization,
    Person,
    Publication,
    Service,
    ServiceAtLocation,
)
from finder.store.vocabulary import TaxonomyTerm, Translation

_MOVED = ("address/postal_code", "address/city", "address/country")
_ENTITY_OF = {name: entity for entity, name in TRANSLATED_RECORDS.items()}


def create_aggregate(
    session: Session, values: Values, source: Source, beside: Aggregate | None = None
) -> Aggregate:
    """The records of a new offer with these values, flushed; `beside` another one it is of the same
    organization at the same place, whose records are changed where the values say something else.
    """
    found = Aggregate(ServiceAtLocation(source_id=source.id), Service(), Location(), Organization(), source)
    found.rows = {table: [] for table in ROW_MODELS}
    shared = {} if beside is None else shared_values(beside)
    if beside is None:
        _add_place(session, found, values)
    else:
        found.organization, found.location, found.address = (
            beside.organization,
            beside.location,
            beside.address,
        )
        found.rows = {table: [row for row in rows if _is_shared(row)] for table, rows in beside.rows.items()}
    _fill(found, "service", values)
    found.service.organization_id = found.organization.id
    session.add(found.service)
    session.flush()
    _fill(found, "offer", values)
    found.offer.service_id, found.offer.location_id = found.service.id, found.location.id
    session.add(found.offer)
    session.flush()
    apply_values(
        session, found, values, [unit for unit in _changed(shared, values) if _is_left(unit, beside)]
    )
    return found


def _add_place(session: Session, found: Aggregate, values: Values) -> None:
    """The organization and its location."""
    _fill(found, "organization", values)
    session.add(found.organization)
    session.flush()
    _fill(found, "location", values)
    found.location.organization_id = found.organization.id
    session.add(found.location)
    session.flush()


def _fill(found: Aggregate, record: str, values: Values) -> None:
    for name, spec in RECORD_FIELDS.items():
        if name.startswith(f"{record}/"):
            setattr(found.record(record), name.split("/")[1], read_value(spec, values.get(name, "")))


def _changed(before: Values, values: Values) -> list[str]:
    """The units that differ."""
    was, now = units_of(before), units_of(values)
    return [unit for unit in dict.fromkeys((*was, *now)) if was.get(unit) != now.get(unit)]


def _is_left(unit: str, beside: Aggregate | None) -> bool:
    """Whether a unit is not written with its new record already."""
    filled = ("service/", "offer/") if beside else ("service/", "offer/", "organization/", "location/")
    return unit not in RECORD_FIELDS or not unit.startswith(filled)


def shared_values(found: Aggregate) -> dict[str, str]:
    """The values of an offer that another one of the same organization at the same place has, too."""
    rows = {f"{table}/{row.id}" for table, rows in found.rows.items() for row in rows if _is_shared(row)}
    records = ("organization", "location", "address", "fact")
    return {
        name: text
        for name, text in values_of(found).items()
        if name.partition("/")[0] in records or unit_of(name) in rows
    }


def _is_shared(row: Any) -> bool:
    """Whether a detail is one of the place or the organization."""
    return any(getattr(row, OWNERS[name], None) is not None for name in ("location", "organization"))


def apply_values(session: Session, found: Aggregate, values: Values, units: Iterable[str]) -> None:
    """Write the changed units of a form into the records; what a unit no longer says is deleted.

    A point goes when the address becomes secret, or moves to another town and nobody has confirmed it.
    """
    changed = set(units)
    if changed:
        found.offer.last_modified = utc_now()
    records = [unit for unit in changed if unit in RECORD_FIELDS]
    _keep_person(session, found, values)
    _keep_address(session, found, values)
    for unit in records:
        record, column = unit.split("/")
        if found.record(record) is not None:
            setattr(found.record(record), column, read_value(RECORD_FIELDS[unit], values.get(unit, "")))
    _settle_point(found, changed)
    _settle_archive(found, changed)
    for unit in sorted(changed.difference(records), key=_by_age):
        _WRITERS[unit.partition("/")[0]](session, found, unit, values)
    session.flush()


def _by_age(unit: str) -> tuple[int, str]:
    """New rows last, in the order in which they were added."""
    key = unit.split("/")[1]
    number = key.removeprefix("new")
    return (int(number) + 1 if key.startswith("new") and number.isdigit() else 0, unit)


def read_value(spec: Field, text: str) -> Any:
    """The value of a column for a text that is right for its field."""
    if spec.kind is Kind.FLAG:
        return text == "yes"
    if spec.kind is Kind.DATE:
        return dt.date.fromisoformat(text) if text else None
    if spec.kind is Kind.NUMBER:
        return float(text) if text else None
    return text or spec.default


def _keep_person(session: Session, found: Aggregate, values: Values) -> None:
    """A person is there as long as the form has a name of one; who is taken from the offer stays."""
    is_named = bool(values.get("person/given") or values.get("person/family"))
    if is_named and found.person is None:
        found.person = Person(organization_id=found.organization.id)
        for name, spec in RECORD_FIELDS.items():
            if name.startswith("person/"):
                setattr(found.person, name.split("/")[1], read_value(spec, values.get(name, "")))
        session.add(found.person)
        session.flush()
        found.offer.person_id = found.person.id
    elif not is_named and found.person is not None:
        found.offer.person_id = found.person = None


def _keep_address(session: Session, found: Aggregate, values: Values) -> None:
    names = [name for name in RECORD_FIELDS if name.startswith("address/") and name != "address/country"]
    if found.address is None and any(values.get(name) for name in names):
        found.address = Address(location_id=found.location.id)
        for name in names:
            setattr(found.address, name.split("/")[1], values.get(name, ""))
        session.add(found.address)


def _settle_point(found: Aggregate, changed: Iterable[str]) -> None:
    location = found.location
    has_moved = not set(_MOVED).isdisjoint(changed) and location.pin_confirmed_at is None
    if location.latitude is not None and (location.is_address_secret or has_moved):
        forget_point(location)


def _settle_archive(found: Aggregate, changed: Iterable[str]) -> None:
    """Who retires an entry here does it now; who publishes one again takes back that it was."""
    offer = found.offer
    if "offer/publication" in changed and offer.publication == Publication.ARCHIVED:
        offer.archived_at = utc_now()
    elif "offer/publication" in changed:
        offer.archived_at, offer.archived_reason, offer.replaced_by_id = None, "", None


def _write_row(session: Session, found: Aggregate, unit: str, values: Values) -> None:
    """Change, add or delete the row of a table."""
    table, key = unit.split("/", 1)
    record = next((row for row in found.rows[table] if str(_key(table, row)) == key), None)
    if not rows_of(units_of_one(values, unit), table):
        if record is not None:
            session.delete(record)
        return
    is_new = record is None
    record = ROW_MODELS[table]() if is_new else record
    for column, spec in ROW_FIELDS[table].items():
        if column != "at":
            setattr(record, column, _cell(spec, column, key, values.get(f"{unit}/{column}", "")))
    _own(record, table, key, found, values.get(f"{unit}/at", ""))
    if is_new:
        session.add(record)


def _key(table: str, record: Any) -> object:
    return record.key if table == "fact" else record.id


def units_of_one(values: Values, unit: str) -> dict[str, str]:
    """The values of one unit, {} when it says nothing."""
    mine = {name: text for name, text in values.items() if name.startswith(f"{unit}/")}
    return units_of(mine).get(unit, {})


def _cell(spec: Field, column: str, key: str, text: str) -> Any:
    """The value of a column; that of an access fact stays a text."""
    return text if column == "value" else read_value(spec, text)


def _own(record: Any, table: str, key: str, found: Aggregate, at: str) -> None:
    """Say to which record a detail belongs, and of a fact what it is."""
    owner = {"fact": "location", "offer_fact": "offer"}.get(table) or at or "service"
    for name, column in OWNERS.items():
        if hasattr(record, column):
            number = found.number_of(name) if name == owner else None
            if getattr(record, column) != number:
                setattr(record, column, number)
    if table == "fact":
        record.key = key
    if table in ("fact", "offer_fact"):
        record.unit = FACT_UNITS.get(record.key, "")


def _write_topic(session: Session, found: Aggregate, unit: str, values: Values) -> None:
    code = unit.split("/", 1)[1]
    if values.get(unit):
        number = session.scalar(sa.select(TaxonomyTerm.id).where(TaxonomyTerm.code == code))
        if number is not None:
            session.add(Attribute(service_id=found.service.id, taxonomy_term_id=number))
    elif code in found.topics:
        session.delete(found.topics[code])


def _write_area(session: Session, found: Aggregate, unit: str, values: Values) -> None:
    key = unit.split("/", 1)[1]
    if values.get(unit):
        session.add(ServiceArea(service_id=found.service.id, uri=key))
    elif key in found.areas:
        session.delete(found.areas[key])


def _write_translation(session: Session, found: Aggregate, unit: str, values: Values) -> None:
    """The text in another language, of the German text as it is now."""
    _table, name, column, lang = unit.split("/")
    item, text = found.translations.get(unit), values.get(f"{unit}/text", "")
    if not text:
        if item is not None:
            session.delete(item)
        return
    if item is None:
        item = Translation(entity=_ENTITY_OF[name], entity_id=found.number_of(name), field=column, lang=lang)
        session.add(item)
    item.text = text
    item.origin = TranslationOrigin(values.get(f"{unit}/origin") or TranslationOrigin.HUMAN)
    item.status = TranslationStatus(values.get(f"{unit}/status") or TranslationStatus.REVIEWED)
    item.source_hash = source_hash(getattr(found.record(name), column))


_WRITERS: Mapping[str, Any] = {
    **dict.fromkeys(ROW_MODELS, _write_row),
    "topic": _write_topic,
    "area": _write_area,
    "translation": _write_translation,
}
