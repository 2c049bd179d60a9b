"""Schedules of HSDS as OSM `opening_hours`: the RRULE fields of 3.0, the weekdays of 1.1 and Ohana."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from finder.domain.offer import Hours
from finder.errors import BadInput
from finder.exchange.context import Notes
from finder.exchange.values import is_opening_hours, read_date, read_text

Schedule = Mapping[str, Any]
Validity = tuple[date | None, date | None]

_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_WEEK = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_DAY_NAMES = {
    name: day for number, day in enumerate(_DAYS) for name in (day.upper(), _WEEK[number], str(number + 1))
}
_BYDAY = re.compile(r"([+-]?[1-5])?([A-Z]+|[1-7])")
_TIME = re.compile(r"(\d{1,2})(?::?(\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*([ap])?\.?(?:m\.?)?(?:z|[+-]\d\d:?\d\d)?")
_NO_RULES: list[tuple[str, str]] = []
_NOT_WEEKLY = ("bymonthday", "byyearday", "byweekno")
_LONGEST_NIGHT_MIN = 12 * 60
_TEXTS = ("description", "notes")


def read_schedules(schedules: Sequence[Schedule], notes: Notes) -> tuple[Hours, ...]:
    """The visiting hours that schedules give: one Hours for each period of validity, whose weekly
    and monthly rules add to one another. What cannot be said that way is kept as its text and noted.

    Holiday schedules (HSDS 1.1, Ohana) are kept as text.
    """
    spans: dict[Validity, dict[str, list[str]]] = {}
    texts: dict[Validity, list[str]] = {}
    for schedule in schedules:
        validity = _validity(schedule, notes)
        rules = notes.attempt("schedules", partial(_rules, schedule), _NO_RULES)
        for day, span in rules:
            spans.setdefault(validity, {}).setdefault(day, []).append(span)
        texts.setdefault(validity, []).extend(_words(schedule, has_rules=bool(rules)))
    return tuple(
        _hours(spans.get(validity, {}), texts.get(validity, []), validity, notes)
        for validity in dict.fromkeys((*spans, *texts))
        if validity in spans or texts[validity]
    )


def _hours(spans: Mapping[str, list[str]], texts: Iterable[str], validity: Validity, notes: Notes) -> Hours:
    expression = ", ".join(_grouped(spans))
    if expression and not is_opening_hours(expression):
        notes.add("schedules", expression, "no valid opening hours")
        texts, expression = (*texts, expression), ""
    return Hours("visit", expression, read_text("\n".join(dict.fromkeys(texts))), *validity)


def _grouped(spans: Mapping[str, list[str]]) -> Iterator[str]:
    """Rules for days with equal hours: `Mo-Fr 08:00-17:00`, in the order of the week."""
    by_hours: dict[str, list[str]] = {}
    for day in sorted(spans, key=lambda day: (_DAYS.index(day[:2]), day)):
        by_hours.setdefault(",".join(sorted(set(spans[day]))), []).append(day)
    for hours, days in by_hours.items():
        yield f"{_ranges(days)} {hours}"


def _ranges(days: Sequence[str]) -> str:
    """`Mo-Fr,Su` of days in the order of the week."""
    runs: list[list[str]] = []
    for day in days:
        follows = runs and day in _DAYS and runs[-1][-1] in _DAYS[: _DAYS.index(day)][-1:]
        if follows:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(run) for run in runs)


def _rules(schedule: Schedule) -> list[tuple[str, str]]:
    """Day and hours of a weekly or monthly schedule; none of a holiday. Raises BadInput for others."""
    if _is_holiday(schedule):
        return []
    freq = _text(schedule, "freq").upper() or "WEEKLY"
    strange = [name for name in _NOT_WEEKLY if _text(schedule, name)]
    if freq not in ("WEEKLY", "MONTHLY") or strange or _text(schedule, "interval") not in ("", "1"):
        raise BadInput("schedules", freq, "a schedule of every week, or of weekdays of the month")
    days = _text(schedule, "byday") or _text(schedule, "weekday")
    span = _span(_text(schedule, "opens_at"), _text(schedule, "closes_at"))
    return [(_day(day, freq), span) for day in re.split(r"[,;\s]+", days.upper())]


def _day(text: str, freq: str) -> str:
    match = _BYDAY.fullmatch(text)
    if not match or match[2] not in _DAY_NAMES or (freq == "MONTHLY") != bool(match[1]):
        raise BadInput("byday", text, "weekdays such as MO,TH, or 1MO with MONTHLY")
    day = _DAY_NAMES[match[2]]
    return f"{day}[{int(match[1])}]" if match[1] else day


def _span(opens_at: str, closes_at: str) -> str:
    """`08:00-17:00`; an end before the start is on the next day, if the night is not too long to be
    meant. Raises BadInput.
    """
    start, end = _minutes(opens_at), _minutes(closes_at)
    if end in (0, 24 * 60 - 1):  # HSDS has a day that is open to its end close at 23:59
        end = 24 * 60
    if end <= start and end + 24 * 60 - start > _LONGEST_NIGHT_MIN:
        raise BadInput("closes_at", f"{opens_at}-{closes_at}", "an end after the start")
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"


def _minutes(text: str) -> int:
    """Minutes since midnight of `10:00:00`, `9am` or `4:00 PM`. Raises BadInput."""
    match = _TIME.fullmatch(text.strip().lower())
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (99, 0)
    if match and match[3]:
        hour = hour % 12 + (12 if match[3] == "p" else 0) if 1 <= hour <= 12 else 99
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise BadInput("opens_at", text, "a time such as 08:00")
    return hour * 60 + minute


def _validity(schedule: Schedule, notes: Notes) -> Validity:
    """From when until when; `valid_from` and `valid_to` of 3.0."""
    first, last = (
        notes.attempt(name, partial(read_date, _text(schedule, name), name), None)
        for name in ("valid_from", "valid_to")
    )
    return first, last


def _is_holiday(schedule: Schedule) -> bool:
    return "closed" in schedule or "start_date" in schedule


def _holiday(schedule: Schedule) -> str:
    first, last = _text(schedule, "start_date"), _text(schedule, "end_date")
    days = first if first == last or not last else f"{first} - {last}"
    is_closed = _text(schedule, "closed").lower() in ("true", "yes", "1", "t")
    hours = f"{_text(schedule, 'opens_at')}-{_text(schedule, 'closes_at')}"
    return f"{days}: {'closed' if is_closed else hours}"


def _words(schedule: Schedule, has_rules: bool) -> list[str]:
    """What people may read of a schedule, with its days and times where these became no rule."""
    if _is_holiday(schedule):
        return [_holiday(schedule)]
    texts = [text for name in _TEXTS if (text := _text(schedule, name))]
    opens_at, closes_at = _text(schedule, "opens_at"), _text(schedule, "closes_at")
    if not has_rules and (opens_at or closes_at):
        days = _text(schedule, "byday") or _text(schedule, "weekday")
        texts.append(f"{days} {opens_at}-{closes_at}".strip())
    return texts


def _text(schedule: Schedule, name: str) -> str:
    value = schedule.get(name)
    return str(value).strip() if isinstance(value, str | int | float) else ""
