"""Staff decides once on what visitors propose; what is accepted is saved with history, the rest is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from make import make_offer
from sqlalchemy.orm import Session

from finder.actions import decide_changes as module
from finder.actions.context import Finder
from finder.actions.decide_changes import (
    DecidedMeanwhile,
    Decision,
    Letter,
    ask_back,
    contact_address,
    decide,
    get_request,
    list_queue,
    response_times,
)
from finder.actions.edit_entry import open_entry
from finder.actions.entry_input import UnusableEntry
from finder.actions.follow_changes import get_progress
from finder.actions.outbox import read_outbox
from finder.actions.propose_change import propose_change
from finder.domain.change import ChangeKind, ChangeStatus, FieldChange, Proposal, Target
from finder.domain.roles import Account, Role
from finder.errors import BadInput, NotFound
from finder.settings import Settings
from finder.store.change_queue import QueueFilter
from finder.store.change_rows import ChangeRequest
from finder.store.details import Phone, Schedule
from finder.store.provenance import Metadata
from finder.store.records import Service, ServiceAtLocation

STAFF = "pruefer@stadt.example"
ADMIN = Account(1, STAFF, "Prüfer", frozenset({Role.ADMIN}))
READER = "leserin@example.org"
LETTER = Letter("Ihr Hinweis", "Danke.")


@pytest.fixture
def offer_id(finder: Finder) -> int:
    with finder.database.change("test") as session:
        offer = make_offer(session, name="Praxis Alt", topics=["general"], facts={"entrance.step_count": "3"})
        session.add_all(
            [
                Phone(service_at_location_id=offer.id, number="+492723608800"),
                Phone(service_at_location_id=offer.id, number="+492723111111", type="fax"),
                Schedule(service_at_location_id=offer.id, opening_hours="Mo 08:00-12:00"),
            ]
        )
        return offer.id


@pytest.fixture
def other(settings: Settings) -> Iterator[Finder]:
    """Another process's finder on the same database."""
    finder = Finder.open(settings)
    yield finder
    finder.close()


def propose(finder: Finder, offer_id: int | None = None, contact: str = "", **fields: tuple[str, str]) -> str:
    kind = ChangeKind.BARRIER if offer_id is None else ChangeKind.CHANGE
    target = Target(kind, {}, offer_id, "Praxis Alt")
    changes = tuple(FieldChange(name.replace("__", "."), *texts) for name, texts in fields.items())
    proposal = Proposal(target, "tr", changes, message="Bitte ändern", contact=contact)
    key = f"{offer_id} {sorted(fields.items())} {contact}"
    return propose_change(finder, proposal, form_key=key, address="192.0.2.1")


def accept(finder: Finder, reference: str, version: int = 0, **accepted: str) -> ChangeStatus:
    values = {name.replace("__", "."): value for name, value in accepted.items()}
    return decide(finder, reference, Decision(version, values, "Danke"), STAFF, LETTER)


def history(finder: Finder) -> list[tuple[Any, ...]]:
    columns = (Metadata.field_name, Metadata.previous_value, Metadata.replacement_value)
    with finder.database.read() as connection:
        mine = sa.select(*columns).where(Metadata.updated_by == STAFF, Metadata.last_action_type != "decide")
        rows = connection.execute(mine)
        return [tuple(row) for row in rows]


def test_what_is_accepted_is_saved_with_history_and_found(finder: Finder, offer_id: int) -> None:
    reference = propose(
        finder,
        offer_id,
        contact=f"bitte an {READER}",
        name=("Praxis Alt", "Praxis Neu"),
        entrance__step_count=("3", "0"),
        opening_hours=("Mo 8-12", "Mo bis Fr 8-12 Uhr"),
        phones=("02723 608800\nFax: 02723 111111", "02723 608800\n02723 222222"),
    )
    status = accept(
        finder,
        reference,
        name="Praxis Neu",
        entrance__step_count="0",
        opening_hours="Mo bis Fr 8-12 Uhr",
        phones="02723 608800\n02723 222222",
    )
    assert status == ChangeStatus.ACCEPTED
    values = open_entry(finder, offer_id).values
    assert values["service/name"] == "Praxis Neu"
    assert values["fact/entrance.step_count/value"] == "0"
    assert values["fact/entrance.step_count/source"] == f"Hinweis {reference}"
    hours = [text for name, text in values.items() if name.endswith("/opening_hours")]
    assert hours == ["Mo-Fr 08:00-12:00"]
    numbers = [text for name, text in values.items() if name.endswith("/number")]
    assert numbers == ["+492723608800", "+492723222222"]
    assert ("name", "Praxis Alt", "Praxis Neu") in history(finder)
    with finder.database.read() as connection:
        assert connection.scalar(sa.select(Service.assured_date)) is None, "accepting is no check"
    [mail] = read_outbox(finder).mails
    assert (mail.to, mail.subject, mail.lang) == (READER, "Ihr Hinweis", "tr")
    assert mail.about == f"change_request:{reference}"
    progress = get_progress(finder, reference)
    assert (progress.status, progress.reason) == (ChangeStatus.ACCEPTED, "Danke")


def test_accepting_in_part_leaves_the_rest_as_it_was(finder: Finder, offer_id: int) -> None:
    reference = propose(finder, offer_id, name=("Praxis Alt", "Neu"), street=("Markt 1", "Markt 2"))
    assert accept(finder, reference, street="Markt 2a") == ChangeStatus.PARTLY
    values = open_entry(finder, offer_id).values
    assert (values["service/name"], values["address/address_1"]) == ("Praxis Alt", "Markt 2a")
    fields = get_request(finder, reference).request.fields
    assert {field.field_name: field.is_accepted for field in fields} == {"name": False, "street": True}


def test_rejecting_changes_nothing_but_the_request(finder: Finder, offer_id: int) -> None:
    reference = propose(finder, offer_id, name=("Praxis Alt", "Neu"))
    decision = Decision(0, {"name": "Neu"}, "Der Name stimmt.", is_rejected=True)
    assert decide(finder, reference, decision, STAFF, LETTER) == ChangeStatus.REJECTED
    assert open_entry(finder, offer_id).values["service/name"] == "Praxis Alt"
    assert history(finder) == []
    assert read_outbox(finder).mails == (), "no address was left"


def test_the_second_of_two_reviewers_is_told_and_changes_nothing(
    finder: Finder, other: Finder, offer_id: int
) -> None:
    reference = propose(finder, offer_id, name=("Praxis Alt", "Neu"))
    accept(finder, reference, name="Neu")
    with pytest.raises(DecidedMeanwhile) as told:
        accept(other, reference, name="Anders")
    assert (told.value.status, told.value.by) == (ChangeStatus.ACCEPTED, STAFF)
    assert open_entry(finder, offer_id).values["service/name"] == "Neu"


def test_asking_back_keeps_the_request_open_and_shows_the_question(finder: Finder, offer_id: int) -> None:
    reference = propose(finder, offer_id, contact=READER, name=("Praxis Alt", "Neu"))
    with pytest.raises(BadInput):
        ask_back(finder, reference, 0, " ", STAFF)
    ask_back(finder, reference, 0, "Seit wann?", STAFF, LETTER)
    progress = get_progress(finder, reference)
    assert (progress.status, progress.reason) == (ChangeStatus.IN_REVIEW, "Seit wann?")
    with pytest.raises(DecidedMeanwhile):
        accept(finder, reference, version=0, name="Neu")
    assert accept(finder, reference, version=1, name="Neu") == ChangeStatus.ACCEPTED
    assert len(read_outbox(finder).mails) == 2


def test_a_value_that_the_entry_cannot_take_decides_nothing(finder: Finder, offer_id: int) -> None:
    reference = propose(finder, offer_id, website=("", "www.example.org"), contact=READER)
    with pytest.raises(UnusableEntry):
        accept(finder, reference, website="javascript:alert(1)")
    assert get_progress(finder, reference).status == ChangeStatus.NEW
    assert read_outbox(finder).mails == ()


def test_what_only_a_person_can_enter_is_accepted_without_a_change(finder: Finder, offer_id: int) -> None:
    before = dict(open_entry(finder, offer_id).values)
    reference = propose(
        finder, offer_id, languages=("", "Türkisch, manchmal"), opening_hours=("", "nach Lust")
    )
    assert not module.is_applied("opening_hours", "nach Lust")
    assert accept(finder, reference, languages="Türkisch", opening_hours="nach Lust") == ChangeStatus.ACCEPTED
    assert dict(open_entry(finder, offer_id).values) == before


def test_what_changed_in_the_entry_since_is_not_undone(finder: Finder, offer_id: int) -> None:
    reference = propose(finder, offer_id, phones=("02723 608800", "02723 608800\n02723 222222"))
    with finder.database.change("somebody") as session:
        session.add(Phone(service_at_location_id=offer_id, number="+492723333333"))
    accept(finder, reference, phones="02723 608800\n02723 222222")
    numbers = {text for name, text in open_entry(finder, offer_id).values.items() if name.endswith("/number")}
    assert numbers == {"+492723608800", "+492723111111", "+492723333333", "+492723222222"}


def test_an_entry_that_is_gone_does_not_hinder_the_decision(finder: Finder, offer_id: int) -> None:
    reference = propose(finder, offer_id, name=("Praxis Alt", "Neu"))
    with finder.database.change("test") as session:
        session.delete(session.get_one(ServiceAtLocation, offer_id))
    assert accept(finder, reference, name="Neu") == ChangeStatus.ACCEPTED
    with pytest.raises(NotFound):
        get_request(finder, "00000-00000")


def test_the_queue_is_found_by_words_and_filters(finder: Finder, offer_id: int) -> None:
    named = propose(finder, offer_id, name=("Praxis Alt", "Grünes 100% Haus"))
    barrier = propose(finder)
    now = dt.datetime.now(dt.UTC)

    def found(**wanted: Any) -> list[str]:
        return [request.reference for request in list_queue(finder, QueueFilter(**wanted), ADMIN).requests]

    assert found() == [named, barrier]
    assert found(text="grünes") == found(text="0%") == [named]
    assert found(text="_") == []
    assert found(text=barrier[:6]) == [barrier]
    assert found(kind=ChangeKind.BARRIER) == [barrier]
    assert found(topics=("general", "dentist")) == [named]
    assert found(topics=("dentist",)) == []
    assert found(place="Lennestadt") == [named]
    assert found(before=now - dt.timedelta(days=1)) == []
    assert list_queue(finder, QueueFilter(), ADMIN).places == ("Lennestadt",)
    accept(finder, named, name="x")
    assert found() == [barrier]
    assert found(statuses=()) == [barrier, named]
    assert found(statuses=(ChangeStatus.ACCEPTED,)) == [named]


def test_the_times_of_response_are_those_of_the_last_year(finder: Finder, monkeypatch: Any) -> None:
    now = dt.datetime(2026, 3, 4, tzinfo=dt.UTC)
    monkeypatch.setattr(module, "utc_now", lambda: now)
    assert response_times(finder).median_days is None
    with finder.database.change("test") as session:
        for number in range(10):
            _add(session, now - dt.timedelta(days=20), decided=number + 1)
        _add(session, now - dt.timedelta(days=900), decided=1)
        for age in (0, 4, 8, 60, 90):
            _add(session, now - dt.timedelta(days=age))
    found = response_times(finder)
    assert (found.decided, found.median_days, found.slowest_tenth_days) == (10, 5.5, 9.0)
    assert found.open_by_age == {0: 5, 3: 4, 7: 3, 30: 2}


def _add(session: Session, created: dt.datetime, decided: int | None = None) -> None:
    number = session.scalar(sa.select(sa.func.count()).select_from(ChangeRequest)) or 0
    request = ChangeRequest(
        reference=f"{number:05}-00000",
        form_key=str(number),
        digest="d",
        kind=ChangeKind.BARRIER,
        lang="de",
        created_at=created,
    )
    if decided is not None:
        request.status, request.decided_at = ChangeStatus.ACCEPTED, created + dt.timedelta(days=decided)
    session.add(request)
    session.flush()


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        (READER, READER),
        (f"Bitte an <{READER}>, danke", READER),
        ("02723 608800", ""),
        ("", ""),
        ("a@b@c", ""),
        ("x@y.example\nBcc: z@y.example", "x@y.example"),
    ],
)
def test_the_address_is_found_in_what_was_left(contact: str, address: str) -> None:
    assert contact_address(contact) == address
