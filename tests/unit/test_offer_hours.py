"""All hours of an offer in one text: written, asked, and laid out as a week that says the same."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.clock import ZONE
from finder.domain.holiday import Calendar
from finder.domain.hours import State, state_at, status_at
from finder.domain.land import land_at
from finder.domain.offer_hours import (
    Channel,
    Rule,
    Week,
    day_states,
    hours_text,
    joined_hours,
    land_in,
    state_of,
    week_of,
)

NW = "NW"
MONDAY = dt.datetime(2026, 11, 23, 9, tzinfo=ZONE)


def visits(*expressions: str) -> str:
    return hours_text(NW, [("visit", expression, None, None) for expression in expressions])


def test_equal_hours_are_equal_texts_whatever_their_order() -> None:
    lines = [("visit", "Mo 08:00-12:00", None, None), ("phone", "24/7", dt.date(2026, 1, 1), None)]
    assert hours_text(NW, lines) == hours_text(NW, reversed(lines))
    assert land_in(hours_text(NW, lines)) == NW
    assert hours_text(NW, []) == hours_text(NW, [("on_call", "24/7", None, None)]) == ""


def test_telephone_hours_are_not_for_visits_and_counselling_is() -> None:
    text = hours_text(NW, [("phone", "24/7", None, None), ("counselling", "Mo 08:00-10:00", None, None)])
    assert state_of(text, Channel.PHONE, MONDAY) is State.OPEN
    assert state_of(text, Channel.VISIT, MONDAY) is State.OPEN
    assert state_of(text, Channel.VISIT, MONDAY + dt.timedelta(hours=2)) is State.CLOSED


def test_one_open_line_is_enough_and_one_unread_leaves_the_rest_unknown() -> None:
    text = visits("Mo 09:00-10:00", "")
    assert state_of(text, Channel.VISIT, MONDAY) is State.OPEN
    assert state_of(text, Channel.VISIT, MONDAY + dt.timedelta(hours=2)) is State.UNKNOWN
    assert state_of("", Channel.VISIT, MONDAY) is State.UNKNOWN


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, dt.date(2026, 11, 23), "open"),
        (None, dt.date(2026, 11, 22), "unknown"),
        (dt.date(2026, 11, 23), None, "open"),
        (dt.date(2026, 11, 24), None, "unknown"),
    ],
)
def test_hours_count_only_while_they_are_valid(
    first: dt.date | None, last: dt.date | None, expected: str
) -> None:
    text = hours_text(NW, [("visit", "Mo 08:00-12:00", first, last)])
    assert state_of(text, Channel.VISIT, MONDAY) == expected


@pytest.mark.parametrize(
    ("expression", "week"),
    [
        ("Mo 08:00-12:00", Week(((480, 720),), Rule.UNSAID)),
        ("Mo 08:00-12:00,11:00-13:00; PH off", Week(((480, 780),), Rule.CLOSED)),
        ("Tu-Mo 00:00-24:00; Su,PH off", Week(((0, 8640),), Rule.CLOSED)),
        ("24/7", Week(((0, 10080),), Rule.NOTHING)),
        ("Mo 22:00-02:00", None),
        ("Mo[1] 08:00-12:00", None),
        ('Mo 08:00-12:00 "nur mit Termin"', None),
        ("PH 08:00-12:00", None),
        ("Jan Mo 08:00-12:00", None),
    ],
)
def test_only_plain_weeks_are_laid_out(expression: str, week: Week | None) -> None:
    assert week_of(visits(expression), Channel.VISIT) == week


@st.composite
def plain_expressions(draw: st.DrawFn) -> str:
    days = st.sampled_from(("Mo", "Mo-Fr", "Tu,Th", "Sa-Mo", "We-Th,Su", "Fr", "Mo-Su"))
    times = st.sampled_from(
        ("08:00-12:00", "08:03-11:58,14:00-18:00", "00:00-24:00", "off", "23:00-24:00", "00:00-01:00")
    )
    text = f"{draw(days)} {draw(times)}"
    for _ in range(draw(st.integers(0, 3))):
        text += f"{draw(st.sampled_from((';', ',')))} {draw(days)} {draw(times)}"
    return text + draw(st.sampled_from(("", "", "; PH off", "; Sa,Su,PH off")))


@settings(deadline=None, max_examples=300)
@given(
    plain_expressions(),
    st.sampled_from(("NW", "BY", "")),
    st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2026, 12, 31, 23, 59)),  # noqa: DTZ001 - the wall
    st.sampled_from((None, "2026-06-04", "2026-12-25", "2026-08-15", "2026-01-01")),
)
def test_a_plain_week_says_what_the_evaluation_says(
    expression: str, land: str, wall: dt.datetime, holiday: str | None
) -> None:
    if holiday is not None:
        wall = dt.datetime.combine(dt.date.fromisoformat(holiday), wall.time())
    moment = wall.replace(second=0, microsecond=0, tzinfo=ZONE)
    week = week_of(hours_text(land, [("visit", expression, None, None)]), Channel.VISIT)
    assert week is not None
    local = moment.astimezone(dt.UTC).astimezone(ZONE)
    minute = (local.weekday() * 24 + local.hour) * 60 + local.minute
    expected = "open" if any(start <= minute < end for start, end in week.spans) else "closed"
    days = Calendar(land).holidays(range(2026, 2027))
    if expected == "open" and local.date() in days.certain | days.possible:
        is_closed = week.holidays is Rule.CLOSED and local.date() in days.certain
        expected = "closed" if is_closed else "unknown"
    assert state_at(expression, moment, Calendar(land)) == expected


@pytest.mark.parametrize(
    ("postcode", "areas", "land"),
    [
        ("57368", (), "NW"),
        ("10115", ("05966",), "BE"),
        ("", ("05966020", "05962"), "NW"),
        ("", ("05966020", "06"), ""),
        ("", ("DE",), ""),
        ("00000", (), ""),
    ],
)
def test_the_bundesland_is_that_of_the_postcode_else_of_the_areas(
    postcode: str, areas: tuple[str, ...], land: str
) -> None:
    assert land_at(postcode, areas) == land


IRREGULAR = (
    "Th[1] 09:00-10:07, Tu 14:00-18:00; PH off",
    "Mo-Fr 22:00-02:00",
    'Mo-Fr 08:00-12:00 || "nach Vereinbarung"',
    "Th 19:00+",
    "2026 Jun 04 09:00-10:00",
    "8-12",
    "Jun-Aug Mo-Su 10:00-12:00; PH 11:00-13:00",
)


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.sampled_from(IRREGULAR), min_size=1, max_size=2),
    st.sampled_from(("2026-06-03", "2026-06-04", "2026-06-05", "2026-10-25", "2026-03-29", "2027-01-01")),
    st.integers(0, 1439),
)
def test_the_states_of_a_day_are_those_of_its_minutes(expressions: list[str], day: str, minute: int) -> None:
    text = visits(*expressions)
    midnight = dt.datetime.fromisoformat(day)
    states = day_states(text, Channel.VISIT, midnight.date())
    assert states[0][0] == 0
    moment = (midnight + dt.timedelta(minutes=minute)).replace(tzinfo=ZONE)
    if moment.astimezone(dt.UTC).astimezone(ZONE).replace(tzinfo=None).hour == minute // 60:
        held = [state for start, state in states if start <= minute][-1]
        assert held is state_of(text, Channel.VISIT, moment)


AUGUST = (dt.date(2026, 8, 3), dt.date(2026, 8, 14))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-07-31T09:00", "open"),
        ("2026-08-03T09:00", "closed"),
        ("2026-08-14T11:59", "closed"),
        ("2026-08-17T09:00", "open"),
    ],
)
def test_a_closure_closes_whatever_the_hours_say(moment: str, expected: str) -> None:
    text = hours_text(NW, [("visit", "Mo-Fr 08:00-12:00", None, None), ("visit", "off", *AUGUST)])
    at = dt.datetime.fromisoformat(moment).replace(tzinfo=ZONE)
    assert state_of(text, Channel.VISIT, at) == expected
    assert week_of(text, Channel.VISIT) is None


def test_a_closure_is_shown_with_its_dates_and_who_stands_in() -> None:
    expression = joined_hours(
        [
            (("visit", "Mo-Fr 08:00-12:00; PH off", None, None), ""),
            (("visit", "off", *AUGUST), 'Urlaub, Vertretung: "Praxis am Markt"'),
        ]
    )
    assert expression == (
        "Mo-Fr 08:00-12:00; PH off; 2026 Aug 03-2026 Aug 14 off \"Urlaub, Vertretung: 'Praxis am Markt'\""
    )
    status = status_at(expression, dt.datetime(2026, 8, 4, 9, tzinfo=ZONE), Calendar(NW))
    assert status.state is State.CLOSED
    assert status.comment == "Urlaub, Vertretung: 'Praxis am Markt'"
    assert status.opens == dt.datetime(2026, 8, 17, 8, tzinfo=ZONE)


def test_a_closure_alone_tells_no_hours() -> None:
    assert joined_hours([(("visit", "off", *AUGUST), "Urlaub")]) == ""


def test_hours_that_are_added_do_not_open_on_holidays() -> None:
    lines = [("visit", f"{day} 08:00-12:00; PH off", None, None) for day in ("Tu", "Th")]
    expression = joined_hours([(line, "") for line in lines])
    assert expression == "Tu 08:00-12:00, Th 08:00-12:00; PH off"
    assert state_at(expression, dt.datetime(2026, 6, 4, 9, tzinfo=ZONE), Calendar(NW)) is State.CLOSED
