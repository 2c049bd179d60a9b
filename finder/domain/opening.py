"""When somebody wants to come or to call: now, or on a weekday at a time."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from finder.clock import ZONE
from finder.domain.offer_hours import Channel
from finder.domain.weektime import WEEK_TIME_PATTERN, WEEKDAYS

NOW: Final = "now"
OPENINGS: Final = {Channel.VISIT: "open", Channel.PHONE: "phone_open"}
"""The parameter that asks for a channel."""

HOURS_FACTS: Final = {Channel.VISIT: "opening_hours", Channel.PHONE: "phone_hours"}
"""What the hours of a channel are called among the facts to ask about."""

_OPENING: Final = re.compile(WEEK_TIME_PATTERN, re.ASCII)


def is_opening(text: str) -> bool:
    """Whether the text is `now` or such as `tu-09:30`."""
    return text == NOW or _OPENING.fullmatch(text) is not None


def moment_of(text: str, now: dt.datetime) -> dt.datetime:
    """The minute that is meant, by the clock in Germany: this one, or the next on that weekday at
    that time, which may be this one too. Takes what `is_opening`, and an aware moment.
    """
    local = now.astimezone(ZONE).replace(second=0, microsecond=0)
    found = _OPENING.fullmatch(text)
    if found is None:
        return local
    days = (WEEKDAYS.index(found[1]) - local.weekday()) % 7
    at = local.replace(hour=int(found[2]), minute=int(found[3]), fold=0) + dt.timedelta(days=days)
    return at if at.replace(tzinfo=None) >= local.replace(tzinfo=None) else at + dt.timedelta(days=7)
