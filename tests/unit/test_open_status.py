"""A result says until when it is open, or when it opens next."""

from __future__ import annotations

import datetime as dt

from finder.clock import ZONE
from finder.domain.hours import State
from finder.domain.offer import Hours, Offer, PublicAddress, PublicSource, summary_of
from finder.domain.open_status import status_of_summary

FRONLEICHNAM = dt.datetime(2026, 6, 4, 9, tzinfo=ZONE)


def offer(expression: str, postcode: str) -> Offer:
    return Offer(
        1,
        True,
        "n",
        "o",
        PublicSource("k", "s"),
        address=PublicAddress(postal_code=postcode),
        hours=(Hours("visit", expression), Hours("phone", "24/7")),
    )


def test_the_holidays_are_those_of_the_postcode() -> None:
    lennestadt, berlin = (offer("Mo-Fr 08:00-12:00; PH off", postcode) for postcode in ("57368", "10115"))
    closed = status_of_summary(summary_of(lennestadt), FRONLEICHNAM)
    assert closed is not None
    assert (closed.state, closed.opens) == (State.CLOSED, dt.datetime(2026, 6, 5, 8, tzinfo=ZONE))
    is_open = status_of_summary(summary_of(berlin), FRONLEICHNAM)
    assert is_open is not None
    assert (is_open.state, is_open.until) == (State.OPEN, dt.datetime(2026, 6, 4, 12, tzinfo=ZONE))


def test_without_hours_for_visits_nothing_is_said() -> None:
    assert status_of_summary(summary_of(offer("", "57368")), FRONLEICHNAM) is None
