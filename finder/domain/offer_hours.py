"""All hours of an offer in one text, as its search row keeps them: equal hours are equal texts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from finder.clock import clock_at
from finder.domain.holiday import WITHOUT_SCHOOL, Calendar, Calendars
from finder.domain.hours import State, changes_on, state_by_clock
from finder.domain.hours_rules import closure_rule, without_holidays

CLOSED: Final = "off"
"""The expression of a closure: hours from a day to a day, in which nobody is there (holidays of a
practice); its description may name who stands in."""

WEEK_MIN: Final = 7 * 24 * 60
_DAY_MIN: Final = 24 * 60
_DAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY: Final = "(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_DAY_LIST: Final = rf"{_DAY}(?:-{_DAY})?(?:,{_DAY}(?:-{_DAY})?)*"
_CLOCK: Final = r"(?:[01]\d|2[0-4]):[0-5]\d"
_TIMES: Final = rf"{_CLOCK}-{_CLOCK}(?:,{_CLOCK}-{_CLOCK})*|off"
_PLAIN: Final = re.compile(
    rf"(?:{_DAY_LIST} )?(?:{_TIMES})(?:[;,] {_DAY_LIST} (?:{_TIMES}))*"
    rf"(?P<ph>; (?:(?P<off>{_DAY_LIST}),)?PH off)?"
)
_RULE: Final = re.compile(rf"(?:^|(?P<joint>[;,]) )(?:(?P<days>{_DAY_LIST}) )?(?P<times>{_TIMES})")


class Channel(StrEnum):
    """How somebody wants to reach a place."""

    VISIT = "visit"
    PHONE = "phone"


KINDS: Final = {
    "visit": Channel.VISIT,
    "open_consultation": Channel.VISIT,
    "counselling": Channel.VISIT,
    "phone": Channel.PHONE,
}
"""The kinds of hours in which one may come, or call; being on call is neither."""


Schedule = tuple[str, str, dt.date | None, dt.date | None]
"""Kind, expression ("" where nobody could read it), first and last day."""


class _Line(NamedTuple):
    expression: str
    first: str
    last: str

    def counts_on(self, day: str) -> bool:
        return self.first <= day and (not self.last or day <= self.last)

    @property
    def is_closure(self) -> bool:
        """Whether it closes from a day to a day whatever other hours say."""
        return self.expression == CLOSED and bool(self.first and self.last)


@dataclass(frozen=True, slots=True)
class _Hours:
    land: str
    visit: tuple[_Line, ...]
    phone: tuple[_Line, ...]

    def lines(self, channel: Channel) -> tuple[_Line, ...]:
        return self.visit if channel is Channel.VISIT else self.phone


class Rule(StrEnum):
    """What public holidays do to a plain week."""

    UNSAID = "unsaid"
    CLOSED = "closed"
    NOTHING = "nothing"


class Week(NamedTuple):
    """The same hours every week, as spans in minutes since Monday that neither touch nor overlap."""

    spans: tuple[tuple[int, int], ...]
    holidays: Rule


def hours_text(land: str, schedules: Iterable[Schedule]) -> str:
    """The hours as lines `kind, expression, from, to` after the Bundesland; "" for none."""
    lines = {
        "\t".join((kind, " ".join(expression.split()), _iso(first), _iso(last)))
        for kind, expression, first, last in schedules
        if kind in KINDS
    }
    return "\n".join((land, *sorted(lines))) if lines else ""


def joined_hours(schedules: Iterable[tuple[Schedule, str]]) -> str:
    """The hours of one channel, each with its description, as one expression: rules that add to one
    another and, overriding them, the closures with their words.
    """
    rules: list[str] = []
    overriding: dict[str, None] = {}
    for (_kind, expression, first, last), words in schedules:
        if expression == CLOSED and first and last:
            overriding[closure_rule(first, last, words)] = None
        elif expression:
            own, holidays = without_holidays(expression)
            rules += own
            overriding |= dict.fromkeys(holidays)
    return "; ".join((", ".join(rules), *overriding)) if rules else ""


def _iso(day: dt.date | None) -> str:
    return "" if day is None else day.isoformat()


def land_in(text: str) -> str:
    """The Bundesland in such a text."""
    return text.partition("\n")[0]


def state_of(
    text: str, channel: Channel, moment: dt.datetime, calendars: Calendars = WITHOUT_SCHOOL
) -> State:
    """The state of an offer at an aware moment: closed in a closure, else open when any of its hours
    says so, unknown when one of them does not say or none is valid then.
    """
    hours = _read(text)
    return _by_clock(hours.lines(channel), clock_at(moment), calendars.of(hours.land))


def day_states(
    text: str, channel: Channel, day: dt.date, calendars: Calendars = WITHOUT_SCHOOL
) -> list[tuple[int, State]]:
    """The states of a day, each with the minute from which it holds, the first from 0."""
    hours = _read(text)
    lines, calendar = hours.lines(channel), calendars.of(hours.land)
    changes = {
        minute for line in lines if line.expression for minute in changes_on(line.expression, day, calendar)
    }
    midnight = dt.datetime.combine(day, dt.time())
    return [
        (minute, _by_clock(lines, midnight + dt.timedelta(minutes=minute), calendar))
        for minute in sorted({0, *changes})
    ]


def _by_clock(all_lines: Iterable[_Line], local: dt.datetime, calendar: Calendar) -> State:
    day = local.date().isoformat()
    lines = [line for line in all_lines if line.counts_on(day)]
    if any(line.is_closure for line in lines):
        return State.CLOSED
    states = {
        state_by_clock(line.expression, local, calendar) if line.expression else State.UNKNOWN
        for line in lines
    }
    if State.OPEN in states:
        return State.OPEN
    return State.CLOSED if states == {State.CLOSED} else State.UNKNOWN


@lru_cache(maxsize=2**14)
def _read(text: str) -> _Hours:
    land, *lines = text.split("\n")
    found: dict[Channel, list[_Line]] = {Channel.VISIT: [], Channel.PHONE: []}
    for line in lines:
        kind, *rest = line.split("\t")
        found[KINDS[kind]].append(_Line(*rest))
    return _Hours(land, tuple(found[Channel.VISIT]), tuple(found[Channel.PHONE]))


def has_hours(text: str, channel: Channel) -> bool:
    """Whether anything is kept for the channel."""
    return any(KINDS[line.partition("\t")[0]] is channel for line in text.split("\n")[1:])


def week_of(text: str, channel: Channel) -> Week | None:
    """The plain week of an offer; None where its hours are more than weekdays and times.

    It says the same as `state_of` on every day, but is ready to be compared for a million offers.
    """
    lines = [line.split("\t") for line in text.split("\n")[1:]]
    mine = [line for line in lines if KINDS[line[0]] is channel]
    if len(mine) != 1 or mine[0][2] or mine[0][3]:
        return None
    expression = mine[0][1]
    if expression == "24/7":
        return Week(((0, WEEK_MIN),), Rule.NOTHING)
    plain = _PLAIN.fullmatch(expression)
    if not plain:
        return None
    weekly = expression[: plain.start("ph")] if plain["ph"] else expression
    spans = _spans(f"{weekly}; {plain['off']} off" if plain["off"] else weekly)
    return None if spans is None else Week(tuple(spans), Rule.CLOSED if plain["ph"] else Rule.UNSAID)


def _spans(expression: str) -> list[tuple[int, int]] | None:
    """The merged spans of the week, None when a night goes on into the next day."""
    days: list[list[tuple[int, int]]] = [[] for _day in _DAYS]
    for rule in _RULE.finditer(expression):
        times = [] if rule["times"] == "off" else [_minutes(span) for span in rule["times"].split(",")]
        if any(end <= start or end > _DAY_MIN for start, end in times):
            return None
        for day in _numbers(rule["days"]):
            days[day] = days[day] + times if rule["joint"] == "," and times else times
    return list(_merged((day * _DAY_MIN + s, day * _DAY_MIN + e) for day in range(7) for s, e in days[day]))


def _minutes(span: str) -> tuple[int, int]:
    return int(span[:2]) * 60 + int(span[3:5]), int(span[6:8]) * 60 + int(span[9:11])


def _numbers(days: str | None) -> Iterator[int]:
    """The days of `Mo-We,Fr` from 0, all for none."""
    if not days:
        yield from range(7)
        return
    for part in days.split(","):
        first = _DAYS.index(part[:2])
        yield from ((first + step) % 7 for step in range((_DAYS.index(part[-2:]) - first) % 7 + 1))


def _merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    current: tuple[int, int] | None = None
    for start, end in sorted(spans):
        if current and start <= current[1]:
            current = (current[0], max(current[1], end))
            continue
        if current:
            yield current
        current = (start, end)
    if current:
        yield current
