"""The words that describe a place: its municipality and postcode, or more widely Kreis, state, country."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum

from finder.gazetteer.entries import Entry, PlaceKind
from finder.gazetteer.files import MunicipalityName
from finder.gazetteer.names import aliases, district_aliases, spellings
from finder.gazetteer.slips import is_slip

_COUNTRY = ("deutschland", "germany")
_STATES = {"Nordrhein-Westfalen": ("nrw",)}


class Fit(IntEnum):
    """How well words describe a place."""

    NONE = 0
    COUNTRY = 1
    KREIS = 2
    TOWN = 3


Keys = dict[str, Fit]


class Contexts:
    """Tells whether words describe an entry; texts are keys as `spellings` makes them."""

    def __init__(self, towns: Mapping[str, MunicipalityName]) -> None:
        self._towns = towns
        self._of_code: dict[str, list[MunicipalityName]] = defaultdict(list)
        for town in towns.values():
            for code in town.postcodes.split():
                self._of_code[code].append(town)
        self._known: dict[tuple[str, str, str], Keys] = {}

    def fit(self, entry: Entry, context: str) -> Fit:
        """How well the words describe the entry, all of them, by the best of their parts: by its
        municipality or postcode, its Kreis, or its state or country. A postcode is only described
        by its towns.
        """
        keys = self._keys(entry)
        found = keys.get(context) or _fit(context.split(), keys)
        return Fit.NONE if entry.kind is PlaceKind.POSTCODE and found is not Fit.TOWN else found

    def is_slip(self, entry: Entry, context: str) -> bool:
        """Whether the words describe the entry but for one slip."""
        return any(is_slip(context, key) for key in self._keys(entry))

    def _keys(self, entry: Entry) -> Keys:
        """The keys that describe an entry, made once for all entries that have the same."""
        is_code = entry.kind is PlaceKind.POSTCODE
        identity = entry.ags, entry.postcodes if is_code or not entry.ags else "", entry.town
        if identity not in self._known:
            towns = self._of_code.get(entry.name, []) if is_code else self._town(entry)
            codes = "" if is_code else towns[0].postcodes if towns else entry.postcodes
            town_keys = [key for name in [t.name for t in towns] or [entry.town] for key in aliases(name)]
            self._known[identity] = {**_wide(towns), **dict.fromkeys([*town_keys, *codes.split()], Fit.TOWN)}
        return self._known[identity]

    def _town(self, entry: Entry) -> list[MunicipalityName]:
        return [self._towns[entry.ags]] if entry.ags in self._towns else []


def _wide(towns: Iterable[MunicipalityName]) -> Keys:
    """The keys of Kreis, state and country; a town that is in no Kreis has its state for it."""
    keys = dict.fromkeys(_COUNTRY, Fit.COUNTRY)
    for town in towns:
        state = (*spellings(town.state), *_STATES.get(town.state, ()))
        keys.update(dict.fromkeys(state, Fit.COUNTRY if town.district else Fit.KREIS))
        keys.update(dict.fromkeys(district_aliases(town.district), Fit.KREIS))
    return keys


def _fit(words: Sequence[str], keys: Keys) -> Fit:
    """The best fit of the words when all of them are covered by keys."""
    best = Fit.NONE
    for end in range(len(words), 0, -1):
        here = keys.get(" ".join(words[:end]), Fit.NONE)
        rest = _fit(words[end:], keys) if here and end < len(words) else here
        best = max(best, here) if rest else best
        best = max(best, rest)
    return best
