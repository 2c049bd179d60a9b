"""When somebody last looked at a place, as the tags of its object say it."""

from __future__ import annotations

from datetime import date
from functools import partial

from finder.errors import BadInput
from finder.exchange.context import Notes
from finder.exchange.osm.mapping import FIELD_TAGS, Tags
from finder.exchange.values import read_date

_CHECKED = "check_date:"


def day_of(text: object) -> date | None:
    """The day of a moment in ISO 8601; None for what is none."""
    try:
        return read_date(text, "date") if isinstance(text, str) else None
    except BadInput:
        return None


def checked_on(tags: Tags, notes: Notes) -> date | None:
    """The day on which a mapper last looked at the whole object (`check_date`, `survey:date`); None where
    no tag says so. What is no day is noted.
    """
    for tag in FIELD_TAGS["assured_date"].read:
        day = notes.attempt(tag, partial(read_date, tags.get(tag, ""), tag), None)
        if day is not None:
            return day
    return None


def observed_on(tags: Tags, tag: str) -> date | None:
    """The day on which a mapper last looked at what one tag says (`check_date:opening_hours`), else at the
    whole object; None where no tag says so.
    """
    days = (day_of(tags.get(name)) for name in (_CHECKED + tag, *FIELD_TAGS["assured_date"].read))
    return next(filter(None, days), None)
