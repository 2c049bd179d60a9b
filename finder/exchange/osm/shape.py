"""A point inside the shape of a place."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from finder.domain.point import Point
from finder.errors import BadInput

LonLat = tuple[float, float]


def inside_point(shape: BaseGeometry) -> Point:
    """The point of a shape in lon-lat degrees WGS 84 that stands for it: itself, or one that lies on
    the line or within the area, also where the area is bent around its centre or has holes.

    Raises BadInput with param `geometry` for an empty shape or coordinates outside of the earth.
    """
    try:
        valid = shape if shape.is_valid else shapely.make_valid(shape)
        inside = shapely.point_on_surface(valid)
        lon, lat = inside.x, inside.y
    except (shapely.errors.GEOSException, ValueError) as error:
        raise BadInput("geometry", shape.geom_type, "a shape that can be drawn") from error
    try:
        return Point(lat, lon)
    except BadInput as error:
        raise BadInput("geometry", f"{lon} {lat}", error.expected) from error


def point_of_way(corners: Sequence[LonLat]) -> Point:
    """A point within a closed way, on an open one. Raises BadInput when none of its nodes is there."""
    if not corners:
        raise BadInput("geometry", "", "nodes with positions in the same file")
    if len(corners) >= 4 and corners[0] == corners[-1]:
        return inside_point(shapely.Polygon(corners))
    return inside_point(shapely.LineString(corners) if len(set(corners)) > 1 else shapely.Point(corners[0]))


def point_of_ways(outer: Sequence[Sequence[LonLat]], inner: Sequence[Sequence[LonLat]]) -> Point:
    """A point within the area that ways enclose together, outside of the inner ones; on one of the ways
    where they enclose none. Raises BadInput when there is no way with two nodes.
    """
    lines = [shapely.LineString(way) for way in outer if len(set(way)) > 1]
    if not lines:
        raise BadInput("geometry", "", "nodes with positions in the same file")
    area = _area(lines)
    if area.is_empty:
        return inside_point(lines[0])
    holes = _area([shapely.LineString(way) for way in inner if len(set(way)) > 1])
    rest = area.difference(holes)
    return inside_point(area if rest.is_empty else rest)


def _area(lines: Sequence[BaseGeometry]) -> BaseGeometry:
    return shapely.union_all(list(shapely.polygonize(lines).geoms))
