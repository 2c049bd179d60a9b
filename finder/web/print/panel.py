"""One drawing of a printed map: the ground, then signs, then names where there is room.

All words on it are German, as on signs in town. They must be in Latin letters: WeasyPrint sets the text of a
drawing letter by letter, which takes Arabic words apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import shapely

from finder.actions.context import Finder
from finder.domain.drawing import XY, Box, View, apart
from finder.domain.point import Point
from finder.web.print.ground import Area, areas_in, shows_stops, stops_in, villages_in
from finder.web.print.names import far_names, near_names, written

MARKER_MM: Final = 2.3
"""The radius of a circle with a number."""

_DOT_MM: Final = 0.6
_STATION_MM: Final = 0.8
_SCALE_MM: Final = 30.0
_LEGEND: Final = (("station", "Bahnhof"), ("stop", "Haltestelle"))


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A number and where it belongs. Give none for a place whose address is secret: it has no point."""

    number: int
    point: Point


def panel(finder: Finder, view: View, points: Sequence[MapPoint], *, is_far: bool = False) -> str:
    """The view with these numbers as elements of SVG, a unit a millimetre. `is_far` names the towns of the
    points instead of villages and stops.
    """
    anchors = [view.at(*each.point.lon_lat) for each in points]
    areas = areas_in(finder, view)
    signs = [] if is_far else list(_signs(finder, view))
    legend = [line for line in _LEGEND if line[0] in {kind for _at, kind in signs}]
    furniture = _furniture(view, len(legend))
    circles = apart(anchors, MARKER_MM, view.frame, furniture)
    if is_far:
        names = list(far_names(finder, view, [each.point for each in points], areas, MARKER_MM))
    else:
        names = list(near_names(finder, view, areas))
    taken = [
        *furniture,
        *(Box.around(at, MARKER_MM) for at in circles),
        *(Box.around(at, _DOT_MM) for at in (*anchors, *(at for at, _kind in signs))),
    ]
    return "".join(
        (
            *_ground(view, areas),
            *written(names, taken, view.frame),
            *(_sign(at, kind) for at, kind in signs if _is_free(at, furniture)),
            _scale(view, furniture[0]),
            _north(furniture[1]),
            *_legend(legend, furniture[2]),
            *_markers(points, anchors, circles),
            _rectangle(view.frame, 'fill="none" stroke="#000" stroke-width=".25"'),
        )
    )


def _ground(view: View, areas: Iterable[Area]) -> Iterator[str]:
    """The municipalities, home white with a strong line, cut at the edge."""
    yield _rectangle(view.frame, 'fill="#e6e6e6"')
    for area in areas:
        fill, line = ("#fff", 0.5) if area.is_home else ("#efefef", 0.2)
        for ring in area.rings:
            corners = [view.at(lon, lat) for lon, lat in ring]
            inside = shapely.clip_by_rect(shapely.Polygon(corners), *view.frame)
            edge = shapely.clip_by_rect(shapely.LineString(corners), *view.frame)
            yield f'<path d="{_path(inside)}" fill="{fill}"/>'
            stroke = "#000" if area.is_home else "#888"
            yield f'<path d="{_path(edge)}" fill="none" stroke="{stroke}" stroke-width="{line}"/>'


def _path(shape: shapely.Geometry) -> str:
    """The lines of a shape; "" for an empty one."""
    return "".join(
        "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in shapely.get_coordinates(_line_of(part)))
        for part in shapely.get_parts(shape)
        if not part.is_empty
    )


def _line_of(part: shapely.Geometry) -> shapely.Geometry:
    return part.exterior if part.geom_type == "Polygon" else part


def _signs(finder: Finder, view: View) -> Iterator[tuple[XY, str]]:
    """Where stations, stops and villages are marked; large maps have stops in the place of villages."""
    is_large = shows_stops(view)
    for stop in stops_in(view):
        if stop.station or is_large:
            yield view.at(stop.lon, stop.lat), "station" if stop.station else "stop"
    if not is_large:
        for place in villages_in(finder, view):
            yield view.at(*place.point.lon_lat), "village"


def _is_free(at: XY, furniture: Iterable[Box]) -> bool:
    """Whether a sign is not below what is drawn over the ground."""
    return not any(Box.around(at, _STATION_MM).meets(box) for box in furniture)


def _sign(at: XY, kind: str) -> str:
    if kind == "station":
        return _rectangle(Box.around(at, _STATION_MM), 'fill="#fff" stroke="#000" stroke-width=".4"')
    x, y = at
    fill = "#fff" if kind == "stop" else "#333"
    return f'<circle cx="{x}" cy="{y}" r="0.45" fill="{fill}" stroke="#000" stroke-width=".2"/>'


def _markers(points: Sequence[MapPoint], anchors: Sequence[XY], circles: Sequence[XY]) -> Iterator[str]:
    """The numbers in circles; from one that had to be moved a line leads to its place."""
    for (x, y), (at_x, at_y) in zip(anchors, circles, strict=True):
        if (x, y) != (at_x, at_y):
            line = f'x1="{x}" y1="{y}" x2="{at_x}" y2="{at_y}"'
            yield f'<line {line} stroke="#fff" stroke-width=".8"/>'
            yield f'<line {line} stroke="#000" stroke-width=".3"/>'
            yield f'<circle cx="{x}" cy="{y}" r="{_DOT_MM}" fill="#000" stroke="#fff" stroke-width=".2"/>'
    for point, (x, y) in zip(points, circles, strict=True):
        size = 2.9 if point.number < 100 else 2.2
        yield f'<circle cx="{x}" cy="{y}" r="{MARKER_MM - 0.1}" fill="#000" stroke="#fff" stroke-width=".3"/>'
        yield (
            f'<text x="{x}" y="{y + size * 0.36:.2f}" font-size="{size}" font-weight="bold" fill="#fff"'
            f' text-anchor="middle">{point.number}</text>'
        )


def _furniture(view: View, n_legend: int) -> tuple[Box, Box, Box]:
    """Where the scale stands, below on the left, the arrow to the north, above on the right, and a legend of
    so many lines, below on the right.
    """
    _left, _top, right, bottom = view.frame
    scale = Box(1.5, bottom - 6.5, 4.5 + view.scale_m(_SCALE_MM) / view.unit_m, bottom - 1.5)
    legend = Box(right - 18, bottom - 2 - 2.8 * n_legend, right - 1, bottom - 1)
    return scale, Box(right - 7, 1.5, right - 1.5, 10.5), legend


def _legend(lines: Sequence[tuple[str, str]], box: Box) -> Iterator[str]:
    """What the signs mean."""
    if lines:
        yield _rectangle(box, 'fill="#fff" fill-opacity=".85"')
    for number, (kind, text) in enumerate(lines):
        y = box.bottom - 1.6 - number * 2.8
        yield _sign((box.left + 1.8, y), kind)
        yield f'<text x="{box.left + 3.6:.2f}" y="{y + 0.8:.2f}" font-size="2.2">{escape(text)}</text>'


def _scale(view: View, box: Box) -> str:
    metres = view.scale_m(_SCALE_MM)
    left, right, y = box.left + 1.5, box.left + 1.5 + metres / view.unit_m, box.bottom - 1.2
    return (
        _rectangle(box, 'fill="#fff" fill-opacity=".85"')
        + f'<path d="M{left:.2f} {y - 1:.2f}V{y:.2f}H{right:.2f}V{y - 1:.2f}" fill="none" stroke="#000"'
        + f' stroke-width=".35"/><text x="{(left + right) / 2:.2f}" y="{y - 1.2:.2f}" font-size="2.4"'
        + f' text-anchor="middle">{_length(metres)}</text>'
    )


def _length(metres: float) -> str:
    return f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"


def _north(box: Box) -> str:
    x = (box.left + box.right) / 2
    return (
        _rectangle(box, 'fill="#fff" fill-opacity=".85"')
        + f'<path d="M{x:.2f} {box.top + 0.6:.2f}l1.5 4.6-1.5-1-1.5 1Z" fill="#000"/>'
        + f'<text x="{x:.2f}" y="{box.bottom - 0.7:.2f}" font-size="2.8" font-weight="bold"'
        + ' text-anchor="middle">N</text>'
    )


def _rectangle(box: Box, look: str) -> str:
    width, height = box.right - box.left, box.bottom - box.top
    return f'<rect x="{box.left:.2f}" y="{box.top:.2f}" width="{width:.2f}" height="{height:.2f}" {look}/>'
