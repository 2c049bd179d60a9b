"""The export tells what the public may know, and the finder can read it again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from importing import OTHER, PRAXIS, exported, exported_geojson, many_rows, run_import, write_table
from make import make_offer
from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.demo import load_demo
from finder.actions.vocabulary import load_vocabulary
from finder.domain.language import LanguageLevel, LanguageRole
from finder.domain.point import Point
from finder.exchange.own_columns import COLUMNS
from finder.store.details import AccessibilityFact, Language, Phone, PhoneType, Schedule, ScheduleKind
from finder.store.records import Address, Publication, Service, ServiceAtLocation, ServiceStatus

HOSTILE = [
    "<script>alert(1)</script>",
    "'; DROP TABLE service; --",
    '=HYPERLINK("http://example.org")',
    "שלום \u202eevil\u202c 😀",
    "zwei\nZeilen; mit, allem \"was\" 'stört'",
    "x" * 10_000,
]


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def empty(finder: Finder, make_database_url: Callable[[str], str]) -> Finder:
    """A second finder on an empty database of the same engine."""
    name = "postgis" if finder.database.is_postgresql else "spatialite"
    return Finder.open(replace(finder.settings, database_url=make_database_url(name)))


def _assert_comes_back(finder: Finder, empty: Finder, tmp_path: Path) -> None:
    text = exported(finder)
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8", newline="")
    result = run_import(empty, path, source="copy")
    assert result.rejected == []
    assert result.report.added == len(_rows(text)) > 0
    assert exported(empty) == text
    empty.close()


def test_the_demonstration_data_comes_back_byte_for_byte(
    finder: Finder, empty: Finder, tmp_path: Path
) -> None:
    load_demo(finder)
    run_import(finder, write_table(tmp_path / "more.csv", many_rows(50)))
    _assert_comes_back(finder, empty, tmp_path)


def test_hostile_and_odd_values_come_back_byte_for_byte(
    finder: Finder, empty: Finder, tmp_path: Path
) -> None:
    load_vocabulary(finder)
    with finder.database.change("test") as session:
        for text in HOSTILE:
            _make_odd(session, text)
        make_offer(session, name="Frauenhaus", is_address_secret=True, areas=["05966020", "DE"])
        make_offer(session, name="Telefon", point=None, topics=["debt"], source="other")
    _assert_comes_back(finder, empty, tmp_path)


def _make_odd(session: Session, text: str) -> None:
    """An offer that says all that can be said, on every level, with a text in every place."""
    offer = make_offer(
        session, name=text, organization=text, person=text, languages=[("tr", LanguageRole.PROFESSIONAL)],
        facts={"entrance.step_count": "1.50", "lift": "yes"}, topics=["general"],
    )  # fmt: skip
    service = session.get_one(Service, offer.service_id)
    service.description = offer.description = service.wait_time = text
    offer.source_note, service.url, service.email = text, "www.example.org/<x>", "no address"
    session.add_all(
        [
            Phone(service_at_location_id=offer.id, number="+492723123456", extension="12"),
            Phone(service_id=service.id, number="Zentrale: 5; bitte warten", type=PhoneType.HOTLINE),
            Phone(location_id=offer.location_id, number="116117"),
            Language(service_id=service.id, code="ar", level=LanguageLevel.NATIVE),
            Language(
                service_at_location_id=offer.id, code="ar", opening_hours='Th 14:00-18:00 "nur; mit Termin"'
            ),
            AccessibilityFact(service_at_location_id=offer.id, key="lift", value="no", note=text),
            Schedule(service_id=service.id, opening_hours="Mo-Fr 08:00-12:00; PH off"),
            Schedule(service_id=service.id, opening_hours="Sa 10:00-12:00", description=text),
            Schedule(location_id=offer.location_id, kind=ScheduleKind.PHONE, description="nach Vereinbarung"),
            Address(location_id=offer.location_id, address_1=text[:500], city=text[:500], country="at"),
        ]
    )


def test_only_what_is_public_is_exported(finder: Finder) -> None:
    with finder.database.change("test") as session:
        make_offer(session, name="Offen")
        make_offer(session, name="Versteckt").publication = Publication.HIDDEN
        closed = make_offer(session, name="Geschlossen")
        session.get_one(Service, closed.service_id).status = ServiceStatus.DEFUNCT
        gone = make_offer(session, name="Fort")
        secret = make_offer(session, name="Zuflucht", is_address_secret=True, point=Point(51.23456, 8.34567))
    with finder.database.change("test") as session:
        session.delete(session.get_one(ServiceAtLocation, gone.id))
    for text in (exported(finder), exported_geojson(finder)):
        assert "Offen" in text
        assert "Zuflucht" in text
        for hidden in ("Versteckt", "Geschlossen", "Fort", "51.23456", "8.34567"):
            assert hidden not in text
    (row,) = [row for row in _rows(exported(finder)) if row["name"] == "Zuflucht"]
    assert (row["street"], row["lat"], row["address_secret"]) == ("", "", "yes")
    collection = json.loads(exported_geojson(finder))
    geometries = {feature["id"]: feature["geometry"] for feature in collection["features"]}
    assert geometries[secret.id] is None


def test_the_geojson_has_longitude_first_and_everything_public(finder: Finder, tmp_path: Path) -> None:
    run_import(finder, write_table(tmp_path / "t.csv", [PRAXIS, OTHER]))
    collection = json.loads(exported_geojson(finder))
    assert collection["type"] == "FeatureCollection"
    first, second = collection["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [8.07, 51.1]}
    assert first["id"] < second["id"]
    properties = first["properties"]
    assert properties["name"] == "Hausarztpraxis"
    assert properties["source"]["key"] == "test"
    assert properties["facts"][0]["key"] == "entrance.step_count"
    assert {"access", "categories", "languages", "phones", "url"} <= properties.keys()


def test_an_empty_database_gives_an_empty_collection_and_a_header(finder: Finder) -> None:
    collection = json.loads(exported_geojson(finder))
    assert (collection["features"], collection["numberMatched"], collection["sources"]) == ([], 0, [])
    assert exported(finder) == ",".join(COLUMNS) + "\r\n"


def test_offers_are_named_as_their_source_names_them(finder: Finder, tmp_path: Path) -> None:
    run_import(finder, write_table(tmp_path / "t.csv", [PRAXIS, OTHER]), source="a")
    assert [row["id"] for row in _rows(exported(finder))] == ["1", "2"]
    run_import(finder, write_table(tmp_path / "t.csv", [{**OTHER, "id": "x" * 200}]), source="b")
    ids = [row["id"] for row in _rows(exported(finder))]
    assert ids[:2] == ["a:1", "a:2"]
    assert len(ids[2]) <= 200
    assert ids[2].startswith("b:xxx")


def test_the_same_database_always_gives_the_same_text(finder: Finder, tmp_path: Path) -> None:
    run_import(finder, write_table(tmp_path / "t.csv", many_rows(40)))
    assert exported(finder) == exported(finder)
    assert exported_geojson(finder) == exported_geojson(finder)
