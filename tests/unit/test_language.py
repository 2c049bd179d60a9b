"""One spelling for every language tag, and which offers answer a wish."""

from __future__ import annotations

import pytest

from finder.domain.language import MAX_RELATED, language_distance, language_matches, normalize_language
from finder.errors import BadInput


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("TR", "tr"), ("de_DE", "de"), ("prs", "fa-AF"), ("fa-AF", "fa-AF"), ("pes", "fa"),
        ("sgn-DE", "gsg"), ("sgn-gsg", "gsg"), ("kmr", "kmr"), ("sr-Latn", "sr-Latn"),
        ("de-simple", "de-simple"), (" ar ", "ar"), ("ru", "ru"),
    ],
)  # fmt: skip
def test_a_tag_has_one_spelling(written: str, tag: str) -> None:
    assert normalize_language(written) == tag
    assert normalize_language(tag) == tag


@pytest.mark.parametrize("written", ["", "türkisch", "x y", "123", "a" * 36, "--"])
def test_what_is_no_tag_is_refused(written: str) -> None:
    with pytest.raises(BadInput):
        normalize_language(written)


@pytest.mark.parametrize(
    ("wanted", "offered", "answers"),
    [
        ("tr", "tr", True),
        ("fa", "fa-AF", True),
        ("fa-AF", "fa", False),
        ("de", "de-simple", False),
        ("s", "sr", False),
    ],
)
def test_a_wish_is_answered_by_the_same_or_a_narrower_tag(wanted: str, offered: str, answers: bool) -> None:
    assert language_matches(wanted, offered) is answers


@pytest.mark.parametrize(
    ("one", "other", "are_related"),
    [
        ("kmr", "ku", True),
        ("apc", "ar", True),
        ("ary", "ar", True),
        ("fa-AF", "fa", True),
        ("sr-Latn", "hr", True),
        ("tr", "kmr", False),
        ("ar", "fa", False),
        ("ckb", "kmr", False),
        ("gsg", "de", False),
        ("de-simple", "de", False),
    ],
)
def test_closely_related_languages_are_near_in_both_directions(
    one: str, other: str, are_related: bool
) -> None:
    assert language_distance(one, other) == language_distance(other, one)
    assert (language_distance(one, other) <= MAX_RELATED) == are_related
