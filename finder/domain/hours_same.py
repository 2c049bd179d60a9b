"""Whether two OSM `opening_hours` expressions mean the same, however they are written."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Final

from finder.domain.holiday import Calendar
from finder.domain.hours import is_readable, spans_on

_DAYS: Final = 371
"""A year and some days, so that every weekday of every season occurs."""
_PH: Final = "PH"


@lru_cache(maxsize=4096)
def mean_the_same(first: str, second: str, calendar: Calendar, from_day: dt.date) -> bool:
    """Whether two expressions have the same states at all times of the year from a day on; their comments
    do not matter. What cannot be read is the same as its own text alone. Public holidays of which only one
    of them speaks make no difference: the other leaves them open.
    """
    if first.split() == second.split():
        return True
    if not all(is_readable(expression, calendar, from_day) for expression in (first, second)):
        return False
    is_one_silent = (_PH in first) != (_PH in second)
    days = (from_day + dt.timedelta(days=number) for number in range(_DAYS))
    return all(
        _states(first, day, calendar) == _states(second, day, calendar)
        for day in days
        if not (is_one_silent and calendar.is_maybe_holiday(day))
    )


def _states(expression: str, day: dt.date, calendar: Calendar) -> list[tuple[dt.datetime, str]]:
    return [(span.start, span.state) for span in spans_on(expression, day, calendar)]
