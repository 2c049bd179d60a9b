"""Words of other scripts are known again however they are written in Latin letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.domain.romanised import is_spelled, sound, sounds, typed_consonants, written_consonants
from finder.domain.text import fold


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        ("врач", "vrach wratsch vrac vracz"),
        ("зубной", "zubnoj zubnoy zubnoi"),
        ("русский", "russkij russkiy ruskiy russkii"),
        ("женский", "zhenskij zhenskiy ženskij"),
        ("гінеколог", "ginekolog hinekoloh"),
        ("психолог", "psikholog psiholog psyholog"),
        ("зъболекар", "zabolekar"),
        ("γιατρός", "giatros gyatros"),
        ("οδοντίατρος", "odontiatros"),
    ],
)
def test_cyrillic_and_greek_words_sound_as_they_are_typed(word: str, typed: str) -> None:
    for each in typed.split():
        assert sound(fold(each)) in sounds(fold(word)), each


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        ("طبيب", "tabib tabeeb tabiib"),
        ("أسنان", "asnan asnaan"),
        ("عربي", "3arabi arabi"),
        ("محامي", "mo7ami muhami mohami"),
        ("صيدلية", "saydaliya"),
        ("مستشفى", "mustashfa"),
        ("دندانپزشک", "dandanpezeshk"),
        ("روانشناس", "ravanshenas rawanshenas"),
    ],
)
def test_arabic_and_persian_words_are_spelled_as_they_are_typed(word: str, typed: str) -> None:
    for each in typed.split():
        assert typed_consonants(each) == written_consonants(fold(word)), each
        assert is_spelled(each, fold(word)), each


@pytest.mark.parametrize(
    ("word", "typed"), [("طبيب", "tobub"), ("طبيب", "tbb"), ("أسنان", "asnn"), ("منزل", "manil")]
)
def test_a_vowel_that_is_written_is_not_left_out(word: str, typed: str) -> None:
    assert not is_spelled(typed, fold(word))


LETTERS = "абвгдежзийклмнопрстуфхцчшщыэюя"


@given(st.text(LETTERS, min_size=1, max_size=12))
def test_every_cyrillic_word_has_a_sound_in_latin_letters(word: str) -> None:
    heard = sounds(fold(word))
    assert heard
    assert all(each.isascii() and each.isalpha() for each in heard)


@given(st.text("abcdefghijklmnopqrstuvwxyz379", max_size=40))
def test_words_in_latin_letters_are_of_no_other_script(word: str) -> None:
    assert sounds(word) == () or word == ""
    assert written_consonants(word) == ""
