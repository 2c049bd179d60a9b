"""The files of OpenStreetMap, of whichever format, as objects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final, Protocol

from finder.errors import BadInput
from finder.exchange.context import ReadContext
from finder.exchange.osm import extract, geojson, overpass
from finder.exchange.osm.objects import Found


class OsmReader(Protocol):
    """A module that reads one format."""

    NAME: str

    def detect(self, path: Path) -> bool:
        """Whether a file is of the format; never raises."""

    def objects(self, path: Path, context: ReadContext) -> Iterator[Found]:
        """The objects one at a time, in the order of the file; Rejected for what cannot be used."""

    def count(self, path: Path, context: ReadContext) -> int:
        """About how many there are, to tell how far the reading is."""

    def as_of(self, path: Path) -> date | None:
        """The day of the data where the file tells it."""


READERS: Final[tuple[OsmReader, ...]] = (extract, geojson, overpass)
SOURCE: Final = {
    "name": "OpenStreetMap",
    "url": "https://www.openstreetmap.org/copyright",
    "licence": "ODbL 1.0",
    "attribution": "© OpenStreetMap contributors",
}
"""What is to be said of the source of all of them."""


def find_osm_reader(path: Path) -> OsmReader:
    """The reader that knows a file as its own. Raises BadInput where none does, or there is no file."""
    for reader in READERS:
        if reader.detect(path):
            return reader
    raise BadInput("file", path.name, "a file of OpenStreetMap")
