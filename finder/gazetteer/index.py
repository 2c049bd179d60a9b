"""The places in memory: found by key, by words that describe them, and by a slip of the pen."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from finder.gazetteer.contexts import Contexts, Fit
from finder.gazetteer.entries import Entry, PlaceKind
from finder.gazetteer.files import MunicipalityName
from finder.gazetteer.names import (
    MAIN_STATION,
    STATION,
    aliases,
    district_aliases,
    spellings,
    station_aliases,
)
from finder.gazetteer.slips import Vocabulary, is_slip

MAX_WORDS = 10
"""In a longer text no words are looked for that describe others."""

_END = "\U0010ffff"
_AREAS = (PlaceKind.MUNICIPALITY, PlaceKind.POSTCODE)


class Index:
    """Finds the numbers of entries; texts are keys as `spellings` makes them."""

    def __init__(self, entries: list[Entry], towns: Mapping[str, MunicipalityName]) -> None:
        self.entries = entries
        self._towns = towns
        self._contexts = Contexts(towns)
        pairs = sorted((key, number) for number, entry in enumerate(entries) for key in self._keys_of(entry))
        self._keys = [key for key, _ in pairs]
        self._numbers = array("I", (number for _, number in pairs))
        self._vocabulary = Vocabulary(key for key, number in pairs if entries[number].is_forgiving)
        self._by_area: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(entries):
            if entry.is_forgiving:
                self._by_area[entry.ags].append(number)
        self._by_district: dict[str, set[str]] = defaultdict(set)
        for town in towns.values():
            for key in district_aliases(town.district):
                self._by_district[key].add(town.ags)

    def _keys_of(self, entry: Entry) -> Iterable[str]:
        if entry.kind is PlaceKind.POSTCODE:
            return (entry.name,)
        if entry.kind is PlaceKind.MUNICIPALITY:
            return aliases(entry.name)
        if entry.station:
            town = self._towns.get(entry.ags)
            return station_aliases(entry.name, town.name if town else entry.town)
        return spellings(entry.name)

    def exact(self, key: str) -> list[int]:
        """The entries that are called so."""
        return self._between(key, key + "\x00")

    def _between(self, low: str, high: str) -> list[int]:
        return self._numbers[bisect_left(self._keys, low) : bisect_left(self._keys, high)].tolist()

    def named(self, key: str) -> set[int]:
        """The entries that are called so, also with the words turned around (`Kirche Elspe`), or among
        words that describe them: municipality, Kreis, state, country or postcode
        (`lennestadt altenhundem`). What is described by its municipality or postcode outweighs the
        rest; in a Kreis the municipality outweighs villages of its name. A postcode is only meant
        where it comes first.
        """
        found = set(self.exact(key))
        words = key.split()[:MAX_WORDS]
        for at in range(1, len(words)):
            found.update(self.exact(" ".join(words[at:] + words[:at])))
        described: dict[Fit, set[int]] = defaultdict(set)
        for name, context in _splits(key):
            for number in self.exact(name):
                entry = self.entries[number]
                if entry.kind is not PlaceKind.POSTCODE or key.startswith(name):
                    described[self._contexts.fit(entry, context)].add(number)
        if found or described[Fit.TOWN]:
            return found | described[Fit.TOWN]
        widely = described[Fit.KREIS] or described[Fit.COUNTRY]
        return {n for n in widely if self.entries[n].kind is PlaceKind.MUNICIPALITY} or widely

    def beginning(self, prefix: str) -> set[int]:
        """The entries of which a key begins so, also after words that describe them."""
        found = set(self._between(prefix, prefix + _END))
        words = prefix.split()[:MAX_WORDS]
        for at in range(1, len(words)):
            begun = " ".join(words[at:])
            inside = (number for ags in self._areas(" ".join(words[:at])) for number in self._by_area[ags])
            found.update(number for number in inside if self._begins(number, begun))
        return found

    def _begins(self, number: int, prefix: str) -> bool:
        return any(key.startswith(prefix) for key in self._keys_of(self.entries[number]))

    def stations_of(self, key: str) -> set[int]:
        """The railway stations of the municipality that is named with the word for a station."""
        words = key.split()
        town = [word for word in words if word not in (STATION, MAIN_STATION)]
        areas = self._areas(" ".join(town)) if town and len(town) < len(words) else ()
        return {number for ags in areas for number in self._by_area[ags] if self.entries[number].station}

    def at_odds(self, key: str) -> set[int]:
        """A postcode and a place that are both known but do not lie together (`57368 olpe`)."""
        codes = [word for word in key.split() if len(word) == 5 and word.isdigit()]
        name = " ".join(word for word in key.split() if word not in codes)
        known = {number for code in codes for number in self.exact(code)}
        named = self.named(name) if name and known else set()
        return known | named if named else set()

    def has_namesakes(self, number: int) -> bool:
        """Whether this is a municipality and something elsewhere is called so, too."""
        entry = self.entries[number]
        if entry.kind is not PlaceKind.MUNICIPALITY:
            return False
        others = (self.entries[other] for key in spellings(entry.name) for other in self.exact(key))
        return any(other.ags != entry.ags for other in others)

    def towns_of_district(self, key: str) -> set[int]:
        """The municipalities of the Kreis that is called so."""
        return {
            number
            for ags in self._by_district.get(key, ())
            for number in self._by_area[ags]
            if self.entries[number].kind is PlaceKind.MUNICIPALITY
        }

    def misspelled(self, key: str, min_length: int) -> list[set[int]]:
        """For each key that is one slip from this one the entries that are called so; both keys have
        at least so many letters.
        """
        near = self._vocabulary.one_slip(key, min_length) if len(key) >= min_length else ()
        return [set(self.exact(each)) for each in near]

    def misspelled_among(self, key: str, min_length: int) -> list[set[int]]:
        """The same for a name among words that describe the entry, with the slip in the name or in
        those words.
        """
        found: list[set[int]] = []
        for name, context in _splits(key):
            if len(name) >= min_length:
                found += self._slips_within(name, context, min_length)
            if len(context) >= min_length:
                found.append(self._slip_around(name, context))
        return [numbers for numbers in found if numbers]

    def _slips_within(self, name: str, context: str, min_length: int) -> Iterable[set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        themselves = set(self.exact(context))
        for number in (number for ags in self._areas(context) for number in self._by_area[ags]):
            for key in self._keys_of(self.entries[number]) if number not in themselves else ():
                if len(key) >= min_length and is_slip(name, key):
                    found[key].add(number)
        return found.values()

    def _slip_around(self, name: str, context: str) -> set[int]:
        return {
            number for number in self.exact(name) if self._contexts.is_slip(self.entries[number], context)
        }

    def _areas(self, key: str) -> set[str]:
        """The official keys of the municipalities that are called so or have this postcode."""
        areas = (self.entries[number] for number in self.exact(key))
        return {entry.ags for entry in areas if entry.kind in _AREAS} - {""}

    def similar(self, key: str, limit: int) -> list[int]:
        """Entries that may have been meant: called by some of the words, containing the text, or
        nearly called so; for a number, the postcodes that begin alike.
        """
        keys = [name for name, _ in _splits(key) if len(name) > 2]
        if key.isdigit():
            return self._between(key[:4], key[:4] + _END) or self._between(key[:3], key[:3] + _END)
        if len(key) > 3:
            keys += sorted(self._vocabulary.containing(key), key=len)[:limit]
        keys += self._vocabulary.alike(key, limit)
        known = (number for each in keys for number in self.exact(each)[:limit])
        return [number for number in dict.fromkeys(known) if self.entries[number].kind is not PlaceKind.STOP]


def _splits(key: str) -> Iterator[tuple[str, str]]:
    """Every run of words as a name with the words around it as its context, the longest first; none
    for a long text.
    """
    words = key.split()
    if len(words) <= MAX_WORDS:
        for start, end in sorted(combinations(range(len(words) + 1), 2), key=lambda run: run[0] - run[1])[1:]:
            yield " ".join(words[start:end]), " ".join(words[:start] + words[end:])
