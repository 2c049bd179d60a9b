"""Hours as tables of the week: today, public holidays to come, closures, and what is not plain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask

from finder.domain.holiday import Calendar
from finder.web import i18n
from finder.web.offer.week import Day, KindOfHours, hours_by_kind

NRW = Calendar("NW")
THURSDAY = dt.date(2026, 11, 26)
BEFORE_CHRISTMAS = dt.date(2026, 12, 21)


@pytest.fixture
def _german() -> Iterator[None]:
    app = Flask("finder")
    i18n.init_app(app)
    with app.test_request_context("/de/"):
        yield


pytestmark = pytest.mark.usefixtures("_german")


def kind_of(*stored: dict[str, str], today: dt.date = THURSDAY, calendar: Calendar = NRW) -> KindOfHours:
    (kind,) = hours_by_kind([{"kind": "visit", **item} for item in stored], calendar, today)
    return kind


def words(day: Day) -> str:
    return ", ".join(f"{part.times} {part.words}".strip() for part in day.parts) or day.state


def rows(kind: KindOfHours) -> dict[str, str]:
    return {day.name: words(day) for day in kind.tables[0].days}


def test_a_plain_week_has_a_row_for_each_day_and_for_holidays() -> None:
    kind = kind_of({"opening_hours": "Mo-Fr 08:00-12:00, Mo,Th 15:00-18:00; PH off"})
    assert rows(kind) == {
        "Montag": "08:00–12:00, 15:00–18:00",
        "Dienstag": "08:00–12:00",
        "Mittwoch": "08:00–12:00",
        "Donnerstag": "08:00–12:00, 15:00–18:00",
        "Freitag": "08:00–12:00",
        "Samstag": "geschlossen",
        "Sonntag": "geschlossen",
        "Feiertage": "geschlossen",
    }
    assert [day.name for day in kind.tables[0].days if day.is_today] == ["Donnerstag"]
    assert kind.special == ()


def test_today_says_what_holds_today() -> None:
    kind = kind_of({"opening_hours": "Mo-Fr 08:00-12:00; PH off"}, today=dt.date(2026, 12, 25))
    friday = next(day for day in kind.tables[0].days if day.is_today)
    assert (friday.name, words(friday), friday.holiday) == ("Freitag", "geschlossen", "Erster Weihnachtstag")


def test_a_holiday_of_which_the_hours_do_not_speak_is_unknown() -> None:
    kind = kind_of({"opening_hours": "Mo-Fr 08:00-12:00"}, today=dt.date(2026, 12, 25))
    assert words(next(day for day in kind.tables[0].days if day.is_today)) == "08:00–12:00 nicht bekannt"


def test_the_holidays_of_the_coming_weeks_are_named_with_their_hours() -> None:
    kind = kind_of({"opening_hours": "Mo-Su 08:00-12:00; PH 10:00-11:00"}, today=BEFORE_CHRISTMAS)
    assert [(day.name, day.holiday, words(day), day.date) for day in kind.special] == [
        ("Freitag, 25. Dezember 2026", "Erster Weihnachtstag", "10:00–11:00", "2026-12-25"),
        ("Samstag, 26. Dezember 2026", "Zweiter Weihnachtstag", "10:00–11:00", "2026-12-26"),
        ("Freitag, 1. Januar 2027", "Neujahr", "10:00–11:00", "2027-01-01"),
    ]


def test_holidays_are_those_of_the_bundesland() -> None:
    stored = {"opening_hours": "Mo-Fr 08:00-12:00; PH off"}
    today = dt.date(2026, 6, 1)
    assert [day.holiday for day in kind_of(stored, today=today).special] == ["Fronleichnam"]
    assert kind_of(stored, today=today, calendar=Calendar("BE")).special == ()


def test_a_closure_is_named_and_counts_today() -> None:
    kind = kind_of(
        {"opening_hours": "Mo-Fr 08:00-12:00; PH off"},
        {
            "opening_hours": "off",
            "valid_from": "2026-11-25",
            "valid_to": "2026-11-30",
            "description": "Vertretung: Dr. Ungenannt",
        },
        {"opening_hours": "off", "valid_from": "2026-12-07", "valid_to": "2026-12-07"},
        {"opening_hours": "off", "valid_from": "2026-10-01", "valid_to": "2026-10-31"},
    )
    assert [(closure.text, closure.words) for closure in kind.closures] == [
        ("Geschlossen vom 25. November 2026 bis 30. November 2026", "Vertretung: Dr. Ungenannt"),
        ("Geschlossen am 7. Dezember 2026", ""),
    ]
    assert rows(kind)["Donnerstag"] == "geschlossen"
    assert rows(kind)["Freitag"] == "08:00–12:00"


def test_hours_with_dates_are_tables_of_their_own_and_end() -> None:
    kind = kind_of(
        {"opening_hours": "Mo 08:00-12:00", "valid_to": "2026-11-30"},
        {"opening_hours": "Tu 08:00-12:00", "valid_from": "2026-12-01", "valid_to": "2027-03-31"},
        {"opening_hours": "We 08:00-12:00", "valid_to": "2026-10-31"},
    )
    assert [table.validity for table in kind.tables] == [
        "bis 30. November 2026",
        "vom 1. Dezember 2026 bis 31. März 2027",
    ]
    assert [any(day.is_today for day in table.days) for table in kind.tables] == [True, False]


def test_what_is_not_the_same_every_week_is_shown_for_the_next_seven_days() -> None:
    kind = kind_of({"opening_hours": "We[1] 10:00-12:00; PH off"})
    (table,) = kind.tables
    assert table.text == "Mi (1. Mi im Monat) 10:00–12:00; Feiertage geschlossen"
    assert [day.name for day in table.days][:2] == ["Donnerstag", "Freitag"]
    assert rows(kind)["Mittwoch"] == "10:00–12:00"


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ('unknown "nach Vereinbarung"', ("", "nach Vereinbarung")),
        ("Mo-Fr 8-12", ("", "Mo-Fr 8-12")),
        ("24/7", ("Täglich rund um die Uhr", "")),
    ],
)
def test_where_no_day_can_be_told_there_is_the_text_alone(expression: str, text: tuple[str, str]) -> None:
    (table,) = kind_of({"opening_hours": expression}).tables
    assert ((table.text, table.expression), table.days) == (text, ())


def test_hours_that_are_only_described_are_a_note() -> None:
    (table,) = kind_of({"description": "nur in den Ferien"}).tables
    assert (table.note, table.text, table.days) == ("nur in den Ferien", "", ())


def test_words_beside_the_times_are_kept() -> None:
    kind = kind_of({"opening_hours": 'Mo 08:00-12:00; Th 14:00-16:00 unknown "nur mit Termin"'})
    assert rows(kind)["Donnerstag"] == "14:00–16:00 nur mit Termin"


def test_a_night_ends_at_midnight_and_goes_on() -> None:
    kind = kind_of({"opening_hours": "We[4] 22:00-02:00, Th[4] 23:00-24:00"})
    assert rows(kind)["Donnerstag"] == "00:00–02:00, 23:00–24:00"


def test_kinds_come_in_their_order_and_none_without_hours() -> None:
    stored = [
        {"kind": "on_call", "opening_hours": "24/7"},
        {"kind": "phone", "opening_hours": "Mo 08:00-09:00"},
        {"kind": "visit", "opening_hours": "Mo 08:00-12:00"},
    ]
    assert [kind.key for kind in hours_by_kind(stored, NRW, THURSDAY)] == ["visit", "phone", "on_call"]
    assert hours_by_kind([], NRW, THURSDAY) == ()
