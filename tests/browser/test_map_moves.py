"""Moving the map: the other hits, searching elsewhere, and the gaps of Leaflet that are closed here."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect
from visitors import Guest, NewGuest, until

pytestmark = pytest.mark.browser

RESULTS = "/de/suche?near=Altenhundem&language=tr&access=step_free"
FEW = "/de/suche?near=Altenhundem&limit=5"
TARGETS = ".leaflet-control-zoom a, .pan button, .marker, .dot, .centre, .leaflet-popup-close-button"
MIN_TARGET_PX = 44


def zoom_to(page: Page, zoom: int) -> None:
    with page.expect_response("**/api/v1/clusters*"):
        page.evaluate(f"map_finder.setZoom({zoom}, {{animate: false}})")
    page.wait_for_load_state("networkidle")


def number_in(label: str | None) -> int:
    return int((label or "").removeprefix("Weitere Treffer hier: ").replace(".", ""))


def offered(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.locator(".search-here").get_attribute("href") or "").query)


def test_the_hits_beyond_the_page_are_quiet_dots_with_their_number(guest: Guest) -> None:
    page = guest.open(FEW)
    with page.expect_response("**/api/v1/clusters*") as answer:
        page.evaluate("map_finder.setZoom(10, {animate: false})")
    page.wait_for_load_state("networkidle")
    dots = page.locator(".dot")
    numbers = [number_in(dot.get_attribute("aria-label")) for dot in dots.all()]
    assert sum(numbers) == answer.value.json()["numberMatched"] > 100
    assert page.locator(".dot[tabindex='0']").count() == 0
    biggest = numbers.index(max(numbers))
    dots.nth(biggest).dispatch_event("click")
    until(page, "map_finder.getZoom() === 12")


def test_a_dot_of_one_hit_tells_its_name_and_leads_to_it(guest: Guest) -> None:
    page = guest.open(FEW)
    zoom_to(page, 11)
    page.locator(".dot[aria-label$=': 1']").first.dispatch_event("click")
    link = page.locator(".map-popup a")
    expect(link).to_be_focused()
    name = link.inner_text()
    page.keyboard.press("Escape")
    expect(link).to_have_count(0)
    expect(page.locator("#map_finder")).to_be_focused()
    page.locator(".dot[aria-label$=': 1']").first.dispatch_event("click")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_only_the_newest_question_is_waited_for(guest: Guest) -> None:
    page = guest.open(FEW)
    held: list[Route] = []
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.route("**/api/v1/clusters*", lambda route: route.continue_() if held else held.append(route))
    page.evaluate("map_finder.setZoom(12, {animate: false})")
    page.wait_for_timeout(100)
    zoom_to(page, 10)
    assert failed == [held[0].request.url]


def test_the_visible_area_can_be_searched_once_the_map_was_moved(guest: Guest) -> None:
    page = guest.open(RESULTS)
    link = page.get_by_role("link", name="In diesem Ausschnitt suchen")
    expect(link).to_have_count(0)
    for _ in range(3):
        page.get_by_role("button", name="Karte nach unten bewegen").click()
        page.wait_for_timeout(400)
    expect(link).to_be_visible()
    asked = offered(page)
    lat, lon, km = page.evaluate(
        "(() => { const at = map_finder.getCenter();"
        " return [at.lat, at.lng, at.distanceTo(map_finder.getBounds().getNorthEast()) / 1000]; })()"
    )
    assert float(asked["lat"][0]) == pytest.approx(lat, abs=6e-4)
    assert float(asked["lon"][0]) == pytest.approx(lon, abs=6e-4)
    assert float(asked["radius_km"][0]) == pytest.approx(max(km, 0.1), abs=0.51)
    assert asked["language"] == ["tr"]
    link.click()
    page.wait_for_url(re.compile("lat="))
    assert "near=" not in page.url
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.locator(".chip")).to_have_count(2)


def test_what_we_move_for_a_popup_offers_no_other_search(guest: Guest) -> None:
    page = guest.open(RESULTS)
    for button in page.get_by_role("button", name="Auf der Karte zeigen").all()[:3]:
        button.click()
        page.wait_for_timeout(400)
    expect(page.locator(".search-here")).to_be_hidden()


def test_the_point_of_the_search_can_be_dragged_and_the_radius_goes_with_it(guest: Guest) -> None:
    page = guest.open(RESULTS)
    page.evaluate("map_finder.setZoom(10, {animate: false})")
    pin, radius = page.locator(".centre"), page.locator("path.radius")
    at, before = pin.bounding_box(), radius.bounding_box()
    lat, lon = page.evaluate(
        "(({lat, lon}) => [lat, lon])(JSON.parse(document.querySelector('#map-data').textContent).centre)"
    )
    assert at is not None
    assert before is not None
    page.mouse.move(at["x"] + 22, at["y"] + 22)
    page.mouse.down()
    page.mouse.move(at["x"] + 82, at["y"] + 22, steps=5)
    during = radius.bounding_box()
    assert during is not None
    assert during["x"] - before["x"] == pytest.approx(60, abs=5)
    page.mouse.up()
    link = page.get_by_role("link", name="Um diesen Punkt suchen")
    expect(link).to_be_visible()
    asked = offered(page)
    assert float(asked["lat"][0]) == pytest.approx(lat, abs=0.01)
    assert float(asked["lon"][0]) > lon + 0.05
    assert asked["radius_km"] == ["10"]


def test_escape_closes_a_popup_wherever_the_focus_is_and_leads_back(guest: Guest) -> None:
    page = guest.open(RESULTS)
    button = page.get_by_role("button", name="Auf der Karte zeigen").first
    button.click()
    expect(page.locator(".leaflet-popup a[href^='/']").first).to_be_focused()
    page.get_by_label("Ort oder PLZ").focus()
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    expect(button).to_be_focused()


def test_the_close_button_has_a_name_in_the_language_of_the_page(guest: Guest) -> None:
    page = guest.open("/en/suche?near=Altenhundem&language=tr")
    page.locator(".marker").first.dispatch_event("click")
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".leaflet-popup")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 1280])
def test_everything_to_press_is_large_enough(new_guest: NewGuest, width: int) -> None:
    page = new_guest(viewport={"width": width, "height": 800}).open(FEW)
    page.locator(".marker").first.dispatch_event("click")
    sizes = page.locator(TARGETS).evaluate_all(
        "all => all.map(e => [e.className, e.getBoundingClientRect()])"
        ".map(([name, box]) => [name, Math.round(Math.min(box.width, box.height))])"
    )
    assert len(sizes) > 8
    assert [name for name, size in sizes if size < MIN_TARGET_PX] == []


def test_a_popup_is_clear_of_the_buttons(new_guest: NewGuest) -> None:
    for width in (320, 768):
        page = new_guest(viewport={"width": width, "height": 800}).open(RESULTS)
        page.locator(".marker").first.dispatch_event("click")
        page.wait_for_timeout(500)
        popup = page.locator(".leaflet-popup-content-wrapper").bounding_box()
        assert popup is not None
        for selector in (".leaflet-control-zoom", "[data-pan=down]", "[data-pan=left]"):
            button = page.locator(selector).bounding_box()
            assert button is not None
            assert (
                popup["x"] >= button["x"] + button["width"]
                or popup["x"] + popup["width"] <= button["x"]
                or popup["y"] >= button["y"] + button["height"]
            ), (width, selector)


def test_the_wheel_zooms_with_the_control_key_or_after_a_click(guest: Guest) -> None:
    page = guest.open(RESULTS)
    box = page.locator("#map_finder").bounding_box()
    assert box is not None
    zoom = page.evaluate("map_finder.getZoom()")
    page.mouse.move(box["x"] + 60, box["y"] + 400)
    page.keyboard.down("Control")
    page.mouse.wheel(0, 300)
    until(page, f"map_finder.getZoom() < {zoom}")
    page.keyboard.up("Control")
    page.wait_for_timeout(400)
    zoom = page.evaluate("map_finder.getZoom()")
    page.mouse.click(box["x"] + 60, box["y"] + 400)
    page.mouse.wheel(0, 300)
    until(page, f"map_finder.getZoom() < {zoom}")


def test_nothing_glides_for_people_who_want_less_motion(new_guest: NewGuest) -> None:
    page = new_guest(reduced_motion="reduce").open(RESULTS)
    for selector in (".leaflet-control-zoom-out", "[data-pan=left]", "[data-pan=up]"):
        before, after = page.evaluate(
            "selector => {"
            " const state = () => JSON.stringify([map_finder.getZoom(), map_finder.getCenter()]);"
            " const before = state(); document.querySelector(selector).click(); return [before, state()]; }",
            selector,
        )
        assert before != after
        assert not page.evaluate("map_finder._animatingZoom || map_finder._panAnim?._inProgress")


def test_the_map_is_readable_in_forced_colours(new_guest: NewGuest) -> None:
    page = new_guest(forced_colors="active").open(RESULTS)
    found = page.evaluate(
        "(() => { const style = (selector) => getComputedStyle(document.querySelector(selector));"
        " const canvas = getComputedStyle(document.body).backgroundColor;"
        " return [style('.land').fill === canvas, style('.land').stroke !== canvas,"
        " style('.marker').borderTopColor !== style('.marker').backgroundColor,"
        " style('.centre span').backgroundColor !== canvas]; })()"
    )
    assert found == [True] * 4


def test_in_right_to_left_pages_the_controls_are_mirrored_and_the_map_is_not(guest: Guest) -> None:
    page = guest.open(RESULTS)
    page.evaluate("document.documentElement.dir = 'rtl'")
    zoom, pan = page.locator(".leaflet-control-zoom").bounding_box(), page.locator(".pan").bounding_box()
    assert zoom is not None
    assert pan is not None
    assert zoom["x"] > pan["x"]
    west, east = (page.locator(f"[data-pan={side}]").bounding_box() for side in ("left", "right"))
    assert west is not None
    assert east is not None
    assert west["x"] < east["x"]
    assert page.evaluate("getComputedStyle(map_finder.getContainer()).direction") == "ltr"
    page.locator(".marker").first.dispatch_event("click")
    assert page.evaluate("getComputedStyle(document.querySelector('.map-popup')).direction") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_link_past_the_map_stands_out_from_it(new_guest: NewGuest, scheme: str) -> None:
    page = new_guest(color_scheme=scheme).open(RESULTS)
    page.locator(".skip-map").focus()
    colours = page.evaluate(
        "(() => { const style = (name) => getComputedStyle(document.querySelector(name));"
        " return [style('.skip-map').backgroundColor, style('.skip-map').color,"
        " style('.map').backgroundColor, style('.land-home').fill]; })()"
    )
    link, text, *grounds = (luminance(colour) for colour in colours)
    assert contrast(link, text) >= 7
    assert min(contrast(link, ground) for ground in grounds) >= 4.5


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def test_without_tiles_the_map_draws_boundaries_names_and_near_by_stops(guest: Guest) -> None:
    page = guest.open(FEW)
    zoom_to(page, 11)
    assert page.locator("path.land").count() > 50
    assert page.locator("path.stop").count() == 0
    expect(page.locator(".place-name-town", has_text="Lennestadt")).to_have_count(1)
    assert page.locator(".place-name-village").count() == 0
    zoom_to(page, 15)
    until(page, "document.querySelectorAll('path.stop').length > 3")
    expect(page.locator(".place-name-station", has_text="Lennestadt-Altenhundem")).to_have_count(1)
    expect(page.locator(".place-name-town")).to_have_count(0)
    names = page.locator(".place-name span").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect())"
        ".map(({left, right, top, bottom}) => [left, right, top, bottom])"
    )
    assert len(names) > 3
    for number, (left, right, top, bottom) in enumerate(names):
        for other in names[:number]:
            assert left >= other[1] or right <= other[0] or top >= other[3] or bottom <= other[2]
