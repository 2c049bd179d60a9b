"""Brings existing records in step with what their source says anew; the session writes the history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.domain.point import Point
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
from finder.store.edited import stated_before_staff
from finder.store.entry_rows import IDENTITY, TRANSLATION, Row, Stated, owner_of
from finder.store.records import (
    Address,
    Location,
    Organization,
    Person,
    Publication,
    Service,
    ServiceAtLocation,
)
from finder.store.runs import OFFER
from finder.store.source_merge import STATED_POINT, Ours, RowStep, Settled, settle
from finder.store.vocabulary import Translation

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
    """A record that exists and of which the source says something new, and whom it refers to. `digest` and
    `statement` are of what the source said before.
    """

    stated: Stated
    id: int
    digest: str
    statement: str
    refs: Mapping[str, int | None]

    @property
    def was_retired(self) -> bool:
        """Whether it is an offer that its source did not have any more, and has again."""
        return self.stated.entity == OFFER and not self.digest


def apply_changes(session: Session, changes: Sequence[Change]) -> list[tuple[Change, Settled]]:
    """Write what is settled of each record; gives that beside the change."""
    by_entity: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_entity[change.stated.entity].append(change)
    settled = []
    for entity, group in by_entity.items():
        held = hold(session, entity, group)
        for change in group:
            found = settle(change.stated, change.digest, change.statement, held[change.id])
            _write(session, change, held[change.id].record, found)
            settled.append((change, found))
    return settled


def hold(session: Session, entity: str, group: Sequence[Change]) -> dict[int, Ours]:
    """What we hold of the records of one table that change."""
    ids, model = [change.id for change in group], MODELS[entity]
    said = stated_before_staff(session, entity, [change.id for change in group if not change.statement])
    tables = sorted({table for change in group for table in IDENTITY.keys() & parts_changed(change)})
    details = {table: _existing(session, table, entity, ids) for table in tables}
    return {
        record.id: Ours(
            record,
            {table: rows[record.id] for table, rows in details.items()},
            said.get(record.id, {}),
        )
        for record in session.scalars(sa.select(model).where(model.id.in_(ids)))
    }


def parts_changed(change: Change) -> set[str]:
    """The names of the parts in which the source says something new."""
    return change.stated.changed_since(change.digest)


def _write(session: Session, change: Change, record: Any, found: Settled) -> None:
    _set(record, found.values)
    if "refs" in parts_changed(change):
        _set(record, change.refs)
    if found.moves_point:
        forget_point(record)
        if found.point is not None:
            record.place_at(Point(found.point["latitude"], found.point["longitude"]))
            record.geocode_source = STATED_POINT
            record.geocode_precision = found.point.get("geocode_precision")
    if change.was_retired and record.publication == Publication.ARCHIVED:
        record.publication, record.archived_at = Publication.PUBLIC, None
    for step in found.rows:
        _write_row(session, step, owner_of(step.table, change.stated.entity, change.id))


def _write_row(session: Session, step: RowStep, owner: Row) -> None:
    if step.old is None:
        session.add(MODELS[step.table](**owner, **(step.new or {})))
    elif step.new is None:
        session.delete(step.old)
    else:
        _set(step.old, _as_before(step.old, step.new) if step.table == TRANSLATION else step.new)


def _set(record: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if getattr(record, name) != value:
            setattr(record, name, value)


def forget_point(location: Location) -> None:
    """Take away a point with all that is noted of how it was found."""
    location.place_at(None)
    location.geocode_source = location.geocode_address = ""
    location.geocode_precision = location.geocoded_at = None


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
