"""A CSV file of unknown encoding and delimiter, row by row, with its columns by meaning."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from finder.exchange.table_headings import field_of_heading, is_directory

_CHUNK = 1 << 20
_LONGEST_HEADER = 100_000
_DELIMITERS = ",;\t|"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class TableFile:
    """How a file is to be read: its encoding, its delimiter, its headings and what they mean."""

    path: Path
    encoding: str
    delimiter: str
    headings: tuple[str, ...]
    fields: tuple[str, ...]

    @property
    def is_directory(self) -> bool:
        """Whether its columns are those of a directory."""
        return is_directory(self.fields)

    def rows(self) -> Iterator[tuple[str, Sequence[str] | None]]:
        """The line on which each row begins, and its cells; None for a row that is no CSV."""
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter)
            next(reader, None)
            while True:
                line = str(reader.line_num + 1)
                try:
                    yield line, next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    yield line, None


def open_table(path: Path) -> TableFile:
    """How to read a table: the encoding in which it is whole, and the delimiter with which most of
    its headings are known. Raises OSError.
    """
    encoding = _encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        line = file.readline(_LONGEST_HEADER)
    split = {delimiter: _cells(line, delimiter) for delimiter in _DELIMITERS}
    known = {key: [field_of_heading(cell) for cell in cells] for key, cells in split.items()}
    delimiter = max(_DELIMITERS, key=lambda key: (sum(map(bool, known[key])), len(known[key])))
    return TableFile(path, encoding, delimiter, tuple(split[delimiter]), tuple(known[delimiter]))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _encoding(path: Path) -> str:
    """UTF-8 where every byte is, UTF-16 by its mark, else Windows-1252, which German lists are in."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        chunk = file.read(_CHUNK)
        for mark, encoding in _BOMS:
            if chunk.startswith(mark):
                return encoding
        try:
            while chunk:
                decoder.decode(chunk)
                chunk = file.read(_CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"
