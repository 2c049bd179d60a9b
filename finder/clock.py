"""The only place that asks what time it is."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Europe/Berlin")


def utc_now() -> dt.datetime:
    """The current moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The day by the clock on the wall."""
    return clock_at(utc_now()).date()


def clock_at(moment: dt.datetime) -> dt.datetime:
    """What the clock on the wall shows. Raises ValueError for a moment without time zone."""
    if moment.tzinfo is None:
        raise ValueError("the moment needs a time zone")
    return moment.astimezone(ZONE).replace(tzinfo=None, fold=0)
