"""What people see of a place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from finder.domain.point import Point
from finder.gazetteer.entries import Entry, PlaceKind
from finder.gazetteer.files import MunicipalityName
from finder.gazetteer.names import short_name


@dataclass(frozen=True, slots=True)
class Place:
    """A place: `municipality`, `district` (the Kreis), `postcode` and `ags` (the official key of the
    municipality) are "" where they are not known or there are several; `label` is what people see.
    `is_station` tells a railway station from other stops.
    """

    kind: PlaceKind
    name: str
    municipality: str
    district: str
    postcode: str
    ags: str
    point: Point
    label: str
    is_station: bool = False


class Labels:
    """Makes places out of entries; a municipality that has namesakes is shown with its Kreis, and with a
    postcode when they are in the same.
    """

    def __init__(self, towns: Mapping[str, MunicipalityName]) -> None:
        self._towns = towns
        self._names = Counter(town.name for town in towns.values())
        self._regions = Counter((short_name(town.name), _region(town)) for town in towns.values())

    def place(self, entry: Entry, in_full: bool = False) -> Place:
        """The place of an entry; `in_full` shows a municipality with its Kreis in any case."""
        town = self._towns.get(entry.ags)
        return Place(
            kind=entry.kind,
            name=entry.name,
            municipality=town.name if town else entry.town,
            district=town.district if town else "",
            postcode=entry.postcodes if len(entry.postcodes) == 5 else "",
            ags=entry.ags,
            point=Point(entry.lat, entry.lon),
            label=_label(entry, self._town(town, in_full) if town else entry.town),
            is_station=bool(entry.station),
        )

    def point(self, point: Point, ags: str) -> Place:
        """The place of bare coordinates in a municipality ("" when not known)."""
        town = self._towns.get(ags)
        text = f"{point.lat:.5f}, {point.lon:.5f}"
        return Place(
            kind=PlaceKind.POINT,
            name=text,
            municipality=town.name if town else "",
            district=town.district if town else "",
            postcode="",
            ags=ags,
            point=point,
            label=text,
        )

    def _town(self, town: MunicipalityName, in_full: bool) -> str:
        if _region(town) == town.name or (self._names[town.name] == 1 and not in_full):
            return town.name
        twin = self._regions[short_name(town.name), _region(town)] > 1
        return f"{town.name} ({_region(town)}{f', {town.postcodes[:5]}' if twin else ''})"


def _region(town: MunicipalityName) -> str:
    return town.district or town.state


def _label(entry: Entry, town: str) -> str:
    if entry.kind is PlaceKind.MUNICIPALITY:
        return town
    if entry.kind is PlaceKind.POSTCODE:
        return f"{entry.name} {town.partition(' (')[0]}".strip()
    name = _station(entry.name) if entry.station else entry.name
    where = town or entry.postcodes[:5]
    is_told = not where or (entry.kind is PlaceKind.STOP and _begins(entry.name, short_name(town)))
    return name if is_told else f"{name}, {where}"


def _station(name: str) -> str:
    words = name.lower().replace("-", " ").split()
    return name if {"bahnhof", "hbf", "bf"} & set(words) else f"Bahnhof {name}"


def _begins(name: str, town: str) -> bool:
    """Whether the name begins with the town's as a whole word."""
    return bool(town) and name.startswith(town) and not name[len(town) : len(town) + 1].isalpha()
