"""How far a recorded fact can be relied on: its age, and who vouches for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from finder.domain.text import fold

_PROVIDER: Final = frozenset({"provider", "anbieter", "selbstauskunft", "selbstangabe", "eigene angabe"})


def marks_of(fact: Mapping[str, Any], today: date, max_age_days: int) -> dict[str, bool]:
    """The marks `is_old` and `is_stated_only` of a fact as the detail of an offer has it.

    Old is a fact that was seen more than so many days ago; of one without a date that is not known.
    Stated only is one that the provider gave and nobody checked.
    """
    seen = fact.get("observed_on")
    oldest = today - timedelta(days=max_age_days)
    is_by_provider = fold(fact.get("source", "")) in _PROVIDER
    return {
        "is_old": seen is not None and date.fromisoformat(seen) < oldest,
        "is_stated_only": is_by_provider and not fact.get("checked_by"),
    }
