"""The grid of cells by which rows are sorted, and the cells that a circle touches."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from finder.domain.distance import MIN_CURVATURE_M, Floats, ecef_m, ecef_of
from finder.domain.point import Point

Bounds = list[tuple[int, int]]
"""Ranges (first, past the last) of rows, ascending, apart from each other."""

_LAT_STEP: Final = 0.02
_LON_STEP: Final = 0.03
_LAST_BAND: Final = round(180 / _LAT_STEP)
_TURN: Final = round(360 / _LON_STEP)
# Longitude 180 has a column of its own after the last whole one.
_WIDTH: Final = _TURN + 1
# Rows this near to each other in two ranges are cheaper to read through than to skip.
_WORTH_SKIPPING: Final = 200
# Distance from the axis and height over the equator of every border between two bands, and the
# shorter of the two distances of each band, which is never quite zero.
_EDGES: Final = np.clip(np.arange(_LAST_BAND + 2) * _LAT_STEP - 90, -90.0, 90.0)
_RADII, _, _HEIGHTS = ecef_m(np.zeros(len(_EDGES)), _EDGES)
_SHORT_RADII: Final = np.maximum(np.minimum(_RADII[:-1], _RADII[1:]), 1.0)
_BAND_CELLS: Final = np.arange(_LAST_BAND + 1) * _WIDTH


def cell_keys(lons: Floats, lats: Floats) -> NDArray[np.int32]:
    """The cell of each place: bands of latitude from the south, in each columns from the west."""
    bands = np.floor((lats + 90) / _LAT_STEP)
    columns = np.floor((lons + 180) / _LON_STEP)
    return (bands * _WIDTH + columns).astype(np.int32)


class Grid:
    """The occupied cells in order, and where the rows of each start (and, last, where they end)."""

    __slots__ = ("_cells", "_starts")

    def __init__(self, cells: NDArray[np.int32], starts: NDArray[np.int32]) -> None:
        self._cells = cells
        self._starts = starts

    def __len__(self) -> int:
        """How many rows have a cell."""
        return int(self._starts[-1])

    def belt(self, point: Point, chord_m: float) -> tuple[int, int]:
        """The one range of rows that holds all that `touched` gives."""
        first, last = _bands(point.lat, chord_m)
        (begin,), (end,) = self._ranges(_BAND_CELLS[first : first + 1], _BAND_CELLS[last : last + 1] + _TURN)
        return begin, end

    def touched(self, point: Point, chord_m: float) -> Bounds:
        """The ranges of rows in the cells that a circle touches; never empty, but its one range
        may be. The radius is a chord in metres; the circle may hold a pole and cross the date line.
        """
        first, last = _bands(point.lat, chord_m)
        cells = _BAND_CELLS[first : last + 1]
        west, east = _columns(first, last, point, chord_m)
        begins, ends = self._ranges(cells + np.maximum(west, 0), cells + np.minimum(east, _TURN))
        if west.min() < 0:
            more = self._ranges(cells + np.maximum(west, -_TURN) + _TURN, cells + _TURN)
            begins, ends = begins + more[0], ends + more[1]
        if east.max() >= _TURN:
            more = self._ranges(cells, cells + np.minimum(east - _TURN, _TURN))
            begins, ends = begins + more[0], ends + more[1]
        return _merged(zip(begins, ends, strict=True))

    def _ranges(self, lows: NDArray[Any], highs: NDArray[Any]) -> tuple[list[int], list[int]]:
        """Where the rows of the cells from each of the lows to each of the highs begin and end."""
        begins = self._cells.searchsorted(lows.astype(np.int32))
        ends = self._cells.searchsorted(highs.astype(np.int32), "right")
        return self._starts.take(begins).tolist(), self._starts.take(ends).tolist()


def _merged(ranges: Iterable[tuple[int, int]]) -> Bounds:
    """The ranges in order, the empty ones dropped, neighbours and overlapping ones made one."""
    bounds: Bounds = []
    for begin, end in sorted(ranges):
        if begin >= end:
            continue
        if bounds and begin - bounds[-1][1] < _WORTH_SKIPPING:
            bounds[-1] = (bounds[-1][0], max(end, bounds[-1][1]))
        else:
            bounds.append((begin, end))
    return bounds or [(0, 0)]


def _bands(lat: float, chord_m: float) -> tuple[int, int]:
    """The southernmost and northernmost band in reach: no chord reaches over more degrees than on
    the smallest sphere that fits the ellipsoid.
    """
    reach = math.degrees(2 * math.asin(min(chord_m / (2 * MIN_CURVATURE_M), 1.0)))
    south = math.floor((lat - reach + 90) / _LAT_STEP)
    north = math.floor((lat + reach + 90) / _LAT_STEP)
    return max(south, 0), min(north, _LAST_BAND)


def _columns(first: int, last: int, point: Point, chord_m: float) -> tuple[Floats, Floats]:
    """The westernmost and easternmost column in reach of each band, counted on past the date line.

    Two places at distances p and q from the axis and dz in height apart are at the chord
    sqrt((p - q)^2 + dz^2 + 4 p q sin^2(dlon / 2)): solved for the largest dlon of a band.
    """
    x, y, z = ecef_of(point)
    axis = max(math.hypot(x, y), 1.0)
    squares = _RADII[first : last + 2] - axis
    squares *= squares
    heights = _HEIGHTS[first : last + 2] - z
    heights *= heights
    squares += heights
    nearest = np.minimum(squares[:-1], squares[1:])
    nearest[math.floor((point.lat + 90) / _LAT_STEP) - first] = 0.0
    sines = (chord_m * chord_m - nearest) / (_SHORT_RADII[first : last + 1] * (4 * axis))
    half = np.arcsin(np.sqrt(np.minimum(np.maximum(sines, 0.0), 1.0)))
    half *= math.degrees(2.0) / _LON_STEP
    middle = (point.lon + 180) / _LON_STEP
    return np.floor(middle - half), np.floor(middle + half)
