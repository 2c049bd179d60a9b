"""The states of all hours at a moment, laid out as bits, are those of asking one by one."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st
from search.offers import HOURS, NO_DAYS

from finder.clock import ZONE
from finder.domain.holiday import Calendars
from finder.domain.offer_hours import Channel, hours_text, state_of
from finder.search.opening import Openings, hours_arrays
from finder.search.texts import Texts, pack_texts

NAMES = {"closed": 0, "open": 1, "unknown": 2}
ASK = 3
START = dt.datetime(2026, 6, 1)  # noqa: DTZ001 - the clock on the wall
MANY = sorted(
    {
        *HOURS,
        *(
            hours_text(land, [("visit", f"Mo-Fr {hour:02}:{minute:02}-{hour + 3:02}:00{rest}", *NO_DAYS)])
            for land in ("NW", "BE", "")
            for hour in range(6, 20)
            for minute in (0, 7, 14, 15)
            for rest in ("", "; PH off", ", Sa 23:59-24:00", ", Th[1] 23:00-24:00", "; SH off")
        ),
    }
)


# The first holidays end within the days that are tried, what follows the second is not known.
SCHOOL = Calendars(
    {
        "NW": (
            (dt.date(2026, 5, 26), dt.date(2026, 6, 3)),
            (dt.date(2026, 6, 5), dt.date(2026, 6, 5)),
        )
    }
)


def openings() -> Openings:
    return Openings(Texts(*pack_texts(MANY)), hours_arrays(MANY), SCHOOL)


LAID_OUT = openings()


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 8 * 24 * 60 - 1), st.sampled_from(Channel))
def test_every_minute_is_as_asked_one_by_one(minute: int, channel: Channel) -> None:
    moment = (START + dt.timedelta(minutes=minute)).replace(tzinfo=ZONE)
    states = LAID_OUT.states(channel, moment).tolist()
    for number in range(0, len(MANY), 7):
        if states[number] != ASK:
            assert states[number] == NAMES[state_of(MANY[number], channel, moment, SCHOOL)], MANY[number]


def test_a_day_that_was_prepared_leaves_nothing_to_ask() -> None:
    hours, moment = openings(), dt.datetime(2026, 6, 4, 23, 30, tzinfo=ZONE)
    assert ASK in hours.states(Channel.VISIT, moment)
    thread = hours.prepare_soon(Channel.VISIT, moment.date())
    assert thread is not None
    thread.join()
    assert hours.prepare_soon(Channel.VISIT, moment.date()) is None
    later = moment + dt.timedelta(minutes=1)
    expected = [NAMES[state_of(text, Channel.VISIT, later, SCHOOL)] for text in MANY]
    assert hours.states(Channel.VISIT, later).tolist() == expected
