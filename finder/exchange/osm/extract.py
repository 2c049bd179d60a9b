"""OSM extracts: `.osm.pbf`, and the XML forms `.osm`, `.osm.gz` and `.osm.bz2`, by pyosmium."""

from __future__ import annotations

import bz2
import gzip
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import osmium
import shapely

from finder.domain.entry import Entry, Rejected
from finder.domain.point import Point
from finder.domain.taxonomy import Taxonomy
from finder.errors import BadInput
from finder.exchange.context import Notes, ReadContext
from finder.exchange.osm.dates import day_of
from finder.exchange.osm.objects import Found, OsmObject, entries_of
from finder.exchange.osm.shape import inside_point, point_of_way
from finder.exchange.osm.tags import topics_of_tags

NAME = "osm"

_HEAD = 1024
_TYPES = {"n": "node", "w": "way", "r": "relation"}


def detect(path: Path) -> bool:
    """Whether a file starts like an OSM extract; never raises."""
    return _format(path) != ""


def as_of(path: Path) -> date | None:
    """The day of the data where the head of the file tells it."""
    try:
        file = osmium.io.File(str(path), _format(path))
        header = osmium.io.Reader(file, osmium.osm.osm_entity_bits.NOTHING).header()
    except RuntimeError:
        return None
    return day_of(header.get("osmosis_replication_timestamp") or header.get("timestamp"))


def read(path: Path, context: ReadContext) -> Iterator[Entry | Rejected]:
    """An entry for every node, way and multipolygon with a tag that is a topic of ours; Rejected
    where such an object has no name or no shape, and where the file breaks off. Other objects are
    passed over.

    Ways and areas get a point inside of them. Memory holds the positions of the nodes.
    """
    return entries_of(objects(path, context), path.name, context, is_each_told=False)


def objects(path: Path, context: ReadContext) -> Iterator[Found]:
    """Every node, way and multipolygon with a tag that is a topic of ours; Rejected as `read` has it."""
    open_relations: dict[str, str] = {}
    try:
        for found in _objects(path, context.taxonomy):
            yield from _read_one(found, open_relations, path.name, context)
    except (RuntimeError, ValueError) as error:
        yield Rejected(path.name, "", "", "", f"the file cannot be read to its end: {error}")
    for external_id, name in open_relations.items():
        notes = Notes(path.name, external_id, external_id)
        yield notes.rejected("geometry", name, "a relation without a shape of its own")


def count(path: Path, context: ReadContext) -> int:
    """How many objects have a key that may be a topic, as far as the file can be read."""
    number = 0
    wanted = osmium.filter.KeyFilter(*_keys(context.taxonomy))
    try:
        for _found in osmium.FileProcessor(osmium.io.File(str(path), _format(path))).with_filter(wanted):
            number += 1
    except (RuntimeError, ValueError):
        pass
    return number


def _read_one(found: Any, open_relations: dict[str, str], file: str, context: ReadContext) -> Iterator[Found]:
    """A relation waits until its area comes, which has its tags again."""
    tags = {tag.k: tag.v for tag in found.tags}
    kind = found.type_str()
    if (kind == "a" and found.from_way()) or not topics_of_tags(tags, context.taxonomy):
        return
    external_id = f"relation/{found.orig_id()}" if kind == "a" else f"{_TYPES[kind]}/{found.id}"
    if kind == "r":
        open_relations[external_id] = tags.get("name", "")
        return
    open_relations.pop(external_id, None)
    try:
        yield OsmObject(external_id, tags, _point(found, kind), _edited_on(found))
    except BadInput as error:
        notes = Notes(file, external_id, external_id)
        yield notes.rejected("geometry", error.value, f"expected {error.expected}")


def _objects(path: Path, taxonomy: Taxonomy) -> Any:
    """The objects with a key of the taxonomy; areas are assembled only of these."""
    file = osmium.io.File(str(path), _format(path))
    wanted = osmium.filter.KeyFilter(*_keys(taxonomy))
    return osmium.FileProcessor(file).with_areas(wanted).with_filter(wanted)


def _keys(taxonomy: Taxonomy) -> list[str]:
    return sorted({tag.split("=")[0] for term in taxonomy.terms for tag in term.osm_tags})


def _edited_on(found: Any) -> date | None:
    """The day of the last edit; a file without times has the beginning of 1970."""
    day: date = found.timestamp.date()
    return day if day.year > 1970 else None


def _point(found: Any, kind: str) -> Point:
    if kind == "n":
        return _node_point(found.location)
    if kind == "a":
        return inside_point(shapely.from_wkb(osmium.geom.WKBFactory().create_multipolygon(found)))
    return point_of_way([(node.lon, node.lat) for node in found.nodes if node.location.valid()])


def _node_point(location: Any) -> Point:
    """Raises BadInput for a node that was deleted or lies outside of the earth."""
    if not location.valid():
        raise BadInput("geometry", "", "nodes with positions in the same file")
    return Point(location.lat, location.lon)


def _format(path: Path) -> str:
    """What libosmium calls the format of a file, by its content; "" when it is none of these."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
        if head[4:32].find(b"OSMHeader") >= 0:
            return "pbf"
        if head.startswith(b"\x1f\x8b"):
            with gzip.open(path) as packed:
                return "osm.gz" if b"<osm" in packed.read(_HEAD) else ""
        if head.startswith(b"BZh"):
            with bz2.open(path) as packed:
                return "osm.bz2" if b"<osm" in packed.read(_HEAD) else ""
    except (OSError, EOFError, zlib.error):
        return ""
    return "osm" if b"<osm" in head else ""
