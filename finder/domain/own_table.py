"""Tables that an operator keeps: CSV with fixed columns, read so that a slip is named with its line."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from finder.errors import ConfigurationError

Row = TypeVar("Row")


def read_table(path: Path, columns: Sequence[str], made_of: Callable[..., Row]) -> Iterator[Row]:
    """What `made_of` makes of the fields of each line, which it is given in the order of the columns without
    blanks around them. It raises ValueError with what is wrong with them.

    Raises ConfigurationError naming the line that cannot be used, or for a file that is no such table.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _rows(path, csv.DictReader(file), columns, made_of)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationError(f"{path}: cannot be read as a CSV table in UTF-8 ({error}).") from error


def _rows(
    path: Path, reader: csv.DictReader[str], columns: Sequence[str], made_of: Callable[..., Row]
) -> Iterator[Row]:
    if tuple(reader.fieldnames or ()) != tuple(columns):
        raise ConfigurationError(f"{path}, line 1: expected the columns {','.join(columns)}.")
    for row in reader:
        try:
            yield made_of(*_fields(row, columns))
        except ValueError as error:
            raise ConfigurationError(f"{path}, line {reader.line_num}: {error}.") from None


def _fields(row: Mapping[str | None, str | None], columns: Sequence[str]) -> list[str]:
    if None in row or None in row.values():
        raise ValueError("not as many fields as the header")
    return [str(row[column]).strip() for column in columns]


def day_of(text: str, example: str) -> dt.date:
    """The day that a field says (ISO 8601). Raises ValueError naming an example."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no day such as {example}") from None
