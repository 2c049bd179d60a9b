"""Making a gazetteer: public files in, a few compact tables and boundaries out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from finder.errors import BadInput
from finder.gazetteer.attribution import BOUNDARY_CREDIT, attributions, readme
from finder.gazetteer.boundaries import Boundaries, write_boundaries
from finder.gazetteer.files import (
    BOUNDARIES_DIR,
    PLACES_DIR,
    GeonamesPlace,
    MunicipalityName,
    MunicipalitySeat,
    Postcode,
    Stop,
    Village,
    complete_seats,
    write_rows,
)
from finder.gazetteer.geonames import Cleaner, without_known
from finder.gazetteer.localities import Towns, derive_villages, listed_villages, locate_stops
from finder.gazetteer.sources import Sources

BBox = tuple[float, float, float, float]
"""West, south, east and north in degrees."""


class BuildReport(NamedTuple):
    """How many rows of each kind were written."""

    municipalities: int
    postcodes: int
    geonames: int
    villages: int
    stops: int
    boundaries: int


def build_gazetteer(
    sources: Path, output: Path, *, bbox: BBox | None = None, stops: bool = True
) -> BuildReport:
    """Write the gazetteer of a directory of public files to `output`/gazetteer and `output`/boundaries.

    Municipalities, postcodes and villages are always those of the whole sources: a name that is
    known elsewhere is no slip of the pen. Stops and boundaries are those in the box (all without
    one; a boundary counts where its municipality's seat lies); `stops=False` leaves the stops out.
    The same sources give the same tables.

    Raises ConfigurationError naming the source files that are missing or cannot be read, and
    BadInput for a box that is none. Nothing is written unless everything could be read.
    """
    box = _box(bbox)
    source = Sources(sources)
    names = {name.ags: name for name in source.municipality_names()}
    own_seats, postcodes = source.seats(), source.postcodes()
    seats = complete_seats(names.values(), own_seats, postcodes)
    geometries = source.boundaries()
    villages, all_stops = _localities(source, names, seats, geometries)
    cleaned = Cleaner(names.values(), seats, postcodes).places(source.geonames())
    geonames = without_known(cleaned, villages, names)
    kept_stops = [stop for stop in all_stops if stops and _inside(stop, box)]
    kept_shapes = {
        ags: shape for ags, shape in geometries.items() if ags in seats and _inside(seats[ags], box)
    }

    places = output / PLACES_DIR
    places.mkdir(parents=True, exist_ok=True)
    write_rows(places, MunicipalityName, names.values())
    write_rows(places, MunicipalitySeat, own_seats)
    write_rows(places, Postcode, postcodes)
    write_rows(places, GeonamesPlace, geonames)
    write_rows(places, Village, villages)
    write_rows(places, Stop, kept_stops)
    write_boundaries(output / BOUNDARIES_DIR, kept_shapes, names, BOUNDARY_CREDIT)
    _write_credits(source, output, bbox)
    return BuildReport(
        len(names), len(postcodes), len(geonames), len(villages), len(kept_stops), len(kept_shapes)
    )


def _localities(
    source: Sources,
    names: dict[str, MunicipalityName],
    seats: dict[str, MunicipalitySeat],
    geometries: dict[str, dict[str, object]],
) -> tuple[list[Village], list[Stop]]:
    """The villages, derived where no list has those of a municipality, and the stops."""
    towns = Towns(names.values(), {ags: (seat.lat, seat.lon) for ags, seat in seats.items()})
    stops = locate_stops(source.stops(), Boundaries.of(geometries), towns)
    listed = listed_villages(source.villages(), names.values())
    covered = {village.ags for village in listed}
    derived = [village for village in derive_villages(stops, names) if village.ags not in covered]
    return listed + derived, stops


def _write_credits(source: Sources, output: Path, bbox: BBox | None) -> None:
    credit = attributions(source.villages())
    extent = "the box {:g},{:g},{:g},{:g} (west, south, east, north)".format(*bbox) if bbox else "all of it"
    text = json.dumps(credit, ensure_ascii=False, indent=1) + "\n"
    (output / PLACES_DIR / "attribution.json").write_text(text, encoding="utf-8")
    for directory in (PLACES_DIR, BOUNDARIES_DIR):
        (output / directory / "README.md").write_text(readme(credit, extent), encoding="utf-8")


def _box(bbox: BBox | None) -> BBox:
    west, south, east, north = bbox or (-180.0, -90.0, 180.0, 90.0)
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise BadInput("bbox", bbox, "west,south,east,north in degrees")
    return west, south, east, north


def _inside(row: MunicipalitySeat | Stop, box: BBox) -> bool:
    west, south, east, north = box
    return west <= row.lon <= east and south <= row.lat <= north
