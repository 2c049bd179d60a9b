"""A list of one's own, made without a script, and on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from visitors import NewGuest

pytestmark = pytest.mark.browser


def follow(page: Page, way: str, name: str) -> None:
    """Follow a link of the entry with this name."""
    page.get_by_role("link", name=re.compile(f"^{way} ?: {re.escape(name)}$")).click()


def listed(page: Page) -> list[str]:
    page.wait_for_load_state()
    return page.locator(".entry-name").all_inner_texts()


def expect_listed(page: Page, *names: str) -> None:
    """Wait until the page has these entries."""
    expect(page.locator(".entry-name")).to_have_text(names, use_inner_text=True)


def test_a_list_is_made_changed_and_taken_along_without_a_script(new_guest: NewGuest) -> None:
    page = new_guest(java_script_enabled=False).open("/de/suche?near=Altenhundem&limit=5")
    found = listed(page)
    for place in (0, 2):
        page.locator(".pick input").nth(place).check()
    page.get_by_role("button", name="Auswahl als Liste zeigen").click()
    expect_listed(page, found[0], found[2])
    follow(page, "Nach oben", found[2])
    expect_listed(page, found[2], found[0])

    page.get_by_role("link", name="Weitere Einträge suchen").click()
    page.get_by_label("Ort oder PLZ").fill("Altenhundem")
    page.get_by_role("button", name="Suchen", exact=True).click()
    expect(page).to_have_url(re.compile(r"/de/suche\?.*near=Altenhundem"))
    further = next(name for name in listed(page) if name not in found)
    page.get_by_role("link", name=further, exact=True).first.click()
    page.get_by_role("link", name="Auf meine Liste").click()
    expect_listed(page, found[2], found[0], further)
    follow(page, "Entfernen", found[0])
    expect_listed(page, found[2], further)


def test_on_paper_the_list_has_its_entries_and_no_buttons(new_guest: NewGuest) -> None:
    page = new_guest().open("/de/merkliste?offer=30&offer=24")
    page.emulate_media(media="print")
    expect(page.locator(".entry").first).to_be_visible()
    for gone in (".list-side", ".list-ways", ".site-header", ".emergency"):
        expect(page.locator(gone).first).to_be_hidden()


@pytest.mark.parametrize("lang", ["de", "ar"])
def test_the_button_stays_in_sight_while_something_is_ticked(new_guest: NewGuest, lang: str) -> None:
    page = new_guest(viewport={"width": 320, "height": 700}).open(f"/{lang}/suche?near=Altenhundem")
    button = page.locator("#merken button")
    expect(button).not_to_be_in_viewport()
    page.locator(".pick input").first.check()
    expect(button).to_be_in_viewport()
