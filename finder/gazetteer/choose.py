"""Which of the places of one name is meant.

0. What is spelled as typed outweighs what is met by ignoring umlauts (Burbach, Bürbach).
1. Places of one name that lie together are one place: a postcode stands for its town, a town for
   the village and the stops of its name in it, a village for stops within 3 km.
2. The only town of that name in the home Kreis is meant (Olpe), whatever else is called so.
3. Another place that is the only one in the home Kreis is meant when all others are at least 50 km
   from home and none of them has 20,000 inhabitants.
4. When none is in the home Kreis: a city of 100,000 inhabitants is meant when it has 20 times the
   inhabitants of its namesakes together, or 5 times when that is its whole official name.
5. Then the only town is meant if it has 20,000 inhabitants or is the nearest to home.
6. Otherwise there is a choice, nearest to home first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from finder.gazetteer.distance import km
from finder.gazetteer.entries import Entry, PlaceKind
from finder.gazetteer.names import loosely_written

TOGETHER_KM = 3.0
FAR_KM = 50.0
TOWN_POPULATION, CITY_POPULATION = 20_000, 100_000
CITY_SHARE, OFFICIAL_SHARE = 20, 5

_RANK = {kind: rank for rank, kind in enumerate(PlaceKind)}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be meant: `is_home` in the home Kreis, `is_official` by its whole name."""

    number: int
    entry: Entry
    home_km: float
    is_home: bool
    is_official: bool

    @property
    def order(self) -> tuple[int, int, float, int]:
        """The more telling kind first, stations before stops, the nearer to home first."""
        return _RANK[self.entry.kind], -self.entry.station, self.home_km, self.number

    @property
    def is_town(self) -> bool:
        """Whether it is a municipality."""
        return self.entry.kind is PlaceKind.MUNICIPALITY


def choose(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The one place that is meant, or all that may be, nearest to home first; none of none."""
    places = together(candidates)
    meant = _at_home(places) if any(place.is_home for place in places) else _well_known(places)
    return [meant] if meant else nearest_first(places)


def nearest_first(places: Sequence[Candidate]) -> list[Candidate]:
    """The places by their distance from home."""
    return sorted(places, key=lambda place: (place.home_km, place.number))


def as_written(candidates: Sequence[Candidate], typed: Sequence[str]) -> list[Candidate]:
    """The candidates whose umlauts are those of the typed keys, or all when there are none such."""
    exact = [each for each in candidates if not loosely_written(each.entry.name, typed)]
    return exact or list(candidates)


def together(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without those that another one stands for, the most telling kind first."""
    places: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda each: each.order):
        if not any(_stands_for(place.entry, candidate.entry) for place in places):
            places.append(candidate)
    return places


def _stands_for(place: Entry, other: Entry) -> bool:
    if place.kind is PlaceKind.POSTCODE:
        return place.name in other.postcodes.split()
    same_town = place.ags == other.ags or not (place.ags and other.ags)
    if place.kind is PlaceKind.MUNICIPALITY and place.ags == other.ags:
        return True
    return same_town and km(place.lat, place.lon, other.lat, other.lon) <= TOGETHER_KM


def _at_home(places: Sequence[Candidate]) -> Candidate | None:
    home = [place for place in places if place.is_home]
    towns = [place for place in home if place.is_town]
    if len(towns) == 1:
        return towns[0]
    others = [place for place in places if not place.is_home]
    is_clear = all(o.home_km >= FAR_KM and o.entry.population < TOWN_POPULATION for o in others)
    return home[0] if len(home) == 1 and is_clear else None


def _well_known(places: Sequence[Candidate]) -> Candidate | None:
    if len(places) == 1:
        return places[0]
    towns = sorted((place for place in places if place.is_town), key=lambda town: -town.entry.population)
    if towns and _is_city(towns[0], sum(town.entry.population for town in towns[1:])):
        return towns[0]
    if len(towns) != 1:
        return None
    is_nearest = all(towns[0].home_km <= place.home_km for place in places)
    return towns[0] if is_nearest or towns[0].entry.population >= TOWN_POPULATION else None


def _is_city(town: Candidate, namesakes: int) -> bool:
    share = OFFICIAL_SHARE if town.is_official else CITY_SHARE
    return town.entry.population >= max(CITY_POPULATION, share * namesakes)
