"""Admins invite people, change what they may, and see what was done."""

from __future__ import annotations

import re
from itertools import count

import pytest
from page import parse, text_of
from staffsite import EVERYTHING, StaffSite

from finder.actions.accounts import people
from finder.actions.accounts.keys import ReadingKey, list_keys
from finder.actions.accounts.people import By, LastAdmin, Wanted
from finder.actions.accounts.scopes import may_edit, organizations_named
from finder.actions.bulk import count_bulk
from finder.domain.roles import Account, Role, Scope
from finder.settings import Settings
from finder.store.outbox_rows import OutboxMail
from finder.store.records import Organization

PAGE = "/staff/konten"
NUMBERS = count()
BY = By("test", "http://localhost")


def new_email() -> str:
    return f"person{next(NUMBERS)}@example.org"


def add(site: StaffSite, *roles: Role) -> int:
    email = new_email()
    people.invite(site.finder, Wanted(email, "Person", frozenset(roles)), BY)
    return people.find_number(site.finder, email)


def test_an_invitation_to_print_is_shown_once(staff_site: StaffSite) -> None:
    admin, email = staff_site.as_role("admin"), new_email()
    form = {"email": email, "name": "Ada & Co", "role": ["editor", "reviewer"], "area": "05966020",
            "organizations": "Gemeinschaftspraxis am Markt\n", "reason": "neue Kollegin"}  # fmt: skip
    answer = admin.post(f"{PAGE}/einladen", data=form)
    assert answer.headers["Location"] == f"{PAGE}/link"
    page = admin.get(f"{PAGE}/link")
    assert re.search(r"http://localhost/staff/einladung/[\w-]{43}", page.text)
    assert admin.get(f"{PAGE}/link").status_code == 303
    person = people.get_person(staff_site.finder, people.find_number(staff_site.finder, email.upper()))
    assert person.account.roles == {Role.EDITOR, Role.REVIEWER}
    assert person.account.scope.areas == {"05966020"}
    assert len(person.account.scope.organizations) == 1
    one = admin.get(f"{PAGE}/{person.account.id}").text
    assert "Ada &amp; Co" in one
    assert "Gemeinschaftspraxis am Markt" in one
    log = text_of(parse(admin.get(f"/staff/protokoll?q=Kollegin&was=invite&nummer={person.account.id}").text))
    assert "Eine Zeile" in log
    assert "neue Kollegin" in log
    assert "admin@example.org" in log


def test_mistakes_are_named_and_nothing_typed_is_lost(staff_site: StaffSite) -> None:
    admin = staff_site.as_role("admin")
    form = {"email": "keine adresse", "name": "Grete", "role": "reviewer"}
    answer = admin.post(f"{PAGE}/einladen", data=form)
    assert answer.status_code == 400
    assert "Das ist keine E-Mail-Adresse" in answer.text
    assert 'value="Grete"' in answer.text
    assert re.search(r'value="reviewer" checked', answer.text)
    nobody = admin.post(
        f"{PAGE}/einladen", data={**form, "role": "", "name": " ", "organizations": "Nix\nHä"}
    )
    assert "Bitte einen Namen angeben" in nobody.text
    assert "mindestens eine Rolle" in nobody.text
    assert "Nix, Hä" in nobody.text
    known = admin.post(f"{PAGE}/einladen", data={**form, "email": "ADMIN@example.org"})
    assert known.status_code == 409


def test_the_last_admin_stays(staff_site: StaffSite) -> None:
    finder = staff_site.finder
    staff_site.as_role("admin")
    admin = people.find_number(finder, "admin@example.org")
    for person in people.list_people(finder):
        if Role.ADMIN in person.account.roles and person.account.id != admin:
            people.disable(finder, person.account.id, BY)
    with pytest.raises(LastAdmin):
        people.disable(finder, admin, BY)
    with pytest.raises(LastAdmin):
        people.change_person(finder, admin, Wanted("", "Admin", frozenset({Role.EDITOR})), BY)
    client = staff_site.as_role("admin")
    refused = client.post(f"{PAGE}/{admin}/sperren")
    assert refused.status_code == 409
    assert "das letzte Konto der Leitung" in refused.text
    assert 'value="Admin"' in refused.text
    second = add(staff_site, Role.ADMIN)
    people.disable(finder, admin, BY)
    assert client.get(PAGE).status_code == 303
    with pytest.raises(LastAdmin):
        people.disable(finder, second, BY)
    people.enable(finder, admin, BY)


def test_the_list_is_searched_and_filtered(staff_site: StaffSite) -> None:
    admin = staff_site.as_role("admin")
    number = add(staff_site, Role.REVIEWER)
    email = people.get_person(staff_site.finder, number).account.email
    assert email in admin.get(f"{PAGE}?q={email.upper()}&role=reviewer&state=invited").text
    for query in (f"q={email}&role=admin", f"q={email}&state=active", "q=gibtesnicht"):
        assert "Kein Konto passt" in admin.get(f"{PAGE}?{query}").text
    admin.post(f"{PAGE}/{number}/sperren")
    assert email in admin.get(f"{PAGE}?q={email}&state=disabled").text
    assert admin.post(f"{PAGE}/{number}/link").status_code == 409
    admin.post(f"{PAGE}/{number}/entsperren")
    assert admin.post(f"{PAGE}/{number}/link").headers["Location"] == f"{PAGE}/link"
    assert admin.post(f"{PAGE}/{number}/zweiter-faktor").status_code == 303
    assert admin.get(f"{PAGE}/2147483647").status_code == 404


def test_what_the_form_does_not_offer_stays_as_it_is(staff_site: StaffSite) -> None:
    admin, number, finder = staff_site.as_role("admin"), add(staff_site, Role.EDITOR), staff_site.finder
    with finder.database.change("test") as session:
        twins = [Organization(name="Zwillinge") for _ in range(2)]
        session.add_all(twins)
        session.flush()
        one = twins[0].id
    scope = Scope(frozenset({one}), frozenset({"05966", "05966020"}))
    people.change_person(finder, number, Wanted("", "Eva", frozenset({Role.EDITOR}), scope), BY)
    page = admin.get(f"{PAGE}/{number}").text
    assert f"Zwillinge #{one}" in page
    form = {"name": "Eva", "role": "editor", "area": "05966020", "organizations": f"Zwillinge #{one}"}
    assert admin.post(f"{PAGE}/{number}", data=form).status_code == 303
    assert people.get_person(finder, number).account.scope == scope
    unclear = admin.post(f"{PAGE}/{number}", data={**form, "organizations": "Zwillinge"})
    assert "mehrere haben ihn: Zwillinge" in unclear.text


def test_a_mail_server_brings_the_invitation(staff_site: StaffSite, monkeypatch: pytest.MonkeyPatch) -> None:
    admin, email = staff_site.as_role("admin"), new_email()
    monkeypatch.setattr(Settings, "mail", "smtp://127.0.0.1:1")
    assert "per E-Mail senden" in admin.get(f"{PAGE}/einladen").text
    form = {"email": email, "name": "Mara", "role": "editor", "way": "mail"}
    assert admin.post(f"{PAGE}/einladen", data=form).headers["Location"] == PAGE
    with staff_site.finder.database.change("test") as session:
        mail = session.query(OutboxMail).filter_by(to=email).one()
    assert "Guten Tag Mara," in mail.text
    assert re.search(r"\nhttp://localhost/staff/einladung/[\w-]{43}\n", mail.text)


def test_a_key_is_shown_once_and_can_be_revoked(staff_site: StaffSite) -> None:
    admin, page = staff_site.as_role("admin"), f"{PAGE}/schluessel"
    assert admin.post(page, data={"name": " "}).status_code == 400
    assert admin.post(page, data={"name": "Website"}).status_code == 303
    found = re.search(r"finder_[\w-]{43}", admin.get(page).text)
    assert found
    assert found[0] not in admin.get(page).text
    guest, headers = staff_site.guest, {"Authorization": f"Bearer {found[0]}"}
    assert guest.get("/api/v1/search", headers=headers).status_code == 200
    newest = list_keys(staff_site.finder)[0]
    assert (newest.name, newest.created_by) == ("Website", "admin@example.org")
    assert newest.used_on is not None
    assert admin.post(f"{page}/{newest.id}/sperren").status_code == 303
    refused = guest.get("/api/v1/search", headers=headers)
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].lower() == "bearer"
    assert refused.mimetype == "application/problem+json"
    assert guest.get("/api/v1/search", headers={"Authorization": "Bearer ö"}).status_code == 401
    assert guest.get("/api/v1/search").status_code == 200
    assert admin.post(f"{page}/999999/sperren").status_code == 404


def test_a_key_has_a_quota_that_is_shown_with_its_use(staff_site: StaffSite) -> None:
    admin, page = staff_site.as_role("admin"), f"{PAGE}/schluessel"
    for wrong in ({"per_hour": "viele", "per_day": "9"}, {"per_hour": "9", "per_day": ""}, {"per_day": "-1"}):
        refused = admin.post(page, data={"name": "Wetter-App", **wrong})
        assert refused.status_code == 400
        assert 'value="Wetter-App"' in refused.text
        assert "Bitte prüfen Sie Ihre Angaben" in refused.text
    assert admin.post(page, data={"name": "Wetter-App", "per_hour": "7", "per_day": "70"}).status_code == 303
    key = list_keys(staff_site.finder)[0]
    assert (key.quota, key.has_own_quota) == ((7, 70), True)
    count_bulk(staff_site.finder, ReadingKey(key.id, key.quota), "")
    shown = text_of(parse(admin.get(page).text))
    assert "In dieser Stunde 1 von 7 großen Antworten, heute 1 von 70, in 30 Tagen zusammen 1." in shown
    change = f"{page}/{key.id}/kontingent"
    refused = admin.post(change, data={"per_hour": "1", "per_day": "x"})
    assert (refused.status_code, f'id="per_day-{key.id}"' in refused.text) == (400, True)
    assert admin.post(change, data={"per_hour": "8", "per_day": "80"}).status_code == 303
    assert list_keys(staff_site.finder)[0].quota == (8, 80)
    assert admin.post(change, data={"per_hour": "", "per_day": ""}).status_code == 303
    assert list_keys(staff_site.finder)[0].quota == staff_site.finder.settings.bulk_key
    assert admin.post(f"{page}/999999/kontingent", data={}).status_code == 404
    log = text_of(parse(admin.get("/staff/protokoll?woran=api_key").text))
    assert "8/80" in log


def test_the_log_is_paged(staff_site: StaffSite) -> None:
    admin = staff_site.as_role("admin")
    first = admin.get("/staff/protokoll?woran=service_at_location")
    assert "Seite 1 von" in first.text
    older = re.search(r'href="(/staff/protokoll\?woran=service_at_location&amp;seite=2)"', first.text)
    assert older
    assert "Seite 2 von" in admin.get(older[1].replace("&amp;", "&")).text
    for query in ("seite=9999", "seite=x", "von=gestern&bis=9999-12-31", "nummer=abc", "von=0001-01-01"):
        assert admin.get(f"/staff/protokoll?{query}").status_code == 200
    assert "Keine Zeile passt" in admin.get("/staff/protokoll?konto=niemand").text


def test_an_editor_is_bound_to_organizations_and_areas(staff_site: StaffSite) -> None:
    finder, ids = staff_site.finder, staff_site.ids
    numbers, unclear = organizations_named(finder, ["Gemeinschaftspraxis am Markt"])
    assert not unclear

    def editable(*roles: Role, scope: Scope = EVERYTHING) -> set[str]:
        account = Account(1, "e@example.org", "E", frozenset(roles), scope)
        names = ("family_doctor", "children", "shelter")
        return {name for name in names if may_edit(finder, account, ids[name])}

    everything = {"family_doctor", "children", "shelter"}
    assert editable(Role.EDITOR) == editable(Role.ADMIN) == everything
    assert editable(Role.REVIEWER) == set()
    assert editable(Role.EDITOR, scope=Scope(numbers)) == {"family_doctor"}
    assert editable(Role.EDITOR, scope=Scope(areas=frozenset({"05966020"}))) >= {"family_doctor", "children"}
    assert editable(Role.EDITOR, scope=Scope(areas=frozenset({"05966"}))) >= {"family_doctor", "children"}
    assert editable(Role.EDITOR, scope=Scope(areas=frozenset({"05970004"}))) == set()
    assert editable(Role.EDITOR, scope=Scope(numbers, frozenset({"05970004"}))) == {"family_doctor"}
