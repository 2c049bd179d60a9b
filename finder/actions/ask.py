"""What to ask an offer before going there: what is needed and not known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from finder.actions.offer import OfferPage
from finder.domain.access import Facts, is_recorded
from finder.domain.holiday import Calendars
from finder.domain.hours import State
from finder.domain.language import language_matches
from finder.domain.needs import NO_LIMITS, Limits
from finder.domain.offer_hours import Channel, hours_text, state_of
from finder.domain.opening import HOURS_FACTS, OPENINGS, moment_of
from finder.domain.query import SearchQuery
from finder.domain.verdicts import reasons

_AFTER = {
    "entrance.step_count": (("entrance.step_height_cm", "max_step_cm"), ("entrance.ramp", "ramp_pct")),
    "level": (("lift", ""),),
}
"""What is asked beside a fact, where the visitor has such a limit ("" always): its answer alone may leave
the need unknown, and nobody wants to ask twice.
"""


@dataclass(frozen=True, slots=True)
class ToAsk:
    """The facts to ask about, the first first, and the languages of which it is not known that
    anybody there speaks them.
    """

    facts: tuple[str, ...]
    languages: tuple[str, ...]


def to_ask(
    page: OfferPage, query: SearchQuery, core: Iterable[str], now: dt.datetime, calendars: Calendars
) -> ToAsk:
    """What to ask for the needs of a query; where it states none, about the criteria in `core` and the
    hours for visits. `now` is aware.
    """
    facts = {fact["key"]: fact["value"] for fact in page.detail["facts"]}
    if query.has_needs:
        missing = reasons(facts, query.all_limits, query.all_criteria).missing
        hours = tuple(_unknown_hours(page, query, now, calendars))
    else:
        missing = reasons(facts, NO_LIMITS, core).missing
        hours = () if page.detail["schedules"] else (HOURS_FACTS[Channel.VISIT],)
    asked = (key for fact in missing for key in (fact, *_beside(fact, facts, query.all_limits)))
    return ToAsk(tuple(dict.fromkeys((*asked, *hours))), _unknown_languages(page, query.languages))


def _beside(fact: str, known: Facts, limits: Limits) -> Iterable[str]:
    return (
        key
        for key, limit in _AFTER.get(fact, ())
        if not is_recorded(known, key) and (not limit or getattr(limits, limit) is not None)
    )


def _unknown_hours(
    page: OfferPage, query: SearchQuery, now: dt.datetime, calendars: Calendars
) -> Iterable[str]:
    """The hours of which it is not known whether they include the time asked for."""
    stored = (
        (
            item["kind"],
            item.get("opening_hours", ""),
            _date(item.get("valid_from")),
            _date(item.get("valid_to")),
        )
        for item in page.detail["schedules"]
    )
    text = hours_text(page.land, stored)
    for channel, parameter in OPENINGS.items():
        asked = getattr(query, parameter)
        if asked and state_of(text, channel, moment_of(asked, now), calendars) is State.UNKNOWN:
            yield HOURS_FACTS[channel]


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _unknown_languages(page: OfferPage, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """The wanted languages, where none of them is offered in any role."""
    offered = [item["code"] for item in page.detail["languages"]]
    is_known = any(language_matches(tag, code) for tag in wanted for code in offered)
    return () if is_known else wanted
