"""Places that may be shown have their access as A11yJSON, alone and as the result of a search."""

from __future__ import annotations

import json
from typing import Any

import pytest
from a11y_shapes import ACCESSIBILITY, PLACE_PROPERTIES, check
from fhir_world import SECRET_STREET, World
from jsonschema_rs import Draft202012Validator

from finder.domain.taxonomy import Taxonomy
from finder.paths import DATA
from finder.web.openapi.document import openapi_document

URL = "/api/v1/a11y.json"


def get(world: World, url: str, *, status: int = 200, **params: Any) -> dict[str, Any]:
    answer = world.reader.client.get(url, query_string=params)
    assert answer.status_code == status, answer.text
    assert answer.mimetype == ("application/geo+json" if status == 200 else "application/problem+json")
    body: dict[str, Any] = json.loads(answer.data)
    return body


def place(world: World, name: str) -> dict[str, Any]:
    return get(world, f"/api/v1/offers/{world.ids[name]}/a11y.json")


def described(status: int, rule: str) -> Draft202012Validator:
    """What the OpenAPI document says of an answer."""
    document = openapi_document(Taxonomy.load(DATA / "taxonomy"))
    (content,) = document["paths"][rule]["get"]["responses"][str(status)]["content"].values()
    return Draft202012Validator({**content["schema"], "components": document["components"]})


def check_place(found: dict[str, Any]) -> None:
    assert set(found) == {"type", "id", "formatVersion", "geometry", "properties", "source"}
    assert (found["type"], found["formatVersion"]) == ("Feature", "31.1.0")
    assert found["geometry"]["type"] == "Point"
    lon, lat = found["geometry"]["coordinates"]
    assert (-180 <= lon <= 180, -90 <= lat <= 90) == (True, True)
    check(found["properties"], PLACE_PROPERTIES, "")
    assert {"category", "name", "infoPageUrl"} <= set(found["properties"])


def test_a_place_says_what_is_public_of_it_and_its_access(world: World) -> None:
    found = place(world, "house")
    check_place(found)
    properties = found["properties"]
    assert found["geometry"]["coordinates"] == [8.2, 51.2]
    assert properties["name"] == {"de": "Kinderarztpraxis Öztürk"}
    assert properties["category"] == "paediatrics"
    assert properties["phoneNumber"] == "+492723608801"
    assert properties["placeWebsiteUrl"] == "https://haus.example.org"
    assert properties["originalId"] == "register:R-77"
    assert properties["address"] == {
        "text": {"de": "Markt 1, 57368 Lennestadt"},
        "street": {"de": "Markt 1"},
        "postalCode": {"de": "57368"},
        "city": {"de": "Lennestadt"},
        "stateCode": "NW",
        "countryCode": "DEU",
    }
    (entrance,) = properties["accessibility"]["entrances"]
    assert entrance["properties"]["door"]["width"] == {"value": 120, "unit": "cm"}
    assert world.reader.client.get(properties["infoPageUrl"]).status_code == 200
    assert found["source"]["url"] == "https://register.example.org/list"


def test_licence_and_example_stand_beside_the_place(world: World) -> None:
    found = place(world, "example")
    check_place(found)
    assert "accessibility" not in found["properties"]
    source = found["source"]
    assert (source["licence"], source["attribution"], source["is_example"]) == (
        "CC0-1.0",
        "Kreis Beispiel",
        True,
    )


def test_a_search_gives_its_places_in_their_order(world: World) -> None:
    near: dict[str, Any] = {"lat": 51.1041, "lon": 8.0715, "radius_km": 50, "limit": 100}
    hits = get(world, "/api/v1/search", **near)
    found = get(world, URL, **near)
    for each in found["features"]:
        check_place(each)
    placed = [feature["id"] for feature in hits["features"] if feature["geometry"]]
    assert [each["id"] for each in found["features"]] == placed
    assert len(placed) > 50
    assert found["numberMatched"] == hits["numberMatched"]
    second = get(world, URL, **{**near, "limit": 1, "offset": 1})
    assert [each["id"] for each in second["features"]] == placed[1:2]


@pytest.mark.parametrize("name", ["secret", "shelter", "hotline", "hidden", "later"])
def test_what_has_no_public_place_has_none_here(world: World, name: str) -> None:
    body = get(world, f"/api/v1/offers/{world.ids[name]}/a11y.json", status=404)
    assert body["status"] == 404
    everything = get(world, URL, limit=100, q="")
    assert world.ids[name] not in {each["id"] for each in everything["features"]}
    assert SECRET_STREET not in json.dumps(everything, ensure_ascii=False)


def test_a_bad_parameter_is_named(world: World) -> None:
    assert get(world, URL, status=400, limit="0")["param"] == "limit"
    assert get(world, URL, status=400, bbox="1")["param"] == "bbox"
    get(world, "/api/v1/offers/x/a11y.json", status=404)


def test_the_page_of_an_offer_names_its_other_forms(world: World) -> None:
    for name, is_placed in (("house", True), ("secret", False)):
        number = world.ids[name]
        page = world.reader.client.get(f"/de/angebot/{number}", follow_redirects=True).text
        assert f'href="http://localhost/fhir/HealthcareService/{number}"' in page
        assert (f'href="http://localhost/api/v1/offers/{number}/a11y.json"' in page) is is_placed


def test_the_openapi_document_describes_the_answers(world: World) -> None:
    one, many = "/api/v1/offers/{id}/a11y.json", URL
    described(200, one).validate(place(world, "house"))
    described(404, one).validate(get(world, "/api/v1/offers/999999/a11y.json", status=404))
    described(200, many).validate(get(world, URL, limit=100))
    described(400, many).validate(get(world, URL, status=400, limit="x"))


def test_the_shapes_refuse_what_is_wrong() -> None:
    wrongs: list[dict[str, Any]] = [
        {"name": "Haus"},
        {"name": {}},
        {"category": 1},
        {"address": {"countryCode": {"de": "DEU"}}},
        {"strange": "x"},
        {"accessibility": {"rooms": [{"turningSpaceInside": {"value": 150, "unit": "ell"}}]}},
    ]
    for wrong in wrongs:
        with pytest.raises(AssertionError):
            check(wrong, PLACE_PROPERTIES, "")
    assert set(PLACE_PROPERTIES) > {"accessibility"}
    assert ACCESSIBILITY is PLACE_PROPERTIES["accessibility"]
