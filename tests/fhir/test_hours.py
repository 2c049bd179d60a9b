"""Weekly times, closures and what has no structure in FHIR, each in its place."""

from __future__ import annotations

from typing import Any

import pytest

from finder.exchange.fhir.hours import availability

EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def told(
    *schedules: dict[str, Any], status: str = "active", closed_until: str | None = None
) -> dict[str, Any]:
    stored = [{"kind": "visit", **each} for each in schedules]
    return availability({"status": status, "closed_until": closed_until}, {"schedules": stored})


def time(days: str, start: str, end: str) -> dict[str, Any]:
    return {
        "daysOfWeek": days.split(),
        "availableStartTime": f"{start}:00",
        "availableEndTime": end if end.count(":") == 2 else f"{end}:00",
    }


@pytest.mark.parametrize(
    ("expression", "times"),
    [
        ("Mo-We 08:00-12:30", [time("mon tue wed", "08:00", "12:30")]),
        (
            "Mo-Fr 08:00-12:00, Mo,Th 15:00-18:00",
            [time("mon tue wed thu fri", "08:00", "12:00"), time("mon thu", "15:00", "18:00")],
        ),
        ("Mo-Fr 08:00-12:00; We off", [time("mon tue thu fri", "08:00", "12:00")]),
        ("Sa 22:00-24:00", [time("sat", "22:00", "23:59:59")]),
        ("24/7", [{"daysOfWeek": EVERY_DAY, "allDay": True}]),
        ("Mo 00:00-24:00", [{"daysOfWeek": ["mon"], "allDay": True}]),
        (
            "Mo 20:00-24:00; Tu 00:00-06:00",
            [time("mon", "20:00", "23:59:59"), time("tue", "00:00", "06:00")],
        ),
    ],
)  # fmt: skip
def test_a_plain_week_has_times_by_day(expression: str, times: list[dict[str, Any]]) -> None:
    assert told({"opening_hours": expression}) == {"availableTime": times}


@pytest.mark.parametrize(
    "expression", ["Mo[1] 14:00-16:00", "Mo 22:00-02:00", "week 2-52/2 Fr 08:00-10:00", '"nach Vereinbarung"']
)
def test_what_is_no_plain_week_stands_as_it_is(expression: str) -> None:
    assert told({"opening_hours": expression}) == {"availabilityExceptions": f"Öffnungszeiten: {expression}"}


def test_holidays_descriptions_and_other_kinds_stand_in_words() -> None:
    found = told(
        {"opening_hours": "Mo 08:00-12:00; PH off", "description": "nur mit Termin"},
        {"kind": "phone", "opening_hours": "Mo 07:00-08:00"},
        {"kind": "on_call", "description": "nachts"},
        {"kind": "phone"},
        {"opening_hours": "Tu 08:00-12:00", "valid_from": "2026-07-01", "valid_to": "2026-08-31"},
    )
    assert found["availableTime"] == [time("mon", "08:00", "12:00")]
    assert found["availabilityExceptions"].split("; ") == [
        "An Feiertagen geschlossen",
        "nur mit Termin",
        "Telefonzeiten: Mo 07:00-08:00",
        "Bereitschaftsdienst: nachts",
        "Öffnungszeiten vom 1.7.2026 bis zum 31.8.2026: Tu 08:00-12:00",
    ]


def test_closures_have_their_days_and_words() -> None:
    closure = {"opening_hours": "off", "valid_from": "2026-12-24", "valid_to": "2027-01-02"}
    during = {"start": "2026-12-24", "end": "2027-01-02"}
    assert told(closure) == {"notAvailable": [{"description": "Geschlossen", "during": during}]}
    assert told(status="temporarily closed") == {
        "notAvailable": [{"description": "Vorübergehend geschlossen"}]
    }
    assert told(status="temporarily closed", closed_until="2026-12-31") == {
        "notAvailable": [{"description": "Vorübergehend geschlossen", "during": {"end": "2026-12-31"}}]
    }


def test_the_same_times_of_two_kinds_are_said_once() -> None:
    both = ({"opening_hours": "Mo 08:00-12:00"}, {"kind": "counselling", "opening_hours": "Mo 08:00-12:00"})
    assert told(*both) == {"availableTime": [time("mon", "08:00", "12:00")]}
    assert told() == {}
