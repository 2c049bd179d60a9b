"""One place as it is kept in memory."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class PlaceKind(StrEnum):
    """What a place is."""

    POSTCODE = "postcode"
    MUNICIPALITY = "municipality"
    VILLAGE = "village"
    STOP = "stop"
    POINT = "point"


class Entry(NamedTuple):
    """One place: `ags` its municipality ("" when not known), `postcodes` joined by blanks, `town` the
    town as its source spells it where `ags` is not known, `station` 1 for a railway station.
    """

    kind: PlaceKind
    name: str
    ags: str
    postcodes: str
    town: str
    lat: float
    lon: float
    population: int
    station: int

    @property
    def is_forgiving(self) -> bool:
        """Whether a slip in its name is forgiven: stops and postcodes are too many and too alike."""
        return bool(self.station) or self.kind not in (PlaceKind.STOP, PlaceKind.POSTCODE)
