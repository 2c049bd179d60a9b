"""Our entries by what they share with an object of OSM, so that it is compared with a few of them only."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from finder.domain.duplicates import MAYBE_FROM, Traits, compare, own_hosts
from finder.domain.point import Point
from finder.domain.same_words import BEGINNING, beginnings, telling_words
from finder.domain.text import fold

CELL: Final = 0.003
"""Degrees of latitude and longitude of a cell, in Germany 200 m or more; its neighbours count, too."""

REGION: Final = 0.1
"""Degrees of a region, 6 km and more: what lies neither in one of ours nor beside it is nothing of ours."""

_KEPT: Final = 5
"""So many entries that an object resembles are kept."""


class Known(NamedTuple):
    """An entry of ours: its number, what tells it from others, and the objects that it is linked to."""

    offer_id: int
    traits: Traits
    osm_ids: tuple[str, ...]


class Alike(NamedTuple):
    """How much an entry resembles an object; the highest score first when sorted."""

    score: float
    offer_id: int
    metres: float | None


class Index:
    """All entries that are compared."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.known = {each.offer_id: each for each in known}
        self.linked: Mapping[str, list[int]] = _grouped(
            (osm_id, each) for each in self.known.values() for osm_id in each.osm_ids
        )
        points = (each.traits.point for each in self.known.values())
        self._regions = {region for point in points if point for region in _around(point, REGION)}
        self._by_key = _grouped((key, each) for each in self.known.values() for key in _keys(each.traits))

    def is_near(self, point: Point) -> bool:
        """Whether any entry is so near to a point that it may be worth a look."""
        return _square(point, REGION) in self._regions

    def alike(self, traits: Traits) -> list[Alike]:
        """The entries that are or may be the same place, the most probable first; at most a few."""
        numbers = {number for key in _wanted(traits) for number in self._by_key.get(key, ())}
        found = []
        for number in numbers:
            resemblance = compare(traits, self.known[number].traits)
            if resemblance.score >= MAYBE_FROM:
                found.append(Alike(resemblance.score, number, resemblance.metres))
        found.sort(key=lambda each: (-each.score, each.offer_id))
        return found[:_KEPT]

    def resemblance(self, offer_id: int, traits: Traits) -> Alike:
        """How much one entry resembles an object."""
        resemblance = compare(traits, self.known[offer_id].traits)
        return Alike(resemblance.score, offer_id, resemblance.metres)


def _grouped(pairs: Iterable[tuple[str, Known]]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for key, known in pairs:
        groups[key].append(known.offer_id)
    return dict(groups)


def _keys(traits: Traits) -> set[str]:
    """What an entry is found by."""
    words = {word.text[:BEGINNING] for word in telling_words(_names(traits))}
    places = {traits.postal_code} - {""}
    if traits.point is not None:
        places.add(str(_square(traits.point, CELL)))
    return {*_shared(traits), *(f"{place} {word}" for place in places for word in words)}


def _wanted(traits: Traits) -> set[str]:
    """What an object looks for: the same, in all cells near by, but by the words that tell most."""
    places = {traits.postal_code} - {""}
    if traits.point is not None:
        places |= set(map(str, _around(traits.point, CELL)))
    words = beginnings(_names(traits))
    return {*_shared(traits), *(f"{place} {word}" for place in places for word in words)}


def _shared(traits: Traits) -> Iterator[str]:
    """What two entries of one place have in common wherever they are."""
    yield from (f"phone {phone}" for phone in traits.phones)
    yield from (f"host {host}" for host in own_hosts(contact.casefold() for contact in traits.contacts))
    yield f"name {fold(traits.name)}"


def _names(traits: Traits) -> str:
    return f"{traits.name} {traits.person} {traits.organization}"


def _square(point: Point, size: float) -> tuple[int, int]:
    return math.floor(point.lat / size), math.floor(point.lon / size)


def _around(point: Point, size: float) -> Iterator[tuple[int, int]]:
    """The square of a point and its neighbours."""
    row, column = _square(point, size)
    return ((row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
