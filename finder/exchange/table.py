"""Other people's tables: CSV lists of doctors, clinics and services under their own headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from finder.domain.entry import Entry, Rejected
from finder.errors import BadInput
from finder.exchange.context import Notes, ReadContext
from finder.exchange.table_file import Layout, TableFile, open_table
from finder.exchange.table_row import TableRow

NAME = "table"


def detect(path: Path) -> bool:
    """Whether a file is a table with the columns of a directory; never raises."""
    try:
        return path.is_file() and open_table(path).is_directory
    except OSError:
        return False


def read(path: Path, context: ReadContext, layout: Layout | None = None) -> Iterator[Entry | Rejected]:
    """One entry for each row; Rejected is a row without a name, with more cells than headings, or
    with a position outside of the earth. Unknown headings are noted at the first entry.

    Rows keep the number of their column for it, or one made of name and address. Raises OSError,
    and BadInput when the columns are not those of a directory.
    """
    table = open_table(path, layout)
    if not table.is_directory:
        raise BadInput("header", ", ".join(table.headings)[:300], "headings such as Name, Straße, PLZ, Ort")
    strange = tuple(
        Rejected(path.name, "1", heading, "", "unknown heading: its column was left out")
        for heading, field in zip(table.headings, table.fields, strict=True)
        if heading and not field and not table.is_by_hand
    )
    for line, cells in table.rows():
        if cells is not None and not any(map(str.strip, cells)):
            continue
        result = _read_row(table, line, cells, context)
        if strange and isinstance(result, Entry):
            result, strange = replace(result, notes=(*strange, *result.notes)), ()
        yield result


def _read_row(
    table: TableFile, line: str, cells: Sequence[str] | None, context: ReadContext
) -> Entry | Rejected:
    notes = Notes(table.path.name, line)
    if cells is None or any(map(str.strip, cells[len(table.headings) :])):
        return notes.rejected("", "", "no CSV row, or more cells than headings")
    row = TableRow(table, cells, notes, context)
    try:
        return row.entry()
    except BadInput as error:
        heading = row.heading(error.param)
        return notes.rejected(heading, error.value, f"expected {error.expected}")
