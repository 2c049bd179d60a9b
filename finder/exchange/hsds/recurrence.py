"""Recurrence rules (RFC 5545, in the fields of HSDS) of hours that are OSM `opening_hours`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from finder.domain.hours_grid import DAYS, grid_of

_MIDNIGHT: Final = "24:00"
_LAST_MINUTE: Final = "23:59:00"
"""As HSDS wants a day that is open to its end to be written (field guidance, 24h opening)."""


def recurrences(expression: str) -> Iterator[dict[str, Any]]:
    """The rules of an expression: weekly ones for the days with equal times in the order of the week, then
    those for weekdays of the month. None of what is more than that, nor of holidays.
    """
    grid = grid_of(expression)
    if grid is None:
        return
    weekly: dict[str, list[str]] = {}
    for day, times in zip(DAYS, grid.days, strict=True):
        for span in filter(None, times.split(",")):
            weekly.setdefault(span, []).append(day[:2].upper())
    for span, days in weekly.items():
        yield _rule("WEEKLY", ",".join(days), span)
    for item in grid.monthly:
        for span in item.times.split(","):
            yield _rule("MONTHLY", f"{item.nth}{item.day.upper()}", span)


def _rule(freq: str, byday: str, span: str) -> dict[str, Any]:
    start, end = span.split("-")
    return {
        "freq": freq,
        "interval": 1,
        "wkst": "MO",
        "byday": byday,
        "opens_at": f"{start}:00",
        "closes_at": _LAST_MINUTE if end == _MIDNIGHT else f"{end}:00",
    }
