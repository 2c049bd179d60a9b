"""The formats that can be imported, and which of them a file is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from finder.domain.entry import Entry, Rejected
from finder.errors import BadInput
from finder.exchange import ohana, own_csv, table
from finder.exchange.context import ReadContext
from finder.exchange.hsds import read_json, read_package
from finder.exchange.osm import extract, geojson, overpass
from finder.exchange.osm.files import READERS as OSM_READERS
from finder.exchange.osm.files import SOURCE


class Reader(Protocol):
    """A module that reads one format."""

    NAME: str

    def detect(self, path: Path) -> bool:
        """Whether a file or folder is of the format; never raises."""

    def read(self, path: Path, context: ReadContext) -> Iterator[Entry | Rejected]:
        """The entries one at a time, in an order that stays the same."""


_READERS: tuple[Reader, ...] = (own_csv, extract, geojson, overpass, read_json, read_package, ohana, table)
FORMATS: Mapping[str, Reader] = {reader.NAME: reader for reader in _READERS}
"""The readers by name, in the order in which they are asked whether a file is theirs."""

TERMS: Mapping[str, Mapping[str, str]] = {reader.NAME: SOURCE for reader in OSM_READERS}
"""What is known of a source by its format alone: its name, address, licence and credit."""


def find_reader(path: Path, name: str = "") -> Reader:
    """The reader of a format, or the first that knows the file as its own.

    Raises BadInput when there is no such file or no such format, or when no reader knows the file.
    """
    if not path.exists():
        raise BadInput("file", path, "a file or folder that exists")
    if name:
        if name not in FORMATS:
            raise BadInput("format", name, "one of " + ", ".join(FORMATS))
        return FORMATS[name]
    for reader in FORMATS.values():
        if reader.detect(path):
            return reader
    raise BadInput("file", path.name, "a file of one of the formats " + ", ".join(FORMATS))


def count_rows(reader: Reader, path: Path) -> int | None:
    """About how many rows a file has, where that can be told without reading it; else None."""
    return own_csv.count(path) if reader.NAME in (own_csv.NAME, table.NAME) else None
