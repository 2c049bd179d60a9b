"""Inflected forms meet, and words that are too short stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.domain.stems import stem
from finder.domain.text import fold


@pytest.mark.parametrize(
    "forms",
    [
        "стоматолог стоматолога стоматологу стоматологом",
        "детский детского детскому детским",
        "турецкий турецком турецкого турецки",
        "лікар лікаря лікарем",
        "українська українською українську",
        "العربية عربي بالعربية والعربية للعربية",
        "lekarz lekarza",
        "rodzinny rodzinnego rodzinnym",
        "türkische türkischer türkischen türkisch",
        "dentist dentists",
    ],
)
def test_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len({stem(fold(form)) for form in forms.split()}) == 1


@pytest.mark.parametrize("words", ["Schule Schulden", "врач врата", "Haut Haus", "طبيب طب"])
def test_different_words_keep_different_stems(words: str) -> None:
    first, second = words.split()
    assert stem(fold(first)) != stem(fold(second))


@given(st.text(max_size=20).map(fold))
def test_a_stem_is_a_part_of_the_word_and_never_empty(word: str) -> None:
    assert stem(word) in word
    assert bool(stem(word)) == bool(word)
    assert len(word) - len(stem(word)) <= 7


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=5))
def test_short_latin_words_are_not_cut(word: str) -> None:
    assert stem(word) == word
