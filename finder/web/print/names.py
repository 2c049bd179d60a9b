"""The names on a printed map: which there are, and how they are written where there is room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import shapely

from finder.actions.context import Finder
from finder.domain.drawing import XY, Box, Label, View, beside
from finder.domain.point import Point
from finder.web.print.ground import Area, larger_first, shows_stops, stops_in, villages_in

# The usual width and height of a letter, in sizes of its font.
_LETTER: Final = 0.56
_LINE: Final = 1.2
_REACH_MM: Final = 14.0
_LATTICE: Final = 10


@dataclass(frozen=True, slots=True)
class _Style:
    """How names of one kind are written, sizes in millimetres."""

    size: float
    fill: str = "#000"
    look: str = ""


_AREA = _Style(3.2, "#555", 'font-style="italic" letter-spacing=".2"')
_TOWN = _Style(3.0, look='font-weight="bold"')
_VILLAGE = _Style(2.6)
_BESIDE = _Style(2.3, "#555")
_STOP = _Style(2.0, "#444")


@dataclass(frozen=True, slots=True)
class Name:
    """A name to be written beside a place, or in one of its `middles`, lengths in millimetres."""

    text: str
    at: XY
    style: _Style
    gap: float = 1.0
    reach: float = 0.0
    middles: tuple[XY, ...] = ()

    @property
    def label(self) -> Label:
        """Where it may go, its width being estimated."""
        width, height = len(self.text) * _LETTER * self.style.size, self.style.size * _LINE
        return Label(self.at, width, height, self.gap, self.reach, self.middles)


def near_names(finder: Finder, view: View, areas: Iterable[Area]) -> Iterator[Name]:
    """The villages of the home town, its neighbours, their villages, and stops on large maps."""
    home, villages = finder.gazetteer.home.ags, larger_first(villages_in(finder, view), view)
    own = [place for place in villages if place.ags == home]
    others = [place for place in villages if place.ags != home]
    yield from (Name(p.name, view.at(*p.point.lon_lat), _VILLAGE, 1.0, _REACH_MM) for p in own)
    yield from _areas(view, areas)
    yield from (Name(p.name, view.at(*p.point.lon_lat), _BESIDE) for p in others)
    if shows_stops(view):
        yield from (Name(stop.name, view.at(stop.lon, stop.lat), _STOP) for stop in stops_in(view))


def far_names(
    finder: Finder, view: View, points: Iterable[Point], areas: Iterable[Area], gap: float
) -> Iterator[Name]:
    """The home town, the towns in which the points are, beside circles so wide, and other large ones."""
    home = finder.gazetteer.home
    yield Name(home.name, view.at(*home.point.lon_lat), _TOWN, 2.0, _REACH_MM)
    named = {finder.gazetteer.whereabouts.municipality_name(point): point for point in points}
    for name, point in named.items():
        if name:
            yield Name(name, view.at(*point.lon_lat), _TOWN, gap, _REACH_MM)
    yield from _areas(view, [area for area in areas if area.is_large and area.name not in named])


def _areas(view: View, areas: Iterable[Area]) -> Iterator[Name]:
    """The neighbours of the home municipality, named in their middle as far as it is shown, or nearby."""
    for area in areas:
        for ring in () if area.is_home else area.rings[:1]:
            shown = shapely.clip_by_rect(shapely.Polygon([view.at(*corner) for corner in ring]), *view.frame)
            if not shown.is_empty:
                yield Name(area.name, (0.0, 0.0), _AREA, middles=tuple(_middles(shown)))


def _middles(shape: shapely.Geometry) -> Iterator[XY]:
    """Points inside a shape, from its middle outwards."""
    middle = shapely.point_on_surface(shape)
    yield middle.x, middle.y
    left, top, right, bottom = shape.bounds
    lattice = shapely.points(
        [
            (left + (right - left) * column / _LATTICE, top + (bottom - top) * row / _LATTICE)
            for row in range(1, _LATTICE)
            for column in range(1, _LATTICE)
        ]
    )
    inside = lattice[shapely.contains(shape, lattice)]
    for point in sorted(inside, key=middle.distance):
        yield point.x, point.y


def written(names: Sequence[Name], taken: Iterable[Box], frame: Box) -> Iterator[str]:
    """The names for which there is room, on a light ground; their width is only estimated, so that each keeps
    to the side of its place.
    """
    for name, box in zip(names, beside([name.label for name in names], taken, frame), strict=True):
        if box is not None:
            size, text = name.style.size, escape(name.text)
            x, anchor = _anchor(name, box)
            at = f'x="{x:.2f}" y="{box.top + size * 0.95:.2f}" text-anchor="{anchor}"'
            look = f'font-size="{size}" {name.style.look}'
            halo = 'fill="#fff" stroke="#fff" stroke-width=".7" stroke-opacity=".8"'
            yield f"<text {at} {look} {halo}>{text}</text>"
            yield f'<text {at} {look} fill="{name.style.fill}">{text}</text>'


def _anchor(name: Name, box: Box) -> tuple[float, str]:
    if not name.middles and box.left >= name.at[0]:
        return box.left, "start"
    if not name.middles and box.right <= name.at[0]:
        return box.right, "end"
    return (box.left + box.right) / 2, "middle"
