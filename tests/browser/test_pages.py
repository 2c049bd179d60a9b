"""Every page and state in a real browser: narrow, wide, light, dark, in three scripts; open to everybody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from readers import open_everything, violations
from states import STATES, State, with_popup
from visitors import Guest, NewGuest, Running

from finder.web.i18n import LANGUAGES

pytestmark = pytest.mark.browser

VIEWS = ((320, "light"), (1280, "dark"), (320, "dark"), (1280, "light"))
HEIGHT = 800
TURNS = {"de": (0, 1), "ar": (2,), "uk": (3,)}
"""Which of the views each language has of the first page; of the next page each has the next ones."""

NAMES = [state.name for state in STATES]
ONE_A_PAGE = {state.rule: state for state in reversed(STATES)}.values()
WITH_MAP = (
    "/de/suche?near=Altenhundem&language=tr&access=step_free",
    "/de/suche?lat=50.8&lon=8.4&radius_km=20&language=so",
    "/de/angebot/30",
)


@pytest.fixture(scope="module")
def reader(browser: Browser, server: Running) -> Iterator[Guest]:
    """One guest for all pages of this module, who does not tell where he is."""
    guest = Guest(browser.new_context(reduced_motion="reduce"), server.url)
    guest.context.on("request", lambda request: guest.requests.append(request.url))
    yield guest
    guest.leave()


def views_of(state: State, lang: str) -> list[tuple[int, str]]:
    number = STATES.index(state)
    return [VIEWS[(number + turn) % len(VIEWS)] for turn in TURNS[lang]]


def show(reader: Guest, width: int, scheme: str) -> None:
    page = reader.context.pages[0] if reader.context.pages else reader.new_window()
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals


def test_each_state_is_seen_in_every_view() -> None:
    for state in STATES:
        seen = [view for lang in TURNS for view in views_of(state, lang)]
        assert sorted(seen) == sorted(VIEWS)


@pytest.mark.parametrize("lang", TURNS)
@pytest.mark.parametrize("state", STATES, ids=NAMES)
def test_no_state_of_a_page_excludes_anybody(reader: Guest, state: State, lang: str) -> None:
    first, *others = views_of(state, lang)
    show(reader, *first)
    page = reader.turn_to(f"/{lang}{state.path}")
    state.prepare(page)
    check(page, first[0])
    for width, scheme in others:
        show(reader, width, scheme)
        if state.prepare is with_popup:
            with_popup(page)  # its place was found for the window before
        check(page, width)
    assert reader.complaints == []


def check(page: Page, width: int) -> None:
    """Axe finds nothing, and nothing is wider than the window."""
    assert violations(page) == [], width
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_accessibility_check_is_awake(guest: Guest) -> None:
    page = guest.open("/de/")
    page.evaluate(
        """() => {
          document.querySelector('main').append(document.createElement('img'));
          document.querySelector('.site-footer p').style.color = '#ddd';
          document.querySelector('label').remove();
          document.documentElement.removeAttribute('lang');
          const [one, other] = [0, 1].map(() => document.createElement('button'));
          for (const button of [one, other]) {
            Object.assign(button.style, { width: '10px', height: '10px', padding: 0, border: 0 });
            button.ariaLabel = 'x';
          }
          document.querySelector('main').append(one, other);
        }"""
    )
    found = {rule for rule, _places in violations(page)}
    assert found >= {"image-alt", "color-contrast", "label", "html-has-lang", "target-size"}


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang not in TURNS])
def test_no_language_makes_a_page_wider_than_a_small_phone(reader: Guest, lang: str) -> None:
    show(reader, 320, "light")
    wide = []
    for state in ONE_A_PAGE:
        page = reader.turn_to(f"/{lang}{state.path}")
        open_everything(page)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(state.path)
    assert wide == []


WIDER = (704, 768, 1024, 1280)
"""On both sides of where the arrangement of a page changes, and what tablets and desks have."""


@pytest.mark.parametrize("width", WIDER)
def test_nothing_is_wider_than_a_tablet_or_a_window(reader: Guest, width: int) -> None:
    show(reader, width, "light")
    wide = []
    for state in ONE_A_PAGE:
        page = reader.turn_to(f"/uk{state.path}")
        open_everything(page)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(state.path)
    assert wide == []


@pytest.mark.parametrize("path", WITH_MAP)
def test_a_page_without_scripts_shows_no_empty_map(new_guest: NewGuest, path: str) -> None:
    page = new_guest(java_script_enabled=False).open(path)
    assert not page.locator("#karte").is_visible()
    assert page.locator("h1").is_visible()
