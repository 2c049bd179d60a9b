"""The keyboard alone: every stop is seen, nothing catches or loses the focus, everything can be done."""

from __future__ import annotations

import re

import pytest
from focus import focus_of, press_until, walk
from playwright.sync_api import expect
from readers import open_everything
from states import TURKISH, Prepare, as_it_comes, sent_empty
from visitors import Guest, NewGuest, until

pytestmark = pytest.mark.browser

RESULTS = "/de/suche?near=Altenhundem&language=tr&access=step_free&limit=5"
LAST = "Offene Daten"
"""What the foot of every page ends with."""


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    ("path", "prepare"),
    [
        ("/de/", open_everything),
        (RESULTS, as_it_comes),
        ("/de/angebot/24", open_everything),
        ("/de/vorschlag", sent_empty),
        ("/de/ratgeber/hilfe-und-schutz", as_it_comes),
    ],
    ids=["start", "results", "offer", "form with mistakes", "sensitive"],
)
def test_every_stop_of_the_keyboard_is_in_view_with_a_ring(
    new_guest: NewGuest, path: str, prepare: Prepare, width: int
) -> None:
    page = new_guest(viewport={"width": width, "height": 640}).open(path)
    prepare(page)
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    there = walk(page)
    assert there[-1].name == LAST
    back = walk(page, "Shift+Tab")
    assert back[-1].number == min(there[0].number, there[1].number)
    assert {stop.number for stop in back} >= {stop.number for stop in there[1:]}


def test_the_watch_over_the_keyboard_is_awake(guest: Guest) -> None:
    page = guest.open("/de/")
    page.keyboard.press("Tab")
    page.evaluate("document.activeElement.style.outline = 'none'")
    stop = focus_of(page)
    assert stop is not None
    assert (stop.hasRing, stop.isSeen) == (False, True)
    page.evaluate(
        """() => {
          const bar = document.createElement('div');
          Object.assign(bar.style, { position: 'fixed', inset: 0, zIndex: 9999, background: 'red' });
          document.body.append(bar);
        }"""
    )
    stop = focus_of(page)
    assert stop is not None
    assert not stop.isSeen


def test_the_map_in_the_place_of_the_list_is_no_trap(new_guest: NewGuest) -> None:
    page = new_guest(viewport={"width": 320, "height": 640}).open(RESULTS)
    press_until(page, "Tab", ".views a[href='#karte']")
    page.keyboard.press("Enter")
    expect(page.locator("#karte")).to_be_visible()
    there = walk(page)
    assert there[-1].name == LAST
    assert any(stop.name == "Hineinzoomen" for stop in there)


def test_the_first_stop_leads_past_the_head(guest: Guest) -> None:
    page = guest.open("/de/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    until(page, "document.activeElement.id === 'inhalt'")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"


def test_words_and_places_are_suggested_and_taken_by_keyboard(guest: Guest) -> None:
    page = guest.open("/de/")
    press_until(page, "Tab", "#q")
    page.keyboard.type("Kinderarzt Tür", delay=20)
    expect(page.locator("#q-words option").first).to_be_attached()
    page.keyboard.type("kisch", delay=20)
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche?q=**")
    expect(page.locator(".chip", has_text="Türkisch")).to_be_visible()


def test_a_search_from_the_choices_of_the_start_page(guest: Guest) -> None:
    page = guest.open("/de/")
    press_until(page, "Tab", "#mehr > summary")
    page.keyboard.press("Enter")
    press_until(page, "Tab", "#near")
    page.keyboard.type("Altenhundem")
    press_until(page, "Tab", "[name=language][value=tr]")
    page.keyboard.press("Space")
    press_until(page, "Tab", "[name=access][value=step_free]")
    page.keyboard.press("Space")
    press_until(page, "Tab", ".start-again button")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/de{TURKISH}")


def test_filters_and_chips_keep_the_focus(guest: Guest) -> None:
    page = guest.open("/de/suche?near=Altenhundem&limit=5")
    press_until(page, "Tab", "#filter-sprachen > summary")
    page.keyboard.press("Space")
    press_until(page, "Tab", "[name=language][value=tr]")
    page.keyboard.press("Space")
    expect(page.locator(".chip")).to_have_count(1)
    assert page.evaluate("document.activeElement.value") == "tr"
    press_until(page, "Tab", ".chip")
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_count(0)
    assert page.evaluate("document.activeElement.id") == "titel"
    press_until(page, "Tab", "#sort-name")
    page.keyboard.press("Enter")
    expect(page.locator("#sort-name")).to_have_attribute("aria-current", "true")
    assert page.evaluate("document.activeElement.id") == "sort-name"
    page.keyboard.press("Tab")
    focus = focus_of(page)
    assert focus is not None
    assert focus.isSeen


def test_from_an_entry_to_its_marker_and_back_and_past_the_map(guest: Guest) -> None:
    page = guest.open(RESULTS)
    press_until(page, "Tab", "#treffer-1 .show-on-map")
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup a[href^='/']").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#treffer-1 .show-on-map")).to_be_focused()
    press_until(page, "Tab", ".skip-map")
    page.keyboard.press("Tab")
    expect(page.locator("#map_finder")).to_be_focused()
    for key, change in (("ArrowUp", "getCenter().lat > at"), ("+", "getZoom() > zoom")):
        page.evaluate("() => { window.at = map_finder.getCenter().lat; window.zoom = map_finder.getZoom(); }")
        page.keyboard.press(key)
        until(page, f"map_finder.{change}")
        page.wait_for_timeout(300)
    press_until(page, "Shift+Tab", ".skip-map", most=3)
    page.keyboard.press("Enter")
    until(page, "document.activeElement.id === 'nach-karte'")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.site-footer') !== null")


def test_a_marker_opens_and_its_popup_leads_on_or_back(guest: Guest) -> None:
    page = guest.open(RESULTS)
    press_until(page, "Tab", ".leaflet-marker-pane .marker")
    name = page.evaluate("document.activeElement.ariaLabel")
    page.keyboard.press("Space")
    expect(page.locator(".leaflet-popup a[href^='/']").first).to_be_focused()
    press_until(page, "Tab", ".leaflet-popup-close-button", most=12)
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    assert page.evaluate("document.activeElement.ariaLabel") == name
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/angebot/**")


def test_a_form_with_mistakes_leads_to_each_of_them(guest: Guest) -> None:
    page = guest.open("/de/vorschlag")
    press_until(page, "Tab", "#contact")
    page.keyboard.type("morgen")
    press_until(page, "Tab", ".proposal-form button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    problems = page.locator("[role=alert] a")
    targets = [(link.get_attribute("href") or "")[1:] for link in problems.all()]
    assert len(targets) >= 2
    for number, target in enumerate(targets, start=1):
        press_until(page, "Shift+Tab" if number > 1 else "Tab", f"[role=alert] li:nth-child({number}) a")
        page.keyboard.press("Enter")
        until(page, "document.activeElement.getAttribute('aria-invalid') === 'true'")
        assert page.evaluate("document.activeElement.id") == target
        described = page.evaluate(
            "document.activeElement.getAttribute('aria-describedby').split(' ')"
            ".map(id => document.getElementById(id).textContent).join(' ')"
        )
        assert page.locator(f"[role=alert] li:nth-child({number}) span").inner_text() in described
        if number < len(targets):
            page.evaluate("document.querySelector('.site-footer a').focus()")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_choice_of_languages_opens_closes_and_covers_nothing(new_guest: NewGuest, width: int) -> None:
    page = new_guest(viewport={"width": width, "height": 640}).open(RESULTS)
    menu, button = page.locator(".languages ul"), page.locator(".languages summary")
    press_until(page, "Tab", ".languages summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(menu.locator("a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    press_until(page, "Tab", ".emergency a")
    expect(menu).to_be_hidden()
    press_until(page, "Shift+Tab", ".languages summary")
    page.keyboard.press("Enter")
    press_until(page, "Tab", ".languages a[lang=ar]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/ar/suche"))
    assert page.locator("html").get_attribute("dir") == "rtl"


def test_a_click_beside_the_choice_of_languages_closes_it(guest: Guest) -> None:
    page = guest.open("/de/")
    page.locator(".languages summary").click()
    expect(page.locator(".languages ul")).to_be_visible()
    page.locator("h2").first.click()
    expect(page.locator(".languages ul")).to_be_hidden()
