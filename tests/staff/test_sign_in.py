"""Signing in with the password."""

from __future__ import annotations

from staffsite import StaffSite

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
