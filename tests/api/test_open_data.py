"""What every address for programs promises: keys, other origins, and answers that somebody has already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from email.utils import parsedate_to_datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from make import make_offer
from statements import counted
from werkzeug.http import http_date

from finder.actions.context import Finder
from finder.app import create_app
from finder.clock import ZONE, clock_at, utc_now
from finder.settings import Settings
from finder.store.records import Organization, Service
from finder.store.search_rows import read_public_version
from finder.web import conditional

SEARCH = "/api/v1/search"
NEAR = "/api/v1/search?near=Altenhundem"
OWN = "https://www.example.org"
ONE_ENGINE = pytest.mark.parametrize("engine_name", ["spatialite"])
"""For what no database has a part in."""

PREFLIGHT = {"Origin": OWN, "Access-Control-Request-Method": "GET"}


@pytest.fixture
def finder_of_app(app: Flask) -> Finder:
    finder: Finder = app.extensions["finder"]
    with finder.database.change("test") as session:
        make_offer(session, name="First offer")
    return finder


@pytest.fixture
def client(app: Flask, finder_of_app: Finder) -> FlaskClient:
    return app.test_client()


def etag_of(client: FlaskClient, path: str = NEAR) -> str:
    etag = client.get(path, buffered=True).headers["ETag"]
    assert etag.startswith('W/"')
    return etag


def is_new(client: FlaskClient, etag: str, path: str = NEAR) -> bool:
    answer = client.get(path, headers={"If-None-Match": etag})
    assert answer.status_code in (200, 304)
    assert (answer.data == b"") == (answer.status_code == 304)
    return answer.status_code == 200


def test_who_has_the_newest_answer_gets_304_before_it_is_computed(
    client: FlaskClient, finder_of_app: Finder
) -> None:
    etag = etag_of(client)
    with counted(finder_of_app.database) as statements:
        answer = client.get(NEAR, headers={"If-None-Match": f'"other", {etag}'})
    assert answer.status_code == 304
    assert answer.headers["ETag"] == etag
    assert answer.headers["Cache-Control"].startswith("public, max-age=")
    assert "Content-Type" not in answer.headers
    assert len(statements) == 1


def test_every_change_of_the_data_gives_a_new_version(client: FlaskClient, finder_of_app: Finder) -> None:
    etag = etag_of(client)
    assert not is_new(client, etag)
    with finder_of_app.database.change("test") as session:
        service = session.query(Service).one()
        service.name = "Another name"
    assert is_new(client, etag)


def test_another_process_tells_the_same_version(client: FlaskClient, settings: Settings) -> None:
    other = create_app(settings)
    assert etag_of(other.test_client()) == etag_of(client)
    other.extensions["finder"].close()


@ONE_ENGINE
def test_a_version_belongs_to_one_address(client: FlaskClient) -> None:
    assert is_new(client, etag_of(client), "/api/v1/search?near=Grevenbrück")
    assert client.get("/api/v1/offers/999", headers={"If-None-Match": etag_of(client)}).status_code == 404


@ONE_ENGINE
def test_a_star_matches_no_version(client: FlaskClient) -> None:
    assert is_new(client, "*")


@ONE_ENGINE
def test_what_depends_on_the_clock_is_another_version_when_that_moves(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = dt.datetime(2026, 6, 4, 10, 0, 30, tzinfo=dt.UTC)
    for path, later, is_other in (
        (NEAR, dt.timedelta(minutes=5), False),
        (NEAR, dt.timedelta(hours=12), True),
        (f"{SEARCH}?open=now", dt.timedelta(seconds=20), False),
        (f"{SEARCH}?open=now", dt.timedelta(minutes=1), True),
        (f"{SEARCH}?facets=yes", dt.timedelta(minutes=1), True),
        (f"{SEARCH}?q=jetzt", dt.timedelta(minutes=1), True),
    ):
        _set_clock(monkeypatch, noon)
        etag = etag_of(client, path)
        _set_clock(monkeypatch, noon + later)
        assert is_new(client, etag, path) == is_other, (path, later)


@ONE_ENGINE
def test_nothing_is_kept_longer_than_it_holds(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for path, moment, seconds in (
        (NEAR, "2026-06-04T10:00:30+00:00", 60),
        (NEAR, "2026-06-04T21:59:50+00:00", 10),  # midnight in Germany
        (f"{SEARCH}?open=now", "2026-06-04T10:00:30+00:00", 30),
        (f"{SEARCH}?open=now", "2026-06-04T10:00:59.5+00:00", 0),
    ):
        _set_clock(monkeypatch, dt.datetime.fromisoformat(moment))
        assert client.get(path).headers["Cache-Control"] == f"public, max-age={seconds}", (path, moment)


def _set_clock(monkeypatch: pytest.MonkeyPatch, moment: dt.datetime) -> None:
    monkeypatch.setattr(conditional, "utc_now", lambda: moment)


@ONE_ENGINE
def test_head_tells_what_get_does_without_a_body(client: FlaskClient) -> None:
    got, head = client.get(NEAR), client.head(NEAR)
    assert head.data == b""
    for name in ("ETag", "Cache-Control", "Content-Type", "Content-Length"):
        assert head.headers[name] == got.headers[name], name
    assert client.head(NEAR, headers={"If-None-Match": head.headers["ETag"]}).status_code == 304


@ONE_ENGINE
def test_errors_are_problems_and_kept_by_nobody(client: FlaskClient) -> None:
    for answer, status in (
        (client.get("/api/v1/search?radius_km=x"), 400),
        (client.get("/api/v1/nothing"), 404),
        (client.get("/hsds/nothing"), 404),
        (client.post(SEARCH), 405),
        (client.get(SEARCH, headers={"Authorization": "Bearer finder_unknown"}), 401),
    ):
        assert answer.status_code == status
        assert answer.content_type == "application/problem+json"
        assert answer.get_json(force=True)["status"] == status
        assert "ETag" not in answer.headers
        assert answer.headers["Cache-Control"] == "private, no-cache"


@ONE_ENGINE
@pytest.mark.parametrize("client_with_cors", [(OWN,)], indirect=True)
@pytest.mark.parametrize("path", ["/hsds/", "/fhir/metadata", "/api/v1/a11y.json", "/api/v1/export.csv"])
def test_every_interface_promises_the_same(client_with_cors: FlaskClient, path: str) -> None:
    client = client_with_cors
    assert not is_new(client, etag_of(client, path), path)
    assert "max-age=" in client.head(path, buffered=True).headers["Cache-Control"]
    assert client.options(path, headers=PREFLIGHT).status_code == 204
    unknown = {"Origin": OWN, "Authorization": "Bearer finder_unknown"}
    answer = client.get(path, headers=unknown)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (401, OWN)


@ONE_ENGINE
def test_without_the_setting_no_other_origin_may_read(client: FlaskClient) -> None:
    for answer in (client.get(NEAR, headers={"Origin": OWN}), client.options(SEARCH, headers=PREFLIGHT)):
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
        assert "Origin" not in answer.vary


@pytest.fixture
def client_with_cors(settings: Settings, request: pytest.FixtureRequest) -> Iterator[FlaskClient]:
    app = create_app(replace(settings, cors=request.param))
    yield app.test_client()
    app.extensions["finder"].close()


@ONE_ENGINE
@pytest.mark.parametrize("client_with_cors", [("https://other.example", OWN)], indirect=True)
def test_origins_that_are_set_may_read_and_no_others(client_with_cors: FlaskClient) -> None:
    client = client_with_cors
    etag = etag_of(client)
    for headers in ({}, {"If-None-Match": etag}, {"Authorization": "Bearer finder_unknown"}):
        answer = client.get(NEAR, headers={"Origin": OWN, **headers})
        assert answer.headers["Access-Control-Allow-Origin"] == OWN
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
        assert "Origin" in answer.vary
    for origin in ("https://evil.example", "null", f"{OWN}.evil.example"):
        answer = client.get(NEAR, headers={"Origin": origin})
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Origin" in answer.vary
        refused = client.options(SEARCH, headers={**PREFLIGHT, "Origin": origin})
        assert "Access-Control-Allow-Origin" not in refused.headers
    assert "Origin" in client.get(NEAR).vary


@ONE_ENGINE
@pytest.mark.parametrize("client_with_cors", [("*",), (OWN,)], indirect=True)
def test_a_preflight_says_what_is_allowed(client_with_cors: FlaskClient) -> None:
    wanted = {**PREFLIGHT, "Access-Control-Request-Headers": "authorization"}
    answer = client_with_cors.options(SEARCH, headers=wanted)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] in ("*", OWN)
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert client_with_cors.options(SEARCH).status_code == 200, "no preflight: what methods there are"


@ONE_ENGINE
@pytest.mark.parametrize("client_with_cors", [("*",)], indirect=True)
def test_pages_for_people_are_for_no_other_origin(client_with_cors: FlaskClient) -> None:
    for path in ("/de/suche?near=Altenhundem", "/de/", "/staff/anmelden"):
        answer = client_with_cors.get(path, headers={"Origin": OWN})
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_last_modified_is_when_the_data_changed(
    client: FlaskClient, finder_of_app: Finder, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = utc_now()
    monkeypatch.setattr(conditional, "utc_now", lambda: now + dt.timedelta(days=1))
    told = client.get(NEAR).headers["Last-Modified"]
    midnight = parsedate_to_datetime(told).astimezone(ZONE)
    assert (midnight.date(), midnight.hour) == (clock_at(now + dt.timedelta(days=1)).date(), 0)
    monkeypatch.setattr(conditional, "utc_now", lambda: now + dt.timedelta(minutes=2))
    with finder_of_app.database.read() as connection:
        changed_at = read_public_version(connection).changed_at
    assert changed_at is not None
    told = client.get(SEARCH).headers["Last-Modified"]
    assert parsedate_to_datetime(told) == changed_at.replace(microsecond=0)
    assert client.get(SEARCH, headers={"If-Modified-Since": told}).status_code == 304
    earlier = http_date(changed_at - dt.timedelta(seconds=1))
    assert client.get(SEARCH, headers={"If-Modified-Since": earlier}).status_code == 200
    both = {"If-Modified-Since": told, "If-None-Match": '"other"'}
    assert client.get(SEARCH, headers=both).status_code == 200


@ONE_ENGINE
def test_a_moment_within_which_more_may_change_is_not_told(
    client: FlaskClient, finder_of_app: Finder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with finder_of_app.database.read() as connection:
        changed_at = read_public_version(connection).changed_at
    assert changed_at is not None
    monkeypatch.setattr(conditional, "utc_now", lambda: changed_at)
    assert "Last-Modified" not in client.get(NEAR).headers


def test_a_record_that_no_search_row_shows_gives_a_new_version(
    client: FlaskClient, finder_of_app: Finder
) -> None:
    etag = etag_of(client)
    with finder_of_app.database.change("test") as session:
        session.query(Organization).one().legal_status = "e. V."
    assert is_new(client, etag)
