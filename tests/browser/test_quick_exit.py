"""The way out of a sensitive page: first for the keyboard, leaves no way back, works without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from visitors import Guest, NewGuest

pytestmark = pytest.mark.browser

SENSITIVE = "/de/ratgeber/hilfe-und-schutz"
ELSEWHERE = "https://www.dwd.de/"


def arrive(guest: Guest) -> Page:
    """On the sensitive page, having come from the start page; the page outside is played by us."""
    page = guest.open("/de/")
    page.route(f"{ELSEWHERE}**", lambda route: route.fulfill(body="weather", content_type="text/html"))
    page.goto(f"{guest.base}{SENSITIVE}")
    return page


def check_left(page: Page, guest: Guest) -> None:
    page.wait_for_url(ELSEWHERE)
    assert page.text_content("body") == "weather"
    page.go_back()
    assert page.url == f"{guest.base}/de/"
    guest.requests[:] = [
        url for url in guest.requests if not url.startswith(ELSEWHERE)
    ]  # that one was wanted


def test_the_first_key_reaches_the_way_out_and_back_does_not_return(guest: Guest) -> None:
    page = arrive(guest)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "quick-exit"
    page.keyboard.press("Enter")
    check_left(page, guest)


def test_escape_three_times_leaves_and_twice_does_not(guest: Guest) -> None:
    page = arrive(guest)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    assert page.url.endswith(SENSITIVE)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    check_left(page, guest)


def test_without_script_it_is_a_link_that_is_always_in_view(new_guest: NewGuest) -> None:
    guest = new_guest(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = arrive(guest)
    page.mouse.wheel(0, 800)
    box = page.locator("#quick-exit").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    assert box["y"] + box["height"] <= 640
    assert box["height"] >= 44
    page.click("#quick-exit")
    page.wait_for_url(ELSEWHERE)
    guest.requests[:] = [url for url in guest.requests if not url.startswith(ELSEWHERE)]
