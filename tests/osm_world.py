"""A town's entries and a file of OpenStreetMap that knows some of them, some otherwise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from importing import Row, write_table

from finder.actions.context import Finder
from finder.actions.import_entries import Options, import_entries
from finder.domain.point import Point
from finder.store.records import Publication, Service, ServiceAtLocation

HOME = Point(51.1035, 8.0722)
"""In Altenhundem, a village of the home municipality."""
FAR = Point(51.9607, 7.6261)
"""In Münster, some 90 km away."""
SECRET_PHONE = "+4927235000999"


def near(metres: float) -> Point:
    """A point so far north of home."""
    return Point(HOME.lat + metres / 111_200, HOME.lon)


def node(number: int, point: Point, tags: Mapping[str, str]) -> dict[str, Any]:
    """A node as the Overpass API writes it with `out meta`, last edited on 1 June 2025."""
    return {
        "type": "node",
        "id": number,
        "lat": point.lat,
        "lon": point.lon,
        "timestamp": "2025-06-01T08:00:00Z",
        "tags": dict(tags),
    }


def overpass_text(*elements: object) -> str:
    """A whole answer of the Overpass API with the data of 1 November 2026."""
    head = {"version": 0.6, "osm3s": {"timestamp_osm_base": "2026-11-01T00:00:00Z", "copyright": "ODbL"}}
    return json.dumps({**head, "elements": elements})


ADDRESS = {"addr:street": "Hundemstr.", "addr:postcode": "57368", "addr:city": "Lennestadt"}
ELEMENTS = (
    node(1, near(20), {
        **ADDRESS, "addr:housenumber": "5", "amenity": "pharmacy", "name": "Rathaus-Apotheke",
        "phone": "+49 2723 5001", "website": "http://apotheke.example/",
        "opening_hours": "Mo,Tu,We,Th,Fr 08:00-18:00; PH off", "operator": "Anna Beispiel",
    }),
    node(2, near(310), {
        **ADDRESS, "addr:housenumber": "9", "amenity": "doctors", "healthcare:speciality": "general",
        "name": "Praxis Weber", "contact:phone": "02723 5002", "wheelchair": "limited",
        "opening_hours": "Mo-Fr 09:00-12:00", "check_date:opening_hours": "2026-10-02",
    }),
    node(3, near(-100), {"amenity": "bank", "name": "Neue Bank"}),
    node(4, near(20_000), {"amenity": "bank", "name": "Bank am Rand"}),
    node(5, near(50), {"amenity": "doctors"}),
    node(6, near(-20_000), {"amenity": "library", "name": "Bücherei am Rand"}),
    node(9, near(400), {
        "amenity": "social_facility", "social_facility": "shelter", "name": "Frauenhaus",
        "phone": SECRET_PHONE,
    }),
)  # fmt: skip

_BASE: Row = {"postcode": "57368", "city": "Lennestadt", "assured_date": "2026-05-01"}


def _row(number: str, name: str, point: Point | None, **values: str) -> Row:
    place = {} if point is None else {"lat": str(point.lat), "lon": str(point.lon)}
    return {**_BASE, "id": number, "organization": f"Träger {number}", "name": name, **place, **values}


ROWS = (
    _row(
        "1",
        "Rathaus-Apotheke",
        HOME,
        categories="pharmacy",
        street="Hundemstraße 5",
        phones="+4927235009",
        website="https://www.apotheke.example",
        opening_hours="Mo-Fr 08:00-18:00",
        source_url="https://www.openstreetmap.org/node/1",
    ),
    _row(
        "2",
        "Hausarztpraxis Weber",
        near(300),
        categories="general",
        street="Hundemstraße 9",
        phones="+4927235002",
        opening_hours="Mo-Fr 08:00-12:00",
        languages="de/team;tr/professional;ar/interpreter",
    ),
    _row("3", "Stadtbücherei", near(600), categories="library"),
    _row("4", "Schuldnerberatung", near(700), categories="debt"),
    _row("5", "Apotheke am Dom", FAR, categories="pharmacy", postcode="48143", city="Münster"),
    _row("6", "Frauenhaus", None, categories="homeless_help", phones=SECRET_PHONE, address_secret="yes"),
    _row(
        "7",
        "Kindergarten Sonnenschein",
        near(900),
        categories="kindergarten",
        source_url="https://www.openstreetmap.org/way/77",
    ),
    _row("8", "Versteckte Bücherei", near(500), categories="library"),
)


def add_world(finder: Finder, folder: Path) -> dict[str, int]:
    """The entries, in the database, of which one is hidden; gives their numbers by name."""
    import_entries(finder, write_table(folder / "town.csv", ROWS), Options(source="town"))
    names = {row["name"] for row in ROWS}
    with finder.database.read() as connection:
        found = connection.execute(
            sa.select(Service.name, ServiceAtLocation.id)
            .join(Service, Service.id == ServiceAtLocation.service_id)
            .where(Service.name.in_(names))
        )
        ids = dict(found.all())
    with finder.database.change("test") as session:
        session.get_one(ServiceAtLocation, ids["Versteckte Bücherei"]).publication = Publication.HIDDEN
    return ids
