"""Forms that are sent, in a real browser: without scripts, with the keyboard alone, and for every reader."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from readers import open_everything, violations
from visitors import NewGuest

pytestmark = pytest.mark.browser

CHANGE, NEW_ENTRY, BARRIER = "/{}/angebot/30/aenderung", "/{}/vorschlag?near=Olpe", "/{}/barriere-melden"
KEY_MS = 60
"""How long a person takes for a key."""


@pytest.mark.parametrize(("lang", "scheme"), [("de", "light"), ("en", "dark")])
def test_forms_mistakes_and_thanks_are_for_every_reader(new_guest: NewGuest, lang: str, scheme: str) -> None:
    guest = new_guest(viewport={"width": 320, "height": 800}, color_scheme=scheme)
    for path in (CHANGE, NEW_ENTRY, BARRIER):
        page = guest.open(path.format(lang))
        open_everything(page)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.locator("#contact").fill("morgen")
    page.locator("main button").click()
    expect(page.locator("[role=alert] a")).to_have_count(2)
    assert violations(page) == []
    page.locator("#contact").fill("")
    page.locator("#message").press_sequentially(
        "Die Schrift ist zu klein. Ich kann sie nicht lesen.", delay=KEY_MS
    )
    page.locator("main button").click()
    page.wait_for_url(f"**/{lang}/vorschlag/*-*")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_keyboard_alone_and_no_script_are_enough(new_guest: NewGuest) -> None:
    guest = new_guest(java_script_enabled=False)
    page = guest.open("/de/angebot/30")
    tab_to(page, "Änderung vorschlagen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/aenderung")
    tab_to(page, "Telefon, E-Mail, Internetseite")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#phones")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("Die neue Nummer weiß ich leider nicht.", delay=KEY_MS)
    tab_to(page, "Senden")
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("#phones")).to_have_value("Die neue Nummer weiß ich leider nicht.")
    tab_to(page, "Telefonnummern")
    page.keyboard.press("Enter")
    expect(page.locator("#phones")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("02723 608800", delay=4 * KEY_MS)
    tab_to(page, "Senden")
    page.keyboard.press("Enter")
    page.wait_for_url("**/de/vorschlag/*-*")
    expect(page.get_by_role("heading", level=1)).to_have_text("Danke für Ihren Hinweis")
    page.reload()
    expect(page.locator("main")).to_contain_text("noch nicht geprüft")


def tab_to(page: Page, name: str, most: int = 90) -> None:
    """Press Tab until something of this name has the focus."""
    focused = page.locator("a:focus, button:focus, summary:focus")
    for _ in range(most):
        page.keyboard.press("Tab")
        if focused.count() and focused.inner_text().strip() == name:
            return
    pytest.fail(f"{name} cannot be reached")


def test_folded_parts_of_a_form_are_boxes_in_a_wide_window(new_guest: NewGuest) -> None:
    """What puts the filters of a search into one row must not reach them."""
    page = new_guest(viewport={"width": 1280, "height": 800}).open(NEW_ENTRY.format("de"))
    for part in page.locator(".proposal-group").all():
        box, summary = part.bounding_box(), part.locator("summary").bounding_box()
        assert box
        assert summary
        assert 2 <= box["width"] - summary["width"] < 3
