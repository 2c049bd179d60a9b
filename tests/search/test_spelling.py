"""A misspelt name finds the nearest word of the entries, in the base and in what changed since."""

from __future__ import annotations

import random
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA
from search.offers import offer_at

from finder.search import View, build_columns
from finder.search.spelling import likely, nearest, slips
from finder.search.texts import Texts, pack_texts

LETTERS = "abü文ж"


def _oracle(word: str, words: list[str]) -> str:
    """The first of the fewest slips, by looking at every word."""
    near = [(OSA.distance(word, each), each) for each in sorted(words) if each[:1] == word[:1]]
    best = min((pair for pair in near if 0 < slips(word) >= pair[0]), default=(0, ""))
    return best[1]


@given(
    st.text(LETTERS, min_size=1, max_size=12),
    st.lists(st.text(LETTERS, min_size=1, max_size=12), max_size=30, unique=True),
)
def test_ruling_out_by_shape_loses_no_word(word: str, words: list[str]) -> None:
    texts = Texts(*pack_texts(sorted(words)))
    first, last = texts.starting_with(word[:1])
    assert nearest(word, likely(texts, first, last, word)) == _oracle(word, words)


def test_nothing_is_near_in_an_empty_base() -> None:
    assert View.of(build_columns([], 1)).nearest_word("beispiel") == ""


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("beispielpraksis", "beispielpraxis"),
        ("biespielx", ""),
        ("mustermnan", "mustermann"),
        ("must", ""),
        ("xustermann", ""),
        ("geaendert", "geandert"),
    ],
)
def test_base_and_changes_are_both_looked_at(typed: str, expected: str) -> None:
    view = View.of(build_columns([offer_at(1, None, None, "beispielpraxis mustermann")], 1))
    view = view.with_changes([offer_at(2, None, None, "geandert am see")], 2)
    assert view.nearest_word(typed) == expected
    assert view.has_word("beispiel")
    assert view.has_word("geandert")
    assert not view.has_word("praxis")


def test_300_000_words_are_looked_through_in_20_milliseconds() -> None:
    chance = random.Random(3)
    vowels = string.ascii_lowercase
    words = sorted({"".join(chance.choices(vowels, k=chance.randint(4, 14))) for _ in range(300_000)})
    texts = Texts(*pack_texts(words))
    typed = [word[:-2] + word[-1] + word[-2] for word in chance.sample(words, 20) if len(word) > 6]
    started = time.thread_time()
    for word in typed:
        assert nearest(word, likely(texts, *texts.starting_with(word[:1]), word))
    assert (time.thread_time() - started) / len(typed) < 0.020
