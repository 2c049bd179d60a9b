"""Reading the public files that a gazetteer is made of."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from finder.errors import ConfigurationError
from finder.gazetteer.files import BOUNDARIES_DIR, PLACES_DIR, MunicipalityName, MunicipalitySeat, Postcode

PATTERNS = {
    "geonames": ("geonames_postal*.txt", "postal codes of GeoNames"),
    "postcodes": ("plz_centroids*.geojson", "postcode centres of OpenStreetMap"),
    "municipality_names": ("plz_ort_ags*.csv", "postcodes and official keys of OpenStreetMap"),
    "seats": ("municipalities*.csv", "seats, areas and inhabitants of BKG and Destatis"),
    "boundaries": ("*municipalities*.geojson", "boundaries of BKG's VG250"),
    "stops": ("stops*.csv.gz", "stops of DB InfraGO"),
}
"""The files that are needed: the reader, the pattern of the file's name and what it holds."""

OPTIONAL = {"villages": ("villages*.csv", "villages of some municipalities")}

T = TypeVar("T")


class GeonamesRow(NamedTuple):
    """A row of GeoNames' postal codes; lat and lon in degrees."""

    postcode: str
    name: str
    lat: float
    lon: float


class SourceStop(NamedTuple):
    """A stop as its source has it: `name` may end in ", TOWN"; lat and lon in degrees."""

    eva: int
    name: str
    lat: float
    lon: float


class SourceVillage(NamedTuple):
    """A village as its source has it; `source` says in words where it comes from."""

    name: str
    municipality: str
    postcode: str
    lat: float
    lon: float
    source: str


def _explained(read: Callable[[Sources], T]) -> Callable[[Sources], T]:
    """A reader whose failures name the file's pattern and what was wrong."""

    @wraps(read)
    def explained(self: Sources) -> T:
        try:
            return read(self)
        except (ValueError, LookupError, TypeError, OSError, EOFError, csv.Error) as error:
            pattern, meaning = (PATTERNS | OPTIONAL)[read.__name__]
            raise ConfigurationError(
                f"The gazetteer source {pattern} ({meaning}) cannot be read: {type(error).__name__} {error}."
            ) from error

    return explained


class Sources:
    """The files of one directory, or of its folders `gazetteer` and `boundaries`.

    Raises ConfigurationError naming every missing file at once; each reader raises it for a file
    that does not hold what its name says.
    """

    def __init__(self, directory: Path) -> None:
        folders = [directory, directory / PLACES_DIR, directory / BOUNDARIES_DIR]
        self._paths = {
            key: [path for folder in folders for path in sorted(folder.glob(pattern))]
            for key, (pattern, _) in (PATTERNS | OPTIONAL).items()
        }
        missing = [f"{pattern} ({what})" for key, (pattern, what) in PATTERNS.items() if not self._paths[key]]
        if missing:
            raise ConfigurationError(
                f"The gazetteer cannot be built: {directory} does not have {', '.join(missing)}."
            )

    @_explained
    def geonames(self) -> list[GeonamesRow]:
        """The rows of GeoNames in the order of the file."""
        rows = (line.rstrip("\n").split("\t") for line in self._lines("geonames"))
        return [GeonamesRow(row[1], _clean(row[2]), _degrees(row[9]), _degrees(row[10])) for row in rows]

    @_explained
    def postcodes(self) -> list[Postcode]:
        """The centre and size of each postcode."""
        return [
            Postcode(
                str(feature["properties"]["plz"]),
                _degrees(feature["geometry"]["coordinates"][1]),
                _degrees(feature["geometry"]["coordinates"][0]),
                round(float(feature["properties"]["qkm"]), 3),
            )
            for feature in self._features("postcodes")
        ]

    @_explained
    def municipality_names(self) -> list[MunicipalityName]:
        """Each municipality once, with all of its postcodes."""
        postcodes: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
        for row in self._records("municipality_names"):
            key = row["ags"], _clean(row["ort"]), _clean(row["landkreis"]), _clean(row["bundesland"])
            postcodes[key].add(row["plz"])
        return [MunicipalityName(*key, " ".join(sorted(codes))) for key, codes in postcodes.items()]

    @_explained
    def seats(self) -> list[MunicipalitySeat]:
        """The seat of each municipality."""
        return [
            MunicipalitySeat(
                row["ags"],
                _degrees(row["lat"]),
                _degrees(row["lon"]),
                float(row["area_km2"]),
                int(row["population_2018"]),
            )
            for row in self._records("seats")
        ]

    @_explained
    def stops(self) -> list[SourceStop]:
        """Every stop in the order of the file."""
        return [
            SourceStop(int(row["eva_id"]), _clean(row["name"]), _degrees(row["lat"]), _degrees(row["lon"]))
            for row in self._records("stops")
        ]

    @_explained
    def villages(self) -> list[SourceVillage]:
        """The villages of the lists that are there; none without a list."""
        return [
            SourceVillage(
                _clean(row["village"]),
                _clean(row["municipality"]),
                row["plz"],
                _degrees(row["lat"]),
                _degrees(row["lon"]),
                row["source"],
            )
            for row in self._records("villages")
        ]

    @_explained
    def boundaries(self) -> dict[str, dict[str, Any]]:
        """The GeoJSON geometry of each municipality by its official key."""
        return {str(f["properties"]["AGS"]): f["geometry"] for f in self._features("boundaries")}

    def _lines(self, key: str) -> Iterator[str]:
        for path in self._paths[key]:
            yield from _text(path)

    def _records(self, key: str) -> Iterator[dict[str, str]]:
        for path in self._paths[key]:
            yield from csv.DictReader(_text(path))

    def _features(self, key: str) -> Iterator[dict[str, Any]]:
        for path in self._paths[key]:
            yield from json.loads(path.read_text(encoding="utf-8"))["features"]


def _text(path: Path) -> io.StringIO:
    """The lines of a file in UTF-8, gzipped or not."""
    data = path.read_bytes()
    plain = gzip.decompress(data) if path.suffix == ".gz" else data
    return io.StringIO(plain.decode("utf-8-sig"), newline="")


def _clean(text: str) -> str:
    """One line with single blanks, so that a name can never break a table."""
    return " ".join(text.split()).replace("/ ", "/")


def _degrees(value: str | float) -> float:
    """Five decimals are one metre."""
    return round(float(value), 5)
