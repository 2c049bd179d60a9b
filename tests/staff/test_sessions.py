"""How long a session lasts, what stays of it, and what the browser is told."""

from __future__ import annotations

import datetime as dt
from typing import Final

import pytest
import sqlalchemy as sa
from staffsite import StaffSite

from finder.actions.accounts import sessions
from finder.actions.tidy import tidy
from finder.clock import utc_now
from finder.store.account_rows import AccountSession

PAGE: Final = "/staff/mein-konto"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = utc_now()

    def __call__(self) -> dt.datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += dt.timedelta(**by)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(sessions, "utc_now", clock)
    monkeypatch.setattr("finder.actions.tidy.utc_now", clock)
    return clock


def test_a_session_ends_after_half_an_hour_without_use(staff_site: StaffSite, clock: Clock) -> None:
    editor = staff_site.as_role("editor")
    for _page in range(3):
        clock.move(minutes=29)
        assert editor.get(PAGE).status_code == 200
    clock.move(minutes=31)
    assert editor.get(PAGE).status_code == 303
    assert editor.get_cookie("finder_staff", path="/staff") is None


def test_a_session_ends_after_twelve_hours_whatever_is_done(staff_site: StaffSite, clock: Clock) -> None:
    editor = staff_site.as_role("editor")
    for _page in range(26):
        clock.move(minutes=27)
        assert editor.get(PAGE).status_code == 200
    clock.move(minutes=27)
    assert editor.get(PAGE).status_code == 303


def test_not_every_page_writes_that_the_session_is_used(staff_site: StaffSite, clock: Clock) -> None:
    editor = staff_site.as_role("editor")
    newest = sa.select(AccountSession.seen_at).order_by(AccountSession.id.desc()).limit(1)
    seen = []
    for _page in range(3):
        editor.get(PAGE)
        with staff_site.finder.database.read() as connection:
            seen.append(connection.scalar(newest))
        clock.move(seconds=40)
    assert seen[0] == seen[1] != seen[2]


def test_what_has_ended_is_removed_daily(staff_site: StaffSite, clock: Clock) -> None:
    staff_site.as_role("editor")
    clock.move(minutes=20)
    staff_site.as_role("admin")
    clock.move(minutes=20)
    assert tidy(staff_site.finder).sessions >= 1
    with staff_site.finder.database.read() as connection:
        oldest = connection.scalar(sa.select(sa.func.min(AccountSession.seen_at)))
    assert oldest is None or clock.now - oldest <= sessions.IDLE


def test_the_database_has_no_token(staff_site: StaffSite) -> None:
    token = staff_site.session_of("editor")
    with staff_site.finder.database.read() as connection:
        rows = connection.execute(sa.select(AccountSession.token_hash, AccountSession.note)).all()
    assert rows
    assert not [row for row in rows if token in row[0] or token in row[1]]


def test_the_cookie_is_secure_on_https_and_guests_get_none(staff_site: StaffSite) -> None:
    guest = staff_site.guest
    for path in ("/staff/anmelden", PAGE, "/staff/nichts", "/de/"):
        assert "Set-Cookie" not in guest.get(path, base_url="https://localhost").headers
    forged = staff_site.guest
    forged.set_cookie("finder_staff", "x" * 43, path="/staff")
    assert "Max-Age=0" in forged.get(PAGE, base_url="https://localhost").headers["Set-Cookie"]


def test_a_form_whose_session_has_ended_can_be_sent_once_more(staff_site: StaffSite) -> None:
    editor = staff_site.as_role("editor")
    cookie = editor.get_cookie("finder_staff", path="/staff")
    editor.delete_cookie("finder_staff", path="/staff")
    form = {"password": "<b>", "new_password": "a", "again": "b", "csrf_token": editor.csrf_token}
    answer = editor.post("/staff/mein-konto/passwort", data=form)
    assert answer.status_code == 401
    assert 'action="/staff/mein-konto/passwort"' in answer.text
    assert 'name="password" value="&lt;b&gt;"' in answer.text
    assert cookie is not None
    again = staff_site.as_role("editor")
    assert again.post("/staff/mein-konto/passwort", data=form, forged=True).status_code == 400
    assert "verschieden" in again.post("/staff/mein-konto/passwort", data=form, forged=True).text


def test_every_answer_has_a_number_of_its_own(staff_site: StaffSite) -> None:
    numbers = {staff_site.guest.get("/staff/anmelden").headers["X-Request-Id"] for _ in range(3)}
    assert len(numbers) == 3
