"""Rows under consideration: either whole ranges, read in place, or single ones, picked out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from finder.search.grid import Bounds

Column = NDArray[Any]
Mask = NDArray[np.bool_]
RowNumbers = NDArray[np.signedinteger[Any]]


class Rows:
    """Single rows by their numbers, ascending."""

    __slots__ = ("numbers", "size")

    def __init__(self, numbers: RowNumbers) -> None:
        self.numbers = numbers
        self.size = len(numbers)

    def take(self, column: Column, start: int = 0) -> Column:
        """The values of these rows, in their order, in a column that begins with the row `start`."""
        return column.take(self.numbers - start if start else self.numbers)

    def narrow(self, mask: Mask) -> Rows:
        """Only the rows for which the mask, parallel to them, is true."""
        return Rows(self.numbers[mask])

    def rows_at(self, positions: RowNumbers) -> RowNumbers:
        """The numbers of the rows at these positions."""
        return self.numbers.take(positions)

    def positions_of(self, rows: RowNumbers) -> RowNumbers:
        """The positions of those of the given rows (ascending) that are among these."""
        if not self.size:
            return rows[:0]
        positions: RowNumbers = self.numbers.searchsorted(rows).clip(max=self.size - 1)
        found: RowNumbers = positions[self.numbers[positions] == rows]
        return found


class Spans:
    """All rows of some ranges."""

    __slots__ = ("bounds", "size")

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.size = sum(end - begin for begin, end in bounds)

    def take(self, column: Column, start: int = 0) -> Column:
        """The values of these rows in a column that begins with the row `start`; of a single range
        a view, which is not to be written to.
        """
        parts = [column[begin - start : end - start] for begin, end in self.bounds]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def narrow(self, mask: Mask) -> Rows | Spans:
        """Only the rows for which the mask, parallel to them, is true."""
        if np.count_nonzero(mask) == self.size:
            return self
        return Rows(self.rows_at(mask.nonzero()[0]))

    def rows_at(self, positions: RowNumbers) -> RowNumbers:
        """The numbers of the rows at these positions (ascending)."""
        if len(self.bounds) == 1:
            return positions + self.bounds[0][0]
        begins, firsts = self._layout()
        parts = positions.searchsorted(firsts)
        return positions + np.repeat(begins - firsts, np.diff(parts, append=len(positions)))

    def positions_of(self, rows: RowNumbers) -> RowNumbers:
        """The positions of those of the given rows (ascending) that are among these."""
        begins, firsts = self._layout()
        ends = np.array([end for _, end in self.bounds])
        parts = begins.searchsorted(rows, "right") - 1
        inside = (parts >= 0) & (rows < ends[parts])
        return rows[inside] + (firsts - begins)[parts[inside]]

    def _layout(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where each range begins among all rows, and among these."""
        begins = np.array([begin for begin, _ in self.bounds])
        lengths = np.array([end - begin for begin, end in self.bounds])
        return begins, np.cumsum(lengths) - lengths


Pick = Rows | Spans


def without(pick: Pick, rows: RowNumbers) -> Pick:
    """The pick without the given rows (ascending)."""
    mask = np.ones(pick.size, bool)
    mask[pick.positions_of(rows)] = False
    return pick.narrow(mask)
