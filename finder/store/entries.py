"""Writes entries of a source into the records: many at a time, and only what the source says anew.

A record is known again by the number that its source gives it (`external_id`), and each of its parts by
its digest (`finder.store.entry_rows`). New records go in by bulk inserts, changed ones through the
session, which writes their history.

Entries that share a record (equal keys) state it equally. Where a later entry of the same run states
it otherwise, it gets a record of its own under the key with its external id behind it, so that the
order of the rows decides and nothing that was stated is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.domain.entry import Entry
from finder.domain.point import WGS84
from finder.store import audit
from finder.store.base import Base
from finder.store.dialect import is_postgresql
from finder.store.entry_batch import Batch, Slot, look_up, statements_of
from finder.store.entry_changes import Change, apply_changes
from finder.store.entry_rows import IDENTITY, PARTS, Row, owner_of
from finder.store.provenance import ExternalId
from finder.store.runs import OFFER, Run, mark_seen
from finder.store.source_conflicts import report
from finder.store.source_merge import STATED_POINT
from finder.store.tracking import touch

_TABLES = Base.metadata.tables
_EXTERNAL = cast("sa.Table", ExternalId.__table__)
_RECORDS = ("organization", "location", "service", "person", OFFER)
_BLANK: dict[str, Row] = {
    "location": {
        "latitude": None,
        "longitude": None,
        "geom": None,
        "geocode_source": "",
        "geocode_precision": None,
    },
    "service": {"assured_date": None, "assurer_email": "", "assured_method": ""},
}
"""The columns that are filled only where a source states them: rows of one insert are all alike."""
_OWNERS: dict[str, Row] = {
    table: {f"{name}_id": None for name in _RECORDS if f"{name}_id" in _TABLES[table].c} for table in IDENTITY
}


@dataclass(slots=True)
class Outcome:
    """What a batch did: numbers of entries (of those that changed, how many have `conflicts` for people to
    decide on), and those that came a second time in the same run.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    conflicts: int = 0
    repeated: list[Entry] = field(default_factory=list)


def write_entries(session: Session, run: Run, entries: Sequence[Entry]) -> Outcome:
    """Write a batch of entries, at most about a thousand, in this transaction.

    The search rows of the offers concerned are refreshed before the commit.
    """
    batch = Batch(run, look_up(session, run, entries))
    outcome = Outcome()
    for entry in entries:
        _count(outcome, batch, entry)
    outcome.conflicts = write_batch(session, batch)
    return outcome


def write_batch(session: Session, batch: Batch) -> int:
    """Write the records of a batch that are new or changed; what was corrected here and changed by the
    source, too, is put before those who decide on proposals. Gives how many entries have such conflicts.
    """
    _reserve(session, batch)
    _insert(session, batch)
    changed = [slot for slot in batch.slots.values() if slot.is_changed]
    statements = statements_of(session, changed)
    settled = apply_changes(session, [_change(slot, statements) for slot in changed])
    _note_seen(session, batch)
    offers = batch.offer_of()
    return report(
        session,
        batch.run.source_id,
        [(offers[change.stated.entity, change.stated.key].id, change, found) for change, found in settled],
    )


def _count(outcome: Outcome, batch: Batch, entry: Entry) -> None:
    before = len(batch.slots)
    offer = batch.add(entry)
    if offer is None:
        outcome.repeated.append(entry)
        return
    own = [*batch.slots.values()][before:]
    if offer.is_new:
        outcome.added += 1
    elif any(slot.is_new or slot.is_changed for slot in own):
        outcome.changed += 1
    else:
        outcome.unchanged += 1


def _reserve(session: Session, batch: Batch) -> None:
    """Give every slot the number of its record: the known one, or the next free one."""
    for entity in _RECORDS:
        fresh = []
        for slot in batch.of(entity):
            if slot.known is not None and slot.known.entity_id is not None:
                slot.id = slot.known.entity_id
            else:
                fresh.append(slot)
        for slot, number in zip(fresh, _next_numbers(session, entity, len(fresh)), strict=True):
            slot.id = number


def _next_numbers(session: Session, table: str, count: int) -> Sequence[int]:
    """The next numbers of a table; nobody else gets them."""
    if not count:
        return ()
    if is_postgresql(session):
        numbers = sa.text("SELECT nextval(:name) FROM generate_series(1, :count)")
        return session.scalars(numbers, {"name": f"{table}_id_seq", "count": count}).all()
    last = sa.text(
        f"SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{table}'), 0), "  # noqa: S608 - our tables
        f"coalesce((SELECT max(id) FROM {table}), 0))"
    )
    start = int(session.scalar(last) or 0) + 1
    return range(start, start + count)


def _insert(session: Session, batch: Batch) -> None:
    """All new records with their details and the line of their history."""
    rows: dict[str, list[Row]] = {name: [] for name in _RECORDS}
    for slot in batch.slots.values():
        if slot.is_new:
            _add_rows(rows, slot, batch.run)
    rows["metadata"] = [
        audit.line(session, name, row["id"], "create") for name in _RECORDS for row in rows[name]
    ]
    connection = session.connection()
    for table, added in rows.items():
        if added:
            connection.execute(sa.insert(_TABLES[table]), added)
    touch(session, f"{OFFER}_id", [row["id"] for row in rows[OFFER]])


def _add_rows(rows: dict[str, list[Row]], slot: Slot, run: Run) -> None:
    stated = slot.stated
    record: Row = {"id": slot.id, **_BLANK.get(stated.entity, {})}
    for blank in PARTS.get(stated.entity, {}).values():
        record.update(blank)
    for values in stated.values.values():
        record.update(values)
    record.update(slot.ref_ids)
    if stated.entity == OFFER:
        record["source_id"] = run.source_id
    elif "point" in stated.values:
        record["geom"] = f"SRID={WGS84};POINT({record['longitude']!r} {record['latitude']!r})"
        record["geocode_source"] = STATED_POINT
    rows[stated.entity].append(record)
    for table, details in stated.details.items():
        owner = {**_OWNERS[table], **owner_of(table, stated.entity, slot.id)}
        rows.setdefault(table, []).extend({**owner, **detail} for detail in details)


def _change(slot: Slot, statements: Mapping[int, str]) -> Change:
    digest, row_id = ("", 0) if slot.known is None else (slot.known.digest, slot.known.row_id)
    return Change(slot.stated, slot.id, digest, statements.get(row_id, ""), slot.ref_ids)


def _note_seen(session: Session, batch: Batch) -> None:
    """What the source calls each record, what it said of it, and that this run has met it."""
    run, same, moved, fresh = batch.run, [], [], []
    for (entity, key), slot in batch.slots.items():
        known = slot.known
        if known is not None and known.is_kept and not slot.is_new and not slot.is_changed:
            if known.seen_by < run.id:
                same.append(known.row_id)
            continue
        values = {
            "entity_id": slot.id,
            "content_hash": slot.stated.digest,
            "statement": slot.stated.statement(),
            "seen_run_id": run.id if known is None else max(run.id, known.seen_by),
        }
        if known is None:
            fresh.append({"source_id": run.source_id, "entity": entity, "external_id": key, **values})
        else:
            moved.append({"row_id": known.row_id, "external_id": key, **values})
    connection = session.connection()
    if fresh:
        connection.execute(sa.insert(_EXTERNAL), fresh)
    if moved:
        names = ("external_id", "entity_id", "content_hash", "statement", "seen_run_id")
        statement = sa.update(_EXTERNAL).where(_EXTERNAL.c.id == sa.bindparam("row_id"))
        connection.execute(statement.values({name: sa.bindparam(name) for name in names}), moved)
    if same:
        mark_seen(session, run, same)
