"""The places of GeoNames' postal codes: what they add to municipalities and postcodes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

from finder.gazetteer.distance import km
from finder.gazetteer.files import (
    GeonamesPlace,
    MunicipalityName,
    MunicipalitySeat,
    Postcode,
    Village,
)
from finder.gazetteer.names import aliases, short_name, spellings
from finder.gazetteer.sources import GeonamesRow

STRAY_KM = 25.0
"""A place further than this from the centre of its postcode is an error of the source."""

SAME_TOWN_KM = 5.0
"""A place named like a municipality whose seat, or like a village that, is this near, is the same."""

PREFIX_KM = 20.0
"""A municipality's name before that of a village is that of one this near."""


class Cleaner:
    """Turns rows of GeoNames into places that the other sources lack."""

    def __init__(
        self,
        names: Iterable[MunicipalityName],
        seats: Mapping[str, MunicipalitySeat],
        postcodes: Iterable[Postcode],
    ) -> None:
        self._centres = {centre.postcode: centre for centre in postcodes}
        self._seats = seats
        self._by_code: dict[str, list[MunicipalityName]] = defaultdict(list)
        self._by_key: dict[str, list[MunicipalityName]] = defaultdict(list)
        for name in names:
            for code in name.postcodes.split():
                self._by_code[code].append(name)
            for key in aliases(name.name):
                self._by_key[key].append(name)

    def places(self, rows: Iterable[GeonamesRow]) -> list[GeonamesPlace]:
        """Each village or quarter once, at the mean of its rows, and each postcode without a centre."""
        groups: dict[tuple[str, str], list[GeonamesRow]] = defaultdict(list)
        for row in rows:
            if row.postcode not in self._centres:
                groups["", row.postcode].append(row)
            name = self._village(row)
            if name and not self._is_stray(row):
                groups[name, self._town(row.postcode)].append(row)
        return [_merged(name, members) for (name, _), members in groups.items()]

    def _town(self, postcode: str) -> str:
        """What tells places of one name apart: the only municipality of the postcode, or the postcode."""
        towns = self._by_code.get(postcode, ())
        return towns[0].ags if len(towns) == 1 else postcode

    def _is_stray(self, row: GeonamesRow) -> bool:
        centre = self._centres.get(row.postcode)
        return centre is not None and km(row.lat, row.lon, centre.lat, centre.lon) > STRAY_KM

    def _village(self, row: GeonamesRow) -> str:
        """The name without the municipality's before it; "" for a municipality itself."""
        if self._is_municipality(row.name, row):
            return ""
        words = row.name.split()
        for length in range(len(words) - 1, 0, -1):
            rest = " ".join(words[length:])
            if rest[0].isupper() and self._is_municipality(" ".join(words[:length]), row, PREFIX_KM):
                return "" if self._is_municipality(rest, row) else rest
        return row.name

    def _is_municipality(self, name: str, row: GeonamesRow, within_km: float = SAME_TOWN_KM) -> bool:
        """Whether the row's postcode is one of a municipality of that name, or its seat is near."""
        keys = {key for text in (name, short_name(name)) for key in spellings(text)}
        towns = [town for key in keys for town in self._by_key.get(key, ())]
        return any(row.postcode in town.postcodes.split() for town in towns) or any(
            km(row.lat, row.lon, self._seats[town.ags].lat, self._seats[town.ags].lon) <= within_km
            for town in towns
            if town.ags in self._seats
        )


def without_known(
    places: Iterable[GeonamesPlace], villages: Iterable[Village], names: Mapping[str, MunicipalityName]
) -> list[GeonamesPlace]:
    """The places that are not villages of the other source: of the same name, and near or in a
    municipality with one of the same postcodes.
    """
    known: dict[str, list[Village]] = defaultdict(list)
    for village in villages:
        known[village.name].append(village)
    return [
        place
        for place in places
        if not any(_is_same(place, each, names[each.ags]) for each in known[place.name])
    ]


def _is_same(place: GeonamesPlace, village: Village, town: MunicipalityName) -> bool:
    shares_code = not set(place.postcodes.split()).isdisjoint(town.postcodes.split())
    return shares_code or km(place.lat, place.lon, village.lat, village.lon) <= SAME_TOWN_KM


def _merged(name: str, rows: Sequence[GeonamesRow]) -> GeonamesPlace:
    codes = " ".join(sorted({row.postcode for row in rows}))
    lat, lon = fmean(row.lat for row in rows), fmean(row.lon for row in rows)
    return GeonamesPlace(name, codes, round(lat, 5), round(lon, 5))
