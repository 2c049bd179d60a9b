"""A place within a longer text is only taken where the words leave no doubt."""

from __future__ import annotations

import pytest

from finder.gazetteer.choose import TOWN_POPULATION
from finder.gazetteer.entries import PlaceKind
from finder.gazetteer.places import Gazetteer, Place


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Altenhundem", "Altenhundem, Lennestadt"),
        ("grevenbrueck", "Grevenbrück, Lennestadt"),
        ("57368", "57368 Lennestadt"),
        ("Olpe", "Olpe"),
        ("Elspe", "Elspe, Lennestadt"),  # a stop elsewhere is called so, too
        ("Essen", "Essen"),
        ("Bahnhof Altenhundem", "Bahnhof Lennestadt-Altenhundem"),
        ("Welschen Ennest", "Bahnhof Welschen Ennest, Kirchhundem"),  # a railway station
        ("Altenhudem", "Altenhundem, Lennestadt"),  # a slip
    ],
)
def test_what_leaves_no_doubt_needs_no_word_before_it(places: Gazetteer, text: str, label: str) -> None:
    place = places.mentioned(text, is_told=False)
    assert place is not None
    assert place.label == label


@pytest.mark.parametrize("text", ["Schmidt", "Pension", "Zahna"])
def test_a_place_that_may_be_something_else_needs_a_word_before_it(places: Gazetteer, text: str) -> None:
    assert places.mentioned(text, is_told=False) is None
    assert places.mentioned(text, is_told=True) is not None


@pytest.mark.parametrize("text", ["", "?", "Stein", "Neuenkirchen", "Nirgendwohausenberg", "Haus", "x" * 300])
def test_no_place_and_several_places_are_none(places: Gazetteer, text: str) -> None:
    assert places.mentioned(text, is_told=True) is None


def test_the_label_of_what_was_taken_leads_to_the_same_place(places: Gazetteer) -> None:
    """In the whole home Kreis and for all large towns, with a word before them or without."""
    names = {
        entry.name
        for entry in places._entries
        if (entry.ags.startswith("05966") and entry.kind is not PlaceKind.STOP)
        or entry.population >= TOWN_POPULATION
    }  # fmt: skip
    for name in sorted(names):
        for is_told in (False, True):
            place = places.mentioned(name, is_told=is_told)
            if place is not None:
                again = places.resolve(place.label)
                assert isinstance(again, Place), (name, place.label)
                assert again.point == place.point, (name, place.label)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("أولبه", "Olpe"), ("اولپه", "Olpe"), ("لينيشتات", "Lennestadt"), ("أتندورن", "Attendorn"),
        ("ألتنهوندم", "Altenhundem"), ("كيرشهوندم", "Kirchhundem"), ("فينينتروب", "Finnentrop"),
        ("درولسهاغن", "Drolshagen"), ("ميغن", "Meggen"), ("زيغن", "Siegen"), ("دورتموند", "Dortmund"),
        ("هامبورغ", "Hamburg"),
    ],
)  # fmt: skip
def test_a_name_in_arabic_letters_is_found_by_its_consonants(places: Gazetteer, text: str, name: str) -> None:
    place = places.mentioned(text, is_told=True)
    assert place is not None
    assert place.name == name


@pytest.mark.parametrize("text", ["قلب", "طبيب", "لب", "أولبه", "ميغن", "برلين"])
def test_short_arabic_words_are_no_places_without_a_word_before_them(places: Gazetteer, text: str) -> None:
    assert places.mentioned(text, is_told=False) is None
