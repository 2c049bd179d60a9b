"""Results come by how they fit stated needs, with the facts that are missing or stand against them."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from make import make_offer
from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.cli.search import search_command
from finder.domain.point import Point
from finder.store.details import AccessibilityFact

STATION = Point(51.1041, 8.0715)
ROOMY = {
    "entrance.step_count": "0",
    "entrance.door_width_cm": "95",
    "level": "0",
    "toilet.accessible": "yes",
}
STEPS = {**ROOMY, "entrance.step_count": "3"}
PLACES = {
    "Nearest, narrow": (51.1042, {**ROOMY, "entrance.door_width_cm": "75"}),
    "Near, roomy": (51.105, ROOMY),
    "Near, nothing known": (51.106, {}),
    "Near, steps": (51.107, STEPS),
    "Far, roomy": (51.12, ROOMY),
    "Far, ramp not measured": (51.121, {**STEPS, "entrance.ramp": "yes"}),
    "Far, stated only": (51.122, {"stated.wheelchair": "yes"}),
}


def fill(session: Session) -> None:
    for name, (lat, facts) in PLACES.items():
        make_offer(session, name=name, point=Point(lat, 8.0715), facts=facts)
    make_offer(session, name="Hotline", point=None, areas=["DE"])


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    finder: Finder = app.extensions["finder"]
    with finder.database.change("test") as session:
        fill(session)
    return app.test_client()


def get(client: FlaskClient, **params: Any) -> dict[str, Any]:
    answer = client.get("/api/v1/search", query_string={"lat": STATION.lat, "lon": STATION.lon, **params})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.get_json(force=True)
    return body


def names(body: dict[str, Any]) -> list[str]:
    return [feature["properties"]["name"] for feature in body["features"]]


def counts(body: dict[str, Any]) -> tuple[int, ...]:
    return tuple(body[f"number{what}"] for what in ("Matched", "Fitting", "Unknown", "Failing"))


def test_a_profile_gives_what_fits_and_counts_the_rest(client: FlaskClient) -> None:
    body = get(client, profile="manual_wheelchair")
    assert names(body) == ["Near, roomy", "Far, roomy"]
    assert counts(body) == (2, 2, 4, 2)
    assert {feature["properties"]["fit"] for feature in body["features"]} == {"fits"}
    limits = {"max_steps": 0, "min_door_cm": 80.0, "lift_cabin": "70x90"}
    assert (body["query"]["limits"], body["query"]["fit"]) == (limits, ["fits"])


def test_groups_follow_one_another_each_by_distance(client: FlaskClient) -> None:
    body = get(client, profile="manual_wheelchair", fit=["fails", "unknown", "fits"])
    assert names(body) == [
        "Near, roomy",
        "Far, roomy",
        "Near, nothing known",
        "Far, ramp not measured",
        "Far, stated only",
        "Hotline",
        "Nearest, narrow",
        "Near, steps",
    ]
    assert counts(body) == (8, 2, 4, 2)
    by_name = get(client, profile="manual_wheelchair", fit=["fails", "unknown", "fits"], sort="name")
    assert names(by_name)[:2] == ["Far, roomy", "Near, roomy"]
    assert names(by_name)[-2:] == ["Near, steps", "Nearest, narrow"]


def test_pages_run_through_the_groups(client: FlaskClient) -> None:
    asked = {"profile": "manual_wheelchair", "fit": ["fits", "unknown", "fails"]}
    whole = names(get(client, **asked))
    pages = [get(client, **asked, limit=3, offset=offset) for offset in (0, 3, 6)]
    assert [name for page in pages for name in names(page)] == whole
    assert {counts(page) for page in pages} == {(8, 2, 4, 2)}


def test_a_result_says_what_to_ask_and_what_stands_against_it(client: FlaskClient) -> None:
    body = get(client, profile="manual_wheelchair", fit=["unknown", "fails"])
    found = {feature["properties"]["name"]: feature["properties"] for feature in body["features"]}
    assert found["Far, ramp not measured"]["missing"] == ["entrance.slope_pct"]
    assert found["Far, stated only"]["missing"] == [
        "entrance.step_count", "entrance.door_width_cm", "level", "toilet.accessible",
    ]  # fmt: skip
    assert found["Near, steps"]["failing"] == [{"key": "entrance.step_count", "value": "3", "unit": ""}]
    assert found["Nearest, narrow"]["failing"] == [
        {"key": "entrance.door_width_cm", "value": "75", "unit": "cm"}
    ]
    assert {found[name]["fit"] for name in ("Near, steps", "Nearest, narrow")} == {"fails"}


def test_a_stated_limit_outweighs_the_profile(client: FlaskClient) -> None:
    assert names(get(client, profile="manual_wheelchair", max_steps=3)) == [
        "Near, roomy", "Near, steps", "Far, roomy", "Far, ramp not measured",
    ]  # fmt: skip
    assert names(get(client, profile="manual_wheelchair", min_door_cm=75))[0] == "Nearest, narrow"


def test_needs_and_access_are_one_question(client: FlaskClient) -> None:
    body = get(client, access="step_free", need="toilet", min_door_cm=95, fit=["unknown", "fails"])
    assert counts(body)[1:] == (2, 4, 2)
    short = get(client, access="step_free", need="toilet", min_door_cm=95, unknown="only")
    assert names(short) == names(body)[:4]


def test_without_needs_everything_fits(client: FlaskClient) -> None:
    body = get(client)
    assert counts(body) == (8, 8, 0, 0)
    assert all(feature["properties"]["missing"] == [] for feature in body["features"])


def test_a_changed_fact_counts_at_once(app: Flask, client: FlaskClient) -> None:
    assert counts(get(client, max_steps=0))[1] == 3
    finder: Finder = app.extensions["finder"]
    with finder.database.change("test") as session:
        make_offer(session, name="New", point=STATION, facts=ROOMY)
    body = get(client, max_steps=0)
    assert (names(body)[0], counts(body)[1]) == ("New", 4)


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"profile": "astronaut"}, "profile"),
        ({"lift_cabin": "wide"}, "lift_cabin"),
        ({"fit": "fits", "unknown": "include"}, "unknown"),
        ({"max_steps": "two"}, "max_steps"),
    ],
)
def test_a_need_that_cannot_be_used_is_refused_by_name(
    client: FlaskClient, params: dict[str, str], param: str
) -> None:
    answer = client.get("/api/v1/search", query_string=params)
    assert answer.status_code == 400
    assert answer.get_json(force=True)["param"] == param


def test_the_terminal_answers_as_the_api_does(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    finder: Finder = app.extensions["finder"]
    monkeypatch.setenv("FINDER_VAR", str(finder.settings.var))
    monkeypatch.setenv("FINDER_DATABASE_URL", finder.settings.database_url)
    place = ["--lat", str(STATION.lat), "--lon", str(STATION.lon)]
    asked = ["--profile", "manual_wheelchair", "--fit", "unknown", "--fit", "fails"]
    printed = CliRunner().invoke(search_command, [*place, *asked, "--json"])
    assert printed.exit_code == 0, printed.output
    body = get(client, profile="manual_wheelchair", fit=["unknown", "fails"])
    assert {key: value for key, value in body.items() if key != "links"} == json.loads(printed.output)
    table = CliRunner().invoke(search_command, [*place, *asked]).output
    assert "2 fit, 4 not known, 2 do not fit" in table
    assert "Near, steps, 57368 Lennestadt  - fails: entrance.step_count=3" in table
    assert "ask: entrance.slope_pct" in table


def test_an_offer_has_its_computed_labels_and_marks_on_its_facts(app: Flask, client: FlaskClient) -> None:
    finder: Finder = app.extensions["finder"]
    with finder.database.change("test") as session:
        offer = make_offer(session, facts={**ROOMY, "room.turning_cm": "150"})
        offer_id = offer.id
        fact = AccessibilityFact(
            service_at_location_id=offer_id,
            key="lift",
            value="yes",
            source="provider",
            observed_on=dt.date(2001, 1, 1),
        )
        session.add(fact)
    properties = client.get(f"/api/v1/offers/{offer_id}").get_json(force=True)["properties"]
    assert properties["labels"] == {
        "osm_wheelchair": "yes",
        "kbv_level": "uneingeschraenkt",
        "barrier_free_toilet": "unknown",
        "rule_set": "finder-access",
        "rule_version": 1,
    }
    assert properties["a11yjson"]["accessibility"]["wheelchairAccessibilityGrade"] == "fully"
    facts = {fact["key"]: fact for fact in properties["facts"]}
    assert (facts["lift"]["is_old"], facts["lift"]["is_stated_only"]) == (True, True)
    assert (facts["level"]["is_old"], facts["level"]["is_stated_only"]) == (False, False)
