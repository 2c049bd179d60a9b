"""School holidays are read from tables; within what they cover `SH` is decided, elsewhere it is unknown."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.clock import ZONE
from finder.domain.holiday import Calendar, Calendars
from finder.domain.hours import state_at
from finder.domain.offer_hours import Channel, day_states, hours_text, state_of
from finder.domain.school import OWN_NAME, load_calendars
from finder.errors import ConfigurationError

HEADER = "land,name,first_day,last_day,source\n"
WEEKDAYS, HOLIDAYS = "Mo-Fr 08:00-12:00; SH off", "SH Mo-Fr 08:00-12:00"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Calendars:
    return load_calendars(tmp_path_factory.mktemp("empty"))


def nine(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2025-10-10", "unknown"),  # before the first holidays in the table
        ("2025-10-13", "closed"),
        ("2026-07-17", "open"),
        ("2026-07-20", "closed"),
        ("2026-09-01", "closed"),
        ("2026-09-02", "open"),
        ("2026-05-26", "closed"),  # the one day after Whitsun
        ("2026-05-27", "open"),
        ("2026-12-22", "open"),
        ("2027-01-06", "closed"),  # Christmas holidays go on into the next year
        ("2027-01-07", "open"),
        ("2028-08-22", "closed"),
        ("2028-08-23", "unknown"),  # after the last
        ("2031-07-21", "unknown"),
    ],
)
def test_a_day_in_nrw_by_the_shipped_table(shipped: Calendars, day: str, state: str) -> None:
    assert state_at(WEEKDAYS, nine(day), shipped.of("NW")) == state
    turned = {"open": "closed", "closed": "open"}
    assert state_at(HOLIDAYS, nine(day), shipped.of("NW")) == turned.get(state, state)


def test_a_bundesland_without_data_stays_unknown(shipped: Calendars) -> None:
    assert state_at(WEEKDAYS, nine("2026-07-21"), shipped.of("BE")) == "unknown"
    assert state_at(WEEKDAYS, nine("2026-07-21"), shipped.of("")) == "unknown"


def test_the_hours_of_an_offer_follow_its_bundesland(shipped: Calendars) -> None:
    texts = [hours_text(land, [("visit", WEEKDAYS, None, None)]) for land in ("NW", "BE")]
    moment = nine("2026-07-20")
    assert [state_of(text, Channel.VISIT, moment, shipped) for text in texts] == ["closed", "unknown"]
    assert day_states(texts[0], Channel.VISIT, moment.date(), shipped) == [(0, "closed")]


def test_the_holidays_of_one_bundesland_do_not_overlap(shipped: Calendars) -> None:
    for periods in shipped.school.values():
        assert all(before[1] < after[0] for before, after in pairwise(periods))


def test_for_a_bundesland_in_the_own_table_only_that_counts(tmp_path: Path) -> None:
    rows = "NW,Ferien,2026-06-01,2026-06-05,us\n\nBY,Ferien,2026-08-03,2026-08-07,us\n"
    (tmp_path / OWN_NAME).write_text(HEADER + rows, encoding="utf-8-sig")
    calendars = load_calendars(tmp_path)
    assert calendars.of("NW").school == ((dt.date(2026, 6, 1), dt.date(2026, 6, 5)),)
    assert calendars.of("Augsburg").school == calendars.of("BY").school
    assert state_at(WEEKDAYS, nine("2026-07-21"), calendars.of("NW")) == "unknown"


def test_an_own_table_for_others_leaves_the_shipped_one(tmp_path: Path, shipped: Calendars) -> None:
    (tmp_path / OWN_NAME).write_text(HEADER + "HE,Ferien,2026-08-03,2026-08-07,us\n", encoding="utf-8")
    assert load_calendars(tmp_path).of("NW") == shipped.of("NW")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("land,first_day,last_day\n", "line 1: expected the columns land,name"),
        ("", "line 1: expected the columns"),
        (HEADER + "NW,a,2026-07-20,2026-09-01,s\nNRW,b,2026-10-17,2026-10-31,s\n", "line 3: 'NRW' is no"),
        (HEADER + "\nNW,a,20.07.2026,2026-09-01,s\n", "line 3: '20.07.2026' is no day"),
        (HEADER + "NW,a,2026-09-01,2026-07-20,s\n", "line 2: a end before they begin"),
        (HEADER + "NW,a,2026-07-20,9999-12-31,s\n", "line 2: 9999-12-31 is not between 2000 and 2100"),
        (HEADER + "NW,a,2026-09-01\n", "line 2: not as many fields"),
        (HEADER + "NW,a,2026-09-01,2026-09-02,s,more\n", "line 2: not as many fields"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / OWN_NAME
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_calendars(tmp_path)
    assert str(caught.value).startswith(f"{path}, {said}")


def test_a_table_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / OWN_NAME).write_bytes(HEADER.encode() + b"NW,\xff,2026-07-20,2026-09-01,s\n")
    with pytest.raises(ConfigurationError, match="cannot be read as a CSV table in UTF-8"):
        load_calendars(tmp_path)


DAYS = st.dates(dt.date(2025, 6, 1), dt.date(2027, 6, 1))
PERIODS = st.lists(st.tuples(DAYS, st.integers(0, 45)), max_size=6).map(
    lambda found: tuple(sorted((day, day + dt.timedelta(length)) for day, length in found))
)


@given(PERIODS, st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31)))
def test_a_day_is_decided_where_it_lies_in_or_between_holidays(
    periods: tuple[tuple[dt.date, dt.date], ...], day: dt.date
) -> None:
    before = [last for first, last in periods if first <= day]
    after = [first for first, _last in periods if first > day]
    if any(first <= day <= last for first, last in periods):
        expected = "closed"
    elif before and after and (after[0] - before[-1]).days <= 150:
        expected = "open"
    else:
        expected = "unknown"
    moment = dt.datetime.combine(day, dt.time(9), ZONE)
    assert state_at("Mo-Su 08:00-12:00; SH off; PH 08:00-12:00", moment, Calendar("NW", periods)) in (
        (expected,) if not Calendar("NW").is_maybe_holiday(day) else ("open",)
    )
