"""Undoes what an import did, the last change first, as far as nobody has changed it since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any, Final, cast

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.domain.point import Point
from finder.store.base import Base, UtcDateTime
from finder.store.entry_changes import MODELS
from finder.store.entry_rows import IDENTITY, TRANSLATION
from finder.store.journal import RECORDS, digests
from finder.store.provenance import ExternalId
from finder.store.records import Location, Person, Publication, Service, ServiceAtLocation
from finder.store.upload_rows import ImportChange

CHANGED: Final = "changed"
USED: Final = "used"
GONE: Final = "gone"

_CHANGE = cast("sa.Table", ImportChange.__table__)
_NUMBER = cast("sa.Table", ExternalId.__table__)
_MODELS: Mapping[str, type[Any]] = {**MODELS, ExternalId.__tablename__: ExternalId}
_USERS: Mapping[str, Sequence[Any]] = {
    "organization": (Service.organization_id, Location.organization_id, Person.organization_id),
    "location": (ServiceAtLocation.location_id,),
    "service": (ServiceAtLocation.service_id,),
    "person": (ServiceAtLocation.person_id,),
}
"""What may still need a record."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A change that was not undone: `reason` is `changed` (somebody changed it since), `used` (other entries
    need the record) or `gone`, with the columns concerned behind a colon; `old` and `new` are what the import
    found and wrote.
    """

    id: int
    table_name: str
    row_id: int
    action: str
    old: str
    new: str
    reason: str


def undo_next(session: Session, run_id: int, limit: int) -> int:
    """Undo the last changes of a run that are not undone yet; gives how many. Call it until it gives 0."""
    rows = session.execute(
        sa.select(_CHANGE)
        .where(_CHANGE.c.run_id == run_id, _CHANGE.c.outcome == "")
        .order_by(_CHANGE.c.id.desc())
        .limit(limit)
    ).all()
    reasons: dict[int, str] = {}
    for (action, table), group in groupby(rows, key=lambda row: (row.action, row.table_name)):
        if action == "make":
            reasons |= _unmake(session, table, list(group))
        else:
            reasons |= {row.id: _UNDO[action](session, row) for row in group}
        session.flush()
    _note(session, reasons)
    return len(rows)


def _note(session: Session, reasons: Mapping[int, str]) -> None:
    statement = sa.update(_CHANGE).where(_CHANGE.c.id == sa.bindparam("change"))
    values: dict[str, Any] = {"outcome": sa.bindparam("became"), "reason": sa.bindparam("why")}
    rows = [
        {"change": number, "became": "kept" if reason else "undone", "why": reason}
        for number, reason in reasons.items()
    ]
    if rows:
        session.connection().execute(statement.values(values), rows)


def _unmake(session: Session, table: str, rows: Sequence[Any]) -> dict[int, str]:
    """Delete records that the import made, where they are as it made them and nothing needs them. An offer
    that must stay is archived.
    """
    model, numbers = _MODELS[table], [row.row_id for row in rows]
    now = digests(session, table, numbers)
    used = _used(session, table, numbers)
    records = {record.id: record for record in session.scalars(sa.select(model).where(model.id.in_(numbers)))}
    kept: dict[int, str] = {}
    for row in rows:
        if row.row_id in records:
            is_same = now[row.row_id] == orjson.loads(row.new)["digest"]
            kept[row.row_id] = USED if row.row_id in used else "" if is_same else CHANGED
    for number, record in records.items():
        if not kept[number]:
            session.delete(record)
        elif isinstance(record, ServiceAtLocation) and record.publication is Publication.PUBLIC:
            record.publication = Publication.ARCHIVED
    _forget_numbers(session, table, [number for number in numbers if not kept.get(number)])
    _forget_digests(session, table, [number for number in numbers if kept.get(number)])
    return {row.id: kept.get(row.row_id, "") for row in rows}


def _forget_numbers(session: Session, table: str, numbers: Sequence[int]) -> None:
    """No source has a number for records that are gone."""
    is_theirs = sa.and_(_NUMBER.c.entity == table, _NUMBER.c.entity_id.in_(numbers))
    session.execute(sa.delete(_NUMBER).where(is_theirs))


def _forget_digests(session: Session, table: str, numbers: Sequence[int]) -> None:
    """What the source says of records that stay is new to them, should it come once more."""
    is_theirs = sa.and_(_NUMBER.c.entity == table, _NUMBER.c.entity_id.in_(numbers))
    session.execute(sa.update(_NUMBER).where(is_theirs).values(content_hash=""))


def _used(session: Session, table: str, numbers: Sequence[int]) -> set[int]:
    return {
        number
        for column in _USERS.get(table, ())
        for number in session.scalars(sa.select(column).where(column.in_(numbers)).distinct())
    }


def _restore(session: Session, row: Any) -> str:
    """Give the columns of a record their values from before, where they still are what the import wrote."""
    record = session.get(_MODELS[row.table_name], row.row_id)
    if record is None:
        return GONE
    old, new = orjson.loads(row.old), orjson.loads(row.new)
    others = [name for name in new if _plain(getattr(record, name)) != new[name]]
    for name in new.keys() - set(others):
        setattr(record, name, _value(record, name, old[name]))
    if (
        isinstance(record, Location)
        and not {"latitude", "longitude"} & set(others)
        and "latitude" in new | old
    ):
        record.place_at(_point(record))
    return f"{CHANGED}: {', '.join(others)}" if others else ""


def _remove(session: Session, row: Any) -> str:
    """Delete a detail that the import added, where it still is what was added."""
    record = session.get(_MODELS[row.table_name], row.row_id)
    if record is None:
        return ""
    others = [name for name, value in orjson.loads(row.new).items() if _plain(getattr(record, name)) != value]
    if others:
        return f"{CHANGED}: {', '.join(others)}"
    session.delete(record)
    return ""


def _bring_back(session: Session, row: Any) -> str:
    """Add a detail that the import deleted, unless somebody has stated the same thing anew."""
    model, values = _MODELS[row.table_name], orjson.loads(row.old)
    owner = _owner(row.table_name, values)
    if session.get(_MODELS[owner[0]], owner[1]) is None:
        return GONE
    if _is_stated(session, model, row.table_name, values, owner):
        return CHANGED
    number = values.pop("id")
    record = model(**{name: _value(model, name, value) for name, value in values.items()})
    if session.get(model, number) is None:
        record.id = number
    session.add(record)
    return ""


def _is_stated(
    session: Session, model: Any, table: str, values: Mapping[str, Any], owner: tuple[str, int]
) -> bool:
    names = IDENTITY[table]
    if not names:
        return False
    column = "entity_id" if table == TRANSLATION else f"{owner[0]}_id"
    conditions = [getattr(model, name) == _value(model, name, values[name]) for name in (*names, column)]
    if table == TRANSLATION:
        conditions.append(model.entity == owner[0])
    return session.scalar(sa.select(model.id).where(*conditions).limit(1)) is not None


def _owner(table: str, values: Mapping[str, Any]) -> tuple[str, int]:
    if table == TRANSLATION:
        return values["entity"], values["entity_id"]
    return next((name, values[f"{name}_id"]) for name in RECORDS if values.get(f"{name}_id") is not None)


_UNDO: Mapping[str, Any] = {"update": _restore, "insert": _remove, "delete": _bring_back}


def _plain(value: object) -> object:
    """A value as JSON has it."""
    return orjson.loads(orjson.dumps(value, default=str))


def _value(model: Any, name: str, value: Any) -> Any:
    """A value of JSON as the column of a model takes it."""
    kind = Base.metadata.tables[model.__tablename__].c[name].type
    if value is None:
        return None
    if isinstance(kind, sa.Enum) and kind.enum_class is not None:
        return cast("type[StrEnum]", kind.enum_class)(value)
    if isinstance(kind, sa.Date):
        return dt.date.fromisoformat(value)
    return dt.datetime.fromisoformat(value) if isinstance(kind, UtcDateTime) else value


def _point(location: Location) -> Point | None:
    lat, lon = location.latitude, location.longitude
    return None if lat is None or lon is None else Point(lat, lon)


def read_kept(connection: sa.Connection, run_id: int, limit: int, offset: int = 0) -> list[Kept]:
    """A page of the changes of a run that were not undone, in their order."""
    columns = [_CHANGE.c[name] for name in Kept.__dataclass_fields__]
    rows = connection.execute(
        sa.select(*columns)
        .where(_CHANGE.c.run_id == run_id, _CHANGE.c.outcome == "kept", _CHANGE.c.table_name != "external_id")
        .order_by(_CHANGE.c.id)
        .limit(limit)
        .offset(offset)
    )
    return [Kept(**row._mapping) for row in rows]


def names_of(connection: sa.Connection, places: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The names of some organizations, services and locations, by table and number."""
    found: dict[tuple[str, int], str] = {}
    for table, group in groupby(sorted(places), key=lambda place: place[0]):
        model = _MODELS[table]
        if hasattr(model, "name"):
            numbers = [number for _table, number in group]
            rows = connection.execute(sa.select(model.id, model.name).where(model.id.in_(numbers)))
            found |= {(table, number): name for number, name in rows}
    return found
