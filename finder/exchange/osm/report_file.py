"""Writes the report of differences as CSV, one line a field, or as JSON; with the licence of both sides'
source and the day of the data. It is for people to read: nothing is written to OpenStreetMap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec
import orjson

from finder.domain.osm_report import About, Compared, Difference
from finder.exchange.formulas import as_text
from finder.exchange.osm.files import SOURCE
from finder.exchange.osm.tags import OBJECT_URL
from finder.exchange.own_columns import csv_line
from finder.exchange.result_file import BYTE_ORDER_MARK

COLUMNS: Final = (
    "side", "certainty", "score", "metres", "offer_id", "name", "organization", "place", "source",
    "is_example", "osm_id", "osm_name", "osm_url", "field", "difference", "ours", "ours_on", "osm", "osm_on",
    "osm_on_is", "advice", "tags", "osm_data_of", "osm_attribution", "osm_licence",
)  # fmt: skip
"""The columns of the CSV: `side` says who has the place and `difference` who has the value (`ours`, `osm`,
`both`), `osm_on_is` whether the day is that of a `check` or of an `edit`."""


def write_csv(about: About, items: Iterable[Compared]) -> Iterator[str]:
    """The text of the CSV, line by line, with a byte order mark and a header; a place that only one side has
    is one line. No cell is a formula.
    """
    yield BYTE_ORDER_MARK + csv_line(COLUMNS)
    last = {
        "osm_data_of": about.as_of or "",
        "osm_attribution": SOURCE["attribution"],
        "osm_licence": SOURCE["licence"],
    }
    for item in items:
        head = _head(item)
        for cells in map(_cells, item.differences) if item.differences else ({},):
            row = {**head, **cells, **last}
            yield csv_line(as_text(_text(row.get(column))) for column in COLUMNS)


def _head(item: Compared) -> dict[str, Any]:
    names = COLUMNS[: COLUMNS.index("osm_url")]
    url = OBJECT_URL + item.osm_id if item.osm_id else ""
    return {name: getattr(item, name) for name in names} | {
        "is_example": "yes" if item.is_example else "",
        "osm_url": url,
    }


def _cells(difference: Difference) -> dict[str, Any]:
    names = ("field", "ours", "ours_on", "osm", "osm_on", "advice", "tags")
    kind = ("check" if difference.is_checked else "edit") if difference.osm_on else ""
    cells = {name: getattr(difference, name) for name in names}
    return cells | {"difference": difference.side, "osm_on_is": kind}


def _text(value: object) -> str:
    return "" if value is None else str(value)


def write_json(about: About, items: Iterable[Compared]) -> Iterator[str]:
    """The text of the JSON, one line a place."""
    head = {**_plain(about), "osm": SOURCE}
    yield '{"about":' + orjson.dumps(head).decode() + ',"items":['
    separator = "\n"
    for item in items:
        differences = [{**_plain(each), "advice": each.advice} for each in item.differences]
        url = OBJECT_URL + item.osm_id if item.osm_id else ""
        line = {**_plain(item), "osm_url": url, "differences": differences}
        yield separator + orjson.dumps(line).decode()
        separator = ",\n"
    yield "\n]}\n"


def _plain(record: object) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(record)
    return plain


WRITERS: Final[Mapping[str, Callable[[About, Iterable[Compared]], Iterator[str]]]] = {
    "csv": write_csv,
    "json": write_json,
}
"""The formats, by the ending of a file."""
