"""When what an entry says has to be confirmed again: parts of an entry, their intervals, and the reminders.

Only a confirmation by a person counts (rule 5). Each part has an interval of its own; an entry is due as
soon as one of its parts is, and overdue when nobody has confirmed that for some time after.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

from finder.errors import ConfigurationError
from finder.paths import DATA


class Part(StrEnum):
    """What is confirmed together, in the order in which one asks about it."""

    CONTACT = "contact"
    HOURS = "hours"
    ADDRESS = "address"
    PEOPLE = "people"
    LANGUAGES = "languages"
    ACCESS = "access"
    COST = "cost"


class Method(StrEnum):
    """How somebody has confirmed it."""

    PHONE = "phone"
    MAIL = "mail"
    VISIT = "visit"
    PROVIDER_LINK = "provider_link"
    IMPORT = "import"


BY_STAFF: Final = (Method.PHONE, Method.MAIL, Method.VISIT)


class ReviewState(StrEnum):
    """How well an entry is known to be right."""

    FRESH = "fresh"
    DUE = "due"
    OVERDUE = "overdue"
    NEVER = "never"


GRACE: Final = dt.timedelta(days=60)
"""So long after it is due an entry is not overdue yet: time for three reminders and a call."""

NEVER_CONFIRMED: Final = 0
"""The day (as `date.toordinal` has it) from which an entry is overdue that nobody ever confirmed."""

Intervals = Mapping[Part, dt.timedelta]


@lru_cache(maxsize=1)
def review_intervals() -> Intervals:
    """The shipped intervals."""
    return load_intervals(DATA / "reviews" / "intervals.csv")


def load_intervals(path: Path) -> Intervals:
    """The intervals of a table with the columns `part` and `days`, a row for each part.

    Raises ConfigurationError where one is missing or is no number of days.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            days = {Part(row["part"]): int(row["days"]) for row in csv.DictReader(file)}
    except (OSError, KeyError, ValueError) as error:
        raise ConfigurationError(f"{path} must have the columns part and days.") from error
    if set(days) != set(Part) or min(days.values()) < 1:
        raise ConfigurationError(f"{path} must have a row with days for each of: {', '.join(Part)}.")
    return {part: dt.timedelta(days=days[part]) for part in Part}


def due_by_part(
    intervals: Intervals, confirmed: Mapping[Part, dt.date], assured: dt.date | None
) -> dict[Part, dt.date | None]:
    """The day on which each part is due: its interval after its own confirmation or that of the whole
    entry, whichever is later; None for a part that nobody ever confirmed.
    """
    days = {part: max(filter(None, (confirmed.get(part), assured)), default=None) for part in Part}
    return {part: None if day is None else day + intervals[part] for part, day in days.items()}


def overdue_from(due: Mapping[Part, dt.date | None]) -> dt.date | None:
    """The first day on which an entry is overdue; None when a part of it was never confirmed."""
    days = [day for day in due.values() if day is not None]
    return min(days) + GRACE if len(days) == len(due) else None


def state_on(due_on: dt.date | None, today: dt.date) -> ReviewState:
    """The state of something that is due on a day (None: never confirmed)."""
    if due_on is None:
        return ReviewState.NEVER
    if today < due_on:
        return ReviewState.FRESH
    return ReviewState.DUE if today < due_on + GRACE else ReviewState.OVERDUE


REMINDER_WAITS: Final = tuple(map(dt.timedelta, (0, 14, 14)))
"""How long to wait before each of the three reminders of a round: after its beginning, then after the one
before. When the last was in vain, somebody calls.
"""

LINK_LASTS: Final = dt.timedelta(days=90)
"""How long the link of a round can be used."""

ROUND_EVERY: Final = dt.timedelta(days=180)
"""No second round is begun for an entry so soon after the last."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """Which reminder of a round is sent, from 1, and the day of the next one; None after the last."""

    step: int
    next_on: dt.date | None


def next_reminder(sent: int, today: dt.date) -> Reminder | None:
    """The reminder after so many; None when all were sent."""
    if sent >= len(REMINDER_WAITS):
        return None
    has_more = sent + 1 < len(REMINDER_WAITS)
    return Reminder(sent + 1, today + REMINDER_WAITS[sent + 1] if has_more else None)


class RoundAnswer(StrEnum):
    """What came back from a provider, or how else a round ended."""

    CONFIRMED = "confirmed"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    BY_STAFF = "by_staff"


class Channel(StrEnum):
    """How a provider is reached."""

    MAIL = "mail"
    LETTER = "letter"
