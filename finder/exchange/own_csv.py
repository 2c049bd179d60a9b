"""The finder's own table of entries (CSV): one row is one offer.

UTF-8 with or without a byte order mark, separated by comma, semicolon or tab, a header line in any
order. A cell that holds a list separates its items by `;`, and an item that has a `;` itself stands in
double quotes. Rows with an equal organization share it; with an equal address of one organization they
share the location, with an equal name of one organization the service.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from finder.domain.entry import Entry, Rejected
from finder.errors import BadInput
from finder.exchange.context import ReadContext
from finder.exchange.formulas import as_written
from finder.exchange.own_columns import COLUMNS
from finder.exchange.own_row import entry_of_cells
from finder.exchange.own_translations import text_column
from finder.exchange.values import read_text

NAME = "csv"
KEPT_COLUMNS = frozenset({"page", "written_on"})
"""Columns by which a file for visitors to keep is told from an own table (`finder.exchange.result_file`)."""

_DISTINCTIVE = frozenset({"categories", "person_family", "phones", "languages", "facts", "address_secret"})
"""Columns that no other table has by chance."""


def detect(path: Path) -> bool:
    """Whether the file's first line is a header of this format; never raises."""
    try:
        with _opened(path) as file:
            _delimiter, names = _header(file)
    except (OSError, csv.Error):
        return False
    ours = {name for name in names if name in COLUMNS or text_column(name)}
    return "name" in ours and (len(ours) == len(names) or len(_DISTINCTIVE & ours) >= 2)


def count(path: Path) -> int:
    """About how many rows the file has: its lines without the header, for a progress bar."""
    with path.open("rb") as file:
        return max(sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) - 1, 0)


def read(path: Path, context: ReadContext) -> Iterator[Entry | Rejected]:
    """The entries of a file in their order, one at a time; a row that cannot be used is rejected.

    Columns that are not ours are noted at the first entry. In a file for visitors to keep, an apostrophe that
    was put before a formula is taken away.
    Raises BadInput when there is no column `name` or a column occurs twice.
    """
    with _opened(path) as file:
        delimiter, names = _header(file)
        strange = _check_header(path.name, names)
        as_meant = as_written if KEPT_COLUMNS.issubset(names) else str
        for row, as_read in _rows(file, delimiter):
            cells = list(map(as_meant, as_read))
            result = _read_row(path.name, row, names, cells, context)
            if strange and isinstance(result, Entry):
                result, strange = replace(result, notes=strange), ()
            yield result


def _opened(path: Path) -> TextIO:
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


def _header(file: TextIO) -> tuple[str, list[str]]:
    """The delimiter and the names of the columns, in lower case."""
    line = file.readline(100_000)
    delimiter = max(";,\t", key=line.count)
    return delimiter, [name.strip().lower() for name in next(csv.reader([line], delimiter=delimiter), [])]


def _check_header(file: str, names: Sequence[str]) -> tuple[Rejected, ...]:
    if "name" not in names:
        raise BadInput("header", ", ".join(names), "a header line with the column name")
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice is not None:
        raise BadInput("header", twice, "each column only once")
    return tuple(
        Rejected(file, "1", name, "", "unknown column; it is not read")
        for name in names
        if name and name not in COLUMNS and text_column(name) is None
    )


def _rows(file: TextIO, delimiter: str) -> Iterator[tuple[str, list[str]]]:
    """The line on which each row begins, and its cells; rows of empty cells are left out.

    A row that is no CSV gives no cells at all.
    """
    reader = csv.reader(file, delimiter=delimiter)
    while True:
        line = str(reader.line_num + 2)
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield line, []
            continue
        if any(map(str.strip, cells)):
            yield line, cells


def _read_row(
    file: str, row: str, names: Sequence[str], cells: Sequence[str], context: ReadContext
) -> Entry | Rejected:
    if len(cells) != len(names):
        return Rejected(file, row, "", "", f"{len(cells)} cells instead of the {len(names)} of the header")
    values = dict.fromkeys(COLUMNS, "")
    values.update(zip(names, map(read_text, cells), strict=True))
    try:
        _check_text(names, cells)
        return entry_of_cells(row, values, context)
    except BadInput as error:
        value = read_text(str(error.value))[:300]
        return Rejected(file, row, error.param, value, f"expected {error.expected}", values["id"])


def _check_text(names: Sequence[str], cells: Sequence[str]) -> None:
    """Raises BadInput for a cell with bytes that are no UTF-8 (they were read as surrogates)."""
    for name, cell in zip(names, cells, strict=True):
        if not cell.isascii() and re.search(r"[\ud800-\udfff]", cell):
            raise BadInput(name, ascii(cell), "text in UTF-8")
