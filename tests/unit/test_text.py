"""However a word is typed, it folds to one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.domain.text import clean, fold, fold_keys, slug, words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Grevenbrück", "grevenbruck"), ("GROSSE Straße", "grosse strasse"), ("İstanbul", "istanbul"),
        ("ılıca", "ilica"), ("Łódź", "lodz"), ("٥٧٣٦٨", "57368"), ("۵۷۳۶۸", "57368"), ("أحمد", "احمد"),
        ("عيادة", "عياده"), ("ی", "ي"), ("O’Neill-Platz", "oneill platz"),
        ("гінеколог", "гінеколог"), ("  ", ""),
    ],
)  # fmt: skip
def test_one_form_for_all_spellings(written: str, folded: str) -> None:
    assert fold(written) == fold(folded)
    assert fold(fold(written)) == fold(written)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert words(text) == fold(text).split(" ") or words(text) == []


def test_umlauts_are_found_both_ways() -> None:
    assert fold_keys("Grevenbrück") == ("grevenbruck", "grevenbrueck")
    assert fold_keys("Olpe") == ("olpe",)


@given(st.text(st.characters(codec=None)))
def test_cleaned_text_can_be_stored(text: str) -> None:
    stored = clean(text)
    assert "\x00" not in stored
    stored.encode("utf-8")
    assert clean(stored) == stored


def test_a_slug_is_ascii_and_short() -> None:
    assert (
        slug("Beispielpraxis für Kinder & Jugend, Grevenbrück")
        == "beispielpraxis-fuer-kinder-jugend-grevenbrueck"
    )
    assert slug("عيادة") == ""
    assert len(slug("x" * 500)) == 60
