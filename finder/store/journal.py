"""What an import did, kept so that it can be undone: each changed, added or deleted row with its old values.

Taken by comparing the rows of the records concerned before and after a batch is written, so that whatever
the writer does is covered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any, Final, cast

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.store.base import Base
from finder.store.entry_rows import IDENTITY, TRANSLATION, Row
from finder.store.upload_rows import ImportChange

RECORDS: Final = ("organization", "location", "service", "person", "service_at_location")
"""The tables of records, in the order in which they are made."""
NUMBERS: Final = "external_id"
"""The table of the numbers that sources give to records."""

_TABLES = Base.metadata.tables
_CHANGE = cast("sa.Table", ImportChange.__table__)
_UNTOLD: Final = frozenset({"geom", "last_modified", "seen_run_id"})
_FOUND_LATER: Final = frozenset(
    {"latitude", "longitude", "geocode_source", "geocode_precision", "geocode_address", "geocoded_at"}
)
"""A point that the finder itself found later makes a location no other one."""

Place = tuple[str, int]
Snapshot = dict[Place, Row]


def snapshot(session: Session, ids: Mapping[str, Collection[int]]) -> Snapshot:
    """The rows of these records and of their details, by table and number."""
    found: Snapshot = {}
    for entity, numbers in ids.items():
        if numbers:
            table = _TABLES[entity]
            _take(session, found, table, table.c.id.in_(numbers))
            for name, is_theirs in _details(entity, numbers):
                _take(session, found, _TABLES[name], is_theirs)
    return found


def _details(entity: str, numbers: Collection[int]) -> Iterator[tuple[str, sa.ColumnElement[bool]]]:
    """The tables of the details of records, and which rows are theirs."""
    for name in IDENTITY:
        table = _TABLES[name]
        if name == TRANSLATION:
            yield name, sa.and_(table.c.entity == entity, table.c.entity_id.in_(numbers))
        elif f"{entity}_id" in table.c:
            yield name, table.c[f"{entity}_id"].in_(numbers)


def take_numbers(
    session: Session, source_id: int, keys: Iterable[Place | tuple[str, str]], rows: Collection[int] = ()
) -> Snapshot:
    """The rows in which a source's numbers for records are kept, by table and key, and those with a number of
    `rows`: the source may call a record by another key from now on.
    """
    table = _TABLES[NUMBERS]
    by_entity: dict[str, list[Any]] = defaultdict(list)
    for entity, key in keys:
        by_entity[entity].append(key)
    found: Snapshot = {}
    for entity, names in by_entity.items():
        is_meant = sa.and_(
            table.c.source_id == source_id, table.c.entity == entity, table.c.external_id.in_(names)
        )
        _take(session, found, table, is_meant)
    if rows:
        _take(session, found, table, table.c.id.in_(rows))
    return found


def _take(session: Session, found: Snapshot, table: sa.Table, is_meant: sa.ColumnElement[bool]) -> None:
    columns = [column for column in table.c if column.name not in _UNTOLD]
    for row in session.execute(sa.select(*columns).where(is_meant)):
        found[table.name, row.id] = dict(row._mapping)


def note(session: Session, run_id: int, before: Snapshot, after: Snapshot, made: Collection[Place]) -> None:
    """Keep what differs. Of the records in `made`, which are new, a digest is kept instead of their rows.

    They come first, so that they are undone last: until then others may refer to them.
    """
    details = _by_owner({place: row for place, row in after.items() if place[0] != NUMBERS})
    rows = [
        _change(run_id, place, "make", {}, {"digest": _digest_of(after[place], details[place])})
        for place in sorted(made, key=lambda place: (RECORDS.index(place[0]), place[1]))
    ]
    rows += [
        _change(run_id, place, "update", *_differing(before[place], row))
        for place, row in after.items()
        if place in before and before[place] != row
    ]
    rows += [_change(run_id, place, "delete", row, {}) for place, row in before.items() if place not in after]
    rows += [
        _change(run_id, place, "insert", {}, row)
        for place, row in after.items()
        if place not in before and place not in made and _owner(place, row) not in made
    ]
    if rows:
        session.execute(sa.insert(_CHANGE), rows)


def digests(session: Session, entity: str, numbers: Collection[int]) -> dict[int, str]:
    """The digests of records of a table with their details as they are now, without those that are gone."""
    found = snapshot(session, {entity: numbers})
    details = _by_owner(found)
    return {
        number: _digest_of(row, details[entity, number])
        for (name, number), row in found.items()
        if name == entity
    }


def _change(run_id: int, place: Place, action: str, old: Row, new: Row) -> Row:
    return {
        "run_id": run_id,
        "table_name": place[0],
        "row_id": place[1],
        "action": action,
        "old": _json(old),
        "new": _json(new),
    }


def _differing(old: Row, new: Row) -> tuple[Row, Row]:
    names = [name for name in new if old[name] != new[name]]
    return {name: old[name] for name in names}, {name: new[name] for name in names}


def _by_owner(found: Snapshot) -> dict[Place, list[str]]:
    """The details of each record as text, without their numbers."""
    details: dict[Place, list[str]] = defaultdict(list)
    for place, row in found.items():
        owner = _owner(place, row)
        if owner is not None:
            details[owner].append(f"{place[0]} {_json({**row, 'id': 0})}")
    return details


def _owner(place: Place, row: Row) -> Place | None:
    """The record that a detail or a source's number belongs to; None for a record itself."""
    if place[0] in RECORDS:
        return None
    if place[0] in (TRANSLATION, NUMBERS):
        return row["entity"], row["entity_id"]
    return next((name, row[f"{name}_id"]) for name in RECORDS if row.get(f"{name}_id") is not None)


def _digest_of(row: Row, details: Iterable[str]) -> str:
    is_ours = row.get("pin_confirmed_at") is None
    told = {name: value for name, value in row.items() if not (is_ours and name in _FOUND_LATER)}
    return blake2b("\n".join([_json(told), *sorted(details)]).encode(), digest_size=12).hexdigest()


def _json(row: Row) -> str:
    return orjson.dumps(row, default=str).decode() if row else ""
