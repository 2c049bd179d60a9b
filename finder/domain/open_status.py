"""Whether a result is open, from what the search shows of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from finder.domain.holiday import WITHOUT_SCHOOL, Calendars
from finder.domain.hours import Status, status_at
from finder.domain.land import land_at


def status_of_summary(
    summary: Mapping[str, Any], moment: dt.datetime, calendars: Calendars = WITHOUT_SCHOOL
) -> Status | None:
    """The state of an offer's hours for visits at an aware moment, and what follows: until when it is
    open, or when it opens next, or whether one comes by appointment. None where no hours are known.

    Takes the properties of a result; the holidays are those of the Bundesland of its postcode.
    """
    if not summary["opening_hours"]:
        return None
    postcode = (summary["address"] or {}).get("postal_code", "")
    return status_at(summary["opening_hours"], moment, calendars.of(land_at(postcode)))
