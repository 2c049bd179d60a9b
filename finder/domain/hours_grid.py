"""Hours as people fill them in: a week with times for each day, what public and school holidays change,
single weekdays of a month, and appointments besides; to and from OSM `opening_hours`.

An expression that says more than that has no grid and stays as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from finder.domain.hours_rules import Rule, split_rules

DAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
NTHS: Final = (1, 2, 3, 4, 5, -1)
"""The weekdays of a month that may be named: the first to the fifth, and the last."""

OFF: Final = "off"
_ALL_DAY: Final = "00:00-24:00"
_CLOCK: Final = r"(?:[01]\d|2[0-4]):[0-5]\d"
_TIMES: Final = rf"{_CLOCK}-{_CLOCK}(?:,{_CLOCK}-{_CLOCK})*"
_NAME: Final = "(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)"
_WEEKLY: Final = re.compile(rf"(?:(?P<days>{_NAME}(?:[-,]{_NAME})*) )?(?P<times>{_TIMES}|off|closed)")
_MONTHLY: Final = re.compile(rf"(?P<day>{'|'.join(DAYS)})\[(?P<nths>-?\d(?:,-?\d)*)\] (?P<times>{_TIMES})")
_TYPED: Final = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?(?:\s*uhr)?\s*(?:-|–|—|bis)\s*(\d{1,2})(?:[:.](\d{2}))?(?:\s*uhr)?"
)
_BETWEEN: Final = re.compile(r"\s*(?:,|;|\+|/|und|\s)\s*")
_NOTHING: Final = frozenset({"", "-", "–", "zu", "geschlossen", "off", "closed"})
_MOST_MINUTES: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Monthly:
    """Times on the n-th weekday of every month; -1 is the last."""

    nth: int
    day: str
    times: str


@dataclass(frozen=True, slots=True)
class HoursGrid:
    """A week. `days` are the times from Monday on, such as `08:00-12:00,15:00-18:00`, "" for closed;
    `holidays` those of public holidays, OFF, or "" where nothing is said of them; `no_school` says that it
    is closed in school holidays; `words` is what is offered besides ("nach Vereinbarung").
    """

    days: tuple[str, ...] = ("",) * 7
    holidays: str = ""
    no_school: bool = False
    monthly: tuple[Monthly, ...] = ()
    words: str = ""


def read_times(text: str) -> str:
    """The times of a day as typed (`8-12, 15-18 Uhr`) in the one spelling; "" for closed.

    Raises ValueError for anything else, and for times that overlap.
    """
    plain = text.strip().lower().rstrip(".")
    if plain in _NOTHING:
        return ""
    spans, end = [], 0
    for found in _TYPED.finditer(plain):
        if (end and not _BETWEEN.fullmatch(plain[end : found.start()])) or (not end and found.start()):
            raise ValueError(text)
        spans.append(_span(found))
        end = found.end()
    if not spans or end != len(plain):
        raise ValueError(text)
    return ",".join(f"{_clock(start)}-{_clock(close)}" for start, close in _apart(spans))


def _span(found: re.Match[str]) -> tuple[int, int]:
    start, end = (int(found[n]) * 60 + int(found[n + 1] or 0) for n in (1, 3))
    minutes = (int(found[2] or 0), int(found[4] or 0))
    if max(minutes) > 59 or start >= _MOST_MINUTES or end > _MOST_MINUTES or start == end:
        raise ValueError(found[0])
    return start, end


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order; a night is the last of its day."""
    ordered = sorted(spans)
    for before, after in pairwise(ordered):
        if before[1] <= before[0] or after[0] < before[1]:
            raise ValueError("times overlap")
    return ordered


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def expression_of(grid: HoursGrid) -> str:
    """The expression of a grid; "" where it says nothing."""
    if grid == HoursGrid((_ALL_DAY,) * 7, _ALL_DAY, words=grid.words):
        return f'24/7 || unknown "{grid.words}"' if grid.words else "24/7"
    rules = [*_weekly_rules(grid.days), *_monthly_rules(grid.monthly)]
    joint = ", " if grid.monthly or any(map(_goes_on, grid.days)) else "; "
    parts = [joint.join(rules)] if rules else []
    if rules and grid.no_school:
        parts.append("SH off")
    if grid.holidays and (rules or grid.holidays != OFF):
        parts.append(f"PH {grid.holidays}")
    text = "; ".join(parts)
    if not grid.words:
        return text
    words = f'unknown "{grid.words}"'
    return f"{text} || {words}" if text else words


def _weekly_rules(days: Sequence[str]) -> Iterator[str]:
    """A rule for all days with equal times, in the order of the week."""
    groups: dict[str, list[int]] = {}
    for day, times in enumerate(days):
        if times:
            groups.setdefault(times, []).append(day)
    for times, numbers in groups.items():
        yield f"{_day_list(numbers)} {times}"


def _day_list(numbers: Iterable[int]) -> str:
    """`Mo-We,Fr`; two days in a row stand one by one."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = (
        f"{DAYS[run[0]]}-{DAYS[run[-1]]}" if len(run) > 2 else ",".join(DAYS[day] for day in run)
        for run in runs
    )
    return ",".join(parts)


def _monthly_rules(monthly: Iterable[Monthly]) -> Iterator[str]:
    groups: dict[tuple[str, str], list[int]] = {}
    for item in monthly:
        groups.setdefault((item.day, item.times), []).append(item.nth)
    for (day, times), nths in groups.items():
        yield f"{day}[{','.join(map(str, nths))}] {times}"


def _goes_on(times: str) -> bool:
    """Whether a night goes on into the next day, which a rule after a semicolon would cut off."""
    return any(span[6:] < span[:5] for span in times.split(",") if span not in ("", OFF))


@dataclass(slots=True)
class _Reader:
    """What the rules read so far say, and in which part of the expression they stand."""

    days: list[str] = field(default_factory=lambda: [""] * 7)
    holidays: str = ""
    no_school: bool = False
    monthly: list[Monthly] = field(default_factory=list)
    words: str = ""
    n_rules: int = 0
    has_nights: bool = False
    """Whether any rule of the week goes on into the next day, also one that a later rule overrides."""

    def take(self, rule: Rule) -> bool:
        """Whether a rule belongs into a grid, after those before it."""
        self.n_rules += 1
        if self.words:
            return False
        if rule.words is not None:
            self.words = rule.words
            return rule.separator == "||" or self.n_rules == 1
        monthly = _MONTHLY.fullmatch(rule.text)
        if monthly:
            return self._take_monthly(rule, monthly)
        weekly = _WEEKLY.fullmatch(rule.text)
        return weekly is not None and rule.separator != "||" and self._take_weekly(rule, weekly)

    def _take_monthly(self, rule: Rule, found: re.Match[str]) -> bool:
        nths = [int(number) for number in found["nths"].split(",")]
        self.monthly += [Monthly(nth, found["day"], found["times"]) for nth in nths]
        is_first = self.n_rules == 1
        return (rule.separator == "," or is_first) and set(nths) <= set(NTHS) and not self._is_special

    @property
    def _is_special(self) -> bool:
        return bool(self.holidays) or self.no_school

    def _take_weekly(self, rule: Rule, found: re.Match[str]) -> bool:
        names = _names(found["days"])
        times = "" if found["times"] in (OFF, "closed") else found["times"]
        if names is None:
            return False
        weekly = [name for name in names if name in DAYS]
        if weekly and not self._take_days(rule, weekly, times, is_alone=len(weekly) == len(names)):
            return False
        if "SH" in names:
            if times or rule.separator != ";" or self.holidays:
                return False
            self.no_school = True
        if "PH" in names:
            if (rule.separator != ";" and self.n_rules > 1) or _goes_on(self.holidays):
                return False
            self.holidays = times or OFF
        return True

    def _take_days(self, rule: Rule, names: Sequence[str], times: str, *, is_alone: bool) -> bool:
        """Rules of the week stand before those of holidays, which they would override."""
        adds = rule.separator == ","
        if (self._is_special and times) or (self.monthly and not adds) or (adds and not times):
            return False
        if self._is_special and (not is_alone or self.holidays not in ("", OFF)):
            return False
        self.has_nights |= _goes_on(times)
        for name in names:
            number = DAYS.index(name)
            both = f"{self.days[number]},{times}" if adds and self.days[number] else times
            self.days[number] = both
        return True


def _names(text: str | None) -> list[str] | None:
    """The days of `Mo-We,PH`, all seven for none; None for a range with holidays in it."""
    if text is None:
        return list(DAYS)
    names: list[str] = []
    for part in text.split(","):
        first, _dash, last = part.partition("-")
        if not last:
            names.append(first)
        elif first in DAYS and last in DAYS:
            start, length = DAYS.index(first), (DAYS.index(last) - DAYS.index(first)) % 7 + 1
            names += [DAYS[(start + step) % 7] for step in range(length)]
        else:
            return None
    return names


def grid_of(expression: str) -> HoursGrid | None:
    """The grid of an expression, an empty one for ""; None where it says more than a grid can."""
    if not expression:
        return HoursGrid()
    reader = _Reader()
    always = expression == "24/7" or expression.startswith("24/7 ||")
    rules = split_rules(expression.removeprefix("24/7")) if always else split_rules(expression)
    if always:
        reader.days, reader.holidays, reader.n_rules = [_ALL_DAY] * 7, _ALL_DAY, 1
    for rule in rules:
        if not reader.take(rule):
            return None
    try:
        days = tuple(_sorted_times(times) for times in reader.days)
    except ValueError:
        return None
    if reader.has_nights and any(rule.separator == ";" for rule in rules[1:]):
        return None
    return HoursGrid(days, reader.holidays, reader.no_school, tuple(reader.monthly), reader.words)


def _sorted_times(times: str) -> str:
    return read_times(times) if times else ""
