"""Words of entries that a misspelt word may be meant for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from finder.domain.lexicon import MIN_SLIP, MIN_TWO_SLIPS
from finder.search.texts import Texts

# One letter is at most four bytes of UTF-8; a wrong letter takes away as many and adds as many.
_BYTES_A_LETTER: Final = 4


def slips(word: str) -> int:
    """How many slips are forgiven in a word: letters wrong, missing, added, or exchanged with a neighbour."""
    return (len(word) >= MIN_SLIP) + (len(word) >= MIN_TWO_SLIPS)


def nearest(word: str, words: Iterable[str]) -> str:
    """The one of `words` that begins alike and is fewest slips away, of several the first; "" when none
    is near enough.
    """
    allowed = slips(word)
    alike = [each for each in words if each[:1] == word[:1]] if allowed else []
    found = process.extractOne(word, alike, scorer=OSA.distance, score_cutoff=allowed)
    return str(found[0]) if found else ""


def likely(texts: Texts, first: int, last: int, word: str) -> list[str]:
    """Those of the texts from `first` to before `last` that can be so near, in order: nearly as long and
    of nearly the same bytes. Others are ruled out without looking at them one by one.
    """
    allowed = slips(word)
    if not allowed or first >= last:
        return []
    a_letter = 1 if word.isascii() else _BYTES_A_LETTER
    lengths, letters = texts.shapes(first, last)
    typed = np.bitwise_or.reduce(np.left_shift(np.uint32(1), np.frombuffer(word.encode(), np.uint8) & 31))
    changed = np.bitwise_count(letters ^ typed)
    near = (np.abs(lengths - len(word.encode())) <= allowed * a_letter) & (changed <= 2 * allowed * a_letter)
    return [texts[first + at].decode("utf-8", "replace") for at in np.flatnonzero(near).tolist()]
