"""What is true only for a time: taking new patients, being closed for now, an entry as a whole.

A statement with a last day says nothing after it; nobody has to remember to take it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final

import orjson


class NewPatients(StrEnum):
    """Whether new patients (or clients) are taken."""

    YES = "yes"
    WAITING_LIST = "waiting_list"
    ONLY_FAMILIES = "only_families"
    NO = "no"
    UNKNOWN = "unknown"


TEMPORARILY_CLOSED: Final = "temporarily closed"
ACTIVE: Final = "active"


def has_lapsed(last: date | None, today: date) -> bool:
    """Whether a statement that holds up to and with this day is over; without one it never is."""
    return last is not None and last < today


def patients_now(stated: NewPatients, last: date | None, today: date) -> NewPatients:
    """What is known of new patients today: nothing when the statement is over."""
    return NewPatients.UNKNOWN if has_lapsed(last, today) else stated


def status_now(status: str, closed_until: date | None, today: date) -> str:
    """The status of a service today: active again after the last day of being temporarily closed."""
    return ACTIVE if status == TEMPORARILY_CLOSED and has_lapsed(closed_until, today) else status


def holds_on(first: date | None, last: date | None, today: date) -> bool:
    """Whether what holds from a day to a day, each inclusive or open, holds today."""
    return (first is None or first <= today) and not has_lapsed(last, today)


_MAY_LAPSE: Final = ('"closed_until":"', '"new_patients_until":"')


def summary_on(summary: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The summary of an offer as it holds today: what has a last day that is over says nothing any more."""
    closed_until, known_until = (_day(summary.get(name)) for name in ("closed_until", "new_patients_until"))
    found = dict(summary)
    if has_lapsed(closed_until, today):
        found |= {"status": status_now(summary["status"], closed_until, today), "closed_until": None}
    if has_lapsed(known_until, today):
        found |= {"new_patients": NewPatients.UNKNOWN, "new_patients_until": None}
    return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def summary_text_on(text: str, today: date) -> str:
    """The same of a JSON text; most have no last day and stay as they are, unread."""
    if not any(mark in text for mark in _MAY_LAPSE):
        return text
    return orjson.dumps(summary_on(orjson.loads(text), today)).decode()
