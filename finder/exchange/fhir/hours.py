"""Opening hours as FHIR has them: the same times every week, closures by date, and the rest in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from finder.domain.lapse import TEMPORARILY_CLOSED
from finder.domain.offer_hours import CLOSED, KINDS, WEEK_MIN, Channel, Rule, Week, hours_text, week_of
from finder.exchange.fhir.parts import Resource, known

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_MIN: Final = WEEK_MIN // 7
_WHOLE_DAY: Final = (0, _DAY_MIN)
_KINDS: Final = {
    "visit": "Öffnungszeiten",
    "phone": "Telefonzeiten",
    "open_consultation": "Offene Sprechstunde",
    "counselling": "Beratungszeiten",
    "on_call": "Bereitschaftsdienst",
}


def availability(summary: Mapping[str, Any], detail: Mapping[str, Any]) -> Resource:
    """`availableTime`, `notAvailable` and `availabilityExceptions` of an offer.

    Times at which one may come every week are structured; hours for calls, hours of certain dates and
    what OSM `opening_hours` says beyond weekdays and times stand as text.
    """
    times: list[Resource] = []
    closures = list(_closed_now(summary))
    words: list[str] = []
    for stored in detail["schedules"]:
        week = _week(stored)
        if _is_closure(stored):
            closures.append(_closure(stored))
        elif week is None:
            words.append(_in_words(stored))
        else:
            times += [time for time in _available(week) if time not in times]
            words += _beside(stored, week)
    return known(
        availableTime=times,
        notAvailable=closures,
        availabilityExceptions="; ".join(dict.fromkeys(filter(None, words))),
    )


def _closed_now(summary: Mapping[str, Any]) -> Iterator[Resource]:
    if summary["status"] == TEMPORARILY_CLOSED:
        until = known(end=summary.get("closed_until"))
        yield known(description="Vorübergehend geschlossen", during=until)


def _is_closure(stored: Mapping[str, Any]) -> bool:
    return stored.get("opening_hours") == CLOSED and bool(stored.get("valid_from") and stored.get("valid_to"))


def _closure(stored: Mapping[str, Any]) -> Resource:
    during = {"start": stored["valid_from"], "end": stored["valid_to"]}
    return {"description": stored.get("description") or "Geschlossen", "during": during}


def _week(stored: Mapping[str, Any]) -> Week | None:
    """The plain week of hours for visits without dates, else None."""
    if KINDS.get(stored["kind"]) is not Channel.VISIT or stored.get("valid_from") or stored.get("valid_to"):
        return None
    schedule = (stored["kind"], stored.get("opening_hours", ""), None, None)
    return week_of(hours_text("", [schedule]), Channel.VISIT)


def _available(week: Week) -> Iterator[Resource]:
    """The times of a week, days with the same times together."""
    days: dict[tuple[int, int], list[str]] = defaultdict(list)
    for day, start, end in _by_day(week.spans):
        days[start, end].append(_DAYS[day])
    for span, names in days.items():
        if span == _WHOLE_DAY:
            yield {"daysOfWeek": names, "allDay": True}
        else:
            times = {"availableStartTime": _clock(span[0]), "availableEndTime": _clock(span[1])}
            yield {"daysOfWeek": names, **times}


def _by_day(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Each span cut at midnight: the day, and its start and end in minutes of that day."""
    for start, end in spans:
        while start < end:
            day = start // _DAY_MIN
            midnight = (day + 1) * _DAY_MIN
            yield day, start - day * _DAY_MIN, min(end, midnight) - day * _DAY_MIN
            start = midnight


def _clock(minute: int) -> str:
    """A time of day; FHIR knows no 24:00, so that the last second stands for it."""
    return "23:59:59" if minute == _DAY_MIN else f"{minute // 60:02}:{minute % 60:02}:00"


def _beside(stored: Mapping[str, Any], week: Week) -> Iterator[str]:
    if week.holidays is Rule.CLOSED:
        yield "An Feiertagen geschlossen"
    yield stored.get("description", "")


def _in_words(stored: Mapping[str, Any]) -> str:
    """Hours that have no structure here: what they are for, from when to when, and as they are stored."""
    dates = [f"{word} {_date(stored[name])}" for name, word in _DATES.items() if stored.get(name)]
    hours = ", ".join(filter(None, (stored.get("opening_hours", ""), stored.get("description", ""))))
    return f"{' '.join((_KINDS[stored['kind']], *dates))}: {hours}" if hours else ""


_DATES: Final = {"valid_from": "vom", "valid_to": "bis zum"}


def _date(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day}.{day.month}.{day.year}"
