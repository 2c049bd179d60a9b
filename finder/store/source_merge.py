"""What a source says anew of one record, settled with what we hold of it by `finder.domain.three_way`.

This is the only place where that is decided: the writer of imports, uploads and scheduled pulls, and whoever
tells beforehand what they would do, both follow what is settled here. Nothing is written and nothing read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import orjson

from finder.domain.three_way import Verdict, places, verdicts
from finder.store.edited import history_text
from finder.store.entry_columns import ALIKE, COLUMNS, plain
from finder.store.entry_rows import (
    IDENTITY,
    TRANSLATION,
    Row,
    Stated,
    changed_values,
    digest_of,
    parts_of,
)

STATED_POINT: Final = "import"
"""`geocode_source` of a point that the source states itself."""
BY_SOURCE: Final = "import"
"""`assured_method` of a confirmation that the source states itself."""

_BY_COLUMN: Final = "address"
"""The one detail of which each column is a field of its own, as in the form of an entry."""
_OTHER: Final = object()
"""What a source said before that is known to be another value than now."""


@dataclass(frozen=True, slots=True)
class Ours:
    """What we hold of a record: its row, its details by table in their order, and of columns that staff
    changed what they `said` before (needed only where no statement was kept).
    """

    record: Any
    details: Mapping[str, Sequence[Any]]
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowStep:
    """A detail that changes: `old` is the one we hold, None for a new one; `new` what it shall say, None when
    it goes.
    """

    table: str
    old: Any | None
    new: Row | None


@dataclass(frozen=True, slots=True)
class Clash:
    """A field in which ours and the source's have moved apart: a column of the record (`table` is "") or a
    detail, with the columns in question. `key` tells the detail from others of the record.
    """

    table: str
    old: Any | None
    new: Row | None
    key: Any = None


@dataclass(slots=True)
class Settled:
    """What becomes of a record: `values` are columns that change, `rows` details, `clashes` what a person has
    to decide; `agreed` names columns and details of which that is over. Where it `moves_point`, `point` is
    the new one.
    """

    values: Row = field(default_factory=dict)
    rows: list[RowStep] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    agreed: list[Clash] = field(default_factory=list)
    moves_point: bool = False
    point: Row | None = None


def settle(stated: Stated, digest: str, statement: str, ours: Ours) -> Settled:
    """What becomes of a record of which the source said `statement` before, with that `digest`."""
    work = _Settling(stated, digest, orjson.loads(statement) if statement else None, ours)
    return work.settled()


class _Settling:
    """One record on its way."""

    def __init__(self, stated: Stated, digest: str, base: dict[str, Any] | None, ours: Ours) -> None:
        self.stated, self.digest, self.base, self.ours = stated, digest, base, ours
        self.parts = stated.changed_since(digest)
        self.found = Settled()

    def settled(self) -> Settled:
        self._columns_of_record()
        if "assured" in self.parts and "assured" in self.stated.values:
            self._assured()
        for table in IDENTITY:
            if table in self.parts:
                self._details(table)
        if self.stated.entity == "location" and self.ours.record.pin_confirmed_at is None:
            self._point()
        return self.found

    def _columns_of_record(self) -> None:
        stated = changed_values(self.stated.entity, self.parts, self.stated.values)
        theirs = {name: plain(value) for name, value in stated.items()}
        held = {name: plain(getattr(self.ours.record, name)) for name in stated}
        for name, which in verdicts(self._said_of_columns(stated, held), held, theirs).items():
            if which is Verdict.TAKEN:
                self.found.values[name] = stated[name]
            else:
                self._note(which, Clash("", self.ours.record, {name: stated[name]}))

    def _said_of_columns(self, stated: Row, held: Row) -> Row:
        """What the source said before; where that was not kept, what we hold, or held before staff."""
        if self.base is not None:
            said = changed_values(self.stated.entity, self.parts, self.base)
            return {name: plain(said.get(name)) for name in stated}
        before = self.ours.said
        now = {name: history_text(value) for name, value in stated.items()}
        return {
            name: (plain(stated[name]) if before[name] == now[name] else _OTHER)
            if name in before
            else held[name]
            for name in stated
        }

    def _assured(self) -> None:
        """A day on which a person confirmed the record here is never moved by a source."""
        record, stated = self.ours.record, self.stated.values["assured"]
        said = (self.base or {}).get("assured", {})
        is_theirs = all(plain(getattr(record, name)) == said.get(name) for name in stated)
        if is_theirs or record.assured_date is None or record.assured_method == BY_SOURCE:
            self.found.values |= {
                name: new for name, new in stated.items() if plain(getattr(record, name)) != plain(new)
            }

    def _details(self, table: str) -> None:
        stated, held = self.stated.details.get(table, []), self.ours.details.get(table, ())
        old = [_plain_row(table, partial(getattr, row)) for row in held]
        new = [_plain_row(table, row.get) for row in stated]
        base = self._said_of(table, old)
        own, said = _keys(table, base, old), _keys(table, base, new)
        records, rows = dict(zip(own, held, strict=True)), dict(zip(said, stated, strict=True))
        before = dict(zip(_keys(table, base, base), base, strict=True))
        ours, theirs = dict(zip(own, old, strict=True)), dict(zip(said, new, strict=True))
        if table == _BY_COLUMN:
            for key in before.keys() & ours.keys() & theirs.keys():
                self._columns(records[key], rows[key], (before.pop(key), ours.pop(key), theirs.pop(key)))
        for key, which in verdicts(before, ours, theirs).items():
            self._step(which, table, records.get(key), rows.get(key), key)

    def _columns(self, record: Any, row: Row, three: tuple[Row, Row, Row]) -> None:
        """A detail that all three have, column by column."""
        for name, which in verdicts(*three).items():
            self._step(which, _BY_COLUMN, record, {name: row[name]})

    def _step(self, which: Verdict, table: str, old: Any | None, new: Row | None, key: Any = None) -> None:
        if which is Verdict.TAKEN:
            self.found.rows.append(RowStep(table, old, new))
        else:
            self._note(which, Clash(table, old, new, key))

    def _said_of(self, table: str, held: list[Row]) -> list[Row]:
        """The details that the source stated before. Where that was not kept: ours, as far as the digest says
        so, else none, so that nothing of ours is taken away.
        """
        if self.base is not None:
            return [_plain_row(table, row.get) for row in self.base.get(table, ())]
        known = parts_of(self.digest).get(table)
        raw = [_raw(table, row) for row in self.ours.details.get(table, ())]
        return held if not self.digest or known == digest_of(raw) else []

    def _point(self) -> None:
        """A stated point is taken unless staff confirmed another one; a point that was found for an address
        goes when the address moves or becomes secret.
        """
        stated, record = self.stated.values.get("point"), self.ours.record
        is_known = self.base is not None and self.base.get("point") == stated
        has_moved = any(step.table == "address" for step in self.found.rows)
        is_secret = self.found.values.get("is_address_secret", record.is_address_secret)
        if is_secret and not self.stated.values["fields"]["is_address_secret"]:
            self.found.moves_point = True  # it became secret here, whatever the source says of it
        elif "point" in self.parts and not (is_known and record.latitude is not None):
            self.found.moves_point, self.found.point = True, stated
        elif stated is None and (has_moved or is_secret):
            self.found.moves_point = True

    def _note(self, which: Verdict, clash: Clash) -> None:
        (self.found.clashes if which is Verdict.CONFLICT else self.found.agreed).append(clash)


def _raw(table: str, row: Any) -> Row:
    """The columns of a detail as they are stated."""
    return {name: getattr(row, name) for name in (*COLUMNS[table], *_HASHED.get(table, ()))}


_HASHED: Final[Mapping[str, Sequence[str]]] = {TRANSLATION: ("source_hash",)}


def _plain_row(table: str, get: Callable[[str], object]) -> Row:
    return {name: plain(get(name)) for name in COLUMNS[table]}


def _keys(table: str, base: list[Row], rows: list[Row]) -> list[Any]:
    """What tells which row of a table is which."""
    columns = IDENTITY[table]
    if columns:
        return [tuple(row[name] for name in columns) for row in rows]
    return [*places(base, rows, ALIKE.get(table, ()))]
