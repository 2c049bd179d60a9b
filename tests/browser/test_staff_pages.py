"""Every page of the workplace in a real browser: open to everybody, narrow and wide, light and dark."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pyotp
import pytest
from clerks import Clerks
from focus import press_until, walk
from playwright.sync_api import Browser, Page, expect
from readers import violations
from staff_states import NO_STAFF_PAGES, STAFF_STATES, WAITING, StaffState, is_shown_here
from visitors import Guest, Running

from finder.actions.accounts import people
from finder.actions.accounts.people import By, Wanted
from finder.app import create_app
from finder.domain.roles import Role

pytestmark = pytest.mark.browser

VIEWS = (((320, "light"), (1280, "dark")), ((320, "dark"), (1280, "light")))
OF_A_VIEW = ("color-contrast", "target-size")
"""The rules that another window and other colours can break."""

LEAST_RULES = 18
"""What a page with nothing but a heading and a link has to look at."""

MOST_STOPS = 40
"""Enough for every kind of control of a page; long lists repeat theirs."""

PASSWORD = "vier zufällige wörter"


@pytest.fixture(scope="module")
def clerks(demo_var: Path) -> Iterator[Clerks]:
    clerks = Clerks.hire(demo_var)
    yield clerks
    clerks.finder.close()


@pytest.fixture(scope="module")
def at_desk(clerks: Clerks, browser: Browser, server: Running) -> Iterator[dict[str, Guest]]:
    """A browser for everybody who is in the table."""
    with ExitStack() as stack:
        yield {
            who: stack.enter_context(clerks.browser_of(who, browser, server.url))
            for who in sorted({state.who for state in STAFF_STATES})
        }


def test_no_page_of_the_workplace_is_forgotten(clerks: Clerks) -> None:
    app = create_app(clerks.finder.settings)
    gets = (rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()))
    found = {re.sub(r"<(?:\w+(?:\(.*?\))?:)?", "<", rule) for rule in gets if is_shown_here(rule)}
    app.extensions["finder"].close()
    shown = {state.rule for state in STAFF_STATES if state.rule}
    assert shown | NO_STAFF_PAGES | WAITING == found
    assert not shown & WAITING


@pytest.mark.parametrize("state", STAFF_STATES, ids=[state.name for state in STAFF_STATES])
def test_no_page_of_the_workplace_excludes_anybody(
    at_desk: dict[str, Guest], clerks: Clerks, state: StaffState
) -> None:
    clerk = at_desk[state.who]
    clerk.complaints.clear()
    page = clerk.turn_to(state.path.format_map(clerks.places))
    state.prepare(page)
    first, second = VIEWS[STAFF_STATES.index(state) % len(VIEWS)]
    show(page, *first)
    assert violations(page, LEAST_RULES) == [], first
    show(page, *second)
    assert violations(page, 1, OF_A_VIEW) == [], second
    assert walk(page, most=MOST_STOPS)
    assert clerk.complaints == []


def show(page: Page, width: int, scheme: str) -> None:
    """The page in a window of this width and with these colours, which holds all of it."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals
    assert page.evaluate("document.documentElement.scrollWidth") <= width


class Newcomer:
    """Somebody who was invited, at a browser without a session."""

    def __init__(self, clerks: Clerks, clerk: Guest, name: str) -> None:
        self.email = f"{name}@stadt.example"
        wanted = Wanted(self.email, name.title(), frozenset({Role.REVIEWER}))
        self.link = people.invite(clerks.finder, wanted, By("test", ""))
        self.page = clerk.new_window()
        self.base = clerk.base

    def open(self, path: str) -> None:
        self.page.goto(self.base + path)

    def choose_password(self) -> None:
        self.open(self.link)
        for field in ("#new_password", "#again"):
            self.page.locator(field).fill(PASSWORD)
        self.page.locator("main [type=submit]").click()
        expect(self.page.locator("h1")).to_have_text("Zweiten Schritt einrichten")

    def give_password(self) -> None:
        self.open("/staff/mein-konto")
        self.page.locator("#email").fill(self.email)
        self.page.locator("#password").fill(PASSWORD)
        self.page.locator("main [type=submit]").click()
        expect(self.page.locator("h1")).to_have_text("Zweiter Schritt")


def by_name(server: Running) -> str:
    """The address of the server with a name: passkeys belong to no number."""
    return server.url.replace("127.0.0.1", "localhost")


def test_a_passkey_is_set_up_and_opens_the_workplace(
    clerks: Clerks, browser: Browser, server: Running
) -> None:
    with clerks.browser_of("guest", browser, by_name(server)) as clerk:
        person = Newcomer(clerks, clerk, "lea")
        page = person.page
        device = page.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True}
        options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
        device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        person.choose_password()
        page.locator("#name").fill("Schlüsselbund")
        page.get_by_role("button", name="Passkey einrichten").click()
        expect(page.locator("h1")).to_have_text("Wiederherstellungscodes")
        assert page.locator(".account-codes code").count() == 10
        page.get_by_role("button", name="Ich habe die Codes aufbewahrt").click()
        expect(page).to_have_url(f"{clerk.base}/staff")
        person.open("/staff/mein-konto")
        expect(page.locator(".account-list").first).to_contain_text("Schlüsselbund")
        page.get_by_role("button", name="Abmelden").click()
        person.give_password()
        page.get_by_role("button", name="Passkey benutzen").click()
        expect(page.locator("h1")).to_have_text("Mein Konto")
        clerk.complaints.clear()


def test_signing_in_needs_nothing_but_a_keyboard(clerks: Clerks, browser: Browser, server: Running) -> None:
    with clerks.browser_of("guest", browser, by_name(server)) as clerk:
        person = Newcomer(clerks, clerk, "noor")
        page, keyboard = person.page, person.page.keyboard
        person.choose_password()
        secret = (page.locator(".account-secret").text_content() or "").replace(" ", "")
        press_to(page, "code")
        keyboard.type(pyotp.TOTP(secret).now())
        keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Wiederherstellungscodes")
        press_until(page, "Tab", "main [type=submit]")
        keyboard.press("Enter")
        expect(page).to_have_url(f"{clerk.base}/staff")
        person.open("/staff/mein-konto")
        press_until(page, "Tab", ".staff-out button")
        keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Anmelden")
        press_to(page, "email")
        keyboard.type(person.email)
        keyboard.press("Tab")
        keyboard.type(PASSWORD)
        keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Zweiter Schritt")
        press_to(page, "code")
        keyboard.type(pyotp.TOTP(secret).at(int(time.time()) + 30))
        keyboard.press("Enter")
        expect(page).to_have_url(f"{clerk.base}/staff")
        person.open("/staff/mein-konto")
        expect(page.locator("h1")).to_have_text("Mein Konto")
        clerk.complaints.clear()


def press_to(page: Page, name: str) -> None:
    press_until(page, "Tab", f"#{name}")


def test_whoever_types_what_is_there_already_is_warned(at_desk: dict[str, Guest]) -> None:
    page = at_desk["admin"].turn_to("/staff/eintraege/neu")
    page.locator("[name='service/name']").fill("Zwillings-Apotheke")
    expect(page.locator(".similar-warning a").first).to_contain_text("Zwillings")
    expect(page.locator(".similar-warning [role=status]")).to_have_text("Gibt es den Eintrag schon?")


def test_two_entries_become_one_by_keyboard_alone(at_desk: dict[str, Guest], clerks: Clerks) -> None:
    page = at_desk["admin"].turn_to("/staff/eintraege")
    press_to(page, "q")
    page.keyboard.type("Zwillings")
    page.keyboard.press("Enter")
    expect(page.locator(".staff-count")).to_have_text("2 Einträge")
    press_to(page, f"nummer-{clerks.entry}")
    page.keyboard.press("Space")
    expect(page.locator("[data-ticked]")).to_have_text("Ein Eintrag ist angekreuzt.")
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"#nummer-{clerks.twin}")).to_be_focused()
    page.goto(f"{at_desk['admin'].base}/staff/eintraege/{clerks.entry}/stand")
    press_until(page, "Tab", f"a[href$='zusammenfuehren?mit={clerks.twin}']")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Zwei Einträge zusammenführen")
    press_until(page, "Tab", "[name='choice/service/name']")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name='choice/service/name'][value=theirs]")).to_be_checked()
    press_until(page, "Tab", ".join .button:not(.button-quiet)")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Zwillings Apotheke Markt")
    expect(page.locator(".staff-message")).to_contain_text("zusammengeführt")
    page.goto(f"{at_desk['admin'].base}/de/angebot/{clerks.twin}")
    expect(page.locator("h1")).to_have_text("Zwillings Apotheke Markt")
    assert at_desk["admin"].complaints == []
