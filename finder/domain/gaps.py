"""What is reachable from where: offers of many kinds counted around many places in one pass.

A kind is any set of offers ("counselling, Arabic, step-free"); one offer may be of several.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from finder.domain.distance import (
    MAX_ARC_M,
    MEAN_RADIUS_M,
    SAME_M,
    Floats,
    ecef_m,
    ecef_of,
    geodesic_m,
)
from finder.domain.point import Point

Counts = NDArray[np.int64]

_EDGE_M: Final = 0.2
"""Twice the distance by which the arc over a chord can miss the geodesic (`finder.domain.distance`)."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which offers are of which kind: those of kind i are `rows[starts[i] : starts[i + 1]]`."""

    rows: NDArray[np.int64]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, members: Iterable[NDArray[np.int64]]) -> Self:
        """The kinds whose offers are given, each by their row numbers."""
        lists = [np.zeros(0, np.int64), *members]
        return cls(np.concatenate(lists), np.cumsum([len(rows) for rows in lists]))

    def __len__(self) -> int:
        return len(self.starts) - 1


class Reach(NamedTuple):
    """By place and kind, (n, k): how many offers are within the radius, and how far the nearest is in
    metres, infinite where none is within MAX_ARC_M.
    """

    counts: Counts
    nearest_m: Floats


def reach(places: Sequence[Point], lons: Floats, lats: Floats, kinds: Kinds, radius_m: float) -> Reach:
    """What is reachable from each place of offers at these degrees (all have a point).

    The counts are by exact geodesics; the nearest distance is right to 0.1 m. The radius is at most
    MAX_ARC_M. Costs about 10 ms a place for 100,000 offers in 300,000 memberships.
    """
    counts = np.zeros((len(places), len(kinds)), np.int64)
    nearest_m = np.full((len(places), len(kinds)), np.inf)
    filled = np.flatnonzero(np.diff(kinds.starts))
    begins = kinds.starts[filled]
    xyz = ecef_m(lons, lats)
    for number, place in enumerate(places if len(filled) else ()):
        metres = _arcs_m(place, xyz)
        edge = np.flatnonzero(np.abs(metres - radius_m) <= _EDGE_M)
        metres[edge] = geodesic_m(place, lons[edge], lats[edge])
        of_kinds = metres[kinds.rows]
        inside = (of_kinds <= radius_m + SAME_M).astype(np.int64)
        counts[number, filled] = np.add.reduceat(inside, begins)
        nearest_m[number, filled] = np.minimum.reduceat(of_kinds, begins)
    nearest_m[nearest_m > MAX_ARC_M] = np.inf
    return Reach(counts, nearest_m)


def _arcs_m(place: Point, xyz: tuple[Floats, Floats, Floats]) -> Floats:
    """The arcs over the chords from a place, within 0.1 m of the geodesics up to MAX_ARC_M."""
    squares = np.zeros(len(xyz[0]))
    for column, centre in zip(xyz, ecef_of(place), strict=True):
        squares += (column - centre) ** 2
    halves = np.minimum(np.sqrt(squares) / (2 * MEAN_RADIUS_M), 1.0)
    metres: Floats = 2 * MEAN_RADIUS_M * np.arcsin(halves)
    return metres
