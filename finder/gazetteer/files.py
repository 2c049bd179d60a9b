"""The files of a gazetteer: gzipped tab-separated tables, one licence a file, and their reading."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple, TypeVar, get_type_hints

from finder.errors import ConfigurationError


class MunicipalityName(NamedTuple):
    """Name, Kreis ("" for a kreisfreie Stadt), state and postcodes of a municipality (OpenStreetMap)."""

    ags: str
    name: str
    district: str
    state: str
    postcodes: str


POPULATION_AS_OF, POPULATION_SOURCE = "2018-12-31", "Statistisches Bundesamt (Destatis)"
"""Of the numbers of inhabitants that come with the seats: their day, and who counted."""


class MunicipalitySeat(NamedTuple):
    """The seat of a municipality in degrees, its area and inhabitants (BKG, Destatis)."""

    ags: str
    lat: float
    lon: float
    area_km2: float
    population: int


class Postcode(NamedTuple):
    """The centre of a postcode area in degrees, and its size (OpenStreetMap)."""

    postcode: str
    lat: float
    lon: float
    area_km2: float


class GeonamesPlace(NamedTuple):
    """A village or quarter with its postcodes, or, with an empty name, a postcode that the other
    source lacks (GeoNames).
    """

    name: str
    postcodes: str
    lat: float
    lon: float


class Village(NamedTuple):
    """A village or quarter of a municipality, where its stops are (DB InfraGO, OpenStreetMap)."""

    name: str
    ags: str
    lat: float
    lon: float


class Stop(NamedTuple):
    """A stop; `town` is the town as the timetable spells it, `ags` "" where it could not be told,
    `station` 1 for a railway station (DB InfraGO, OpenStreetMap).
    """

    name: str
    town: str
    ags: str
    lat: float
    lon: float
    station: int


R = TypeVar("R", MunicipalityName, MunicipalitySeat, Postcode, GeonamesPlace, Village, Stop)

TABLES: dict[type[tuple[object, ...]], str] = {
    MunicipalityName: "osm_municipalities.tsv.gz",
    MunicipalitySeat: "bkg_municipalities.tsv.gz",
    Postcode: "osm_postcodes.tsv.gz",
    GeonamesPlace: "geonames_places.tsv.gz",
    Village: "db_osm_villages.tsv.gz",
    Stop: "db_osm_stops.tsv.gz",
}
"""The file of each kind of row; its name begins with where the data comes from."""

PLACES_DIR, BOUNDARIES_DIR = "gazetteer", "boundaries"
"""The two directories of a gazetteer, below the directory that is built and loaded."""


def write_rows(directory: Path, kind: type[R], rows: Iterable[R]) -> None:
    """Write the table of one kind: equal rows give equal bytes (sorted, no time stamp, one level)."""
    lines = ["\t".join(kind._fields), *("\t".join(map(str, row)) for row in sorted(rows))]
    text = "\n".join(lines) + "\n"
    path = directory / TABLES[kind]
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write(text.encode())


def read_rows(directory: Path, kind: type[R]) -> list[R]:
    """All rows of one kind in the order of the file.

    Raises ConfigurationError when the file is missing or is not what `write_rows` wrote.
    """
    path = directory / TABLES[kind]
    hints = get_type_hints(kind)
    readers: list[Callable[[str], object]] = [hints[field] for field in kind._fields]
    try:
        with gzip.open(path) as raw, io.TextIOWrapper(raw, encoding="utf-8", newline="\n") as file:
            if next(file, "").rstrip("\n").split("\t") != list(kind._fields):
                raise ValueError("unexpected columns")
            columns = zip(*(line.rstrip("\n").split("\t") for line in file), strict=True)
            values = [list(map(read, column)) for read, column in zip(readers, columns, strict=True)]
            return [kind(*row) for row in zip(*values, strict=True)]
    except FileNotFoundError:
        raise ConfigurationError(
            f"The gazetteer file {path} is missing; build it with: finder gazetteer build."
        ) from None
    except (OSError, EOFError, ValueError) as error:
        raise ConfigurationError(
            f"The gazetteer file {path} is damaged ({error}); build it again with: finder gazetteer build."
        ) from error


def complete_seats(
    names: Iterable[MunicipalityName], seats: Iterable[MunicipalitySeat], postcodes: Iterable[Postcode]
) -> dict[str, MunicipalitySeat]:
    """A seat for every named municipality by its official key; where none is known, the centre of its
    first postcode with area and inhabitants 0. One that has neither is left out.
    """
    known = {seat.ags: seat for seat in seats}
    centres = {centre.postcode: centre for centre in postcodes}
    complete = {}
    for name in names:
        centre = centres.get(name.postcodes[:5])
        if name.ags in known:
            complete[name.ags] = known[name.ags]
        elif centre:
            complete[name.ags] = MunicipalitySeat(name.ags, centre.lat, centre.lon, 0.0, 0)
    return complete
