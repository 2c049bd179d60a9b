"""The ask-ahead card in a real browser: beside each other, below each other, and on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from visitors import Guest, NewGuest

pytestmark = pytest.mark.browser

CARD = "/{}/angebot/30/fragen?profile=manual_wheelchair&need=induction_loop&language=tr"
A4 = {"width": 794, "height": 1123}
"""A page of paper in CSS pixels."""


def columns(page: Page) -> int:
    """In how many columns the first question stands."""
    lines = page.locator(".asked .said").first.locator(".say").all()
    return len({round(box["x"]) for line in lines if (box := line.bounding_box())})


def test_the_two_languages_are_beside_or_below_each_other(new_guest: NewGuest) -> None:
    for width, expected in ((320, 1), (1280, 2)):
        page = new_guest(viewport={"width": width, "height": 800}).open(CARD.format("en"))
        assert columns(page) == expected
    assert columns(new_guest().open(CARD.format("de"))) == 1


@pytest.mark.parametrize("lang", ["de", "en"])
def test_on_paper_the_card_is_one_page_with_boxes_to_tick(new_guest: NewGuest, lang: str) -> None:
    page = new_guest(viewport=A4).open(CARD.format(lang))
    boxes = page.locator(".answer").filter(has_text="☐").first
    expect(boxes).to_be_hidden()
    page.emulate_media(media="print")
    expect(boxes).to_be_visible()
    assert boxes.inner_text().split() == (
        ["☐", "ja", "☐", "nein"] if lang == "de" else ["☐", "ja", "/", "yes", "☐", "nein", "/", "no"]
    )
    for gone in (".site-header", ".emergency", ".ask-ways", ".ask-profiles", ".site-footer"):
        expect(page.locator(gone)).to_be_hidden()
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1


def test_the_button_prints_and_is_there_only_with_scripts(new_guest: NewGuest) -> None:
    page = new_guest(java_script_enabled=False).open(CARD.format("de"))
    expect(page.get_by_role("button", name="Drucken")).to_have_count(0)
    assert page.locator(".asked > li").count() >= 5
    page = new_guest().open(CARD.format("de"))
    page.evaluate("() => { window.print = () => { document.title = 'printed'; }; }")
    page.get_by_role("button", name="Drucken").click()
    expect(page).to_have_title("printed")


def test_from_the_list_to_the_questions_and_on_to_the_offer(guest: Guest) -> None:
    page = guest.open("/de/suche?near=Altenhundem&profile=electric_wheelchair&language=tr")
    page.locator(".ask-link").first.click()
    page.wait_for_url("**/fragen?*")
    assert "profile=electric_wheelchair" in page.url
    expect(page.get_by_text("Ich benutze einen Elektrorollstuhl.")).to_be_visible()
    page.get_by_role("link", name="Zurück zum Angebot").click()
    page.wait_for_url("**/angebot/*-*")
    page.get_by_role("link", name="Fragen vor dem Besuch").click()
    assert page.url.endswith("/fragen")


def test_on_paper_an_offer_has_its_code_and_no_map(new_guest: NewGuest) -> None:
    page = new_guest(viewport=A4).open("/de/angebot/24")
    code = page.locator(".print-code img")
    expect(code).to_be_hidden()
    page.emulate_media(media="print")
    expect(code).to_be_visible()
    assert code.evaluate("image => image.naturalWidth") > 0
    expect(page.locator(".map-area")).to_be_hidden()
    assert page.pdf(format="A4").count(b"/Type /Page\n") <= 2


def test_the_rows_to_tap_are_large_enough(new_guest: NewGuest) -> None:
    page = new_guest(viewport={"width": 320, "height": 800}).open("/de/angebot/24")
    for link in page.locator(".ways a, .take a, .offer-ask a, .qr summary").all():
        box = link.bounding_box()
        assert box is not None
        assert box["height"] >= 44, link.inner_text()
