"""Distances good enough to tell near from far; what is shown to people is measured elsewhere."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

RADIUS_KM = 6371.0088


def km(lat_1: float, lon_1: float, lat_2: float, lon_2: float) -> float:
    """Kilometres between two positions in degrees WGS 84, on a sphere: right to 0.6 %."""
    phi_1, phi_2, turn = math.radians(lat_1), math.radians(lat_2), math.radians(lon_2 - lon_1)
    chord = math.sin((phi_2 - phi_1) / 2) ** 2 + math.cos(phi_1) * math.cos(phi_2) * math.sin(turn / 2) ** 2
    return 2 * RADIUS_KM * math.asin(math.sqrt(min(chord, 1.0)))


def away_km(lat: float, lon: float, lats: ArrayLike, lons: ArrayLike) -> NDArray[np.float64]:
    """The same from one position to many: (n,) latitudes and longitudes give (n,) kilometres."""
    lat_2, lon_2 = np.radians(lats), np.radians(lons)
    lat_1, lon_1 = np.radians(lat), np.radians(lon)
    across = np.cos(lat_1) * np.cos(lat_2) * np.sin((lon_2 - lon_1) / 2) ** 2
    chord = np.sin((lat_2 - lat_1) / 2) ** 2 + across
    kilometres: NDArray[np.float64] = 2 * RADIUS_KM * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
    return kilometres
