"""What entries would do to the records, told without touching them: the same batches as the writer's, their
changed parts compared with the records value by value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa

from finder.domain.entry import Entry
from finder.domain.history import HIDDEN, LOCATION, POINT
from finder.domain.upload import FieldChange, RowOutcome
from finder.store.base import Base, Reads
from finder.store.edited import stated_before_staff
from finder.store.entry_batch import Batch, Known, Slot, keys_of, look_up, statements_of
from finder.store.entry_columns import COLUMNS
from finder.store.entry_rows import IDENTITY, TRANSLATION, Row, stored_key
from finder.store.records import Publication
from finder.store.referred import name_of_record, name_of_slot
from finder.store.runs import OFFER, Run
from finder.store.source_merge import Clash, Ours, RowStep, settle

_TABLES = Base.metadata.tables
NEVER_WRITTEN = 2**31 - 1
"""The number of a run that only looks: later than all others."""
_NOT_YET = -1
"""The number of a record that an earlier row would make."""


class Linked(NamedTuple):
    """The records of an existing offer that staff take for the one a row states."""

    offer: int
    organization: int
    service: int
    location: int
    person: int | None


@dataclass(frozen=True, slots=True)
class Planned:
    """What an entry would do; `is_repeated` when the file had one with its number before."""

    entry: Entry
    outcome: RowOutcome
    changes: tuple[FieldChange, ...] = ()
    is_repeated: bool = False


@dataclass(slots=True)
class Planner:
    """Plans a file batch by batch; remembers what earlier batches would have written."""

    terms: Mapping[str, int]
    source_id: int
    _met: dict[tuple[str, str], tuple[int | None, str]] = field(default_factory=dict)

    def plan(self, reads: Reads, entries: Sequence[Entry], linked: Linked | None = None) -> list[Planned]:
        """What each entry would do, in their order; reads only. With `linked` the one entry is taken for an
        offer that exists.
        """
        run = Run(NEVER_WRITTEN, self.source_id, self.terms)
        known = look_up(reads, run, entries)
        if linked is not None:
            known = links_known(entries[0], linked) | known
        for place in keys_of(entries):
            if place in self._met:
                entity_id, digest = self._met[place]
                known[place] = Known(0, entity_id, digest, NEVER_WRITTEN)
        batch = Batch(run, known)
        planned = plan_batch(reads, batch, entries)
        for place, slot in batch.slots.items():
            number = _NOT_YET if slot.known is None or slot.is_new else slot.known.entity_id
            self._met[place] = (number, slot.stated.digest)
        return planned


def links_known(entry: Entry, linked: Linked) -> dict[tuple[str, str], Known]:
    """What is known of an entry's records when staff take them for those of an existing offer."""
    numbers = {
        "organization": (entry.organization, linked.organization),
        "location": (entry.location, linked.location),
        "service": (entry.service, linked.service),
    }
    known = {
        (name, stored_key(part.key)): Known(0, number, "", 0)  # type: ignore[attr-defined]  # each has a key
        for name, (part, number) in numbers.items()
    }
    if entry.person is not None and linked.person is not None:
        known["person", stored_key(entry.person.key)] = Known(0, linked.person, "", 0)
    known[OFFER, stored_key(entry.external_id)] = Known(0, linked.offer, "", 0)
    return known


def plan_batch(reads: Reads, batch: Batch, entries: Sequence[Entry]) -> list[Planned]:
    """Put the entries into a batch; gives what each would do, in their order."""
    own: list[tuple[Entry, Slot | None, list[Slot]]] = []
    for entry in entries:
        before = len(batch.slots)
        offer = batch.add(entry)
        own.append((entry, offer, [*batch.slots.values()][before:] if offer else []))
    differences = _Differences(reads, batch)
    return [_planned(entry, offer, slots, differences) for entry, offer, slots in own]


def _planned(entry: Entry, offer: Slot | None, slots: Iterable[Slot], found: _Differences) -> Planned:
    if offer is None:
        return Planned(entry, RowOutcome.REJECTED, is_repeated=True)
    changes = tuple(change for slot in slots for change in found.of(slot))
    if offer.is_new:
        return Planned(entry, RowOutcome.NEW, changes)
    is_changed = any(slot.is_new or slot.is_changed for slot in slots)
    return Planned(entry, RowOutcome.CHANGED if is_changed else RowOutcome.UNCHANGED, changes)


class _Differences:
    """The changed slots of a batch beside their records; a statement for each table."""

    def __init__(self, reads: Reads, batch: Batch) -> None:
        self._reads = reads
        self._codes = {number: code for code, number in batch.run.terms.items()}
        self._said: dict[str, Mapping[int, Mapping[str, str]]] = {}
        self._records: dict[tuple[str, int], Any] = {}
        self._details: dict[tuple[str, int], dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        changed = [slot for slot in batch.slots.values() if slot.is_changed and slot.record_id != _NOT_YET]
        self._statements = statements_of(reads, changed)
        ids: dict[str, list[int]] = defaultdict(list)
        for slot in changed:
            ids[slot.stated.entity].append(slot.record_id)
        for entity, numbers in ids.items():
            self._load(reads, entity, numbers)

    def _load(self, reads: Reads, entity: str, numbers: list[int]) -> None:
        table = _TABLES[entity]
        columns = [column for column in table.c if column.name != "geom"]
        for row in reads.execute(sa.select(*columns).where(table.c.id.in_(numbers))):
            self._records[entity, row.id] = row
        self._said[entity] = stated_before_staff(reads, entity, numbers)
        for name in IDENTITY:
            detail = _TABLES[name]
            owner = "entity_id" if name == TRANSLATION else f"{entity}_id"
            if owner in detail.c:
                is_meant: sa.ColumnElement[bool] = detail.c[owner].in_(numbers)
                if name == TRANSLATION:
                    is_meant = sa.and_(is_meant, detail.c.entity == entity)
                for row in reads.execute(sa.select(detail).where(is_meant).order_by(detail.c.id)):
                    self._details[entity, getattr(row, owner)][name].append(row)

    def of(self, slot: Slot) -> Iterator[FieldChange]:
        """What the writer would change of the slot's record, and what it leaves for a person to decide."""
        record = self._records.get((slot.stated.entity, slot.record_id)) if slot.is_changed else None
        if record is None or slot.known is None:
            return
        entity, digest = slot.stated.entity, slot.known.digest
        said = self._said[entity].get(record.id, {})
        held = Ours(record, self._details[entity, record.id], said)
        found = settle(slot.stated, digest, self._statements.get(slot.known.row_id, ""), held)
        for name, value in found.values.items():
            yield FieldChange(entity, name, _before(entity, name, record), shown(value))
        if found.moves_point:
            yield from _of_point(found.point, record)
        if "refs" in slot.stated.changed_since(digest):
            yield from self._of_refs(slot, record)
        if entity == OFFER and not digest and record.publication == Publication.ARCHIVED:
            yield FieldChange(entity, "publication", Publication.ARCHIVED.value, Publication.PUBLIC.value)
        for step in found.rows:
            yield from self._of_row(step)
        for clash in found.clashes:
            yield from self._of_clash(entity, record, clash)

    def _of_refs(self, slot: Slot, record: Any) -> Iterator[FieldChange]:
        """Records that it refers to from now on; those that do not exist yet have no number."""
        for column, target in slot.refs.items():
            before: int | None = getattr(record, column)
            if before != (None if target is None else target.record_id):
                old = name_of_record(self._reads, column.removesuffix("_id"), before)
                yield FieldChange(slot.stated.entity, column, old, name_of_slot(target))

    def _of_row(self, step: RowStep | Clash, *, is_conflict: bool = False) -> Iterator[FieldChange]:
        held = {} if step.old is None else dict(step.old._mapping)
        before = self._text(step.table, held) if held else ""
        after = "" if step.new is None else self._text(step.table, {**held, **step.new})
        if before != after:
            yield FieldChange(step.table, "", before, after, is_conflict)

    def _of_clash(self, entity: str, record: Any, clash: Clash) -> Iterator[FieldChange]:
        if clash.table:
            yield from self._of_row(clash, is_conflict=True)
            return
        for name, value in (clash.new or {}).items():
            yield FieldChange(entity, name, _before(entity, name, record), shown(value), is_conflict=True)

    def _text(self, table: str, row: Mapping[str, Any]) -> str:
        """A detail in a line; the values of a row that is stated are those of a row that is stored."""
        if table == "attribute":
            return self._codes.get(row["taxonomy_term_id"], "")
        return detail_text(table, row)


_SHOWN: Mapping[str, Sequence[str]] = {
    **COLUMNS,
    "phone": ("type", "number", "extension", "description"),
    "accessibility_fact": ("key", "value", "unit", "note", "source", "observed_on", "checked_by"),
}


def detail_text(table: str, row: Mapping[str, Any]) -> str:
    """A detail other than a topic in a line."""
    return " ".join(filter(None, (shown(row.get(name)) for name in _SHOWN[table])))


def _of_point(point: Row | None, record: Any) -> Iterator[FieldChange]:
    for name in ("latitude", "longitude"):
        new = None if point is None else point[name]
        if getattr(record, name) != new:
            yield FieldChange(LOCATION, name, _before(LOCATION, name, record), shown(new))


def _before(entity: str, name: str, record: Any) -> str:
    """The stored value; of a point whose place has a secret address only that there is one."""
    text = shown(getattr(record, name))
    is_hidden = entity == LOCATION and name in POINT and record.is_address_secret
    return HIDDEN if text and is_hidden else text


def shown(value: object) -> str:
    """A value of a column as text: "" for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.10g}" if isinstance(value, float) else str(value)
