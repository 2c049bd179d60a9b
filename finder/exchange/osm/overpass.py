"""OSM objects as JSON, as the Overpass API and the OSM API write them: `{"elements": [...]}`.

The file is read element by element. Where an element has no position of its own (`out body; >; out skel`),
those of its nodes are collected first; memory holds these alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from finder.domain.entry import Entry, Rejected
from finder.domain.point import Point
from finder.errors import BadInput
from finder.exchange.context import Notes, ReadContext
from finder.exchange.osm.dates import day_of
from finder.exchange.osm.json_array import Broken, head_of, values_of
from finder.exchange.osm.objects import Found, OsmObject, entries_of, tags_of_json
from finder.exchange.osm.shape import LonLat, point_of_way, point_of_ways
from finder.exchange.osm.tags import topics_of_tags

NAME = "osm-json"

_ARRAY = "elements"
_STARTS = re.compile(r'"elements"\s*:\s*\[\s*(?:\]|\{\s*"type"\s*:\s*"(?:node|way|relation)")')
_AS_OF = re.compile(r'"timestamp_osm_base"\s*:\s*"(\d{4}-\d\d-\d\d)')
_TYPES = ("node", "way", "relation")
_Element = Mapping[str, Any]


def detect(path: Path) -> bool:
    """Whether a file starts like JSON of OSM elements; never raises."""
    head = head_of(path)
    return _STARTS.search(head) is not None or ('"osm3s"' in head and f'"{_ARRAY}"' in head)


def as_of(path: Path) -> date | None:
    """The day of the data where the file tells it at its beginning."""
    match = _AS_OF.search(head_of(path))
    return day_of(match[1]) if match else None


def read(path: Path, context: ReadContext) -> Iterator[Entry | Rejected]:
    """An entry for every element with a topic and a name, in the order of the file; Rejected where such an
    element has no name or no position, and from where the file is broken. Other elements are passed over.

    Raises OSError when the file cannot be opened.
    """
    return entries_of(objects(path, context), path.name, context, is_each_told=False)


def objects(path: Path, context: ReadContext) -> Iterator[Found]:
    """Every element with a topic as an object, in the order of the file; Rejected as `read` has it."""
    number = -1
    try:
        shapes = _Shapes(path, context)
        for number, element in enumerate(values_of(path, _ARRAY)):
            if _has_topic(element, context):
                yield _object(element, shapes, Notes(path.name, f"{_ARRAY}[{number}]"))
    except Broken as broken:
        yield Rejected(path.name, f"{_ARRAY}[{number + 1}]", "", "", str(broken))


def count(path: Path, context: ReadContext) -> int:
    """How many elements have a topic, as far as the file can be read."""
    return sum(1 for _element in _whole(path, context))


def _whole(path: Path, context: ReadContext) -> Iterator[_Element]:
    """The elements with a topic as far as the file is whole."""
    try:
        for element in values_of(path, _ARRAY):
            if isinstance(element, Mapping) and _has_topic(element, context):
                yield element
    except Broken:
        return


def _has_topic(element: object, context: ReadContext) -> bool:
    """A deleted element (`visible` false) has none."""
    if not isinstance(element, Mapping) or element.get("visible") is False:
        return False
    return bool(topics_of_tags(_tags(element), context.taxonomy))


def _object(element: Any, shapes: _Shapes, notes: Notes) -> Found:
    kind, number = element.get("type"), element.get("id")
    if kind not in _TYPES or type(number) is not int:
        return notes.rejected("id", f"{kind}/{number}", "no OSM id such as node/123")
    external_id = f"{kind}/{number}"
    notes.row = notes.external_id = external_id
    try:
        point = shapes.point_of(element)
    except BadInput as error:
        return notes.rejected("geometry", error.value, f"expected {error.expected}")
    return OsmObject(external_id, _tags(element), point, day_of(element.get("timestamp")))


def _tags(element: _Element) -> dict[str, str]:
    tags = element.get("tags")
    return tags_of_json(tags) if isinstance(tags, Mapping) else {}


class _Shapes:
    """Finds the points of elements, where they have no position of their own by their ways and nodes."""

    def __init__(self, path: Path, context: ReadContext) -> None:
        self._path = path
        self._ways: dict[int, Sequence[int]] = {}
        self._nodes: dict[int, LonLat] = {}
        bare = [item for item in _whole(path, context) if not _own_position(item)]
        ways = {ref for item in bare for ref in _members(item)}
        nodes = {node for item in bare for node in _numbers(item.get("nodes"))}
        if ways:
            self._ways = {number: _numbers(item.get("nodes")) for number, item in self._of("way", ways)}
            nodes.update(node for refs in self._ways.values() for node in refs)
        if nodes:
            found = ((number, _lon_lat(item)) for number, item in self._of("node", nodes))
            self._nodes = {number: corner for number, corner in found if corner is not None}

    def _of(self, kind: str, wanted: set[int]) -> Iterator[tuple[int, _Element]]:
        """The elements of a kind with these numbers, as far as the file is whole."""
        try:
            for item in values_of(self._path, _ARRAY):
                if isinstance(item, Mapping) and item.get("type") == kind and item.get("id") in wanted:
                    yield item["id"], item
        except Broken:
            return

    def point_of(self, element: _Element) -> Point:
        """A point within an element. Raises BadInput where the file has no position of it."""
        own = _lon_lat(element) or _lon_lat(element.get("center"))
        if own is not None:
            return _checked(own)
        if element.get("type") != "relation":
            return point_of_way(_corners(element) or self._along(_numbers(element.get("nodes"))))
        outer, inner = self._rings(element)
        return point_of_ways(outer, inner)

    def _rings(self, element: _Element) -> tuple[list[list[LonLat]], list[list[LonLat]]]:
        outer: list[list[LonLat]] = []
        inner: list[list[LonLat]] = []
        for member in filter(_is_way, _list(element.get("members"))):
            refs = [node for ref in _numbers([member.get("ref")]) for node in self._ways.get(ref, ())]
            corners = _corners(member) or self._along(refs)
            (inner if member.get("role") == "inner" else outer).append(corners)
        return outer, inner

    def _along(self, refs: Sequence[int]) -> list[LonLat]:
        return [self._nodes[ref] for ref in refs if ref in self._nodes]


def _own_position(element: _Element) -> bool:
    shaped = [element, *filter(_is_way, _list(element.get("members")))]
    return (
        _lon_lat(element) is not None
        or _lon_lat(element.get("center")) is not None
        or any(_corners(item) for item in shaped)
    )


def _is_way(member: object) -> bool:
    return isinstance(member, Mapping) and member.get("type") == "way"


def _members(element: _Element) -> list[int]:
    """The numbers of the ways of a relation."""
    return _numbers([member.get("ref") for member in _list(element.get("members")) if _is_way(member)])


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _numbers(value: object) -> list[int]:
    return [number for number in _list(value) if type(number) is int]


def _corners(element: _Element) -> list[LonLat]:
    """The corners of a way as `out geom` writes them, with null for those outside of the box asked for."""
    corners = map(_lon_lat, _list(element.get("geometry")))
    return [corner for corner in corners if corner is not None]


def _lon_lat(place: object) -> LonLat | None:
    if not isinstance(place, Mapping):
        return None
    lon, lat = place.get("lon"), place.get("lat")
    if not isinstance(lon, int | float) or not isinstance(lat, int | float):
        return None
    return float(lon), float(lat)


def _checked(place: LonLat) -> Point:
    try:
        return Point(place[1], place[0])
    except BadInput as error:
        raise BadInput("geometry", f"{place[0]} {place[1]}", error.expected) from error
