"""The overview map on paper: drawn by us from the shipped boundaries and stops, in black and white."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from html import escape
from textwrap import wrap
from typing import Final

from finder.actions.context import Finder
from finder.actions.offer import OfferPage
from finder.domain.distance import metres_between
from finder.domain.drawing import View
from finder.domain.point import Point
from finder.web.present import is_approximate
from finder.web.print.ground import ground_credit, home_points
from finder.web.print.panel import MapPoint, panel

__all__ = ["MapPoint", "as_image", "numbered", "overview_map", "point_of"]

WIDTH_MM: Final = 128.0
"""The width of a page of A5 within its margins."""

_NEAR: Final = 0.2
_LEAST_M: Final = 2500.0
_LEAST_FAR_M: Final = 30_000.0
_GAP_MM: Final = 3.0
_FAR_HEIGHT: Final = 0.5
_CREDIT_MM: Final = 2.0
_SAME_BUILDING_M: Final = 15.0
_SAME_BUILDING_DEGREES: Final = 0.0005


def point_of(page: OfferPage) -> Point | None:
    """Where an offer is on a map on paper; None where that is secret, or known no better than its village."""
    if page.lat is None or page.lon is None or is_approximate(page.summary):
        return None
    return Point(page.lat, page.lon)


def numbered(points: Iterable[Point | None]) -> list[int | None]:
    """For each point its number on a map, from 1 on, the same for points in one building (15 m); None for
    what has no point.
    """
    known: list[Point] = []
    numbers: list[int | None] = []
    for point in points:
        if point is None:
            numbers.append(None)
            continue
        same = next((place for place, other in enumerate(known) if _is_same(point, other)), None)
        if same is None:
            known.append(point)
            same = len(known) - 1
        numbers.append(same + 1)
    return numbers


def _is_same(one: Point, other: Point) -> bool:
    if abs(one.lat - other.lat) > _SAME_BUILDING_DEGREES:
        return False
    return metres_between(one, other) <= _SAME_BUILDING_M


def overview_map(
    finder: Finder,
    points: Sequence[MapPoint],
    *,
    title: str,
    description: str = "",
    width_mm: float = WIDTH_MM,
    max_height_mm: float = 150.0,
    whole_town: bool = True,
) -> str:
    """The map as SVG, `width_mm` wide, a unit a millimetre: the home town, or without `whole_town` the part
    of it that has points; what lies far outside is on a second, smaller map below.

    Each number is drawn once. Without any, the town alone is. A `title` and a `description` are for those who
    do not see it.
    """
    first = {each.number: each for each in reversed(points)}
    near, far = _near_and_far(finder, [first[number] for number in sorted(first)])
    home = home_points(finder)
    panels = []
    if whole_town or near or not far:
        corners = [*(each.point for each in near), *(home if whole_town or not near else ())]
        view = View.around(corners, width_mm, max_height_mm, margin=6.0, least_m=_LEAST_M)
        panels.append((view, panel(finder, view, near)))
    if far:
        corners = [*(each.point for each in far), *home]
        height = max_height_mm * (_FAR_HEIGHT if panels else 1.0)
        view = View.around(corners, width_mm, height, margin=8.0, least_m=_LEAST_FAR_M)
        panels.append((view, panel(finder, view, far, is_far=True)))
    return _document(panels, width_mm, title, description)


def as_image(svg: str) -> str:
    """The drawing as the address of an image (`data:`)."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _near_and_far(finder: Finder, points: Sequence[MapPoint]) -> tuple[list[MapPoint], list[MapPoint]]:
    """Which points are drawn on the map of the town, and which lie too far outside."""
    corners = home_points(finder)
    lats, lons = [corner.lat for corner in corners], [corner.lon for corner in corners]
    tall, wide = _NEAR * (max(lats) - min(lats)), _NEAR * (max(lons) - min(lons))
    near: list[MapPoint] = []
    far: list[MapPoint] = []
    for each in points:
        is_near = min(lats) - tall <= each.point.lat <= max(lats) + tall
        is_near = is_near and min(lons) - wide <= each.point.lon <= max(lons) + wide
        (near if is_near else far).append(each)
    return near, far


def _document(panels: Sequence[tuple[View, str]], width: float, title: str, description: str) -> str:
    parts, top = [], 0.0
    for view, drawn in panels:
        parts.append(f'<g transform="translate(0 {top:.2f})">{drawn}</g>')
        top += view.height + _GAP_MM
    for line in wrap(ground_credit(), int(width / (_CREDIT_MM * 0.5)), break_on_hyphens=False):
        top += _CREDIT_MM * 1.25
        parts.append(
            f'<text x="0" y="{top - 1:.2f}" font-size="{_CREDIT_MM}" fill="#333">{escape(line)}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="map-title map-desc"'
        f' width="{width:g}mm" height="{top:.2f}mm" viewBox="0 0 {width:g} {top:.2f}"'
        f' direction="ltr" font-family="Noto Sans, DejaVu Sans, sans-serif">'
        f'<title id="map-title">{escape(title)}</title><desc id="map-desc">{escape(description)}</desc>'
        f"{''.join(parts)}</svg>"
    )
