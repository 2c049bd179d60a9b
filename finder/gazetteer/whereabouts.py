"""What lies at or near a point: the municipality, and the nearest stop."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from finder.domain.point import Point
from finder.gazetteer.boundaries import Boundaries
from finder.gazetteer.distance import away_km
from finder.gazetteer.entries import Entry, PlaceKind
from finder.gazetteer.files import MunicipalityName, MunicipalitySeat, Postcode

CLEARANCE = 2.0
"""The second nearest must be this many times as far as the nearest, both measured in the radii of
circles of their areas. Tried on 9,900 random points of North Rhine-Westphalia without using its
boundaries, this answers for 21 % of the points and is right for 99.5 % of those."""

_MIN_RADIUS_KM = 0.3
_KM_PER_DEGREE = 110.5


_GEOD = Geod(ellps="WGS84")
_METRES_PER_DEGREE = 110_574.0
"""The shortest degree of latitude, at the equator."""


class Whereabouts:
    """Finds the municipality of a point: by boundaries, and where those are not known only where seat
    and postcode leave no doubt.
    """

    def __init__(
        self,
        boundaries: Boundaries,
        towns: Mapping[str, MunicipalityName],
        seats: Mapping[str, MunicipalitySeat],
        centres: Iterable[Postcode],
    ) -> None:
        self._boundaries = boundaries
        of_code: dict[str, list[str]] = defaultdict(list)
        for town in towns.values():
            for code in town.postcodes.split():
                of_code[code].append(town.ags)
        measured = [seat for seat in seats.values() if seat.area_km2 > 0]
        self._seats = _Circles([seat.ags for seat in measured], measured)
        areas = list(centres)
        self._codes = _Circles(
            [of_code[c.postcode][0] if len(of_code[c.postcode]) == 1 else "" for c in areas], areas
        )

    def municipality_at(self, point: Point) -> str:
        """The official key of the municipality, "" when it is not certain."""
        inside = self._boundaries.containing(point)
        if inside:
            return inside
        ags = self._seats.clearly_nearest(point)
        is_sure = ags and ags == self._codes.clearly_nearest(point) and ags not in self._boundaries.keys
        return ags if is_sure else ""


class _Circles:
    """Areas as circles around their centres, each with its answer."""

    def __init__(self, answers: list[str], areas: Iterable[MunicipalitySeat] | Iterable[Postcode]) -> None:
        rows = [(a.lat, a.lon, max(math.sqrt(a.area_km2 / math.pi), _MIN_RADIUS_KM)) for a in areas]
        table: NDArray[np.float64] = np.array(rows, dtype=np.float64).reshape(-1, 3)
        order = table[:, 0].argsort(kind="stable")
        self._lat, self._lon, self._radius = table[order].T
        self._answers = [answers[number] for number in order]
        self._reach = CLEARANCE * max(self._radius, default=0.0) / _KM_PER_DEGREE

    def clearly_nearest(self, point: Point) -> str:
        """The answer of the nearest area, "" when another is nearly as near or the point is outside."""
        if len(self._answers) < 2:
            return ""
        low, high = self._lat.searchsorted((point.lat - self._reach, point.lat + self._reach))
        away = away_km(point.lat, point.lon, self._lat[low:high], self._lon[low:high])
        radii = away / self._radius[low:high]
        near = (radii <= CLEARANCE).nonzero()[0]
        if not len(near) or (first := radii[near].min()) > 1.0:
            return ""
        is_clear = np.count_nonzero(radii[near] <= CLEARANCE * first) == 1
        return self._answers[low + int(radii.argmin())] if is_clear else ""


class Stops:
    """Finds the stop nearest to a point."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        stops = [(e.lat, e.lon, number) for number, e in enumerate(entries) if e.kind is PlaceKind.STOP]
        table = np.array(sorted(stops), dtype=np.float64).reshape(-1, 3)
        self._lat, self._lon, self._numbers = table.T

    def nearest(self, point: Point, within_m: float) -> int | None:
        """The number of the nearest stop's entry within so many metres, None when there is none."""
        reach = within_m / _METRES_PER_DEGREE
        low, high = np.searchsorted(self._lat, (point.lat - reach, point.lat + reach))
        wide = reach / max(math.cos(math.radians(min(abs(point.lat) + reach, 90.0))), 1e-6)
        inside = low + np.flatnonzero(np.abs(self._lon[low:high] - point.lon) <= wide)
        if not len(inside):
            return None
        here = np.full(len(inside), point.lon), np.full(len(inside), point.lat)
        _, _, metres = _GEOD.inv(*here, self._lon[inside], self._lat[inside])
        best = int(np.argmin(metres))
        return int(self._numbers[inside[best]]) if metres[best] <= within_m else None
