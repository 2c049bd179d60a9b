"""The order of hits: a page is cut out by cheap keys first, and only its rows are looked at closely."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from finder.domain.distance import geodesic_m
from finder.domain.fit import Fit
from finder.domain.point import Point
from finder.search.circle import MARGIN_M, Circle
from finder.search.picks import Mask, Pick, RowNumbers
from finder.search.table import Table

# The first guess at the largest key of a page is made for so many times the rows it needs.
_GENEROSITY: Final = 4
NO_CHORDS: Final = np.zeros(0, np.float32)
"""No row was measured."""


class Hits(NamedTuple):
    """Picked rows of one table; `total` of them are hits. With `squared_chords` (metres) only those
    that are within the circle are hits.
    """

    table: Table
    pick: Pick
    total: int
    squared_chords: NDArray[np.float32] = NO_CHORDS

    def only(self, mask: Mask) -> Hits:
        """The picked rows for which the mask is true, all of them hits."""
        pick = self.pick.narrow(mask)
        squares = self.squared_chords[mask] if len(self.squared_chords) else self.squared_chords
        return Hits(self.table, pick, pick.size, squares)


GROUPS: Final = tuple(Fit)
"""The groups of results, in their order."""

Groups = tuple[Hits, ...]
"""The hits of one table by group, in the order of Fit; of a group that is not asked for the total alone."""


class Page(NamedTuple):
    """Offers in order with their distances in metres, None where there is none."""

    ids: list[int]
    distances_m: list[float | None]


def nearest(hits: Sequence[Hits], circle: Circle, today: int, first: int, last: int) -> Page:
    """The hits with squared chords of rank `first` to before `last`: by geodesic distance, those confirmed in
    time before those that are overdue on a day (as `date.toordinal` has it), name, id.
    """
    keys = _together([some.squared_chords for some in hits])
    total = sum(some.total for some in hits)
    places, before = window(keys, circle.outer, total, (first, last), _widened)
    rows = _Chosen.of(hits, places)
    ids = rows.column("ids")
    metres = geodesic_m(circle.point, rows.column("lon"), rows.column("lat"))
    is_overdue = rows.column("overdue_from") <= today
    order = np.lexsort((ids, rows.name_sub(), rows.column("name_key"), is_overdue, metres))
    page = order[first - before : last - before]
    return Page(ids[page].tolist(), metres[page].tolist())


def by_name(hits: Sequence[Hits], last_name_key: int, point: Point | None, first: int, last: int) -> Page:
    """The hits (all their rows are) of rank `first` to before `last`: by name, id."""
    keys = _together([some.pick.take(some.table.name_key) for some in hits])
    places, before = window(keys, last_name_key, len(keys), (first, last), lambda low, high: (low, high))
    rows = _Chosen.of(hits, places)
    ids = rows.column("ids")
    order = np.lexsort((ids, rows.name_sub(), rows.column("name_key")))
    page = order[first - before : last - before]
    if point is None:
        return Page(ids[page].tolist(), [None] * len(page))
    metres = geodesic_m(point, rows.column("lon")[page], rows.column("lat")[page]).tolist()
    return Page(ids[page].tolist(), [None if math.isnan(value) else value for value in metres])


class _Chosen(NamedTuple):
    """Rows of several tables, one table after the other."""

    parts: list[tuple[Table, RowNumbers]]

    @classmethod
    def of(cls, hits: Sequence[Hits], positions: RowNumbers) -> _Chosen:
        """The rows at ascending positions among the picked rows of all hits, one after the other."""
        if len(hits) == 1:
            return cls([(hits[0].table, hits[0].pick.rows_at(positions))])
        parts, begin, low = [], 0, 0
        for some in hits:
            end = begin + some.pick.size
            high = int(positions.searchsorted(end))
            parts.append((some.table, some.pick.rows_at(positions[low:high] - begin)))
            begin, low = end, high
        return cls(parts)

    def column(self, name: str) -> NDArray[Any]:
        return _together([getattr(table, name).take(rows) for table, rows in self.parts])

    def name_sub(self) -> NDArray[np.int32]:
        """What orders rows with equal name keys by their names."""
        return _together([table.name_sub(rows) for table, rows in self.parts])


def _together(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _widened(low: float, high: float) -> tuple[float, float]:
    """The squared chords between which the keys of rows lie whose geodesics lie between these two."""
    return max(math.sqrt(low) - 2 * MARGIN_M, 0.0) ** 2, (math.sqrt(high) + 2 * MARGIN_M) ** 2


def window(
    keys: NDArray[Any],
    top: float,
    total: int,
    ranks: tuple[int, int],
    widen: Callable[[float, float], tuple[float, float]],
) -> tuple[RowNumbers, int]:
    """The positions of all keys that may be of the ranks (first, past the last), and how many
    hits come before them for certain.

    The keys up to `top` are hits, `total` of them and enough for the ranks. `widen` gives, for the
    keys of the first and the last rank, the range in which the keys of the rows between can lie.
    Sorts nothing but about a page: a guess at the last key is raised until enough keys are below.
    """
    first, last = ranks[0], ranks[1] - 1
    bound = min(top * _GENEROSITY * ranks[1] / total, top)
    below = _up_to(keys, bound)
    while len(below) <= last:
        bound = min(bound * 8 + 1, top)
        below = _up_to(keys, bound)
    ranked = np.partition(keys.take(below), (first, last))
    low, high = widen(float(ranked[first]), float(ranked[last]))
    if high > bound:
        below = _up_to(keys, min(high, top))
    values = keys.take(below)
    return below[(values >= low) & (values <= high)], int(np.count_nonzero(values < low))


def _up_to(keys: NDArray[Any], bound: float) -> RowNumbers:
    limit = bound if keys.dtype.kind == "f" else int(bound)
    return (keys <= limit).nonzero()[0]
