"""Every kind of page in a real browser: narrow, dark, accessible, and asking nobody else."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from readers import open_everything, violations
from visitors import Guest, NewGuest

pytestmark = pytest.mark.browser

PAGES = {
    "start": "/{}/",
    "results": "/{}/suche?near=Altenhundem&language=tr&access=step_free",
    "many": "/{}/suche?near=57368&radius_km=50&limit=30",
    "offer": "/{}/angebot/30",
    "offer with facts": "/{}/angebot/24",
    "questions": "/{}/angebot/24/fragen?profile=electric_wheelchair&need=induction_loop&language=tr",
    "empty": "/{}/suche?near=Altenhundem&radius_km=1&language=ti&access=lift",
    "which place": "/{}/suche?near=Hespecke",
    "unknown place": "/{}/suche?near=Lenestatt",
    "wrong": "/{}/suche?near=Altenhundem&radius_km=abc",
    "about": "/{}/ueber",
    "hints": "/{}/ratgeber",
    "hint": "/{}/ratgeber/krank-sein",
    "sensitive": "/{}/ratgeber/hilfe-und-schutz",
    "topic": "/{}/thema/health",
    "topics": "/{}/a-z",
    "downloads": "/{}/downloads",
    "legal": "/{}/barrierefreiheit",
    "offline": "/{}/offline",
    "frame": "/{}/embed?near=Altenhundem&language=tr&access=step_free",
    "snippet": "/{}/einbetten?near=Altenhundem",
    "nothing": "/{}/nothing",
    "hostile": "/{}/suche?lat=50.8&lon=8.4&radius_km=20&language=so",
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("lang", "width", "scheme"),
    [("de", 320, "light"), ("en", 1280, "dark"), ("ar", 320, "dark"), ("uk", 1280, "light")],
)
def test_pages_have_no_accessibility_violation(
    new_guest: NewGuest, name: str, lang: str, width: int, scheme: str
) -> None:
    page = new_guest(viewport={"width": width, "height": 800}, color_scheme=scheme).open(
        PAGES[name].format(lang)
    )
    open_everything(page)
    assert violations(page) == []


def test_the_accessibility_check_is_awake(guest: Guest) -> None:
    page = guest.open("/de/")
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == ["image-alt"]


@pytest.mark.parametrize("lang", ["de", "en", "ar", "fa", "bg", "de-simple"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_a_small_phone(new_guest: NewGuest, name: str, lang: str) -> None:
    page = new_guest(viewport={"width": 320, "height": 640}).open(PAGES[name].format(lang))
    open_everything(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("name", ["results", "hostile", "offer"])
def test_a_page_without_scripts_shows_no_empty_map(new_guest: NewGuest, name: str) -> None:
    page = new_guest(java_script_enabled=False).open(PAGES[name].format("de"))
    assert not page.locator("#karte").is_visible()
    assert page.locator("h1").is_visible()


def test_focus_is_always_visible(guest: Guest) -> None:
    page = guest.open(PAGES["results"].format("de"))
    for _ in range(25):
        page.keyboard.press("Tab")
        style = page.evaluate(
            "(() => { const e = document.activeElement.closest('.box') ?? document.activeElement;"
            " const s = getComputedStyle(e); return s.outlineStyle + s.outlineWidth; })()"
        )
        assert style.startswith(("solid", "auto")), style
        assert not style.endswith("0px"), style
