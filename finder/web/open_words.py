"""Whether a place is open, in a few words: until when, or when it opens next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from finder.clock import ZONE
from finder.domain.holiday import Calendars
from finder.domain.hours import State, Status
from finder.domain.open_status import status_of_summary
from finder.web.i18n import format_clock, format_date, weekday_full_names
from finder.web.i18n import gettext as _

_DAYS_BY_NAME = 7


@dataclass(frozen=True, slots=True)
class OpenNow:
    """A state with its words."""

    state: str
    text: str


def open_now(summary: Mapping[str, Any], now: dt.datetime, calendars: Calendars) -> OpenNow | None:
    """The state of an offer's visiting hours at an aware moment; None where nothing can be said."""
    status = None if summary["status"] != "active" else status_of_summary(summary, now, calendars)
    text = "" if status is None else _words(status, now.astimezone(ZONE))
    return OpenNow(status.state, text) if status and text else None


def _words(status: Status, now: dt.datetime) -> str:
    if status.state is State.OPEN:
        if status.until is None:
            return _("jetzt geöffnet")
        return _("jetzt geöffnet, bis %(when)s", when=_when(status.until, now))
    if status.state is State.UNKNOWN:
        return _("nach Vereinbarung") if status.is_by_appointment else ""
    if status.opens is None:
        return _("jetzt geschlossen")
    return _("jetzt geschlossen, öffnet %(when)s", when=_when(status.opens, now))


def _when(moment: dt.datetime, now: dt.datetime) -> str:
    """The time alone on the same day, else with the day as one would say it."""
    local = moment.astimezone(ZONE)
    clock, days = format_clock(local), (local.date() - now.date()).days
    if days == 0:
        return clock
    if days == 1:
        return _("morgen %(time)s", time=clock)
    if days < _DAYS_BY_NAME:
        return _("%(day)s %(time)s", day=weekday_full_names()[local.weekday()], time=clock)
    return _("am %(date)s um %(time)s", date=format_date(local.date()), time=clock)
