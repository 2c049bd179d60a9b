"""Writes the hits of a search as CSV or GeoJSON for a visitor to keep: only what is public, with where it
comes from, under which licence, and on which day.

The CSV has the finder's own columns and some more; an import of it reads the former.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

import orjson

from finder.exchange.export import Exported, feature_of, row_of
from finder.exchange.own_columns import COLUMNS, csv_line

EXTRA_COLUMNS = ("distance_m", "page", "source", "licence", "attribution", "written_on")
"""The columns behind the finder's own: metres from the place of the search, the address of the offer's
page, whom the entry is owed to, and the day of the file."""

BYTE_ORDER_MARK = "\ufeff"
"""Tells a spreadsheet that the text is UTF-8."""

_FORMULA = re.compile(r"[\t\r\n ]*(?:[=@]|[+-](?![\d ()/.,;:x+-]*$))")


class Found(NamedTuple):
    """A hit: `distance_m` is None where none was measured, `page` the whole address of its page."""

    offer: Exported
    distance_m: float | None
    page: str


class About(NamedTuple):
    """Of the file: the whole address of the search, the day in ISO 8601, and how many hits there are, of
    which a file has the first.
    """

    search: str
    written_on: str
    total: int


def write_csv(found: Iterable[Found], about: About) -> Iterator[str]:
    """The text of the CSV, line by line, with a byte order mark and a header."""
    yield BYTE_ORDER_MARK + csv_line((*COLUMNS, *EXTRA_COLUMNS))
    for each in found:
        cells = {**row_of(each.offer), **_extra(each, about)}
        yield csv_line(as_text(cells.get(column, "")) for column in (*COLUMNS, *EXTRA_COLUMNS))


def _extra(found: Found, about: About) -> dict[str, str]:
    source = found.offer.detail["source"]
    return {
        "distance_m": "" if found.distance_m is None else f"{found.distance_m:.0f}",
        "page": found.page,
        "source": source["name"],
        "licence": source.get("licence", ""),
        "attribution": source.get("attribution", ""),
        "written_on": about.written_on,
    }


def as_text(cell: str) -> str:
    """The cell, with an apostrophe before one that a spreadsheet would compute (OWASP, CSV injection);
    numbers, telephone numbers with `+` included, stay as they are.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def write_geojson(found: Iterable[Found], about: About) -> Iterator[str]:
    """The text of a FeatureCollection, one line a feature; each names its source and licence."""
    head = {"search": about.search, "written_on": about.written_on, "numberMatched": about.total}
    yield '{"type":"FeatureCollection",' + orjson.dumps(head).decode()[1:-1] + ',"features":['
    separator = "\n"
    for each in found:
        feature = feature_of(each.offer)
        distance = None if each.distance_m is None else round(each.distance_m, 1)
        feature["properties"] |= {"distance_m": distance, "page": each.page}
        yield separator + orjson.dumps(feature).decode()
        separator = ",\n"
    yield "\n]}\n"


WRITERS: Mapping[str, Callable[[Iterable[Found], About], Iterator[str]]] = {
    "csv": write_csv,
    "geojson": write_geojson,
}
"""The formats, by the ending of a file."""
