"""Posting lists: for each key or word the rows that have it."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from finder.search.picks import Mask, RowNumbers
from finder.search.texts import Texts

Segments = list[RowNumbers]
"""Row numbers that together, with repetitions, have something in common."""

# So many lists of single words are cut one by one; the lists of more words are filtered as one.
_FEW_LISTS: Final = 32
# Row numbers denser than this in their range are put in order by marking instead of sorting.
_WORTH_MARKING: Final = 64


class Postings:
    """The rows of each of the texts, ascending; the list i is `rows[offsets[i] : offsets[i + 1]]`."""

    __slots__ = ("_bisected", "_offsets", "_rows", "texts")

    def __init__(self, texts: Texts, offsets: NDArray[np.int64], rows: NDArray[np.int32]) -> None:
        self.texts = texts
        self._rows = rows
        self._bisected = rows.data
        self._offsets = offsets.data

    def rows_of(self, index: int) -> RowNumbers:
        """All rows of one text."""
        return self._rows[self._offsets[index] : self._offsets[index + 1]]

    def segments(self, first: int, last: int, begin: int, end: int) -> Segments:
        """The lists of the texts from `first` to before `last`, cut to rows from `begin` to
        before `end`; the lists of many texts come as one, in no order.
        """
        if last - first > _FEW_LISTS:
            rows = self._rows[self._offsets[first] : self._offsets[last]]
            return [rows[(rows >= begin) & (rows < end)]]
        return [self._cut(index, begin, end) for index in range(first, last)]

    def _cut(self, index: int, begin: int, end: int) -> RowNumbers:
        first, last = self._offsets[index], self._offsets[index + 1]
        low = bisect_left(self._bisected, begin, first, last)
        return self._rows[low : bisect_left(self._bisected, end, low, last)]


def union(segments: Segments, begin: int, end: int) -> RowNumbers:
    """The rows of all segments in order and without repetition; all are from `begin` to before `end`."""
    if len(segments) == 1:
        return segments[0]
    together = np.concatenate([np.zeros(0, np.int32), *segments])
    if len(together) * _WORTH_MARKING > end - begin:
        return np.flatnonzero(marked([together], begin, end)) + begin
    together.sort()
    is_new: Mask = np.diff(together, prepend=-1) != 0
    return together[is_new]


def marked(segments: Segments, begin: int, end: int) -> Mask:
    """For each row from `begin` to before `end` whether it is in any of the segments."""
    mask = np.zeros(end - begin, bool)
    for segment in segments:
        mask[segment - begin] = True
    return mask


def pack_postings(pairs: NDArray[np.int64], n_texts: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Offsets and rows of `Postings`, from pairs `text number << 32 | row`, which it sorts."""
    pairs.sort()
    if len(pairs):
        pairs = pairs[np.diff(pairs, prepend=-1) != 0]
    offsets = np.zeros(n_texts + 1, np.int64)
    np.cumsum(np.bincount(pairs >> 32, minlength=n_texts), out=offsets[1:])
    return offsets, (pairs & 0xFFFFFFFF).astype(np.int32)


def key_pairs(numbers: NDArray[Any], rows: NDArray[Any]) -> NDArray[np.int64]:
    """Pairs for `pack_postings` out of text numbers and row numbers."""
    pairs = numbers.astype(np.int64)
    pairs <<= 32
    pairs |= rows
    return pairs
