"""The form of an entry: what it shows is what is stored, what is typed is what is saved, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hostile import HOSTILE_NAMES
from make import make_offer, make_term
from page import parse, text_of
from sent_form import SentForm, fields_of
from staffsite import StaffClient, StaffSite
from werkzeug.test import TestResponse

from finder.actions.edit_entry import NEW, open_entry, save_draft
from finder.actions.entry_input import read_entry
from finder.actions.offer import get_offer
from finder.domain.access import FACT_KEYS
from finder.domain.entry_fields import RECORD_FIELDS, ROW_FIELDS
from finder.domain.language import LanguageRole
from finder.domain.roles import Scope
from finder.errors import StoreDown
from finder.store.details import Phone, ScheduleKind
from finder.store.records import Service, ServiceAtLocation
from finder.web.staff.entries import views
from finder.web.staff.entries.measuring import MEASURING
from finder.web.staff.entries.words import LABELS

NewOffer = Callable[..., int]


@pytest.fixture
def new_offer(staff_site: StaffSite) -> NewOffer:
    """A function that makes an offer with something in every part; gives its number."""

    def make(name: str = "Hausarztpraxis", hours: str = "Mo-Fr 08:00-12:00; PH off") -> int:
        with staff_site.finder.database.change("test") as session:
            make_term(session, "dentist")
            offer = make_offer(
                session,
                name=name,
                topics=["general"],
                languages=[("tr", LanguageRole.TEAM), ("kmr", LanguageRole.TEAM, "Th 14:00-18:00")],
                facts={"entrance.step_count": "2", "lift": "no", "entrance.door_width_cm": "82.5"},
                person="Öztürk",
                areas=["05966020"],
                hours=[(ScheduleKind.VISIT, hours)],
            )
            session.add(Phone(service_at_location_id=offer.id, number="+492723608800"))
            return offer.id

    return make


def _form(client: StaffClient, offer_id: int) -> SentForm:
    return SentForm.open(client, f"/staff/eintraege/{offer_id}")


def _values(site: StaffSite, offer_id: int) -> dict[str, str]:
    return dict(open_entry(site.finder, offer_id).values)


def _problems(answer: TestResponse) -> list[str]:
    """What the summary of problems says."""
    assert answer.status_code == 400
    return [
        text_of(link)
        for box in parse(answer.text).iter("div")
        if box.get("role") == "alert"
        for link in box.iter("a")
    ]


def test_a_form_sent_as_it_was_opened_changes_nothing(staff_site: StaffSite, new_offer: NewOffer) -> None:
    number = new_offer()
    before = _values(staff_site, number)
    form = _form(staff_site.as_role("editor"), number)
    assert "02723 608800" in form.fields.values()  # stored as +492723608800
    answer = form.send()
    assert answer.status_code == 303
    assert _values(staff_site, number) == before
    page = staff_site.as_role("editor").get(f"/staff/eintraege/{number}")
    assert page.status_code == 200


def test_every_field_of_an_entry_is_on_its_form(staff_site: StaffSite, new_offer: NewOffer) -> None:
    client = staff_site.as_role("editor")
    form = _form(client, new_offer())
    for what in ("cost_option", "required_document", "offer_fact"):
        form = form.again(form.send({"do": f"plus:{what}"}))
    form = form.again(form.send({"do": "plus:translation", "new_text": "service/name", "new_lang": "tr"}))
    form = form.again(form.send({"do": "plus:expression"}))
    flags = {"location/is_address_secret"}
    assert set(RECORD_FIELDS) - flags <= form.fields.keys()
    for table, columns in ROW_FIELDS.items():
        names = {name.rpartition("/")[2] for name in form.fields if name.startswith(f"{table}/")}
        assert set(columns) <= names, table
    keys = {name.split("/")[1] for name in form.fields if name.startswith("fact/")}
    assert keys == set(FACT_KEYS) - {"stated.wheelchair"}  # only where a source stated it


def test_every_number_to_measure_says_how(staff_site: StaffSite) -> None:
    numbers = {key for key in FACT_KEYS if key.endswith(("_cm", "_m", "_pct", "_count"))}
    assert numbers <= MEASURING.keys() <= set(FACT_KEYS)
    assert all(f"{table}/at" in LABELS for table in ("phone", "schedule", "language"))


def test_what_is_typed_is_saved_and_told(staff_site: StaffSite, new_offer: NewOffer) -> None:
    number = new_offer()
    client = staff_site.as_role("editor")
    form = _form(client, number)
    answer = form.send(
        {
            "service/alert": "Umbau bis Mai",
            "fact/entrance.door_width_cm/value": "95,5",
            "facts_observed_on": "2026-11-20",
            "facts_checked_by": "Anna",
            "new_topic": "Zahnmedizin",
            "reason": "Anruf",
        }
    )
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"])
    assert "Gespeichert" in page.text
    saved = _values(staff_site, number)
    assert saved["service/alert"] == "Umbau bis Mai"
    assert saved["fact/entrance.door_width_cm/value"] == "95.5"
    assert saved["fact/entrance.door_width_cm/observed_on"] == "2026-11-20"
    assert saved["fact/entrance.door_width_cm/checked_by"] == "Anna"
    assert saved["fact/entrance.step_count/observed_on"] == ""
    assert get_offer(staff_site.finder, number).detail["alert"] == "Umbau bis Mai"


def test_rows_are_added_and_taken_away_without_script(staff_site: StaffSite, new_offer: NewOffer) -> None:
    number = new_offer()
    form = _form(staff_site.as_role("editor"), number)
    form = form.again(form.send({"do": "plus:phone", "service/alert": "bleibt"}))
    assert form.fields["service/alert"] == "bleibt"
    form.fields |= {"phone/new1/number": "02723 12345", "phone/new1/description": "Zentrale"}
    form = form.again(form.send({"do": "plus:phone"}))
    assert form.fields["phone/new1/number"] == "02723 12345"
    old = next(name for name in form.fields if name.startswith("phone/") and "/new" not in name)
    form = form.again(form.send({"do": f"minus:{old.rpartition('/')[0]}"}))
    assert form.send({"do": "speichern"}).status_code == 303
    phones = get_offer(staff_site.finder, number).detail["phones"]
    assert phones == [{"number": "+49272312345", "type": "voice", "description": "Zentrale"}]


def test_the_grid_of_hours_is_saved_as_an_expression_and_shown_as_a_week(
    staff_site: StaffSite, new_offer: NewOffer
) -> None:
    number = new_offer()
    form = _form(staff_site.as_role("editor"), number)
    row = next(name.rpartition("/")[0] for name in form.fields if name.startswith("schedule/"))
    row = "/".join(row.split("/")[:2])
    assert form.fields[f"{row}/grid/Mo"] == "08:00–12:00"
    assert form.fields[f"{row}/grid/holidays"] == "off"
    shown = form.send({f"{row}/grid/Mo": "8-12, 15-18", "do": "zeigen"})
    assert "15:00–18:00" in shown.text.split('id="woche"')[1]
    assert form.again(shown).fields.keys() == form.fields.keys()
    assert _values(staff_site, number)[f"{row}/opening_hours"] == "Mo-Fr 08:00-12:00; PH off"
    changes = {
        f"{row}/grid/Mo": "8-12, 15-18",
        f"{row}/grid/appointment": "yes",
        f"{row}/grid/monthly0/nth": "1",
        f"{row}/grid/monthly0/day": "Sa",
        f"{row}/grid/monthly0/times": "10-12",
    }
    assert form.send(changes).status_code == 303
    assert _values(staff_site, number)[f"{row}/opening_hours"] == (
        "Mo 08:00-12:00,15:00-18:00, Tu-Fr 08:00-12:00, Sa[1] 10:00-12:00; PH off"
        ' || unknown "nach Vereinbarung"'
    )


def test_times_that_nobody_can_read_stay_as_typed(staff_site: StaffSite, new_offer: NewOffer) -> None:
    form = _form(staff_site.as_role("editor"), new_offer())
    name = next(name for name in form.fields if name.endswith("/grid/Tu"))
    answer = form.send({name: "morgens", "service/wait_time": "keine"})
    assert _problems(answer) == ["Dienstag"]
    again = form.again(answer)
    assert (again.fields[name], again.fields["service/wait_time"]) == ("morgens", "keine")


def test_hours_that_no_week_can_say_stay_as_they_are_written(
    staff_site: StaffSite, new_offer: NewOffer
) -> None:
    expression = "week 2-53/2 Mo 10:00-12:00; Dec 24 off"
    number = new_offer(hours=expression)
    form = _form(staff_site.as_role("editor"), number)
    assert form.send({"service/alert": "Neu"}).status_code == 303
    values = _values(staff_site, number)
    assert [text for name, text in values.items() if name.endswith("/opening_hours") and "week" in text] == [
        expression
    ]


def test_a_closure_has_days_and_no_grid(staff_site: StaffSite, new_offer: NewOffer) -> None:
    number = new_offer()
    form = _form(staff_site.as_role("editor"), number)
    form = form.again(form.send({"do": "plus:closure"}))
    days = {"schedule/new1/valid_from": "2027-07-01", "schedule/new1/valid_to": "2027-07-14"}
    assert form.send({**days, "schedule/new1/description": "Urlaub", "do": "speichern"}).status_code == 303
    schedules = get_offer(staff_site.finder, number).detail["schedules"]
    assert {
        "kind": "visit",
        "opening_hours": "off",
        "description": "Urlaub",
        "valid_from": "2027-07-01",
        "valid_to": "2027-07-14",
    } in schedules


def test_topics_come_by_typing_and_go_by_unchecking(staff_site: StaffSite, new_offer: NewOffer) -> None:
    number = new_offer()
    client = staff_site.as_role("editor")
    form = _form(client, number)
    again = form.again(
        form.send({"new_topic": "Zahnmedizin", "new_area": "ganz Deutschland", "do": "zeigen"})
    )
    assert (again.fields["topic/dentist"], again.fields["area/DE"]) == ("yes", "yes")
    wrong = form.send({"new_topic": "Quatsch", "do": "zeigen"})
    assert "bitte prüfen" in wrong.text
    assert form.again(wrong).fields["new_topic"] == "Quatsch"
    del again.fields["topic/general"]
    assert again.send({"do": "speichern"}).status_code == 303
    assert get_offer(staff_site.finder, number).summary["categories"] == ["dentist"]
    assert _values(staff_site, number)["area/DE"] == "yes"


def test_what_is_wrong_is_said_at_the_field_and_above(staff_site: StaffSite, new_offer: NewOffer) -> None:
    number = new_offer()
    form = _form(staff_site.as_role("editor"), number)
    answer = form.send({"service/name": "", "service/email": "keine", "offer/source_note": "bleibt"})
    assert _problems(answer) == ["Name des Angebots", "E-Mail"]
    assert form.again(answer).fields["offer/source_note"] == "bleibt"
    assert _values(staff_site, number)["offer/source_note"] == ""


def test_when_nothing_can_be_saved_everything_typed_is_still_there(
    staff_site: StaffSite, new_offer: NewOffer, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = _form(staff_site.as_role("editor"), new_offer())

    def down(*_args: object) -> None:
        raise StoreDown("busy")

    monkeypatch.setattr(views, "save_entry", down)
    answer = form.send({"service/alert": "bleibt da"})
    assert (answer.status_code, bool(answer.headers["Retry-After"])) == (503, True)
    assert form.again(answer).fields["service/alert"] == "bleibt da"


def test_a_form_of_which_nobody_knows_what_it_said_saves_nothing(
    staff_site: StaffSite, new_offer: NewOffer
) -> None:
    number = new_offer()
    before = _values(staff_site, number)
    client = staff_site.as_role("editor")
    answer = client.post(
        f"/staff/eintraege/{number}", data={"service/alert": "Umbau", "base": "x", "do": "speichern"}
    )
    assert (answer.status_code, _values(staff_site, number)) == (400, before)
    assert fields_of(answer)["service/alert"] == "Umbau"


def test_a_fact_of_another_door_is_typed_in_words(staff_site: StaffSite, new_offer: NewOffer) -> None:
    number = new_offer()
    form = _form(staff_site.as_role("editor"), number)
    for _ in range(2):
        form = form.again(form.send({"do": "plus:offer_fact"}))
    rows = {
        "offer_fact/new1/key": "entrance.ramp",
        "offer_fact/new1/value": "ja",
        "offer_fact/new2/key": "entrance.door_width_cm",
        "offer_fact/new2/value": "82,5",
    }
    assert form.send({**rows, "do": "speichern"}).status_code == 303
    values = _values(staff_site, number)
    facts = [values[name] for name in values if name.startswith("offer_fact/") and name.endswith("/value")]
    assert facts == ["yes", "82.5"]
    again = _form(staff_site.as_role("editor"), number)
    assert {"ja", "82,5"} <= set(again.fields.values())
    assert again.send({"do": "speichern"}).status_code == 303
    assert _values(staff_site, number) == values


def test_a_translation_stands_beside_its_german_text(staff_site: StaffSite, new_offer: NewOffer) -> None:
    number = new_offer()
    form = _form(staff_site.as_role("editor"), number)
    form = form.again(form.send({"do": "plus:translation", "new_text": "service/name", "new_lang": "tr"}))
    form.fields["translation/service/name/tr/text"] = "Aile hekimi"
    assert form.send({"do": "speichern"}).status_code == 303
    assert get_offer(staff_site.finder, number).summary["translations"]["tr"]["name"]["text"] == "Aile hekimi"
    form = _form(staff_site.as_role("editor"), number)
    assert form.send({"service/name": "Praxis"}).status_code == 303
    form = _form(staff_site.as_role("editor"), number)
    assert form.fields["translation/service/name/tr/status"] == "outdated"


def test_two_editors_choose_between_both_versions(staff_site: StaffSite, new_offer: NewOffer) -> None:
    number = new_offer()
    anna, bernd = (_form(staff_site.as_role(role), number) for role in ("editor", "admin"))
    assert anna.send({"service/alert": "Umbau", "service/wait_time": "kurz"}).status_code == 303
    asked = bernd.send({"service/alert": "Urlaub", "service/fees_description": "frei"})
    assert asked.status_code == 409
    assert {"Umbau", "Urlaub"} <= set(asked.text.replace(">", " ").replace("<", " ").split())
    choice = bernd.again(asked)
    again = choice.send()
    assert again.status_code == 409
    done = bernd.again(again).send({"choice/service/alert": "mine"})
    assert done.status_code == 303
    saved = _values(staff_site, number)
    names = ("service/alert", "service/wait_time", "service/fees_description")
    assert [saved[name] for name in names] == ["Urlaub", "kurz", "frei"]


def test_choosing_the_other_version_keeps_the_rest_of_mine(
    staff_site: StaffSite, new_offer: NewOffer
) -> None:
    number = new_offer()
    anna, bernd = (_form(staff_site.as_role(role), number) for role in ("editor", "admin"))
    row = next(name for name in anna.fields if name.startswith("phone/")).rpartition("/")[0]
    assert anna.send({f"{row}/number": "02723 1111"}).status_code == 303
    asked = bernd.send({"do": f"minus:{row}"})
    asked = bernd.again(asked).send({"service/wait_time": "lang", "do": "speichern"})
    assert asked.status_code == 409
    assert bernd.again(asked).send({f"choice/{row}": "theirs"}).status_code == 303
    saved = _values(staff_site, number)
    assert (saved[f"{row}/number"], saved["service/wait_time"]) == ("+4927231111", "lang")


def test_sent_truly_at_once_one_is_saved_and_the_others_are_asked(
    staff_site: StaffSite, new_offer: NewOffer
) -> None:
    number = new_offer()
    forms = [_form(staff_site.as_role("editor"), number) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        answers = list(
            pool.map(lambda n: forms[n].send({"service/alert": f"Hinweis {n}"}).status_code, range(3))
        )
    assert sorted(answers) == [303, 409, 409]


def test_a_draft_is_kept_shown_again_and_thrown_away(staff_site: StaffSite, new_offer: NewOffer) -> None:
    number = new_offer()
    client = staff_site.as_role("editor")
    form = _form(client, number)
    name = next(name for name in form.fields if name.endswith("/grid/Tu"))
    kept = client.post(
        f"/staff/eintraege/{number}/entwurf", data={**form.fields, "service/name": "", name: "halb get"}
    )
    assert kept.status_code == 204
    again = _form(client, number)
    assert (again.fields["service/name"], again.fields[name]) == ("", "halb get")
    assert "Entwurf vom" in client.get(f"/staff/eintraege/{number}").text
    assert "Entwurf vom" not in staff_site.as_role("admin").get(f"/staff/eintraege/{number}").text
    assert again.send({"do": "verwerfen"}).status_code == 303
    assert _form(client, number).fields["service/name"] == "Hausarztpraxis"
    assert _form(client, number).send({"do": "entwurf", "service/name": "Knopf"}).status_code == 303
    assert _form(client, number).fields["service/name"] == "Knopf"
    assert _form(client, number).send({"do": "speichern"}).status_code == 303
    assert "Entwurf vom" not in client.get(f"/staff/eintraege/{number}").text


def test_the_preview_is_the_public_page_and_saves_nothing(staff_site: StaffSite, new_offer: NewOffer) -> None:
    number = new_offer()
    form = _form(staff_site.as_role("editor"), number)
    page = form.send({"service/name": "Praxis am Bach", "do": "vorschau"})
    assert page.status_code == 200
    assert "Praxis am Bach" in page.text
    assert "Vorschau" in page.text
    assert _values(staff_site, number)["service/name"] == "Hausarztpraxis"


def test_a_new_entry_is_saved_once(staff_site: StaffSite) -> None:
    client = staff_site.as_role("editor")
    form = SentForm.open(client, "/staff/eintraege/neu")
    assert _problems(form.send()) == ["Name des Angebots", "Name der Einrichtung"]
    typed = {"service/name": "Sprachcafé", "organization/name": "Haus", "do": "speichern"}
    assert form.send({**typed, "do": "vorschau"}).status_code == 200
    places = {form.send(typed).headers["Location"] for _ in range(2)}
    assert len(places) == 1
    number = int(places.pop().rpartition("/")[2])
    page = get_offer(staff_site.finder, number)
    assert (page.summary["name"], page.summary["source"]["key"]) == ("Sprachcafé", "staff")


def test_an_entry_beside_another_shares_its_organization_and_place(
    staff_site: StaffSite, new_offer: NewOffer
) -> None:
    number = new_offer()
    client = staff_site.as_role("editor")
    form = SentForm.open(client, f"/staff/eintraege/neu?neben={number}")
    assert form.fields["organization/name"] == "Praxis am Markt"
    assert (form.fields["service/name"], form.fields["person/family"]) == ("", "")
    typed = {"service/name": "Kinderarztpraxis", "person/family": "Weber", "fact/lift/value": "yes"}
    assert form.send({**typed, "do": "vorschau"}).status_code == 200
    assert _values(staff_site, number)["fact/lift/value"] == "no"
    other = int(form.send({**typed, "do": "speichern"}).headers["Location"].rpartition("/")[2])
    mine, theirs = (_values(staff_site, entry) for entry in (other, number))
    assert mine["fact/lift/value"] == theirs["fact/lift/value"] == "yes"
    assert mine["address/city"] == theirs["address/city"]
    assert (theirs["service/name"], theirs["person/family"]) == ("Hausarztpraxis", "Öztürk")
    assert open_entry(staff_site.finder, other).shared["location"].some[0][0] == number
    assert get_offer(staff_site.finder, other).lat == get_offer(staff_site.finder, number).lat


def test_a_draft_of_a_new_entry_becomes_an_entry_of_its_own(staff_site: StaffSite) -> None:
    client = staff_site.as_role("editor")
    typed = {"service/name": "Aus einem Hinweis", "organization/name": "Verein"}
    numbers = set()
    for _ in range(2):
        save_draft(staff_site.finder, "editor@example.org", NEW, {}, typed)
        form = SentForm.open(client, "/staff/eintraege/neu")
        assert form.fields["service/name"] == "Aus einem Hinweis"
        assert form.fields["offer/publication"] == "public"
        numbers.add(form.send({"do": "speichern"}).headers["Location"])
    assert len(numbers) == 2


def test_others_who_share_a_record_are_named(staff_site: StaffSite, new_offer: NewOffer) -> None:
    number = new_offer()
    with staff_site.finder.database.change("test") as session:
        make_offer(session, name="Abendsprechstunde", colleague=session.get_one(ServiceAtLocation, number))
    page = staff_site.as_role("editor").get(f"/staff/eintraege/{number}")
    assert "Abendsprechstunde" in page.text


def test_hostile_texts_are_shown_as_text_and_saved_as_they_are(
    staff_site: StaffSite, new_offer: NewOffer
) -> None:
    number = new_offer()
    client = staff_site.as_role("editor")
    text = " ".join(HOSTILE_NAMES[:2])
    assert _form(client, number).send({"service/name": text, "service/alert": text}).status_code == 303
    form = _form(client, number)
    assert form.fields["service/alert"] == text
    assert form.send({"do": "vorschau"}).status_code == 200


def test_the_name_of_every_language_leads_back_to_it(staff_site: StaffSite) -> None:
    names = staff_site.finder.names
    for lang in ("de", "en"):
        for code in names.codes:
            sent = {
                "language/new1/code": names.name(code, lang),
                "service/name": "x",
                "organization/name": "y",
            }
            values, problems = read_entry(sent, {})
            assert (values["language/new1/code"], problems) == (code, {}), (lang, code)


def test_an_editor_who_is_bound_edits_only_what_is_theirs(staff_site: StaffSite, new_offer: NewOffer) -> None:
    mine, other = new_offer(), new_offer()
    with staff_site.finder.database.change("test") as session:
        service = session.get_one(Service, session.get_one(ServiceAtLocation, mine).service_id)
    bound = staff_site.as_role("editor", Scope(organizations=frozenset({service.organization_id})))
    assert _form(bound, mine).send({"service/alert": "Unser Hinweis"}).status_code == 303
    assert bound.get(f"/staff/eintraege/neu?neben={mine}").status_code == 200
    assert bound.get(f"/staff/eintraege/neu?neben={other}").status_code == 403
    for path in (f"/staff/eintraege/{other}", "/staff/eintraege/neu"):
        assert bound.get(path).status_code == 403
        assert bound.post(path, data={"service/alert": "fremd"}).status_code == 403
        assert bound.post(f"{path}/entwurf", data={}).status_code == 403
    assert _values(staff_site, other)["service/alert"] == ""


@pytest.mark.parametrize("path", ["/staff/eintraege/neu", "/staff/eintraege/1"])
def test_only_who_may_edit_sees_and_sends_the_form(staff_site: StaffSite, path: str) -> None:
    assert staff_site.as_role("reviewer").get(path).status_code == 403
    assert staff_site.as_role("reviewer").post(path, data={}).status_code == 403
    assert staff_site.guest.get(path).status_code == 303
    assert staff_site.as_role("editor").post(path, data={}, forged=True).status_code == 400
    assert staff_site.as_role("editor").get("/staff/eintraege/99999").status_code == 404
