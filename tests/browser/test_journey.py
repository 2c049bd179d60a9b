"""From the start page to a practice: the main job in a real browser, with and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from visitors import Guest, NewGuest, Running

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_resident_finds_help_in_turkish_without_steps(
    new_guest: NewGuest, scripts: bool, width: int
) -> None:
    guest = new_guest(java_script_enabled=scripts, viewport={"width": width, "height": 800}, locale="de-DE")
    page = guest.open("/")
    assert page.url.endswith("/de/")
    page.get_by_text("Ort, Sprache oder Barrierefreiheit angeben").click()
    page.get_by_label("Ort oder PLZ").fill("Altenhundem")
    page.get_by_label(re.compile("Türkisch")).first.check()
    page.get_by_label("Stufenlos", exact=True).check()
    page.get_by_role("button", name="Suchen").first.click()
    page.wait_for_load_state()
    n_hits = int(page.get_by_role("status").inner_text().split(" passende Treffer")[0])
    assert n_hits >= 5
    entries = page.locator("h2:text-is('Passt') + .entries > .entry")
    assert entries.count() == n_hits
    for entry in entries.all():
        assert "Türkisch" in entry.inner_text()
        assert entry.locator(".reading-yes.is-wanted").text_content() == "Stufenlos: ja"
    assert _metres(entries.locator(".distance").all_inner_texts()) == sorted(
        _metres(entries.locator(".distance").all_inner_texts())
    )
    expect(page.get_by_role("link", name=re.compile("bei denen etwas nicht bekannt ist"))).to_be_visible()
    assert page.locator(".group-unknown + .entries .ask").first.is_visible()
    assert page.locator(".group-fails .entry").first.is_hidden()
    assert page.get_by_label("Ort oder PLZ").input_value() == "Altenhundem"
    name = entries.first.get_by_role("heading").inner_text()
    entries.first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    assert re.search(r"/de/angebot/\d+-[a-z0-9-]+$", page.url)


def _metres(texts: list[str]) -> list[float]:
    found = []
    for text in texts:
        number, unit = text.replace("\xa0", " ").split()
        found.append(float(number.replace(".", "").replace(",", ".")) * (1000 if unit == "km" else 1))
    return found


def test_the_address_of_a_search_has_no_empty_parts(guest: Guest) -> None:
    page = guest.open("/en/")
    page.locator("#mehr > summary").click()
    page.get_by_label("Place or postcode").fill("57368")
    page.get_by_role("button", name="Search").first.click()
    page.wait_for_url("**/suche?*")
    assert page.url.endswith("/en/suche?near=57368")


def test_places_are_suggested_while_one_types(guest: Guest) -> None:
    page = guest.open("/de/")
    page.locator("#mehr > summary").click()
    page.get_by_label("Ort oder PLZ").press_sequentially("Grevenb", delay=20)
    expect(page.locator("#near-places option").first).to_be_attached()
    values = page.locator("#near-places option").evaluate_all(
        "options => options.map(option => option.value)"
    )
    assert any(value.startswith("Grevenbrück") for value in values)


def test_the_language_can_be_changed_in_the_middle_of_a_search(guest: Guest) -> None:
    page = guest.open("/de/suche?near=Altenhundem&language=tr&access=step_free")
    count = page.locator(".entry").count()
    page.locator(".languages summary").click()
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/en/suche?*")
    expect(page.locator(".entry")).to_have_count(count)
    assert page.locator("html").get_attribute("lang") == "en"
    assert "within 10 km" in page.get_by_role("status").inner_text()


def test_no_search_term_reaches_the_log(guest: Guest, server: Running) -> None:
    guest.open("/de/suche?near=Altenhundem&q=Geheimwort")
    guest.open("/de/suche?near=Geheimort&radius_km=Geheimwort")
    assert "Geheim" not in server.log.read_text()


@pytest.mark.parametrize("lang", ["de", "ar"])
def test_without_scripts_all_works_from_the_search_to_a_proposal(new_guest: NewGuest, lang: str) -> None:
    guest = new_guest(java_script_enabled=False)
    page = guest.open(f"/{lang}/")
    assert not page.locator(".near-me").is_visible()
    page.locator("#q").fill("türkisch lennestadt")
    page.locator(".hero-box [type=submit]").click()
    expect(page.locator(".entries > .entry:visible")).to_have_count(20)
    n_understood = page.locator(".chip").count()
    page.locator("[rel=next]").click()
    expect(page).to_have_url(re.compile("offset=20"))
    page.locator("[rel=prev]").click()
    expect(page.locator(".chip")).to_have_count(n_understood)
    page.locator("#filter-zugang > summary").click()
    page.locator("[name=access][value=step_free]").check()
    page.locator("#filter-gruppen [type=submit]").click()
    expect(page).to_have_url(re.compile("access=step_free"))
    expect(page.locator(".chip")).to_have_count(n_understood + 1)
    page.locator("#sort-name").click()
    expect(page.locator("#sort-name")).to_have_attribute("aria-current", "true")
    page.locator(".chip").last.click()
    expect(page.locator(".chip")).to_have_count(n_understood)
    name = page.locator(".entry-name a").first.inner_text()
    page.locator(".entry-name a").first.click()
    expect(page.locator("h1")).to_have_text(name)
    _propose_a_number(page)
    expect(page).to_have_url(re.compile(f"^{re.escape(guest.base)}/{lang}/vorschlag/"))
    number = page.locator(".progress-reference").inner_text()
    assert page.url.endswith(f"/{number}")
    expect(page.locator(".progress dd")).to_have_count(3)


def _propose_a_number(page: Page) -> None:
    """From the page of an offer to the page of the proposal, past a mistake."""
    page.locator("a[href$='/aenderung']").first.click()
    page.locator("#contact").fill("morgen")
    page.locator(".proposal-form [type=submit]").click()
    expect(page.locator("[role=alert] li").first).to_be_visible()
    page.locator("#contact").fill("")
    page.locator("#message").press_sequentially("Die Nummer hat sich geändert.", delay=80)
    page.locator(".proposal-form [type=submit]").click()
