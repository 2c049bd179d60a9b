"""Searching with a keyboard, without scripts, where one is, and without leaving the page."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from focus import press_until
from playwright.sync_api import BrowserContext, Page, Route, expect
from visitors import Guest, NewGuest

pytestmark = pytest.mark.browser

RESULTS = "/de/suche?near=Altenhundem"
NEAR_ME = "In meiner Nähe"
ALTENHUNDEM = {"latitude": 51.10409, "longitude": 8.07153}


def is_same_page(page: Page) -> bool:
    """Whether the page is still the one that `stay` marked."""
    return bool(page.evaluate("window.isMarked === true"))


def stay(page: Page) -> None:
    page.evaluate("window.isMarked = true")


def names(page: Page) -> list[str]:
    return page.locator(".results-list > .entries > .entry .entry-name").all_inner_texts()


@pytest.mark.parametrize("width", [320, 1280])
def test_a_keyboard_is_enough_to_search_filter_page_and_open(new_guest: NewGuest, width: int) -> None:
    page = new_guest(viewport={"width": width, "height": 800}).open("/de/")
    press_until(page, "Tab", "#q")
    page.keyboard.type("lennestadt")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche?q=lennestadt")
    if width == 320:
        press_until(page, "Tab", "#filter > summary")
        page.keyboard.press("Enter")
    press_until(page, "Tab", "#filter-sprachen > summary")
    page.keyboard.press("Enter")
    press_until(page, "Tab", "[name=language][value=tr]")
    page.keyboard.press("Space")
    expect(page.locator(".chip", has_text="Türkisch")).to_be_visible()
    assert page.evaluate("document.activeElement.value") == "tr"
    press_until(page, "Tab", "[rel=next]")
    page.keyboard.press("Enter")
    page.wait_for_url("**offset=20**")
    press_until(page, "Tab", ".entry-name a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/angebot/**")


def test_a_filter_renews_list_map_count_and_counts_in_place(guest: Guest) -> None:
    page = guest.open(RESULTS)
    stay(page)
    before, markers = page.get_by_role("status").inner_text(), page.locator(".marker").count()
    status = page.get_by_role("status").element_handle()
    page.locator("#filter-thema > summary").click()
    page.get_by_label("Thema").select_option("paediatrics")
    expect(page.get_by_role("status")).not_to_have_text(before)
    assert is_same_page(page)
    assert status is not None
    assert status.evaluate("element => element.isConnected")
    assert page.get_by_role("heading", level=1).inner_text().startswith("Kinder- und Jugendmedizin")
    assert page.title().startswith("Kinder- und Jugendmedizin")
    assert page.locator(".marker").count() <= markers
    shown = len(names(page))
    assert page.locator(".show-on-map").count() <= shown
    fresh = guest.open(page.url.removeprefix(guest.base))
    assert names(fresh) == names(page)
    assert sorted(_markers(fresh)) == sorted(_markers(page))
    english = page.locator(".languages a[lang=en]").get_attribute("href") or ""
    assert "category=paediatrics" in english


def _markers(page: Page) -> list[str]:
    return [marker.get_attribute("aria-label") or "" for marker in page.locator(".marker").all()]


def test_the_back_button_brings_back_the_list_and_the_form(guest: Guest) -> None:
    page = guest.open(RESULTS)
    stay(page)
    first = names(page)
    page.get_by_role("link", name="Name", exact=True).click()
    expect(page.locator("#sort-name")).to_have_attribute("aria-current", "true")
    assert page.evaluate("document.activeElement.id") == "sort-name"
    page.get_by_label("Umkreis").select_option("2")
    expect(page.get_by_role("status")).to_contain_text("2 km")
    page.go_back()
    expect(page.get_by_role("status")).to_contain_text("10 km")
    page.go_back()
    expect(page.locator("#sort-distance")).to_have_attribute("aria-current", "true")
    assert names(page) == first
    assert page.get_by_label("Umkreis").input_value() == "10"
    assert is_same_page(page)


def test_the_last_of_several_changes_is_what_stays(guest: Guest) -> None:
    page = guest.open(RESULTS)
    held: list[Route] = []
    page.route(re.compile("language=tr$"), lambda route: held.append(route))
    page.locator("#filter-sprachen > summary").click()
    page.locator("[name=language][value=tr]").check()
    page.locator("[name=language][value=ar]").check()
    expect(page.locator(".chip")).to_have_count(2)
    for route in held:
        route.abort()
    assert sorted(parse_qs(urlsplit(page.url).query)["language"]) == ["ar", "tr"]
    assert page.locator("[name=language][value=tr]").is_checked()


def test_a_removed_chip_leaves_the_focus_at_the_heading(guest: Guest) -> None:
    page = guest.open(f"{RESULTS}&language=tr")
    stay(page)
    page.locator(".chip").click()
    expect(page.locator(".chip")).to_have_count(0)
    assert page.evaluate("document.activeElement.id") == "titel"
    assert not page.locator("[name=language][value=tr]").is_checked()
    assert is_same_page(page)


def test_a_change_that_makes_another_kind_of_page_leads_there(guest: Guest) -> None:
    page = guest.open(RESULTS)
    page.get_by_label("Ort oder PLZ").fill("Hespecke")
    page.get_by_role("button", name="Suchen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Welchen Ort meinen Sie?")


def test_a_narrow_window_shows_list_or_map(new_guest: NewGuest) -> None:
    page = new_guest(viewport={"width": 360, "height": 700}).open(RESULTS)
    views = page.get_by_role("navigation", name="Ansicht")
    expect(page.locator("#karte")).to_be_hidden()
    views.get_by_role("link", name="Karte").click()
    expect(page.locator("#karte")).to_be_visible()
    expect(page.locator("#liste")).to_be_hidden()
    expect(views.get_by_role("link", name="Karte")).to_have_attribute("aria-current", "true")
    page.go_back()
    expect(page.locator("#liste")).to_be_visible()
    page.get_by_role("button", name="Auf der Karte zeigen").first.click()
    expect(page.locator(".leaflet-popup")).to_be_visible()
    views.get_by_role("link", name="Liste").click()
    expect(page.locator("#karte")).to_be_hidden()


@pytest.mark.parametrize("path", ["/de/", RESULTS])
def test_near_me_asks_on_a_click_only_and_tells_about_100_metres(new_guest: NewGuest, path: str) -> None:
    guest = new_guest(permissions=["geolocation"], geolocation=ALTENHUNDEM)
    _count_questions(guest.context)
    page = guest.open(path)
    assert page.evaluate("window.nAsked") == 0
    page.get_by_role("button", name=NEAR_ME).click()
    page.wait_for_url("**lat=**")
    given = parse_qs(urlsplit(page.url).query)
    assert (given["lat"], given["lon"]) == (["51.104"], ["8.072"])
    assert "near" not in given
    assert "51.10409" not in " ".join(guest.requests)


def test_who_refuses_is_told_what_to_do_instead(new_guest: NewGuest) -> None:
    guest = new_guest(permissions=[])
    _count_questions(guest.context, "refused(1)")
    page = guest.open("/de/")
    page.get_by_role("button", name=NEAR_ME).click()
    expect(page.locator(".near-me-answer")).to_contain_text("nicht freigegeben")
    assert page.evaluate("window.nAsked") == 1
    assert page.url.endswith("/de/")
    assert page.evaluate("document.activeElement.id") == "near"


def _count_questions(context: BrowserContext, instead: str = "") -> None:
    """Count how often a page asks where it is; with `instead` the browser answers by that."""
    context.add_init_script(
        """
        window.nAsked = 0;
        const ask = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation);
        navigator.geolocation.getCurrentPosition = (found, refused, options) => {
          window.nAsked += 1;
          INSTEAD;
        };
        """.replace("INSTEAD", instead or "ask(found, refused, options)")
    )


def test_the_address_is_copied_and_the_page_printed_by_buttons(new_guest: NewGuest) -> None:
    guest = new_guest(permissions=["clipboard-read", "clipboard-write"])
    guest.context.add_init_script("window.print = () => { window.isPrinted = true; };")
    page = guest.open(f"{RESULTS}&language=tr")
    page.locator("#teilen > summary").click()
    page.get_by_role("button", name="Adresse kopieren").click()
    expect(page.get_by_text("Die Adresse ist kopiert.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{guest.base}{RESULTS}&language=tr"
    page.get_by_role("button", name="Drucken").click()
    assert page.evaluate("window.isPrinted")


def test_paper_has_every_hit_with_its_address_and_no_controls(guest: Guest) -> None:
    page = guest.open(f"{RESULTS}&language=tr")
    listed = names(page)
    page.emulate_media(media="print")
    text = page.locator("body").inner_text()
    assert len(listed) == 20
    for name in listed:
        assert name in text
    assert text.count("57368 Lennestadt") >= 10
    assert f"{guest.base}{RESULTS}&language=tr" in text
    for control in (".panel", ".toolbar", ".map", ".paging", ".site-header", ".show-on-map"):
        assert not page.locator(control).first.is_visible()


def test_a_file_of_the_hits_can_be_saved(guest: Guest) -> None:
    page = guest.open(f"{RESULTS}&language=tr")
    page.locator("#teilen > summary").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tabelle (CSV)").click()
    assert download.value.suggested_filename.endswith(".csv")
    first = download.value.path().read_text(encoding="utf-8-sig").splitlines()[1]
    assert names(page)[0] in first
