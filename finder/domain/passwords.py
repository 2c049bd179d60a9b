"""Which passwords staff may choose (NIST SP 800-63B-4, 3.1.1.2; OWASP ASVS 5.0, V6.2).

Long ones, of any characters; none that guessers try first. There are no rules on what a password is made
of and none expires: the second factor is what a guessed password runs into.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import lru_cache
from typing import Final

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from finder.domain.text import fold

MIN_CHARACTERS: Final = 12
"""ASVS asks for 8 and recommends 15; NIST asks for 15 where the password is all, which it is not here."""

RECOMMENDED_CHARACTERS: Final = 15
MAX_CHARACTERS: Final = 256
"""Enough for every phrase and password manager; no more is hashed."""

_LEAST_KINDS: Final = 5
"""Different characters: `aaaaaaaaaaaa` and `121212121212` are long and nothing else."""


_AROUND: Final = "0123456789!?.,-_#*+$&%/ "
_MOST_AROUND: Final = 8
"""What people add to a common password, and how much of it is looked through."""


class Weakness(StrEnum):
    """Why a password cannot be taken."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    MONOTONOUS = "monotonous"
    OWN = "own"


def normalized(password: str) -> str:
    """The password as it is hashed: the same however a keyboard composes its letters (NFC)."""
    return unicodedata.normalize("NFC", password)


def weakness_of(password: str, own_words: Iterable[str]) -> Weakness | None:
    """What keeps a password from being taken; `own_words` are the mail address, names and the like that
    others know. None for one that is fine.
    """
    password = normalized(password)
    if len(password) < MIN_CHARACTERS:
        return Weakness.SHORT
    if len(password) > MAX_CHARACTERS:
        return Weakness.LONG
    if len(set(password.casefold())) < _LEAST_KINDS:
        return Weakness.MONOTONOUS
    if _is_common(password):
        return Weakness.COMMON
    return Weakness.OWN if _is_own(password, own_words) else None


def _is_common(password: str) -> bool:
    """Whether it is one of the passwords tried first, also written twice or with digits and signs around."""
    plain = password.casefold()
    half = plain[: len(plain) // 2]
    return (half * 2 == plain and half in _common()) or any(core in _common() for core in _cores(plain))


def _cores(plain: str) -> Iterator[str]:
    """The text with more and more of the digits and signs around it taken away."""
    first = len(plain) - len(plain.lstrip(_AROUND))
    last = len(plain) - len(plain.rstrip(_AROUND))
    for start in range(min(first, _MOST_AROUND) + 1):
        for end in range(min(last, _MOST_AROUND) + 1):
            yield plain[start : len(plain) - end]


def _is_own(password: str, own_words: Iterable[str]) -> bool:
    """Whether it says nothing but what others know: their words, with digits and signs between them."""
    plain = rest = fold(password).replace(" ", "")
    for word in sorted({fold(part).replace(" ", "") for part in own_words}, key=len, reverse=True):
        if len(word) > 2:
            rest = rest.replace(word, "")
    return rest != plain and len(rest.strip("0123456789")) < _LEAST_KINDS


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """The 30,000 passwords that leaks show most often, as zxcvbn ships them."""
    return frozenset(FREQUENCY_LISTS["passwords"])
