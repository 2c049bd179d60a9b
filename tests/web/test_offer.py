"""The page of one offer: everything public, under one address, and what is not known said so."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from make import make_offer
from page import CheckedClient, parse, text_of, visible_text
from website import ALTENHUNDEM, Site

from finder.actions.context import Finder
from finder.clock import ZONE, utc_now
from finder.store.details import AccessibilityFact, Phone, Schedule
from finder.store.records import Service

WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")


@pytest.fixture
def full_offer(site: Site) -> int:
    """An offer with something in every field of its page; made once a site."""
    finder: Finder = site.app.extensions["finder"]
    if "full" not in site.ids:
        with finder.database.change("test") as session:
            offer = make_offer(
                session,
                name="Sozialberatung",
                point=ALTENHUNDEM,
                topics=["social_counselling"],
                facts={"toilet.accessible": "yes"},
            )
            fact = {"key": "entrance.step_count", "value": "1", "note": "mit Klingel", "source": "Begehung"}
            session.add_all(
                [
                    AccessibilityFact(
                        location_id=offer.location_id, evidence_url="https://proof.example/1", **fact
                    ),
                    AccessibilityFact(
                        location_id=offer.location_id, key="entrance.step_height_cm", value="6.5", unit="cm"
                    ),
                    Phone(service_at_location_id=offer.id, number="+4927231", type="fax"),
                    Phone(service_at_location_id=offer.id, number="0170/geheim", description="nur abends"),
                    Schedule(
                        service_at_location_id=offer.id,
                        kind="phone",
                        opening_hours="Tu 14:00-16:00 'nur' || \"x\"",
                    ),
                ]
            )
            service = session.get_one(Service, offer.service_id)
            service.description = "Erster Absatz.\n\nZweiter <b>Absatz</b>."
            service.url = "javascript:alert(1)"
            service.email = "rat@example.org"
            service.alert = "Eingang zur Zeit hinten"
        site.ids["full"] = offer.id
    return site.ids["full"]


def path_of(client: CheckedClient, offer_id: int, lang: str = "de") -> str:
    location: str = client.get(f"/{lang}/angebot/{offer_id}").headers["Location"]
    return location


def test_an_address_with_another_name_leads_to_the_right_one_for_good(site: Site) -> None:
    offer_id = site.ids["family_doctor"]
    right = f"/de/angebot/{offer_id}-hausarztpraxis-yildiz"
    for wrong in (
        f"{offer_id}",
        f"{offer_id}-",
        f"{offer_id}-old-name",
        f"{offer_id}-Hausarztpraxis-Y%C4%B1ld%C4%B1z",
    ):
        answer = site.client.get(f"/de/angebot/{wrong}")
        assert answer.status_code in (301, 404), wrong
        if answer.status_code == 301:
            assert answer.headers["Location"] == right
    assert site.client.get(right).status_code == 200


@pytest.mark.parametrize(
    "wrong", ["0-x", "999999999-x", "99999999999999999999-x", "-1-x", "abc", "1.5-x", "١-x"]
)
def test_what_is_no_offer_gets_a_page_that_helps_on(client: CheckedClient, wrong: str) -> None:
    answer = client.get(f"/de/angebot/{wrong}")
    if answer.status_code != 301:  # Arabic digits are digits
        assert answer.status_code == 404
        assert 'name="near"' in answer.text
        assert 'href="tel:116117"' in answer.text


def test_the_page_says_everything_public(client: CheckedClient, full_offer: int) -> None:
    tree = parse(client.get(path_of(client, full_offer)).text)
    text = visible_text(tree)
    for part in (
        "Sozialberatung",
        "Markt 1",
        "57368 Lennestadt",
        "Eingang zur Zeit hinten",
        "rat@example.org",
        "Zweiter <b>Absatz</b>.",
        "nur abends",
        "Stufen am Eingang",
        "mit Klingel",
        "Begehung",
        "6,5 cm",
        "Tu 14:00-16:00",
        "Source test",
        "Diese Angaben hat noch niemand bestätigt.",
    ):
        assert part in text, part
    hrefs = [link.get("href", "") for link in tree.iter("a")]
    assert "geo:51.10410,8.07150?q=51.10410,8.07150(Sozialberatung)" in hrefs
    assert "mailto:rat@example.org" in hrefs
    assert "https://proof.example/1" in hrefs


def test_only_what_can_be_followed_is_a_link(client: CheckedClient, full_offer: int) -> None:
    page = client.get(path_of(client, full_offer)).text
    assert "javascript:" not in page
    assert "geheim</bdi>" in page
    assert [link for link in parse(page).iter("a") if "geheim" in text_of(link)] == []


def test_what_is_not_known_is_listed_apart(client: CheckedClient, full_offer: int) -> None:
    tree = parse(client.get(path_of(client, full_offer)).text)
    readings = [text_of(e) for e in tree.iter("li") if "reading" in e.get("class", "").split()]
    assert readings == ["Barrierefreies WC: ja"]
    (note,) = (element for element in tree.iter("div") if element.get("class") == "not-known")
    listed = [text_of(item) for item in note.iter("li")]
    assert listed[:3] == ["Stufenlos", "Breite Eingangstür (ab 90 cm)", "Aufzug"]
    assert "Assistenzhund erlaubt" in listed
    assert "Barrierefreies WC" not in listed
    assert "nein" not in visible_text(tree)


def test_a_secret_address_is_explained_and_nowhere_in_the_page(site: Site) -> None:
    client = site.client
    page = client.get(path_of(client, site.ids["shelter"])).text
    assert "dieser Ort schützt Menschen" in page.replace("Dieser", "dieser")
    for part in ("Markt 1", "51.11", "8.07", "map_finder", "geo:"):
        assert part not in page, part
    assert "Kreis Olpe" in visible_text(parse(page))


def test_the_map_shows_the_one_point_without_a_number(site: Site) -> None:
    page = parse(site.client.get(path_of(site.client, site.ids["family_doctor"])).text)
    data = json.loads(
        next(script.text or "" for script in page.iter("script") if script.get("id") == "map-data")
    )
    assert [(place["number"], place["lat"], place["lon"]) for place in data["places"]] == [
        (0, 51.1041, 8.0715)
    ]
    assert data["centre"] is None


def test_an_example_says_so_on_its_page(site: Site) -> None:
    page = visible_text(parse(site.client.get(path_of(site.client, site.ids["example"], "en")).text))
    assert "Example entry" in page
    assert "This page shows invented examples." in page


ROUTES = "https://maps.example/?to={lat},{lon}"


def test_the_route_leads_to_the_towns_choice_of_map(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    finder: Finder = site.app.extensions["finder"]
    doctor, shelter = (path_of(site.client, site.ids[key]) for key in ("family_doctor", "shelter"))
    assert "Route planen" not in site.client.get(doctor).text
    monkeypatch.setattr(finder, "settings", replace(finder.settings, route_url=ROUTES))
    links = {text_of(link): link for link in parse(site.client.get(doctor).text).iter("a")}
    assert links["Route planen"].get("href") == "https://maps.example/?to=51.10410,8.07150"
    assert links["Route planen"].get("rel") == "noopener noreferrer external"
    assert "maps.example" not in site.client.get(shelter).text


def test_one_row_of_the_week_is_today(site: Site) -> None:
    tree = parse(site.client.get(path_of(site.client, site.ids["family_doctor"])).text)
    tables = [table for table in tree.iter("table") if table.get("class") == "week"]
    assert [len(list(table.iter("tr"))) for table in tables] == [8]
    (today,) = (row for row in tables[0].iter("tr") if row.get("aria-current") == "date")
    weekday = utc_now().astimezone(ZONE).weekday()
    assert text_of(today).startswith(f"{WEEKDAYS[weekday]} heute")
    assert [text_of(head) for head in tables[0].iter("th") if head.get("scope") == "row"][-1] == "Feiertage"


def test_facts_come_with_their_origin_from_the_pavement_inwards(
    client: CheckedClient, full_offer: int
) -> None:
    tree = parse(client.get(path_of(client, full_offer)).text)
    (measured,) = (element for element in tree.iter("dl") if element.get("class") == "measured")
    assert [tuple(text_of(cell) for cell in row) for row in measured.iter("div")] == [
        ("Stufen am Eingang", "1 mit Klingel Begehung"),
        ("Höhe der Stufen", "6,5 cm"),
        ("Barrierefreies WC", "ja"),
    ]


def test_hours_that_nobody_recorded_are_said_to_be_unknown(site: Site) -> None:
    page = visible_text(parse(site.client.get(path_of(site.client, site.ids["children"], "en")).text))
    assert "Opening hours are not known. Please ask." in page
