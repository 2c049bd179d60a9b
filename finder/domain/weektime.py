"""A weekday with a time of day, as a visitor asks for it: "Thursday at three"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, Self

from opening_hours import OpeningHours, validate

from finder.errors import BadInput

WEEKDAYS: Final = ("mo", "tu", "we", "th", "fr", "sa", "su")
"""The weekdays from Monday, as OSM `opening_hours` abbreviates them."""

WEEK_TIME_PATTERN: Final = f"^({'|'.join(WEEKDAYS)})-([01][0-9]|2[0-3]):([0-5][0-9])$"
"""How such a time is written."""

_TEXT: Final = re.compile(WEEK_TIME_PATTERN)
# A year that begins on a Monday and has no holidays of its own: none are asked for.
_FIRST_MONDAY: Final = datetime(2024, 1, 1)  # noqa: DTZ001 - the wall clock of the place
_WEEKS: Final = 53


@dataclass(frozen=True, slots=True, order=True)
class WeekTime:
    """A weekday (0 is Monday) and the minute of the day."""

    weekday: int
    minute: int

    @classmethod
    def parse(cls, param: str, text: str) -> Self:
        """The time of `th-15:00`; raises BadInput for the parameter otherwise."""
        found = _TEXT.fullmatch(text.lower())
        if found is None:
            raise BadInput(param, text, "a weekday (mo to su) and a time, such as th-15:00")
        return cls(WEEKDAYS.index(found[1]), 60 * int(found[2]) + int(found[3]))

    def __str__(self) -> str:
        return f"{WEEKDAYS[self.weekday]}-{self.minute // 60:02}:{self.minute % 60:02}"


@lru_cache(maxsize=16_384)
def is_within(opening_hours: str, moment: WeekTime) -> bool:
    """Whether OSM `opening_hours` include a weekday and time, in some week of the year at least
    ("Th[1] 14:00-16:00" includes Thursday at three). The closing minute is not within.

    Hours that are unknown then, or that cannot be read, do not include it (rule 2).
    """
    if not validate(opening_hours):
        return False
    hours = OpeningHours(opening_hours)
    first = _FIRST_MONDAY + timedelta(days=moment.weekday, minutes=moment.minute)
    return any(hours.is_open(first + timedelta(weeks=week)) for week in range(_WEEKS))
