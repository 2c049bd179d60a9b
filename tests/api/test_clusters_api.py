"""The map counts all hits of a search with a public point, and no other offer."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from make import make_offer

from finder.actions.context import Finder
from finder.domain.language import LanguageRole
from finder.domain.point import Point

STATION = Point(51.1041, 8.0715)
WORLD = "-180,-90,180,90"
HERE = "8.0,51.0,8.2,51.2"
N_HERE = 30


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    finder: Finder = app.extensions["finder"]
    with finder.database.change("test") as session:
        for number in range(N_HERE):
            make_offer(
                session,
                name=f"Kinderarztpraxis {number}",
                point=Point(STATION.lat + number / 2000, STATION.lon),
                topics=["paediatrics"],
                languages=[("tr", LanguageRole.TEAM)] if number % 2 else [],
            )
        make_offer(session, name="Far away", point=Point(52.52, 13.4), topics=["paediatrics"])
        make_offer(
            session,
            name="Secret shelter",
            point=Point(51.15, 8.07),
            is_address_secret=True,
            areas=["05966"],
            topics=["violence_against_women"],
        )
        make_offer(session, name="Hotline", point=None, areas=["DE"], topics=["pregnancy"])
    return app.test_client()


def get(client: FlaskClient, path: str, **params: Any) -> dict[str, Any]:
    answer = client.get(f"/api/v1/{path}", query_string=params)
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "application/geo+json"
    body: dict[str, Any] = answer.get_json(force=True)
    return body


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"near": "Altenhundem"},
        {"near": "Altenhundem", "radius_km": 1},
        {"language": "tr"},
        {"q": "kinderarzt türkisch altenhundem"},
        {"q": "kinderarztpraxis 7", "read": "no"},
        {"access": "step_free", "fit": ["fits", "unknown"]},
    ],
)
@pytest.mark.parametrize("zoom", [0, 5, 13])
def test_all_hits_with_a_point_are_counted_once(
    client: FlaskClient, params: dict[str, Any], zoom: int
) -> None:
    found = get(client, "clusters", **params, bbox=WORLD, zoom=zoom)
    hits = get(client, "search", **params, limit=100)["features"]
    placed = [hit for hit in hits if hit["geometry"]]
    assert placed
    assert found["numberMatched"] == len(placed)
    assert sum(cluster["properties"]["count"] for cluster in found["features"]) == len(placed)


def test_secret_and_pointless_offers_are_not_on_the_map(client: FlaskClient) -> None:
    for category in ("violence_against_women", "pregnancy"):
        assert get(client, "search", category=category)["numberMatched"] == 1
        assert get(client, "clusters", category=category, bbox=WORLD, zoom=9)["features"] == []


def test_only_the_part_that_is_looked_at_is_counted(client: FlaskClient) -> None:
    assert get(client, "clusters", bbox=HERE, zoom=12)["numberMatched"] == N_HERE
    assert get(client, "clusters", bbox="10,48,11,49", zoom=12)["features"] == []


def test_what_is_alone_has_its_number_and_its_place(client: FlaskClient) -> None:
    found = get(client, "clusters", bbox="8.07,51.1,8.073,51.12", zoom=18)["features"]
    by_id = {hit["id"]: hit["geometry"] for hit in get(client, "search", limit=100)["features"]}
    alone = [cluster for cluster in found if "id" in cluster]
    assert alone
    for cluster in alone:
        assert cluster["geometry"]["coordinates"] == pytest.approx(by_id[cluster["id"]]["coordinates"])
        assert cluster["properties"] == {"count": 1}


def test_what_the_page_shows_itself_can_be_left_out(client: FlaskClient) -> None:
    page = [hit["id"] for hit in get(client, "search", near="Altenhundem", limit=20)["features"]]
    left = get(client, "clusters", near="Altenhundem", bbox=WORLD, zoom=10, without=page)
    assert left["numberMatched"] == N_HERE - len(page)


def test_an_edit_is_on_the_next_map(client: FlaskClient, app: Flask) -> None:
    assert get(client, "clusters", bbox="9,50,10,51", zoom=9)["features"] == []
    with app.extensions["finder"].database.change("test") as session:
        new = make_offer(session, name="New", point=Point(50.5, 9.5)).id
    (cluster,) = get(client, "clusters", bbox="9,50,10,51", zoom=9)["features"]
    assert cluster["id"] == new


@pytest.mark.parametrize(
    ("param", "value"),
    [
        ("bbox", ""),
        ("bbox", "1,2,3"),
        ("bbox", "8,51,7,52"),
        ("bbox", "8,52,9,51"),
        ("bbox", "-181,0,0,1"),
        ("bbox", "0,0,nan,1"),
        ("zoom", ""),
        ("zoom", "23"),
        ("zoom", "1.5"),
        ("without", "0"),
        ("category", "no_such_topic"),
        ("colour", "red"),
    ],
)
def test_what_cannot_be_used_is_named(client: FlaskClient, param: str, value: str) -> None:
    answer = client.get("/api/v1/clusters", query_string={"bbox": HERE, "zoom": 12, param: value})
    assert answer.status_code == 400
    assert answer.get_json(force=True)["param"] == param
