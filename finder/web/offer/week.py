"""The hours of an offer as tables of a week, with what is different on the days to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from finder.domain.holiday import Calendar
from finder.domain.hours import Span, State, spans_on
from finder.domain.offer_hours import CLOSED, Schedule, joined_hours
from finder.web import labels
from finder.web.hours import WeekTimes, in_a_line, plain_words, span_text, week_times, weekly_lines
from finder.web.i18n import SOURCE, current_lang, format_date, format_weekday_date, weekday_full_names
from finder.web.i18n import gettext as _
from finder.web.present import Times, times

N_DAYS = 7
HOLIDAYS_AHEAD_DAYS = 21
"""How many days ahead public holidays are named."""

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a day: its times in words, and what was written about it (German)."""

    times: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its hours; `state` says in a word what there is instead of times. `holiday` is the name
    of the public holiday on it, `date` its ISO date where a certain day is meant.
    """

    name: str
    parts: tuple[Part, ...]
    state: str
    is_today: bool = False
    holiday: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The hours of a week; `text` says them where they are not the same every week, or `expression` as it is
    written where there are no words for it; these stand alone where nothing can be said of single days.
    """

    validity: str
    days: tuple[Day, ...]
    text: str
    expression: str
    note: str


@dataclass(frozen=True, slots=True)
class Closure:
    """When it is closed, and what was written about that (German)."""

    text: str
    words: str


@dataclass(frozen=True, slots=True)
class KindOfHours:
    """All hours of one kind; `special` are the public holidays to come."""

    key: str
    label: str
    tables: tuple[Table, ...]
    special: tuple[Day, ...]
    closures: tuple[Closure, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """One stored schedule."""

    kind: str
    expression: str
    words: str
    first: dt.date | None
    last: dt.date | None

    @property
    def is_closure(self) -> bool:
        return self.expression == CLOSED and self.first is not None and self.last is not None

    @property
    def validity(self) -> tuple[dt.date | None, dt.date | None]:
        return self.first, self.last

    def counts_on(self, day: dt.date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def as_schedule(self) -> tuple[Schedule, str]:
        return (self.kind, self.expression, self.first, self.last), self.words


def hours_by_kind(
    stored: Iterable[Mapping[str, Any]], calendar: Calendar, today: dt.date
) -> tuple[KindOfHours, ...]:
    """The stored schedules of an offer by kind, without those that are over; () for none."""
    current = (line for line in _by_kind(stored) if line.last is None or line.last >= today)
    kinds = (_kind(list(group), calendar, today) for _key, group in groupby(current, lambda line: line.kind))
    return tuple(kind for kind in kinds if kind.tables or kind.closures)


def short_hours(stored: Iterable[Mapping[str, Any]], today: dt.date) -> tuple[Times, ...]:
    """The schedules of an offer that hold today, by kind in few lines, without closures; () for none."""
    usual = (line for line in _by_kind(stored) if line.counts_on(today) and not line.is_closure)
    kinds = (_short(kind, list(group)) for kind, group in groupby(usual, lambda line: line.kind))
    return tuple(short for short in kinds if short is not None)


def _short(kind: str, lines: Sequence[_Line]) -> Times | None:
    return times(kind, _usual_week(lines), _note(lines))


def _by_kind(stored: Iterable[Mapping[str, Any]]) -> list[_Line]:
    order = list(labels.HOURS)
    return sorted(map(_line, stored), key=lambda line: order.index(line.kind))


def _line(stored: Mapping[str, Any]) -> _Line:
    first, last = (_date(stored.get(name)) for name in ("valid_from", "valid_to"))
    return _Line(stored["kind"], stored.get("opening_hours", ""), stored.get("description", ""), first, last)


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _kind(lines: Sequence[_Line], calendar: Calendar, today: dt.date) -> KindOfHours:
    closures = [line for line in lines if line.is_closure]
    usual = sorted((line for line in lines if not line.is_closure), key=_by_validity)
    return KindOfHours(
        key=lines[0].kind,
        label=labels.of(labels.HOURS, lines[0].kind),
        tables=tuple(
            _table(list(group), closures, calendar, today)
            for _validity, group in groupby(usual, lambda line: line.validity)
        ),
        special=tuple(_holidays(lines, calendar, today)),
        closures=tuple(map(_closure, sorted(closures, key=_by_validity))),
    )


def _by_validity(line: _Line) -> tuple[dt.date, dt.date]:
    return line.first or dt.date.min, line.last or dt.date.max


def _table(lines: Sequence[_Line], closures: Sequence[_Line], calendar: Calendar, today: dt.date) -> Table:
    """The week of schedules that are valid alike: the same for every week where it is plain, else the
    next seven days. Today's row says what holds today.
    """
    expression = _usual_week(lines)
    real = joined_hours(line.as_schedule() for line in (*lines, *closures))
    week = week_times(expression)
    if expression == "24/7" and not closures:
        return Table(_validity(*lines[0].validity), (), _("Täglich rund um die Uhr"), "", _note(lines))
    is_valid = lines[0].counts_on(today)
    if week is not None:
        days = _plain_week(week)
        if is_valid:
            days[today.weekday()] = _real_day(real, today, calendar, today)
    else:
        days = _next_days(real, calendar, today) if is_valid else []
    text = "" if week is not None else in_a_line(weekly_lines(expression) or ())
    return Table(
        validity=_validity(*lines[0].validity),
        days=tuple(days),
        text=text,
        expression="" if week is not None or text else plain_words(expression),
        note=_note(lines),
    )


def _usual_week(lines: Iterable[_Line]) -> str:
    """The hours without what was written about them."""
    return joined_hours((line.as_schedule()[0], "") for line in lines)


def _note(lines: Iterable[_Line]) -> str:
    return " ".join(line.words for line in lines if line.words)


def _plain_week(week: WeekTimes) -> list[Day]:
    rows = [*zip(weekday_full_names(), week.days, strict=True)]
    if week.holidays is not None:
        rows.append((_("Feiertage"), week.holidays))
    return [
        Day(name, tuple(Part(span_text(span)) for span in sorted(times)), "" if times else _("geschlossen"))
        for name, times in rows
    ]


def _next_days(expression: str, calendar: Calendar, today: dt.date) -> list[Day]:
    """Today and the days after it; none where nothing certain can be said of any."""
    days = [today + _ONE_DAY * number for number in range(N_DAYS)]
    states = {span.state for day in days for span in spans_on(expression, day, calendar)}
    return [] if states <= {State.UNKNOWN} else [_real_day(expression, day, calendar, today) for day in days]


def _real_day(expression: str, day: dt.date, calendar: Calendar, today: dt.date) -> Day:
    """What holds on a certain day."""
    spans = spans_on(expression, day, calendar)
    parts = tuple(_part(span) for span in spans if span.state is not State.CLOSED and not _is_blank(span))
    is_unknown = any(span.state is State.UNKNOWN for span in spans)
    state = _("nicht bekannt") if is_unknown else _("geschlossen")
    return Day(
        name=weekday_full_names()[day.weekday()],
        parts=parts,
        state="" if parts else state,
        is_today=day == today,
        holiday=calendar.name(day, current_lang()),
        date=day.isoformat(),
    )


def _is_blank(span: Span) -> bool:
    """Whether nothing at all is known of a whole day."""
    return span.state is State.UNKNOWN and not span.comment and span.end - span.start == _ONE_DAY


def _part(span: Span) -> Part:
    is_all_day = span.end - span.start == _ONE_DAY
    until = "24:00" if span.end.date() > span.start.date() else f"{span.end:%H:%M}"
    times = span_text(f"{span.start:%H:%M}-{until}")
    if span.state is State.OPEN:
        return Part(times, span.comment)
    return Part("" if is_all_day else times, span.comment or _("nicht bekannt"))


def _holidays(lines: Sequence[_Line], calendar: Calendar, today: dt.date) -> Iterator[Day]:
    """The public holidays to come, today's included, with what is open on them."""
    for number in range(HOLIDAYS_AHEAD_DAYS):
        day = today + _ONE_DAY * number
        if calendar.name(day, SOURCE):
            valid = [line.as_schedule() for line in lines if line.is_closure or line.counts_on(day)]
            shown = _real_day(joined_hours(valid), day, calendar, today)
            yield replace(shown, name=format_weekday_date(day))


def _validity(first: dt.date | None, last: dt.date | None) -> str:
    if first and last:
        return _("vom %(first)s bis %(last)s", first=format_date(first), last=format_date(last))
    if first:
        return _("ab %(day)s", day=format_date(first))
    return _("bis %(day)s", day=format_date(last)) if last else ""


def _closure(line: _Line) -> Closure:
    first, last = line.first or dt.date.min, line.last or dt.date.max
    if first == last:
        return Closure(_("Geschlossen am %(day)s", day=format_date(first)), line.words)
    text = _("Geschlossen vom %(first)s bis %(last)s", first=format_date(first), last=format_date(last))
    return Closure(text, line.words)
