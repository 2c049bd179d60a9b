"""Whether the point that a file states for a place can be right."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from finder.domain.distance import geodesic_m
from finder.domain.entry import Entry, Rejected
from finder.domain.point import Point
from finder.errors import BadInput
from finder.gazetteer.entries import PlaceKind
from finder.gazetteer.labels import Place
from finder.gazetteer.places import Gazetteer

FAR_M: Final = 50_000.0
"""No address is so far from the middle of its postcode."""

NOWHERE: Final = "the point is far away from the address; it is left out"


class PointCheck:
    """Finds stated points that cannot be right; remembers where postcodes are."""

    def __init__(self, gazetteer: Gazetteer, file: str) -> None:
        self._gazetteer = gazetteer
        self._file = file
        self._middles: dict[str, Point | None] = {}

    def without_wrong_point(self, entry: Entry) -> Entry:
        """The entry, without a point that is far away from its postcode (in the sea, in another country), or
        at 0, 0; then with a note.
        """
        point = entry.location.point
        if point is None or not self._is_wrong(point, entry):
            return entry
        note = Rejected(self._file, entry.row, "lat, lon", f"{point.lat:.5f}, {point.lon:.5f}", NOWHERE)
        return replace(entry, location=replace(entry.location, point=None), notes=(*entry.notes, note))

    def _is_wrong(self, point: Point, entry: Entry) -> bool:
        if abs(point.lat) < 0.01 and abs(point.lon) < 0.01:
            return True
        address = entry.location.address
        if address is None or address.country != "DE" or len(address.postal_code) != 5:
            return False
        middle = self._middle(address.postal_code)
        if middle is None:
            return False
        metres = geodesic_m(point, np.array([middle.lon]), np.array([middle.lat]))
        return float(metres[0]) > FAR_M

    def _middle(self, postcode: str) -> Point | None:
        if postcode not in self._middles:
            self._middles[postcode] = self._resolve(postcode)
        return self._middles[postcode]

    def _resolve(self, postcode: str) -> Point | None:
        try:
            found = self._gazetteer.resolve(postcode)
        except BadInput:
            return None
        return found.point if isinstance(found, Place) and found.kind is PlaceKind.POSTCODE else None
