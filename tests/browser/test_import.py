"""A clerk imports a file with the keyboard: columns, dry run, a look-alike, applying, taking back; without
script, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from importing import exported
from playwright.sync_api import Page, expect
from uploading import work_all
from visitors import Guest, NewGuest

from finder.actions.accounts.secrets import seal
from finder.actions.accounts.sessions import begin_session
from finder.actions.context import Finder
from finder.domain.roles import Role
from finder.settings import Settings
from finder.store.accounts import add_account, find_account
from finder.web.staff.session import COOKIE

EMAIL = "import@example.org"
TABLE = (
    "Was;Träger;Strasse;PLZ;Ort;Telefon\n"
    "Rathaus;Stadt Lennestadt;Thomas-Morus-Platz 1;57368;Lennestadt;02723 608-0\n"
    "Chorprobe;Sängerbund Ähre;Weg 1;57368;Lennestadt;02723 99\n"
)


@pytest.fixture(scope="module")
def finder(demo_var: Path) -> Iterator[Finder]:
    finder = Finder.open(Settings.from_env({"FINDER_VAR": str(demo_var)}))
    yield finder
    finder.close()


def sign_in(finder: Finder, guest: Guest) -> None:
    with finder.database.change("test") as session:
        row = find_account(session, EMAIL) or add_account(session, EMAIL, "Clerk", [Role.EDITOR])
        row.totp_secret = seal(finder.settings.secret_key, "JBSWY3DPEHPK3PXP" * 2)
        session.flush()
        token = begin_session(finder, session, row, is_whole=True)
    guest.context.add_cookies([{"name": COOKIE, "value": token, "url": f"{guest.base}/staff"}])


def press(page: Page, name: str) -> None:
    """Reach a button by its name and press it with the keyboard."""
    button = page.get_by_role("button", name=name).first
    button.focus()
    expect(button).to_be_focused()
    page.keyboard.press("Enter")


def work(page: Page, finder: Finder, *, has_script: bool) -> None:
    """Do the job that the page waits for. The end shows by itself; without script when it is loaded again."""
    expect(page.get_by_role("status")).to_contain_text("wartet")
    work_all(finder)
    if not has_script:
        page.reload()


def choose(page: Page, column: int, label: str) -> None:
    """Choose by typing, as in any list."""
    field = page.locator(f"#spalte-{column}")
    field.focus()
    page.keyboard.type(label, delay=1)
    expect(field.locator("option:checked")).to_have_text(label)


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_from_upload_to_taking_back_by_keyboard(
    new_guest: NewGuest, finder: Finder, tmp_path: Path, has_script: bool
) -> None:
    guest = new_guest(java_script_enabled=has_script, locale="de-DE")
    sign_in(finder, guest)
    before = exported(finder)
    path = tmp_path / "liste.csv"
    path.write_text(TABLE, encoding="cp1252")
    page = guest.open("/staff/importe")
    page.set_input_files("#datei", path)
    page.locator("#quelle").fill(f"Liste, Skript {has_script}")
    press(page, "Hochladen")
    choose(page, 0, "Name")
    assert page.locator("#beispiel-1").inner_text().endswith("Sängerbund Ähre")
    press(page, "Spalten merken und Datei prüfen")
    work(page, finder, has_script=has_script)
    expect(page.get_by_role("heading", name="Das würde sich ändern")).to_be_visible()
    page.get_by_role("link", name="Entscheiden").press("Enter")
    page.get_by_role("radio", name="derselbe Eintrag wie Rathaus").first.focus()
    page.keyboard.press("Space")
    press(page, "Entscheiden")
    expect(page.get_by_text("Über alle Zeilen ist entschieden.")).to_be_visible()
    page.get_by_role("link", name="liste.csv").press("Enter")
    press(page, "2 Zeilen übernehmen")
    work(page, finder, has_script=has_script)
    expect(page.get_by_text("2 Zeilen sind übernommen.")).to_be_visible()
    assert "Chorprobe" in exported(finder)
    press(page, "Ganzen Import zurücknehmen")
    work(page, finder, has_script=has_script)
    expect(page.get_by_text("Der Import ist zurückgenommen.")).to_be_visible()
    assert exported(finder) == before
    press(page, "Datei löschen")
    expect(page.get_by_text("ist gelöscht")).to_be_visible()
    guest.context.clear_cookies()


def test_pages_of_an_import_have_no_faults(new_guest: NewGuest, finder: Finder, tmp_path: Path) -> None:
    guest = new_guest(locale="de-DE", viewport={"width": 320, "height": 800})
    sign_in(finder, guest)
    path = tmp_path / "liste.csv"
    path.write_text(TABLE.replace("Was;", "Name;") + "Ohne;;;;;kein Telefon\n", encoding="utf-8")
    page = guest.open("/staff/importe")
    page.set_input_files("#datei", path)
    page.locator("#quelle").fill("Andere Liste")
    press(page, "Hochladen")
    page.wait_for_url("**/importe/*")
    address = page.url
    check(page)
    press(page, "Spalten merken und Datei prüfen")
    expect(page.get_by_role("status")).to_contain_text("wartet")
    check(page)
    work_all(finder)
    expect(page.get_by_role("heading", name="Das würde sich ändern")).to_be_visible()
    check(page)
    for below in ("/zeilen", "/dubletten"):
        page.goto(address + below)
        check(page)
    for other in ("/staff/importe", "/staff/auftraege"):
        page.goto(guest.base + other)
        check(page)
    page.goto(address)
    press(page, "Datei löschen")
    expect(page.get_by_text("ist gelöscht")).to_be_visible()
    guest.context.clear_cookies()


def check(page: Page) -> None:
    """No rule of axe is broken, and nothing is wider than the window."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
