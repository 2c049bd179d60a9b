"""Two ways to write the same hours are told from other hours."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.domain.holiday import Calendar
from finder.domain.hours import state_by_clock
from finder.domain.hours_same import mean_the_same

NRW = Calendar("NW")
DAY = dt.date(2026, 1, 1)
SAME = [
    ("Mo-Fr 08:00-12:00", "Mo-Fr  08:00-12:00"),
    ("Mo-Fr 08:00-12:00", "Mo,Tu,We,Th,Fr 8:00-12:00"),
    ("Mo-Fr 08:00-12:00,14:00-18:00", "Mo-Fr 08:00-12:00, Mo-Fr 14:00-18:00"),
    ("Mo-Fr 08:00-12:00; PH off", "Mo-Fr 08:00-12:00"),
    ("Mo-Su,PH 00:00-24:00", "24/7"),
    ('Mo 08:00-12:00 "Kasse"', "Mo 08:00-12:00"),
    ('unknown "nach Vereinbarung"', 'unknown "by appointment"'),
    ("nur vormittags", "nur vormittags"),
]
OTHER = [
    ("Mo-Fr 08:00-12:00", "Mo-Fr 08:00-12:30"),
    ("Mo-Fr 08:00-12:00; PH off", "Mo-Fr,PH 08:00-12:00"),
    ("Mo-Fr 08:00-12:00", "Mo-Th 08:00-12:00"),
    ("Mo-Fr 08:00-12:00", "Mo-Fr 08:00-12:00; Aug off"),
    ("Mo-Fr 08:00-12:00", 'unknown "nach Vereinbarung"'),
    ("Mo-Fr 08:00-12:00; Mo 15:00-18:00", "Mo-Fr 08:00-12:00, Mo 15:00-18:00"),
    ("Mo-Fr sunrise-sunset", "Mo-Fr dawn-dusk"),
    ("nur vormittags", "nur nachmittags"),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_the_same_hours_are_the_same_however_they_are_written(first: str, second: str) -> None:
    assert mean_the_same(first, second, NRW, DAY)
    assert mean_the_same(second, first, NRW, DAY)


@pytest.mark.parametrize(("first", "second"), OTHER)
def test_other_hours_are_others(first: str, second: str) -> None:
    assert not mean_the_same(first, second, NRW, DAY)
    assert not mean_the_same(second, first, NRW, DAY)


WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
RULES = st.builds(
    lambda day, start, length: f"{day} {start:02}:00-{start + length:02}:00",
    st.sampled_from(WEEKDAYS[:3]),
    st.integers(8, 10),
    st.integers(1, 2),
)
EXPRESSIONS = st.builds(
    lambda rules, joint: joint.join(rules),
    st.lists(RULES, min_size=1, max_size=2),
    st.sampled_from([", ", "; "]),
)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(first=EXPRESSIONS, second=EXPRESSIONS)
def test_they_are_the_same_when_each_hour_of_the_week_is(first: str, second: str) -> None:
    monday = dt.datetime.combine(dt.date(2026, 1, 12), dt.time())
    hours = [monday + dt.timedelta(hours=number) for number in range(7 * 24)]
    states = [[state_by_clock(text, hour, NRW) for hour in hours] for text in (first, second)]
    assert mean_the_same(first, second, NRW, DAY) is (states[0] == states[1])
