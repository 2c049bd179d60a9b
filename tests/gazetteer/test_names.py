"""Spellings under which names are stored and looked up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.domain.text import fold
from finder.gazetteer.names import (
    aliases,
    completed,
    district_aliases,
    short_name,
    spellings,
    station_aliases,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rothenburg ob der Tauber", "rothenburg o.d. Tauber"),
        ("Frankfurt am Main", "FRANKFURT A. MAIN"),
        ("Sankt Augustin", "St. Augustin"),
        ("Olper Straße", "Olper Str."),
        ("Hauptstraße", "Hauptstr."),
        ("Siegen Hbf", "Siegen Hauptbahnhof"),
        ("Altenhundem Bf", "Altenhundem Bahnhof"),
        ("D-57368", "57368"),
        ("DE57368 Lennestadt", "57368 Lennestadt"),
    ],
)
def test_spellings_that_mean_the_same_are_the_same(one: str, other: str) -> None:
    assert spellings(one) == spellings(other)


def test_umlauts_are_found_with_and_without_e() -> None:
    assert spellings("Grevenbrück") == ("grevenbruck", "grevenbrueck")
    assert spellings("Grevenbrueck") == ("grevenbrueck",)
    assert spellings("…") == ()


@given(st.text(max_size=40))
def test_spellings_are_folded_and_stable(text: str) -> None:
    for key in spellings(text):
        assert key == fold(key)
        assert key in spellings(key)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Frankfurt am Main", "Frankfurt"),
        ("Frankfurt (Oder)", "Frankfurt"),
        ("Frankfurt a.M.", "Frankfurt"),
        ("Neustadt a.d. Waldnaab", "Neustadt"),
        ("Rothenburg o.d.Tauber", "Rothenburg"),
        ("Warnow b Bützow", "Warnow"),
        ("Bad Homburg v.d. Höhe", "Bad Homburg"),
        ("Fröndenberg/Ruhr", "Fröndenberg"),
        ("Forst (Lausitz) - Baršć", "Forst"),
        ("Lutherstadt Eisleben", "Eisleben"),
        ("Lennestadt", "Lennestadt"),
        ("Neuenkirchen-Vörden", "Neuenkirchen-Vörden"),
    ],
)
def test_short_names_lose_what_tells_namesakes_apart(name: str, short: str) -> None:
    assert short_name(name) == short


def test_aliases_are_what_people_call_a_town() -> None:
    assert {"frankfurt", "frankfurt main", "frankfurt a main", "frankfurt a m"} == set(
        aliases("Frankfurt am Main")
    )
    assert {"olpe", "kreis olpe", "landkreis olpe"} == set(district_aliases("Kreis Olpe"))
    assert district_aliases("") == ()
    station = set(station_aliases("Lennestadt-Altenhundem", "Lennestadt"))
    assert {"altenhundem", "altenhundem bahnhof", "bahnhof altenhundem", "lennestadt altenhundem"} <= station


def test_begun_words_are_taken_as_they_stand() -> None:
    assert completed("in") == ("in",)
    assert "frankfurt a" in completed("Frankfurt am")
    assert completed("") == ()
