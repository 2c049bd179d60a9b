"""Which object of OSM is which entry of ours: by number where they are linked, else the most alike first,
each object for one entry and each entry for one object.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from finder.actions.find_duplicates import traits_of_entry
from finder.actions.osm_report.index import Alike, Index
from finder.domain.entry import Entry
from finder.domain.osm_report import Certainty, certainty_of
from finder.domain.point import Point
from finder.exchange.osm.objects import OsmObject


class Read(NamedTuple):
    """An object and the entry that it is read as."""

    found: OsmObject
    entry: Entry


class Pair(NamedTuple):
    """An entry and an object that are one place, and how certain that is."""

    alike: Alike
    osm_id: str
    certainty: Certainty


@dataclass(slots=True)
class Box:
    """The smallest box around points that were added; there is nothing in that of no points."""

    south: float = 90.0
    north: float = -90.0
    west: float = 180.0
    east: float = -180.0

    def add(self, point: Point) -> None:
        """Make room for a point."""
        self.south, self.north = min(self.south, point.lat), max(self.north, point.lat)
        self.west, self.east = min(self.west, point.lon), max(self.east, point.lon)

    def __contains__(self, point: Point) -> bool:
        return self.south <= point.lat <= self.north and self.west <= point.lon <= self.east


@dataclass(frozen=True, slots=True)
class Matched:
    """The pairs; the objects in town that have no partner; and what those without one resemble, which is
    another's already: entries by the number of the object, objects by that of the entry.
    """

    pairs: list[Pair]
    only_osm: list[Read]
    resembled: dict[str, Alike]
    resembling: dict[int, tuple[str, Alike]]


@dataclass(slots=True)
class Matcher:
    """Takes the objects of a file one by one. Of those that are nothing of ours and not in town it keeps only
    the box around all, so that memory does not grow with the file.
    """

    index: Index
    box: Box = field(default_factory=Box)
    kept: dict[str, Read] = field(default_factory=dict)
    _linked: dict[int, Pair] = field(default_factory=dict)
    _scored: list[tuple[Alike, str]] = field(default_factory=list)
    _in_town: set[str] = field(default_factory=set)

    def may_be_ours(self, found: OsmObject) -> bool:
        """Whether an object is worth to be read: linked to an entry of ours, or not far from all of them."""
        if found.point is None:
            return True
        self.box.add(found.point)
        return found.external_id in self.index.linked or self.index.is_near(found.point)

    def add(self, read: Read, *, is_in_town: bool) -> None:
        """Look whose object this is."""
        osm_id, traits = read.found.external_id, traits_of_entry(read.entry)
        linked = self.index.linked.get(osm_id, ())
        for number in linked:
            alike = self.index.resemblance(number, traits)
            self._linked[number] = Pair(alike, osm_id, Certainty.LINKED)
        found = [] if linked else self.index.alike(traits)
        self._scored += [(alike, osm_id) for alike in found]
        if is_in_town:
            self._in_town.add(osm_id)
        if linked or found or is_in_town:
            self.kept[osm_id] = read

    def matched(self) -> Matched:
        """What came of all that were added."""
        pairs = dict(self._linked)
        taken = {pair.osm_id for pair in pairs.values()}
        scored = sorted(self._scored, key=lambda item: (-item[0].score, item[0].offer_id, item[1]))
        for alike, osm_id in scored:
            if alike.offer_id not in pairs and osm_id not in taken:
                pairs[alike.offer_id] = Pair(alike, osm_id, certainty_of(alike.score))
                taken.add(osm_id)
        resembled: dict[str, Alike] = {}
        resembling: dict[int, tuple[str, Alike]] = {}
        for alike, osm_id in scored:
            resembled.setdefault(osm_id, alike)
            resembling.setdefault(alike.offer_id, (osm_id, alike))
        only_osm = [read for osm_id, read in self.kept.items() if osm_id in self._in_town - taken]
        return Matched([*pairs.values()], only_osm, resembled, resembling)

    def alone(self, matched: Matched) -> Iterator[int]:
        """The numbers of our entries without a partner, ascending."""
        paired = {pair.alike.offer_id for pair in matched.pairs}
        return (number for number in sorted(self.index.known) if number not in paired)
