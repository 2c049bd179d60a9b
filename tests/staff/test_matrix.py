"""Every rule of the workplace with every method, for every role, for guests and for who is half way in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, Response
from staffsite import StaffClient, StaffSite
from werkzeug.routing import Rule

from finder.actions.accounts.keys import add_key
from finder.actions.accounts.sessions import begin_session
from finder.app import create_app
from finder.domain.roles import Permission
from finder.store.accounts import find_account
from finder.web.staff.access import Open, check_marks, need_of
from finder.web.staff.paths import is_staff
from finder.web.staff.session import COOKIE

ROLES = {
    "see": {"admin", "editor", "reviewer"},
    "edit": {"admin", "editor"},
    "import": {"admin", "editor"},
    "decide": {"admin", "editor", "reviewer"},
    "confirm": {"admin", "editor", "reviewer"},
    "manage": {"admin"},
    "half": {"admin", "editor", "reviewer", "half"},
    "guests": {"admin", "editor", "reviewer", "half", "guest"},
}
"""Who may, written by hand."""

PEOPLE = ("admin", "editor", "reviewer", "half", "guest")
OPENED = "opened"


@pytest.fixture(scope="module")
def stubs(staff_site: StaffSite) -> Iterator[Flask]:
    """The application with its guard, but with views that do nothing but say that they were reached."""
    app = create_app(staff_site.finder.settings)
    for endpoint in {rule.endpoint for rule in rules(app)}:
        view = app.view_functions[endpoint]

        def stub(**_values: Any) -> Response:
            return Response(OPENED, mimetype="text/plain")

        stub.__dict__.update(view.__dict__)
        app.view_functions[endpoint] = stub
    app.test_client_class = StaffClient
    yield app
    app.extensions["finder"].close()


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if is_staff(rule.rule)]


def requests(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Method, path and need of every rule; every part of a path is 1, which fits each."""
    for rule in rules(app):
        built = rule.build(dict.fromkeys(rule.arguments, 1), append_unknown=False)
        assert built is not None, rule.rule
        for method in sorted(rule.methods or ()):
            if method != "OPTIONS":
                yield method, built[1], need_of(app, rule.endpoint).value


def client_of(app: Flask, site: StaffSite, who: str) -> StaffClient:
    client = app.test_client()
    assert isinstance(client, StaffClient)
    signed_in = site.guest if who == "guest" else site.as_role("editor" if who == "half" else who)
    client.csrf_token = signed_in.csrf_token
    cookie = signed_in.get_cookie(COOKIE, path="/staff")
    if who == "half":
        with site.finder.database.change("test") as session:
            row = find_account(session, "editor@example.org")
            assert row is not None
            client.set_cookie(COOKIE, begin_session(site.finder, session, row, is_whole=False), path="/staff")
    elif cookie is not None:
        client.set_cookie(COOKIE, cookie.value, path="/staff")
    return client


@pytest.mark.parametrize("who", PEOPLE)
def test_a_role_opens_what_its_permissions_open_and_nothing_else(
    stubs: Flask, staff_site: StaffSite, who: str
) -> None:
    client = client_of(stubs, staff_site, who)
    asked = 0
    for method, path, need in requests(stubs):
        answer = client.open(path, method=method)
        asked += 1
        if who in ROLES[need]:
            assert answer.status_code == 200, (who, method, path)
            assert method == "HEAD" or answer.text == OPENED
        else:
            assert answer.status_code in (303, 401, 403), (who, method, path)
            assert OPENED not in answer.text
    assert asked > 30


def test_an_api_key_opens_nothing_here(stubs: Flask, staff_site: StaffSite) -> None:
    key = add_key(staff_site.finder, "Matrix", "test")
    client = client_of(stubs, staff_site, "guest")
    for method, path, need in requests(stubs):
        if need != Open.GUESTS:
            answer = client.open(path, method=method, headers={"Authorization": f"Bearer {key}"})
            assert answer.status_code in (303, 401), (method, path)


def test_no_form_is_taken_without_its_token(stubs: Flask, staff_site: StaffSite) -> None:
    client = client_of(stubs, staff_site, "admin")
    for method, path, _need in requests(stubs):
        if method not in ("GET", "HEAD"):
            assert client.open(path, method=method, forged=True).status_code == 400, path
            other = client.open(path, method=method, headers={"Sec-Fetch-Site": "cross-site"})
            assert other.status_code == 403, path


def test_a_view_without_a_mark_keeps_the_finder_from_starting(stubs: Flask) -> None:
    assert {need for _method, _path, need in requests(stubs)} <= {*Permission, *Open}
    app = Flask("bare")
    app.add_url_rule("/staff/offen", view_func=lambda: "")
    with pytest.raises(RuntimeError, match="/staff/offen"):
        check_marks(app)


def test_accounts_and_the_log_are_for_admins(stubs: Flask) -> None:
    for _method, path, need in requests(stubs):
        if path.startswith(("/staff/konten", "/staff/protokoll")):
            assert need == Permission.MANAGE, path


_NUMBERED = ("", "/stand", "/verlauf", "/verlauf/1", "/position", "/zusammenfuehren")


@pytest.mark.parametrize(
    "path",
    [
        *(f"/staff/eintraege/{2**31}{end}" for end in _NUMBERED),
        *(f"/staff/{page}/{2**70}" for page in ("auftraege", "importe", "aktualitaet", "konten")),
        "/staff/positionen/suchlauf/99999999999.csv",
    ],
)
def test_a_number_that_no_record_can_have_is_not_found(staff_site: StaffSite, path: str) -> None:
    assert staff_site.as_role("admin").get(path).status_code == 404


def test_characters_that_no_database_takes_find_nothing(staff_site: StaffSite) -> None:
    admin = staff_site.as_role("admin")
    for path in ("/staff/protokoll?konto=%00&q=%00x", "/staff/eintraege?q=%00", "/staff/konten?q=%00"):
        assert admin.get(path).status_code == 200
    typed = {"email": "\0a@example.org", "password": "\0"}
    assert staff_site.guest.post("/staff/anmelden", data=typed).status_code == 401
