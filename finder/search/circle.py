"""The circle of a search: cheap squared chords for all rows, exact geodesics where it matters."""

from __future__ import annotations

from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from finder.domain.distance import SAME_M, chord_m, ecef_of, geodesic_m
from finder.domain.point import Point
from finder.search.picks import Pick
from finder.search.table import Table

# How far the distance of float32 coordinates can be from the geodesic: half a metre at most in
# each of three axes (0.87 m), 0.1 m for the chord bent to an arc, 0.04 m for float32 arithmetic.
MARGIN_M: Final = 1.25


class Circle(NamedTuple):
    """The radius as it is tested: at most `outer` (a squared chord in metres) are the rows that
    may be within, at most `inner` those that are for certain; of the rest those whose geodesic is
    at most `longest_m`.
    """

    point: Point
    longest_m: float
    x: np.float32
    y: np.float32
    z: np.float32
    outer_chord_m: float
    outer: float
    inner: float

    @classmethod
    def around(cls, point: Point, radius_m: float) -> Self:
        """The circle of a radius in metres on the ground."""
        x, y, z = map(np.float32, ecef_of(point))
        outer_chord = chord_m(radius_m + MARGIN_M)
        inner = chord_m(radius_m - MARGIN_M) ** 2 if radius_m > MARGIN_M else -1.0
        return cls(point, radius_m + SAME_M, x, y, z, outer_chord, outer_chord**2, inner)

    def squared_chords(self, table: Table, pick: Pick) -> NDArray[np.float32]:
        """The squared chord to each picked row in metres, within MARGIN_M; NaN without a point."""
        total: NDArray[np.float32] = pick.take(table.x) - self.x
        total *= total
        for column, centre in ((table.y, self.y), (table.z, self.z)):
            part = pick.take(column) - centre
            part *= part
            total += part
        return total

    def settled_chords(self, table: Table, pick: Pick) -> NDArray[np.float32]:
        """The same, but infinite for rows near the edge that are outside: those up to `outer` are
        exactly those within.
        """
        squares = self.squared_chords(table, pick)
        edge = ((squares > self.inner) & (squares <= self.outer)).nonzero()[0]
        if len(edge):
            rows = pick.rows_at(edge)
            metres = geodesic_m(self.point, table.lon.take(rows), table.lat.take(rows))
            squares[edge[metres > self.longest_m]] = np.inf
        return squares
