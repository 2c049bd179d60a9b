"""Brings existing records in step with what their source says anew; the session writes the history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.domain.point import Point
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
from finder.store.edited import history_text, stated_before_staff
from finder.store.entry_rows import IDENTITY, TRANSLATION, Row, changed_values, owner_of
from finder.store.records import (
    Address,
    Location,
    Organization,
    Person,
    Publication,
    Service,
    ServiceAtLocation,
)
from finder.store.vocabulary import Translation

STATED_POINT = "import"
"""`geocode_source` of a point that the source states itself."""

MODELS: Mapping[str, type[Any]] = {
    model.__tablename__: model
    for model in (
        Organization,
        Location,
        Service,
        Person,
        ServiceAtLocation,
        Phone,
        Schedule,
        Language,
        AccessibilityFact,
        Attribute,
        ServiceArea,
        CostOption,
        RequiredDocument,
        Address,
        Translation,
    )
}
"""The records and their details by the name of their table."""


@dataclass(frozen=True, slots=True)
class Change:
    """A record that exists, the parts that changed with their new values, and whom it refers to."""

    entity: str
    id: int
    parts: Collection[str]
    values: Mapping[str, Row]
    details: Mapping[str, list[Row]]
    refs: Mapping[str, int | None]
    was_retired: bool


def apply_changes(session: Session, changes: Iterable[Change]) -> None:
    """Write the changed parts; values that are the same already are left alone."""
    by_entity: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_entity[change.entity].append(change)
    for entity, group in by_entity.items():
        model = MODELS[entity]
        records = session.scalars(sa.select(model).where(model.id.in_([change.id for change in group])))
        by_id = {record.id: record for record in records}
        own = [change.id for change in group if changed_values(entity, change.parts, change.values)]
        said = stated_before_staff(session, entity, own)
        for change in group:
            _change_record(by_id[change.id], change, said.get(change.id, {}))
        _change_details(session, entity, group)


def _change_record(record: Any, change: Change, said: Mapping[str, str]) -> None:
    """Write the changed parts of a record, but for columns that staff have put right since and of which the
    source says what it `said` before.
    """
    stated = changed_values(change.entity, change.parts, change.values)
    _set(record, {name: new for name, new in stated.items() if said.get(name) != history_text(new)})
    if "refs" in change.parts:
        _set(record, change.refs)
    if change.entity == "location":
        _change_point(record, change)
    if change.was_retired and record.publication == Publication.ARCHIVED:
        record.publication, record.archived_at = Publication.PUBLIC, None


def _set(record: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if getattr(record, name) != value:
            setattr(record, name, value)


def _change_point(location: Location, change: Change) -> None:
    """A stated point is taken unless staff confirmed another one; a point that was found for an
    address goes when the address moves or becomes secret.
    """
    if location.pin_confirmed_at is not None:
        return
    stated = change.values.get("point")
    if "point" in change.parts:
        forget_point(location)
        if stated is not None:
            location.place_at(Point(stated["latitude"], stated["longitude"]))
            location.geocode_source = STATED_POINT
            location.geocode_precision = stated.get("geocode_precision")
    elif stated is None and ("address" in change.parts or location.is_address_secret):
        forget_point(location)


def forget_point(location: Location) -> None:
    """Take away a point with all that is noted of how it was found."""
    location.place_at(None)
    location.geocode_source = location.geocode_address = ""
    location.geocode_precision = location.geocoded_at = None


def _change_details(session: Session, entity: str, group: Iterable[Change]) -> None:
    by_table: dict[str, list[Change]] = defaultdict(list)
    for change in group:
        for table in IDENTITY.keys() & change.parts:
            by_table[table].append(change)
    for table, changes in by_table.items():
        existing = _existing(session, table, entity, [change.id for change in changes])
        for change in changes:
            wanted = change.details.get(table, [])
            _sync(session, table, owner_of(table, entity, change.id), existing[change.id], wanted)


def _existing(session: Session, table: str, entity: str, ids: list[int]) -> dict[int, list[Any]]:
    """The present details of a table by the record of an entity that they belong to."""
    model = MODELS[table]
    number = "entity_id" if table == TRANSLATION else f"{entity}_id"
    statement = sa.select(model).where(getattr(model, number).in_(ids)).order_by(model.id)
    if table == TRANSLATION:
        statement = statement.where(model.entity == entity)
    found: dict[int, list[Any]] = defaultdict(list)
    for detail in session.scalars(statement):
        found[getattr(detail, number)].append(detail)
    return found


def _as_before(translation: Any, row: Row) -> Row:
    """What is new of a translation: where its words stay, it is still that of the earlier German text."""
    if translation.text != row["text"]:
        return row
    return {name: value for name, value in row.items() if name != "source_hash"}


def _sync(session: Session, table: str, owner: Row, existing: list[Base], wanted: list[Row]) -> None:
    """Change, add and delete details until they are the wanted ones."""
    columns = IDENTITY[table]

    def identity(place: int, value: Any) -> object:
        return tuple(value(name) for name in columns) if columns else place

    old = {identity(i, lambda name, item=item: getattr(item, name)): item for i, item in enumerate(existing)}
    new = {identity(i, row.__getitem__): row for i, row in enumerate(wanted)}
    for key, row in new.items():
        if key in old:
            _set(old[key], _as_before(old[key], row) if table == TRANSLATION else row)
        else:
            session.add(MODELS[table](**owner, **row))
    for key, item in old.items():
        if key not in new:
            session.delete(item)
