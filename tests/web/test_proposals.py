"""Forms for changes, missing entries and barriers: kept for people, not published, nothing typed is lost."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus
from xml.etree.ElementTree import Element

import pytest
import sqlalchemy as sa
from hostile import HOSTILE_NAMES
from page import CheckedClient, parse, text_of, visible_text
from sent_form import SentForm, fields_of
from website import Site, open_site
from werkzeug.test import TestResponse

from finder.actions.context import Finder
from finder.app import create_app
from finder.domain.change import ChangeStatus
from finder.settings import Settings
from finder.store.base import Base
from finder.store.change_rows import ChangeRequest
from finder.store.records import Service
from finder.web.clean import printable
from finder.web.proposals.guard import LEAST_TIME, MOST_TIME, TOKEN, TRAP

NEW_ENTRY, BARRIER = "/de/vorschlag", "/de/barriere-melden"
CANARY = "Gynäkologin-Arabisch-57368"
KEY = "s" * 40


class Clock:
    """A clock that people read: it is always late enough to send a form."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 3, 4, 12, 0, tzinfo=dt.UTC)
        self.step = dt.timedelta(seconds=10)

    def __call__(self) -> dt.datetime:
        self.now += self.step
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("finder.web.proposals.guard.utc_now", clock)
    monkeypatch.setattr("finder.actions.propose_change.utc_now", lambda: clock.now)
    return clock


@pytest.fixture(scope="module", params=["spatialite", "postgis"])
def site(
    request: pytest.FixtureRequest,
    session_database_url: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """A site of our own, because visitors write to it."""
    url = session_database_url(request.param)
    settings = Settings(tmp_path_factory.mktemp("var"), url, KEY, contact="finder@example.org")
    with open_site(settings) as made:
        yield made


def change_path(site: Site, name: str = "family_doctor") -> str:
    return f"/de/angebot/{site.ids[name]}/aenderung"


def requests_of(site: Site) -> list[dict[str, Any]]:
    """Every request, the newest first."""
    finder: Finder = site.app.extensions["finder"]
    with finder.database.change("test") as session:
        return [
            {
                "reference": row.reference,
                "kind": str(row.kind),
                "offer_id": row.offer_id,
                "message": row.message,
                "contact": row.contact,
                "lang": row.lang,
                "fields": {f.field_name: (f.previous_value, f.proposed_value) for f in row.fields},
            }
            for row in session.scalars(sa.select(ChangeRequest).order_by(ChangeRequest.id.desc()))
        ]


def tables(site: Site, *without: str) -> dict[str, str]:
    finder: Finder = site.app.extensions["finder"]
    with finder.database.read() as connection:
        return {
            table.name: repr(sorted(connection.execute(sa.select(*_plain_columns(table))).all(), key=repr))
            for table in Base.metadata.sorted_tables
            if table.name not in without
        }


def _plain_columns(table: sa.Table) -> list[sa.Column[Any]]:
    return [column for column in table.c if column.name != "geom"]


def alert(answer: TestResponse) -> Element:
    [found] = [element for element in parse(answer.text).iter() if element.get("role") == "alert"]
    return found


PUBLISHED = (
    "/api/v1/search?near=Altenhundem&limit=100&facets=yes",
    "/api/v1/offers/{}",
    "/de/angebot/{}-hausarztpraxis-yildiz",
    "/de/suche?near=Altenhundem",
)


def test_a_proposal_is_kept_and_nothing_that_is_published_changes(site: Site) -> None:
    client = site.client
    paths = [path.format(site.ids["family_doctor"]) for path in PUBLISHED]
    tables_of_requests = ("change_request", "change_request_field", "rate_limit")
    before = [client.get(path).data for path in paths], tables(site, *tables_of_requests)
    form = SentForm.open(client, change_path(site))
    changes = {"phones": "02723 999999", "closed": "yes", "toilet.accessible": "yes", "lift": "yes"}
    answer = form.send({**changes, "message": "Neue Nummer", "contact": "a@example.org"})
    assert answer.status_code == 303
    found = requests_of(site)[0]
    assert answer.headers["Location"] == f"{NEW_ENTRY}/{found['reference']}"
    assert found["kind"] == "change"
    assert found["offer_id"] == site.ids["family_doctor"]
    assert found["fields"] == {
        "phones": ("02723 608800", "02723 999999"),
        "closed": ("", "yes"),
        "toilet.accessible": ("no", "yes"),
        "lift": ("", "yes"),
    }
    assert (found["message"], found["contact"], found["lang"]) == ("Neue Nummer", "a@example.org", "de")
    assert ([client.get(path).data for path in paths], tables(site, *tables_of_requests)) == before


def test_the_form_begins_with_what_the_entry_says(site: Site) -> None:
    fields = SentForm.open(site.client, change_path(site)).fields
    assert fields["name"] == "Hausarztpraxis Yıldız"
    assert (fields["street"], fields["postcode"], fields["city"]) == ("Markt 1", "57368", "Lennestadt")
    assert fields["opening_hours"].startswith("Mo, Do 08:00–12:00, 15:00–18:00")
    assert fields["languages"] == "Fachperson: Deutsch, Türkisch\nTeam: Arabisch"
    assert (fields["entrance.step_count"], fields["toilet.accessible"], fields["lift"]) == ("0", "no", "")
    english = SentForm.open(site.client, change_path(site).replace("/de/", "/en/")).fields
    assert english["languages"] == "Professional: German, Turkish\nTeam: Arabic"


def test_a_missing_entry_and_a_barrier_are_kept(site: Site) -> None:
    form = SentForm.open(site.client, NEW_ENTRY.replace("de", "en", 1))
    assert form.send({"name": "Hebamme Ay", "city": "Meggen"}).status_code == 303
    found = requests_of(site)[0]
    assert (found["kind"], found["lang"]) == ("new_entry", "en")
    assert found["fields"] == {"name": ("", "Hebamme Ay"), "city": ("", "Meggen")}
    assert SentForm.open(site.client, BARRIER).send({"message": "Zu kleine Schrift"}).status_code == 303
    found = requests_of(site)[0]
    assert (found["kind"], found["offer_id"]) == ("barrier", None)
    assert found["fields"] == {"where": ("", "site")}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            "near=57368&category=dentist&category=general&language=tr&radius_km=1",
            {
                "postcode": "57368",
                "categories": "Allgemeinmedizin (Hausarzt), Zahnmedizin",
                "languages": "Türkisch",
            },
        ),
        ("near=Altenhundem&q=Geb%C3%A4rden", {"city": "Altenhundem", "categories": "Gebärden"}),
        ("near=&category=nothing&language=xx-nothing&name=x", {"city": "", "categories": "", "name": ""}),
    ],
)
def test_an_empty_search_begins_the_form(site: Site, query: str, expected: dict[str, str]) -> None:
    fields = SentForm.open(site.client, f"{NEW_ENTRY}?{query}").fields
    assert {name: fields[name] for name in expected} == expected


def test_an_entry_leads_to_its_form(site: Site) -> None:
    page = site.client.get(f"/en/angebot/{site.ids['children']}-kinderarztpraxis-weber")
    links = {link.get("href"): text_of(link) for link in parse(page.text).iter("a")}
    assert links[change_path(site, "children").replace("/de/", "/en/")] == "Suggest a change"
    assert site.client.get("/de/angebot/2147483647/aenderung").status_code == 404


def test_looking_at_the_forms_changes_no_table(site: Site) -> None:
    client = site.client
    reference = send_barrier(site).headers["Location"]
    before = tables(site)
    for path in (change_path(site), NEW_ENTRY, f"{NEW_ENTRY}?near=Olpe", BARRIER, reference) * 2:
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert tables(site) == before


def send_barrier(site: Site, message: str = "Stufe", **more: str) -> TestResponse:
    return SentForm.open(site.client, BARRIER).send({"message": message, **more})


def test_sending_a_form_twice_makes_one_request(site: Site) -> None:
    form = SentForm.open(site.client, change_path(site))
    before = len(requests_of(site))
    places = {form.send({"moved": "yes"}).headers["Location"] for _ in range(3)}
    assert len(places) == 1
    assert len(requests_of(site)) == before + 1


def test_going_back_and_changing_something_asks_first(site: Site) -> None:
    form = SentForm.open(site.client, BARRIER)
    first = form.send({"message": "Stufe"}).headers["Location"]
    answer = form.send({"message": "Zwei Stufen"})
    assert answer.status_code == 409
    assert first.rpartition("/")[2] in text_of(alert(answer))
    second = form.again(answer)
    assert second.fields["message"] == "Zwei Stufen"
    assert second.send().headers["Location"] != first


def test_fields_that_nobody_offered_are_ignored_and_of_repeated_ones_the_first_counts(site: Site) -> None:
    form = SentForm.open(site.client, change_path(site))
    extra = {"offer_id": "1", "status": "accepted", "reference": "00000-00000", "assured_date": "2026-01-01"}
    pairs = [*(form.fields | extra).items(), ("moved", "yes"), ("city", "Olpe"), ("message", "zwei")]
    answer = form.send(data="&".join(f"{name}={quote_plus(text)}" for name, text in pairs), content_type=FORM)
    assert answer.status_code == 303
    found = requests_of(site)[0]
    assert (found["fields"], found["message"]) == ({"moved": ("", "yes")}, "")


FORM = "application/x-www-form-urlencoded"


def test_what_was_changed_meanwhile_is_not_changed_back(site: Site) -> None:
    form = SentForm.open(site.client, change_path(site, "stairs"))
    finder: Finder = site.app.extensions["finder"]
    with finder.database.change("staff") as session:
        service = session.scalars(sa.select(Service).where(Service.name == "Hautarztpraxis Kurz")).one()
        service.description = "Seit heute mit Termin"
    assert form.send({"email": "kurz@example.org"}).status_code == 303
    assert requests_of(site)[0]["fields"] == {"email": ("", "kurz@example.org")}


def test_a_secret_address_is_not_asked_for(site: Site) -> None:
    form = SentForm.open(site.client, change_path(site, "shelter"))
    assert not {"street", "postcode", "city", "moved"} & form.fields.keys()
    assert form.send({"street": "Geheimweg 3", "city": "Olpe", "message": "Neue Nummer"}).status_code == 303
    assert requests_of(site)[0]["fields"] == {}


def test_each_mistake_is_named_at_its_field_and_nothing_typed_is_lost(site: Site) -> None:
    form = SentForm.open(site.client, change_path(site))
    typed = {"phones": "ruf an", "email": "x@y", "postcode": "5", "contact": "morgen", "doubled": "yes"}
    answer = form.send(typed)
    assert answer.status_code == 400
    tree = parse(answer.text)
    assert fields_of(answer).items() >= typed.items()
    linked = [link.get("href", "") for link in alert(answer).iter("a")]
    assert linked == ["#phones", "#email", "#postcode", "#contact"]
    elements = {element.get("id"): element for element in tree.iter() if element.get("id")}
    for target in linked:
        field = elements[target.removeprefix("#")]
        assert field.get("aria-invalid") == "true"
        described = [text_of(elements[name]) for name in field.get("aria-describedby", "").split()]
        assert described[-1] in text_of(alert(answer))
    opened = [text_of(d.find("summary")) for d in tree.iter("details") if "open" in d.attrib]  # type: ignore[arg-type]
    assert opened == ["Telefon, E-Mail, Internetseite", "Anschrift"]
    assert text_of(next(tree.iter("title"))).startswith("Bitte prüfen Sie Ihre Angaben: ")
    right = {"phones": "02723 1", "email": "", "postcode": "57368", "contact": ""}
    assert form.again(answer).send(right).status_code == 303


@pytest.mark.parametrize("path", [NEW_ENTRY, BARRIER])
def test_an_empty_form_comes_back(site: Site, path: str) -> None:
    answer = SentForm.open(site.client, path).send()
    assert answer.status_code == 400
    assert "Bitte füllen Sie dieses Feld aus." in text_of(alert(answer))


@pytest.mark.parametrize(
    "change",
    [
        {TOKEN: ""},
        {TOKEN: "x.y"},
        {TOKEN: "\x00"},
        {TRAP: "Gewinnspiel"},
        {"token of another form": ""},
    ],
)
def test_what_no_person_sends_is_not_kept_but_comes_back(site: Site, change: dict[str, str]) -> None:
    form = SentForm.open(site.client, BARRIER)
    if "token of another form" in change:
        change = {TOKEN: SentForm.open(site.client, NEW_ENTRY).fields[TOKEN]}
    before = tables(site)
    answer = form.send({"message": "Schwere Tür", **change})
    assert answer.status_code == 400
    assert tables(site) == before
    again = form.again(answer)
    assert (again.fields["message"], again.fields[TRAP]) == ("Schwere Tür", "")
    assert again.send().status_code == 303


@pytest.mark.parametrize(
    ("after", "status"),
    [
        (dt.timedelta(0), 400),
        (LEAST_TIME - dt.timedelta(milliseconds=10), 400),
        (LEAST_TIME, 303),
        (MOST_TIME, 303),
        (MOST_TIME + dt.timedelta(seconds=1), 400),
        (-dt.timedelta(hours=1), 400),
    ],
)
def test_a_form_is_sent_neither_at_once_nor_tomorrow(
    site: Site, clock: Clock, after: dt.timedelta, status: int
) -> None:
    form = SentForm.open(site.client, BARRIER)
    clock.step = after
    answer = form.send({"message": "Schwere Tür"})
    assert answer.status_code == status
    if status == 400:
        clock.step = dt.timedelta(seconds=10)
        assert form.again(answer).send().status_code == 303


@pytest.mark.parametrize(
    ("headers", "is_own"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, True),
        ({"Origin": "null"}, True),
        ({"Origin": "http://localhost"}, True),
        ({}, True),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "http://localhost.evil.example"}, False),
        ({"Origin": "localhost"}, False),
    ],
)
def test_other_sites_cannot_send_our_forms(site: Site, headers: dict[str, str], is_own: bool) -> None:
    form = SentForm.open(site.client, BARRIER)
    before = len(requests_of(site))
    answer = form.send({"message": "Schwere Tür"}, headers=headers)
    assert answer.status_code == (303 if is_own else 403)
    assert len(requests_of(site)) == before + is_own


def test_the_sixth_proposal_in_an_hour_waits_and_nothing_typed_is_lost(site: Site, clock: Clock) -> None:
    form = SentForm.open(site.client, BARRIER)
    for number in range(5):
        other = SentForm.open(site.client, BARRIER)
        other.address = form.address
        assert other.send({"message": f"Stufe {number}"}).status_code == 303
    answer = form.send({"message": "Sechste"})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 720
    assert "in 11 Minuten" in text_of(alert(answer))
    clock.now += dt.timedelta(seconds=int(answer.headers["Retry-After"]))
    again = form.again(answer)
    assert again.fields["message"] == "Sechste"
    assert again.send().status_code == 303


@pytest.fixture
def down(tmp_path: Path) -> Iterator[CheckedClient]:
    """A guest of the same site while its database is not there."""
    app = create_app(Settings(tmp_path, "postgresql://nobody@127.0.0.1:9/nothing", KEY))
    app.test_client_class = CheckedClient
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    yield client
    app.extensions["finder"].close()


@pytest.mark.parametrize("path", ["change", NEW_ENTRY, BARRIER])
def test_without_the_database_nothing_is_taken_and_nothing_typed_is_lost(
    site: Site, down: CheckedClient, path: str
) -> None:
    form = SentForm.open(site.client, change_path(site) if path == "change" else path)
    typed = {"name": "Neu", "message": "Schwere Tür", "email": "neu@example.org", "contact": "02723 12345"}
    typed = {name: text for name, text in typed.items() if name in form.fields}
    form.client = down
    answer = form.send(typed)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert fields_of(answer).items() >= typed.items()
    again = form.again(answer)
    again.client = site.client
    before = len(requests_of(site))
    assert again.send().status_code == 303
    changed = requests_of(site)[0]["fields"]
    assert changed.keys() <= {"name", "email", "where"}
    assert len(requests_of(site)) == before + 1


@pytest.mark.parametrize(
    "text", [*HOSTILE_NAMES[:-2], "\x00\x01\x1b[31m\x85", "\ufffe\ufdd0", "'; DROP TABLE x"]
)
def test_what_a_visitor_types_is_text_and_stays_so(site: Site, text: str) -> None:
    form = SentForm.open(site.client, change_path(site))
    answer = form.send({"message": text, "name": text, "email": text, "contact": text})
    assert answer.status_code == 400
    assert "<script>alert" not in answer.text
    assert fields_of(answer)["message"] == printable(text).replace("\r", "\n")
    if text.isprintable():
        answer = form.again(answer).send({"email": "", "contact": "", "name": text[:200]})
        assert answer.status_code == 303
        assert requests_of(site)[0]["message"] == text


def test_too_much_and_other_kinds_of_content_are_refused_calmly(site: Site) -> None:
    form = SentForm.open(site.client, BARRIER)
    before = tables(site)
    assert form.send({"message": "x" * 2_001}).status_code == 400
    assert form.send({"message": "x" * 2_000_000}).status_code == 413
    assert form.send(data=b'{"message": "x"}', content_type="application/json").status_code == 400
    assert form.send(data=b"\xff\xfe=%ff&message=%00%ff", content_type=FORM).status_code == 400
    assert form.send(data=b"--x\r\n", content_type="multipart/form-data; boundary=x").status_code == 400
    assert site.client.put(BARRIER).status_code == 405
    assert site.client.post(f"{NEW_ENTRY}/00000-00000").status_code == 405
    assert tables(site) == before


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("status", ChangeStatus)
def test_the_page_of_a_request_tells_its_state_and_nothing_that_was_written(
    site: Site, lang: str, status: ChangeStatus
) -> None:
    form = SentForm.open(site.client, change_path(site))
    sent = form.send({"message": CANARY, "contact": "a@example.org", "description": CANARY})
    reference = sent.headers["Location"].rpartition("/")[2]
    finder: Finder = site.app.extensions["finder"]
    with finder.database.change("staff") as session:
        row = session.scalars(sa.select(ChangeRequest).where(ChangeRequest.reference == reference)).one()
        row.status, row.reason = status, "<b>Danke</b>, nachgesehen"
    answer = site.client.get(f"/{lang}/vorschlag/{reference.lower().replace('-', '')}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    text = visible_text(parse(answer.text))
    assert reference in text
    assert "<b>Danke</b>, nachgesehen" in text
    assert STATES[status][lang == "en"] in text
    for secret in (CANARY, "a@example.org", "Yıldız", f"angebot/{site.ids['family_doctor']}"):
        assert secret not in answer.text
    robots = [meta.get("content") for meta in parse(answer.text).iter("meta") if meta.get("name") == "robots"]
    assert robots == ["noindex"]
    assert 'rel="canonical"' not in answer.text


STATES = {
    ChangeStatus.NEW: ("noch nicht geprüft", "not checked yet"),
    ChangeStatus.IN_REVIEW: ("wird gerade geprüft", "being checked"),
    ChangeStatus.ACCEPTED: ("angenommen", "accepted"),
    ChangeStatus.PARTLY: ("teilweise angenommen", "accepted in part"),
    ChangeStatus.REJECTED: ("nicht angenommen", "not accepted"),
}


def test_an_unknown_reference_is_not_found(site: Site) -> None:
    for reference in ("00000-00000", "x", "%00", "..%2f..", "0" * 500):
        assert site.client.get(f"{NEW_ENTRY}/{reference}").status_code == 404


def test_addresses_without_a_language_lead_on(site: Site) -> None:
    for path in (change_path(site)[3:], "/vorschlag?near=Olpe", "/vorschlag/00000-00000", "/barriere-melden"):
        answer = site.client.get(path, headers={"Accept-Language": "en"})
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/en{path}")


def test_nothing_that_was_sent_is_logged(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    form = SentForm.open(site.client, change_path(site))
    with caplog.at_level(logging.DEBUG):
        bad = form.send({"message": CANARY, "email": CANARY})
        reference = form.again(bad).send({"email": ""}).headers["Location"].rpartition("/")[2]
        site.client.get(f"{NEW_ENTRY}/{reference}")
    logged = caplog.text + repr([record.__dict__ for record in caplog.records])
    for secret in (CANARY, reference, form.address):
        assert secret not in logged
