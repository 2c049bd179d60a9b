"""The finder without a network: nothing is kept unasked, the same is found, and all of it goes at will."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect
from visitors import Guest, NewGuest, Running

pytestmark = pytest.mark.browser

KEPT = """async () => {
  const kept = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) kept.push(request.url);
  return {
    kept,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    databases: (await indexedDB.databases()).length,
    storage: localStorage.length + sessionStorage.length,
  };
}"""
NOTHING = {"kept": [], "workers": 0, "databases": 0, "storage": 0}
PLACE = "Meggen"


def keep(page: Page) -> None:
    page.click("#keep")
    page.wait_for_selector("#search:not([hidden])")


def cut_off(guest: Guest) -> None:
    """Take the network away; that files are then missing is what this is about."""
    guest.context.set_offline(True)


def forgive_missing_network(guest: Guest) -> None:
    guest.complaints = [text for text in guest.complaints if "ERR_INTERNET_DISCONNECTED" not in text]


def shown(page: Page, group: str = "Passt") -> list[int]:
    """The numbers of the entries below a heading, all of them."""
    while page.is_visible("#more"):
        page.click("#more")
    cards = page.locator(f"h3:text-is('{group}') + ol > li")
    return [int(card.get_attribute("data-id") or "") for card in cards.all()]


def asked(server: Running, unknown: str = "exclude") -> list[dict[str, Any]]:
    """What the server finds by the same wishes among what is kept."""
    pack = json.load(urlopen(f"{server.url}/de/offline/pack.json"))
    point = next(f"lat={lat}&lon={lon}" for label, lat, lon in pack["places"] if label.startswith(PLACE))
    kept = {entry["id"] for entry in pack["entries"]}
    path = f"/api/v1/search?{point}&radius_km=60&language=tr&access=step_free&unknown={unknown}&limit=100"
    return [f for f in json.load(urlopen(server.url + path))["features"] if f["id"] in kept]


def test_nothing_is_kept_before_the_click(guest: Guest) -> None:
    page = guest.open("/de/offline")
    assert page.evaluate(KEPT) == NOTHING
    page.goto(f"{guest.base}/de/")
    assert page.evaluate(KEPT) == NOTHING


def test_without_a_network_the_same_is_found_in_the_same_order(guest: Guest, server: Running) -> None:
    page = guest.open("/de/offline")
    keep(page)
    cut_off(guest)
    page.goto(f"{guest.base}/de/suche?near={PLACE}&language=tr&access=step_free")
    page.wait_for_selector("#search:not([hidden])")
    for unknown, heading in (("exclude", "Passt"), ("only", "Nicht bekannt – bitte vorher nachfragen")):
        wanted = asked(server, unknown)
        assert len(wanted) > 1
        # Of places without a point, those of the served area come by name in both.
        assert shown(page, heading) == [feature["id"] for feature in wanted]
    nearest = asked(server)[0]["properties"]["distance_m"]
    text = page.locator(".entry .distance").first.inner_text()
    km = re.fullmatch(r"([\d,]+) (k?m)", text)
    assert km
    metres = float(km[1].replace(",", ".")) * (1000 if km[2] == "km" else 1)
    assert abs(metres - nearest) <= max(0.006 * nearest, 50 if km[2] == "km" else 5) + 1
    forgive_missing_network(guest)


def test_pages_are_there_without_a_network_and_say_how_old_they_are(guest: Guest) -> None:
    page = guest.open("/de/offline")
    keep(page)
    kept = page.evaluate(KEPT)["kept"]
    pages = [
        path for path in (url.removeprefix(guest.base) for url in kept) if re.match("/de/(ratgeber|$)", path)
    ]
    cut_off(guest)
    for path in pages:
        page.goto(guest.base + path)
        assert page.locator("h1").is_visible()
        assert "kommt aus dem Speicher Ihres Geräts" in page.inner_text(".from-device")
        assert page.evaluate("getComputedStyle(document.querySelector('.site-header')).backgroundColor") != (
            "rgba(0, 0, 0, 0)"
        )
    forgive_missing_network(guest)


def test_the_age_is_that_of_the_keeping_and_new_after_an_update(new_guest: NewGuest) -> None:
    guest = new_guest(timezone_id="Europe/Berlin")
    page = guest.open("/de/offline")
    page.clock.install(time="2026-11-24T09:12:00Z")
    keep(page)
    expect(page.locator("#state")).to_contain_text(
        "in dieser Minute gespeichert (24. November 2026 um 10:12)"
    )
    page.clock.set_system_time("2026-11-27T09:12:00Z")
    page.reload()
    page.wait_for_selector("#search:not([hidden])")
    expect(page.locator("#state")).to_contain_text("vor 3 Tagen gespeichert (24. November 2026 um 10:12)")
    page.click("#renew")
    expect(page.locator("#state")).to_contain_text("27. November")
    expect(page.locator("#state")).to_contain_text("in dieser Minute gespeichert")


def test_an_update_without_a_network_says_so_and_keeps_what_is_there(guest: Guest) -> None:
    page = guest.open("/de/offline")
    keep(page)
    before = page.evaluate(KEPT)
    cut_off(guest)
    page.click("#renew")
    expect(page.locator("#state")).to_contain_text("Das hat nicht geklappt")
    assert page.is_visible("#search")
    assert page.evaluate(KEPT) == before
    forgive_missing_network(guest)


def test_what_one_searches_and_reads_leaves_no_trace(guest: Guest) -> None:
    page = guest.open("/de/offline")
    keep(page)
    before = page.evaluate(KEPT)
    for path in ("/de/suche?near=Altenhundem&q=Sucht", "/de/angebot/30", "/de/ueber", "/de/?q=x", "/de/"):
        page.goto(guest.base + path)
    assert page.evaluate(KEPT) == before
    assert not [url for url in before["kept"] if re.search(r"suche|angebot|/api/|\?(?!v=)", url)]


def test_deleting_takes_away_everything(guest: Guest) -> None:
    page = guest.open("/de/offline")
    keep(page)
    assert page.evaluate(KEPT)["workers"] == 1
    page.click("#forget")
    page.wait_for_selector("#keep:not([hidden])")
    assert page.evaluate(KEPT) == NOTHING
    assert "nichts mehr gespeichert" in page.inner_text("#state")
    assert not page.is_visible("#search")
    page.reload()
    assert page.evaluate(KEPT) == NOTHING


def test_names_are_shown_as_text(new_guest: NewGuest, server: Running) -> None:
    guest = new_guest()
    hostile = "<img src=x onerror=alert(1)>"
    pack = json.load(urlopen(f"{server.url}/de/offline/pack.json"))
    entry = {**pack["entries"][0], "name": hostile, "by": hostile, "source": hostile, "hours": [hostile]}
    pack["entries"] = [entry]
    guest.context.route("**/pack.json", lambda route: route.fulfill(json=pack))
    page = guest.open("/de/offline")
    keep(page)
    assert page.locator(".entry-name").inner_text() == hostile
    assert page.locator("#hits img").count() == 0


def test_without_script_the_page_says_what_it_needs(new_guest: NewGuest) -> None:
    page = new_guest(java_script_enabled=False).open("/de/offline")
    assert "JavaScript erlaubt sein" in page.locator("noscript").inner_text()
    assert page.locator("noscript p").is_visible()
    assert not page.is_visible("#keep")


def test_one_s_own_position_is_asked_for_only_by_the_button(new_guest: NewGuest) -> None:
    guest = new_guest(geolocation={"latitude": 51.1232, "longitude": 8.0678}, permissions=["geolocation"])
    page = guest.open("/de/offline")
    keep(page)
    assert page.locator("#from option:checked").inner_text() == "Lennestadt"
    page.click("#locate")
    expect(page.locator("#from option:checked")).to_have_text("Mein Standort")
    distances = page.locator(".entry .distance").all_inner_texts()
    assert distances[0] != distances[-1]
