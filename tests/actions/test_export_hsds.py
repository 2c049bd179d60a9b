"""HSDS is written as its schemas want it, whole, always the same, and without what is not public."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hsds_world import make_hsds_world
from make import make_offer, make_term
from published import FACT, SECRETS, make_world
from sqlalchemy.orm import Session
from standards import assert_hsds, hsds_descriptor

from finder.actions.context import Finder
from finder.actions.copy import copy_database
from finder.actions.hsds import export
from finder.actions.hsds.export import export_hsds
from finder.clock import today
from finder.domain.lapse import NewPatients
from finder.exchange.hsds.tables import TABLES
from finder.exchange.hsds.write import WRITERS
from finder.settings import Settings
from finder.store.records import Service, ServiceStatus


def _export(finder: Finder, format_name: str) -> bytes:
    pieces: list[bytes] = []
    export_hsds(finder, format_name, pieces.append)
    return b"".join(pieces)


def _services(finder: Finder) -> dict[str, Any]:
    return {service["name"]: service for service in json.loads(_export(finder, "hsds-json"))}


def _tables(package: bytes) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {
            name: list(csv.DictReader(io.StringIO(archive.read(table.file).decode(), newline="")))
            for name, table in TABLES.items()
        }


def _said(record: dict[str, Any]) -> dict[str, str]:
    """The attributes of a record by the code of their term."""
    return {each["taxonomy_term"]["code"]: each.get("value", "") for each in record.get("attributes", ())}


@pytest.fixture(scope="module", params=["spatialite", "postgis"])
def world(
    request: pytest.FixtureRequest,
    session_database_url: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Finder]:
    """A finder with a small world that says everything; no test changes it."""
    url = session_database_url(request.param)
    opened = Finder.open(Settings(tmp_path_factory.mktemp("var"), url, secret_key="s" * 40))
    with opened.database.change("test") as session:
        make_world(session)
    yield opened
    opened.close()


def test_every_service_is_as_the_compiled_schema_wants_it(world: Finder) -> None:
    services = json.loads(_export(world, "hsds-json"))
    assert {service["name"] for service in services} == {
        "Hausarztpraxis Muster",
        "Impfsprechstunde",
        "Telefonseelsorge",
        "Zuflucht",
    }
    for service in services:
        assert_hsds("compiled/service", service)
    assert [service["id"] for service in services] == sorted(service["id"] for service in services)


def test_everything_that_is_known_is_said(world: Finder) -> None:
    service = _services(world)["Hausarztpraxis Muster"]
    assert (service["minimum_age"], service["maximum_age"]) == (6, 99.5)
    assert (service["assured_date"], _said(service)["assured_method"]) == ("2026-05-01", "phone")
    assert {area["uri"] for area in service["service_areas"]} == {"05966028", "DE"}
    assert [cost.get("amount") for cost in service["cost_options"]] == [5, None]
    assert _said(service["cost_options"][0]) == {"insurance": "self_pay"}
    assert service["required_documents"][0]["document"] == "Versichertenkarte"
    assert _said(service)["description/ar/machine/draft"] == "رعاية"
    assert "general" in _said(service)
    assert service["organization"]["legal_status"] == "GbR"
    assert [phone["number"] for phone in service["organization"]["phones"]] == ["+492723123459"]
    (offer,) = service["service_at_locations"]
    about = _said(offer)
    assert about["lift"] == "yes"
    assert about["lift/note"] == "hinten"
    assert about["new_patients"] == NewPatients.WAITING_LIST
    assert (about["source_licence"], about["source_is_example"]) == ("CC BY 4.0", "yes")
    assert about["description/uk/human/outdated"] == "Двері"
    location = offer["location"]
    assert (location["latitude"], location["longitude"]) == (51.1, 8.07)
    assert location["addresses"][0]["state_province"] == "NW"
    (access,) = location["accessibility"]
    assert (access["details"], access["url"]) == (FACT.note, FACT.evidence_url)
    assert _said(access)[FACT.key] == FACT.value
    assert _said(access)[f"{FACT.key}/observed_on"] == "2026-03-01"


def test_who_speaks_a_language_is_told(world: Finder) -> None:
    service = _services(world)["Hausarztpraxis Muster"]
    (offer,) = service["service_at_locations"]
    (contact,) = offer["contacts"]
    said = {language["code"]: _said(language) for language in service["languages"]}
    assert said["tr"]["spoken_by"] == offer["id"]
    assert said["fa-AF"] == {
        "role": "professional",
        "level": "native",
        "spoken_by": _said(contact)["person"],
    }
    assert "spoken_by" not in said["ar"]
    assert contact["name"] == "Dr. Ada Muster"
    assert _said(contact["phones"][0])["extension"] == "007"
    assert offer["phones"][0]["extension"] == 12


def test_a_person_in_two_offers_is_one_person_with_two_contacts(world: Finder) -> None:
    contacts = [
        contact
        for name in ("Hausarztpraxis Muster", "Impfsprechstunde")
        for offer in _services(world)[name]["service_at_locations"]
        for contact in offer["contacts"]
    ]
    assert len({contact["id"] for contact in contacts}) == 2
    assert len({_said(contact)["person"] for contact in contacts}) == 1


def test_hours_are_told_as_rules_and_as_they_are(world: Finder) -> None:
    (offer,) = _services(world)["Hausarztpraxis Muster"]["service_at_locations"]
    first, second, phone = offer["schedules"]
    assert (first["byday"], first["opens_at"]) == ("MO,TU,WE,TH,FR", "08:00:00")
    assert _said(first)["opening_hours"] == first["notes"] == "Mo-Fr 08:00-12:00, Mo,Tu 15:00-18:00; PH off"
    assert _said(second) == {"part_of": first["id"]}
    assert _said(phone)["hours_kind"] == "phone"
    assert "freq" not in phone


def test_nothing_secret_leaves_in_any_format(world: Finder) -> None:
    with zipfile.ZipFile(io.BytesIO(_export(world, "hsds-csv"))) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist()]
    texts += [_export(world, name).decode() for name in ("hsds-json", "hsds-tabular")]
    for text in texts:
        assert not [secret for secret in SECRETS if secret in text]
    (offer,) = _services(world)["Zuflucht"]["service_at_locations"]
    assert _said(offer["location"]) == {"address_secret": "yes"}
    assert offer["location"].keys() == {"id", "location_type", "attributes"}


def test_the_tables_in_one_file_are_as_the_schema_wants_them(world: Finder) -> None:
    document = json.loads(_export(world, "hsds-tabular"))
    assert_hsds("compiled/tabular", document)
    assert len(document["service"]) == 4
    assert len(document["organization"]) == 3
    assert list(document) == list(TABLES)


def test_the_package_has_the_published_tables_and_no_loose_end(world: Finder) -> None:
    published = {resource["name"]: resource for resource in hsds_descriptor()["resources"]}
    assert list(TABLES) == list(published)
    for name, table in TABLES.items():
        fields = [field["name"] for field in published[name]["schema"]["fields"]]
        assert (table.file, [column.name for column in table.columns]) == (published[name]["path"], fields)
    _assert_whole(_tables(_export(world, "hsds-csv")))


def _assert_whole(tables: dict[str, list[dict[str, str]]]) -> None:
    """Every id is there once, what is required is said, and whatever is referred to is there."""
    keys = {name: [row["id"] for row in rows] for name, rows in tables.items()}
    for name, table in TABLES.items():
        assert len(set(keys[name])) == len(keys[name])
        for column in table.columns:
            values = [row[column.name] for row in tables[name]]
            assert not column.is_required or all(values)
            assert set(filter(None, values)) <= set(keys.get(column.refers_to, values))
    for row in tables["attribute"]:
        assert row["link_id"] in keys[row["link_entity"]]


def test_whatever_records_say_files_are_as_the_schemas_want_them(finder: Finder) -> None:
    with finder.database.change("test") as session:
        make_term(session, "general", "health")
        make_hsds_world(session, seed=3)
    services = json.loads(_export(finder, "hsds-json"))
    assert len(services) > 4
    for service in services:
        assert_hsds("compiled/service", service)
    assert_hsds("compiled/tabular", json.loads(_export(finder, "hsds-tabular")))
    _assert_whole(_tables(_export(finder, "hsds-csv")))


def test_the_package_says_the_same_as_the_tables_in_one_file(world: Finder) -> None:
    document, tables = json.loads(_export(world, "hsds-tabular")), _tables(_export(world, "hsds-csv"))
    for name, rows in tables.items():
        in_json = [
            {column: str(value) for column, value in row.items() if value != ""} for row in document[name]
        ]
        assert [{column: cell for column, cell in row.items() if cell} for row in rows] == in_json


def test_the_descriptor_names_the_sources(world: Finder) -> None:
    with zipfile.ZipFile(io.BytesIO(_export(world, "hsds-csv"))) as archive:
        descriptor = json.loads(archive.read("datapackage.json"))
        files = set(archive.namelist())
    assert {resource["path"] for resource in descriptor["resources"]} | {"datapackage.json"} == files
    assert descriptor["sources"] == [
        {"name": "other", "title": "Source other"},
        {
            "name": "test",
            "title": "Source test",
            "path": "https://example.org",
            "licence": "CC BY 4.0",
            "attribution": "Stadt Beispiel",
            "is_example": "yes",
        },
    ]


@pytest.mark.parametrize("format_name", WRITERS)
def test_the_same_data_is_the_same_file_in_batches_of_any_size(
    world: Finder, format_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _export(world, format_name)
    monkeypatch.setattr(export, "BATCH", 1)
    assert _export(world, format_name) == before


def test_a_copy_in_the_other_engine_is_the_same_file(
    world: Finder, make_database_url: Callable[[str], str], tmp_path: Path
) -> None:
    url = make_database_url("spatialite" if world.database.is_postgresql else "postgis")
    other = Finder.open(Settings(tmp_path, url, secret_key="s" * 40))
    copy_database(world.database, other.database, replace=True, progress=lambda *_: None)
    for format_name in WRITERS:
        assert _export(other, format_name) == _export(world, format_name)
    other.close()


def test_nothing_public_is_an_empty_file_of_the_format(finder: Finder) -> None:
    assert json.loads(_export(finder, "hsds-json")) == []
    assert json.loads(_export(finder, "hsds-tabular"))["service"] == []
    assert _tables(_export(finder, "hsds-csv"))["service"] == []


def test_what_is_over_is_not_told(finder: Finder) -> None:
    with finder.database.change("test") as session:
        _close(session, "Vorbei", days=-1)
        _close(session, "Noch zu", days=0)
    services = _services(finder)
    assert (services["Vorbei"]["status"], "closed_until" in _said(services["Vorbei"])) == ("active", False)
    assert services["Noch zu"]["status"] == "temporarily closed"
    assert _said(services["Noch zu"])["closed_until"] == today().isoformat()


def _close(session: Session, name: str, days: int) -> None:
    service = session.get_one(Service, make_offer(session, name=name).service_id)
    service.status = ServiceStatus.TEMPORARILY_CLOSED
    service.closed_until = today().fromordinal(today().toordinal() + days)
