"""Signing in with the password."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from staffsite import StaffSite

from finder.errors import StoreDown
from finder.store.database import Database

FORM = "/staff/anmelden"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(staff_site: StaffSite) -> None:
    staff_site.session_of("editor")
    answers = [
        staff_site.guest.post(FORM, data={"email": email, "password": "falsch"})
        for email in ("editor@example.org", "niemand@example.org")
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    first, second = (answer.text.split("<main")[1].split("<form")[0] for answer in answers)
    assert first == second


def test_who_is_signed_in_signs_out_for_good(staff_site: StaffSite) -> None:
    editor = staff_site.as_role("editor")
    assert editor.get(FORM).status_code == 303
    assert editor.post("/staff/abmelden", forged=True).status_code == 400
    cookie = editor.get_cookie("finder_staff", path="/staff")
    assert cookie is not None
    assert editor.post("/staff/abmelden").headers["Location"] == FORM
    editor.set_cookie("finder_staff", cookie.value, path="/staff")
    assert editor.get(FORM).status_code == 200


def test_a_password_is_checked_whether_there_is_an_account_or_not(
    staff_site: StaffSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff_site.session_of("editor")
    checked: list[str] = []

    def verify(_hasher: PasswordHasher, password_hash: str, _password: str) -> bool:
        checked.append(password_hash)
        raise VerifyMismatchError

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    for email in ("editor@example.org", "niemand@example.org", "", "x" * 5_000):
        assert staff_site.guest.post(FORM, data={"email": email, "password": "p" * 10_000}).status_code == 401
    assert len(checked) == 4
    assert all(password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$") for password_hash in checked)


def test_nobody_signs_in_while_the_database_is_down(
    staff_site: StaffSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_arguments: object, **_options: object) -> None:
        raise StoreDown("The database cannot be reached.")

    for name in ("change", "newest"):
        monkeypatch.setattr(Database, name, down)
    answer = staff_site.guest.post(FORM, data={"email": "a@example.org", "password": "x"})
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers
    assert staff_site.guest.get(FORM).status_code == 200
