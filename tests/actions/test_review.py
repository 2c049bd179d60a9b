"""Only a confirmation moves the day of the last check; providers are asked three times and never twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from make import make_offer

from finder.actions.context import Finder
from finder.actions.edit_entry import Editor, open_entry, save_entry
from finder.actions.outbox import read_outbox
from finder.actions.remind import (
    begin_rounds,
    confirm_as_provider,
    get_asked,
    link_of,
    propose_as_provider,
    send_reminders,
)
from finder.actions.review_entries import confirm_entries, get_review, list_due
from finder.actions.search import search
from finder.domain.change import ChangeKind, FieldChange, Proposal, Target
from finder.domain.point import Point
from finder.domain.query import SearchQuery
from finder.domain.review import LINK_LASTS, Channel, Method, Part, ReviewState, RoundAnswer
from finder.errors import BadInput, NotFound
from finder.settings import Settings
from finder.store.change_rows import ChangeRequest
from finder.store.provenance import Metadata
from finder.store.records import Publication, Service, ServiceAtLocation
from finder.store.review_rows import ReviewRound
from finder.store.reviews import DueFilter

NOON = dt.datetime(2026, 3, 4, 12, 0, tzinfo=dt.UTC)
TODAY = NOON.date()
STAFF = "pruefer@stadt.example"
PLACE = Point(51.1, 8.07)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_days(self, days: int) -> None:
        self.now += dt.timedelta(days=days)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for name in ("actions.review_entries", "actions.remind", "actions.search", "clock"):
        monkeypatch.setattr(f"finder.{name}.utc_now", clock)
    return clock


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, url="https://finder.example", reminders=False)


@pytest.fixture
def other(settings: Settings) -> Iterator[Finder]:
    """Another process's finder on the same database."""
    finder = Finder.open(settings)
    yield finder
    finder.close()


def add(
    finder: Finder,
    name: str,
    *,
    assured: dt.date | None = None,
    email: str = "praxis@example.org",
) -> int:
    with finder.database.change("test") as session:
        offer = make_offer(session, name=name, point=PLACE, topics=["general"])
        service = session.get_one(Service, offer.service_id)
        service.assured_date, service.email = assured, email
        return offer.id


def assured(finder: Finder, offer_id: int) -> dt.date | None:
    return get_review(finder, offer_id).assured_date


def days_ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def test_only_a_confirmation_of_everything_moves_the_day(finder: Finder) -> None:
    offer_id = add(finder, "Praxis")
    values = open_entry(finder, offer_id).values
    save_entry(finder, offer_id, values, {**values, "service/name": "Neu"}, Editor(STAFF))
    assert assured(finder, offer_id) is None, "saving is no check"
    confirm_entries(finder, [offer_id], [Part.HOURS], Method.PHONE, STAFF)
    assert assured(finder, offer_id) is None, "the hours alone are not the entry"
    found = {part.part: part for part in get_review(finder, offer_id).parts}
    assert found[Part.HOURS].state == ReviewState.FRESH
    assert found[Part.ACCESS].state == ReviewState.NEVER
    confirm_entries(finder, [offer_id], set(Part) - {Part.HOURS}, Method.VISIT, STAFF)
    assert assured(finder, offer_id) == TODAY
    with finder.database.read() as connection:
        written = connection.execute(
            sa.select(Metadata.resource_type).where(Metadata.field_name == "assured_date")
        ).all()
    assert [row[0] for row in written] == ["service"], "the history has it"


def test_the_day_is_that_of_the_oldest_part_and_never_moves_back(finder: Finder, clock: Clock) -> None:
    offer_id = add(finder, "Praxis", assured=days_ago(300))
    confirm_entries(finder, [offer_id], [Part.HOURS], Method.PHONE, STAFF)
    assert assured(finder, offer_id) == days_ago(300)
    clock.pass_days(10)
    confirm_entries(finder, [offer_id], set(Part) - {Part.HOURS}, Method.MAIL, STAFF)
    assert assured(finder, offer_id) == TODAY, "the hours are the oldest now"
    with pytest.raises(BadInput):
        confirm_entries(finder, [offer_id], list(Part), Method.PROVIDER_LINK, STAFF)


def test_a_service_at_two_places_is_confirmed_when_both_are(finder: Finder) -> None:
    first = add(finder, "Praxis")
    with finder.database.change("test") as session:
        one = session.get_one(ServiceAtLocation, first)
        second = ServiceAtLocation(
            service_id=one.service_id, location_id=one.location_id, source_id=one.source_id
        )
        session.add(second)
        session.flush()
        second_id = second.id
    confirm_entries(finder, [first], list(Part), Method.PHONE, STAFF)
    assert assured(finder, first) is None
    confirm_entries(finder, [second_id], list(Part), Method.PHONE, STAFF)
    assert assured(finder, first) == TODAY


def test_the_list_has_what_is_due_longest_first_and_can_be_searched(finder: Finder) -> None:
    never = add(finder, "Nie geprüft")
    fresh = add(finder, "Frisch", assured=days_ago(10))
    due = add(finder, "Fällig", assured=days_ago(370))
    overdue = add(finder, "Überfällig", assured=days_ago(800))
    hidden = add(finder, "Verborgen", assured=days_ago(800))
    with finder.database.change("test") as session:
        session.get_one(ServiceAtLocation, hidden).publication = Publication.HIDDEN

    def found(*states: ReviewState, **more: Any) -> list[int]:
        return [entry.id for entry in list_due(finder, DueFilter(states, **more)).entries]

    assert found() == [overdue, due, fresh, never]
    assert [found(state) for state in ReviewState] == [[fresh], [due], [overdue], [never]]
    assert (
        found(text="ÜBERF") == found(ReviewState.OVERDUE, ReviewState.FRESH, text="uberfallig") == [overdue]
    )
    assert found(topic="general", place="Lennestadt") == [overdue, due, fresh, never]
    assert found(topic="gen") == found(place="Lenne") == found(text="nirgends") == []
    page = list_due(finder, DueFilter())
    assert page.counts == dict.fromkeys(ReviewState, 1)
    assert page.places == ("Lennestadt",)


def test_at_equal_distance_the_overdue_come_last_and_none_is_lost(finder: Finder, clock: Clock) -> None:
    old = add(finder, "Aalt", assured=days_ago(420))
    fresh = add(finder, "Frisch", assured=days_ago(1))
    nearer = Point(PLACE.lat, PLACE.lon + 0.0001)
    with finder.database.change("test") as session:
        near = make_offer(session, name="Ganz nah", point=nearer).id

    def ids(point: Point) -> list[int]:
        return [hit.id for hit in search(finder, SearchQuery(point=point)).hits]

    assert ids(PLACE) == [old, fresh, near], "due, not overdue: by name"
    clock.pass_days(10)
    assert ids(PLACE) == [fresh, old, near], "no job has to run for that"
    assert ids(nearer) == [near, fresh, old], "distance comes first"
    confirm_entries(finder, [old], list(Part), Method.PHONE, STAFF)
    assert ids(PLACE) == [old, fresh, near]


def test_three_reminders_in_their_time_and_never_one_twice(
    finder: Finder, other: Finder, clock: Clock
) -> None:
    offers = [add(finder, "Eins", assured=days_ago(400)), add(finder, "Zwei", assured=days_ago(400))]
    add(finder, "Andere", email="andere@example.org", assured=days_ago(400))
    no_mail = add(finder, "Ohne Mail", email="", assured=days_ago(400))
    begun = begin_rounds(finder, [*offers, no_mail], Channel.MAIL, STAFF)
    assert (begun.begun, begun.left_out) == (2, 1)
    assert begin_rounds(finder, offers, Channel.MAIL, STAFF).begun == 0, "one round at a time"
    with ThreadPoolExecutor(2) as pool:
        sent = list(pool.map(send_reminders, [finder, other]))
    assert sum(sent) == 1, "one mail for both entries of the address"
    sent_on = []
    for day in range(1, 60):
        clock.pass_days(1)
        sent_on += [day] * send_reminders(finder)
    assert sent_on == [14, 28]
    mails = read_outbox(finder).mails
    assert [mail.subject for mail in mails] == [
        "Letzte Erinnerung: Stimmt Ihr Eintrag noch?",
        "Erinnerung: Stimmt Ihr Eintrag noch?",
        "Stimmt Ihr Eintrag noch?",
    ]
    assert {mail.to for mail in mails} == {"praxis@example.org"}
    assert mails[0].text.count("https://finder.example/anbieter/") == 2


def test_an_answer_stops_the_reminders(finder: Finder, clock: Clock) -> None:
    by_link = add(finder, "Eins", email="eins@example.org", assured=days_ago(400))
    by_phone = add(finder, "Zwei", email="zwei@example.org", assured=days_ago(400))
    begin_rounds(finder, [by_link, by_phone], Channel.MAIL, STAFF)
    assert send_reminders(finder) == 2
    assert confirm_as_provider(finder, token(finder, by_link))
    confirm_entries(finder, [by_phone], list(Part), Method.PHONE, STAFF)
    clock.pass_days(20)
    assert send_reminders(finder) == 0
    assert answer(finder, by_phone) == RoundAnswer.BY_STAFF


def test_nothing_is_sent_without_an_address_for_links_and_examples_are_left_alone(finder: Finder) -> None:
    with finder.database.change("test") as session:
        offer = make_offer(session, name="Beispiel", source="demo", point=PLACE)
        session.get_one(Service, offer.service_id).email = "x@example.org"
        session.execute(sa.text("UPDATE source SET is_example = :yes WHERE key = 'demo'"), {"yes": True})
        example = offer.id
    assert begin_rounds(finder, [example], Channel.MAIL, STAFF).begun == 0
    begin_rounds(finder, [add(finder, "Echt", assured=days_ago(400))], Channel.MAIL, STAFF)
    finder.settings = replace(finder.settings, url="")
    assert send_reminders(finder) == 0
    assert read_outbox(finder).mails == ()


def test_rounds_begin_by_themselves_only_when_set(finder: Finder, clock: Clock) -> None:
    due = add(finder, "Fällig", assured=days_ago(370))
    add(finder, "Frisch", assured=days_ago(3))
    add(finder, "Nie")
    add(finder, "Ohne Mail", assured=days_ago(370), email="")
    assert send_reminders(finder) == 0
    finder.settings = replace(finder.settings, reminders=True)
    assert send_reminders(finder) == 1
    assert get_review(finder, due).round is not None
    clock.pass_days(100)
    assert send_reminders(finder) == 0, "the first round ended without an answer; a person calls"


def token(finder: Finder, offer_id: int) -> str:
    one = get_review(finder, offer_id).round
    assert one is not None
    return link_of(finder, one).rpartition("/")[2]


def answer(finder: Finder, offer_id: int) -> RoundAnswer | None:
    one = get_review(finder, offer_id).round
    assert one is not None
    return one.answer


def test_a_link_confirms_its_own_entry_once(finder: Finder) -> None:
    offer_id, second = add(finder, "Eins", assured=days_ago(400)), add(finder, "Zwei", assured=days_ago(400))
    begin_rounds(finder, [offer_id, second], Channel.LETTER, STAFF)
    link = token(finder, offer_id)
    assert get_asked(finder, link).entry.id == offer_id
    assert confirm_as_provider(finder, link)
    assert not confirm_as_provider(finder, link)
    assert assured(finder, offer_id) == TODAY
    assert assured(finder, second) == days_ago(400)
    found = get_review(finder, offer_id)
    assert {part.state for part in found.parts} == {ReviewState.FRESH}
    with finder.database.read() as connection:
        who = sa.select(Service.assured_method, Service.assurer_email).where(Service.assured_date == TODAY)
        row = connection.execute(who).one()
    assert tuple(row) == ("provider_link", "praxis@example.org")


def test_a_link_that_is_not_ours_or_has_run_out_opens_nothing(finder: Finder, clock: Clock) -> None:
    offer_id, second = add(finder, "Eins", assured=days_ago(400)), add(finder, "Zwei", assured=days_ago(400))
    begin_rounds(finder, [offer_id, second], Channel.MAIL, STAFF)
    link = token(finder, offer_id)
    bad = [link[:-9] + ("A" if link[-9] != "A" else "B") + link[-8:], "", "x.y", "W10.x"]
    with finder.database.change("test") as session:
        [one, two] = session.scalars(sa.select(ReviewRound).order_by(ReviewRound.id))
        session.expunge_all()
        one.service_at_location_id = two.service_at_location_id  # signed, but of another entry
        bad.append(link_of(finder, one).rpartition("/")[2])
    for text in bad:
        with pytest.raises(NotFound):
            confirm_as_provider(finder, text)
    with finder.database.change("test") as session:
        session.get_one(ServiceAtLocation, second).publication = Publication.ARCHIVED
    clock.now += LINK_LASTS + dt.timedelta(days=1)
    with pytest.raises(NotFound):
        get_asked(finder, link)


def test_a_provider_proposes_and_staff_knows_who_it_was(finder: Finder) -> None:
    offer_id = add(finder, "Eins", assured=days_ago(400))
    begin_rounds(finder, [offer_id], Channel.MAIL, STAFF)
    link = token(finder, offer_id)
    target = Target(ChangeKind.CHANGE, {}, offer_id, "Eins")
    proposal = Proposal(target, "de", (FieldChange("name", "Eins", "Neu"),))
    assert propose_as_provider(finder, link, proposal, RoundAnswer.CHANGED)
    assert not propose_as_provider(finder, link, proposal, RoundAnswer.CHANGED)
    with finder.database.read() as connection:
        rows = connection.execute(sa.select(ChangeRequest.is_provider, ChangeRequest.target_name)).all()
    assert [tuple(row) for row in rows] == [(True, "Eins")]
    assert assured(finder, offer_id) == days_ago(400), "proposing is no confirmation"
    assert answer(finder, offer_id) == RoundAnswer.CHANGED
