"""Now, or the next time on a weekday, by the clock in Germany."""

from __future__ import annotations

import datetime as dt

import pytest

from finder.domain.opening import is_opening, moment_of

THURSDAY = dt.datetime(2026, 11, 26, 8, 30, 59, tzinfo=dt.UTC)  # 09:30 in Germany


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("now", "2026-11-26T09:30+01:00"),
        ("th-09:30", "2026-11-26T09:30+01:00"),
        ("th-09:29", "2026-12-03T09:29+01:00"),
        ("fr-00:00", "2026-11-27T00:00+01:00"),
        ("we-23:59", "2026-12-02T23:59+01:00"),
    ],
)
def test_the_minute_that_is_meant(asked: str, expected: str) -> None:
    assert is_opening(asked)
    assert moment_of(asked, THURSDAY).isoformat(timespec="minutes") == expected


def test_a_time_after_a_clock_change_is_the_new_time() -> None:
    friday = dt.datetime(2026, 3, 27, 12, tzinfo=dt.UTC)
    assert moment_of("mo-09:00", friday) == dt.datetime(2026, 3, 30, 7, tzinfo=dt.UTC)


@pytest.mark.parametrize("text", ["", "Now", "tu", "tu-9:30", "tu-24:00", "xx-09:30", "tu-09:60", "tu-٠٩:30"])
def test_anything_else_is_no_opening(text: str) -> None:
    assert not is_opening(text)
