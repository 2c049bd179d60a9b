"""The tables of a gazetteer joined into places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from finder.gazetteer.entries import Entry, PlaceKind
from finder.gazetteer.files import (
    GeonamesPlace,
    MunicipalityName,
    MunicipalitySeat,
    Postcode,
    Stop,
    Village,
    complete_seats,
    read_rows,
)


@dataclass(frozen=True, slots=True)
class Register:
    """Every place, and the municipalities by their official key."""

    entries: list[Entry]
    towns: Mapping[str, MunicipalityName]
    seats: Mapping[str, MunicipalitySeat]
    centres: list[Postcode]

    @classmethod
    def load(cls, directory: Path) -> Register:
        """Read the tables of a directory; raises ConfigurationError for a missing or damaged one."""
        names = read_rows(directory, MunicipalityName)
        centres = read_rows(directory, Postcode)
        seats = complete_seats(names, read_rows(directory, MunicipalitySeat), centres)
        towns = {name.ags: name for name in names if name.ags in seats}
        geonames = read_rows(directory, GeonamesPlace)
        of_code = _Codes(towns, seats)
        entries = [
            *_municipalities(towns, seats),
            *(of_code.entry(centre.postcode, centre.lat, centre.lon) for centre in centres),
            *(of_code.entry(place.postcodes, place.lat, place.lon) for place in geonames if not place.name),
            *(of_code.village(place) for place in geonames if place.name),
            *(_village(village, towns) for village in read_rows(directory, Village)),
            *(_stop(stop, towns) for stop in read_rows(directory, Stop)),
        ]
        return cls(entries, towns, seats, centres)


def _municipalities(
    towns: Mapping[str, MunicipalityName], seats: Mapping[str, MunicipalitySeat]
) -> Iterator[Entry]:
    for ags, town in towns.items():
        seat = seats[ags]
        yield Entry(
            PlaceKind.MUNICIPALITY, town.name, ags, town.postcodes, "", seat.lat, seat.lon, seat.population, 0
        )


class _Codes:
    """The municipalities of postcodes."""

    def __init__(self, towns: Mapping[str, MunicipalityName], seats: Mapping[str, MunicipalitySeat]) -> None:
        self._seats = seats
        self._towns: dict[str, list[MunicipalityName]] = defaultdict(list)
        for town in towns.values():
            for code in town.postcodes.split():
                self._towns[code].append(town)

    def entry(self, code: str, lat: float, lon: float) -> Entry:
        """A postcode; one of several municipalities is named after the largest."""
        towns = self._towns.get(code, [])
        largest = max(towns, key=lambda town: self._seats[town.ags].population, default=None)
        name = largest.name if largest else ""
        return Entry(PlaceKind.POSTCODE, code, self._sole(code), code, name, lat, lon, 0, 0)

    def village(self, place: GeonamesPlace) -> Entry:
        """A village; its municipality is known where all its postcodes have only that one."""
        sole = {self._sole(code) for code in place.postcodes.split()}
        ags = sole.pop() if len(sole) == 1 else ""
        return Entry(PlaceKind.VILLAGE, place.name, ags, place.postcodes, "", place.lat, place.lon, 0, 0)

    def _sole(self, code: str) -> str:
        towns = self._towns.get(code, [])
        return towns[0].ags if len(towns) == 1 else ""


def _village(village: Village, towns: Mapping[str, MunicipalityName]) -> Entry:
    codes = towns[village.ags].postcodes if village.ags in towns else ""
    return Entry(PlaceKind.VILLAGE, village.name, village.ags, codes, "", village.lat, village.lon, 0, 0)


def _stop(stop: Stop, towns: Mapping[str, MunicipalityName]) -> Entry:
    codes = towns[stop.ags].postcodes if stop.ags in towns else ""
    town = "" if stop.ags in towns else stop.town
    ags = stop.ags if stop.ags in towns else ""
    return Entry(PlaceKind.STOP, stop.name, ags, codes, town, stop.lat, stop.lon, 0, stop.station)
