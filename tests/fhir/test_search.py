"""A FHIR search finds what it asks for, nothing else, and tells its pages."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from fhir_schema import link
from fhir_world import SQUARE, World
from hypothesis import given, settings
from hypothesis import strategies as st
from statements import counted

from finder.domain.distance import metres_between
from finder.domain.fhir_search import MAX_COUNT, Kind
from finder.domain.point import Point

GEMATIK = "urn:oid:1.3.6.1.4.1.19376.3.276.1.5.4"
TOPICS = "http://localhost/fhir/CodeSystem/topic"
DISTANCE = "http://hl7.org/fhir/StructureDefinition/location-distance"


def names(world: World, path: str, asked: dict[str, Any]) -> set[str]:
    """The short names of the offers found that have one."""
    numbers = world.reader.numbers(path, {"_count": 100, **asked})
    assert len(set(numbers)) == len(numbers)
    return {name for name, number in world.ids.items() if number in numbers and "hostile" not in name}


def distances(world: World, path: str, asked: dict[str, Any]) -> dict[int, float]:
    """Number and distance in metres of everything found on all pages, in order."""
    found = {}
    for page in world.reader.pages(path, asked):
        for entry in page.get("entry", ()):
            (extension,) = entry["search"]["extension"]
            quantity = extension["valueDistance"]
            assert (extension["url"], quantity["system"]) == (DISTANCE, "http://unitsofmeasure.org")
            factor = {"m": 1, "km": 1000}[quantity["code"]]
            found[int(entry["resource"]["id"])] = quantity["value"] * factor
    return found


@pytest.fixture(scope="session")
def positions(world: World) -> dict[int, Point]:
    """Where every location is that has a position."""
    placed = [each for each in world.reader.found("Location", {"_count": 100}) if "position" in each]
    return {
        int(each["id"]): Point(each["position"]["latitude"], each["position"]["longitude"]) for each in placed
    }


@settings(max_examples=25)
@given(
    lat=st.floats(50.75, 51.25),
    lon=st.floats(7.8, 8.5),
    km=st.floats(0.1, 60),
    unit=st.sampled_from(["m", "km"]),
)
def test_near_finds_every_location_in_the_circle_nearest_first(
    world: World, positions: dict[int, Point], lat: float, lon: float, km: float, unit: str
) -> None:
    size = km * (1000 if unit == "m" else 1)
    asked = {"near": f"{lat}|{lon}|{size}|{unit}", "_count": 100}
    found = distances(world, "Location", asked)
    middle = Point(lat, lon)
    wanted = {n: metres_between(middle, p) for n, p in positions.items()}
    # Positions are told to a decimetre, distances too.
    surely = {n for n, metres in wanted.items() if metres < km * 1000 - 0.5}
    maybe = {n for n, metres in wanted.items() if metres < km * 1000 + 0.5}
    assert surely <= set(found) <= maybe
    assert all(abs(found[n] - wanted[n]) < 0.5 for n in found)
    assert list(found.values()) == sorted(found.values())


def test_services_near_a_point_come_nearest_first_and_only_those_with_a_point(world: World) -> None:
    near = f"{SQUARE.lat}|{SQUARE.lon}|30|km"
    found = distances(world, "HealthcareService", {"location.near": near, "_count": 100})
    assert list(found)[:2] == [world.ids["house"], world.ids["colleague"]]
    assert not {world.ids["hotline"], world.ids["secret"]} & set(found)
    roles = distances(world, "PractitionerRole", {"location.near": near, "_count": 100})
    assert list(roles) == [number for number in found if number in roles]
    assert world.ids["family_doctor"] in roles
    assert world.ids["children"] not in roles


def test_locations_near_a_point_bring_their_services(world: World) -> None:
    asked = {"near": f"{SQUARE.lat}|{SQUARE.lon}|100|m", "_revinclude": "HealthcareService:location"}
    entries = world.reader.get("Location", asked)["entry"]
    assert [e["search"]["mode"] for e in entries] == ["match", "include", "include"]
    assert [e["resource"]["id"] for e in entries[1:]] == [str(world.ids[n]) for n in ("house", "colleague")]


@pytest.mark.parametrize(
    "near",
    ["51.1|8.1|5", "51.1|8.1|5|mi", "91|8|5|km", "x|8|5|km", "51|8|-1|m", "51|8|201|km", "51|8|nan|km", "51"],
)
@pytest.mark.parametrize(("kind", "name"), [("Location", "near"), ("HealthcareService", "location.near")])
def test_near_needs_all_four_parts(world: World, kind: str, name: str, near: str) -> None:
    (issue,) = world.reader.get(kind, {name: near}, status=400)["issue"]
    assert (issue["code"], issue["expression"]) == ("value", [f"http.{name}"])
    assert "units" in issue["diagnostics"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"specialty": f"{GEMATIK}|KIJU"}, {"house", "children"}),
        ({"specialty": "KIJU"}, {"house", "children"}),
        ({"specialty": "KIJU,HAUT"}, {"house", "children", "stairs"}),
        ({"specialty": f"{TOPICS}|general"}, {"family_doctor", "colleague"}),
        ({"specialty": "HZCH"}, {"colleague"}),
        ({"specialty": "THCH"}, {"colleague"}),
        ({"specialty": ["ALLG", "THCH"]}, {"colleague"}),
        ({"specialty": ["ALLG", "KIJU"]}, set()),
        ({"specialty": "http://example.org|KIJU"}, set()),
        ({"specialty": "|KIJU"}, set()),
        ({"specialty": "violence_against_women"}, set()),
        ({"service-type": "violence_against_women"}, {"secret", "shelter"}),
        ({"service-type": "doctors"}, set()),
        ({"service-category": "counselling"}, {"secret", "shelter"}),
        ({"service-category": "paediatrics"}, set()),
        ({"communication": "tr"}, {"house", "family_doctor", "children", "stairs"}),
        ({"communication": "urn:ietf:bcp:47|tr"}, {"house", "family_doctor", "children", "stairs"}),
        ({"communication": ["tr", "ar"]}, {"family_doctor"}),
        ({"communication": "ru"}, {"house"}),
        ({"communication": "prs"}, {"colleague"}),
        ({"communication": "ku"}, set()),
        ({"communication": "http://example.org|tr"}, set()),
        ({"communication": "tr", "specialty": "KIJU"}, {"house", "children"}),
        ({"characteristic": "step_free=yes"}, {"house", "colleague", "family_doctor"}),
        ({"characteristic": "induction_loop=limited"}, {"house", "colleague"}),
        ({"characteristic": "barrierefrei"}, {"house", "colleague"}),
        ({"characteristic": ["barrierefrei", "toilet=no"]}, set()),
        ({"characteristic": "toilet=no,barrierefrei"}, {"house", "colleague", "family_doctor"}),
        ({"name": "KINDERarzt"}, {"house", "children"}),
        ({"name": "kinderarztpraxis oz"}, {"house"}),
        ({"name": "Öztürk"}, set()),
        ({"name:contains": "ozturk"}, {"house"}),
        ({"name:exact": "Kinderarztpraxis Öztürk"}, {"house"}),
        ({"name:exact": "kinderarztpraxis öztürk"}, set()),
        ({"name": "kinder,frauen"}, {"house", "children", "shelter"}),
        ({"name": "!?"}, set()),
        ({"name:contains": "%"}, set()),
        ({"identifier": "R-77"}, {"house"}),
        ({"identifier": "http://localhost/fhir/NamingSystem/register|R-77"}, {"house"}),
        ({"identifier": "http://localhost/fhir/NamingSystem/test|R-77"}, set()),
        ({"active": "false"}, set()),
        ({"active": "true", "organization.active": "true", "name": "kinder"}, {"house", "children"}),
        ({"name": ""}, None),
    ],
    ids=lambda value: str(sorted(value)) if isinstance(value, set) else str(value),
)  # fmt: skip
def test_a_service_is_found_by_what_it_says(
    world: World, asked: dict[str, Any], found: set[str] | None
) -> None:
    everything = set(world.ids) - {"hidden", "later"}
    wanted = {name for name in everything if "hostile" not in name} if found is None else found
    assert names(world, "HealthcareService", asked) == wanted


def test_a_service_is_found_by_its_references_and_number(world: World) -> None:
    house, number = world.offer("house"), world.ids["house"]
    both = {"house", "colleague"}
    owner = world.organization_of("house")
    for location in (
        house.location_id,
        f"Location/{house.location_id}",
        f"http://localhost/fhir/Location/{house.location_id}",
    ):
        assert names(world, "HealthcareService", {"location": location}) == both
    assert names(world, "HealthcareService", {"organization": f"Organization/{owner}"}) == both
    assert names(world, "HealthcareService", {"_id": f"{number},x,999999"}) == {"house"}
    assert names(world, "HealthcareService", {"identifier": f"offer-{number}"}) == {"house"}
    assert names(world, "PractitionerRole", {"service": f"HealthcareService/{number}"}) == {"house"}


def test_the_person_speaks_and_not_the_house(world: World) -> None:
    doctor = {"specialty": "ALLG", "practitioner.communication": "tr"}
    assert names(world, "PractitionerRole", doctor) == {"family_doctor"}
    at_the_house = {"location": world.offer("house").location_id}
    assert names(world, "PractitionerRole", {**at_the_house, "specialty": "ALLG"}) == {"colleague"}
    assert names(world, "PractitionerRole", {**at_the_house, **doctor}) == set()
    assert names(world, "PractitionerRole", {"practitioner.communication": "ar"}) == set()


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ({"name": "arztehaus"}, True),
        ({"name": "rotes"}, True),
        ({"name": "haus"}, False),
        ({"name": "?"}, False),
        ({"name:contains": "haus"}, True),
        ({"address-city": "lenne"}, True),
        ({"address-city": "Attendorn"}, False),
        ({"address-postalcode": "573"}, True),
        ({"address-postalcode:exact": "573"}, False),
        ({"address-city": "Lennestadt", "name": "Ärztehaus", "near": "51.2|8.2|1|km"}, True),
        ({"name": "Hausarzt", "near": "51.2|8.2|1|km"}, False),
    ],
    ids=str,
)
def test_a_location_is_found_by_name_town_and_postcode(
    world: World, asked: dict[str, Any], is_found: bool
) -> None:
    numbers = world.reader.numbers("Location", {"_count": 100, **asked})
    assert (world.offer("house").location_id in numbers) is is_found


def test_an_organization_is_found_by_either_name(world: World) -> None:
    number = world.organization_of("house")
    for text in ("Ärztehaus am", "ähp"):
        assert world.reader.numbers("Organization", {"name": text}) == [number]
    assert world.reader.numbers("Organization", {"name": "Niemandes"}) == []


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("count", [7, 1000])
def test_pages_hold_everything_once_in_order_and_lead_back(world: World, kind: Kind, count: int) -> None:
    pages = list(world.reader.pages(kind, {"_count": count}))
    numbers = [int(entry["resource"]["id"]) for page in pages for entry in page["entry"]]
    assert numbers == sorted(set(numbers))
    assert {page["total"] for page in pages} == {len(numbers)}
    assert all(len(page["entry"]) == min(count, MAX_COUNT) for page in pages[:-1])
    assert link(pages[0], "previous") == ""
    for before, page in pairwise(pages):
        assert world.reader.get_url(link(page, "previous"))["entry"] == before["entry"]
    assert world.reader.get(kind, {"_offset": len(numbers)}).get("entry") is None


def test_what_is_not_known_is_left_out_or_strictly_refused(world: World) -> None:
    asked = {"name": "Kinder", "strange": "1", "_sort": "name", "_include": "HealthcareService:endpoint"}
    page = world.reader.get("HealthcareService", asked)
    assert dict(parse_qsl(urlsplit(link(page, "self")).query)) == {"name": "Kinder", "_count": "20"}
    strict = {"Prefer": "handling=strict"}
    (issue,) = world.reader.get("HealthcareService", {"strange": "1"}, status=400, headers=strict)["issue"]
    assert issue["expression"] == ["http.strange"]
    (issue,) = world.reader.get("Location", {"_include": "Location:x"}, status=400, headers=strict)["issue"]
    assert issue["expression"] == ["http._include"]
    world.reader.get("HealthcareService", {"name": "Kinder"}, headers=strict)


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("HealthcareService", "name:below", "x"),
        ("HealthcareService", "specialty:not", "x"),
        ("HealthcareService", "communication", "no-such-language-at-all"),
        ("HealthcareService", "name", "x" * 201),
        ("HealthcareService", "name", "a\x00b"),
        ("HealthcareService", "_id", ",".join(map(str, range(60)))),
        ("Location", "_count", "-1"),
        ("Location", "_offset", "x"),
        ("Location", "_summary", "some"),
        ("Location", "_elements", "name;drop"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(world: World, kind: str, name: str, value: str) -> None:
    (issue,) = world.reader.get(kind, {name: value}, status=400)["issue"]
    assert (issue["severity"], issue["code"], issue["expression"]) == ("error", "value", [f"http.{name}"])


def test_less_of_each_resource_can_be_asked_for(world: World) -> None:
    one = {"_id": world.ids["house"]}

    def resource(**more: str) -> dict[str, Any]:
        (found,) = world.reader.found("HealthcareService", {**one, **more})
        return found

    full = resource()
    always = {"resourceType", "id", "meta"}
    assert resource(_summary="data") == resource(_summary="false") == full
    assert set(resource(_summary="text")) == always
    assert set(resource(_elements="name, specialty")) == {*always, "name", "specialty"}
    brief = resource(_summary="true")
    assert "availableTime" not in brief
    assert brief["specialty"] == full["specialty"]
    assert brief["meta"]["tag"][-1]["code"] == "SUBSETTED"
    counted_only = world.reader.get("HealthcareService", {"_summary": "count"})
    assert counted_only["total"] == len(world.reader.numbers("HealthcareService", {"_count": 100}))
    assert "entry" not in counted_only
    assert "entry" not in world.reader.get("HealthcareService", {"_count": 0})


def test_only_json_is_served(world: World) -> None:
    for name in ("json", "application/fhir+json"):
        world.reader.get("Location", {"_format": name, "_count": 1})
    (issue,) = world.reader.get("Location", {"_format": "xml"}, status=406)["issue"]
    assert issue["code"] == "not-supported"
    (issue,) = world.reader.get("Patient", status=404)["issue"]
    assert issue["code"] == "not-found"
    (issue,) = json.loads(world.reader.client.post("/fhir/Location").data)["issue"]
    assert issue["code"] == "not-supported"


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("near", [False, True])
def test_a_page_costs_the_same_statements_however_much_is_on_it(world: World, kind: Kind, near: bool) -> None:
    name = "near" if kind is Kind.LOCATION else "location.near"
    asked = {"_include": "*", "_revinclude": "*"} | ({name: "51.1|8.1|100|km"} if near else {})
    world.reader.get(kind, {**asked, "_count": 1})
    costs = []
    for count in (2, 60):
        with counted(world.finder.database) as statements:
            world.reader.get(kind, {**asked, "_count": count})
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 13
