"""For eyes and ears that need it otherwise: large text, own colours, no motion, screen readers."""

from __future__ import annotations

import re

import pytest
from focus import focus_of, press_until
from playwright.sync_api import Page, expect
from readers import open_everything
from states import TURKISH, Prepare, as_it_comes, sent_empty, with_languages, with_popup
from visitors import Guest, NewGuest

pytestmark = pytest.mark.browser

RESULTS = f"/de{TURKISH}&limit=3"
CUT_OFF = """() => [...document.querySelectorAll('body *')].filter((element) => {
  if (!element.checkVisibility() || element.closest('.unseen, .skip, .leaflet-container, svg')) return false;
  if (element.clientWidth <= 1 || element.matches('.tile-more, .group > summary strong')) return false;
  const style = getComputedStyle(element);
  const isCut = (overflow, inner, outer) => ['hidden', 'clip'].includes(overflow) && inner > outer + 2;
  return element.textContent.trim() !== ''
    && (isCut(style.overflowX, element.scrollWidth, element.clientWidth)
      || isCut(style.overflowY, element.scrollHeight, element.clientHeight));
}).map((element) => element.className || element.tagName)"""
"""What shows less than it holds and does not scroll; except what is shortened on purpose: examples of what a
topic holds, which the filter has in full, and what is chosen in a closed part of the filter, which is in it.
"""

OUTSIDE = """() => [...document.querySelectorAll('a, button, input, select, textarea, h1, h2, p, li, dd, td')]
  .filter((element) => element.checkVisibility() && !element.closest('.unseen, .skip, .leaflet-container'))
  .filter((element) => { const { left, right, width } = element.getBoundingClientRect();
    return width > 2 && (left < -1 || right > innerWidth + 1); })
  .map((element) => element.className || element.tagName)"""
"""What is partly beside the window."""

OVERLAPS = """() => {
  const hidden = '.unseen, .skip, .leaflet-container, .views, .languages ul, option, script, noscript,'
    + ' .tile-more, .group > summary strong';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const lines = [];
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const parent = text.parentElement;
    if (!text.data.trim() || parent.closest(hidden) || !parent.checkVisibility()) continue;
    if (getComputedStyle(parent).position === 'fixed' || parent.getBoundingClientRect().width <= 1) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) lines.push([text.data.trim().slice(0, 30), box]);
  }
  const isOver = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 3
    && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > one.height / 2;
  return lines.flatMap(([text, box], number) => lines.slice(number + 1)
    .filter(([other, there]) => isOver(box, there)).map(([other]) => `${text} | ${other}`));
}"""
"""Texts that lie over one another."""

NARROW = """() => [...document.querySelectorAll('input[type=text], select, textarea')]
  .filter((element) => element.checkVisibility() && !element.closest('.unseen'))
  .filter((element) => element.clientWidth < 5 * parseFloat(getComputedStyle(element).fontSize))
  .map((element) => element.name)"""
"""Fields too narrow to read in them what one types."""

PAGES: dict[str, tuple[str, Prepare]] = {
    "start": ("/{}/", open_everything),
    "results": (f"/{{}}{TURKISH}&limit=3", open_everything),
    "no results": ("/{}/suche?near=Altenhundem&radius_km=1&language=ti&access=lift", as_it_comes),
    "offer": ("/{}/angebot/24", open_everything),
    "questions": ("/{}/angebot/24/fragen?profile=electric_wheelchair&language=tr", as_it_comes),
    "form with mistakes": ("/{}/vorschlag", sent_empty),
    "hint": ("/{}/ratgeber/hilfe-und-schutz", as_it_comes),
    "topics": ("/{}/a-z", as_it_comes),
    "offline": ("/{}/offline", as_it_comes),
}


def check_nothing_is_lost(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(OVERLAPS) == []
    assert page.evaluate(NARROW) == []


@pytest.mark.parametrize("lang", ["de", "ar", "uk"])
@pytest.mark.parametrize("name", PAGES)
def test_with_text_of_twice_the_size_and_in_a_quarter_of_the_width_nothing_is_lost(
    new_guest: NewGuest, name: str, lang: str
) -> None:
    """WCAG 1.4.4 at 1280 pixels, and 1.4.10: 400 % of 1280 × 1024 leaves 320 × 256."""
    path, prepare = PAGES[name]
    page = new_guest(viewport={"width": 1280, "height": 1024}).open(path.format(lang))
    prepare(page)
    check_nothing_is_lost(page)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    check_nothing_is_lost(page)
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size({"width": 320, "height": 256})
    check_nothing_is_lost(page)


def test_the_check_for_what_is_lost_is_awake(guest: Guest) -> None:
    page = guest.open("/de/ueber")
    page.evaluate(
        """() => {
          const [first, second] = document.querySelectorAll('main p');
          Object.assign(first.style, { whiteSpace: 'nowrap', overflow: 'hidden', inlineSize: '3rem' });
          second.style.marginBlockStart = '-2rem';
          document.querySelector('h1').style.marginInlineStart = '-3rem';
          document.querySelector('h1').style.position = 'relative';
          document.querySelector('h1').style.insetInlineStart = '-20rem';
        }"""
    )
    assert page.evaluate(CUT_OFF)
    assert page.evaluate(OVERLAPS)
    assert page.evaluate(OUTSIDE)


@pytest.mark.parametrize("path", ["/de/", RESULTS, "/de/angebot/24"])
def test_nothing_moves_for_people_who_want_less_motion(new_guest: NewGuest, path: str) -> None:
    moving = """() => [...document.querySelectorAll('*')].filter((element) => {
      const style = getComputedStyle(element);
      return style.transitionDuration.split(', ').some((time) => parseFloat(time) > 0)
        || style.animationName !== 'none' || style.scrollBehavior !== 'auto';
    }).map((element) => element.className).concat(document.getAnimations().map(() => 'animation'))"""
    page = new_guest(reduced_motion="reduce").open(path)
    assert page.evaluate(moving) == []


CONTROLS = (
    "main input:not([type=checkbox], [type=radio], [type=hidden]), select, textarea, .button, .tile, .box"
    ", .chip, .group:not(.proposal-group) > summary, .proposal-group, .languages summary, .languages ul"
    ", .page-number, .page-step, .entry > article, .card, .problem, .quick-exit, .marker, .pan button"
    ", .leaflet-bar, .leaflet-popup-content-wrapper"
)
UNBORDERED = """(selector) => {
  const canvas = getComputedStyle(document.body).backgroundColor;
  const shown = [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());
  return shown.filter((element) => {
    const { borderTopStyle, borderTopWidth, borderTopColor } = getComputedStyle(element);
    return borderTopStyle === 'none' || parseFloat(borderTopWidth) < 1 || borderTopColor === canvas;
  }).map((element) => element.className || element.tagName);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("path", "prepare"),
    [
        ("/de/", open_everything),
        ("/de/", with_languages),
        (RESULTS, open_everything),
        (RESULTS, with_popup),
        ("/de/angebot/24", open_everything),
        ("/de/vorschlag", sent_empty),
        ("/de/ratgeber/hilfe-und-schutz", as_it_comes),
    ],
    ids=["start", "languages", "results", "map", "offer", "form with mistakes", "sensitive"],
)
def test_with_own_colours_every_control_and_the_focus_keep_their_edges(
    new_guest: NewGuest, path: str, prepare: Prepare, scheme: str
) -> None:
    page = new_guest(forced_colors="active", color_scheme=scheme).open(path)
    prepare(page)
    assert page.evaluate(UNBORDERED, CONTROLS) == []
    page.evaluate("document.activeElement.blur()")
    for _ in range(12):
        page.keyboard.press("Tab")
        focus = focus_of(page)
        assert focus is not None
        assert focus.hasRing, focus
        assert page.evaluate(
            "(() => { const e = document.activeElement.closest('.box') ?? document.activeElement;"
            " const canvas = getComputedStyle(document.body).backgroundColor;"
            " return getComputedStyle(e).outlineColor !== canvas; })()"
        ), focus


def test_with_own_colours_one_sees_what_is_chosen(new_guest: NewGuest) -> None:
    page = new_guest(forced_colors="active").open(RESULTS)
    open_everything(page)
    marks = page.evaluate(
        """() => [['.sorting a[aria-current]', '.sorting a:not([aria-current])'],
                  ['.box:has(:checked)', '.box:not(:has(:checked))'],
                  ['.page-number[aria-current]', '.page-number:not([aria-current])'],
                 ].map(([chosen, other]) => {
          const look = (selector) => { const s = getComputedStyle(document.querySelector(selector));
            return [s.outlineStyle, s.outlineWidth, s.outlineColor].join(' '); };
          return look(chosen) !== look(other); })"""
    )
    assert marks == [True] * 3


def test_the_start_page_says_what_it_is(guest: Guest) -> None:
    page = guest.open("/de/")
    expect(page.locator("body")).to_match_aria_snapshot("""
- link "Zum Inhalt springen"
- banner:
  - link "Finder Lennestadt"
  - navigation "Sprache der Seite"
- complementary "Hilfe im Notfall":
  - paragraph:
    - link "112"
    - link "116 117"
- main:
  - search "Suche":
    - heading "Hilfe in Ihrer Nähe, in Ihrer Sprache, ohne Barrieren" [level=1]
    - combobox "Was suchen Sie?"
    - button "Suchen"
    - button "In meiner Nähe"
    - region "Oder gleich ein Thema wählen":
      - heading "Oder gleich ein Thema wählen" [level=2]
      - list:
        - listitem:
          - button /Ämter und Behörden .+/
  - region "So arbeitet der Finder"
- contentinfo:
  - navigation "Alle Bereiche"
""")


def test_the_choices_of_a_search_have_names_and_belong_to_questions(guest: Guest) -> None:
    page = guest.open("/de/")
    open_everything(page)
    expect(page.locator("#mehr")).to_match_aria_snapshot("""
- group:
  - combobox "Ort oder PLZ"
  - group "Welche Sprache soll gesprochen werden? Eine davon genügt.":
    - list:
      - listitem:
        - checkbox /Türkisch/
  - group "Was brauchen Sie vor Ort? Alles Angekreuzte muss zutreffen.":
    - list:
      - listitem:
        - checkbox /Stufenlos/
  - group "Oder wählen Sie, was auf Sie zutrifft Wir vergleichen es mit gemessenen Angaben."
  - button "Suchen"
""")


def test_the_results_say_how_many_of_what_and_what_is_chosen(guest: Guest) -> None:
    page = guest.open(RESULTS)
    expect(page.locator("main")).to_match_aria_snapshot(r"""
- main:
  - search "Suche ändern":
    - combobox "Was suchen Sie?"
    - combobox "Ort oder PLZ": Altenhundem
    - combobox "Umkreis":
      - option "10 km" [selected]
    - button "Suchen"
  - heading "Angebote rund um Altenhundem, Lennestadt" [level=1]
  - status:
    - strong: /\d+ passende Treffer/
    - text: /im Umkreis von 10 km, sortiert nach Luftlinie ab der Mitte von Altenhundem/
  - list "Was passt und was nicht"
  - list "Aktive Filter":
    - listitem:
      - 'link "Filter entfernen: Türkisch"'
    - listitem:
      - 'link "Filter entfernen: Stufenlos"'
  - navigation "Sortiert nach":
    - list:
      - listitem:
        - link "Entfernung"
  - heading "Passt" [level=2]
  - list:
    - listitem:
      - article "Migrationsberatung für Erwachsene":
        - heading "Migrationsberatung für Erwachsene" [level=3]:
          - link "Migrationsberatung für Erwachsene"
        - term: Anschrift
        - definition: Beispielstraße 11, Altenhundem, 57368 Lennestadt
        - term: Telefon
        - definition:
          - link "030 23125011"
        - term: Sprachen
        - definition:
          - strong: Türkisch
        - list "Barrierefreiheit":
          - listitem: /Stufenlos.*ja/
        - button "Auf der Karte zeigen"
    - listitem:
      - article "Integrationskurs"
    - listitem:
      - article "Hausarztpraxis"
  - navigation "Seiten der Trefferliste":
    - list:
      - listitem:
        - link "Seite 1"
      - listitem:
        - link "Weitere Treffer"
  - link "Karte überspringen"
  - region "Karte der Treffer":
    - 'button "1: Migrationsberatung für Erwachsene"'
    - 'button "2: Integrationskurs"'
    - 'button "3: Hausarztpraxis"'
    - button "Hineinzoomen"
    - button "Karte nach oben bewegen"
""")
    expect(page.locator(".sorting a").first).to_have_attribute("aria-current", "true")
    described = page.locator("#treffer-1 .show-on-map")
    expect(described).to_have_accessible_description("Migrationsberatung für Erwachsene")


@pytest.mark.parametrize("path", [RESULTS, "/de/angebot/24"])
def test_the_drawing_below_the_markers_is_silent(guest: Guest, path: str) -> None:
    page = guest.open(path)
    spoken = page.locator("#map_finder").aria_snapshot()
    assert "img\n" not in f"{spoken}\n"
    assert "text: Grevenbrück" not in spoken


def test_an_offer_says_where_when_in_which_languages_and_how_to_get_in(guest: Guest) -> None:
    page = guest.open("/de/angebot/24")
    expect(page.locator("main")).to_match_aria_snapshot(r"""
- main:
  - article:
    - heading "Hausarztpraxis" [level=1]
    - region "Kontakt und Weg":
      - heading "Kontakt und Weg" [level=2]
      - list:
        - listitem:
          - link /030 \d+/
        - listitem: /Anschrift Beispielstraße 1/
      - link "Fragen vor dem Besuch"
      - list:
        - listitem:
          - link "Kontakt speichern"
    - region "Zeiten":
      - table "Öffnungszeiten":
        - rowgroup:
          - row /Montag/:
            - rowheader /Montag/
            - cell /08:30–12:30 14:30–17:30/
    - region "Sprachen":
      - term: Fachperson
      - definition:
        - strong: Türkisch
    - region "Barrierefreiheit":
      - list:
        - listitem: /Stufenlos.*ja/
    - region "Woher diese Angaben kommen":
      - paragraph:
        - link "Änderung vorschlagen"
    - link "Karte überspringen"
    - 'region "Karte: Lage dieses Angebots"':
      - button "Hausarztpraxis"
""")
    assert page.locator(".is-today").first.get_attribute("aria-current") == "date"


def test_mistakes_in_a_form_are_said_with_their_fields(guest: Guest) -> None:
    page = guest.open("/de/vorschlag")
    sent_empty(page)
    expect(page.locator("main")).to_match_aria_snapshot("""
- main:
  - heading "Ein Angebot vorschlagen, das hier fehlt" [level=1]
  - alert:
    - heading "Bitte prüfen Sie Ihre Angaben" [level=2]
    - list:
      - listitem:
        - link "Name"
  - paragraph:
    - button "Senden"
""")
    for field in page.locator("[aria-invalid=true]").all():
        expect(field).to_have_accessible_name(re.compile(r"\w"))
        assert field.get_attribute("aria-describedby")


def test_the_answer_to_a_filter_is_announced_and_the_keyboard_stays(guest: Guest) -> None:
    page = guest.open(RESULTS)
    status = page.get_by_role("status")
    before = status.inner_text()
    press_until(page, "Tab", ".chip")
    page.keyboard.press("Enter")
    expect(status).not_to_have_text(before)
    expect(page.locator("#ergebnis")).not_to_have_attribute("aria-busy", "true")
