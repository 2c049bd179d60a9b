"""The queue: what visitors propose is found, compared, decided on once, and nothing typed is lost."""

from __future__ import annotations

import pytest
from make import make_offer
from page import parse, text_of
from staffsite import StaffSite

from finder.actions.follow_changes import get_progress
from finder.actions.outbox import read_outbox
from finder.actions.propose_change import propose_change
from finder.actions.review_entries import get_review
from finder.domain.change import ChangeKind, ChangeStatus, FieldChange, Proposal, Target
from finder.domain.roles import Scope
from finder.store.records import Service, ServiceAtLocation

READER = "leserin@example.org"


def propose(
    site: StaffSite,
    offer_id: int | None,
    *,
    kind: ChangeKind = ChangeKind.CHANGE,
    lang: str = "de",
    contact: str = "",
    **fields: tuple[str, str],
) -> str:
    target = Target(kind, {}, offer_id, "Praxis" if offer_id else "")
    changes = tuple(FieldChange(name, *texts) for name, texts in fields.items())
    proposal = Proposal(target, lang, changes, message="Bitte <b>ändern</b>", contact=contact)
    propose.counter = getattr(propose, "counter", 0) + 1  # type: ignore[attr-defined]  # a number for the form
    number: int = propose.counter  # type: ignore[attr-defined]  # as above
    return propose_change(site.finder, proposal, form_key=f"q{number}", address=f"192.0.2.{number}")


@pytest.fixture
def offer_id(staff_site: StaffSite) -> int:
    with staff_site.finder.database.change("test") as session:
        return make_offer(session, name="Praxis Grün").id


def service_name(site: StaffSite, offer_id: int) -> str:
    with site.finder.database.change("test") as session:
        return session.get_one(Service, session.get_one(ServiceAtLocation, offer_id).service_id).name


def test_a_request_is_compared_decided_and_told(staff_site: StaffSite, offer_id: int) -> None:
    reviewer = staff_site.as_role("reviewer")
    reference = propose(
        staff_site,
        offer_id,
        lang="tr",
        contact=READER,
        name=("Praxis Gelb", "Praxis Blau"),
        city=("Lennestadt", "Attendorn"),
        languages=("", "Türkçe"),
    )
    other = propose(staff_site, offer_id, street=("Markt 1", "Markt 2"))
    path = f"/staff/vorschlaege/{reference}"
    assert f'href="{path}"' in reviewer.get("/staff/vorschlaege?q=blau").text
    page = reviewer.get(path)
    boxes = {
        field.get("value"): field for field in parse(page.text).iter("input") if field.get("name") == "accept"
    }
    assert "checked" not in boxes["name"].attrib, "the entry says something else than what was read"
    assert "checked" in boxes["city"].attrib
    assert "seitdem geändert" in page.text
    assert "57439 Attendorn" in page.text or "Attendorn" in page.text
    assert "&lt;b&gt;" in page.text
    assert f'href="/staff/vorschlaege/{other}"' in page.text, "others for the same entry are named"

    data = {
        "version": "0",
        "action": "accept",
        "accept": ["name"],
        "value name": "Praxis Türkis",
        "answer": "Danke",
    }
    answer = reviewer.post(path, data=data)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/vorschlaege")
    assert f"Hinweis {reference}: teilweise angenommen." in reviewer.get("/staff/vorschlaege").text
    assert service_name(staff_site, offer_id) == "Praxis Türkis"
    [mail] = [mail for mail in read_outbox(staff_site.finder).mails if reference in mail.about]
    assert mail.subject.startswith("Bildiriminiz") or reference in mail.subject
    assert "Danke" in mail.text
    assert "Danke" in staff_site.guest.get(f"/de/vorschlag/{reference}").text

    again = reviewer.post(path, data={**data, "answer": "Zweiter"})
    assert again.status_code == 409
    assert "reviewer@example.org" in again.text
    assert "Zweiter" in again.text, "what was typed is shown, not lost"


def test_what_is_missing_or_wrong_is_said_beside_it_and_typed_text_stays(
    staff_site: StaffSite, offer_id: int
) -> None:
    editor = staff_site.as_role("editor")
    reference = propose(staff_site, offer_id, name=("Praxis Grün", "Neu"), website=("", "www.example.org"))
    path = f"/staff/vorschlaege/{reference}"
    for data, told in (
        ({"action": "accept"}, "Kreuzen Sie an"),
        ({"action": "reject"}, "Schreiben Sie bitte eine Antwort"),
        ({"action": "ask", "answer": "  "}, "Schreiben Sie bitte eine Antwort"),
        ({"action": "reject", "answer": "x" * 2_001}, "kürzen"),
        ({"action": "boom"}, "Wählen Sie"),
    ):
        refused = editor.post(path, data={"version": "0", **data})
        assert (refused.status_code, told in refused.text) == (400, True), data
    wrong = {
        "version": "0",
        "action": "accept",
        "accept": ["name", "website"],
        "value website": "javascript:x",
    }
    refused = editor.post(path, data={**wrong, "answer": "Mein Text"})
    assert refused.status_code == 400
    assert "Das ist keine Internetadresse." in refused.text
    assert "javascript:x" in refused.text
    assert "Mein Text" in refused.text
    assert service_name(staff_site, offer_id) == "Praxis Grün"
    assert get_progress(staff_site.finder, reference).status == ChangeStatus.NEW


def test_asking_back_and_rejecting_need_no_field(staff_site: StaffSite) -> None:
    reviewer = staff_site.as_role("reviewer")
    reference = propose(staff_site, None, kind=ChangeKind.BARRIER, place=("", "Rathaus"))
    path = f"/staff/vorschlaege/{reference}"
    assert "Rathaus" in reviewer.get("/staff/vorschlaege?art=barrier").text
    assert reviewer.post(path, data={"version": "0", "action": "ask", "answer": "Wo?"}).status_code == 303
    assert "Wo?" in staff_site.guest.get(f"/de/vorschlag/{reference}").text
    assert reviewer.post(path, data={"version": "1", "action": "reject", "answer": "Nein"}).status_code == 303
    assert get_progress(staff_site.finder, reference).status == ChangeStatus.REJECTED
    assert "Nein" in reviewer.get(path).text


def test_a_proposed_entry_fills_the_form_of_a_new_one(staff_site: StaffSite) -> None:
    editor = staff_site.as_role("editor")
    reference = propose(
        staff_site,
        None,
        kind=ChangeKind.NEW_ENTRY,
        name=("", "Café Mut"),
        phones=("", "02723 1234"),
        access=("", "Stufe"),
    )
    answer = editor.post(f"/staff/vorschlaege/{reference}", data={"version": "0", "action": "create"})
    assert answer.headers["Location"] == "/staff/eintraege/neu"
    form = editor.get("/staff/eintraege/neu").text
    values = {field.get("name"): field.get("value") for field in parse(form).iter("input")}
    assert values["service/name"] == "Café Mut"
    assert "02723 1234" in values.values()
    assert values["form_key"]
    assert f"Hinweis {reference}" in form
    reviewer = staff_site.as_role("reviewer")
    assert "Eintrag daraus anlegen" not in reviewer.get(f"/staff/vorschlaege/{reference}").text
    path = f"/staff/vorschlaege/{reference}"
    assert reviewer.post(path, data={"version": "0", "action": "create"}).status_code == 403


def test_who_is_bound_to_some_entries_sees_and_decides_on_theirs_alone(
    staff_site: StaffSite, offer_id: int
) -> None:
    with staff_site.finder.database.change("test") as session:
        own = make_offer(session, name="Eigene Praxis")
        organization = session.get_one(Service, own.service_id).organization_id
    bound = staff_site.as_role("editor", Scope(organizations=frozenset({organization})))
    mine = propose(staff_site, own.id, name=("Eigene Praxis", "Meine"))
    others = propose(staff_site, offer_id, name=("Praxis Grün", "Fremde"))
    general = propose(staff_site, None, kind=ChangeKind.BARRIER, place=("", "Überall"))
    listed = bound.get("/staff/vorschlaege").text
    assert [reference in listed for reference in (mine, others, general)] == [True, False, False]
    data = {"version": "0", "action": "accept", "accept": ["name"]}
    for reference, status in ((mine, 303), (others, 403), (general, 403)):
        path = f"/staff/vorschlaege/{reference}"
        assert bound.get(path).status_code == (200 if status == 303 else 403)
        assert bound.post(path, data=data).status_code == status
    assert service_name(staff_site, offer_id) == "Praxis Grün"
    confirmed = {"method": "phone", "part": ["hours"]}
    assert bound.post(f"/staff/aktualitaet/{offer_id}", data=confirmed).status_code == 403
    bound.post("/staff/aktualitaet", data={"id": [str(offer_id)], "action": "phone"})
    assert get_review(staff_site.finder, offer_id).assured_date is None
    assert bound.get("/staff/postausgang").status_code == 403
    staff_site.as_role("editor")


def test_filters_that_are_none_are_ignored_and_links_keep_the_others(staff_site: StaffSite) -> None:
    reviewer = staff_site.as_role("reviewer")
    page = reviewer.get("/staff/vorschlaege?stand=alle&art=unsinn&alter=x&seite=-3&thema=nichts&q=%00zzz")
    assert page.status_code == 200
    assert "Hier ist nichts zu tun." in page.text
    chosen = [text_of(o) for o in parse(page.text).iter("option") if "selected" in o.attrib]
    assert chosen == ["alle"] * 5
    assert reviewer.get("/staff/vorschlaege/00000-00000").status_code == 404
    assert staff_site.guest.get("/staff/vorschlaege").status_code == 303
