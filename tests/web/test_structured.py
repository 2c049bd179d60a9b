"""schema.org data and Open Graph: only what is known, nothing invented, nothing secret."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hostile import HOSTILE_NAMES
from make import make_offer
from page import CheckedClient, parse, text_of
from website import ALTENHUNDEM, Site

from finder.actions.context import Finder
from finder.domain.language import LanguageRole
from finder.store.details import AccessibilityFact, Schedule
from finder.web.clean import without_directions
from finder.web.offer.structured_types import SPECIALTIES, TYPES


def page_of(site: Site, key: str, lang: str = "de") -> str:
    client = site.client
    return client.get(client.get(f"/{lang}/angebot/{site.ids[key]}").headers["Location"]).text


def data_of(page: str) -> dict[str, Any]:
    (text,) = (s.text or "" for s in parse(page).iter("script") if s.get("type") == "application/ld+json")
    data: dict[str, Any] = json.loads(text)
    return data


@pytest.fixture
def office(site: Site) -> str:
    """An authority with facts and hours of all sorts; made once a site."""
    finder: Finder = site.app.extensions["finder"]
    if "office" not in site.ids:
        with finder.database.change("test") as session:
            offer = make_offer(
                session,
                name="Bürgerbüro",
                organization="Stadt",
                point=ALTENHUNDEM,
                topics=["town_hall"],
                languages=[("gsg", LanguageRole.TEAM), ("ar", LanguageRole.INTERPRETER)],
                facts={"lift": "no", "toilet.accessible": "yes", "entrance.ramp": "limited"},
            )
            measured = {"key": "entrance.door_width_cm", "value": "87.5", "unit": "cm"}
            session.add(AccessibilityFact(location_id=offer.location_id, **measured))
            for kind, expression in (
                ("visit", "Mo-Tu 08:00-12:00,13:00-24:00; PH off"),
                ("visit", "Mo[1] 10:00-12:00"),
                ("phone", "Mo 08:00-09:00"),
            ):
                session.add(Schedule(service_at_location_id=offer.id, kind=kind, opening_hours=expression))
        site.ids["office"] = offer.id
    return "office"


def test_a_doctor_is_a_physician_with_everything_known(site: Site) -> None:
    page = page_of(site, "family_doctor")
    data = data_of(page)
    url = f"http://localhost/de/angebot/{site.ids['family_doctor']}-hausarztpraxis-yildiz"
    assert data["@context"] == "https://schema.org"
    assert (data["@type"], data["@id"], data["url"]) == ("Physician", url, url)
    assert data["name"] == "Hausarztpraxis Yıldız"
    assert data["employee"] == {"@type": "Person", "name": "Yıldız"}
    assert data["parentOrganization"]["name"] == "Gemeinschaftspraxis am Markt"
    assert data["medicalSpecialty"] == ["https://schema.org/PrimaryCare"]
    assert data["telephone"] == "+492723608800"
    assert data["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "Markt 1",
        "postalCode": "57368",
        "addressLocality": "Lennestadt",
        "addressCountry": "DE",
    }
    assert (data["geo"]["latitude"], data["geo"]["longitude"]) == (51.1041, 8.0715)
    assert data["contactPoint"]["availableLanguage"] == ["de", "tr", "ar"]
    assert data["amenityFeature"] == [
        {"@type": "LocationFeatureSpecification", "name": "Stufen am Eingang", "value": 0},
        {"@type": "LocationFeatureSpecification", "name": "Stockwerk", "value": 0},
        {"@type": "LocationFeatureSpecification", "name": "Barrierefreies WC", "value": False},
    ]


def test_hours_are_given_where_they_are_the_same_every_week(site: Site, office: str) -> None:
    data = data_of(page_of(site, office, "en"))
    kind = {"@type": "OpeningHoursSpecification"}
    days = ["Monday", "Tuesday"]
    assert data["openingHoursSpecification"] == [
        {**kind, "dayOfWeek": days, "opens": "08:00", "closes": "12:00"},
        {**kind, "dayOfWeek": days, "opens": "13:00", "closes": "23:59"},
        {**kind, "dayOfWeek": "PublicHolidays", "opens": "00:00", "closes": "00:00"},
    ]
    assert data["contactPoint"]["hoursAvailable"] == [
        {**kind, "dayOfWeek": ["Monday"], "opens": "08:00", "closes": "09:00"}
    ]
    assert data["contactPoint"]["availableLanguage"] == ["gsg"]


def test_facts_are_true_false_or_measured(site: Site, office: str) -> None:
    data = data_of(page_of(site, office, "en"))
    assert data["@type"] == "GovernmentOffice"
    assert {feature["name"]: feature["value"] for feature in data["amenityFeature"]} == {
        "Lift": False,
        "Accessible toilet": True,
        "Ramp at the entrance": "limited",
        "Width of the entrance door": 87.5,
    }
    (width,) = (feature for feature in data["amenityFeature"] if "unitCode" in feature)
    assert (width["unitCode"], width["unitText"]) == ("CMT", "cm")


def test_without_a_person_a_practice_is_a_clinic(site: Site) -> None:
    assert data_of(page_of(site, "children"))["@type"] == "MedicalClinic"


def test_a_secret_place_is_an_organization_without_a_place(site: Site) -> None:
    page = page_of(site, "shelter")
    data = data_of(page)
    assert data["@type"] == "Organization"
    assert not {"address", "geo", "amenityFeature", "openingHoursSpecification"} & data.keys()
    assert not [part for part in ("Markt 1", "57368", "51.11", "8.07", "geo:", "directions") if part in page]


def test_an_invented_example_is_neither_data_nor_to_be_indexed(site: Site) -> None:
    page = page_of(site, "example")
    assert "ld+json" not in page
    assert '<meta name="robots" content="noindex">' in page
    assert "noindex" not in page_of(site, "family_doctor")


@pytest.mark.parametrize("number", range(len(HOSTILE_NAMES)))
def test_the_data_cannot_leave_its_script(site: Site, number: int) -> None:
    page = page_of(site, f"hostile{number}")
    start = page.index("application/ld+json") + len("application/ld+json") + 2
    text = page[start : page.index("</script>", start)]
    assert not set("<>&'") & set(text)
    assert data_of(page)["name"] == without_directions(HOSTILE_NAMES[number])


def test_every_topic_of_the_tables_exists(site: Site) -> None:
    finder: Finder = site.app.extensions["finder"]
    assert all(topic in finder.taxonomy for topic in (*TYPES, *SPECIALTIES))


def social(page: str) -> dict[str, str]:
    metas = (
        (m.get("property") or m.get("name") or "", m.get("content") or "") for m in parse(page).iter("meta")
    )
    return {name: content for name, content in metas if name.startswith("og:") or name == "description"}


@pytest.mark.parametrize("path", ["/de/", "/en/", "/en/ueber"])
def test_pages_to_share_say_what_they_are(client: CheckedClient, path: str) -> None:
    page = client.get(path).text
    title = text_of(next(parse(page).iter("title")))
    said = social(page)
    assert title == f"{said['og:title']} – {said['og:site_name']}"
    assert said["og:url"] == f"http://localhost{path}"
    assert said["og:locale"] == {"de": "de_DE", "en": "en_US"}[path[1:3]]
    assert said["description"] == said["og:description"]
    assert len(said["description"]) > 50
    assert said["og:type"] == "website"


def test_an_offer_is_described_by_its_name_and_town(site: Site) -> None:
    said = social(page_of(site, "family_doctor", "en"))
    assert said["description"] == (
        "Hausarztpraxis Yıldız in Lennestadt: contact, opening hours, languages and accessibility."
    )
    said = social(page_of(site, "shelter"))
    assert "Frauenhaus" not in " ".join(said.values())
    assert said["description"].startswith("Ärzte, Beratung, ")


@pytest.mark.parametrize("number", range(len(HOSTILE_NAMES)))
def test_hostile_names_stay_in_their_attribute(site: Site, number: int) -> None:
    said = social(page_of(site, f"hostile{number}"))
    expected = " ".join(without_directions(HOSTILE_NAMES[number]).split())[:150]
    assert said["og:title"].startswith(expected)
    assert said["description"].startswith(expected)
    assert said["og:description"].startswith(expected)


@pytest.mark.parametrize("path", ["/de/suche?near=57368", "/de/nothing"])
def test_pages_not_to_be_indexed_are_not_to_be_shared(client: CheckedClient, path: str) -> None:
    assert social(client.get(path).text) == {}
