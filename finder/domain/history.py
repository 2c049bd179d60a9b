"""The history of an entry: what was changed together, and what would take a change back.

Everything here works on the words of the history: a state says of every record what its columns hold as
text, and a line tells one step from one state to the next. A state of the past is the present one with
the lines since then turned around, the newest first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import orjson

Key = tuple[str, int]
"""The table and the number of a record."""
Columns = Mapping[str, str]
State = dict[Key, Columns]

OFFER: Final = "service_at_location"
LOCATION: Final = "location"
POINT: Final = ("latitude", "longitude", "geom")
HIDDEN: Final = "•••"
"""Stands for a point of a place whose address is secret: it never leaves the server (rule 6)."""
RECORDS: Final = ("organization", "location", "service", "person", OFFER)
"""The tables of the records that an entry consists of; all others are of its details."""


class Line(NamedTuple):
    """One line of the history. `action` is `create`, `update` or `delete` of a record, or the name of
    another event; of an update `field` is the column, of the others the record that the detail belonged to,
    and `old` or `new` its columns as JSON.
    """

    id: int
    table: str
    record: int
    at: dt.datetime
    action: str
    field: str
    old: str
    new: str
    actor: str
    reason: str = ""
    request_id: str = ""

    @property
    def key(self) -> Key:
        """The record that was changed."""
        return self.table, self.record


@dataclass(frozen=True, slots=True)
class Moment:
    """The lines that one transaction wrote, in their order."""

    lines: tuple[Line, ...]

    @property
    def id(self) -> int:
        """The number of the last line, by which a moment is named."""
        return self.lines[-1].id


@dataclass(frozen=True, slots=True)
class Step:
    """What is done to one record on the way back: `set` columns, `remove` it, or `restore` it; `columns`
    are those concerned, with what they hold now and then.
    """

    action: str
    key: Key
    columns: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps that take a change back, or the later lines (and records) that stand against it."""

    steps: tuple[Step, ...]
    conflicts: tuple[Line, ...] = ()


def columns_text(columns: Columns) -> str:
    """The columns of a record that hold something, as the history keeps them."""
    return orjson.dumps({name: text for name, text in columns.items() if text}).decode()


def read_columns(text: str) -> dict[str, str]:
    """The columns out of the history; empty for a line that says nothing of them."""
    return dict(orjson.loads(text)) if text.startswith("{") else {}


def without_point(action: str, field: str, text: str) -> str:
    """What a line about a location says before or after, without its point (rule 6)."""
    if action in ("create", "delete") and text:
        return columns_text({name: value for name, value in read_columns(text).items() if name not in POINT})
    return HIDDEN if text and field in POINT else text


def hide_point(line: Line) -> Line:
    """A line that tells no point of a location."""
    if line.table != LOCATION:
        return line
    old, new = (without_point(line.action, line.field, text) for text in (line.old, line.new))
    return line._replace(old=old, new=new)


def hide_point_of_step(step: Step) -> Step:
    """A step that tells no point of a location."""
    if step.key[0] != LOCATION:
        return step
    columns = {
        name: (HIDDEN if old else "", HIDDEN if new else "") if name in POINT else (old, new)
        for name, (old, new) in step.columns.items()
    }
    return Step(step.action, step.key, columns)


def moments(lines: Iterable[Line]) -> list[Moment]:
    """The lines by the transaction that wrote them, the newest first."""
    groups: dict[tuple[object, ...], list[Line]] = {}
    for line in sorted(lines, key=lambda line: line.id):
        groups.setdefault((line.at, line.actor, line.reason, line.request_id), []).append(line)
    found = [Moment(tuple(group)) for group in groups.values()]
    return sorted(found, key=lambda moment: -moment.id)


def beginnings(lines: Iterable[Line], records: Iterable[Key], entry: Key) -> dict[Key, int]:
    """The line with which each record of an entry began, as it was when the entry was made; 0 where none
    says so. Numbers may be given again (SQLite does): what stands before belongs to another record.
    """
    lines = sorted(lines, key=lambda line: line.id)
    found = dict.fromkeys(records, 0)
    made_at = next((line.at for line in lines if line.key == entry), None)
    made = max((line.id for line in lines if line.at == made_at), default=0)
    for line in lines:
        if line.action == "create" and line.id <= made:
            found[line.key] = line.id
    return found


def own_lives(lines: Iterable[Line], owners: Mapping[str, int], present: frozenset[Key]) -> list[Line]:
    """The lines of details that belonged to these owners since the line with which each began. A number may
    have been given again: a life of a record ends with its deletion, and each life belongs to the owner that
    its beginning or end names, or to the record that is there now.
    """
    by_key: dict[Key, list[Line]] = {}
    for line in sorted(lines, key=lambda line: line.id):
        by_key.setdefault(line.key, []).append(line)
    own: list[Line] = []
    for key, of_key in by_key.items():
        for life, is_last in _lives(of_key):
            ends = (line for line in life if line.action in ("create", "delete"))
            is_named = any(line.field in owners and line.id >= owners[line.field] for line in ends)
            is_present = is_last and life[-1].action != "delete" and key in present
            if is_present or is_named:
                own += life
    return own


def _lives(lines: Sequence[Line]) -> Iterator[tuple[list[Line], bool]]:
    """Each with whether it is the last. What is deleted along with its owner has no line of its deletion."""
    life: list[Line] = []
    for line in lines:
        if line.action == "create" and life:
            yield life, False
            life = []
        life.append(line)
        if line.action == "delete":
            yield life, line is lines[-1]
            life = []
    if life:
        yield life, True


def plan_undo(state: State, lines: Sequence[Line], moment: Moment) -> Plan:
    """What takes back one moment alone; where something later built on it, those later lines. The moment
    in which the entry itself was made stands against its own undoing.
    """
    wanted, conflicts = dict(state), []
    for line in reversed(moment.lines):
        conflicts += _against(line, state, lines, moment)
        _turn(wanted, line)
    return Plan(_steps(state, wanted), tuple(dict.fromkeys(conflicts)))


_ENDS: Final = ("create", "unmerge")
"""What happened to an entry as a whole and is not turned around."""


def _against(line: Line, state: State, lines: Sequence[Line], moment: Moment) -> list[Line]:
    """What stands against turning a line around: that the same column was changed again, or that a detail
    which was added was changed since.
    """
    if line.table == OFFER and (line.action in _ENDS or line.field == "replaced_by_id"):
        return [line]
    if line.action in ("delete", "merge") or (line.action == "create" and line.key not in state):
        return []
    later = [other for other in lines if other.id > moment.id and other.key == line.key]
    if line.action == "create":
        return later
    is_as_left = state.get(line.key, {}).get(line.field, "") == line.new
    return [] if is_as_left else [o for o in later if o.action == "delete" or o.field == line.field]


def plan_return(state: State, lines: Sequence[Line], moment: Moment) -> Plan:
    """What leads back to the state just after a moment; where two entries were taken apart since, or this
    one was replaced, the lines of that.
    """
    later = sorted((line for line in lines if line.id > moment.id), key=lambda line: -line.id)
    wanted = dict(state)
    for line in later:
        _turn(wanted, line)
    against = (o for o in later if o.action == "unmerge" or (o.field == "replaced_by_id" and o.new))
    return Plan(_steps(state, wanted), tuple(against))


def _turn(state: State, line: Line) -> None:
    """Turn a line around: the state becomes that of before. What comes back under a number that another
    record has now gets a negative one for the time being.
    """
    if line.action == "create":
        state.pop(line.key, None)
    elif line.action == "delete":
        number = -line.record if line.key in state else line.record
        state[line.table, number] = read_columns(line.old)
    elif line.action in ("update", "retire") and line.key in state:
        state[line.key] = {**state[line.key], line.field: line.old}


def _steps(state: State, wanted: State) -> tuple[Step, ...]:
    """What makes one state of the other: removals first, then the records that come back, changes, which may
    refer to those, and the details that come back. Of an entry only details are removed.
    """
    returns = list(_returns(state, wanted))
    records = [step for step in returns if step.key[0] in RECORDS]
    details = [step for step in returns if step.key[0] not in RECORDS]
    return (*_removals(state, wanted), *records, *_changes(state, wanted), *details)


def _removals(state: State, wanted: State) -> Iterator[Step]:
    for key, columns in state.items():
        if key not in wanted and key[0] not in RECORDS:
            yield Step("remove", key, {name: (text, "") for name, text in columns.items() if text})


def _changes(state: State, wanted: State) -> Iterator[Step]:
    for key, columns in state.items():
        then = wanted.get(key, columns)
        names = [name for name in {**columns, **then} if columns.get(name, "") != then.get(name, "")]
        if names:
            yield Step("set", key, {name: (columns.get(name, ""), then.get(name, "")) for name in names})


def _returns(state: State, wanted: State) -> Iterator[Step]:
    for key, columns in wanted.items():
        if key not in state and columns:
            yield Step("restore", key, {name: ("", text) for name, text in columns.items() if text})
