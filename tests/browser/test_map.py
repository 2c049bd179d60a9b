"""The map: a second view of the list that keyboards, small screens and strict policies can use."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hostile import HOSTILE_NAMES
from playwright.sync_api import Page, expect
from tile_server import TileServer
from visitors import Guest, NewGuest, Running, until

from finder.web.clean import without_directions
from finder.web.present import MAX_NAME

pytestmark = pytest.mark.browser

RESULTS = "/de/suche?near=Altenhundem&language=tr&access=step_free"
HOSTILE = "/de/suche?lat=50.8&lon=8.4&radius_km=5&language=so"


def data_of(page: Page) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(page.locator("#map-data").text_content() or "")
    return data


def names_of_markers(page: Page) -> list[str]:
    return [
        name
        for marker in page.locator(".marker").all()
        for name in (marker.get_attribute("aria-label") or "").split("; ")
    ]


def test_markers_have_the_numbers_and_names_of_the_list(guest: Guest) -> None:
    """What does not fit is folded away in the list, and not on the map; nor is what has no point."""
    page = guest.open(RESULTS)
    listed = [
        f"{entry.get_attribute('data-number')}: {entry.get_by_role('heading').inner_text()}"
        for entry in page.locator(".results-list > .entries > .entry:has(.show-on-map)").all()
    ]
    assert sorted(names_of_markers(page)) == sorted(listed)
    page.get_by_role("button", name="Hineinzoomen").click()
    page.wait_for_timeout(500)
    assert sorted(names_of_markers(page)) == sorted(listed)


def test_offers_at_one_point_share_a_marker_with_all_their_numbers(guest: Guest) -> None:
    page = guest.open(RESULTS)
    together = next(marker for marker in page.locator(".marker").all() if "–" in marker.inner_text())
    first, last = (int(number) for number in together.inner_text().split("–"))
    together.click()
    links = page.locator(".leaflet-popup a[href^='/']")
    assert links.count() == last - first + 1
    assert links.first.inner_text().startswith(f"{first}: ")


def test_entries_of_one_building_are_listed_together_above_its_address(guest: Guest) -> None:
    page = guest.open(RESULTS)
    places = data_of(page)["places"]
    for marker in page.locator(".marker").all():
        marker.dispatch_event("click")
        for listed in page.locator(".map-popup ul").all():
            numbers = [int(text.split(":")[0]) for text in listed.locator("bdi").all_inner_texts()]
            inside = [place for place in places if place["number"] in numbers]
            assert len({(round(place["lat"], 4), round(place["lon"], 4)) for place in inside}) == 1
            assert listed.evaluate("list => list.nextElementSibling.className") == "map-about"
        page.keyboard.press("Escape")
        expect(page.locator(".map-popup")).to_have_count(0)


def test_the_place_and_the_radius_are_drawn(guest: Guest) -> None:
    page = guest.open(RESULTS)
    expect(page.locator(".centre")).to_have_count(1)
    expect(page.locator("path.radius")).to_have_count(1)
    box = page.locator("path.radius").bounding_box()
    assert box is not None
    metres_a_pixel = page.evaluate(
        "40075016.7 * Math.cos(51.1 * Math.PI / 180) / (256 * 2 ** map_finder.getZoom())"
    )
    assert box["width"] * metres_a_pixel == pytest.approx(20_000, rel=0.02)


def test_the_map_has_a_name_controls_with_names_and_a_credit(guest: Guest) -> None:
    page = guest.open("/en/suche?near=Altenhundem")
    expect(page.locator("#map_finder[role=region]")).to_have_attribute("aria-label", "Map of the results")
    for name in ("Zoom in", "Zoom out", "Move the map up", "Move the map left"):
        assert page.get_by_role("button", name=name).is_visible()
    assert "GeoBasis-DE" in page.locator(".leaflet-control-attribution").inner_text()


def test_a_marker_is_reached_opened_read_and_left_by_keyboard(guest: Guest) -> None:
    page = guest.open(RESULTS)
    page.locator("#map_finder").focus()
    for key in ("Enter", " "):
        while not page.evaluate("document.activeElement.classList.contains('marker')"):
            page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.getAttribute('aria-label')")
        page.keyboard.press(key)
        expect(page.locator(".leaflet-popup a[href^='/']").first).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator(".leaflet-popup")).to_have_count(0)
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == name


def test_the_map_can_be_skipped_and_many_markers_are_no_stops(guest: Guest) -> None:
    page = guest.open("/de/suche?near=57368&radius_km=50&limit=100")
    page.locator(".skip-map").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id || location.hash") in ("nach-karte", "#nach-karte")
    markers = page.locator(".marker")
    stops = page.locator(".marker[tabindex='0']").count()
    assert stops == (markers.count() if markers.count() <= 20 else 0)


def test_an_entry_shows_its_place_on_the_map(guest: Guest) -> None:
    page = guest.open(RESULTS)
    entry = page.locator(".entry").nth(2)
    entry.get_by_role("button", name="Auf der Karte zeigen").click()
    popup = page.locator(".leaflet-popup")
    expect(popup).to_contain_text(f"3: {entry.get_by_role('heading').inner_text()}")


def test_entry_and_marker_light_up_together(guest: Guest) -> None:
    page = guest.open(RESULTS)
    page.locator(".entry").first.hover()
    expect(page.locator(".marker.is-active")).to_have_count(1)
    page.locator(".marker").last.hover()
    expect(page.locator(".entry.is-active").last).to_be_attached()


def test_the_wheel_scrolls_the_page_and_a_finger_too(new_guest: NewGuest) -> None:
    page = new_guest().open(RESULTS)
    zoom = page.evaluate("map_finder.getZoom()")
    box = page.locator("#map_finder").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 300, box["y"] + 300)
    page.mouse.wheel(0, 400)
    until(page, "scrollY > 0")
    assert page.evaluate("map_finder.getZoom()") == zoom
    phone = new_guest(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 640}).open(RESULTS)
    assert not phone.evaluate("map_finder.dragging.enabled()")


def test_the_map_moves_by_buttons(guest: Guest) -> None:
    page = guest.open(RESULTS)
    before = page.evaluate("map_finder.getCenter().lat")
    page.get_by_role("button", name="Karte nach oben bewegen").click()
    until(page, f"map_finder.getCenter().lat > {before}")


def test_hostile_names_are_text_in_popups_too(guest: Guest) -> None:
    page = guest.open(HOSTILE)
    assert len(data_of(page)["places"]) == len(HOSTILE_NAMES)
    for button in page.get_by_role("button", name="Auf der Karte zeigen").all():
        button.click()
    seen = set()
    for marker in page.locator(".marker").all():
        marker.dispatch_event("click")
        seen |= {text.split(": ", 1)[1] for text in page.locator(".map-popup li bdi").all_text_contents()}
        page.keyboard.press("Escape")
    expected = {without_directions(name) for name in HOSTILE_NAMES}
    assert seen == {name if len(name) <= MAX_NAME else name[: MAX_NAME - 1] + "…" for name in expected}
    assert page.evaluate("document.querySelectorAll('main img[src=x], main svg[onload], main b').length") == 0


def test_tiles_come_from_our_own_address_and_can_be_dropped(
    new_guest: NewGuest, server_with_tiles: Running, tile_server: TileServer
) -> None:
    guest = new_guest(base=server_with_tiles.url)
    page = guest.open(RESULTS)
    expect(page.locator("img.leaflet-tile-loaded").first).to_be_attached()
    for name in ("Hineinzoomen", "Hineinzoomen", "Herauszoomen", "Herauszoomen", "Karte nach links bewegen"):
        page.get_by_role("button", name=name).click()
        page.wait_for_timeout(400)
    page.wait_for_load_state("networkidle")
    assert tile_server.asked
    assert "© Testamt" in page.locator(".leaflet-control-attribution").inner_text()
    assert any("/tiles/" in url for url in guest.requests)
    assert not any("/karte/grenzen" in url for url in guest.requests)


def test_the_list_does_not_need_the_tiles(
    new_guest: NewGuest, server_with_tiles: Running, tile_server: TileServer
) -> None:
    tile_server.status = 500
    guest = new_guest(base=server_with_tiles.url)
    page = guest.open("/de/suche?near=Attendorn&radius_km=1")
    assert page.locator(".entry").count() > 0
    assert page.locator(".marker").count() > 0
    expect(page.locator("path.land").first).to_be_attached()
    guest.complaints = [text for text in guest.complaints if "503" not in text]
    tile_server.status = 200
