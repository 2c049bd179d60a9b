"""A CSV file of unknown encoding and delimiter, row by row, with its columns by meaning."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from finder.exchange.encoding import find_encoding
from finder.exchange.table_headings import field_of_heading, is_directory, is_enough

_LONGEST_HEADER = 100_000
DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Layout:
    """How somebody says that a table is to be read; what is empty is found out.

    `fields` are our fields by column, "" for a column that is left out. `first_row` is the row of the
    headings where the file was made of a spreadsheet.
    """

    encoding: str = ""
    delimiter: str = ""
    fields: tuple[str, ...] = ()
    first_row: int = 0


@dataclass(frozen=True, slots=True)
class TableFile:
    """How a file is to be read: its encoding, its delimiter, its headings and what they mean."""

    path: Path
    encoding: str
    delimiter: str
    headings: tuple[str, ...]
    fields: tuple[str, ...]
    is_by_hand: bool = False
    first_row: int = 0

    @property
    def is_directory(self) -> bool:
        """Whether its columns are those of a directory; a name is enough where they were said."""
        return is_enough(self.fields) if self.is_by_hand else is_directory(self.fields)

    def rows(self) -> Iterator[tuple[str, Sequence[str] | None]]:
        """Where each row begins (its line, or its row of the spreadsheet), and its cells; None for a row that
        is no CSV.
        """
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter)
            next(reader, None)
            row = self.first_row
            while True:
                row += 1
                place = str(row if self.first_row else reader.line_num + 1)
                try:
                    yield place, next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    yield place, None


def open_table(path: Path, layout: Layout | None = None) -> TableFile:
    """How to read a table, as somebody said or, where nothing is said, by the encoding in which it is whole,
    and the delimiter with which most of its headings are known. Raises OSError.
    """
    said = layout or Layout()
    encoding = said.encoding or find_encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        line = _logical_line(file.readline(_LONGEST_HEADER), file.readline)
    split = {delimiter: _cells(line, delimiter) for delimiter in said.delimiter or DELIMITERS}
    known = {key: [field_of_heading(cell) for cell in cells] for key, cells in split.items()}
    delimiter = max(split, key=lambda key: (sum(map(bool, known[key])), len(known[key])))
    headings = tuple(split[delimiter])
    fields = said.fields if len(said.fields) == len(headings) else tuple(known[delimiter])
    return TableFile(path, encoding, delimiter, headings, fields, fields is said.fields, said.first_row)


def _logical_line(line: str, read: Callable[[int], str]) -> str:
    """The headings, which may go on in the next line within quotes."""
    while line.count('"') % 2 and len(line) < _LONGEST_HEADER and (more := read(_LONGEST_HEADER)):
        line += more
    return line


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return [
            cell.strip() for cell in next(csv.reader(io.StringIO(line, newline=""), delimiter=delimiter), [])
        ]
    except csv.Error:
        return []
