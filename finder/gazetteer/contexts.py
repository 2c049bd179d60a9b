"""The words that describe a place: its municipality and postcode, or more widely Kreis, state, country."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum

from finder.gazetteer.entries import Entry, PlaceKind
from finder.gazetteer.files import MunicipalityName
from finder.gazetteer.names import aliases, district_aliases, spellings

_COUNTRY = ("deutschland", "germany")
_STATES = {"Nordrhein-Westfalen": ("nrw",)}


class Fit(IntEnum):
    """How well words describe a place."""

    NONE = 0
    COUNTRY = 1
    KREIS = 2
    TOWN = 3


Areas = Mapping[str, Fit]
"""The municipalities that words describe, by official key."""


class Contexts:
    """Tells which places words describe; texts are keys as `spellings` makes them."""

    def __init__(self, towns: Mapping[str, MunicipalityName]) -> None:
        self._everywhere = dict.fromkeys(towns, Fit.COUNTRY)
        self._areas: dict[str, dict[str, Fit]] = defaultdict(dict)
        self._districts: dict[str, set[str]] = defaultdict(set)
        self._of_code: dict[str, list[str]] = defaultdict(list)
        for town in towns.values():
            self._add(town)

    def _add(self, town: MunicipalityName) -> None:
        """A town that is in no Kreis has its state for it."""
        for key in (*spellings(town.state), *_STATES.get(town.state, ())):
            self._areas[key][town.ags] = Fit.COUNTRY if town.district else Fit.KREIS
        for key in district_aliases(town.district):
            self._areas[key][town.ags] = Fit.KREIS
            self._districts[key].add(town.ags)
        for key in aliases(town.name):
            self._areas[key][town.ags] = Fit.TOWN
        for code in town.postcodes.split():
            self._areas[code][town.ags] = Fit.TOWN
            self._of_code[code].append(town.ags)

    def areas(self, context: str) -> Areas:
        """The municipalities that all of the words describe, each by the best of their parts: its name
        or postcode, its Kreis, or its state or country.
        """
        words = context.split()
        near = [word for word in words if word not in _COUNTRY]
        return self._covered(near) if near else self._everywhere

    def _covered(self, words: Sequence[str]) -> Areas:
        best: dict[str, Fit] = {}
        for end in range(len(words), 0, -1):
            here: Areas = self._areas.get(" ".join(words[:end]), {})
            rest = self._covered(words[end:]) if here and end < len(words) else here
            for ags in here.keys() & rest.keys():
                best[ags] = max(best.get(ags, Fit.NONE), here[ags], rest[ags])
        return best

    def towns_named(self, keys: Iterable[str]) -> set[str]:
        """The official keys of the municipalities that are called so or have this postcode."""
        found = (self._areas.get(key, {}).items() for key in keys)
        return {ags for items in found for ags, fit in items if fit is Fit.TOWN}

    def towns_of_district(self, key: str) -> set[str]:
        """The official keys of the municipalities of the Kreis that is called so."""
        return self._districts.get(key, set())

    def fit(self, entry: Entry, context: str, areas: Areas) -> Fit:
        """How well words describe the entry, given the areas that they describe. A postcode is only
        described by its towns; what is in no known town by the town's name in its source.
        """
        if entry.kind is PlaceKind.POSTCODE:
            is_told = any(areas.get(ags) is Fit.TOWN for ags in self._of_code.get(entry.name, ()))
            return Fit.TOWN if is_told else Fit.NONE
        if entry.ags:
            return areas.get(entry.ags, Fit.NONE)
        return Fit.TOWN if context in (*aliases(entry.town), *entry.postcodes.split()) else Fit.NONE
