"""Keys that are nearly another: slips of the pen, and parts of names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

MAX_EDITS = 3


def is_slip(typed: str, key: str) -> bool:
    """Whether the two begin alike and differ by at most one letter that is wrong, missing, added, or
    exchanged with its neighbour (optimal string alignment distance).
    """
    return typed[:1] == key[:1] and bool(OSA.distance(typed, key, score_cutoff=1) <= 1)


class Vocabulary:
    """Finds keys by likeness. Lengths and sets of letters rule out most of them at once."""

    def __init__(self, keys: Iterable[str]) -> None:
        ordered = sorted(set(keys))
        self._keys = np.array(ordered, dtype=object)
        self._lengths = np.array([len(key) for key in ordered], dtype=np.int32)
        self._text = "\n" + "\n".join(ordered) + "\n"
        self._letters = _letters(ordered)

    def one_slip(self, typed: str, min_length: int) -> list[str]:
        """The keys of at least `min_length` letters that are one slip from the typed one, or equal."""
        near = self._near(typed, 1)
        return [key for key in near if len(key) >= min_length and is_slip(typed, key)]

    def alike(self, typed: str, limit: int) -> list[str]:
        """At most `limit` keys that are one slip in every four letters from the typed one, three at
        most, the most alike first.
        """
        edits = min(max(len(typed) // 4, 1), MAX_EDITS)
        near = self._near(typed, edits)
        found = process.extract(typed, near, scorer=OSA.distance, score_cutoff=edits, limit=limit)
        return [key for key, _, _ in found]

    def _near(self, typed: str, edits: int) -> list[str]:
        """Keys that can be so many edits away: each changes the length by one, the letters by two."""
        changed = np.bitwise_count(self._letters ^ _letters([typed]))
        can_be = (np.abs(self._lengths - len(typed)) <= edits) & (changed <= 2 * edits)
        keys: list[str] = self._keys[can_be].tolist()
        return keys

    def containing(self, part: str) -> Iterator[str]:
        """The keys of which the text is a part."""
        at = self._text.find(part)
        while at >= 0 and "\n" not in part:
            start, end = self._text.rfind("\n", 0, at) + 1, self._text.find("\n", at)
            yield self._text[start:end]
            at = self._text.find(part, end)


def _letters(keys: Sequence[str]) -> NDArray[np.uint32]:
    """The set of letters of each of (n,) keys as 32 bits; rarer characters share them."""
    codes = np.frombuffer("".join(f"{key}\n" for key in keys).encode("utf-32-le"), dtype=np.uint32)
    bits = np.left_shift(np.uint32(1), codes & np.uint32(31))
    ends = np.flatnonzero(codes == ord("\n"))
    starts = np.concatenate(([0], ends[:-1] + 1))
    return np.bitwise_or.reduceat(bits, starts)
