"""OSM objects as GeoJSON, as Overpass turbo and osmtogeojson write them.

The file is read feature by feature, so that memory does not grow with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape

from finder.domain.entry import Entry, Rejected
from finder.domain.point import Point
from finder.errors import BadInput
from finder.exchange.context import Notes, ReadContext
from finder.exchange.osm.dates import day_of
from finder.exchange.osm.json_array import Broken, head_of, values_of
from finder.exchange.osm.objects import Found, OsmObject, entries_of, tags_of_json
from finder.exchange.osm.shape import inside_point

NAME = "osm-geojson"

_OSM_ID = re.compile(r"(node|way|relation)/\d{1,20}")
_HAS_OSM_ID = re.compile(r'"@?id"\s*:\s*"(?:node|way|relation)/\d+"')
_AS_OF = re.compile(r'"timestamp"\s*:\s*"(\d{4}-\d\d-\d\d)')


def detect(path: Path) -> bool:
    """Whether a file starts like GeoJSON of OSM objects; never raises."""
    head = head_of(path)
    return '"FeatureCollection"' in head and _HAS_OSM_ID.search(head) is not None


def as_of(path: Path) -> date | None:
    """The day of the data where the file tells it at its beginning."""
    match = _AS_OF.search(head_of(path).partition('"features"')[0])
    return day_of(match[1]) if match else None


def read(path: Path, context: ReadContext) -> Iterator[Entry | Rejected]:
    """An entry for every feature with a topic and a name, in the order of the file; every other
    feature, and a place from which the file is broken, is Rejected.

    Raises OSError when the file cannot be opened.
    """
    return entries_of(objects(path, context), path.name, context, is_each_told=True)


def objects(path: Path, _context: ReadContext) -> Iterator[Found]:
    """Every feature as an object, or Rejected, in the order of the file."""
    number = -1
    try:
        for number, feature in enumerate(values_of(path, "features")):
            yield _object(feature, Notes(path.name, f"features[{number}]"))
    except Broken as broken:
        yield Rejected(path.name, f"features[{number + 1}]", "", "", str(broken))


def count(path: Path, _context: ReadContext) -> int:
    """How many features the file has as far as it can be read."""
    number = 0
    try:
        for _feature in values_of(path, "features"):
            number += 1
    except Broken:
        pass
    return number


def _object(feature: object, notes: Notes) -> Found:
    properties = feature.get("properties") if isinstance(feature, Mapping) else None
    if not isinstance(feature, Mapping) or not isinstance(properties, Mapping):
        return notes.rejected("properties", "", "no GeoJSON feature with properties")
    external_id = _external_id(feature, properties)
    if not external_id:
        return notes.rejected("id", feature.get("id", ""), "no OSM id such as node/123")
    notes.row = notes.external_id = external_id
    try:
        point = _point(feature.get("geometry"))
    except BadInput as error:
        return notes.rejected("geometry", error.value, f"expected {error.expected}")
    return OsmObject(external_id, _tags(properties), point, _edited_on(properties))


def _external_id(feature: Mapping[str, Any], properties: Mapping[str, Any]) -> str:
    pair = f"{properties.get('type')}/{properties.get('id')}"
    candidates = (feature.get("id"), properties.get("@id"), pair)
    return next((text for text in map(str, candidates) if _OSM_ID.fullmatch(text)), "")


def _tags(properties: Mapping[str, Any]) -> dict[str, str]:
    """The tags, which older exports nest under `tags`."""
    nested = properties.get("tags")
    return tags_of_json(nested if isinstance(nested, Mapping) else properties)


def _edited_on(properties: Mapping[str, Any]) -> date | None:
    meta = properties.get("meta")
    nested = meta.get("timestamp") if isinstance(meta, Mapping) else None
    return day_of(properties.get("@timestamp") or nested)


def _point(geometry: object) -> Point | None:
    if geometry is None:
        return None
    try:
        return inside_point(shape(geometry))
    except (shapely.errors.ShapelyError, ValueError, TypeError, AttributeError, LookupError) as error:
        raise BadInput("geometry", str(geometry)[:100], "a GeoJSON geometry") from error
