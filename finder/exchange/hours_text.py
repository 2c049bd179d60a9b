"""Hours as people type them, read into OSM `opening_hours` by kind.

Nothing is guessed silently: what a text leaves open is `unknown` in the expression, what was not
understood is given back word for word, and a reading that is not certain says so. German, and the
languages in which towns write for their newcomers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import opening_hours

from finder.domain.offer import Hours
from finder.exchange.hours_clauses import IN_PERSON, Reading
from finder.exchange.hours_reader import Reader
from finder.exchange.hours_times import with_days, with_times
from finder.exchange.hours_tokens import cleaned, tokens_of
from finder.exchange.hours_write import write

KINDS: Final = ("visit", "phone", "open_consultation", "counselling", "on_call")
_LONGEST: Final = 4000
# `Mo 08:00-12:00; Mo 14:00-18:00` may be German as well, where a semicolon takes nothing away.
_OSM: Final = re.compile(r'\b(?:Tu|We|Th|Su|PH|SH|off|unknown|closed|week)\b|24/7|\|\||"')


@dataclass(frozen=True, slots=True)
class HoursReading:
    """What a text says. `visits` is the expression for all in which one comes in person ("" when the
    text gives none), `hours` the same by kind; `rest` is what was not understood, as written.
    """

    visits: str
    hours: tuple[Hours, ...]
    is_certain: bool
    rest: str


@lru_cache(maxsize=4096)
def read_hours_text(text: str) -> HoursReading:
    """The hours that a text gives, by kind. An OSM expression is taken as it is."""
    text = cleaned(text).strip()
    if _OSM.search(text) and opening_hours.validate(text):
        return HoursReading(text, (Hours("visit", text),), True, "")
    if len(text) > _LONGEST:
        return HoursReading("", (), False, text)
    reading = Reader(text, with_days(with_times(tokens_of(text), text))).read()
    _settle(reading)
    by_kind = {kind: write(reading, (kind,), has_fallback=kind == "visit") for kind in KINDS}
    visits = write(reading, IN_PERSON, has_fallback=True)
    expressions = [visits, *by_kind.values()]
    if not all(not expression or opening_hours.validate(expression) for expression in expressions):
        return HoursReading("", (), False, text)
    hours = tuple(Hours(kind, expression) for kind, expression in by_kind.items() if expression)
    is_certain = reading.is_certain and any(expressions)
    return HoursReading(visits, hours, is_certain, " … ".join(reading.rest) if any(expressions) else text)


def typed_hours(text: str, kind: str) -> tuple[Hours, ...]:
    """The hours of a typed text under a heading of its own, the text kept with the first of them; only
    the text where the reading is not certain, so that staff look at it.

    Under a heading for the telephone (`kind`) all are of the telephone.
    """
    reading = read_hours_text(text)
    hours = reading.hours
    if kind == "phone":
        expressions = [item.opening_hours for item in hours if item.kind == "phone"] or [reading.visits]
        hours = tuple(Hours(kind, expression) for expression in expressions if expression)
    if not reading.is_certain or not hours:
        return (Hours(kind, "", text),)
    return (replace(hours[0], description=text), *hours[1:])


def _settle(reading: Reading) -> None:
    """Draw the conclusions that need the whole text."""
    for clause in reading.clauses:
        if clause.kind == "registration":
            clause.kind = "visit"
            clause.marks.append("Anmeldung")
            reading.is_certain = False
        if not clause.has_times and not clause.marks:
            reading.is_certain = False
            reading.doubts.append(clause.text)
    if reading.dated and all(clause.prefix for clause in reading.clauses):
        reading.doubts += reading.dated
    if reading.closed and not reading.clauses and not reading.otherwise:
        reading.is_certain = False
        reading.doubts.append("nur Schließtage genannt")
