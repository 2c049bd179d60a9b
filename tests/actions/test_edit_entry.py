"""Saving an entry: what is typed is what is kept, once, with its history, and nobody's work is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from importing import PRAXIS, run_import, write_table
from make import make_offer, make_term

from finder.actions.context import Finder
from finder.actions.edit_entry import (
    NEW,
    EditConflict,
    Editor,
    add_entry,
    discard_draft,
    get_draft,
    new_values,
    open_entry,
    save_draft,
    save_entry,
)
from finder.actions.entry_input import EntryProblem, UnusableEntry
from finder.actions.offer import get_offer
from finder.actions.preview_entry import preview_entry
from finder.actions.remind import begin_rounds
from finder.actions.review_entries import get_review
from finder.actions.tidy import tidy_up
from finder.clock import today, utc_now
from finder.domain.language import LanguageRole
from finder.domain.review import Channel, ReviewState, RoundAnswer
from finder.errors import BadInput, NotFound
from finder.settings import Settings
from finder.store.details import ScheduleKind
from finder.store.provenance import Metadata
from finder.store.records import Location, Service, ServiceAtLocation

ANNA, BERND = Editor("anna@example.org"), Editor("bernd@example.org")


@pytest.fixture(scope="module", params=["spatialite", "postgis"])
def finder(
    request: pytest.FixtureRequest,
    session_database_url: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Finder]:
    """A finder on each engine in turn; every test makes its own offers."""
    url = session_database_url(request.param)
    opened = Finder.open(Settings(tmp_path_factory.mktemp("var"), url, secret_key="s" * 40))
    yield opened
    opened.close()


@pytest.fixture
def offer_id(finder: Finder) -> int:
    """A practice with something in every table."""
    with finder.database.change("test") as session:
        make_term(session, "dentist")
        offer = make_offer(
            session,
            topics=["general"],
            languages=[("tr", LanguageRole.TEAM)],
            facts={"entrance.step_count": "2"},
            person="Öztürk",
            areas=["05966020"],
            hours=[(ScheduleKind.VISIT, "Mo-Fr 08:00-12:00")],
        )
        return offer.id


def _row(values: Mapping[str, str], table: str) -> str:
    return next(name.rpartition("/")[0] for name in values if name.startswith(f"{table}/"))


def _history(finder: Finder, after: int) -> list[tuple[str, str, str, str, str]]:
    columns = (
        Metadata.resource_type,
        Metadata.field_name,
        Metadata.previous_value,
        Metadata.replacement_value,
        Metadata.updated_by,
    )
    with finder.database.read() as connection:
        statement = sa.select(*columns).where(Metadata.id > after).order_by(Metadata.id)
        return [(row[0], row[1], row[2], row[3], row[4]) for row in connection.execute(statement)]


def _last_line(finder: Finder) -> int:
    with finder.database.read() as connection:
        return connection.execute(sa.select(sa.func.max(Metadata.id))).scalar_one()


def test_saving_what_was_opened_changes_nothing(finder: Finder, offer_id: int) -> None:
    values = open_entry(finder, offer_id).values
    before, last = get_offer(finder, offer_id), _last_line(finder)
    assert save_entry(finder, offer_id, values, values, ANNA) == ()
    assert _history(finder, last) == []
    assert get_offer(finder, offer_id) == before


def test_a_change_is_found_kept_and_told_of_in_the_history(finder: Finder, offer_id: int) -> None:
    values, last = open_entry(finder, offer_id).values, _last_line(finder)
    phone = {"phone/new1/number": "02723 608-800", "phone/new1/type": "voice", "phone/new1/at": "offer"}
    sent = {**values, **phone, "service/name": "Zahnarztpraxis", "topic/general": "", "topic/dentist": "yes"}
    assert set(save_entry(finder, offer_id, values, sent, ANNA)) == {
        "service/name",
        "phone/new1",
        "topic/general",
        "topic/dentist",
    }
    page = get_offer(finder, offer_id)
    assert page.summary["name"] == "Zahnarztpraxis"
    assert page.summary["categories"] == ["dentist"]
    assert page.summary["phones"] == [{"number": "+492723608800", "type": "voice"}]
    lines = _history(finder, last)
    assert ("service", "name", "Hausarztpraxis", "Zahnarztpraxis", "anna@example.org") in lines
    assert {line[0] for line in lines} == {"service", "phone", "attribute"}


def test_every_table_can_be_filled_and_emptied(finder: Finder, offer_id: int) -> None:
    opened = open_entry(finder, offer_id).values
    added = {
        "schedule/new1/kind": "phone",
        "schedule/new1/opening_hours": "Do 14-16 Uhr",
        "schedule/new1/at": "service",
        "language/new1/code": "Arabisch",
        "language/new1/role": "interpreter",
        "language/new1/at": "person",
        "cost_option/new1/option": "Impfung",
        "cost_option/new1/amount": "12,50",
        "cost_option/new1/insurance": "private",
        "required_document/new1/document": "Überweisung",
        "fact/lift/value": "yes",
        "fact/lift/observed_on": "2026-03-01",
        "offer_fact/new1/key": "entrance.step_count",
        "offer_fact/new1/value": "0",
        "area/DE": "yes",
        "translation/service/name/tr/text": "Aile hekimi",
        "offer/new_patients": "waiting_list",
        "offer/new_patients_until": "2027-01-31",
        "service/minimum_age": "6",
    }
    save_entry(finder, offer_id, opened, {**opened, **added}, ANNA)
    saved = open_entry(finder, offer_id).values
    assert set(saved) - set(opened) > {"fact/lift/value", "area/DE", "translation/service/name/tr/text"}
    assert sorted(v for k, v in saved.items() if k.endswith("/code")) == ["ar", "tr"]
    assert [v for k, v in saved.items() if k.endswith("/amount")] == ["12.5"]
    assert [v for k, v in saved.items() if k.endswith("/opening_hours") and "Th" in v] == ["Th 14:00-16:00"]
    assert get_offer(finder, offer_id).summary["access"]["step_free"] == "yes"  # its own door has no steps
    emptied = {name: text for name, text in saved.items() if name in opened and "/new" not in name}
    save_entry(finder, offer_id, saved, {**emptied, "offer/new_patients": "unknown"}, ANNA)
    left = open_entry(finder, offer_id).values
    assert {**left, "offer/new_patients_until": "", "service/minimum_age": ""} == {
        **opened,
        "offer/new_patients_until": "",
        "service/minimum_age": "",
    }


def test_saving_confirms_nothing_unless_the_editor_says_so(finder: Finder, offer_id: int) -> None:
    values = open_entry(finder, offer_id).values
    save_entry(finder, offer_id, values, {**values, "service/alert": "Umbau"}, ANNA)
    assert open_entry(finder, offer_id).assured_date is None
    again = open_entry(finder, offer_id).values
    with pytest.raises(BadInput):
        save_entry(finder, offer_id, again, again, Editor("anna@example.org", method="import"))
    begin_rounds(finder, [offer_id], Channel.LETTER, ANNA.email)
    save_entry(finder, offer_id, again, again, Editor("anna@example.org", method="phone"))
    entry = open_entry(finder, offer_id)
    assert (entry.assured_date, entry.assured_method) == (today(), "phone")
    review = get_review(finder, offer_id)
    assert {part.state for part in review.parts} == {ReviewState.FRESH}
    assert review.round is not None
    assert review.round.answer is RoundAnswer.BY_STAFF, "nobody has to ask the provider any more"


def test_a_secret_address_has_no_point_and_gets_none(finder: Finder, offer_id: int) -> None:
    values = open_entry(finder, offer_id).values
    save_entry(finder, offer_id, values, {**values, "location/is_address_secret": "yes"}, ANNA)
    with finder.database.read() as connection:
        places = sa.select(Location.latitude, Location.geom).join(
            ServiceAtLocation, ServiceAtLocation.location_id == Location.id
        )
        assert connection.execute(places.where(ServiceAtLocation.id == offer_id)).one() == (None, None)
    page = get_offer(finder, offer_id)
    assert (page.lat, page.summary["address"], page.detail["is_address_secret"]) == (None, None, True)


def test_a_point_stays_in_its_town_and_goes_with_the_town(finder: Finder, offer_id: int) -> None:
    values = open_entry(finder, offer_id).values
    save_entry(finder, offer_id, values, {**values, "address/address_1": "Markt 2"}, ANNA)
    assert open_entry(finder, offer_id).point is not None
    values = open_entry(finder, offer_id).values
    save_entry(finder, offer_id, values, {**values, "address/city": "Olpe"}, ANNA)
    assert open_entry(finder, offer_id).point is None


def test_everything_wrong_is_said_at_once_and_nothing_is_saved(finder: Finder, offer_id: int) -> None:
    values = open_entry(finder, offer_id).values
    wrong = {
        "service/name": "",
        "service/url": "javascript:alert(1)",
        "service/status": "offen",
        "address/postal_code": "?",
        "schedule/new1/opening_hours": "irgendwann",
        "language/new1/code": "Klingonischisch",
        "language/new1/at": "offer",
        "phone/new1/description": "Zentrale",
        "fact/entrance.step_count/value": "-1",
        "offer/valid_from": "2026-05-01",
        "offer/valid_to": "2026-04-01",
        "person/family": "",
        "language/new2/code": "ru",
        "language/new2/at": "person",
    }
    with pytest.raises(UnusableEntry) as caught:
        save_entry(finder, offer_id, values, {**values, **wrong, "service/alert": "neu"}, ANNA)
    assert caught.value.problems == {
        "service/name": EntryProblem.MISSING,
        "service/url": EntryProblem.WEB,
        "service/status": EntryProblem.CHOICE,
        "address/postal_code": EntryProblem.POSTCODE,
        "schedule/new1/opening_hours": EntryProblem.HOURS,
        "language/new1/code": EntryProblem.LANGUAGE,
        "phone/new1/number": EntryProblem.MISSING,
        "fact/entrance.step_count/value": EntryProblem.NUMBER,
        "offer/valid_to": EntryProblem.ORDER,
        "language/new2/at": EntryProblem.PERSON,
    }
    assert open_entry(finder, offer_id).values == values


def test_two_editors_of_different_fields_both_keep_theirs(finder: Finder, offer_id: int) -> None:
    base = open_entry(finder, offer_id).values
    save_entry(finder, offer_id, base, {**base, "service/alert": "Umbau"}, ANNA)
    save_entry(finder, offer_id, base, {**base, "service/wait_time": "zwei Wochen"}, BERND)
    now = open_entry(finder, offer_id).values
    assert (now["service/alert"], now["service/wait_time"]) == ("Umbau", "zwei Wochen")


def test_two_editors_of_one_field_are_asked_and_nothing_is_lost(finder: Finder, offer_id: int) -> None:
    base = open_entry(finder, offer_id).values
    save_entry(finder, offer_id, base, {**base, "service/alert": "Umbau"}, ANNA)
    mine = {**base, "service/alert": "Urlaub", "service/wait_time": "keine"}
    with pytest.raises(EditConflict) as caught:
        save_entry(finder, offer_id, base, mine, BERND)
    conflict = caught.value
    assert conflict.merged.conflicts == ("service/alert",)
    assert (conflict.theirs["service/alert"], conflict.merged.values["service/alert"]) == ("Umbau", "Urlaub")
    assert open_entry(finder, offer_id).values["service/wait_time"] == ""
    save_entry(finder, offer_id, conflict.theirs, conflict.merged.values, BERND)
    now = open_entry(finder, offer_id).values
    assert (now["service/alert"], now["service/wait_time"]) == ("Urlaub", "keine")


def test_a_row_that_one_deletes_and_the_other_changes_is_a_choice(finder: Finder, offer_id: int) -> None:
    base = open_entry(finder, offer_id).values
    row = _row(base, "schedule")
    save_entry(finder, offer_id, base, {**base, f"{row}/opening_hours": "Mo 09:00-10:00"}, ANNA)
    mine = {name: text for name, text in base.items() if not name.startswith(row)}
    with pytest.raises(EditConflict) as caught:
        save_entry(finder, offer_id, base, mine, BERND)
    assert caught.value.merged.conflicts == (row,)


def test_the_same_row_added_by_two_is_there_once(finder: Finder, offer_id: int) -> None:
    base = open_entry(finder, offer_id).values
    defaults = {"level": "unknown", "at": "offer", "role": "team"}
    sent = {**base, "language/new1/code": "uk", **{f"language/new1/{k}": v for k, v in defaults.items()}}
    save_entry(finder, offer_id, base, sent, ANNA)
    save_entry(finder, offer_id, base, sent, BERND)
    codes = [text for name, text in open_entry(finder, offer_id).values.items() if name.endswith("/code")]
    assert codes == ["tr", "uk"]


def test_truly_at_once_one_is_saved_and_the_other_asked(finder: Finder, offer_id: int) -> None:
    base = open_entry(finder, offer_id).values

    def save(number: int) -> str:
        sent = {**base, "service/alert": f"Hinweis {number}", f"fact/{FACTS[number]}/value": "yes"}
        try:
            save_entry(finder, offer_id, base, sent, Editor(f"editor{number}@example.org"))
        except EditConflict as conflict:
            assert conflict.theirs["service/alert"] != sent["service/alert"]
            return "asked"
        return "saved"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(save, range(4)))
    assert outcomes == ["asked", "asked", "asked", "saved"]
    now = open_entry(finder, offer_id).values
    winner = int(now["service/alert"][-1])
    assert [f"fact/{key}/value" in now for key in FACTS] == [number == winner for number in range(4)]


def test_at_once_in_different_fields_all_are_saved(finder: Finder, offer_id: int) -> None:
    base = open_entry(finder, offer_id).values

    def save(key: str) -> tuple[str, ...]:
        return save_entry(finder, offer_id, base, {**base, f"fact/{key}/value": "yes"}, ANNA)

    with ThreadPoolExecutor(4) as pool:
        assert len(list(pool.map(save, FACTS))) == 4
    now = open_entry(finder, offer_id).values
    assert all(now[f"fact/{key}/value"] == "yes" for key in FACTS)
    assert {fact["key"] for fact in get_offer(finder, offer_id).detail["facts"]} >= set(FACTS)


FACTS = ("lift", "toilet.accessible", "parking.disabled", "staff.help")


def test_what_staff_know_better_survives_the_next_import(finder: Finder, tmp_path: Path) -> None:
    run_import(finder, write_table(tmp_path / "a.csv", [PRAXIS]))
    with finder.database.read() as connection:
        offer_id = connection.execute(sa.select(sa.func.max(ServiceAtLocation.id))).scalar_one()
    base = open_entry(finder, offer_id).values
    phone = _row(base, "phone")
    sent = {
        **base,
        "service/name": "Hausarztpraxis am Markt",
        f"{phone}/number": "02723 12345",
        "fact/lift/value": "yes",
        "offer/new_patients": "no",
    }
    save_entry(finder, offer_id, base, sent, ANNA)
    known = open_entry(finder, offer_id).values
    run_import(finder, write_table(tmp_path / "a.csv", [PRAXIS]))
    assert open_entry(finder, offer_id).values == known
    run_import(finder, write_table(tmp_path / "a.csv", [{**PRAXIS, "description": "Neu", "website": "n.de"}]))
    now = open_entry(finder, offer_id).values
    assert {name: now[name] for name in sent if name != "service/url"} == {
        **{name: known[name] for name in sent if name != "service/url"},
        "service/description": now["service/description"],
        "offer/description": now["offer/description"],
    }
    assert now["service/url"] == "https://n.de"


def test_a_new_entry_is_of_the_town_and_there_once_however_often_it_is_sent(finder: Finder) -> None:
    with finder.database.change("test") as session:
        make_term(session, "general")
    sent = {
        **new_values(),
        "service/name": "Sprachcafé",
        "organization/name": "Nachbarschaftshaus",
        "address/address_1": "Markt 1",
        "address/city": "Lennestadt",
        "person/family": "Kaya",
        "topic/general": "yes",
        "phone/new1/number": "02723 608800",
        "phone/new1/at": "person",
    }
    number = add_entry(finder, sent, "key", ANNA)
    assert add_entry(finder, sent, "key", ANNA) == number
    assert add_entry(finder, sent, "other", ANNA) != number
    page = get_offer(finder, number)
    assert (page.summary["name"], page.summary["person"]) == ("Sprachcafé", "Kaya")
    assert page.summary["source"]["key"] == "staff"
    assert page.summary["phones"][0]["number"] == "+492723608800"


def test_others_that_share_a_record_are_named(finder: Finder, offer_id: int) -> None:
    with finder.database.change("test") as session:
        offer = session.get_one(ServiceAtLocation, offer_id)
        other = make_offer(session, colleague=offer, name="Sprechstunde am Abend").id
    shared = open_entry(finder, offer_id).shared
    assert shared["location"].some == ((other, "Sprechstunde am Abend"),)
    assert set(shared) == {"location", "organization"}


def test_a_preview_shows_what_was_typed_and_saves_nothing(finder: Finder, offer_id: int) -> None:
    values, n_services = open_entry(finder, offer_id).values, _n_services(finder)
    page = preview_entry(finder, offer_id, values, {**values, "service/name": "Vorschau"})
    assert page.summary["name"] == "Vorschau"
    assert open_entry(finder, offer_id).values == values
    new = preview_entry(
        finder, None, new_values(), {**new_values(), "service/name": "Neu", "organization/name": "Haus"}
    )
    assert new.summary["name"] == "Neu"
    assert _n_services(finder) == n_services


def _n_services(finder: Finder) -> int:
    with finder.database.read() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(Service)).scalar_one()


def test_a_draft_is_kept_for_its_writer_until_saved_or_thrown_away(finder: Finder, offer_id: int) -> None:
    base = open_entry(finder, offer_id).values
    typed = {**base, "service/name": "", "phone/new1/number": "halb getip"}
    save_draft(finder, "anna@example.org", str(offer_id), base, typed)
    draft = get_draft(finder, "anna@example.org", str(offer_id))
    assert draft is not None
    assert draft.values["phone/new1/number"] == "halb getip"
    assert utc_now() - draft.saved_at < dt.timedelta(minutes=1)
    assert get_draft(finder, "bernd@example.org", str(offer_id)) is None
    assert get_draft(finder, "anna@example.org", NEW) is None
    save_entry(finder, offer_id, base, base, ANNA)
    assert get_draft(finder, "anna@example.org", str(offer_id)) is None
    save_draft(finder, "anna@example.org", NEW, {}, {"service/name": "x"})
    discard_draft(finder, "anna@example.org", NEW)
    assert get_draft(finder, "anna@example.org", NEW) is None


def test_a_draft_to_which_nobody_comes_back_goes(finder: Finder, offer_id: int) -> None:
    save_draft(finder, "anna@example.org", str(offer_id), {}, {"service/name": "x"})
    for days, is_left in ((89, True), (91, False)):
        with finder.database.change("test") as session:
            tidy_up(session, utc_now() + dt.timedelta(days=days), finder.settings)
        assert (get_draft(finder, "anna@example.org", str(offer_id)) is not None) is is_left


def test_what_is_not_there_is_not_found(finder: Finder) -> None:
    with pytest.raises(NotFound):
        open_entry(finder, 4711)
