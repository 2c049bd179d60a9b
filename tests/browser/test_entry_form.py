"""The form of an entry in a real browser: by keyboard alone, with and without scripts, for every reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from make import make_offer
from playwright.sync_api import Page, expect
from readers import open_everything, violations
from visitors import Guest, NewGuest

from finder.actions.accounts.secrets import seal
from finder.actions.accounts.sessions import begin_session
from finder.actions.context import Finder
from finder.actions.edit_entry import open_entry
from finder.domain.roles import Role
from finder.settings import Settings
from finder.store.accounts import add_account, find_account
from finder.store.details import ScheduleKind
from finder.store.records import Publication

pytestmark = pytest.mark.browser

EDITOR = "editor@example.org"


@pytest.fixture(scope="module")
def finder(demo_var: Path) -> Iterator[Finder]:
    """The finder whose pages the browser shows."""
    opened = Finder.open(Settings.from_env({"FINDER_VAR": str(demo_var)}))
    yield opened
    opened.close()


@pytest.fixture
def offer_id(finder: Finder) -> int:
    """An entry that the public does not see."""
    with finder.database.change("test") as session:
        offer = make_offer(
            session,
            name="Teststelle",
            source="browser",
            hours=[(ScheduleKind.VISIT, "Mo-Fr 08:00-12:00")],
            facts={"entrance.step_count": "2"},
        )
        offer.publication = Publication.DRAFT
        return offer.id


@pytest.fixture
def new_editor(new_guest: NewGuest, finder: Finder) -> Iterator[NewGuest]:
    """A function that makes an editor with a German browser; its options are those of a context."""
    editors: list[Guest] = []

    def make(**options: Any) -> Guest:
        editors.append(_sign_in(finder, new_guest(locale="de-DE", **options)))
        return editors[-1]

    yield make
    for editor in editors:
        editor.context.clear_cookies()


def _sign_in(finder: Finder, guest: Guest) -> Guest:
    with finder.database.change("test") as session:
        row = find_account(session, EDITOR) or add_account(session, EDITOR, "Anna", [Role.EDITOR])
        row.totp_secret = row.totp_secret or seal(finder.settings.secret_key, "JBSWY3DPEHPK3PXP")
        token = begin_session(finder, session, row, is_whole=True)
    cookie = {"name": "finder_staff", "value": token, "url": f"{guest.base}/staff"}
    guest.context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict of all the keys
    return guest


def _type(page: Page, label: str, text: str) -> None:
    """Go to a field by its label and type, as somebody who has no mouse."""
    page.get_by_label(label, exact=True).first.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


@pytest.mark.parametrize("has_script", [True, False])
def test_the_keyboard_is_enough_with_and_without_script(
    new_editor: NewGuest, finder: Finder, offer_id: int, has_script: bool
) -> None:
    page = new_editor(java_script_enabled=has_script).open(f"/staff/eintraege/{offer_id}")
    _type(page, "Name des Angebots", "Teststelle am Markt")
    page.get_by_role("button", name="Telefonnummer hinzufügen").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#phone-new1-number")).to_be_focused()
    page.keyboard.type("02723 608800")
    _type(page, "Montag", "8-12, 15-18")
    if has_script:
        expect(page.locator("#woche")).to_contain_text("15:00–18:00")
    page.get_by_label("Samstag", exact=True).focus()
    page.keyboard.type("9-11")
    page.keyboard.press("Enter")
    expect(page.locator(".staff-message")).to_contain_text("Gespeichert")
    values = open_entry(finder, offer_id).values
    assert values["service/name"] == "Teststelle am Markt"
    texts = [text for name, text in values.items() if name.endswith(("/number", "/opening_hours"))]
    assert texts == [
        "+492723608800",
        "Mo 08:00-12:00,15:00-18:00; Tu-Fr 08:00-12:00; Sa 09:00-11:00",
    ]


def test_what_is_typed_is_kept_as_a_draft_by_itself(new_editor: NewGuest, offer_id: int) -> None:
    guest = new_editor()
    page = guest.open(f"/staff/eintraege/{offer_id}")
    _type(page, "Wichtiger Hinweis", "Umbau bis")
    with page.expect_response("**/entwurf") as kept:
        pass
    assert kept.value.status == 204
    expect(page.locator("#entwurf-stand")).to_contain_text("Entwurf gespeichert")
    page.reload()
    expect(page.get_by_label("Wichtiger Hinweis", exact=True)).to_have_value("Umbau bis")
    page.get_by_role("button", name="Entwurf verwerfen").click()
    expect(page.get_by_label("Wichtiger Hinweis", exact=True)).to_have_value("")


def test_form_versions_and_preview_are_for_every_reader(new_editor: NewGuest, offer_id: int) -> None:
    guest = new_editor(viewport={"width": 320, "height": 800})
    page = guest.open(f"/staff/eintraege/{offer_id}")
    other = guest.open(f"/staff/eintraege/{offer_id}")
    open_everything(page)
    _check(page)
    _type(other, "Wichtiger Hinweis", "Umbau")
    other.get_by_role("button", name="Speichern", exact=True).first.click()
    expect(other.locator(".staff-message")).to_contain_text("Gespeichert")
    _type(page, "Wichtiger Hinweis", "Urlaub")
    with page.expect_popup() as shown:
        page.get_by_role("button", name="Vorschau in neuem Fenster").click()
    expect(shown.value.locator(".preview-note")).to_be_visible()
    expect(shown.value.locator("main")).to_contain_text("Urlaub")
    page.get_by_role("button", name="Speichern", exact=True).first.click()
    expect(page.locator("h1")).to_contain_text("Jemand anderes")
    open_everything(page)
    _check(page)
    page.get_by_label("Meine Fassung").check()
    page.get_by_role("button", name="So speichern").click()
    expect(page.locator(".staff-message")).to_contain_text("Gespeichert")


def _check(page: Page) -> None:
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
