"""When what an entry says is due, overdue, or was never confirmed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.domain.review import (
    GRACE,
    REMINDER_WAITS,
    Part,
    ReviewState,
    due_by_part,
    load_intervals,
    next_reminder,
    overdue_from,
    review_intervals,
    state_on,
)
from finder.errors import ConfigurationError

TODAY = dt.date(2026, 3, 4)
DAY = dt.timedelta(days=1)
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))


@given(st.dictionaries(st.sampled_from(list(Part)), DAYS), st.none() | DAYS, DAYS)
def test_an_entry_is_overdue_as_soon_as_any_part_is(
    confirmed: dict[Part, dt.date], assured: dt.date | None, today: dt.date
) -> None:
    due = due_by_part(review_intervals(), confirmed, assured)
    states = [state_on(due[part], today) for part in Part]
    day = overdue_from(due)
    assert (day is None) == (ReviewState.NEVER in states)
    if day is not None:
        assert (day <= today) == (ReviewState.OVERDUE in states)
    for part in Part:
        last = max(filter(None, (confirmed.get(part), assured)), default=None)
        assert (state_on(due[part], today) is ReviewState.FRESH) == (
            last is not None and today < last + review_intervals()[part]
        )


def test_the_states_follow_one_another_on_the_day() -> None:
    assert state_on(None, TODAY) == ReviewState.NEVER
    assert state_on(TODAY + DAY, TODAY) == ReviewState.FRESH
    assert state_on(TODAY, TODAY) == ReviewState.DUE
    assert state_on(TODAY - GRACE + DAY, TODAY) == ReviewState.DUE
    assert state_on(TODAY - GRACE, TODAY) == ReviewState.OVERDUE


def test_there_are_three_reminders_and_no_fourth() -> None:
    found = [next_reminder(sent, TODAY) for sent in range(len(REMINDER_WAITS) + 1)]
    days = [one and (one.step, one.next_on) for one in found]
    assert days == [(1, TODAY + 14 * DAY), (2, TODAY + 14 * DAY), (3, None), None]


@pytest.mark.parametrize(
    "text", ["", "part,days\ncontact,365\n", "part,days\nunsinn,3\n", "part,days\ncontact,x\n"]
)
def test_a_table_of_intervals_that_is_not_whole_ends_the_start(tmp_path: Path, text: str) -> None:
    path = tmp_path / "intervals.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError):
        load_intervals(path)
