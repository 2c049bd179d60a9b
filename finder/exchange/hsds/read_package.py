"""HSDS data packages: a folder or ZIP archive of CSV tables, version 1.1 or 3.0, or the `datapackage.json` of
a folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from finder.domain.entry import Entry, Rejected
from finder.exchange.archive import holds_tables, opened_tables
from finder.exchange.context import ReadContext
from finder.exchange.csv_folder import has_columns, read_folder
from finder.exchange.hsds.read_tables import read_tables

NAME = "hsds11"


def detect(path: Path) -> bool:
    """Whether a path is an HSDS data package or its `datapackage.json`; never raises."""
    return holds_tables(_folder(path), _is_package)


def read(path: Path, context: ReadContext) -> Iterator[Entry | Rejected]:
    """The entries of all services at their places. Raises OSError when a table cannot be opened, and BadInput
    for an archive that is none.
    """
    with opened_tables(_folder(path)) as folder:
        tables, broken = read_folder(folder)
    yield from broken
    yield from read_tables(tables, context)


def _is_package(folder: Path) -> bool:
    return has_columns(folder / "services.csv", "id", "organization_id", "name")


def _folder(path: Path) -> Path:
    return path.parent if path.name == "datapackage.json" else path
