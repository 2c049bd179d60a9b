"""Which passwords staff may choose."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from finder.domain.passwords import MAX_CHARACTERS, MIN_CHARACTERS, Weakness, normalized, weakness_of

OWN = ("anna.berger@lennestadt.de", "anna", "berger", "Finder", "Lennestadt")


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("", Weakness.SHORT),
        ("elf Zeichen", Weakness.SHORT),
        ("zwölf zeich.", None),
        ("korrekt pferd batterie", None),
        ("密码密码安全的一句话很长", None),
        ("🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧", None),
        ("            ", Weakness.MONOTONOUS),
        ("123412341234", Weakness.MONOTONOUS),
        ("1qaz2wsx3edc", Weakness.COMMON),
        ("PasswordPassword", Weakness.COMMON),
        ("Sunshine!2026", Weakness.COMMON),
        ("anna.berger@lennestadt.de", Weakness.OWN),
        ("LennestadtFinder1", Weakness.OWN),
        ("Berger-Anna-1980", Weakness.OWN),
        ("Anna liebt Kastanien", None),
        ("x" * (MAX_CHARACTERS + 1), Weakness.LONG),
    ],
)
def test_long_ones_are_taken_and_guessed_ones_are_not(password: str, weakness: Weakness | None) -> None:
    assert weakness_of(password, OWN) == weakness


@given(st.sampled_from([word for word in FREQUENCY_LISTS["passwords"] if len(word) >= MIN_CHARACTERS]))
def test_what_guessers_try_first_is_never_taken(word: str) -> None:
    for written in (word, word.upper(), word.title(), f"{word}1!", f"!{word}"):
        assert weakness_of(written, ()) is not None


@given(st.text(min_size=MIN_CHARACTERS, max_size=MAX_CHARACTERS), st.text(max_size=10))
def test_what_keyboards_compose_differently_is_judged_and_hashed_alike(password: str, own: str) -> None:
    decomposed = unicodedata.normalize("NFD", password)
    assert normalized(decomposed) == normalized(password)
    assert weakness_of(decomposed, (own,)) == weakness_of(password, (own,))
