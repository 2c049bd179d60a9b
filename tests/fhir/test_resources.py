"""Every resource is valid FHIR R4, says what the record says, and nothing that is secret or not public."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from fhir_schema import problems, references
from fhir_world import SECRET_STREET, World

from finder.domain.fhir_search import INCLUDES, PARAMETERS, REVERSE_INCLUDES, Kind

SPECIALTIES = "urn:oid:1.3.6.1.4.1.19376.3.276.1.5.4"
TEST_DATA = "HTEST"
GEMATIK = [
    "Bundle-FilteredSearchSetBundle",
    "HealthcareService-HealthcareServiceExample",
    "HealthcareService-NCPeHHealthcareServiceExample",
    "HealthcareService-PharmacyHealthCareServiceExample",
    "Location-LocationExample",
    "Location-PharmacyLocationExample",
    "Organization-NCPeHOrganizationExample",
    "Organization-OrganizationExample",
    "Organization-OrganizationExample001",
    "Organization-PharmacyOrganizationExample",
    "PractitionerRole-PractitionerRoleExample",
]


def codes(concepts: list[dict[str, Any]], system: str = "") -> list[str]:
    return [c["code"] for each in concepts for c in each["coding"] if c["system"].endswith(system)]


@pytest.mark.real_data
@pytest.mark.parametrize("name", GEMATIK)
def test_the_schema_takes_what_gematik_publishes(shared_data: Path, name: str) -> None:
    resource = json.loads((shared_data / "fhir" / f"{name}.json").read_text("utf-8"))
    assert problems(resource) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("name",), ["a list"]),
        (("active",), "true"),
        (("strange",), 1),
        (("availableTime", 0, "availableStartTime"), "8:00"),
        (("availableTime", 0, "daysOfWeek"), ["Mo"]),
        (("communication", 0, "coding", 0, "code"), " tr"),
        (("location", 0, "reference"), 12),
        (("meta", "lastUpdated"), "2026-11-27"),
        (("id",), "no_underscores"),
    ],
)
def test_the_schema_refuses_what_is_wrong(world: World, path: tuple[Any, ...], value: Any) -> None:
    good = world.reader.get(f"HealthcareService/{world.ids['house']}")
    bad = deepcopy(good)
    part = bad
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    assert problems(bad)
    assert problems({"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": bad}]})


@pytest.mark.parametrize("kind", list(Kind))
def test_everything_is_valid_and_every_reference_leads_to_something_valid(world: World, kind: Kind) -> None:
    resources = world.reader.found(kind, {"_count": 100})
    assert len(resources) > 10
    referred = {reference for resource in resources for reference in references(resource)}
    for reference in sorted(referred):
        found = world.reader.get(reference)
        assert f"{found['resourceType']}/{found['id']}" == reference
    for resource in resources[:10]:
        assert world.reader.get(f"{kind}/{resource['id']}") == resource


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_included_is_what_the_page_refers_to(world: World, kind: Kind) -> None:
    asked = {"_include": INCLUDES[kind], "_revinclude": REVERSE_INCLUDES[kind], "_count": 30}
    for page in world.reader.pages(kind, asked):
        matches = [e["resource"] for e in page["entry"] if e["search"]["mode"] == "match"]
        others = [e["resource"] for e in page["entry"] if e["search"]["mode"] == "include"]
        own = {f"{each['resourceType']}/{each['id']}" for each in matches}
        addresses = [f"{each['resourceType']}/{each['id']}" for each in others]
        forward = {reference for each in matches for reference in references(each)}
        assert len(set(addresses)) == len(addresses)
        backward = {a for a, each in zip(addresses, others, strict=True) if own & set(references(each))}
        assert set(addresses) <= forward | backward
        assert forward <= set(addresses) | own
        assert not own & set(addresses)


def test_the_server_says_what_it_can_do_and_does_it(world: World) -> None:
    statement = world.reader.get("metadata")
    assert (statement["fhirVersion"], statement["kind"]) == ("4.0.1", "instance")
    told = {each["type"]: each for each in statement["rest"][0]["resource"]}
    assert list(told) == list(Kind)
    for kind, each in told.items():
        assert {code["code"] for code in each["interaction"]} == {"read", "search-type"}
        assert [p["name"] for p in each["searchParam"]] == list(PARAMETERS[Kind(kind)])
        for parameter in each["searchParam"]:
            value = "51|8|1|km" if parameter["type"] == "special" else "de"
            self_link = world.reader.get(kind, {parameter["name"]: value})["link"][0]["url"]
            assert f"{parameter['name']}=" in self_link


def test_a_service_says_everything_that_is_public(world: World) -> None:
    number, offer = world.ids["house"], world.offer("house")
    found = world.reader.get(f"HealthcareService/{number}")
    assert found["name"] == "Kinderarztpraxis Öztürk"
    assert [i["value"] for i in found["identifier"]] == [f"offer-{number}", "R-77"]
    assert found["identifier"][1]["system"].endswith("/NamingSystem/register")
    assert found["location"] == [{"reference": f"Location/{offer.location_id}"}]
    assert codes(found["specialty"], SPECIALTIES) == ["KIJU"]
    assert codes(found["type"], "CodeSystem/topic") == ["paediatrics"]
    assert codes(found["category"], "CodeSystem/topic") == ["health"]
    assert codes(found["characteristic"], "physicalFeatures") == ["barrierefrei", "parkmoeglichkeit"]
    assert {"lift=no", "induction_loop=limited", "parking=yes"} <= set(
        codes(found["characteristic"], "access")
    )
    assert codes(found["communication"]) == ["ru", "tr", "gsg"]
    assert found["communication"][0]["text"] == "Russisch (Th 14:00-18:00)"
    roles = {
        part["valueCode"]: each["extension"][1]["valueCode"]
        for each in found["extension"]
        for part in each.get("extension", [])[:1]
    }
    assert roles == {"tr": "professional", "ru": "professional", "ku": "interpreter", "gsg": "team"}
    assert found["telecom"][0] == {
        "extension": [
            {
                "url": "http://hl7.org/fhir/StructureDefinition/contactpoint-comment",
                "valueString": "Anmeldung",
            }
        ],
        "system": "phone",
        "value": "+492723608801;ext=12",
        "use": "work",
    }
    assert [each["system"] for each in found["telecom"][1:]] == ["fax", "other", "email", "url"]
    assert {a["identifier"]["value"] for a in found["coverageArea"]} == {"05966020", "DE"}
    assert found["eligibility"] == [{"comment": "Kinder bis 18 Jahre"}]
    assert found["comment"] == "Bitte mit Maske.\n\nVorsorge für Kinder.\n\nZweiter Stock."
    details = ("Rufen Sie an.", "Zwei Wochen", "Kasse", "Bus R92 bis Platz")
    assert all(text in found["extraDetails"] for text in details)


def test_hours_closures_and_the_rest_are_told_apart(world: World) -> None:
    found = world.reader.get(f"HealthcareService/{world.ids['house']}")
    days = ["mon", "tue", "wed", "thu", "fri"]
    times = {"availableStartTime": "08:00:00", "availableEndTime": "12:00:00"}
    assert found["availableTime"] == [{"daysOfWeek": days, **times}]
    assert found["notAvailable"] == [
        {"description": "Vorübergehend geschlossen", "during": {"end": "2999-12-31"}},
        {"description": "Urlaub", "during": {"start": "2026-12-24", "end": "2027-01-02"}},
    ]
    for words in ("Feiertagen", "Telefonzeiten: Mo 09:00-10:00", "Beratungszeiten: Mo[1] 14:00-16:00"):
        assert words in found["availabilityExceptions"]


def test_a_location_has_address_village_and_point(world: World) -> None:
    found = world.reader.get(f"Location/{world.offer('house').location_id}")
    assert (found["name"], found["alias"], found["status"]) == ("Ärztehaus", ["Rotes Haus"], "active")
    address = found["address"]
    assert (address["line"], address["postalCode"], address["city"]) == (["Markt 1"], "57368", "Lennestadt")
    assert (address["state"], address["country"]) == ("DE-NW", "DE")
    assert found["position"] == {"longitude": 8.2, "latitude": 51.2}
    assert [each["system"] for each in found["telecom"]] == ["other"]


def test_an_organization_names_no_parent_that_has_nothing_public(world: World) -> None:
    found = world.reader.get(f"Organization/{world.organization_of('house')}")
    assert (found["name"], found["alias"]) == ("Ärztehaus am Platz", ["ÄHP"])
    assert "partOf" not in found
    assert [each["value"] for each in found["telecom"]] == [
        "+492723608804",
        "haus@example.org",
        "https://haus.example.org",
    ]


def test_an_organization_names_a_parent_that_is_public_and_brings_it_along(world: World) -> None:
    child, parent = world.organization_of("secret"), world.organization_of("house")
    page = world.reader.get("Organization", {"_id": child, "_include": "Organization:partof"})
    found, other = (entry["resource"] for entry in page["entry"])
    assert found["partOf"] == {"reference": f"Organization/{parent}"}
    assert other["id"] == str(parent)


def test_the_professional_stands_in_the_role_alone(world: World) -> None:
    found = world.reader.get(f"PractitionerRole/{world.ids['house']}")
    (person,) = found["contained"]
    assert person["name"] == [
        {"text": "Dr. Aylin Öztürk", "family": "Öztürk", "given": ["Aylin"], "prefix": ["Dr."]}
    ]
    assert (person["gender"], codes(person["communication"])) == ("female", ["ru", "tr"])
    assert found["practitioner"] == {"reference": "#person", "display": "Dr. Aylin Öztürk"}
    assert found["healthcareService"][0]["reference"] == f"HealthcareService/{world.ids['house']}"
    world.reader.get(f"Practitioner/{world.ids['house']}", status=404)
    world.reader.get(f"PractitionerRole/{world.ids['hotline']}", status=404)


def test_a_secret_address_never_leaves_and_nobody_is_found_by_it(world: World) -> None:
    reader, secret = world.reader, world.offer("secret").location_id
    service = reader.get(f"HealthcareService/{world.ids['secret']}")
    role = reader.get(f"PractitionerRole/{world.ids['secret']}")
    assert "location" not in service
    assert "location" not in role
    reader.get(f"Location/{secret}", status=404)
    around = {"near": "51.19|8.19|1|km", "_revinclude": "*", "_include": "*"}
    texts = [
        json.dumps(page, ensure_ascii=False) for kind in Kind for page in reader.pages(kind, {"_count": 100})
    ]
    texts += [json.dumps(page, ensure_ascii=False) for page in reader.pages("Location", around)]
    assert not any(SECRET_STREET in text or f"Location/{secret}" in text for text in texts)
    for asked in ({"_id": secret}, {"name": SECRET_STREET}, {"address-city:contains": SECRET_STREET}):
        assert reader.numbers("Location", asked) == []
    for asked in ({"location": f"Location/{secret}"}, {"location.near": "51.19|8.19|100|m"}):
        assert reader.numbers("HealthcareService", asked) == []
        assert reader.numbers("PractitionerRole", asked) == []


@pytest.mark.parametrize("name", ["hidden", "later"])
def test_what_is_not_public_is_not_there(world: World, name: str) -> None:
    reader, offer = world.reader, world.offer(name)
    owner = world.organization_of(name)
    for path in (
        *(f"{kind}/{offer.id}" for kind in ("HealthcareService", "PractitionerRole")),
        f"Location/{offer.location_id}",
        f"Organization/{owner}",
    ):
        reader.get(path, status=404)
    assert reader.numbers("HealthcareService", {"_id": offer.id}) == []
    assert reader.numbers("Location", {"_id": offer.location_id}) == []
    assert reader.numbers("Organization", {"_id": owner}) == []
    assert reader.numbers("HealthcareService", {"organization": owner}) == []
    at_the_place = reader.numbers("Location", {"near": "51.2|8.2|10|m"})
    assert at_the_place == [world.offer("house").location_id]


def test_examples_and_licences_are_marked_on_every_resource(world: World) -> None:
    offer = world.offer("example")
    organization = world.organization_of("example")
    for path in (
        f"HealthcareService/{offer.id}",
        f"Location/{offer.location_id}",
        f"Organization/{organization}",
    ):
        meta = world.reader.get(path)["meta"]
        assert [each["code"] for each in meta["security"]] == [TEST_DATA]
        assert [(each["code"], each["display"]) for each in meta["tag"]] == [
            ("demo", "Source demo"),
            ("CC0-1.0", "Kreis Beispiel"),
        ]
    real = world.reader.get(f"HealthcareService/{world.ids['house']}")["meta"]
    assert "security" not in real
    assert real["source"] == "https://register.example.org/list"


@pytest.mark.parametrize("number", ["0", "999999999", "12345678901234567890", "x", "1.5", "-1", "٣"])
@pytest.mark.parametrize("kind", list(Kind))
def test_a_number_that_nothing_has_is_not_found(world: World, kind: Kind, number: str) -> None:
    (issue,) = world.reader.get(f"{kind}/{number}", status=404)["issue"]
    assert (issue["severity"], issue["code"]) == ("error", "not-found")
