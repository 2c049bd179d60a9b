"""A weekday and time, and whether hours include it."""

from __future__ import annotations

import pytest

from finder.domain.weektime import WeekTime, is_within


@pytest.mark.parametrize(
    ("hours", "moment", "is_in"),
    [
        ("Th 14:00-18:00", "th-15:00", True),
        ("Th 14:00-18:00", "th-14:00", True),
        ("Th 14:00-18:00", "th-18:00", False),
        ("Th 14:00-18:00", "fr-15:00", False),
        ("Th[1] 14:00-16:00", "th-15:00", True),
        ("Mo-Fr 08:00-12:00; We off", "we-09:00", False),
        ("Mo 22:00-02:00", "tu-01:00", True),
        ("24/7", "su-23:59", True),
        ('Th unknown "by appointment"', "th-15:00", False),
        ("Thursday afternoon", "th-15:00", False),
        ("", "th-15:00", False),
    ],
)
def test_hours_include_a_weekday_and_time_or_do_not(hours: str, moment: str, is_in: bool) -> None:
    assert is_within(hours, WeekTime.parse("x", moment)) is is_in


@pytest.mark.parametrize("text", ["mo-00:00", "th-15:00", "su-23:59"])
def test_a_time_is_written_as_it_is_read(text: str) -> None:
    assert str(WeekTime.parse("x", text)) == text
    assert WeekTime.parse("x", text.upper()) == WeekTime.parse("x", text)
