"""A point inside the shape of a place."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from finder.domain.point import Point
from finder.errors import BadInput


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
