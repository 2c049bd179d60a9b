"""The places in memory: found by key, by words that describe them, and by a slip of the pen."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from finder.gazetteer.contexts import Contexts, Fit
from finder.gazetteer.entries import Entry, PlaceKind
from finder.gazetteer.files import MunicipalityName
from finder.gazetteer.names import (
    MAIN_STATION,
    STATION,
    aliases,
    spellings,
    station_aliases,
)
from finder.gazetteer.slips import Vocabulary

MAX_WORDS = 8
"""In a longer text no words are looked for that describe others."""

_END = "\U0010ffff"


class Index:
    """Finds the numbers of entries; texts are keys as `spellings` makes them."""

    def __init__(self, entries: list[Entry], towns: Mapping[str, MunicipalityName]) -> None:
        self.entries = entries
        self._towns = towns
        self._contexts = Contexts(towns)
        pairs = sorted((key, number) for number, entry in enumerate(entries) for key in self._keys_of(entry))
        self._keys = [key for key, _ in pairs]
        self._numbers = np.array([number for _, number in pairs], dtype=np.uint32)
        self._vocabulary = Vocabulary(key for key, number in pairs if entries[number].is_forgiving)
        self._by_area: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(entries):
            if entry.is_forgiving:
                self._by_area[entry.ags].append(number)

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
        numbers: list[int] = self._between(key, key + "\x00").tolist()
        return numbers

    def _between(self, low: str, high: str) -> NDArray[np.uint32]:
        return self._numbers[bisect_left(self._keys, low) : bisect_left(self._keys, high)]

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
            for number, fit in self._described(name, context, is_first=key.startswith(name)):
                described[fit].add(number)
        if found or described[Fit.TOWN]:
            return found | described[Fit.TOWN]
        widely = described[Fit.KREIS] or described[Fit.COUNTRY]
        return {n for n in widely if self.entries[n].kind is PlaceKind.MUNICIPALITY} or widely

    def _described(self, name: str, context: str, is_first: bool) -> Iterator[tuple[int, Fit]]:
        """The entries of that name, each with how well the context describes it."""
        numbers = self.exact(name)
        areas = self._contexts.areas(context) if numbers else {}
        for number in numbers:
            entry = self.entries[number]
            if is_first or entry.kind is not PlaceKind.POSTCODE:
                yield number, self._contexts.fit(entry, context, areas)

    def beginning(self, prefix: str) -> NDArray[np.uint32]:
        """The entries of which a key begins so, also after words that describe them; (n,) numbers,
        some more than once.
        """
        words = prefix.split()[:MAX_WORDS]
        inside = [
            number
            for at in range(1, len(words))
            for ags in self._contexts.towns_named([" ".join(words[:at])])
            for number in self._by_area[ags]
            if self._begins(number, " ".join(words[at:]))
        ]
        begun = self._between(prefix, prefix + _END)
        return np.concatenate((begun, np.array(inside, dtype=np.uint32)))

    def _begins(self, number: int, prefix: str) -> bool:
        return any(key.startswith(prefix) for key in self._keys_of(self.entries[number]))

    def stations_of(self, key: str) -> set[int]:
        """The railway stations of the municipality that is named with the word for a station."""
        words = key.split()
        town = [word for word in words if word not in (STATION, MAIN_STATION)]
        areas = self._contexts.towns_named([" ".join(town)]) if len(town) < len(words) else ()
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
            for ags in self._contexts.towns_of_district(key)
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
                found.append(self._slip_around(name, context, min_length))
        return [numbers for numbers in found if numbers]

    def _slips_within(self, name: str, context: str, min_length: int) -> Iterator[set[int]]:
        areas = self._contexts.towns_named([context])
        themselves = set(self.exact(context))
        for near in self._vocabulary.one_slip(name, min_length) if areas else ():
            yield {n for n in self.exact(near) if self.entries[n].ags in areas} - themselves

    def _slip_around(self, name: str, context: str, min_length: int) -> set[int]:
        numbers = self.exact(name)
        near = self._vocabulary.one_slip(context, min_length) if numbers else ()
        areas = self._contexts.towns_named(near)
        return {number for number in numbers if self.entries[number].ags in areas}

    def similar(self, key: str, limit: int) -> list[int]:
        """Entries that may have been meant: called by some of the words, containing the text, or
        nearly called so; for a number, the postcodes that begin alike.
        """
        keys = [name for name, _ in _splits(key) if len(name) > 2]
        if key.isdigit():
            return self._codes(key[:4]) or self._codes(key[:3])
        if len(key) > 3:
            keys += sorted(self._vocabulary.containing(key), key=len)[:limit]
        keys += self._vocabulary.alike(key, limit)
        known = (number for each in keys for number in self.exact(each)[:limit])
        return [number for number in dict.fromkeys(known) if self.entries[number].kind is not PlaceKind.STOP]

    def _codes(self, digits: str) -> list[int]:
        numbers: list[int] = self._between(digits, digits + _END).tolist()
        return numbers


def _splits(key: str) -> Iterator[tuple[str, str]]:
    """Every run of words as a name with the words around it as its context, the longest first and
    each pair once; none for a long text.
    """
    words = key.split()
    if len(words) > MAX_WORDS:
        return
    runs = sorted(combinations(range(len(words) + 1), 2), key=lambda run: run[0] - run[1])[1:]
    pairs = ((" ".join(words[start:end]), " ".join(words[:start] + words[end:])) for start, end in runs)
    yield from dict.fromkeys(pairs)
