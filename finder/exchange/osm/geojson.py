"""OSM objects as GeoJSON, as Overpass turbo and osmtogeojson write them.

The file is read feature by feature, so that memory does not grow with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

import shapely
from shapely.geometry import shape

from finder.domain.entry import Entry, Rejected
from finder.domain.point import Point
from finder.errors import BadInput
from finder.exchange.context import Notes, ReadContext
from finder.exchange.osm.shape import inside_point
from finder.exchange.osm.tags import read_object

NAME = "osm-geojson"

_HEAD = 65_536
_CHUNK = 1 << 20
_OSM_ID = re.compile(r"(node|way|relation)/\d{1,20}")
_HAS_OSM_ID = re.compile(r'"@?id"\s*:\s*"(?:node|way|relation)/\d+"')
_FEATURES = re.compile(r'"features"\s*:\s*\[')
_GAP = re.compile(r"[\s,]*")


class _Broken(Exception):
    """The file is no whole GeoJSON from here on."""


def detect(path: Path) -> bool:
    """Whether a file starts like GeoJSON of OSM objects; never raises."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD).decode("utf-8", "replace")
    except OSError:
        return False
    return '"FeatureCollection"' in head and _HAS_OSM_ID.search(head) is not None


def read(path: Path, context: ReadContext) -> Iterator[Entry | Rejected]:
    """An entry for every feature with a topic and a name, in the order of the file; every other
    feature, and a place from which the file is broken, is Rejected.

    Raises OSError when the file cannot be opened.
    """
    number = -1
    try:
        for number, feature in enumerate(_features(path)):
            yield _read_feature(feature, Notes(path.name, f"features[{number}]"), context)
    except _Broken as broken:
        yield Rejected(path.name, f"features[{number + 1}]", "", "", str(broken))


def _read_feature(feature: object, notes: Notes, context: ReadContext) -> Entry | Rejected:
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
    result = read_object(external_id, _tags(properties), point, notes.file, context)
    return result or notes.rejected("", "", "no tag that is a topic of ours")


def _external_id(feature: Mapping[str, Any], properties: Mapping[str, Any]) -> str:
    pair = f"{properties.get('type')}/{properties.get('id')}"
    candidates = (feature.get("id"), properties.get("@id"), pair)
    return next((text for text in map(str, candidates) if _OSM_ID.fullmatch(text)), "")


def _tags(properties: Mapping[str, Any]) -> dict[str, str]:
    """The tags, which older exports nest under `tags`."""
    nested = properties.get("tags")
    tags = nested if isinstance(nested, Mapping) else properties
    return {tag: str(value) for tag, value in tags.items() if isinstance(value, str | int | float)}


def _point(geometry: object) -> Point | None:
    if geometry is None:
        return None
    try:
        return inside_point(shape(geometry))
    except (shapely.errors.ShapelyError, ValueError, TypeError, AttributeError, LookupError) as error:
        raise BadInput("geometry", str(geometry)[:100], "a GeoJSON geometry") from error


def _features(path: Path) -> Iterator[object]:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        yield from _array(file, _start(file))


def _start(file: TextIO) -> str:
    """The text behind the bracket that opens the features, as far as it has been read."""
    text = ""
    while chunk := file.read(_CHUNK):
        text += chunk
        match = _FEATURES.search(text)
        if match:
            return text[match.end() :]
    raise _Broken("no GeoJSON features")


def _array(file: TextIO, text: str) -> Iterator[object]:
    """The values of a JSON array whose opening bracket has been read."""
    decoder, at, chunk = json.JSONDecoder(), 0, _CHUNK
    while True:
        gap = _GAP.match(text, at)
        at = gap.end() if gap else at
        if text.startswith("]", at):
            return
        try:
            value, at = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError) as error:
            more = file.read(chunk)
            if not more:
                raise _Broken("the rest of the file is no JSON") from error
            # Twice as much each time, so that a long feature is not tried too often.
            text, at, chunk = text[at:] + more, 0, chunk * 2
        else:
            chunk = _CHUNK
            yield value
