"""The HSDS API answers as its specification says: paths, pages, filters, records as the published schemas."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from make import make_offer
from published import SECRETS, make_world
from standards import assert_hsds
from statements import counted

from finder.actions.context import Finder
from finder.app import create_app
from finder.clock import utc_now
from finder.domain.point import Point
from finder.settings import Settings

ALL = {"Hausarztpraxis Muster", "Impfsprechstunde", "Telefonseelsorge", "Zuflucht", "Ambulanz Olpe"}
RECORDS = ("services", "service_at_locations", "locations", "organizations")
LISTS = (*RECORDS, "taxonomies", "taxonomy_terms")


@pytest.fixture(scope="module", params=["spatialite", "postgis"])
def app(
    request: pytest.FixtureRequest,
    session_database_url: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Flask]:
    """A site with a world that says everything, and one offer in the next town; no test changes it."""
    url = session_database_url(request.param)
    app = create_app(Settings(tmp_path_factory.mktemp("var"), url, secret_key="s" * 40))
    finder: Finder = app.extensions["finder"]
    with finder.database.change("test") as session:
        make_world(session)
        make_offer(
            session,
            name="Ambulanz Olpe",
            point=Point(51.0287, 7.8512),
            areas=["05966024"],
            topics=["doctors"],
        )
    yield app
    finder.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def _get(client: FlaskClient, path: str, **params: Any) -> Any:
    answer = client.get(f"/hsds/{path}", query_string=params)
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "application/json"
    return answer.get_json()


def _names(client: FlaskClient, path: str = "services", **params: Any) -> list[str]:
    found = _get(client, path, **params)["contents"]
    return [(each.get("service") or each)["name"] for each in found]


def _problem(client: FlaskClient, path: str, **params: Any) -> dict[str, Any]:
    answer = client.get(f"/hsds/{path}", query_string=params)
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    problem: dict[str, Any] = answer.get_json(force=True)
    return problem


def _lines(client: FlaskClient, path: str) -> list[Any]:
    answer = client.get(f"/hsds/{path}?format=ndjson&per_page=1")
    assert answer.content_type == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.splitlines()]


def _by_name(client: FlaskClient, path: str, name: str) -> Any:
    return next(each for each in _get(client, path)["contents"] if each.get("name") == name)


def test_the_root_says_which_version_this_is_and_where_it_is_described(client: FlaskClient) -> None:
    root = _get(client, "")
    assert root["version"] == "3.0"
    assert client.get(root["openapi_url"]).status_code == 200


@pytest.mark.parametrize(
    ("path", "plain", "whole"),
    [
        ("services", "compiled/service_list", "compiled/service"),
        ("service_at_locations", "compiled/service_at_location_list", "compiled/service_at_location"),
        ("organizations", "compiled/organization_list", "compiled/organization"),
        ("locations", "location", "location"),
        ("taxonomies", "taxonomy", "taxonomy"),
        ("taxonomy_terms", "taxonomy_term", "taxonomy_term"),
    ],
)
def test_every_answer_is_as_the_published_schema_wants_it(
    client: FlaskClient, path: str, plain: str, whole: str
) -> None:
    page = _get(client, path, per_page=5)
    assert page["contents"]
    for record in page["contents"]:
        assert_hsds(plain, record)
        alone = _get(client, f"{path}/{record['id']}")
        assert_hsds(whole, alone)
        assert alone["id"] == record["id"]
        own = {name: value for name, value in record.items() if isinstance(value, str | float)}
        assert own.items() <= {name: alone[name] for name in own}.items()


@pytest.mark.parametrize("path", RECORDS)
def test_a_full_page_has_the_records_that_stand_alone(client: FlaskClient, path: str) -> None:
    for record in _get(client, path, full="true")["contents"]:
        assert record == _get(client, f"{path}/{record['id']}")


def test_an_organization_has_whole_services_where_they_are_asked_for(client: FlaskClient) -> None:
    uid = _by_name(client, "organizations", "Praxis am Markt")["id"]
    plain = _get(client, f"organizations/{uid}")
    whole = _get(client, f"organizations/{uid}", full_service="true")
    assert_hsds("compiled/organization", whole)
    assert {each["name"] for each in plain["services"]} == {each["name"] for each in whole["services"]}
    assert all("service_at_locations" not in each for each in plain["services"])
    for service in whole["services"]:
        assert service == _get(client, f"services/{service['id']}")


@pytest.mark.parametrize("path", LISTS)
def test_pages_hold_every_line_once_and_tell_where_they_are(client: FlaskClient, path: str) -> None:
    everything = _lines(client, path)
    n_items, size = len(everything), max(2, len(everything) // 2)
    found = []
    for number in range(1, n_items // size + 2):
        page = _get(client, path, page=number, per_page=size)
        contents = page.pop("contents")
        found += contents
        assert page == {
            "total_items": n_items,
            "total_pages": -(-n_items // size),
            "page_number": number,
            "size": len(contents),
            "first_page": number == 1,
            "last_page": number * size >= n_items,
            "empty": not contents,
        }
    assert found == everything
    assert len({record["id"] for record in found}) == n_items


def test_everything_public_is_listed_and_nothing_else(client: FlaskClient) -> None:
    assert set(_names(client)) == set(_names(client, "service_at_locations")) == ALL
    for path in RECORDS:
        for params in ("format=ndjson&full=true", "full=true", ""):
            text = client.get(f"/hsds/{path}?{params}").text
            assert not [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("path", RECORDS)
@pytest.mark.parametrize("full", ["true", "false"])
def test_every_record_says_its_sources_and_whether_they_are_invented(
    client: FlaskClient, path: str, full: str
) -> None:
    records = _get(client, path, full=full)["contents"]
    assert all('"source_name"' in json.dumps(record) for record in records)
    example = [record for record in records if "CC BY 4.0" in json.dumps(record)]
    assert example
    assert all('"source_is_example"' in json.dumps(record) for record in example)


def test_words_find_what_the_search_finds(client: FlaskClient) -> None:
    assert _names(client, search="Telefonseels") == ["Telefonseelsorge"]
    assert set(_names(client, search="Hausarzt")) == {"Hausarztpraxis Muster", "Impfsprechstunde"}
    assert [each["name"] for each in _get(client, "organizations", search="Telefon")["contents"]] == [
        "Praxis am Markt"
    ]
    assert _names(client, search="xyzzy") == []


def test_filters_add_up(client: FlaskClient) -> None:
    terms = {each["code"]: each["id"] for each in _lines(client, "taxonomy_terms")}
    topics = {each["name"]: each["id"] for each in _get(client, "taxonomies")["contents"]}
    doctors = {"Hausarztpraxis Muster", "Impfsprechstunde", "Ambulanz Olpe"}
    assert set(_names(client, taxonomy_term_id=terms["general"])) == doctors - {"Ambulanz Olpe"}
    assert set(_names(client, taxonomy_term_id=terms["doctors"])) == doctors
    assert set(_names(client, taxonomy_id=topics["finder-topics"])) == ALL
    assert set(_names(client, taxonomy_id=topics["finder-translations"])) == doctors - {"Ambulanz Olpe"}
    owner = _by_name(client, "services", "Ambulanz Olpe")["organization"]["id"]
    assert _names(client, organization_id=owner, taxonomy_term_id=terms["doctors"]) == ["Ambulanz Olpe"]
    assert _names(client, organization_id=owner, taxonomy_term_id=terms["general"]) == []
    assert _names(client, organization_id=str(uuid4())) == []
    assert _names(client, taxonomy_term_id=str(uuid4())) == []


def test_what_changed_since_is_found(client: FlaskClient) -> None:
    moments = {each["name"]: each["last_modified"] for each in _get(client, "services")["contents"]}
    assert set(_names(client, modified_after=min(moments.values()))) == ALL
    assert set(_names(client, modified_after="2020-01-01")) == ALL
    assert _names(client, modified_after=(utc_now() + timedelta(days=1)).isoformat()) == []


def test_a_minimal_list_has_ids_and_moments_of_all(client: FlaskClient) -> None:
    page = _get(client, "services", minimal="true")
    moments = {each["id"]: each["last_modified"] for each in _get(client, "services")["contents"]}
    assert {each["id"]: each["modified_date"] for each in page["contents"]} == moments
    assert page["total_pages"] == 1


def test_a_postcode_finds_what_serves_it(client: FlaskClient) -> None:
    """Two state areas that hold it, one is at an address there and states none."""
    found = _names(client, "service_at_locations", postcode="57368")
    assert set(found) == {"Hausarztpraxis Muster", "Telefonseelsorge", "Impfsprechstunde"}
    assert set(_names(client, "service_at_locations", postcode="57462")) == {
        "Hausarztpraxis Muster",
        "Telefonseelsorge",
        "Ambulanz Olpe",
    }


def test_a_proximity_finds_what_is_near_the_middle_of_the_postcode(client: FlaskClient) -> None:
    near = {"Hausarztpraxis Muster", "Impfsprechstunde"}
    assert set(_names(client, "service_at_locations", postcode="57368", proximity=15_000)) == near
    found = _names(client, "service_at_locations", postcode="57368", proximity=50_000)
    assert set(found[:2]) == near
    assert found[2:] == ["Ambulanz Olpe"]
    assert _names(client, "service_at_locations", postcode="57462", proximity=10_000) == ["Ambulanz Olpe"]
    assert _names(client, "service_at_locations", postcode="57368", proximity=0) == []
    assert len(_get(client, "locations", postcode="57368", proximity=50_000)["contents"]) == 2


def test_terms_are_found_by_taxonomy_place_and_words(client: FlaskClient) -> None:
    terms = {each["code"]: each for each in _lines(client, "taxonomy_terms")}
    doctors, general = terms["doctors"], terms["general"]
    assert general["parent_id"] == doctors["id"]
    below = _get(client, "taxonomy_terms", parent_id=doctors["id"], per_page=500)["contents"]
    assert general in below
    top = _get(client, "taxonomy_terms", taxonomy_id=doctors["taxonomy_id"], top_only="true")["contents"]
    assert top
    assert all("parent_id" not in term and term["taxonomy"] == "finder-topics" for term in top)
    assert _get(client, "taxonomy_terms", search="entrance.step_count")["contents"]


@pytest.mark.parametrize("path", RECORDS)
@pytest.mark.parametrize("full", ["true", "false"])
def test_a_page_costs_as_many_statements_however_many_records_it_has(
    app: Flask, client: FlaskClient, path: str, full: str
) -> None:
    database = app.extensions["finder"].database
    assert len(_get(client, path, full=full, search="Hausarzt")["contents"]) > (path[0] == "s")
    counts = []
    for size in (1, 5):
        with counted(database) as sent:
            _get(client, path, full=full, per_page=size, search="Hausarzt")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= (15 if full == "true" else 5)


@pytest.mark.parametrize(
    ("path", "params", "param"),
    [
        ("services", {"page": "0"}, "page"),
        ("services", {"per_page": "501"}, "per_page"),
        ("services", {"full": "maybe"}, "full"),
        ("services", {"format": "csv"}, "format"),
        ("services", {"postcode": "57368"}, "postcode"),
        ("services", {"modified_after": "gestern"}, "modified_after"),
        ("services/x", {"full": "true"}, "full"),
        ("organizations", {"taxonomy_id": "x"}, "taxonomy_id"),
        ("service_at_locations", {"postcode": "Olpe"}, "postcode"),
        ("service_at_locations", {"postcode": "00000"}, "postcode"),
        ("service_at_locations", {"postcode": "²²²²²"}, "postcode"),
        ("service_at_locations", {"proximity": "100"}, "postcode"),
        ("service_at_locations", {"postcode": "57368", "proximity": "-1"}, "proximity"),
        ("locations", {"postcode": "57368", "proximity": "nan"}, "proximity"),
        ("", {"page": "1"}, "page"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(
    client: FlaskClient, path: str, params: dict[str, str], param: str
) -> None:
    assert _problem(client, path, **params)["param"] == param


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("uid", ["0", "' OR 1=1", str(UUID(int=7)), "\u0000"])
def test_an_unknown_id_is_not_found(client: FlaskClient, path: str, uid: str) -> None:
    answer = client.get(f"/hsds/{path}/{uid}")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def test_a_change_is_in_the_next_answer(app: Flask, client: FlaskClient) -> None:
    """An offer that appears is listed at once, and gone at once when it is withdrawn."""
    finder: Finder = app.extensions["finder"]
    version = client.get("/hsds/services").headers["ETag"]
    with finder.database.change("test") as session:
        offer = make_offer(session, name="Neu")
        number = offer.id
    answer = client.get("/hsds/services", headers={"If-None-Match": version})
    assert answer.status_code == 200
    assert "Neu" in [each["name"] for each in answer.get_json()["contents"]]
    with finder.database.change("test") as session:
        session.delete(session.get_one(type(offer), number))
    assert "Neu" not in _names(client)
