"""Everything public as files: whole, owed to somebody, made once; what is imported of them is the same."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from importing import run_import
from make import make_offer, make_source
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from finder.actions import public_file
from finder.actions.context import Finder
from finder.actions.public_file import kept_size
from finder.app import create_app
from finder.domain.point import Point
from finder.domain.translation import TranslationStatus
from finder.exchange.own_columns import COLUMNS
from finder.settings import Settings
from finder.store import exported
from finder.store.provenance import ExternalId
from finder.store.records import Publication, Service, ServiceAtLocation
from finder.store.vocabulary import Translation

EXPORT = "/api/v1/export"
FORMATS = ("csv", "geojson", "xlsx")
NAMES = ["=1+1", "Frauenhaus", "Offen", "+49 2723 1"]


@pytest.fixture
def client(settings: Settings) -> Iterator[FlaskClient]:
    app = create_app(replace(settings, bulk_guest=(50, 50)))
    finder: Finder = app.extensions["finder"]
    with finder.database.change("test") as session:
        demo = make_source(session, key="demo", is_example=True)
        demo.licence, demo.attribution = "CC BY 4.0", "Kreis Beispiel"
        for name in NAMES:
            make_offer(session, name=name, source="demo" if name == "Offen" else "test",
                       point=Point(51.23456, 8.34567) if name == "Frauenhaus" else Point(51.1, 8.07),
                       is_address_secret=name == "Frauenhaus")  # fmt: skip
        make_offer(session, name="Versteckt").publication = Publication.HIDDEN
        _know_from_openstreetmap(session, "Frauenhaus", 4711)
        _know_from_openstreetmap(session, "+49 2723 1", 4712)
        service = session.query(Service).filter_by(name="Offen").one()
        session.add(
            Translation(
                entity="service",
                entity_id=service.id,
                field="name",
                lang="en",
                text="Open",
                status=TranslationStatus.REVIEWED,
            )
        )
    yield app.test_client()
    finder.close()


def _know_from_openstreetmap(session: Session, name: str, number: int) -> None:
    chosen = sa.select(ServiceAtLocation).join(Service).where(Service.name == name)
    offer = session.scalars(chosen).one()
    offer.source_url = f"https://www.openstreetmap.org/node/{number}"
    session.add(ExternalId(source_id=offer.source_id, entity=offer.__tablename__, entity_id=offer.id,
                           external_id=f"node/{number}"))  # fmt: skip


def finder_of(client: FlaskClient) -> Finder:
    finder: Finder = client.application.extensions["finder"]
    return finder


def get(client: FlaskClient, ending: str) -> bytes:
    answer = client.get(f"{EXPORT}.{ending}")
    assert answer.status_code == 200
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    return bytes(answer.data)


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def values(data: bytes) -> list[dict[str, Any]]:
    names, *lines = load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(map(str, names), line, strict=True)) for line in lines]


def test_every_format_has_everything_public_and_nothing_else(client: FlaskClient) -> None:
    table, sheet = rows(get(client, "csv")), values(get(client, "xlsx"))
    collection = json.loads(get(client, "geojson"))
    assert [row["name"] for row in table] == ["'=1+1", *NAMES[1:]]
    assert [row["name"] for row in sheet] == NAMES
    assert [feature["properties"]["name"] for feature in collection["features"]] == NAMES
    assert collection["numberMatched"] == len(NAMES)
    keys = [feature["properties"]["key"] for feature in collection["features"]]
    assert keys == [row["id"] for row in table] == [row["id"] for row in sheet]
    assert [row["name:en"] for row in table] == ["", "", "Open", ""]


def test_what_is_secret_is_in_no_format(client: FlaskClient) -> None:
    files = [get(client, "csv"), get(client, "geojson"), repr(values(get(client, "xlsx"))).encode()]
    for path in ("/hsds/services?full=true", "/fhir/HealthcareService", "/api/v1/offers/2"):
        answer = client.get(path)
        assert answer.status_code == 200
        files.append(answer.data)
    for data in files:
        assert b"Frauenhaus" in data
        for hidden in (b"51.23456", b"8.34567", b"Versteckt", b"4711"):
            assert hidden not in data
    assert all(b"4712" in data for data in files[:5]), "what is not secret is told"


def test_each_says_on_which_terms_and_from_which_day_it_is(client: FlaskClient) -> None:
    (row,) = [row for row in rows(get(client, "csv")) if row["name"] == "Offen"]
    assert (row["licence"], row["attribution"], row["is_example"]) == ("CC BY 4.0", "Kreis Beispiel", "yes")
    assert client.get(row["page"].removeprefix("http://localhost"), follow_redirects=True).status_code == 200
    collection = json.loads(get(client, "geojson"))
    assert [source["key"] for source in collection["sources"]] == ["demo", "test"]
    about = load_workbook(io.BytesIO(get(client, "xlsx"))).worksheets[1]
    told = [cell for line in about.iter_rows(values_only=True) for cell in line if cell is not None]
    for text in (row["written_on"], "alle öffentlichen Einträge", "CC BY 4.0", "erfunden, zum Ausprobieren"):
        assert text in told
    assert collection["written_on"] == row["written_on"]
    assert client.head(f"{EXPORT}.csv", buffered=True).headers.getlist("Link") == [
        '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    ]


def test_a_file_is_made_once_for_a_version(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    finder = finder_of(client)
    assert kept_size(finder, "csv") is None
    with mock.patch.object(public_file, "_write", wraps=public_file._write) as write:
        with ThreadPoolExecutor(4) as pool:
            texts = list(pool.map(lambda _: get(client.application.test_client(), "csv"), range(6)))
        assert write.call_count == 1
        assert len(set(texts)) == 1
        assert kept_size(finder, "csv") == len(texts[0])
        with finder.database.change("test") as session:
            session.query(Service).filter_by(name="Offen").one().name = "Anders"
        assert "Anders" in get(client, "csv").decode()
        assert write.call_count == 2
    assert len(list((finder.settings.var / "public").glob("*.csv"))) == 1
    assert not list((finder.settings.var / "public").glob("*.part"))


def test_where_no_file_can_be_kept_it_is_out_of_service(client: FlaskClient) -> None:
    (finder_of(client).settings.var / "public").write_text("no directory")
    answer = client.get(f"{EXPORT}.csv")
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")


def test_a_file_of_everything_counts_as_bulk_and_takes_no_parameter(client: FlaskClient) -> None:
    answer = client.get(f"{EXPORT}.geojson", buffered=True)
    assert answer.headers["RateLimit"].startswith('"hour";r=49;')
    assert "private" in answer.headers["Cache-Control"]
    etag = answer.headers["ETag"]
    assert client.get(f"{EXPORT}.geojson", headers={"If-None-Match": etag}).status_code == 304
    wrong = client.get(f"{EXPORT}.csv?near=Olpe")
    assert (wrong.status_code, wrong.get_json(force=True)["param"]) == (400, "near")
    assert client.get(f"{EXPORT}.pdf").status_code == 404


def test_the_table_comes_back_but_for_where_it_came_from(
    client: FlaskClient,
    settings: Settings,
    engine_name: str,
    make_database_url: Callable[[str], str],
    tmp_path: Path,
) -> None:
    var = tmp_path / "other"
    var.mkdir()
    app = create_app(replace(settings, database_url=make_database_url(engine_name), var=var))
    path, other = tmp_path / "all.csv", app.extensions["finder"]
    path.write_bytes(get(client, "csv"))
    result = run_import(other, path, source="copy")
    assert (result.rejected, result.report.added) == ([], len(NAMES))
    with other.database.read() as connection, Session(connection) as session:
        assert sorted(session.scalars(sa.select(Service.name))) == sorted(NAMES)
    back = rows(get(app.test_client(), "csv"))
    for row, again in zip(rows(path.read_bytes()), back, strict=True):
        assert again["id"] == f"copy:{row['id']}"
        for column in COLUMNS.keys() - {"id"}:
            assert again[column] == row[column], column
    second = run_import(other, path, source="copy")
    assert (second.report.added, second.report.changed) == (0, 0)
    other.close()


def test_no_row_is_lost_between_two_batches(finder: Finder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exported, "BATCH", 7)
    with finder.database.change("test") as session:
        first = make_offer(session)
        for number in range(20):
            session.add(
                ServiceAtLocation(
                    service_id=first.service_id, location_id=first.location_id, source_id=first.source_id,
                    description=str(number),
                )
            )  # fmt: skip
    for ending in FORMATS:
        file = io.BytesIO()
        assert public_file.write_public_file(finder, ending, file, "") == 21
        found = {
            "csv": lambda data: len(rows(data)),
            "xlsx": lambda data: len(values(data)),
            "geojson": lambda data: len(json.loads(data)["features"]),
        }[ending](file.getvalue())
        assert found == 21
