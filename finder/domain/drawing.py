"""The plane of a drawn map: from degrees to the paper, and where signs and names go so that none covers
another.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Self

from finder.domain.distance import metres_between
from finder.domain.point import Point

XY = tuple[float, float]

_RINGS: Final = 60
_PLACES_A_RING: Final = 6
_NICE: Final = (1, 2, 5)


class Box(NamedTuple):
    """A rectangle of the drawing; the top has the smaller number."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, centre: XY, radius: float) -> Self:
        """The square around a circle."""
        x, y = centre
        return cls(x - radius, y - radius, x + radius, y + radius)

    def meets(self, other: Box) -> bool:
        """Whether the two have more than an edge in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        """Whether the other lies inside, edges included."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True, slots=True)
class View:
    """A part of the earth as a drawing, north up: `width` and `height` in its units, `unit_m` metres a unit.

    It is true to shape in its middle (equirectangular, with the ellipsoid's own metres for a degree there);
    over a town the error stays below the width of a line.
    """

    centre: Point
    width: float
    height: float
    unit_m: float
    degree_m: XY

    @classmethod
    def around(
        cls,
        points: Iterable[Point],
        width: float,
        max_height: float,
        margin: float = 0.0,
        least_m: float = 100.0,
    ) -> Self:
        """The view that shows all the points, with a margin, in a drawing so wide and at most so high.

        What it shows is at least `least_m` metres wide and high. Without a point it shows the one at 0, 0.
        """
        shown = [(point.lat, point.lon) for point in points] or [(0.0, 0.0)]
        lats, lons = zip(*shown, strict=True)
        centre = Point((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2)
        a_degree = _degree_m(centre)
        wide_m = max((max(lons) - min(lons)) * a_degree[0], least_m)
        high_m = max((max(lats) - min(lats)) * a_degree[1], least_m)
        unit_m = max(wide_m / (width - 2 * margin), high_m / (max_height - 2 * margin))
        return cls(centre, width, round(high_m / unit_m + 2 * margin, 2), unit_m, a_degree)

    def at(self, lon: float, lat: float) -> XY:
        """Where a place in degrees is drawn."""
        a_lon, a_lat = self.degree_m
        x = self.width / 2 + (lon - self.centre.lon) * a_lon / self.unit_m
        y = self.height / 2 - (lat - self.centre.lat) * a_lat / self.unit_m
        return round(x, 2), round(y, 2)

    @property
    def frame(self) -> Box:
        """The whole drawing."""
        return Box(0.0, 0.0, self.width, self.height)

    @property
    def degrees(self) -> tuple[float, float, float, float]:
        """West, south, east and north of what is shown."""
        lon = self.width / 2 * self.unit_m / self.degree_m[0]
        lat = self.height / 2 * self.unit_m / self.degree_m[1]
        return self.centre.lon - lon, self.centre.lat - lat, self.centre.lon + lon, self.centre.lat + lat

    def scale_m(self, longest: float) -> float:
        """The longest of 1, 2, 5, 10 ... metres that is no longer than so many units."""
        metres = longest * self.unit_m
        power = 10.0 ** math.floor(math.log10(metres))
        return max(nice * power for nice in _NICE if nice * power <= metres)


def _degree_m(at: Point) -> XY:
    """The metres of a degree of longitude and of latitude at a place."""
    half = 0.005
    return (
        metres_between(Point(at.lat, at.lon - half), Point(at.lat, at.lon + half)) / (2 * half),
        metres_between(Point(at.lat - half, at.lon), Point(at.lat + half, at.lon)) / (2 * half),
    )


def apart(anchors: Sequence[XY], radius: float, frame: Box, taken: Sequence[Box] = ()) -> list[XY]:
    """Where circles of this radius are drawn that belong to these places, so that none overlaps another or
    what is taken, or leaves the frame: each at the first free place of its own and of rings around it, the
    first circles choosing first. Where so many leave no place, one stays at its own.

    The same places give the same drawing.
    """
    placed: list[XY] = []
    for anchor in anchors:
        inside = (at for at in _around(anchor, radius) if _has_room(Box.around(at, radius), frame, taken))
        free = (at for at in inside if all(math.dist(at, other) >= 2 * radius for other in placed))
        placed.append(next(free, anchor))
    return placed


def _has_room(box: Box, frame: Box, taken: Iterable[Box]) -> bool:
    return frame.holds(box) and not any(box.meets(other) for other in taken)


def _around(anchor: XY, radius: float) -> Iterator[XY]:
    """The place itself, then those of rings that grow by half a circle, each from the north clockwise."""
    yield anchor
    for ring in range(1, _RINGS + 1):
        n_places = _PLACES_A_RING * ring
        for place in range(n_places):
            turn = 2 * math.pi * place / n_places
            away = ring * radius
            yield (
                round(anchor[0] + away * math.sin(turn), 2),
                round(anchor[1] - away * math.cos(turn), 2),
            )


@dataclass(frozen=True, slots=True)
class Label:
    """A text for a place: how wide and high it is, and from how near to how far from the place it may stand.
    With `middles` it goes in the middle of the first of them that is free, and nowhere else.
    """

    at: XY
    width: float
    height: float
    gap: float = 0.0
    reach: float = 0.0
    middles: Sequence[XY] = ()


def beside(labels: Iterable[Label], taken: Iterable[Box], frame: Box) -> list[Box | None]:
    """For each label the box in which its text goes: to the right of its place, to the left, above or below
    it, and then further away, where it meets nothing taken and no label before it; None where there is no
    room.
    """
    full = list(taken)
    boxes: list[Box | None] = []
    for label in labels:
        box = next((box for box in _sides(label) if _has_room(box, frame, full)), None)
        boxes.append(box)
        if box is not None:
            full.append(box)
    return boxes


def _sides(label: Label) -> Iterator[Box]:
    """The boxes in which a label may go, the best first."""
    (x, y), width, height = label.at, label.width, label.height
    if label.middles:
        for x, y in label.middles:
            yield Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        return
    away = label.gap
    while away <= max(label.reach, label.gap):
        for top in (y - height / 2, y - height, y):
            yield Box(x + away, top, x + away + width, top + height)
            yield Box(x - away - width, top, x - away, top + height)
        for top in (y - away - height, y + away):
            yield Box(x - width / 2, top, x + width / 2, top + height)
        away += height / 2
