"""Whether a place is open at a moment, by its hours as OSM `opening_hours` and the holidays there.

What an expression leaves open stays unknown (rule 2): a holiday of which it does not speak, school
holidays without dates, the end of `19:00+`, a comment that asks for an appointment.
"""

from __future__ import annotations

import datetime as dt
import heapq
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from typing import Final

from opening_hours import OpeningHours, validate

from finder.clock import ZONE, clock_at
from finder.domain.holiday import ANYWHERE, Calendar
from finder.domain.hours_rules import (
    MONTHS,
    Dates,
    Rule,
    as_unknown,
    dates_text,
    join_rules,
    long_ends,
    short_ends,
    split_rules,
    with_days,
)

HORIZON: Final = dt.timedelta(days=190)
"""How far ahead the next opening is looked for."""

_DAY: Final = dt.timedelta(days=1)
_MINUTE: Final = dt.timedelta(minutes=1)
_SUN: Final = re.compile(r"\b(?:sunrise|sunset|dawn|dusk)\b")
_APPOINTMENT: Final = re.compile(
    r"termin|vereinbarung|absprache|anmeldung|anfrage|appointment|request|rendez-?vous|\brdv\b", re.IGNORECASE
)
_PH: Final = "PH"
_SH: Final = "SH"
_NEVER_OFF: Final = OpeningHours("24/7")
_ENDS: Final = (long_ends, short_ends)
_ALWAYS: Final = Rule(";", "24/7")


class State(StrEnum):
    """Whether somebody may simply come (or call): unknown is neither."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Span:
    """A state that lasts from `start` to before `end`, local time without zone, and its comment."""

    start: dt.datetime
    end: dt.datetime
    state: State
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """The state at a moment. `until` is when it is known to end, `opens` when it is next known to be
    open if it is not now; both aware, None when that is not known or beyond the horizon.
    """

    state: State
    until: dt.datetime | None = None
    opens: dt.datetime | None = None
    is_by_appointment: bool = False
    comment: str = ""


_UNKNOWN: Final = Status(State.UNKNOWN)


def state_at(expression: str, moment: dt.datetime, calendar: Calendar = ANYWHERE) -> State:
    """The state of an expression at an aware moment; unknown for one that cannot be read."""
    return state_by_clock(expression, clock_at(moment), calendar)


def is_readable(expression: str, calendar: Calendar, day: dt.date) -> bool:
    """Whether the states of an expression about a day can be told; not by the sun, and not of mere text."""
    return _schedule(expression, calendar, day.year) is not None


def state_by_clock(expression: str, local: dt.datetime, calendar: Calendar) -> State:
    """The state when the clock on the wall shows a time (without zone)."""
    schedule = _schedule(expression, calendar, local.year)
    return State.UNKNOWN if schedule is None else schedule.at(local)[0]


def changes_on(expression: str, day: dt.date, calendar: Calendar) -> list[int]:
    """The minutes of a day, by the clock on the wall, at which the state may change, ascending."""
    schedule = _schedule(expression, calendar, day.year)
    start = dt.datetime.combine(day, dt.time())
    changes = () if schedule is None else schedule.changes(start, start + _DAY)
    return [(change - start) // _MINUTE for change in changes]


def spans_on(expression: str, day: dt.date, calendar: Calendar = ANYWHERE) -> list[Span]:
    """The states of a day one after the other, each with the words that the expression has for it; one
    unknown span for an expression that cannot be read.
    """
    schedule = _schedule(expression, calendar, day.year)
    start = dt.datetime.combine(day, dt.time())
    if schedule is None:
        return [Span(start, start + _DAY, State.UNKNOWN)]
    return [
        replace(span, comment=span.comment or schedule.words) for span in schedule.spans(start, start + _DAY)
    ]


def status_at(expression: str, moment: dt.datetime, calendar: Calendar = ANYWHERE) -> Status:
    """The state of an expression at an aware moment, with what follows."""
    local = clock_at(moment)
    schedule = _schedule(expression, calendar, local.year)
    if schedule is None:
        return _UNKNOWN
    spans = schedule.spans(local, local + HORIZON)
    now = next(spans)
    is_open = now.state is State.OPEN
    opens = None if is_open else next((span.start for span in spans if span.state is State.OPEN), None)
    return Status(
        now.state,
        _moment(now.end, moment) if now.end < local + HORIZON else None,
        _moment(opens, moment) if opens else None,
        now.state is State.UNKNOWN and schedule.is_by_appointment(now),
        now.comment or schedule.words,
    )


def _moment(local: dt.datetime, after: dt.datetime) -> dt.datetime:
    """The first moment after another at which the clock shows this time, or has jumped over it."""
    early = local.replace(tzinfo=ZONE).astimezone(dt.UTC)
    if early.astimezone(ZONE).replace(tzinfo=None) != local:
        return early.replace(minute=0, second=0).astimezone(ZONE)  # both clock changes are on the hour
    late = local.replace(tzinfo=ZONE, fold=1)
    return early.astimezone(ZONE) if early > after else late


@dataclass(frozen=True, slots=True)
class _Schedule:
    """An expression made ready: `readings` are what it may mean, `off` is closed where it says so.

    `words` is the comment that counts when nothing else does ("nach Vereinbarung"), `calendar` is
    given where the expression does not speak of public holidays.
    """

    expression: str
    readings: tuple[OpeningHours, ...]
    off: OpeningHours
    words: str
    calendar: Calendar | None

    def at(self, local: dt.datetime) -> tuple[State, str]:
        """The state and its comment, by the clock on the wall."""
        found = {reading.state(local) for reading in self.readings}
        states = {State(str(state)) for state, _comment in found}
        state = states.pop() if len(states) == 1 else State.UNKNOWN
        comment = min(comment for _state, comment in found)
        if state is State.OPEN and (_APPOINTMENT.search(comment) or self._is_silent_on(local.date())):
            state = State.UNKNOWN
        if state is State.CLOSED and self.words and not self.off.is_closed(local):
            state = State.UNKNOWN
        return state, comment

    def _is_silent_on(self, day: dt.date) -> bool:
        """Whether the day is a holiday of which the expression says nothing."""
        if self.calendar is None or not self.calendar.is_maybe_holiday(day):
            return False
        return not re.search(rf"\b{MONTHS[day.month - 1]} 0?{day.day}\b", self.expression)

    def spans(self, start: dt.datetime, end: dt.datetime) -> Iterator[Span]:
        """The states from `start` on, each up to its change, the last up to `end`."""
        begin, now = start, self.at(start)
        for change in self.changes(start, end):
            then = self.at(change)
            if then[0] is not now[0]:
                yield Span(begin, change, *now)
                begin, now = change, then
        yield Span(begin, end, *now)

    def changes(self, start: dt.datetime, end: dt.datetime) -> Iterator[dt.datetime]:
        """The moments between at which the state may change, ascending."""
        sources = [(span[0] for span in hours.intervals(start, end)) for hours in (*self.readings, self.off)]
        if self.calendar is not None:
            midnight = dt.datetime.combine(start, dt.time())
            sources.append(midnight + _DAY * number for number in range(1, (end - start).days + 1))
        return (change for change, _again in groupby(heapq.merge(*sources)) if start < change < end)

    def is_by_appointment(self, span: Span) -> bool:
        """Whether one may come in this span by appointment."""
        return bool(self.words or _APPOINTMENT.search(span.comment))


def _schedule(expression: str, calendar: Calendar, year: int) -> _Schedule | None:
    return _prepared(expression, calendar, year if _PH in expression else 0)


@lru_cache(maxsize=2**14)
def _prepared(expression: str, calendar: Calendar, year: int) -> _Schedule | None:
    """None for what is no expression, and for what depends on the sun or on days nobody can tell."""
    if not validate(expression) or _SUN.search(expression):
        return None
    rules = split_rules(expression)
    stated = [as_unknown(rule) for rule in rules if rule.words is None]
    words = "; ".join(rule.words for rule in rules if rule.words)
    try:
        readings = _readings(stated or [Rule(";", "24/7 unknown")], calendar, year)
        offs = [Rule(";", rule.text) for rule in stated if rule.is_off] if words else []
        off = _readings([_ALWAYS, *offs], calendar, year)[0] if offs else _NEVER_OFF
    except ValueError:
        return None
    is_silent = _PH not in expression and "24/7" not in expression
    return _Schedule(expression, readings, off, words, calendar if is_silent else None)


@lru_cache(maxsize=256)
def _public_dates(calendar: Calendar, year: int) -> tuple[Dates, ...]:
    """The holidays from a year on that are certain, and with those that are possible."""
    if not year:
        return ((),)
    days = calendar.holidays(range(year, year + 2))
    sets = dict.fromkeys((days.certain, days.certain | days.possible))
    return tuple(dates_text(sorted(some)) for some in sets)


def _readings(rules: Sequence[Rule], calendar: Calendar, year: int) -> tuple[OpeningHours, ...]:
    """What the rules may mean in a year and the next: with and without the holidays that are not
    certain, with and without school holidays where nobody gave them, with open ends short and long.

    Raises ValueError where that cannot be written, as for a holiday within months or weeks.
    """
    schools = [dates_text(calendar.school), dates_text((*calendar.school, *calendar.school_unknown()))]
    texts = {
        join_rules(end(with_days(with_days(rules, _PH, public), _SH, school)))
        for public in _public_dates(calendar, year)
        for school in (schools if any(rule.names(_SH) for rule in rules) else schools[:1])
        for end in (_ENDS if any("+" in rule.text for rule in rules) else (list,))
    }
    if not all(map(validate, texts)):
        raise ValueError(f"not to be evaluated: {join_rules(rules)}")
    return tuple(OpeningHours(text) for text in sorted(texts))
