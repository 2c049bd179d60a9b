"""The languages asked for, as keys of a view: which answer the wish."""

from __future__ import annotations

from finder.domain.language import language_matches, language_of_key
from finder.domain.wish import LanguageWish
from finder.search.keys import KeyIndex

ANY_LANGUAGE = ""
"""The name to which a key of any language answers."""


def language_ranges(key: str) -> list[str]:
    """The names under which a key such as `tr/team@Th_14:00-18:00` is found: its language, what is
    more general (RFC 4647, basic filtering), and any.
    """
    code = language_of_key(key).code
    subtags = code.split("-")
    ranges = ["-".join(subtags[:end]) for end in range(1, len(subtags) + 1)]
    return [ANY_LANGUAGE, *(wanted for wanted in ranges if language_matches(wanted, code))]


def keys_answering(index: KeyIndex, wish: LanguageWish) -> dict[int, int]:
    """The numbers of the keys that answer a wish, each with its rank (0 serves best)."""
    keys = list(index.numbers)
    near = range(len(keys)) if wish.has_related else index.numbers_of(wish.languages or (ANY_LANGUAGE,))
    answers = ((number, wish.answer(language_of_key(keys[number]))) for number in near)
    return {number: answer.rank for number, answer in answers if answer is not None}
