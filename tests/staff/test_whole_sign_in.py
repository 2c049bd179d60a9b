"""From the invitation to a session that opens pages: password, app, recovery codes, and every way around."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pyotp
import pytest
from page import parse, text_of
from staffsite import StaffClient, StaffSite
from werkzeug.test import TestResponse

from finder.actions.accounts.links import redeem
from finder.actions.accounts.people import By, Wanted, disable, find_number, invite, reset_password
from finder.actions.accounts.second_factor import WrongCode, give_totp, new_totp_secret, set_up_totp
from finder.actions.accounts.sessions import begin_session, end_session, find_session
from finder.domain.roles import Role
from finder.errors import NotFound, TooMany
from finder.store.account_rows import AccountRow

PASSWORD = "vier zufällige wörter"
BY = By("test", "http://localhost")
NUMBERS = count()


class Newcomer:
    """Somebody who was invited, with a browser of their own that sends the forms as it shows them."""

    def __init__(self, site: StaffSite, role: Role = Role.EDITOR) -> None:
        self.site = site
        self.email = f"neu{next(NUMBERS)}@example.org"
        self.link = invite(site.finder, Wanted(self.email, "Neu", frozenset({role})), BY)
        self.address = f"10.0.{next(NUMBERS)}.1"
        self.leave()
        self.secret = ""

    def open(self, path: str) -> TestResponse:
        """The page; its token is sent with the next form."""
        answer = self.client.get(path)
        found = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)
        self.client.csrf_token = found[1] if found else ""
        return answer

    def send(self, page: str, where: str, **data: str) -> TestResponse:
        """Open a page and send one of its forms."""
        self.open(page)
        return self.client.post(where, data=data)

    def set_password(self, password: str = PASSWORD, again: str = "") -> TestResponse:
        path = self.link.removeprefix("http://localhost")
        return self.send(path, path, new_password=password, again=again or password)

    def set_up_app(self) -> TestResponse:
        page = self.open("/staff/zweiter-faktor/einrichten")
        secret = re.search(r'account-secret" dir="ltr">([A-Z2-7 ]+)<', page.text)
        assert secret
        self.secret = secret[1].replace(" ", "")
        return self.client.post("/staff/zweiter-faktor/einrichten/app", data={"code": self.code()})

    def code(self, step: int = 0) -> str:
        return pyotp.TOTP(self.secret).at(int(time.time()) + 30 * step)

    def give_password(self, password: str = PASSWORD, **more: str) -> TestResponse:
        return self.send(
            "/staff/anmelden", "/staff/anmelden", email=self.email.upper(), password=password, **more
        )

    def give_code(self, code: str) -> TestResponse:
        return self.send("/staff/zweiter-faktor", "/staff/zweiter-faktor", code=code)

    def is_in(self) -> bool:
        answer = self.client.get("/staff/mein-konto")
        return answer.status_code == 200

    def leave(self) -> None:
        """A browser without the cookie."""
        self.client: StaffClient = self.site.new_client()
        self.client.environ_base["REMOTE_ADDR"] = self.address


def settled(site: StaffSite) -> Newcomer:
    """Somebody whose account is ready, and who is signed in."""
    person = Newcomer(site)
    assert person.set_password().status_code == 303
    assert person.set_up_app().headers["Location"] == "/staff/zweiter-faktor/codes"
    return person


def codes_on(answer: TestResponse) -> list[str]:
    return [text_of(code) for code in parse(answer.text).iter("code")]


def test_an_invitation_leads_to_a_password_a_second_factor_and_codes(staff_site: StaffSite) -> None:
    person = Newcomer(staff_site)
    assert person.set_password().headers["Location"] == "/staff/zweiter-faktor"
    assert not person.is_in()
    assert person.open("/staff/zweiter-faktor").headers["Location"] == "/staff/zweiter-faktor/einrichten"
    before = person.client.get_cookie("finder_staff", path="/staff")
    assert person.set_up_app().status_code == 303
    after = person.client.get_cookie("finder_staff", path="/staff")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert person.is_in()
    codes = codes_on(person.open("/staff/zweiter-faktor/codes"))
    assert len(set(codes)) == 10
    assert person.client.post("/staff/zweiter-faktor/codes").headers["Location"] == "/staff"
    assert person.open("/staff/zweiter-faktor/codes").status_code == 303
    gone = person.open(person.link.removeprefix("http://localhost"))
    assert gone.status_code == 404
    assert "gilt nicht mehr" in gone.text


def test_the_page_that_was_asked_for_opens_after_both_steps(staff_site: StaffSite) -> None:
    person = settled(staff_site)
    person.leave()
    asked = person.client.get("/staff/mein-konto?x=1")
    assert asked.headers["Location"] == "/staff/anmelden?next=%2Fstaff%2Fmein-konto%3Fx%3D1"
    page = person.open(asked.headers["Location"])
    assert 'name="next" value="/staff/mein-konto?x=1"' in page.text
    assert person.give_password(next="/staff/mein-konto?x=1").headers["Location"] == "/staff/zweiter-faktor"
    assert person.give_code(person.code(1)).headers["Location"] == "/staff/mein-konto?x=1"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/staff", "/\\evil.example", "/de/",
                                    "/staff/../de", "/staffx", "\n//evil", "/staff/anmelden"])  # fmt: skip
def test_nobody_is_led_elsewhere_after_signing_in(staff_site: StaffSite, target: str) -> None:
    page = staff_site.guest.get("/staff/anmelden", query_string={"next": target})
    assert 'name="next"' not in page.text
    assert (
        staff_site.as_role("editor").get("/staff/anmelden", query_string={"next": target}).headers["Location"]
        == "/staff"
    )


def test_the_password_alone_opens_nothing(staff_site: StaffSite) -> None:
    person = settled(staff_site)
    person.leave()
    person.give_password()
    assert not person.is_in()
    assert person.open("/staff/zweiter-faktor/einrichten").headers["Location"] == "/staff/zweiter-faktor"
    answer = person.send("/staff/zweiter-faktor", "/staff/zweiter-faktor/einrichten/app", code="000000")
    assert answer.status_code == 403
    assert person.client.get("/staff/zweiter-faktor/einrichten/qr.svg").status_code == 404


def test_a_code_is_accepted_once(staff_site: StaffSite) -> None:
    person = settled(staff_site)
    person.leave()
    person.give_password()
    used = person.code(1)
    assert person.give_code(used).status_code == 303
    assert person.is_in()
    person.leave()
    person.give_password()
    assert person.give_code(used).status_code == 401
    assert person.give_code(person.code(-1)).status_code == 401
    assert person.give_code("12345x").status_code == 401
    assert not person.is_in()


def test_a_recovery_code_works_once_however_it_is_typed(staff_site: StaffSite) -> None:
    person = settled(staff_site)
    codes = codes_on(person.open("/staff/zweiter-faktor/codes"))
    typed = codes[3].upper().replace("-", " ")
    for expected in (303, 401):
        person.leave()
        person.give_password()
        page, action = "/staff/zweiter-faktor", "/staff/zweiter-faktor/wiederherstellung"
        assert person.send(page, action, recovery=typed).status_code == expected
    other = settled(staff_site)
    other.leave()
    other.give_password()
    assert other.send(page, action, recovery=codes[4]).status_code == 401


def test_tries_cost_time_that_grows_with_an_account_and_without(staff_site: StaffSite) -> None:
    person = settled(staff_site)
    person.leave()
    for email in (person.email, "niemand-hier@example.org"):
        person.email = email
        answers = [person.give_password("falsch falsch falsch") for _ in range(7)]
        assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 2
        assert 20 <= int(answers[-1].headers["Retry-After"]) <= 30
        assert "warten" in answers[-1].text
        assert person.give_password().status_code == 429


def test_a_wrong_second_step_costs_time_too(staff_site: StaffSite) -> None:
    person = settled(staff_site)
    person.leave()
    person.give_password()
    answers = [person.give_code("000000").status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]
    assert person.give_code(person.code(1)).status_code == 429


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("kurz", "", "mindestens 12"),
        ("qazwsxedcrfv", "", "probieren Angreifer zuerst"),
        ("passwort1234", "anders", "verschieden"),
        ("abababababab", "", "wiederholt"),
        ("Lennestadt-Finder-2026", "", "leicht zu erraten"),
        ("x" * 300, "", "höchstens 256"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(
    staff_site: StaffSite, password: str, again: str, words: str
) -> None:
    person = Newcomer(staff_site)
    answer = person.set_password(password, again)
    assert answer.status_code == 400
    assert words in text_of(parse(answer.text))
    assert person.set_password().status_code == 303


def test_a_reset_keeps_the_second_factor_and_ends_sessions(staff_site: StaffSite) -> None:
    person = settled(staff_site)
    number = find_number(staff_site.finder, person.email)
    person.link = reset_password(staff_site.finder, number, BY)
    old = person.client
    person.leave()
    person.set_password("ganz andere wörter hier")
    assert not person.is_in()
    assert old.get("/staff/mein-konto").status_code == 303
    assert person.give_code(person.code(1)).status_code == 303
    assert person.is_in()
    person.leave()
    assert person.give_password(PASSWORD).status_code == 401


def test_a_disabled_account_is_out_at_once_and_stays_out(staff_site: StaffSite) -> None:
    person = settled(staff_site)
    assert person.is_in()
    disable(staff_site.finder, find_number(staff_site.finder, person.email), BY)
    assert not person.is_in()
    assert person.give_password().status_code == 401


def test_a_new_password_needs_the_old_one_and_ends_other_sessions(staff_site: StaffSite) -> None:
    person = settled(staff_site)
    other = person.client
    person.leave()
    person.give_password()
    person.give_code(person.code(1))
    page, action, new = "/staff/mein-konto", "/staff/mein-konto/passwort", "ein neues langes wort"
    assert person.send(page, action, password="falsch", new_password=new, again=new).status_code == 400
    assert other.get(page).status_code == 200
    assert person.send(page, action, password=PASSWORD, new_password=new, again=new).status_code == 303
    assert "neues Passwort gilt" in person.open(page).text
    assert other.get(page).status_code == 303


def test_the_only_second_factor_cannot_be_removed(staff_site: StaffSite) -> None:
    person = settled(staff_site)
    page, action = "/staff/mein-konto", "/staff/mein-konto/zweiter-faktor"
    answer = person.send(page, action, action="app", confirm=PASSWORD)
    assert answer.status_code == 400
    assert "einziger zweiter Schritt" in answer.text
    assert person.send(page, action, action="codes", confirm="falsch").status_code == 400
    answer = person.send(page, action, action="codes", confirm=PASSWORD)
    assert answer.headers["Location"] == "/staff/zweiter-faktor/codes"


def test_other_sessions_are_listed_and_ended(staff_site: StaffSite) -> None:
    person = settled(staff_site)
    other = person.client
    person.leave()
    person.give_password()
    person.give_code(person.code(1))
    assert "diese Sitzung" in person.open("/staff/mein-konto").text
    assert person.send("/staff/mein-konto", "/staff/mein-konto/sitzungen").status_code == 303
    assert other.get("/staff/mein-konto").status_code == 303
    assert person.is_in()


def test_what_is_good_once_is_good_once_at_the_same_time(staff_site: StaffSite) -> None:
    person = settled(staff_site)
    finder = staff_site.finder
    number = find_number(finder, person.email)
    person.link = reset_password(finder, number, BY)
    token = person.link.rpartition("/")[2]

    def take(_number: int) -> str:
        try:
            return redeem(finder, token, PASSWORD)
        except NotFound:
            return ""

    with ThreadPoolExecutor(4) as pool:
        tokens = [token for token in pool.map(take, range(4)) if token]
    assert len(tokens) == 1
    half = find_session(finder, tokens[0])
    assert half is not None
    code = person.code(1)

    def give(_number: int) -> str:
        try:
            return give_totp(finder, half, code)
        except (WrongCode, TooMany):
            return ""

    with ThreadPoolExecutor(4) as pool:
        assert len([token for token in pool.map(give, range(4)) if token]) == 1


def test_signing_in_ends_the_session_that_the_browser_had(staff_site: StaffSite) -> None:
    person = settled(staff_site)
    before = person.client.get_cookie("finder_staff", path="/staff")
    assert before is not None
    other = settled(staff_site)
    person.email = other.email
    token = re.search(r'name="csrf_token" value="([^"]+)"', person.client.get("/staff/mein-konto").text)
    assert token
    person.client.csrf_token = token[1]
    answer = person.client.post("/staff/anmelden", data={"email": person.email, "password": PASSWORD})
    assert answer.status_code == 303
    assert find_session(staff_site.finder, before.value) is None


def test_a_session_that_was_ended_meanwhile_does_not_go_on(staff_site: StaffSite) -> None:
    clerk = Newcomer(staff_site)
    clerk.set_password()
    clerk.set_up_app()
    number = find_number(staff_site.finder, clerk.email)
    with staff_site.finder.database.change("test") as session:
        token = begin_session(staff_site.finder, session, session.get_one(AccountRow, number), is_whole=False)
        session.get_one(AccountRow, number).totp_step = 0
    half = find_session(staff_site.finder, token)
    assert half is not None
    end_session(staff_site.finder, half)
    with pytest.raises(NotFound):
        give_totp(staff_site.finder, half, clerk.code())


@pytest.mark.parametrize("target", ["//[", "http://[", "//evil.example", "/staff/../x", "/\\evil.example"])
def test_whatever_comes_next_is_a_page_of_ours(staff_site: StaffSite, target: str) -> None:
    assert staff_site.guest.get("/staff/anmelden", query_string={"next": target}).status_code == 200
    signed_in = staff_site.as_role("editor").get("/staff/anmelden", query_string={"next": target})
    assert signed_in.headers["Location"] == "/staff"


def test_a_first_factor_is_only_set_up_while_there_is_none(staff_site: StaffSite) -> None:
    clerk = Newcomer(staff_site)
    clerk.set_password()
    with staff_site.finder.database.change("test") as session:
        row = session.get_one(AccountRow, find_number(staff_site.finder, clerk.email))
        token = begin_session(staff_site.finder, session, row, is_whole=False)
    half = find_session(staff_site.finder, token)
    assert half is not None
    clerk.set_up_app()
    secret = new_totp_secret()
    with pytest.raises(WrongCode):
        set_up_totp(staff_site.finder, half, secret, pyotp.TOTP(secret).now())
