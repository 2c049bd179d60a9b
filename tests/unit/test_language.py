"""One spelling for every language tag, and which offers answer a wish."""

from __future__ import annotations

import pytest

from finder.domain.language import (
    LanguageRole,
    SpokenLanguage,
    are_related,
    language_key,
    language_matches,
    language_of_key,
    language_rank,
    normalize_language,
)
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
    "pair", ["kmr ku", "ku kmr", "ckb ku", "apc ar", "ar apc", "fa-AF fa", "uk ru", "hr sr", "bs hr", "cs sk"]
)
def test_closely_related_languages_may_serve(pair: str) -> None:
    wanted, offered = pair.split()
    assert are_related(wanted, offered)


@pytest.mark.parametrize(
    "pair", ["ckb kmr", "ru uk", "tr ku", "de en", "de de-simple", "de gsg", "fa fa-AF", "tr tr"]
)
def test_other_languages_and_the_wanted_one_itself_are_not_related(pair: str) -> None:
    wanted, offered = pair.split()
    assert not are_related(wanted, offered)


def test_the_professional_serves_best_then_the_team_then_a_related_language_then_an_interpreter() -> None:
    order = [
        (LanguageRole.PROFESSIONAL, False),
        (LanguageRole.TEAM, False),
        (LanguageRole.PROFESSIONAL, True),
        (LanguageRole.INTERPRETER, False),
        (LanguageRole.INTERPRETER, True),
        (LanguageRole.WRITTEN, False),
    ]
    ranks = [language_rank(role, is_related=related) for role, related in order]
    assert ranks == sorted(set(ranks))


@pytest.mark.parametrize(
    "spoken",
    [
        SpokenLanguage("tr", LanguageRole.TEAM),
        SpokenLanguage(
            "fa-AF", LanguageRole.PHONE, opening_hours="Mo-Fr 08:00-12:00, Th 14:00-18:00; PH off"
        ),
    ],
)
def test_a_language_survives_as_one_word_of_the_search(spoken: SpokenLanguage) -> None:
    assert len(language_key(spoken).split()) == 1
    assert language_of_key(language_key(spoken)) == spoken
