"""Writes our entries with the tags that would say them as GeoJSON: to look at, not to upload. Whoever enters
something into OpenStreetMap has to know it from a source whose licence allows that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import orjson

from finder.domain.offer import Offer


class Tagged(NamedTuple):
    """An offer with the objects that it is linked to, and its tags."""

    offer: Offer
    osm_ids: tuple[str, ...]
    tags: dict[str, str]


def write_geojson(found: Iterable[Tagged]) -> Iterator[str]:
    """The text of a FeatureCollection (RFC 7946), one line a feature: its tags beside the number of the
    entry, its page, source and licence.
    """
    yield '{"type":"FeatureCollection","features":['
    separator = "\n"
    for each in found:
        yield separator + orjson.dumps(_feature(each)).decode()
        separator = ",\n"
    yield "\n]}\n"


def _feature(each: Tagged) -> dict[str, Any]:
    offer, point = each.offer, each.offer.point
    source = {
        "name": offer.source.name,
        "licence": offer.source.licence,
        "attribution": offer.source.attribution,
        "is_example": offer.source.is_example,
    }
    return {
        "type": "Feature",
        "id": offer.id,
        "geometry": None if point is None else {"type": "Point", "coordinates": point.lon_lat},
        "properties": {
            "page": offer.path,
            "assured_date": offer.assured_date,
            "source": source,
            "osm": list(each.osm_ids),
            "tags": each.tags,
        },
    }
