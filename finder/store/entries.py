"""Writes entries of a source into the records: many at a time, and only what the source says anew.

A record is known again by the number that its source gives it (`external_id`), and each of its parts by
its digest (`finder.store.entry_rows`). New records go in by bulk inserts, changed ones through the
session, which writes their history.

Entries that share a record (equal keys) state it equally. Where a later entry of the same run states
it otherwise, it gets a record of its own under the key with its external id behind it, so that the
order of the rows decides and nothing that was stated is lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.domain.entry import Entry
from finder.domain.point import WGS84
from finder.store import entry_rows
from finder.store.base import Base
from finder.store.entry_changes import STATED_POINT, Change, apply_changes
from finder.store.entry_rows import IDENTITY, Row, Stated, stored_key
from finder.store.provenance import ExternalId
from finder.store.runs import OFFER, Run, mark_seen
from finder.store.tracking import touch

_TABLES = Base.metadata.tables
_EXTERNAL = cast("sa.Table", ExternalId.__table__)
_RECORDS = ("organization", "location", "service", "person", OFFER)
_WITHOUT_REFS_IN_DIGEST = "location"
"""A location belongs to the organization that named it first; others may share it."""
_VARIANT = "\x1f"
"""Stands between a key and the external id of the entry that states the record otherwise; cleaned text
never holds it."""


_BLANK: dict[str, Row] = {
    "location": {"latitude": None, "longitude": None, "geom": None, "geocode_source": ""},
    "service": {"assured_date": None, "assurer_email": "", "assured_method": ""},
}
"""The columns that are filled only where a source states them: rows of one insert are all alike."""
_OWNERS: dict[str, Row] = {
    table: {f"{name}_id": None for name in _RECORDS if f"{name}_id" in _TABLES[table].c} for table in IDENTITY
}


class Known(NamedTuple):
    """What an import noted of a record: `entity_id` is None when the record was deleted, `seen_by` the
    last run that met it, or 0.
    """

    row_id: int
    entity_id: int | None
    digest: str
    seen_by: int


@dataclass(slots=True, eq=False)
class Slot:
    """One record of the batch: what is stated, what it refers to, and what is known of it."""

    stated: Stated
    refs: dict[str, Slot | None]
    known: Known | None
    id: int = 0

    @property
    def ref_ids(self) -> dict[str, int | None]:
        """The numbers of the records referred to, once they are reserved."""
        return {name: None if slot is None else slot.id for name, slot in self.refs.items()}

    @property
    def is_new(self) -> bool:
        """Whether there is no record yet."""
        return self.known is None or self.known.entity_id is None

    @property
    def is_changed(self) -> bool:
        """Whether the record exists and the source says something new of it."""
        return not self.is_new and self.known is not None and self.known.digest != self.stated.digest


@dataclass(slots=True)
class Outcome:
    """What a batch did: numbers of entries, and those that came a second time in the same run."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    repeated: list[Entry] = field(default_factory=list)


def write_entries(session: Session, run: Run, entries: Sequence[Entry]) -> Outcome:
    """Write a batch of entries, at most about a thousand, in this transaction.

    The search rows of the offers concerned are refreshed before the commit.
    """
    batch = _Batch(run, _look_up(session, run, entries))
    outcome = Outcome()
    for entry in entries:
        _count(outcome, batch, entry)
    _reserve(session, batch)
    _insert(session, batch)
    _note_seen(session, batch)
    apply_changes(session, [_change(slot) for slot in batch.slots.values() if slot.is_changed])
    return outcome


def _count(outcome: Outcome, batch: _Batch, entry: Entry) -> None:
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


def _keys(entries: Iterable[Entry]) -> dict[str, set[str]]:
    """Every key under which an entry's records may be known, by table."""
    keys: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        number = stored_key(entry.external_id)
        keys[OFFER].add(number)
        for name in ("organization", "location", "service", "person"):
            part = getattr(entry, name)
            if part is not None:
                key = stored_key(part.key)
                keys[name] |= {key, key + _VARIANT + number}
    return keys


def _look_up(session: Session, run: Run, entries: Sequence[Entry]) -> dict[tuple[str, str], Known]:
    """What is known of the batch's records; one statement a table."""
    known: dict[tuple[str, str], Known] = {}
    for name, keys in _keys(entries).items():
        table = _TABLES[name]
        statement = (
            sa.select(
                _EXTERNAL.c.external_id,
                _EXTERNAL.c.id,
                table.c.id,
                _EXTERNAL.c.content_hash,
                sa.func.coalesce(_EXTERNAL.c.seen_run_id, 0),
            )
            .select_from(sa.outerjoin(_EXTERNAL, table, table.c.id == _EXTERNAL.c.entity_id))
            .where(
                _EXTERNAL.c.source_id == run.source_id,
                _EXTERNAL.c.entity == name,
                _EXTERNAL.c.external_id.in_(keys),
            )
        )
        for key, *rest in session.execute(statement):
            known[name, key] = Known(*rest)
    return known


@dataclass(slots=True)
class _Batch:
    """The records of a batch, each once, in the order in which they are stated."""

    run: Run
    known: dict[tuple[str, str], Known]
    slots: dict[tuple[str, str], Slot] = field(default_factory=dict)

    def add(self, entry: Entry) -> Slot | None:
        """The slots of an entry's records; gives that of the offer, None when this run had it before."""
        mine = stored_key(entry.external_id)
        if self._is_repeated(mine):
            return None
        owner = self._slot(mine, entry_rows.organization_stated(entry.organization), {})
        location = self._slot(mine, entry_rows.location_stated(entry.location), {"organization_id": owner})
        service = self._slot(
            mine, entry_rows.service_stated(entry.service, self.run.terms), {"organization_id": owner}
        )
        person = None
        if entry.person is not None:
            stated = entry_rows.person_stated(entry.person)
            person = self._slot(mine, stated, {"organization_id": owner})
        refs = {"service_id": service, "location_id": location, "person_id": person}
        return self._slot(mine, entry_rows.offer_stated(entry), refs)

    def _is_repeated(self, external_id: str) -> bool:
        """Whether this run has met the offer."""
        known = self.known.get((OFFER, external_id))
        return (OFFER, external_id) in self.slots or (known is not None and known.seen_by == self.run.id)

    def _slot(self, external_id: str, stated: Stated, refs: dict[str, Slot | None]) -> Slot:
        in_digest = () if stated.entity == _WITHOUT_REFS_IN_DIGEST else refs.values()
        stated.seal(None if slot is None else slot.stated.key for slot in in_digest)
        variant = stated.key + _VARIANT + external_id
        if (stated.entity, variant) in self.known or self._differs(stated):
            stated.key = variant
        place = (stated.entity, stated.key)
        if place not in self.slots:
            self.slots[place] = Slot(stated, refs, self.known.get(place))
        return self.slots[place]

    def _differs(self, stated: Stated) -> bool:
        """Whether this run, or a later one that is on its way, has met the record in other words."""
        place = (stated.entity, stated.key)
        if place in self.slots:
            return self.slots[place].stated.digest != stated.digest
        known = self.known.get(place)
        return known is not None and known.seen_by >= self.run.id and known.digest != stated.digest

    def of(self, entity: str) -> Iterator[Slot]:
        """The slots of one table."""
        return (slot for (name, _key), slot in self.slots.items() if name == entity)


def _reserve(session: Session, batch: _Batch) -> None:
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
    if session.get_bind().dialect.name == "postgresql":
        numbers = sa.text("SELECT nextval(:name) FROM generate_series(1, :count)")
        return session.scalars(numbers, {"name": f"{table}_id_seq", "count": count}).all()
    last = sa.text(
        f"SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{table}'), 0), "  # noqa: S608
        f"coalesce((SELECT max(id) FROM {table}), 0))"
    )
    start = int(session.scalar(last) or 0) + 1
    return range(start, start + count)


def _insert(session: Session, batch: _Batch) -> None:
    """All new records with their details and the line of their history."""
    rows: dict[str, list[Row]] = {name: [] for name in _RECORDS}
    for slot in batch.slots.values():
        if slot.is_new:
            _add_rows(rows, slot, batch.run)
    actor = session.info.get("actor", "")
    rows["metadata"] = [
        {"resource_type": name, "resource_id": row["id"], "last_action_type": "create", "updated_by": actor}
        for name in _RECORDS
        for row in rows[name]
    ]
    connection = session.connection()
    for table, added in rows.items():
        if added:
            connection.execute(sa.insert(_TABLES[table]), added)
    touch(session, f"{OFFER}_id", [row["id"] for row in rows[OFFER]])


def _add_rows(rows: dict[str, list[Row]], slot: Slot, run: Run) -> None:
    stated = slot.stated
    record: Row = {"id": slot.id, **_BLANK.get(stated.entity, {})}
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
        owner = {**_OWNERS[table], f"{stated.entity}_id": slot.id}
        rows.setdefault(table, []).extend({**owner, **detail} for detail in details)


def _change(slot: Slot) -> Change:
    digest = "" if slot.known is None else slot.known.digest
    return Change(
        entity=slot.stated.entity,
        id=slot.id,
        parts=slot.stated.changed_since(digest),
        values=slot.stated.values,
        details=slot.stated.details,
        refs=slot.ref_ids,
        was_retired=slot.stated.entity == OFFER and not digest,
    )


def _note_seen(session: Session, batch: _Batch) -> None:
    """What the source calls each record, what it said of it, and that this run has met it."""
    run, same, moved, fresh = batch.run, [], [], []
    for (entity, key), slot in batch.slots.items():
        seen_by = run.id if slot.known is None else max(run.id, slot.known.seen_by)
        values = {"entity_id": slot.id, "content_hash": slot.stated.digest, "seen_run_id": seen_by}
        if slot.known is None:
            fresh.append({"source_id": run.source_id, "entity": entity, "external_id": key, **values})
        elif slot.is_new or slot.is_changed:
            moved.append({"row_id": slot.known.row_id, **values})
        elif slot.known.seen_by < run.id:
            same.append(slot.known.row_id)
    connection = session.connection()
    if fresh:
        connection.execute(sa.insert(_EXTERNAL), fresh)
    if moved:
        names = ("entity_id", "content_hash", "seen_run_id")
        statement = sa.update(_EXTERNAL).where(_EXTERNAL.c.id == sa.bindparam("row_id"))
        connection.execute(statement.values({name: sa.bindparam(name) for name in names}), moved)
    if same:
        mark_seen(session, run, same)
