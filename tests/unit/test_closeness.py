"""Who reads one language is served by a close one, or by none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.domain.closeness import best_language

OFFERED = ("de", "de-simple", "en", "fr", "pl", "ro", "sq", "tr", "bg", "ru", "uk", "ar", "fa")


@pytest.mark.parametrize(
    ("tag", "lang"),
    [
        ("de", "de"), ("de-AT", "de"), ("gsw", "de"), ("de-simple", "de-simple"), ("DE-simple", "de-simple"),
        ("en-GB", "en"), ("en-US", "en"), ("uk-UA", "uk"), ("ru-RU", "ru"), ("be", "ru"), ("pl-PL", "pl"),
        ("ro-MD", "ro"), ("mo", "ro"), ("fr-CH", "fr"), ("bg-BG", "bg"), ("sq-XK", "sq"), ("aln", "sq"),
        ("tr-TR", "tr"), ("ar-SY", "ar"), ("apc", "ar"), ("ary", "ar"), ("fa-IR", "fa"), ("prs", "fa"),
        ("fa-AF", "fa"), ("pes", "fa"),
        ("kmr", ""), ("ku", ""), ("ckb", ""), ("sr", ""), ("sr-Latn", ""), ("hr", ""), ("ps", ""), ("so", ""),
        ("ti", ""), ("zh-Hans-CN", ""), ("it", ""), ("*", ""), ("", ""), ("not a tag", ""), ("x" * 400, ""),
    ],
)  # fmt: skip
def test_one_wish(tag: str, lang: str) -> None:
    assert best_language([(tag, 1.0)], OFFERED) == lang


@pytest.mark.parametrize(
    ("wishes", "lang"),
    [
        ([], ""),
        ([("kmr", 1), ("tr", 0.8), ("de", 0.6)], "tr"),
        ([("de", 0.5), ("uk-UA", 0.9)], "uk"),
        ([("sr", 1), ("de", 0.9), ("en", 0.8)], "de"),
        ([("en", 0), ("fr", 0.1)], "fr"),
        ([("ar", 1), ("fa", 1)], "ar"),
        ([("so", 1)] * 20 + [("en", 0.9)], ""),
    ],
)
def test_the_best_wish_that_can_be_met_counts(wishes: list[tuple[str, float]], lang: str) -> None:
    assert best_language(wishes, OFFERED) == lang


@given(
    st.lists(
        st.tuples(st.sampled_from([*OFFERED, "so", "kmr", "?"]), st.sampled_from([0, 0.3, 0.7, 1])),
        max_size=8,
    ),
    st.sets(st.sampled_from(OFFERED), min_size=1),
)
def test_plain_wishes_are_met_as_by_hand(wishes: list[tuple[str, float]], langs: set[str]) -> None:
    """Where an offered language is wished for, it is that of the greatest weight that comes first."""
    offered = tuple(sorted(langs))
    known = [(tag, weight) for tag, weight in wishes if weight and tag in offered]
    found = best_language([wish for wish in wishes if wish[0] in (*offered, "so", "?")], offered)
    assert found == (max(known, key=lambda wish: wish[1])[0] if known else "")
