"""One object of a file of OpenStreetMap, whichever format it comes from, and the entries of many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from finder.domain.entry import Entry, Rejected
from finder.domain.point import Point
from finder.exchange.context import Notes, ReadContext
from finder.exchange.osm.mapping import Tags
from finder.exchange.osm.tags import read_object


class OsmObject(NamedTuple):
    """A node, way or relation: its `external_id` is `node/123`, `point` lies within its shape and is None
    where the file has none, `edited_on` is the day of its last edit where the file tells.
    """

    external_id: str
    tags: Tags
    point: Point | None
    edited_on: date | None = None


Found = OsmObject | Rejected


def tags_of_json(tags: Mapping[str, Any]) -> dict[str, str]:
    """The tags in a file of JSON, all as text; what is neither text nor number is none."""
    return {tag: str(value) for tag, value in tags.items() if isinstance(value, str | int | float)}


def entries_of(
    found: Iterable[Found], file: str, context: ReadContext, *, is_each_told: bool
) -> Iterator[Entry | Rejected]:
    """The entries of objects, in their order, and what was rejected; an object without a topic of ours is
    Rejected where each is told, else passed over.
    """
    for item in found:
        if isinstance(item, Rejected):
            yield item
            continue
        result = read_object(item.external_id, item.tags, item.point, file, context)
        if result is not None:
            yield result
        elif is_each_told:
            notes = Notes(file, item.external_id, item.external_id)
            yield notes.rejected("", "", "no tag that is a topic of ours")
