"""History of an entry: grouped by moment, taken back one by one or up to a moment, never over a conflict."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from make import make_offer
from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.edit_entry import Editor
from finder.actions.entry_history import NotTakenBack, Way, entry_history, preview, take_back
from finder.actions.review_entries import confirm_entries, get_review
from finder.domain.language import LanguageRole
from finder.domain.point import Point
from finder.domain.review import Method, Part, ReviewState
from finder.errors import NotFound
from finder.store import details
from finder.store.base import Base
from finder.store.details import AccessibilityFact, Language, Phone, Schedule, ScheduleKind
from finder.store.history import DETAILS, load_history
from finder.store.records import Location, Organization, Publication, Service, ServiceAtLocation

CLERK = Editor("clerk@example.org", "Anruf der Praxis", "r-1")
Edit = Callable[[Session, ServiceAtLocation], None]


def _change(finder: Finder, offer_id: int, edit: Edit, reason: str = "") -> int:
    """One transaction of the clerk; gives the moment that it made."""
    with finder.database.change("clerk@example.org", reason) as session:
        edit(session, session.get_one(ServiceAtLocation, offer_id))
    return entry_history(finder, offer_id).moments[0].id


def _entry(finder: Finder) -> int:
    with finder.database.change("import test") as session:
        offer = make_offer(session, person="Koch", facts={"entrance.step_count": "2"})
        session.add(Phone(service_id=offer.service_id, number="+4927231"))
        return offer.id


def _rename(name: str) -> Edit:
    return lambda session, offer: setattr(session.get_one(Service, offer.service_id), "name", name)


def _phones(session: Session, offer: ServiceAtLocation) -> list[Phone]:
    return list(session.scalars(sa.select(Phone).where(Phone.service_id == offer.service_id)))


def _remove_phones(session: Session, offer: ServiceAtLocation) -> None:
    for phone in _phones(session, offer):
        session.delete(phone)


def _take_back(finder: Finder, offer_id: int, moment: int, way: Way) -> None:
    seen = preview(finder, offer_id, moment, way)
    take_back(finder, offer_id, moment, way, seen.newest, CLERK)


def _said(finder: Finder, offer_id: int) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """What all records of the entry say, whatever their numbers."""
    with finder.database.read() as connection, Session(connection) as session:
        state = load_history(session, offer_id).state
    return sorted((table, tuple(sorted(columns.items()))) for (table, _id), columns in state.items())


def test_what_was_changed_together_is_one_moment_with_actor_and_reason(finder: Finder) -> None:
    offer_id = _entry(finder)

    def edit(session: Session, offer: ServiceAtLocation) -> None:
        _rename("Neu")(session, offer)
        session.add(Language(location_id=offer.location_id, code="tr", role=LanguageRole.TEAM))

    _change(finder, offer_id, edit, "Anruf")
    newest, first = entry_history(finder, offer_id).moments
    assert [(line.table, line.action, line.field) for line in newest.lines] == [
        ("service", "update", "name"),
        ("language", "create", f"location_id={_location(finder, offer_id)}"),
    ]
    assert {(line.actor, line.reason) for line in newest.lines} == {("clerk@example.org", "Anruf")}
    assert {line.action for line in first.lines} == {"create"}
    assert "phone" in {line.table for line in first.lines}


def _location(finder: Finder, offer_id: int) -> int:
    with finder.database.read() as connection:
        column = ServiceAtLocation.__table__.c.location_id
        return int(connection.scalar(sa.select(column).where(ServiceAtLocation.id == offer_id)) or 0)


def test_a_removed_phone_comes_back_and_its_return_can_be_taken_back(finder: Finder) -> None:
    offer_id = _entry(finder)
    before = _said(finder, offer_id)
    moment = _change(finder, offer_id, _remove_phones)
    without = _said(finder, offer_id)
    assert without != before
    _take_back(finder, offer_id, moment, Way.UNDO)
    assert _said(finder, offer_id) == before
    newest = entry_history(finder, offer_id).moments[0]
    assert (newest.lines[0].actor, newest.lines[0].reason) == (CLERK.email, CLERK.reason)
    _take_back(finder, offer_id, newest.id, Way.UNDO)
    assert _said(finder, offer_id) == without


def test_a_later_change_of_the_same_field_stands_against_it_and_another_field_does_not(
    finder: Finder,
) -> None:
    offer_id = _entry(finder)
    first = _change(finder, offer_id, _rename("Eins"))
    _change(finder, offer_id, lambda session, offer: setattr(offer, "description", "Dazu"))
    later = _change(finder, offer_id, _rename("Zwei"))
    before = _said(finder, offer_id)
    with pytest.raises(NotTakenBack) as refused:
        _take_back(finder, offer_id, first, Way.UNDO)
    assert [line.id for line in refused.value.conflicts] == [later]
    assert _said(finder, offer_id) == before
    _take_back(finder, offer_id, later, Way.UNDO)
    _take_back(finder, offer_id, first, Way.UNDO)
    said = dict(_said(finder, offer_id))
    assert ("name", "Hausarztpraxis") in said["service"]
    assert ("description", "Dazu") in said["service_at_location"]


def test_the_entry_is_not_undone_as_a_whole(finder: Finder) -> None:
    offer_id = _entry(finder)
    (made,) = entry_history(finder, offer_id).moments
    with pytest.raises(NotTakenBack):
        _take_back(finder, offer_id, made.id, Way.UNDO)
    with pytest.raises(NotFound):
        preview(finder, offer_id, made.id + 1000, Way.UNDO)
    with pytest.raises(NotFound):
        entry_history(finder, offer_id + 1000)


def test_a_change_since_the_preview_is_not_run_over(finder: Finder) -> None:
    offer_id = _entry(finder)
    moment = _change(finder, offer_id, _rename("Eins"))
    seen = preview(finder, offer_id, moment, Way.UNDO)
    _change(finder, offer_id, lambda session, offer: setattr(offer, "description", "Dazu"))
    with pytest.raises(NotTakenBack) as refused:
        take_back(finder, offer_id, moment, Way.UNDO, seen.newest, CLERK)
    assert refused.value.is_stale


def test_what_the_database_refuses_changes_nothing(finder: Finder) -> None:
    offer_id = _entry(finder)

    def remove_fact(session: Session, offer: ServiceAtLocation) -> None:
        facts = sa.select(AccessibilityFact).where(AccessibilityFact.location_id == offer.location_id)
        session.delete(session.scalars(facts).one())

    moment = _change(finder, offer_id, remove_fact)
    fact: dict[str, Any] = {"location_id": _location(finder, offer_id), "key": "entrance.step_count"}
    with finder.database.change("import test") as session:
        session.execute(sa.insert(AccessibilityFact), [{**fact, "value": "1"}])
    before = _said(finder, offer_id)
    with pytest.raises(NotTakenBack) as refused:
        _take_back(finder, offer_id, moment, Way.UNDO)
    assert not refused.value.conflicts
    assert not refused.value.is_stale
    assert _said(finder, offer_id) == before


def test_a_point_that_comes_back_is_on_the_map_again(finder: Finder) -> None:
    offer_id = _entry(finder)

    def forget(session: Session, offer: ServiceAtLocation) -> None:
        session.get_one(Location, offer.location_id).place_at(None)

    _take_back(finder, offer_id, _change(finder, offer_id, forget), Way.UNDO)
    with finder.database.read() as connection, Session(connection) as session:
        location = session.get_one(Location, _location(finder, offer_id))
        assert Point(location.latitude or 0, location.longitude or 0) == Point(51.1, 8.07)
        assert location.geom is not None


def test_the_details_of_another_entry_with_a_number_used_before_are_not_of_this_one(finder: Finder) -> None:
    offer_id = _entry(finder)
    _change(finder, offer_id, _remove_phones)
    with finder.database.change("import test") as session:
        other = make_offer(session, name="Andere")
        session.add(Phone(service_id=other.service_id, number="+4999"))
        session.flush()
        other_id = other.id
    lines = [line for moment in entry_history(finder, offer_id).moments for line in moment.lines]
    assert not any("+4999" in line.new for line in lines)
    others = [line for moment in entry_history(finder, other_id).moments for line in moment.lines]
    assert any("+4999" in line.new for line in others)
    assert not any("+4927231" in line.old + line.new for line in others)


def test_other_entries_that_share_a_record_are_counted(finder: Finder) -> None:
    with finder.database.change("import test") as session:
        first = make_offer(session)
        make_offer(session, colleague=first)
        offer_id = first.id
    shared = entry_history(finder, offer_id).shared
    assert {table: count for (table, _number), count in shared.items()} == {"location": 1, "organization": 1}


def _random_edit(dice: random.Random) -> Edit:
    def edit(session: Session, offer: ServiceAtLocation) -> None:
        for _ in range(dice.randint(1, 3)):
            dice.choice(_EDITS)(session, offer, dice)
            session.flush()

    return edit


def _edit_name(session: Session, offer: ServiceAtLocation, dice: random.Random) -> None:
    session.get_one(Service, offer.service_id).name = dice.choice("ABCD")


def _edit_phone(session: Session, offer: ServiceAtLocation, dice: random.Random) -> None:
    phones = _phones(session, offer)
    if phones and dice.random() < 0.6:
        phone = dice.choice(phones)
        if dice.random() < 0.5:
            session.delete(phone)
        else:
            phone.number = f"+49{dice.randint(1, 9)}"
    else:
        session.add(Phone(service_id=offer.service_id, number=f"+49{dice.randint(1, 9)}"))


def _edit_fact(session: Session, offer: ServiceAtLocation, dice: random.Random) -> None:
    facts = sa.select(AccessibilityFact).where(AccessibilityFact.location_id == offer.location_id)
    fact = session.scalar(facts.limit(1))
    if fact is None:
        session.add(AccessibilityFact(location_id=offer.location_id, key="level", value="0"))
    elif dice.random() < 0.5:
        session.delete(fact)
    else:
        fact.value = str(dice.randint(0, 5))


def _edit_hours(session: Session, offer: ServiceAtLocation, dice: random.Random) -> None:
    kind = dice.choice(list(ScheduleKind))
    session.add(Schedule(location_id=offer.location_id, kind=kind, opening_hours="Mo 08:00-12:00"))


def _edit_publication(session: Session, offer: ServiceAtLocation, dice: random.Random) -> None:
    offer.publication = dice.choice(list(Publication))


def _edit_point(session: Session, offer: ServiceAtLocation, dice: random.Random) -> None:
    location = session.get_one(Location, offer.location_id)
    location.place_at(None if dice.random() < 0.3 else Point(51.0 + dice.random(), 8.0))


def _edit_organization(session: Session, offer: ServiceAtLocation, dice: random.Random) -> None:
    service = session.get_one(Service, offer.service_id)
    session.get_one(Organization, service.organization_id).website = dice.choice(["", "https://a.example"])


_EDITS = (
    _edit_name, _edit_phone, _edit_fact, _edit_hours, _edit_publication, _edit_point, _edit_organization,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_every_state_that_ever_was_can_be_returned_to(finder: Finder, seed: int) -> None:
    dice = random.Random(seed)
    offer_id = _entry(finder)
    states = {entry_history(finder, offer_id).moments[0].id: _said(finder, offer_id)}
    for number in range(6):
        moment = _change(finder, offer_id, _random_edit(dice), f"Schritt {number}")
        states[moment] = _said(finder, offer_id)
    for moment in dice.sample(list(states), len(states)):
        _take_back(finder, offer_id, moment, Way.RETURN)
        assert _said(finder, offer_id) == states[moment]
        assert preview(finder, offer_id, moment, Way.RETURN).plan.steps == ()


def test_every_table_of_details_takes_part() -> None:
    in_module = {
        model.__tablename__
        for model in vars(details).values()
        if isinstance(model, type) and issubclass(model, Base) and model is not Base
    }
    assert in_module | {"address", "translation", "review"} == set(DETAILS)


def test_a_confirmation_is_taken_back_with_what_it_moved(finder: Finder) -> None:
    offer_id = _entry(finder)
    before = _said(finder, offer_id)
    confirm_entries(finder, [offer_id], tuple(Part), Method.PHONE, CLERK.email)
    found = entry_history(finder, offer_id).moments[0]
    assert {line.table for line in found.lines} == {"review", "service"}
    _take_back(finder, offer_id, found.id, Way.UNDO)
    assert _said(finder, offer_id) == before
    review = get_review(finder, offer_id)
    assert {part.state for part in review.parts} == {ReviewState.NEVER}


def test_an_entry_has_no_history_of_removed_ones_whose_numbers_were_given_again(finder: Finder) -> None:
    """SQLite gives the numbers of deleted records to new ones; `service_at_location` alone never."""
    removed = _entry(finder)
    _change(finder, removed, _rename("Frauenhaus"))
    with finder.database.change("test") as session:
        service = session.get_one(Service, session.get_one(ServiceAtLocation, removed).service_id)
        session.delete(session.get_one(Organization, service.organization_id))
    made = _entry(finder)
    found = entry_history(finder, made)
    assert len(found.moments) == 1
    assert "Frauenhaus" not in repr(found)
