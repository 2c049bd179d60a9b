"""Whether the point that a file states for a place can be right."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

import numpy as np

from finder.domain.distance import geodesic_m
from finder.domain.entry import Entry, Rejected
from finder.domain.offer import PublicAddress
from finder.domain.point import Point
from finder.domain.text import fold
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
        self._places: dict[str, Place | None] = {}

    def corrected(self, entry: Entry) -> Entry:
        """The entry, with the zero that its postcode lost where its town tells, and without a point that is
        far away from its postcode (in the sea, in another country) or at 0, 0; that is noted.
        """
        entry = self._with_whole_postcode(entry)
        point = entry.location.point
        if point is None or not self._is_wrong(point, entry.location.address):
            return entry
        note = Rejected(self._file, entry.row, "lat, lon", f"{point.lat:.5f}, {point.lon:.5f}", NOWHERE)
        return replace(entry, location=replace(entry.location, point=None), notes=(*entry.notes, note))

    def _with_whole_postcode(self, entry: Entry) -> Entry:
        """A point elsewhere lets the reader think of another country, whose postcodes have four digits."""
        address = entry.location.address
        if address is None or address.country or not re.fullmatch(r"\d{4}", address.postal_code):
            return entry
        place = self._place(f"0{address.postal_code}")
        if place is None or not address.city or fold(place.municipality) != fold(address.city):
            return entry
        whole = replace(address, postal_code=f"0{address.postal_code}", country="DE")
        return replace(entry, location=replace(entry.location, address=whole))

    def _is_wrong(self, point: Point, address: PublicAddress | None) -> bool:
        if abs(point.lat) < 0.01 and abs(point.lon) < 0.01:
            return True
        if address is None or address.country != "DE" or len(address.postal_code) != 5:
            return False
        place = self._place(address.postal_code)
        if place is None:
            return False
        metres = geodesic_m(point, np.array([place.point.lon]), np.array([place.point.lat]))
        return float(metres[0]) > FAR_M

    def _place(self, postcode: str) -> Place | None:
        if postcode not in self._places:
            found = self._gazetteer.resolve(postcode)
            is_known = isinstance(found, Place) and found.kind is PlaceKind.POSTCODE
            self._places[postcode] = found if is_known else None  # type: ignore[assignment]  # it is a Place
        return self._places[postcode]
