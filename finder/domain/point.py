"""A position on the earth, and the only place where lat-lon becomes lon-lat."""

from __future__ import annotations

import math
from dataclasses import dataclass

from finder.errors import BadInput

WGS84 = 4326
"""The spatial reference of every coordinate: EPSG:4326, degrees."""


@dataclass(frozen=True, slots=True)
class Point:
    """A position in degrees WGS 84; latitude -90 to 90, longitude -180 to 180.

    Raises BadInput naming `lat` or `lon` when a value is not finite or out of range.
    """

    lat: float
    lon: float

    def __post_init__(self) -> None:
        for param, value, limit in (("lat", self.lat, 90.0), ("lon", self.lon, 180.0)):
            if not math.isfinite(value) or abs(value) > limit:
                raise BadInput(param, value, f"a number from {-limit:g} to {limit:g}")

    @property
    def lon_lat(self) -> tuple[float, float]:
        """Longitude first, as GeoJSON (RFC 7946) and WKT want it."""
        return (self.lon, self.lat)

    @property
    def wkt(self) -> str:
        """`POINT(lon lat)` for the databases."""
        return f"POINT({self.lon!r} {self.lat!r})"
