"""Public and school holidays of each Bundesland, told apart by the official municipality key (AGS)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final

import holidays

Period = tuple[dt.date, dt.date]
"""First and last day, both inclusive."""

LANDS: Final[Mapping[str, str]] = {
    "01": "SH", "02": "HH", "03": "NI", "04": "HB", "05": "NW", "06": "HE", "07": "RP", "08": "BW",
    "09": "BY", "10": "SL", "11": "BE", "12": "BB", "13": "MV", "14": "SN", "15": "ST", "16": "TH",
}  # fmt: skip
"""The Bundesland (ISO 3166-2:DE without its `DE-`) of the first two digits of an AGS."""

_AUGSBURG: Final = "09761"
_AUGSBURG_LAND: Final = "Augsburg"
_EVERYWHERE: Final = ""
_DAY: Final = dt.timedelta(days=1)
_FIRST_DAY: Final = dt.date(1900, 1, 1)
_LAST_DAY: Final = dt.date(9999, 12, 31)
# Of an OSM expression, which knows no earlier and no later year.
_LONGEST_TERM: Final = dt.timedelta(days=150)
# No Bundesland teaches that long without holidays: where they are further apart, some were not given.


@dataclass(frozen=True, slots=True)
class Holidays:
    """Days of one year: `certain` are holidays, `possible` are in some places meant but not in all."""

    certain: frozenset[dt.date]
    possible: frozenset[dt.date]


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is special about days at a place: the Bundesland ("" when it is not known) and the school
    holidays there that somebody gave, in their order.
    """

    land: str = ""
    school: tuple[Period, ...] = ()

    def holidays(self, years: range) -> Holidays:
        """The public holidays of these years."""
        found = [_holidays(self.land, year) for year in years]
        return Holidays(
            frozenset().union(*(days.certain for days in found)),
            frozenset().union(*(days.possible for days in found)),
        )

    def is_maybe_holiday(self, day: dt.date) -> bool:
        """Whether the day is, or in parts of the area is, a public holiday."""
        found = _holidays(self.land, day.year)
        return day in found.certain or day in found.possible

    def school_unknown(self) -> tuple[Period, ...]:
        """The periods of which nobody said whether they are school holidays: before the first that
        were given, after the last, and where there are none for longer than any school term.
        """
        if not self.school:
            return ((_FIRST_DAY, _LAST_DAY),)
        (first, _end), (_start, last) = self.school[0], self.school[-1]
        gaps = (
            (before[1] + _DAY, after[0] - _DAY)
            for before, after in pairwise(self.school)
            if after[0] - before[1] > _LONGEST_TERM
        )
        return ((_FIRST_DAY, first - _DAY), *gaps, (last + _DAY, _LAST_DAY))

    def name(self, day: dt.date, lang: str) -> str:
        """What the public holiday of a day is called, in a language where the library has it, else in
        German; "" for no holiday. One that is kept only in parts of the area counts, too.
        """
        return _named(self.land, day.year, NAMED_IN.get(lang, "de")).get(day, "")


NAMED_IN: Final[Mapping[str, str]] = {"en": "en_US", "uk": "uk"}
"""The languages besides German that have names of holidays, as the library calls them."""

ANYWHERE: Final = Calendar()
"""A place in Germany of which the Bundesland is not known."""


@dataclass(frozen=True, slots=True)
class Calendars:
    """The calendars of all Bundesländer; `school` has the school holidays of those that gave any."""

    school: Mapping[str, tuple[Period, ...]] = field(default_factory=dict)

    def of(self, land: str) -> Calendar:
        """The calendar of a Bundesland as `land_of` names it."""
        return Calendar(land, self.school.get("BY" if land == _AUGSBURG_LAND else land, ()))


WITHOUT_SCHOOL: Final = Calendars()
"""Nobody gave school holidays."""


def land_of(ags: str) -> str:
    """The Bundesland of a municipality by its official key, such as `NW` of `05966020`; "" for a key
    that belongs to none. Augsburg, with a holiday of its own, counts as one.
    """
    return _AUGSBURG_LAND if ags.startswith(_AUGSBURG) else LANDS.get(ags[:2], "")


@lru_cache(maxsize=512)
def _holidays(land: str, year: int) -> Holidays:
    if land == _EVERYWHERE:
        certain = _days(None, year)
        return Holidays(
            certain, frozenset().union(*(_all_days(some, year) for some in LANDS.values())) - certain
        )
    certain = _days(land, year)
    return Holidays(certain, _all_days(land, year) - certain)


@lru_cache(maxsize=128)
def _named(land: str, year: int, lang: str) -> Mapping[dt.date, str]:
    categories = (holidays.PUBLIC, holidays.CATHOLIC)
    found: dict[dt.date, str] = {}
    for some in (land,) if land else LANDS.values():
        found |= holidays.country_holidays(
            "DE", subdiv=some, years=year, categories=categories, language=lang
        )
    return found


def _days(land: str | None, year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("DE", subdiv=land, years=year))


def _all_days(land: str, year: int) -> frozenset[dt.date]:
    """With the days that are holidays only in the catholic municipalities of the Bundesland."""
    categories = (holidays.PUBLIC, holidays.CATHOLIC)
    return frozenset(holidays.country_holidays("DE", subdiv=land, years=year, categories=categories))
