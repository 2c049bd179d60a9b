"""Writes offers as CSV or GeoJSON for others to keep: only what is public, with where it comes from, under
which licence, and on which day. `finder.exchange.result_sheet` writes the same as a spreadsheet.

The table has the finder's own columns and some more; an import of it reads the former.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import orjson

from finder.domain.licence import licence_url
from finder.exchange.export import Exported, feature_of, row_of
from finder.exchange.formulas import as_text
from finder.exchange.own_columns import COLUMNS, csv_line

EXTRA_COLUMNS: Final = (
    "distance_m",
    "page",
    "source",
    "licence",
    "attribution",
    "is_example",
    "written_on",
)
"""The columns behind the finder's own: metres from the place of the search, the address of the offer's
page, whom the entry is owed to, `yes` where it is made up, and the day of the file."""

BYTE_ORDER_MARK: Final = "\ufeff"
"""Tells a spreadsheet that the text is UTF-8."""


class Found(NamedTuple):
    """An offer: `distance_m` is None where none was measured, `page` the whole address of its page."""

    offer: Exported
    distance_m: float | None
    page: str


class Terms(NamedTuple):
    """A source of offers and on which terms they may be used; `licence_url` is "" where it is not known,
    `is_example` marks made-up offers.
    """

    key: str
    name: str
    licence: str
    licence_url: str
    attribution: str
    is_example: bool


def terms_of(key: str, name: str, licence: str, attribution: str, is_example: bool) -> Terms:
    """The terms of a source."""
    return Terms(key, name, licence, licence_url(licence), attribution, is_example)


class About(NamedTuple):
    """Of the file: the whole address of the search ("" for a file of everything), the day in ISO 8601, how
    many hits there are, of which a file may have only the first, and the sources of all that is in it.
    """

    search: str
    written_on: str
    total: int
    terms: tuple[Terms, ...]


def columns_of_table(text_columns: Iterable[str] = ()) -> tuple[str, ...]:
    """The columns of the table, with those of translated texts behind the finder's own."""
    return (*COLUMNS, *text_columns, *EXTRA_COLUMNS)


def cells_of(found: Found, about: About) -> dict[str, str]:
    """The cells that say something, by column."""
    source = found.offer.detail["source"]
    return {
        **row_of(found.offer),
        "distance_m": "" if found.distance_m is None else f"{found.distance_m:.0f}",
        "page": found.page,
        "source": source["name"],
        "licence": source.get("licence", ""),
        "attribution": source.get("attribution", ""),
        "is_example": "yes" if source["is_example"] else "",
        "written_on": about.written_on,
    }


def write_csv(found: Iterable[Found], about: About, text_columns: Iterable[str] = ()) -> Iterator[str]:
    """The text of the CSV, line by line, with a byte order mark and a header."""
    columns = columns_of_table(text_columns)
    yield BYTE_ORDER_MARK + csv_line(columns)
    for each in found:
        cells = cells_of(each, about)
        yield csv_line(as_text(cells.get(column, "")) for column in columns)


def write_geojson(found: Iterable[Found], about: About) -> Iterator[str]:
    """The text of a FeatureCollection, one line a feature; each names its source and licence, and the
    collection (in foreign members, RFC 7946, 6.1) those of all. `key` is the offer's stable number for
    others.
    """
    head = {
        **({"search": about.search} if about.search else {}),
        "written_on": about.written_on,
        "numberMatched": about.total,
        "sources": [terms._asdict() for terms in about.terms],
    }
    yield '{"type":"FeatureCollection",' + orjson.dumps(head).decode()[1:-1] + ',"features":['
    separator = "\n"
    for each in found:
        feature = feature_of(each.offer)
        feature["properties"] |= {"key": each.offer.key, "page": each.page}
        if about.search:
            distance = None if each.distance_m is None else round(each.distance_m, 1)
            feature["properties"]["distance_m"] = distance
        yield separator + orjson.dumps(feature).decode()
        separator = ",\n"
    yield "\n]}\n"
