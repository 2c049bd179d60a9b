"""The tables of school holidays: the shipped one, and the operator's own."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from finder.domain.holiday import LANDS, Calendars, Period
from finder.domain.own_table import day_of, read_table
from finder.paths import DATA

COLUMNS: Final = ("land", "name", "first_day", "last_day", "source")
"""Of both tables: Bundesland such as `NW`, name of the holidays, first and last day (both in them, ISO
8601), and who published them."""

YEARS: Final = range(2000, 2101)
"""The years that a table may speak of: another one is a slip."""

SHIPPED: Final = DATA / "holidays" / "school.csv"
OWN_NAME: Final = "school_holidays.csv"
"""The operator's own table in the var directory."""


def load_calendars(var: Path) -> Calendars:
    """The calendars with the school holidays that are given. For a Bundesland in the operator's own
    table only that one counts; without it, the shipped one.

    Raises ConfigurationError naming the line that cannot be used.
    """
    own = var / OWN_NAME
    return Calendars({**_read(SHIPPED), **(_read(own) if own.exists() else {})})


def _read(path: Path) -> Mapping[str, tuple[Period, ...]]:
    """The school holidays of each Bundesland in a table, in the order of their days."""
    found: defaultdict[str, list[Period]] = defaultdict(list)
    for land, period in read_table(path, COLUMNS, _row):
        found[land].append(period)
    return {land: tuple(sorted(periods)) for land, periods in found.items()}


def _row(land: str, name: str, first: str, last: str, _source: str) -> tuple[str, Period]:
    if land not in LANDS.values():
        raise ValueError(f"{land!r} is no Bundesland; expected one of {', '.join(LANDS.values())}")
    period = (_day(first), _day(last))
    if period[1] < period[0]:
        raise ValueError(f"{name} end before they begin")
    return land, period


def _day(text: str) -> dt.date:
    day = day_of(text, "2026-07-20")
    if day.year not in YEARS:
        raise ValueError(f"{text} is not between {YEARS[0]} and {YEARS[-1]}")
    return day
