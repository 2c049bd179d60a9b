"""Every kind of page in a real browser: narrow, dark, accessible, and asking nobody else."""

from __future__ import annotations

import re

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
    "missing": "/{}/vorschlag",
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


WIDER = (704, 768, 1024, 1280)
"""On both sides of where the arrangement of a page changes, and what tablets and desks have."""


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_a_tablet_or_a_window(guest: Guest, name: str) -> None:
    page = guest.open(PAGES[name].format("uk"))
    open_everything(page)
    for width in WIDER:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


@pytest.mark.parametrize("name", ["results", "hostile", "offer"])
def test_a_page_without_scripts_shows_no_empty_map(new_guest: NewGuest, name: str) -> None:
    page = new_guest(java_script_enabled=False).open(PAGES[name].format("de"))
    assert not page.locator("#karte").is_visible()
    assert page.locator("h1").is_visible()


FOCUS = """() => {
  const focused = document.activeElement.closest(".box") ?? document.activeElement;
  const style = getComputedStyle(focused);
  const behind = (element) => {
    const colour = getComputedStyle(element).backgroundColor;
    return /, 0\\)$/.test(colour) && element.parentElement ? behind(element.parentElement) : colour;
  };
  const ring = style.boxShadow.match(/rgb\\([^)]*\\)/)?.[0] ?? style.outlineColor;
  return [style.outlineStyle, parseFloat(style.outlineWidth), style.outlineColor, ring,
    behind(focused.parentElement)];
}"""


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    shares = [float(part) / 255 for part in re.findall(r"[\d.]+", colour)[:3]]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return sum(weight * share for weight, share in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["start", "results", "sensitive"])
def test_focus_can_be_seen_before_what_is_behind_it(new_guest: NewGuest, name: str, scheme: str) -> None:
    page = new_guest(color_scheme=scheme).open(PAGES[name].format("de"))
    for _ in range(25):
        page.keyboard.press("Tab")
        kind, width, outline, ring, behind = page.evaluate(FOCUS)
        assert kind in ("solid", "auto")
        assert width >= 2
        assert max(contrast(outline, behind), contrast(ring, behind)) >= 3, (outline, ring, behind)


def test_contrast_is_that_of_wcag() -> None:
    assert round(contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)"), 2) == 21
    assert round(contrast("rgb(255, 255, 255)", "rgb(119, 119, 119)"), 2) == 4.48
