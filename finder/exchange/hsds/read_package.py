"""HSDS data packages: a folder of CSV tables, version 1.1 (or 3.0), named by it or its
`datapackage.json`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from finder.domain.entry import Entry, Rejected
from finder.exchange.context import ReadContext
from finder.exchange.csv_folder import has_columns, read_folder
from finder.exchange.hsds.read_tables import read_tables

NAME = "hsds11"


def detect(path: Path) -> bool:
    """Whether a path is an HSDS data package or its `datapackage.json`; never raises."""
    return has_columns(_folder(path) / "services.csv", "id", "organization_id", "name")


def read(path: Path, context: ReadContext) -> Iterator[Entry | Rejected]:
    """The entries of all services at their places. Raises OSError when a table cannot be opened."""
    tables, broken = read_folder(_folder(path))
    yield from broken
    yield from read_tables(tables, context)


def _folder(path: Path) -> Path:
    return path.parent if path.name == "datapackage.json" else path
