"""Open, closed and unknown at a moment: the calendar of North Rhine-Westphalia, the clock and what
an expression leaves open. A brute-force reading of the same grammar decides the plain cases.
"""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import dates

from finder.clock import ZONE
from finder.domain.holiday import ANYWHERE, Calendar, land_of
from finder.domain.hours import State, spans_on, state_at, state_by_clock, status_at

LENNESTADT = Calendar(land_of("05966020"))
AUGSBURG = Calendar(land_of("09761000"))
SAXONY = Calendar(land_of("14612000"))
SUMMER = Calendar(
    "NW",
    (
        (dt.date(2026, 3, 30), dt.date(2026, 4, 11)),
        (dt.date(2026, 7, 20), dt.date(2026, 9, 1)),
        (dt.date(2027, 3, 22), dt.date(2027, 4, 3)),
    ),
)
"""Easter and summer, then nothing up to the next Easter, which cannot be."""

WEEK = "Mo-Fr 08:00-12:00; PH off"


def berlin(text: str, fold: int = 0) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE, fold=fold)


@pytest.mark.parametrize(
    ("expression", "moment", "expected"),
    [
        (WEEK, "2026-06-03T07:59", "closed"),
        (WEEK, "2026-06-03T08:00", "open"),
        (WEEK, "2026-06-03T11:59", "open"),
        (WEEK, "2026-06-03T12:00", "closed"),
        # Fronleichnam and Allerheiligen are holidays in North Rhine-Westphalia, not everywhere.
        (WEEK, "2026-06-04T09:00", "closed"),
        (WEEK, "2027-11-01T09:00", "closed"),
        (WEEK, "2027-10-29T09:00", "open"),
        ("Su,PH 10:00-12:00", "2026-06-04T10:30", "open"),
        ("Su,PH 10:00-12:00", "2026-06-05T10:30", "closed"),
        ("PH Mo-Fr 10:00-12:00", "2026-06-04T10:30", "open"),
        ("PH Mo-Fr 10:00-12:00", "2026-10-03T10:30", "closed"),
        ("Mo-Fr 08:00-12:00, PH 10:00-11:00", "2026-06-04T10:30", "open"),
        # An expression that does not speak of holidays says nothing about them.
        ("Mo-Fr 08:00-12:00", "2026-06-04T09:00", "unknown"),
        ("Mo-Fr 08:00-12:00", "2026-06-04T13:00", "closed"),
        ("24/7", "2026-12-25T03:00", "open"),
        ("Jun 04 10:00-12:00", "2026-06-04T10:30", "open"),
        # A later rule overrides, one after a comma adds.
        ("Mo-Fr 08:00-12:00; Mo,Tu 15:00-18:00", "2026-11-23T09:00", "closed"),
        ("Mo-Fr 08:00-12:00, Mo,Tu 15:00-18:00", "2026-11-23T09:00", "open"),
        ("Mo-Fr 10:00-14:00; Mo-Fr 12:00-13:00 off", "2026-11-23T12:30", "closed"),
        # Nights belong to the day they begin.
        ("Fr 22:00-02:00", "2026-11-28T01:59", "open"),
        ("Fr 22:00-02:00", "2026-11-28T02:00", "closed"),
        ("Fr 22:00-26:00", "2026-11-28T01:59", "open"),
        ("Th 22:00-03:00; PH off", "2026-12-31T23:59", "open"),
        ("Mo-Sa 08:00-24:00", "2026-11-23T23:59", "open"),
        ("2026 Dec 24-2027 Jan 02 off", "2026-12-31T12:00", "closed"),
        ("Mo-Fr 08:00-12:00; 2026 Dec 24-2027 Jan 02 off", "2026-12-31T09:00", "closed"),
        ("Mo-Fr 08:00-12:00; PH off", "2027-01-01T09:00", "closed"),
        ("Feb 29 10:00-12:00", "2028-02-29T10:30", "open"),
        ("Tu 10:00-12:00", "2028-02-29T10:30", "open"),
        ("We[2,4] 15:00-19:00", "2026-11-11T15:00", "open"),
        ("We[2,4] 15:00-19:00", "2026-11-18T15:00", "closed"),
        ("week 01-53/2 We 15:00-19:00", "2026-12-16T15:00", "open"),
        # What is only said, or only by appointment, is not open.
        ('unknown "nach Vereinbarung"', "2026-11-23T09:00", "unknown"),
        ('"nach Vereinbarung"', "2026-11-23T09:00", "unknown"),
        ('Fr "nach Vereinbarung"', "2026-11-27T09:00", "unknown"),
        ('Tu 10:00-12:00 "nur mit Termin"', "2026-11-24T11:00", "unknown"),
        ('Tu 10:00-12:00 "nur mit Termin"', "2026-11-24T12:00", "closed"),
        ('Tu 10:00-12:00 "Kleiderkammer"', "2026-11-24T11:00", "open"),
        ('Tu 10:00-12:00 || "nach Vereinbarung"', "2026-11-24T11:00", "open"),
        ('Tu 10:00-12:00, unknown "nach Vereinbarung"', "2026-11-24T11:00", "open"),
        ('Tu 10:00-12:00; Mo off || "nach Vereinbarung"', "2026-11-24T13:00", "unknown"),
        ('Tu 10:00-12:00; Mo off || "nach Vereinbarung"', "2026-11-23T13:00", "closed"),
        ('Tu 10:00-12:00 "PH off; by word"', "2026-11-24T11:00", "open"),
        # The end of an open end is not known.
        ("Tu 19:00+", "2026-11-24T18:59", "closed"),
        ("Tu 19:00+", "2026-11-24T19:00", "open"),
        ("Tu 19:00+", "2026-11-24T21:00", "unknown"),
        ("Tu 17:00-19:00+", "2026-11-24T18:00", "open"),
        ("Tu 17:00-19:00+", "2026-11-24T19:30", "unknown"),
        ("Tu 17:00-19:00+", "2026-11-24T16:30", "closed"),
        # What cannot be read, or hangs on the sun, is unknown.
        ("8-12", "2026-11-24T09:00", "unknown"),
        ("", "2026-11-24T09:00", "unknown"),
        ("sunrise-sunset", "2026-11-24T12:00", "unknown"),
        ("Dec PH 10:00-12:00", "2026-12-25T10:30", "unknown"),
        # School holidays nobody gave.
        ("Mo-Fr 08:00-12:00; SH,PH off", "2026-11-24T09:00", "unknown"),
        ("Mo-Fr 08:00-12:00; SH,PH off", "2026-11-24T13:00", "closed"),
    ],
)
def test_the_state_at_a_moment_in_lennestadt(expression: str, moment: str, expected: str) -> None:
    assert state_at(expression, berlin(moment), LENNESTADT) == expected


@pytest.mark.parametrize(
    ("calendar", "moment", "expected"),
    [
        (ANYWHERE, "2026-12-25T09:00", "closed"),
        (ANYWHERE, "2026-06-04T09:00", "unknown"),
        (ANYWHERE, "2026-06-03T09:00", "open"),
        (SAXONY, "2026-11-18T09:00", "closed"),  # Buß- und Bettag
        (SAXONY, "2026-06-04T09:00", "unknown"),  # a holiday in its catholic municipalities
        (AUGSBURG, "2028-08-08T09:00", "closed"),  # Friedensfest
        (LENNESTADT, "2028-08-08T09:00", "open"),
    ],
)
def test_holidays_are_those_of_the_bundesland(calendar: Calendar, moment: str, expected: str) -> None:
    assert state_at(WEEK, berlin(moment), calendar) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-03-27T09:00", "unknown"),
        ("2026-03-30T09:00", "closed"),
        ("2026-07-17T09:00", "open"),
        ("2026-07-20T09:00", "closed"),
        ("2026-09-01T09:00", "closed"),
        ("2026-09-02T09:00", "unknown"),
        ("2027-03-19T09:00", "unknown"),
        ("2027-03-22T09:00", "closed"),
        ("2027-04-02T09:00", "closed"),
        ("2027-04-05T09:00", "unknown"),
        ("2030-07-24T09:00", "unknown"),
        ("2019-07-24T09:00", "unknown"),
    ],
)
def test_school_holidays_count_where_they_are_given(moment: str, expected: str) -> None:
    assert state_at("Mo-Fr 08:00-12:00; SH off", berlin(moment), SUMMER) == expected
    turned = {"open": "closed", "closed": "open"}
    assert state_at("SH Mo-Fr 08:00-12:00", berlin(moment), SUMMER) == turned.get(expected, expected)


NIGHT = "Mo-Su 01:30-02:30"


@pytest.mark.parametrize(
    ("utc", "expected"),
    [
        # 29 March 2026: the clock goes from 02:00 to 03:00 (01:00 UTC).
        ("2026-03-29T00:29", "closed"),
        ("2026-03-29T00:30", "open"),
        ("2026-03-29T00:59", "open"),
        ("2026-03-29T01:00", "closed"),
        # 25 October 2026: 02:00 to 03:00 comes twice (00:00 to 02:00 UTC).
        ("2026-10-24T23:30", "open"),
        ("2026-10-25T00:29", "open"),
        ("2026-10-25T00:30", "closed"),
        ("2026-10-25T01:00", "open"),
        ("2026-10-25T01:30", "closed"),
    ],
)
def test_the_clock_on_the_wall_decides_when_it_is_changed(utc: str, expected: str) -> None:
    assert state_at(NIGHT, dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC), LENNESTADT) == expected


@pytest.mark.parametrize(
    ("expression", "moment", "until", "opens"),
    [
        (WEEK, "2026-06-02T09:00", "2026-06-02T12:00+02:00", None),
        (WEEK, "2026-06-03T13:00", "2026-06-05T08:00+02:00", "2026-06-05T08:00+02:00"),
        (WEEK, "2026-10-23T12:00", "2026-10-26T08:00+01:00", "2026-10-26T08:00+01:00"),
        (WEEK, "2026-12-31T12:00", "2027-01-04T08:00+01:00", "2027-01-04T08:00+01:00"),
        (NIGHT, "2026-03-29T01:40", "2026-03-29T03:00+02:00", None),
        (NIGHT, "2026-10-25T01:40", "2026-10-25T02:30+02:00", None),
        ("24/7", "2026-06-02T09:00", None, None),
        ("off", "2026-06-02T09:00", None, None),
        ("May-Aug 10:00-12:00", "2026-11-24T09:00", "2027-05-01T10:00+02:00", "2027-05-02T10:00+02:00"),
        ("Tu 09:00-12:00, Tu 12:00-13:00", "2026-06-02T09:00", "2026-06-02T13:00+02:00", None),
        (
            'Tu 09:00-12:00 || "Termin"',
            "2026-06-02T13:00",
            "2026-06-09T09:00+02:00",
            "2026-06-09T09:00+02:00",
        ),
    ],
)
def test_until_when_and_from_when(expression: str, moment: str, until: str | None, opens: str | None) -> None:
    status = status_at(expression, berlin(moment), LENNESTADT)
    texts = [value and value.isoformat(timespec="minutes") for value in (status.until, status.opens)]
    assert texts == [until, opens]


def test_the_second_two_oclock_ends_at_its_own_half_past() -> None:
    status = status_at(NIGHT, berlin("2026-10-25T02:10", fold=1), LENNESTADT)
    assert status.until is not None
    assert status.until.astimezone(dt.UTC) == dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("expression", "moment", "expected"),
    [
        ('unknown "nach Vereinbarung"', "2026-11-24T09:00", (True, "nach Vereinbarung")),
        ('Tu 10:00-12:00 "nur mit Termin"', "2026-11-24T11:00", (True, "nur mit Termin")),
        ('Tu 10:00-12:00 || "Termin"', "2026-11-24T13:00", (True, "Termin")),
        ('Tu 10:00-12:00 || "Termin"', "2026-11-24T11:00", (False, "Termin")),
        ("Mo-Fr 08:00-12:00", "2026-06-04T09:00", (False, "")),
        ('Tu 10:00-12:00; We off || "Termin"', "2026-11-25T13:00", (False, "Termin")),
    ],
)
def test_by_appointment_is_said_apart(expression: str, moment: str, expected: tuple[bool, str]) -> None:
    status = status_at(expression, berlin(moment), LENNESTADT)
    assert (status.is_by_appointment, status.comment) == expected


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        state_at(WEEK, dt.datetime(2026, 6, 3, 9), LENNESTADT)  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize(("ags", "land"), [("05966020", "NW"), ("11000000", "BE"), ("", ""), ("99", "")])
def test_the_bundesland_comes_from_the_key_of_the_municipality(ags: str, land: str) -> None:
    assert land_of(ags) == land


# The oracle: minutes of single days, counted one by one. A rule is (separator, days, spans); no spans is off.

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
Spans = list[tuple[int, int]]
OracleRule = tuple[str, list[int], Spans]


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def written(rules: list[OracleRule], is_closed_on_holidays: bool) -> str:
    text = ""
    for separator, days, spans in rules:
        times = ",".join(f"{clock(start)}-{clock(end)}" for start, end in spans) or "off"
        rule = f"{','.join(DAYS[day] for day in days)} {times}"
        text += f"{separator} {rule}" if text else rule
    return f"{text}; PH off" if is_closed_on_holidays else text


def by_hand(rules: list[OracleRule], local: dt.datetime, closed: set[dt.date]) -> str:
    """Every day's minutes by going through the rules; the days of NW are written out in `closed`."""
    if local.date() in closed:
        return "closed"
    minutes: set[int] = set()
    for separator, days, spans in rules:
        if local.weekday() in days:
            covered = {minute for start, end in spans for minute in range(start, end)}
            minutes = covered if separator == ";" else (minutes | covered if spans else set())
    return "open" if local.hour * 60 + local.minute in minutes else "closed"


NW_2026 = {
    dt.date.fromisoformat(day)
    for day in (
        "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25", "2026-06-04",
        "2026-10-03", "2026-11-01", "2026-12-25", "2026-12-26",
    )
}  # fmt: skip


@st.composite
def oracle_rules(draw: st.DrawFn) -> list[OracleRule]:
    rules: list[OracleRule] = []
    for number in range(draw(st.integers(1, 4))):
        days = sorted(draw(st.sets(st.integers(0, 6), min_size=1)))
        times = sorted(draw(st.sets(st.integers(0, 287), min_size=2, max_size=6)))
        spans = [(start * 5, end * 5) for start, end in zip(times[::2], times[1::2], strict=False)]
        is_off = number > 0 and draw(st.booleans()) and draw(st.booleans())
        separator = ";" if is_off or not number else draw(st.sampled_from(";,"))
        rules.append((separator, days, [] if is_off else spans))
    return rules


@settings(max_examples=300, deadline=None)
@given(
    oracle_rules(),
    st.booleans(),
    st.one_of(
        st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2026, 12, 31, 23, 59)),  # noqa: DTZ001 - the wall
        st.builds(
            dt.datetime.combine,
            st.sampled_from(sorted(NW_2026)),
            st.times(),
        ),
    ),
)
def test_weekly_rules_are_read_as_by_hand(
    rules: list[OracleRule], is_closed_on_holidays: bool, local: dt.datetime
) -> None:
    expression = written(rules, is_closed_on_holidays)
    expected = by_hand(rules, local, NW_2026 if is_closed_on_holidays else set())
    if not is_closed_on_holidays and local.date() in NW_2026 and expected == "open":
        expected = "unknown"
    moment = local.replace(tzinfo=ZONE)
    if moment.astimezone(dt.UTC).astimezone(ZONE).replace(tzinfo=None, fold=0) == local.replace(fold=0):
        assert state_at(expression, moment, LENNESTADT) == expected


@settings(max_examples=100, deadline=None)
@given(oracle_rules(), st.datetimes(dt.datetime(2026, 1, 2), dt.datetime(2026, 12, 20)))  # noqa: DTZ001 - the wall
def test_the_state_holds_until_it_is_said_to_end_and_not_longer(
    rules: list[OracleRule], local: dt.datetime
) -> None:
    expression, moment = written(rules, True), local.replace(tzinfo=ZONE, second=0, microsecond=0)
    status = status_at(expression, moment, LENNESTADT)
    if status.until is None:
        return
    until = status.until.astimezone(dt.UTC)
    steps = range(0, int((until - moment.astimezone(dt.UTC)).total_seconds() // 60), 5)
    moments = [moment.astimezone(dt.UTC) + dt.timedelta(minutes=step) for step in steps]
    assert {state_at(expression, each, LENNESTADT) for each in moments} <= {status.state}
    assert state_at(expression, until, LENNESTADT) != status.state
    if status.state is State.CLOSED:
        assert status.opens == status.until


def test_the_expressions_of_the_oracle_are_what_they_should_be() -> None:
    assert re.fullmatch(
        r"Mo,Tu 08:00-12:00, Su off; PH off", written([(";", [0, 1], [(480, 720)]), (",", [6], [])], True)
    )


@pytest.mark.parametrize(
    "expression",
    [
        "Mo-Fr 08:00-12:00, Mo,Th 15:00-18:00; PH off",
        "Mo-Su 22:00-02:00; PH 10:00-11:00",
        'Th 09:00-10:00 unknown "nur mit Termin"; We[1] 10:00-12:00',
        "Mo-Fr 19:00+; 2026 Dec 24-2027 Jan 2 off",
        "24/7",
        "no hours",
    ],
)
@settings(deadline=None)
@given(day=dates(dt.date(2026, 11, 1), dt.date(2027, 1, 31)))
def test_the_spans_of_a_day_say_what_every_minute_says(expression: str, day: dt.date) -> None:
    spans = spans_on(expression, day, Calendar("NW"))
    midnight = dt.datetime.combine(day, dt.time())
    assert (spans[0].start, spans[-1].end) == (midnight, midnight + dt.timedelta(days=1))
    assert all(before.end == after.start for before, after in pairwise(spans))
    for minute in range(0, 24 * 60, 30):
        moment = midnight + dt.timedelta(minutes=minute)
        (span,) = (span for span in spans if span.start <= moment < span.end)
        assert span.state is state_by_clock(expression, moment, Calendar("NW"))


@pytest.mark.parametrize(
    ("land", "day", "lang", "name"),
    [
        ("NW", dt.date(2026, 6, 4), "de", "Fronleichnam"),
        ("NW", dt.date(2026, 6, 4), "en", "Corpus Christi"),
        ("NW", dt.date(2026, 6, 4), "ar", "Fronleichnam"),
        ("BE", dt.date(2026, 6, 4), "de", ""),
        ("", dt.date(2026, 6, 4), "de", "Fronleichnam"),
        ("BY", dt.date(2026, 8, 15), "de", "Mariä Himmelfahrt"),
        ("NW", dt.date(2026, 6, 5), "de", ""),
    ],
)
def test_holidays_have_names(land: str, day: dt.date, lang: str, name: str) -> None:
    assert Calendar(land).name(day, lang) == name
