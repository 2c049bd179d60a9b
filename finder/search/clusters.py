"""The hits of a search on a map: counted by the cells of a grid, so that a million cost no more than a
page of them.

Cells are squares of a Web Mercator map, laid out from its north-west corner: a cell is the same whatever
part of the map is looked at, and its number does not change while the map is moved.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from finder.domain.window import Window
from finder.search.facets import in_groups, inside
from finder.search.match import hits_of
from finder.search.order import Hits
from finder.search.picks import Mask, RowNumbers
from finder.search.request import Plan, Request
from finder.search.view import View

CELL_PX: Final = 64
"""How wide a cell is at the zoom of a window; more where the window would have more than MAX_CELLS."""

MAX_CELLS: Final = 500
_CELLS_A_TILE: Final = 256 // CELL_PX
# So many rows are counted at once that all that is worked out of them stays near the processor.
_AT_ONCE: Final = 32_768


class Cluster(NamedTuple):
    """The hits in a cell: how many, the middle of their points in degrees, and the number of the offer
    where it is one alone.
    """

    lat: float
    lon: float
    n_hits: int
    id: int | None


class Cells(NamedTuple):
    """The cells that a window touches: columns from `first` of the `around` that the world has, and rows
    with northern edges `lats` (degrees; the last one is the southern edge). At the rim of the map a row
    reaches to the pole.
    """

    around: int
    first: int
    n_columns: int
    lats: NDArray[np.float64]

    @classmethod
    def of(cls, window: Window) -> Self:
        """The cells of a window, at most MAX_CELLS."""
        around = 2**window.zoom * _CELLS_A_TILE
        while True:
            west, east = _column(window.west, around), _column(window.east, around)
            north, south = _row(window.north, around), _row(window.south, around)
            n_columns = east - west + 1
            if n_columns * (south - north + 1) <= MAX_CELLS:
                return cls(around, west, n_columns, _parallels(north, south + 1, around))
            around //= 2

    def __len__(self) -> int:
        return self.n_columns * (len(self.lats) - 1)

    def rows_among(self, hits: Hits, wanted: Mask) -> RowNumbers:
        """The rows of those of the wanted hits that have a point in the cells."""
        lats, lons = hits.pick.take(hits.table.lat), hits.pick.take(hits.table.lon)
        wanted &= (lats <= self.lats[0]) & (lats > self.lats[-1])
        width = 360 / self.around
        west, east = self.first * width - 180, (self.first + self.n_columns) * width - 180
        wanted &= (lons >= west) & (lons < east if east < 180 else lons <= 180)
        return hits.pick.rows_at(wanted.nonzero()[0])

    def numbers_of(self, lons: NDArray[np.float64], lats: NDArray[np.float64]) -> NDArray[np.intp]:
        """The cell of each of some points in them, row by row from the north-west."""
        rows = len(self.lats) - 1 - self.lats[::-1].searchsorted(lats)
        columns = ((lons + 180) * (self.around / 360)).astype(np.intp) - self.first
        numbers: NDArray[np.intp] = rows * self.n_columns + columns.clip(0, self.n_columns - 1)
        return numbers


def _column(lon: float, around: int) -> int:
    return min(math.floor((lon + 180) * (around / 360)), around - 1)


def _row(lat: float, around: int) -> int:
    if abs(lat) >= 89:
        return 0 if lat > 0 else around - 1
    row = math.floor((0.5 - math.atanh(math.sin(math.radians(lat))) / math.tau) * around)
    return min(max(row, 0), around - 1)


def _parallels(first: int, last: int, around: int) -> NDArray[np.float64]:
    """The northern edges of rows; what is beyond the map is in its first or last one."""
    heights = (0.5 - np.arange(first, last + 1) / around) * math.tau
    lats: NDArray[np.float64] = np.degrees(np.arctan(np.sinh(heights)))
    if first == 0:
        lats[0] = np.inf
    if last == around:
        lats[-1] = -np.inf
    return lats


class _Sums(NamedTuple):
    """What is known of each cell: hits, the sums of their coordinates, and of single hits the number."""

    counts: NDArray[np.int64]
    lons: NDArray[np.float64]
    lats: NDArray[np.float64]
    ids: NDArray[np.int64]

    @classmethod
    def zeros(cls, n: int) -> Self:
        return cls(np.zeros(n, np.int64), np.zeros(n), np.zeros(n), np.zeros(n, np.int64))

    def add(self, cells: Cells, hits: Hits, rows: RowNumbers) -> None:
        """Count some rows of one table."""
        lons, lats = hits.table.lon.take(rows), hits.table.lat.take(rows)
        numbers = cells.numbers_of(lons, lats)
        counts = np.bincount(numbers, minlength=len(cells))
        self.counts[:] += counts
        self.lons[:] += np.bincount(numbers, lons, len(cells))
        self.lats[:] += np.bincount(numbers, lats, len(cells))
        alone = (counts.take(numbers) == 1).nonzero()[0]
        self.ids[numbers[alone]] = hits.table.ids.take(rows[alone])


def find_clusters(view: View, request: Request, window: Window, without: Sequence[int] = ()) -> list[Cluster]:
    """The hits of a request in the cells that the window touches, row by row from the north-west, the
    offers left out that `without` numbers. Every hit with a point is in exactly one cell.
    """
    plan, cells = view.plan(request), Cells.of(window)
    sums = _Sums.zeros(len(cells))
    near, rest = hits_of(view, plan)
    for hits in in_groups((*near, *rest), plan.groups):
        if hits.total:
            rows = _rows_in(cells, hits, plan, _left_out(view, hits, without))
            for first in range(0, len(rows), _AT_ONCE):
                sums.add(cells, hits, rows[first : first + _AT_ONCE])
    return list(_clusters(sums))


def _left_out(view: View, hits: Hits, without: Sequence[int]) -> RowNumbers:
    """The rows of these offers in the table of the hits, ascending."""
    if hits.table is view.base.table:
        return view.base.rows_of(list(without))
    return np.isin(hits.table.ids, without).nonzero()[0]


def _rows_in(cells: Cells, hits: Hits, plan: Plan, left_out: RowNumbers) -> RowNumbers:
    """The rows of the hits in the cells."""
    wanted = inside(hits, plan)
    if len(left_out):
        wanted[hits.pick.positions_of(left_out)] = False
    return cells.rows_among(hits, wanted)


def _clusters(sums: _Sums) -> Iterable[Cluster]:
    for cell in sums.counts.nonzero()[0].tolist():
        n_hits = int(sums.counts[cell])
        single = int(sums.ids[cell]) if n_hits == 1 else None
        yield Cluster(float(sums.lats[cell]) / n_hits, float(sums.lons[cell]) / n_hits, n_hits, single)
