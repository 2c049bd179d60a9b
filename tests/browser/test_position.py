"""The pin of an entry: set from the list, by a click, by the keyboard and by pasting, and without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from readers import violations
from staffsite import StaffClient, StaffSite
from visitors import Guest, NewGuest, Running, until

from finder.actions.context import Finder
from finder.settings import Settings
from finder.web.staff.session import COOKIE

PATH = "/staff/eintraege/1/position"


@pytest.fixture(scope="module")
def token(demo_var: Path) -> str:
    """The session of an editor."""
    finder = Finder.open(Settings.from_env({"FINDER_VAR": str(demo_var)}))
    try:
        return StaffSite(finder, _no_client, {}).session_of("editor")
    finally:
        finder.close()


def _no_client() -> StaffClient:
    raise AssertionError("the browser is the client")


@pytest.fixture
def open_page(new_guest: NewGuest, server: Running, token: str) -> Iterator[Callable[..., Page]]:
    """A function that opens the page as an editor; its options are those of a browser context."""
    guests: list[Guest] = []

    def make(**options: object) -> Page:
        guest = new_guest(**options)
        guests.append(guest)
        guest.context.add_cookies([{"name": COOKIE, "value": token, "url": f"{server.url}/staff"}])
        return guest.open(PATH)

    yield make
    for guest in guests:
        guest.context.clear_cookies()


def _numbers(page: Page) -> tuple[float, float]:
    return float(page.input_value("#lat")), float(page.input_value("#lon"))


def test_the_pin_follows_list_map_keyboard_and_fields(open_page: Callable[..., Page]) -> None:
    page = open_page()
    start = _numbers(page)
    page.locator(".proposed-one button").first.click()
    assert page.url.endswith(PATH)
    page.locator(".position-mark").focus()
    page.keyboard.press("ArrowUp")
    lat, lon = _numbers(page)
    assert (lat - start[0]) * 111_320 == pytest.approx(10.0, abs=0.5)
    assert lon == start[1]
    assert "10" in page.inner_text("#pin-live")
    page.keyboard.press("Shift+ArrowRight")
    assert _numbers(page)[1] > lon + 0.001
    page.fill("#lon", "")
    page.fill("#lat", "51.1111, 8.0777")
    page.locator("#lat").blur()
    assert _numbers(page) == (51.1111, 8.0777)
    box = page.locator("#map_finder").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
    clicked = _numbers(page)
    assert clicked != (51.1111, 8.0777)
    mark = page.locator(".position-mark").bounding_box()
    assert mark is not None
    at = mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] + 60, at[1], steps=5)
    page.mouse.up()
    until(page, f"Number(document.getElementById('lon').value) > {clicked[1]}")


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_wide_and_no_rule_is_broken(open_page: Callable[..., Page], width: int) -> None:
    page = open_page(viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []


def test_without_script_a_candidate_fills_the_fields(open_page: Callable[..., Page]) -> None:
    page = open_page(java_script_enabled=False)
    page.fill("#lat", "")
    page.fill("#lon", "")
    page.locator(".proposed-one button").first.click()
    assert _numbers(page)[0] == pytest.approx(51.1, abs=0.1)
