"""A folder of CSV tables, as HSDS 1.1 and Ohana hand them over."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from finder.domain.entry import Rejected
from finder.exchange.hsds.read_tables import FILE, ROW, Row


def has_columns(path: Path, *columns: str) -> bool:
    """Whether a file is a CSV table with these headings; never raises."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            header = next(csv.reader(file), [])
    except (OSError, csv.Error):
        return False
    return set(columns) <= set(header)


def read_folder(folder: Path) -> tuple[dict[str, list[Row]], list[Rejected]]:
    """Every CSV table of a folder by its file's name without `.csv`, and the rows that break off.

    Rows carry where they stand. Tables are joined, so they are held in memory. Raises OSError.
    """
    tables: dict[str, list[Row]] = {}
    broken: list[Rejected] = []
    for path in sorted(folder.glob("*.csv")):
        rows = tables[path.stem] = []
        for row in _rows(path):
            if isinstance(row, Rejected):
                broken.append(row)
            else:
                rows.append(row)
    return tables, broken


def _rows(path: Path) -> Iterator[Row | Rejected]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.DictReader(file, restkey="@more", restval="")
        line = 2
        try:
            for row in reader:
                yield {**row, FILE: path.name, ROW: str(line)}
                line = reader.line_num + 1
        except csv.Error as error:
            yield Rejected(path.name, str(line), "", "", f"no CSV from here on: {error}")
