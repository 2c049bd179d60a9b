"""What is due is found and confirmed; providers answer by their link; mails wait where staff sees them."""

from __future__ import annotations

import datetime as dt

import pytest
from make import make_offer
from page import CheckedClient, parse, text_of, unpacked, visible_text
from qr import read_qr
from staffsite import StaffSite

from finder.actions.follow_changes import list_open
from finder.actions.outbox import queue_mail, read_outbox
from finder.actions.remind import begin_rounds, link_of
from finder.actions.review_entries import get_review
from finder.clock import today, utc_now
from finder.domain.language import LanguageRole
from finder.domain.point import Point
from finder.domain.review import Channel, Part, ReviewState, RoundAnswer
from finder.store.contact_checks import keep_checks
from finder.store.details import CostOption, Language, RequiredDocument, Schedule, ScheduleKind
from finder.store.records import Service, ServiceAtLocation

LIST = "/staff/aktualitaet"


@pytest.fixture
def offer_id(staff_site: StaffSite) -> int:
    with staff_site.finder.database.change("test") as session:
        offer = make_offer(session, name="Praxis Frisch", topics=["dermatology"])
        service = session.get_one(Service, offer.service_id)
        service.email, service.assured_date = "praxis@example.org", today() - dt.timedelta(days=400)
        return offer.id


def states(site: StaffSite, offer_id: int) -> set[ReviewState]:
    return {part.state for part in get_review(site.finder, offer_id).parts}


def link(site: StaffSite, offer_id: int, channel: Channel = Channel.LETTER) -> str:
    begin_rounds(site.finder, [offer_id], channel, "test")
    one = get_review(site.finder, offer_id).round
    assert one is not None
    return link_of(site.finder, one)


def test_a_call_confirms_part_by_part(staff_site: StaffSite, offer_id: int) -> None:
    reviewer = staff_site.as_role("reviewer")
    assert f'href="{LIST}/{offer_id}"' in reviewer.get(f"{LIST}?q=frisch&stand=faellig").text
    page = reviewer.get(f"{LIST}/{offer_id}")
    assert "Sind das die richtige Nummer" in page.text
    for data, told in (
        ({"part": ["hours"]}, "wie Sie geprüft haben"),
        ({"method": "phone"}, "was bestätigt wurde"),
        ({"method": "import", "part": ["hours"]}, "wie Sie geprüft haben"),
    ):
        refused = reviewer.post(f"{LIST}/{offer_id}", data=data)
        assert (refused.status_code, told in refused.text) == (400, True), data
    kept = reviewer.post(f"{LIST}/{offer_id}", data={"part": ["hours"]})
    boxes = [box.get("value") for box in parse(kept.text).iter("input") if "checked" in box.attrib]
    assert boxes == ["hours"], "what was ticked stays ticked"
    assert reviewer.post(f"{LIST}/{offer_id}", data={"method": "phone", "part": ["hours"]}).status_code == 303
    assert states(staff_site, offer_id) == {ReviewState.FRESH, ReviewState.DUE}
    assert (
        reviewer.post(f"{LIST}/{offer_id}", data={"method": "visit", "part": list(Part)}).status_code == 303
    )
    assert get_review(staff_site.finder, offer_id).assured_date == today()


def test_many_entries_at_once(staff_site: StaffSite, offer_id: int) -> None:
    reviewer = staff_site.as_role("reviewer")
    data = {"id": [str(offer_id), "x", "99999999999", "4000000"], "back": f"{LIST}?stand=alle"}
    nothing = reviewer.post(LIST, data={"action": "phone", "back": "https://evil.example"})
    assert nothing.headers["Location"] == LIST
    assert "Bitte kreuzen Sie zuerst" in reviewer.get(LIST).text
    done = reviewer.post(LIST, data={**data, "action": "mail"})
    assert done.headers["Location"] == f"{LIST}?stand=alle"
    assert "1 Eintrag ist heute bestätigt." in reviewer.get(LIST).text
    assert states(staff_site, offer_id) == {ReviewState.FRESH}


def test_a_letter_names_the_entry_and_its_code_leads_to_the_provider_page(
    staff_site: StaffSite, offer_id: int
) -> None:
    reviewer = staff_site.as_role("reviewer")
    to_print = reviewer.post(LIST, data={"id": [str(offer_id)], "action": "letter"}).headers["Location"]
    page = reviewer.get(to_print)
    assert "Praxis Frisch" in page.text
    assert "57368 Lennestadt" in page.text
    code = reviewer.get(f"{LIST}/{offer_id}/qr.svg")
    assert code.mimetype == "image/svg+xml"
    [address] = [text_of(one) for one in parse(page.text).iter("p") if one.get("class") == "letter-link"]
    assert read_qr(unpacked(code).decode()) == address
    path = address.removeprefix("http://localhost")
    assert path.startswith("/anbieter/")
    assert staff_site.guest.get(path).status_code == 200


def test_a_provider_confirms_without_account_cookie_or_cache(staff_site: StaffSite, offer_id: int) -> None:
    path = link(staff_site, offer_id)
    provider: CheckedClient = staff_site.guest
    page = provider.get(path)
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    assert "Set-Cookie" not in page.headers
    assert "Praxis Frisch" in page.text
    assert "Ja, alles stimmt" in page.text
    assert "Yes, everything is right" in provider.get(f"{path}?lang=en").text
    answer = provider.post(path, data={"action": "confirm"})
    assert answer.headers["Location"] == path
    assert "Mehr ist nicht zu tun" in provider.get(path).text
    assert states(staff_site, offer_id) == {ReviewState.FRESH}
    again = provider.post(path, data={"action": "withdraw"})
    assert again.status_code == 303
    assert not [one for one in list_open(staff_site.finder) if one["offer_id"] == offer_id]


def test_whoever_is_asked_reads_all_that_they_confirm(staff_site: StaffSite, offer_id: int) -> None:
    with staff_site.finder.database.change("test") as session:
        offer = session.get_one(ServiceAtLocation, offer_id)
        session.add_all(
            (
                CostOption(service_id=offer.service_id, option="Erstgespräch", amount=12.5, currency="EUR"),
                CostOption(service_id=offer.service_id, option="Lange vorbei", valid_to=dt.date(2020, 1, 1)),
                RequiredDocument(service_id=offer.service_id, document="Überweisung"),
                Schedule(
                    service_at_location_id=offer_id, kind=ScheduleKind.PHONE, opening_hours="Mo 09:00-10:00"
                ),
                Language(
                    service_at_location_id=offer_id,
                    code="tr",
                    role=LanguageRole.TEAM,
                    opening_hours="Th 14:00-18:00",
                ),
            )
        )
    reviewer, path = staff_site.as_role("reviewer"), link(staff_site, offer_id)
    pages = {
        "staff": reviewer.get(f"{LIST}/{offer_id}"),
        "provider": staff_site.guest.get(path),
        "letter": reviewer.get(f"{LIST}/briefe?id={offer_id}"),
    }
    for whose, page in pages.items():
        text = visible_text(parse(page.text))
        for said in ("Erstgespräch: 12,50", "Bitte mitbringen: Überweisung", "Telefonzeiten: Mo 09:00–10:00"):
            assert said in text, (whose, said)
        assert "Türkisch (Do 14:00–18:00)" in text, whose
        assert "Lange vorbei" not in text, whose


def test_a_provider_changes_or_withdraws_through_staff(staff_site: StaffSite, offer_id: int) -> None:
    path = link(staff_site, offer_id)
    provider: CheckedClient = staff_site.guest
    form = provider.get(f"{path}/aendern")
    sent = {
        field.get("name", ""): field.get("value", "")
        for field in parse(form.text).iter("input")
        if field.get("type") == "text"
    }
    wrong = provider.post(f"{path}/aendern", data={**sent, "email": "kein", "name": "Praxis Neu"})
    assert wrong.status_code == 400
    assert 'value="Praxis Neu"' in wrong.text
    assert provider.post(f"{path}/aendern", data=sent).status_code == 400, "nothing was changed"
    done = provider.post(f"{path}/aendern", data={**sent, "name": "Praxis Neu", "contact": "a@b.example"})
    assert done.headers["Location"] == path
    assert "Ihre Änderungen sind bei uns" in provider.get(path).text
    [request] = [one for one in list_open(staff_site.finder) if one["offer_id"] == offer_id]
    assert request["fields"]["name"]["proposed"] == "Praxis Neu"
    assert "vom Anbieter" in staff_site.as_role("reviewer").get("/staff/vorschlaege").text

    with staff_site.finder.database.change("test") as session:
        second = make_offer(session, name="Will nicht").id
    path = link(staff_site, second)
    assert provider.post(path, data={"action": "withdraw", "message": "Ruhestand"}).status_code == 303
    assert get_review(staff_site.finder, second).round.answer == RoundAnswer.WITHDRAWN  # type: ignore[union-attr]  # it has one
    [request] = [one for one in list_open(staff_site.finder) if one["offer_id"] == second]
    page = staff_site.as_role("reviewer").get(f"/staff/vorschlaege/{request['reference']}")
    assert "Soll nicht mehr gezeigt werden" in page.text
    assert "Ruhestand" in page.text


@pytest.mark.parametrize("path", ["/anbieter/x", "/anbieter/x/aendern", "/anbieter/W10.x"])
def test_a_link_that_is_none_is_not_found(staff_site: StaffSite, path: str) -> None:
    assert staff_site.guest.get(path).status_code == 404
    assert staff_site.guest.post(path, data={"action": "confirm"}).status_code == 404


def test_mails_that_wait_can_be_copied_and_marked_as_sent(staff_site: StaffSite) -> None:
    reviewer = staff_site.as_role("reviewer")
    with staff_site.finder.database.change("test") as session:
        queue_mail(session, "leserin@example.org", "Ihr Hinweis <x>", "Text der E-Mail")
    page = reviewer.get("/staff/postausgang")
    assert "Es ist kein Mailserver eingestellt" in page.text
    assert "Text der E-Mail" in visible_text(parse(page.text))
    [mail, *_older] = read_outbox(staff_site.finder).mails
    path = f"/staff/postausgang/{mail.id}"
    assert reviewer.post(path, data={"action": "sent"}).status_code == 303
    assert "als gesendet vermerkt" in reviewer.get("/staff/postausgang").text
    assert reviewer.post(path, data={"action": "again"}).status_code == 303
    assert "schon gesendet" in reviewer.get("/staff/postausgang?stand=alle").text


def test_links_into_accounts_are_for_who_manages_accounts(staff_site: StaffSite) -> None:
    link = "http://localhost/staff/einladung/geheim"
    with staff_site.finder.database.change("test") as session:
        queue_mail(session, "neu@example.org", "Einladung", f"Kommen Sie: {link}", about="account:7")
    [mail, *_older] = read_outbox(staff_site.finder).mails
    path = f"/staff/postausgang/{mail.id}"
    for role in ("reviewer", "editor"):
        other = staff_site.as_role(role)
        assert link not in other.get("/staff/postausgang?stand=alle").text
        assert other.post(path, data={"action": "sent"}).status_code == 403
    admin = staff_site.as_role("admin")
    assert link in admin.get("/staff/postausgang").text
    assert admin.post(path, data={"action": "sent"}).status_code == 303


def test_links_that_do_not_work_are_listed_and_checked_again(staff_site: StaffSite, offer_id: int) -> None:
    reviewer = staff_site.as_role("reviewer")
    found = {
        "https://alt.example": ("gone", "404"),
        "javascript:alert(1)": ("address", ""),
        "+49272": ("phone", ""),
    }
    with staff_site.finder.database.change("test") as session:
        keep_checks(session, offer_id, found, utc_now())
    page = reviewer.get(f"{LIST}/kontakte?q=frisch&art=gone")
    assert "Die Seite gibt es nicht mehr." in page.text
    assert "+49272" not in page.text
    assert 'href="javascript' not in reviewer.get(f"{LIST}/kontakte?art=unsinn&seite=x").text
    begun = reviewer.post(f"{LIST}/kontakte")
    assert begun.headers["Location"].startswith("/staff/auftraege/")


def test_the_public_is_told_of_entries_that_are_overdue(staff_site: StaffSite) -> None:
    with staff_site.finder.database.change("test") as session:
        offer = make_offer(session, name="Altpraxis Überfällig", point=Point(50.2, 8.9))
        session.get_one(Service, offer.service_id).assured_date = today() - dt.timedelta(days=800)
        offer_id = offer.id
    guest = staff_site.guest
    told = "zuletzt geprüft vor mehr als 2 Jahren"
    assert told in guest.get("/de/suche?lat=50.2&lon=8.9&radius_km=1").text
    assert told in guest.get(f"/de/angebot/{offer_id}", follow_redirects=True).text
    feature = guest.get(f"/api/v1/offers/{offer_id}").get_json()
    assert dt.date.fromisoformat(feature["properties"]["overdue_from"]) < today()
    reviewer = staff_site.as_role("reviewer")
    reviewer.post(f"{LIST}/{offer_id}", data={"method": "phone", "part": list(Part)})
    assert told not in guest.get("/de/suche?lat=50.2&lon=8.9&radius_km=1").text
