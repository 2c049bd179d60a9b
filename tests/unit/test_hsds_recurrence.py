"""Hours become recurrence rules that say the same on plain days, and nothing where they cannot."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opening_hours import OpeningHours

from finder.domain.hours_grid import DAYS, HoursGrid, expression_of
from finder.exchange.hsds.recurrence import recurrences


def _short(expression: str) -> list[str]:
    return [
        f"{rule['freq']} {rule['byday']} {rule['opens_at']}-{rule['closes_at']}"
        for rule in recurrences(expression)
    ]


@pytest.mark.parametrize(
    ("expression", "rules"),
    [
        ("Mo-Th 09:00-12:00", ["WEEKLY MO,TU,WE,TH 09:00:00-12:00:00"]),
        (
            "Mo,Tu 08:00-12:00,15:00-18:00; Fr 08:00-12:00; PH off",
            ["WEEKLY MO,TU,FR 08:00:00-12:00:00", "WEEKLY MO,TU 15:00:00-18:00:00"],
        ),
        ("24/7", ["WEEKLY MO,TU,WE,TH,FR,SA,SU 00:00:00-23:59:00"]),
        ("Fr 22:00-02:00", ["WEEKLY FR 22:00:00-02:00:00"]),
        ("Sa[1,-1] 10:00-12:00", ["MONTHLY 1SA 10:00:00-12:00:00", "MONTHLY -1SA 10:00:00-12:00:00"]),
        ('Mo 09:00-12:00 || "nach Vereinbarung"', ["WEEKLY MO 09:00:00-12:00:00"]),
        ("off", []),
        ("", []),
        ("week 2-53/2 Mo 09:00-12:00", []),
        ("Mo 19:00+", []),
    ],
)
def test_rules_of_an_expression(expression: str, rules: list[str]) -> None:
    assert _short(expression) == rules


_SPANS = st.sampled_from(["", "08:00-12:00", "08:00-12:00,15:00-18:00", "14:30-20:00", "00:00-24:00"])
_MONDAY = dt.datetime.combine(dt.date(2026, 1, 12), dt.time())


@given(st.tuples(*[_SPANS] * 7))
def test_every_minute_of_a_week_is_open_as_the_expression_says(days: tuple[str, ...]) -> None:
    expression = expression_of(HoursGrid(days=days))
    rules = list(recurrences(expression))
    hours = OpeningHours(expression or "off")
    for number, day in enumerate(DAYS):
        for minute in (0, 479, 480, 719, 720, 899, 900, 1079, 1080, 1199, 1200, 1438):
            clock = f"{minute // 60:02}:{minute % 60:02}:00"
            is_open = any(
                day.upper() in rule["byday"].split(",") and rule["opens_at"] <= clock < rule["closes_at"]
                for rule in rules
            )
            moment = _MONDAY + dt.timedelta(days=number, minutes=minute)
            assert is_open == hours.is_open(moment)
