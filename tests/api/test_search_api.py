"""The API gives exactly what the parameters ask for, and says what it understood."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from make import make_offer

from finder.actions.context import Finder
from finder.actions.search import search
from finder.domain.language import LanguageRole
from finder.domain.offer import Offer, PublicSource, summary_of
from finder.domain.point import Point
from finder.domain.query import SearchQuery
from finder.store.details import Language

STATION = Point(51.1041, 8.0715)
STEP_FREE = {"entrance.step_count": "0", "level": "0"}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    finder: Finder = app.extensions["finder"]
    with finder.database.change("test") as session:
        make_offer(
            session,
            name="Turkish and step-free",
            point=STATION,
            topics=["paediatrics"],
            languages=[("tr", LanguageRole.PROFESSIONAL)],
            facts=STEP_FREE,
        )
        make_offer(
            session, name="Turkish, steps", point=Point(51.11, 8.08),
            languages=[("tr", LanguageRole.TEAM)], facts={"entrance.step_count": "3"},
        )  # fmt: skip
        make_offer(
            session,
            name="Turkish, not known",
            point=Point(51.12, 8.09),
            languages=[("tr", LanguageRole.TEAM)],
        )
        make_offer(session, name="Far away", point=Point(52.52, 13.4), facts=STEP_FREE)
        make_offer(session, name="Secret shelter", is_address_secret=True, areas=["05966"])
        make_offer(session, name="Hotline", point=None, areas=["DE"])
    return app.test_client()


def get(client: FlaskClient, **params: Any) -> dict[str, Any]:
    answer = client.get("/api/v1/search", query_string=params)
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "application/geo+json"
    body: dict[str, Any] = answer.get_json(force=True)
    return body


def names(body: dict[str, Any]) -> list[str]:
    return [feature["properties"]["name"] for feature in body["features"]]


def test_near_language_and_access_narrow_the_search(client: FlaskClient) -> None:
    near = get(client, near="Altenhundem")
    assert names(near)[:3] == ["Turkish and step-free", "Turkish, steps", "Turkish, not known"]
    assert names(near)[3:] == ["Hotline", "Secret shelter"], "without a point they come last, by name"
    step_free = get(client, near="Altenhundem", language="tr", access="step_free")
    assert names(step_free) == ["Turkish and step-free"]
    assert (step_free["numberMatched"], step_free["numberUnknown"]) == (1, 1)
    both = get(client, near="Altenhundem", language="tr", access="step_free", unknown="include")
    assert names(both) == ["Turkish and step-free", "Turkish, not known"]
    only = get(client, near="Altenhundem", language="tr", access="step_free", unknown="only")
    assert names(only) == ["Turkish, not known"]


def test_a_feature_has_every_promised_property(client: FlaskClient) -> None:
    feature = get(client, lat=STATION.lat, lon=STATION.lon)["features"][0]
    assert feature["geometry"] == {"type": "Point", "coordinates": [STATION.lon, STATION.lat]}
    properties = feature["properties"]
    promised = summary_of(Offer(1, True, "n", "o", PublicSource("k", "s")))
    assert set(properties) == {*promised, "distance_m", "fit", "missing", "failing", "language_match"}
    assert properties["distance_m"] == 0.0
    assert properties["languages"] == [{"code": "tr", "role": "professional"}]
    assert properties["access"]["step_free"] == "yes"
    assert properties["access"]["toilet"] == "unknown"
    assert properties["categories"] == ["paediatrics"]


def test_a_secret_address_never_leaves_the_server(client: FlaskClient) -> None:
    body = get(client, q="shelter")
    assert names(body) == ["Secret shelter"]
    feature = body["features"][0]
    assert feature["geometry"] is None
    assert feature["properties"]["address"] is None
    detail = client.get(f"/api/v1/offers/{feature['id']}").get_json(force=True)
    assert detail["geometry"] is None
    for secret in ("Markt 1", "57368", "51.1", "8.07"):
        assert secret not in str(body["features"])
        assert secret not in str(detail)


def test_the_query_says_what_was_understood(client: FlaskClient) -> None:
    query = get(client, near="57368 Lennestadt", language="TR", radius_km=5)["query"]
    assert query["near"]["municipality"] == "Lennestadt"
    assert query["point"]["coordinates"][0] == pytest.approx(8.07, abs=0.1)
    assert (query["languages"], query["radius_km"], query["unknown"]) == (["tr"], 5.0, "exclude")


def test_facets_say_what_each_value_would_find(client: FlaskClient) -> None:
    asked: dict[str, Any] = {"near": "Altenhundem", "language": "tr", "access": "step_free"}
    assert "facets" not in get(client, **asked)
    facets = get(client, **asked, facets="yes")["facets"]
    assert set(facets) == {"language", "category", "access", "open", "phone_open"}
    for parameter, counts in facets.items():
        for value, count in counts.items():
            with_it = {**asked, parameter: [asked["access"], value] if parameter == "access" else value}
            assert get(client, **with_it)["numberMatched"] == count > 0
    assert facets["language"] == {"tr": 1}
    assert facets["category"] == {"paediatrics": 1}
    assert facets["access"]["step_free"] == 1
    assert "toilet" not in facets["access"]


def test_a_search_without_hits_says_what_would_find_some(client: FlaskClient) -> None:
    asked = {
        "near": "Altenhundem",
        "radius_km": 0.5,
        "language": "tr",
        "access": "lift",
        "category": "dentist",
    }
    advice = get(client, **asked)["advice"]
    assert advice == {
        "radius": None,
        "removal": None,
        "languages": [],
        "interpreters": None,
        "telephones": ["116117", "112"],
    }
    asked = {"lat": 51.2, "lon": 8.07, "radius_km": 1, "language": "tr", "access": "step_free"}
    advice = get(client, **asked)["advice"]
    assert advice["radius"] == {"radius_km": 20.0, "numberMatched": 1}
    assert get(client, **{**asked, "radius_km": 20})["numberMatched"] == 1
    advice = get(client, near="Altenhundem", language="tr", access=["lift", "step_free"])["advice"]
    assert advice["removal"] == {"parameter": "access", "values": ["lift"], "numberMatched": 1}
    assert "advice" not in get(client, near="Altenhundem")


def test_links_keep_asking_for_facets(client: FlaskClient) -> None:
    links = get(client, facets="yes", limit=1)["links"]
    assert all("facets=yes" in link["href"] for link in links)


def test_pages_are_slices_and_links_lead_through_them(client: FlaskClient) -> None:
    everything = names(get(client, limit=100))
    href, seen = "/api/v1/search?limit=2", []
    while href:
        body = client.get(href).get_json(force=True)
        seen += names(body)
        links = {link["rel"]: link["href"] for link in body["links"]}
        assert body["numberReturned"] == len(body["features"]) <= 2
        assert body["numberMatched"] == len(everything)
        href = links.get("next", "")
    assert seen == everything == sorted(everything, key=str.lower)
    assert "prev" in links


def test_topics_are_found_with_their_ancestors(client: FlaskClient) -> None:
    assert names(get(client, category="paediatrics")) == ["Turkish and step-free"]


def test_an_edit_is_in_the_next_answer(app: Flask, client: FlaskClient) -> None:
    assert names(get(client, q="hotline")) == ["Hotline"]
    finder: Finder = app.extensions["finder"]
    with finder.database.change("test") as session:
        make_offer(session, name="Hotline two", point=None)
    assert names(get(client, q="hotline")) == ["Hotline", "Hotline two"]


@pytest.fixture
def speakers(app: Flask) -> FlaskClient:
    """Offers at one place, named by who speaks what there, and one over a kilometre away."""
    finder: Finder = app.extensions["finder"]
    spoken: dict[str, list[Any]] = {
        "interpreter": [("tr", LanguageRole.INTERPRETER)],
        "team": [("tr", LanguageRole.TEAM)],
        "doctor": [("tr", LanguageRole.PROFESSIONAL), ("de", LanguageRole.TEAM)],
        "thursday": [("ru", LanguageRole.TEAM, "Th 14:00-18:00")],
        "always": [("ru", LanguageRole.TEAM)],
        "general kurdish": [("ku", LanguageRole.TEAM)],
    }
    with finder.database.change("test") as session:
        for name, languages in spoken.items():
            make_offer(session, name=name, point=STATION, languages=languages, person="Muster")
        make_offer(
            session,
            name="doctor afar",
            point=Point(51.12, 8.09),
            languages=[("tr", LanguageRole.PROFESSIONAL)],
        )
    return app.test_client()


def test_a_language_is_found_in_the_wanted_role(speakers: FlaskClient) -> None:
    assert names(get(speakers, language="tr", role="team")) == ["team"]
    assert names(get(speakers, language="tr", role=["team", "interpreter"])) == ["interpreter", "team"]
    assert names(get(speakers, role="interpreter")) == ["interpreter"]
    assert get(speakers, role="team")["query"]["roles"] == ["team"]


def test_a_language_is_found_at_its_time(speakers: FlaskClient) -> None:
    found = get(speakers, language="ru", language_time="TH-15:00")
    assert names(found) == ["always", "thursday"]
    assert found["query"]["language_time"] == "th-15:00"
    assert found["features"][1]["properties"]["languages"][0]["opening_hours"] == "Th 14:00-18:00"
    assert names(get(speakers, language="ru", language_time="fr-15:00")) == ["always"]


def test_by_language_the_professional_comes_first_within_a_band_of_distance(speakers: FlaskClient) -> None:
    near = {"lat": STATION.lat, "lon": STATION.lon, "language": "tr"}
    assert names(get(speakers, **near)) == ["doctor", "interpreter", "team", "doctor afar"]
    assert names(get(speakers, **near, sort="language")) == ["doctor", "team", "interpreter", "doctor afar"]
    alone = get(speakers, language="tr", sort="language")
    assert names(alone) == ["doctor", "doctor afar", "team", "interpreter"]
    assert alone["query"]["sort"] == "language"


def test_a_related_language_is_found_only_on_demand_and_marked(speakers: FlaskClient) -> None:
    assert names(get(speakers, language="kmr")) == []
    [found] = get(speakers, language="kmr", related="include")["features"]
    assert found["properties"]["language_match"] == [
        {"code": "ku", "role": "team", "wanted": "kmr", "related": True, "person": None}
    ]


def test_one_doctor_has_both_the_speciality_and_the_language(app: Flask) -> None:
    """In a joint practice only the eye doctor speaks Turkish: the paediatrician there is no paediatrician
    who speaks Turkish, but is offered apart.
    """
    finder: Finder = app.extensions["finder"]
    with finder.database.change("test") as session:
        child = make_offer(
            session, name="Child", point=STATION, topics=["paediatrics"], person="Muster",
            languages=[("de", LanguageRole.PROFESSIONAL)],
        )  # fmt: skip
        eyes = make_offer(
            session, name="Eyes", topics=["ophthalmology"], person="Beispiel", colleague=child,
            languages=[("tr", LanguageRole.PROFESSIONAL)],
        )  # fmt: skip
        make_offer(
            session, name="Alone", point=STATION, topics=["paediatrics"],
            languages=[("de", LanguageRole.PROFESSIONAL)],
        )  # fmt: skip
        child_id, eyes_id = child.id, eyes.id
    client = app.test_client()
    joint = get(client, near="Altenhundem", category="paediatrics", language="tr")
    assert (names(joint), joint["numberMatched"]) == ([], 0)
    assert (joint["numberColleagues"], joint["colleagues"]) == (1, [child_id])
    found = search(finder, SearchQuery(near="Altenhundem", categories=("paediatrics",), languages=("tr",)))
    assert [hit.properties["name"] for hit in found.colleagues] == ["Child"]
    with finder.database.change("test") as session:
        session.delete(
            session.scalars(sa.select(Language).where(Language.service_at_location_id == eyes_id)).one()
        )
    assert get(client, near="Altenhundem", category="paediatrics", language="tr")["numberColleagues"] == 0
    assert get(client, near="Altenhundem", language="de")["numberColleagues"] == 0


def test_a_result_says_who_speaks_the_language(speakers: FlaskClient) -> None:
    found = get(speakers, language=["de", "tr"], q="doctor")["features"][0]["properties"]
    assert found["language_match"] == [
        {"code": "tr", "role": "professional", "wanted": "tr", "related": False, "person": "Muster"},
        {"code": "de", "role": "team", "wanted": "de", "related": False, "person": None},
    ]
    assert get(speakers, q="doctor")["features"][0]["properties"]["language_match"] == []


def test_one_text_asks_for_everything_and_the_answer_says_what_was_read(client: FlaskClient) -> None:
    text = "stufenlos kinderarzt türkisch in Altenhundem jetzt geöffnet"
    assert (get(client, q=text)["numberMatched"], get(client, q=text)["numberUnknown"]) == (0, 1)
    body = get(client, q=text, unknown="include")
    assert names(body) == ["Turkish and step-free"]
    query = body["query"]
    assert (query["categories"], query["languages"], query["access"]) == (
        ["paediatrics"],
        ["tr"],
        ["step_free"],
    )
    assert (query["near"]["name"], query["open"]["asked"], query["rest"]) == ("Altenhundem", "now", "")
    assert query["read"]["near"] == {"key": "Altenhundem, Lennestadt", "words": "in Altenhundem"}
    plain = get(client, q="kinderarzt", read="no")
    assert (plain["query"]["categories"], plain["query"]["rest"]) == ([], "kinderarzt")
    assert "read=no" in plain["links"][0]["href"]


def test_links_to_further_pages_keep_the_words_as_typed(client: FlaskClient) -> None:
    body = get(client, q="türkisch altenhundem", limit=1)
    following = {link["rel"]: link["href"] for link in body["links"]}["next"]
    assert "q=t%C3%BCrkisch+altenhundem" in following
    assert names(client.get(following).get_json(force=True)) != names(body)


@pytest.mark.parametrize(
    ("path", "status", "param"),
    [
        ("/api/v1/suggest", 400, "q"),
        ("/api/v1/suggest?q=", 400, "q"),
        ("/api/v1/suggest?q=a&q=b", 400, "q"),
        ("/api/v1/suggest?q=a&lang=german", 400, "lang"),
        ("/api/v1/suggest?q=a&lang=tr-simple-x", 400, "lang"),
        ("/api/v1/suggest?q=a&near=b", 400, "near"),
        ("/api/v1/search?read=perhaps", 400, "read"),
        ("/api/v1/search?near=Nirgendwohausenberg", 400, "near"),
        ("/api/v1/search?near=Neuenkirchen", 400, "near"),
        ("/api/v1/search?category=witchcraft", 400, "category"),
        ("/api/v1/search?colour=blue", 400, "colour"),
        ("/api/v1/search?lat=91&lon=0", 400, "lat"),
        ("/api/v1/search?radius_km=-1", 400, "radius_km"),
        ("/api/v1/search?role=friend", 400, "role"),
        ("/api/v1/search?language_time=thursday", 400, "language_time"),
        ("/api/v1/search?related=maybe", 400, "related"),
        ("/api/v1/places", 400, "q"),
        ("/api/v1/offers/999999", 404, None),
        ("/api/v1/offers/99999999999999999999", 404, None),
        ("/api/v1/offers/x", 404, None),
        ("/api/v1/nothing", 404, None),
    ],
)
def test_errors_are_problem_json_that_name_the_parameter(
    client: FlaskClient, path: str, status: int, param: str | None
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    problem = answer.get_json(force=True)
    assert (problem["status"], problem.get("param")) == (status, param)
    if param:
        assert problem["expected"]


def test_an_ambiguous_place_offers_its_candidates(client: FlaskClient) -> None:
    problem = client.get("/api/v1/search?near=Neuenkirchen").get_json(force=True)
    assert len(problem["places"]) > 1
    assert {place["name"] for place in problem["places"]} == {"Neuenkirchen"}


def test_wrong_methods_are_refused(client: FlaskClient) -> None:
    answer = client.post("/api/v1/search")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert answer.content_type == "application/problem+json"


def test_places_are_suggested(client: FlaskClient) -> None:
    places = client.get("/api/v1/places?q=alt").get_json()["places"]
    assert 1 <= len(places) <= 10
    assert places[0]["label"].startswith("Altenhundem")
    assert {"kind", "municipality", "lat", "lon"} <= set(places[0])


def test_what_may_be_meant_is_suggested_in_the_language_asked_for(client: FlaskClient) -> None:
    found = client.get("/api/v1/suggest", query_string={"q": "kinderarzt tür", "lang": "tr"}).get_json()
    assert 1 <= len(found["suggestions"]) <= 10
    turkish = next(each for each in found["suggestions"] if each["key"] == "tr")
    assert (turkish["kind"], turkish["label"], turkish["q"]) == ("language", "Türkçe", "kinderarzt Türkçe")
    german = client.get("/api/v1/suggest?q=zahn").get_json()["suggestions"]
    assert german[0] == {
        "kind": "topic", "key": "dentist", "label": "Zahnmedizin", "phrase": "Zahn", "q": "Zahn",
    }  # fmt: skip
