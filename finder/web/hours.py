"""OSM opening hours in words: the plain weekly forms, and certain weekdays of a month (`We[1]`); anything
finer stays as it is written.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from finder.web.i18n import format_hour, in_digits, joined, weekday_names
from finder.web.i18n import gettext as _

_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)"
_TIME = r"(?:[01]\d|2[0-4]):[0-5]\d"
_SPAN = rf"{_TIME}\s*-\s*{_TIME}"
_RULE = re.compile(
    rf"(?P<days>{_DAY}(?:\s*[-,]\s*{_DAY})*)?\s*(?P<times>{_SPAN}(?:\s*,\s*{_SPAN})*|off|closed|24/7)"
)
_NTH_RULE = re.compile(
    rf"(?P<day>{'|'.join(_DAYS)})\[(?P<numbers>[1-5](?:\s*,\s*[1-5])*|-1)\]\s+"
    rf"(?P<times>{_SPAN}(?:\s*,\s*{_SPAN})*|off|closed)"
)
_ADDED = re.compile(r"(?<=[\dfd]),\s*(?=[A-Z])")
_WORDS = re.compile(r'(?:unknown|open)?\s*"(?P<words>[^"]+)"')
ALWAYS = ("00:00-24:00",)
"""The times of a day that is open from midnight to midnight."""

Times = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HoursLine:
    """Days that have the same hours, both in words."""

    days: str
    times: str


@dataclass(slots=True)
class WeekTimes:
    """The hours of each weekday from Monday as spans such as `08:00-12:00`, and those of public holidays
    where a rule names them.
    """

    days: list[Times] = field(default_factory=lambda: [()] * 7)
    holidays: Times | None = None

    def apply(self, names: list[str], times: Times, *, adds: bool) -> None:
        """Give days (`Mo` to `Su`, `PH`) other times, or with `adds` more."""
        for name in names:
            if name == "PH":
                self.holidays = times
            else:
                day = _DAYS.index(name)
                self.days[day] = (*self.days[day], *times) if adds else times


@dataclass(slots=True)
class _OfMonth:
    """The hours of certain weekdays of a month; `taken` are the numbers that were spoken of, by weekday."""

    lines: list[HoursLine] = field(default_factory=list)
    taken: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, nth: re.Match[str], usual: Times, *, adds: bool) -> bool:
        """Take a rule up; False where it would take the place of the weekday's usual times, or of others."""
        day, numbers = nth["day"], re.findall(r"-?\d", nth["numbers"])
        times, before = _times(nth["times"]), self.taken[day]
        is_again = before and ("-1" in before.union(numbers) or not before.isdisjoint(numbers))
        if (is_again or (times and usual)) and not (adds and times):
            return False
        before.update(numbers)
        name = weekday_names()[_DAYS.index(day)]
        days = joined(_day_of_month(name, number) for number in numbers)
        self.lines.append(HoursLine(days, _time_text(times) or _("geschlossen")))
        return True


def weekly_lines(expression: str) -> list[HoursLine] | None:
    """The hours of an OSM `opening_hours` expression, days with equal hours in one line, then certain
    weekdays of a month, then public holidays.

    None where `week_times` gives none for the rules that hold every week, and where hours of a month take the
    place of others, or others theirs: no line says that.
    """
    week, month = WeekTimes(), _OfMonth()
    for text, adds in _rules(expression):
        if nth := _NTH_RULE.fullmatch(text):
            if not month.add(nth, week.days[_DAYS.index(nth["day"])], adds=adds):
                return None
            continue
        rule = _weekly(text)
        if rule is None or (month.lines and rule[0] != ["PH"]):
            return None
        week.apply(*rule, adds=adds)
    return [*_lines(week), *month.lines, *_holiday_line(week)]


def week_times(expression: str) -> WeekTimes | None:
    """The weekly hours of an OSM `opening_hours` expression.

    None for an expression with more than weekdays, times and holidays in it, and for an empty one.
    A rule after `;` replaces the days it names, one after `,` adds to them
    (https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification).
    """
    week = WeekTimes()
    for text, adds in _rules(expression):
        rule = _weekly(text)
        if rule is None:
            return None
        week.apply(*rule, adds=adds)
    return week


def _rules(expression: str) -> Iterator[tuple[str, bool]]:
    """Each rule, and whether it adds to those before it."""
    for override in expression.split(";"):
        for number, part in enumerate(_ADDED.split(override)):
            yield part.strip(), number > 0


def _weekly(text: str) -> tuple[list[str], Times] | None:
    """The days of a rule such as `Mo-Fr 08:00-12:00` and their times; None for one that says more."""
    rule = _RULE.fullmatch(text)
    names = _day_names(rule["days"]) if rule else None
    return None if rule is None or names is None else (names, _times(rule["times"]))


def in_a_line(lines: Iterable[HoursLine]) -> str:
    """The lines one after the other; "" for none."""
    return "; ".join(f"{line.days} {line.times}" for line in lines)


def plain_words(expression: str) -> str:
    """The words of an expression that says nothing else (`unknown "nach Vereinbarung"`), else as it is."""
    words = _WORDS.fullmatch(expression.strip())
    return words["words"] if words else expression


def _day_names(text: str | None) -> list[str] | None:
    """The days of `Mo-We,Fr`, all seven for no text; None for a range with holidays in it."""
    if text is None:
        return list(_DAYS)
    names: list[str] = []
    for part in re.sub(r"\s", "", text).split(","):
        first, _dash, last = part.partition("-")
        if not last:
            names.append(first)
        elif first in _DAYS and last in _DAYS:
            start, length = _DAYS.index(first), (_DAYS.index(last) - _DAYS.index(first)) % 7 + 1
            names += [_DAYS[(start + step) % 7] for step in range(length)]
        else:
            return None
    return names


def _times(text: str) -> Times:
    if text in ("off", "closed"):
        return ()
    return ALWAYS if text == "24/7" else tuple(re.sub(r"\s", "", text).split(","))


def _lines(week: WeekTimes) -> list[HoursLine]:
    groups: dict[Times, list[int]] = {}
    for day, times in enumerate(week.days):
        if times:
            groups.setdefault(tuple(sorted(times)), []).append(day)
    return [HoursLine(_day_text(days), _time_text(times)) for times, days in groups.items()]


def _day_of_month(day: str, number: str) -> str:
    if number == "-1":
        return _("%(day)s (letzter %(day)s im Monat)", day=day)
    return _("%(day)s (%(number)s. %(day)s im Monat)", day=day, number=in_digits(number))


def _holiday_line(week: WeekTimes) -> Iterator[HoursLine]:
    if week.holidays is not None:
        yield HoursLine(_("Feiertage"), _time_text(week.holidays) or _("geschlossen"))


def _day_text(days: list[int]) -> str:
    """`Mo-Fr` for three and more in a row, else the days one by one."""
    names = weekday_names()
    if len(days) == 7:
        return _("täglich")
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{names[days[0]]}–{names[days[-1]]}"
    return joined(names[day] for day in days)


def _time_text(times: Times) -> str:
    return joined(map(span_text, times))


def span_text(span: str) -> str:
    """A span such as `08:00-12:00` as the language writes hours."""
    if span in ALWAYS:
        return _("rund um die Uhr")
    opens, closes = span.split("-")
    return f"{format_hour(opens)}–{format_hour(closes)}"
