"""Hours as people type them become hours that can be asked, and what is doubtful stays unknown."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import opening_hours
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.clock import ZONE
from finder.domain.holiday import Calendar
from finder.domain.hours import State, state_at
from finder.exchange.hours_text import KINDS, read_hours_text

BY_HAND = json.loads((Path(__file__).parent / "hours_by_hand.json").read_text(encoding="utf-8"))
NW = Calendar("NW")
STATES_TIMES = re.compile(r"\d\s*(?:[:.،]\d\d|uhr|h\b|[ap]\.?m\b|ч|[-–—]|bis|to\b|تا)", re.IGNORECASE)
DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")


def state(text: str, moment: str) -> str:
    at = dt.datetime.fromisoformat(moment).replace(tzinfo=ZONE)
    return state_at(read_hours_text(text).visits, at, NW)


@pytest.mark.parametrize("case", BY_HAND, ids=[case["text"] for case in BY_HAND])
def test_a_text_is_read_as_by_hand(case: dict[str, Any]) -> None:
    reading = read_hours_text(case["text"])
    hours = {"visits": reading.visits, **{item.kind: item.opening_hours for item in reading.hours}}
    hours.pop("visit", None)
    assert hours == case["hours"]
    assert reading.is_certain is case["certain"]
    for moment, expected in case["states"].items():
        assert state(case["text"], moment) == expected, moment


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Mo 10-12 Uhr", ""),
        ("Mo 10-12 Uhr Kleiderkammer", "Kleiderkammer"),
        ("Mo 10-12 Uhr (Raum 7)", "Raum 7"),
        ("Tel. 02723 123456", "Tel. 02723 123456"),
        ("siehe Aushang", "siehe Aushang"),
    ],
)
def test_what_is_not_understood_is_given_back_as_written(text: str, rest: str) -> None:
    assert read_hours_text(text).rest == rest


@pytest.mark.parametrize(
    "text",
    [
        "telefonisch Mo-Fr 8-16 Uhr",
        "Mo-Fr 8-16 Uhr telefonisch",
        "Telefon: Mo-Fr 8-16 Uhr",
        "Telefonsprechstunde: Montag bis Freitag 8 bis 16 Uhr",
        "Hotline Mo-Fr 8-16 Uhr",
        "Telefonzeiten:\nMontag - Freitag\n8.00 - 16.00 Uhr",
    ],
)
def test_telephone_hours_are_never_visiting_hours(text: str) -> None:
    [hours] = read_hours_text(text).hours
    assert (hours.kind, hours.opening_hours) == ("phone", "Mo-Fr 08:00-16:00")
    assert state(text, "2026-11-23T09:00") == State.UNKNOWN


def test_a_later_line_takes_no_hours_away() -> None:
    text = "Mo-Fr 8-12 Uhr; Mo, Di, Do 15-18 Uhr"
    assert state(text, "2026-11-23T09:00") == State.OPEN
    assert state(text, "2026-11-23T15:00") == State.OPEN


@pytest.mark.real_data
def test_of_the_real_texts_that_state_times_at_least_85_in_100_are_read(shared_data: Path) -> None:
    path = shared_data / "values" / "opening_hours_free_text_A.json"
    texts = [row["value"] for row in json.loads(path.read_text(encoding="utf-8"))]
    assert len(texts) == 367
    stating = [text for text in texts if STATES_TIMES.search(text)]
    assert len(stating) > 300
    readings = [read_hours_text(text) for text in stating]
    assert sum(bool(reading.hours) for reading in readings) >= 0.95 * len(stating)
    assert sum(reading.is_certain for reading in readings) >= 0.75 * len(stating)
    for reading in map(read_hours_text, texts):
        assert all(opening_hours.validate(item.opening_hours) for item in reading.hours)


PIECES = (
    *DAYS, "Mo", "Di.", "Fr", "So", "8", "12", "14.30", "18 Uhr", "20h", "-", "bis", ",", ";", "\n", "(", ")",
    ":", "und", "oder", "geschlossen", "telefonisch", "nach Vereinbarung", "Feiertage", "außer", "täglich",
    "1.", "2.", "14-tägig", "im Monat", "ab", "Ferien", "nur mit Termin", "24.12.", "1. Mai", "März-Oktober",
    "am", "pm", "Beratung", "Mittagspause", "rund um die Uhr", "nachmittags", "Mo-Fr 8-12", "PH off", '"',
    "unknown", "||",
)  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(st.one_of(st.text(max_size=120), st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join)))
def test_whatever_is_typed_every_expression_is_valid_and_of_a_known_kind(text: str) -> None:
    reading = read_hours_text(text)
    for hours in reading.hours:
        assert opening_hours.validate(hours.opening_hours), hours
        assert hours.kind in KINDS
    assert not reading.visits or opening_hours.validate(reading.visits)
    if not reading.hours and text.strip():
        assert not reading.is_certain


SPANS = st.lists(st.integers(6, 22), min_size=2, max_size=4, unique=True).map(
    lambda hours: [(start, end) for start, end in zip(sorted(hours)[::2], sorted(hours)[1::2], strict=False)]
)


@settings(deadline=None, max_examples=200)
@given(
    st.dictionaries(st.integers(0, 6), SPANS, min_size=1, max_size=5),
    st.sampled_from(("\n", "; ", ", ", "\r\n\r\n")),
    st.sampled_from(("{} - {} Uhr", "{}.00 bis {}.00 Uhr", "von {}:00 - {}:00 Uhr", "{}—{} h")),
    st.integers(0, 6),
    st.integers(0, 23),
)
def test_plain_weekly_texts_are_open_exactly_when_they_say(
    week: dict[int, list[tuple[int, int]]], separator: str, form: str, day: int, hour: int
) -> None:
    text = separator.join(
        f"{DAYS[number]}: {' und '.join(form.format(*span) for span in spans)}"
        for number, spans in week.items()
    )
    is_open = any(start <= hour < end for start, end in week.get(day, []))
    moment = f"2026-11-{23 + day}T{hour:02}:30"
    assert state(text, moment) == ("open" if is_open else "closed"), text
