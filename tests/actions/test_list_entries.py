"""The list of all entries against a search by hand, and what is done to several of them at once."""

from __future__ import annotations

import datetime as dt

import pytest
from labelled import entries
from make import make_offer
from sqlalchemy.orm import Session
from staff_entries import write_traits

from finder.actions.context import Finder
from finder.actions.edit_entry import Editor, open_entry, save_entry
from finder.actions.entry_history import entry_history
from finder.actions.list_entries import list_entries, named_entries, standing_of
from finder.actions.publish_entries import Deed, do_to_entries
from finder.actions.reindex import reindex
from finder.clock import utc_now
from finder.domain.entry_list import MAX_TICKED, PAGE_SIZE, Confirmed, ListQuery, ListSort
from finder.domain.roles import Account, Role, Scope
from finder.domain.text import fold
from finder.errors import BadInput, NotFound
from finder.store.records import Location, Publication, Service, ServiceAtLocation

CLERK = Account(1, "clerk@example.org", "Clerk", frozenset({Role.EDITOR}))


def _ids(finder: Finder, **query: object) -> list[int]:
    return [entry.offer_id for entry in list_entries(finder, ListQuery(**query)).entries]  # type: ignore[arg-type]  # by its fields


def _make(finder: Finder, name: str, publication: str = "public", days: int | None = None) -> int:
    with finder.database.change("import test") as session:
        offer = make_offer(session, name=name, topics=["general"] if "Praxis" in name else [])
        offer.publication = Publication(publication)
        if days is not None:
            service = session.get_one(Service, offer.service_id)
            service.assured_date = utc_now().date() - dt.timedelta(days=days)
        return offer.id


def test_every_entry_is_listed_once_over_all_pages_in_every_order(finder: Finder) -> None:
    labelled = [traits for _family, _offer, traits in entries()]
    numbers = write_traits(finder.database, labelled)
    names = {number: traits.name for number, traits in zip(numbers, labelled, strict=True)}
    for sort in ListSort:
        listing = list_entries(finder, ListQuery(sort=sort))
        assert listing.total == len(numbers)
        assert listing.n_pages == -(-len(numbers) // PAGE_SIZE)
        found = [
            number for page in range(1, listing.n_pages + 2) for number in _ids(finder, sort=sort, page=page)
        ]
        assert sorted(found) == numbers
        if sort is ListSort.NAME:
            assert [fold(names[number]) for number in found] == sorted(map(fold, names.values()))


def test_words_telephones_and_numbers_find_what_they_should(finder: Finder) -> None:
    labelled = [traits for _family, _offer, traits in entries()]
    numbers = write_traits(finder.database, labelled)
    by_hand = {
        number
        for number, traits in zip(numbers, labelled, strict=True)
        if "hagenkotter" in fold(f"{traits.name} {traits.organization} {traits.person}")
    }
    assert by_hand <= set(_ids(finder, text="Hagenkötter")) == set(_ids(finder, text="hagenkoetter"))
    phone = {n for n, traits in zip(numbers, labelled, strict=True) if "+49279941230" in traits.phones}
    assert set(_ids(finder, text="02799 412 30")) == set(_ids(finder, text="+49 2799 41230")) == phone
    assert _ids(finder, text=str(numbers[3])) == [numbers[3]]
    assert _ids(finder, text="xyzzy %_") == []
    assert {numbers[0]} <= set(_ids(finder, text="lindenstrasse musterbrück"))


def test_filters_and_the_counts_beside_them(finder: Finder) -> None:
    public, draft = _make(finder, "Praxis A"), _make(finder, "Praxis B", "draft")
    gone = _make(finder, "Amt C", "archived")
    listing = list_entries(finder, ListQuery(topic="general"))
    assert [entry.offer_id for entry in listing.entries] == [public, draft]
    assert listing.counts == {"public": 1, "draft": 1}
    assert _ids(finder, publication="archived") == [gone]
    assert list_entries(finder, ListQuery(publication="draft")).total == 1
    assert _ids(finder, gap="position") == []
    with finder.database.change("clerk@example.org") as session:
        location = session.get_one(ServiceAtLocation, draft).location_id
        session.get_one(Location, location).place_at(None)
    assert _ids(finder, gap="position") == _ids(finder, changed_by="clerk@") == [draft]
    assert _ids(finder, sort=ListSort.CHANGED)[0] == draft


def test_what_was_confirmed_when(finder: Finder) -> None:
    oldest = finder.settings.fact_max_age_days
    days = {
        Confirmed.FRESH: 1,
        Confirmed.DUE: oldest - 10,
        Confirmed.OVERDUE: oldest + 1,
        Confirmed.NEVER: None,
    }
    made = {state: _make(finder, f"Praxis {state}", days=ago) for state, ago in days.items()}
    for state, number in made.items():
        assert _ids(finder, confirmed=state) == [number]
    assert list_entries(finder, ListQuery()).confirmed == {number: state for state, number in made.items()}


def test_making_the_rows_anew_changes_nobody_who_changed_what(finder: Finder) -> None:
    number = _make(finder, "Praxis A")
    before = list_entries(finder, ListQuery()).entries
    with finder.database.change("reindex") as session:
        _forget_rows(session)
    reindex(finder)
    (after,) = list_entries(finder, ListQuery()).entries
    assert after.offer_id == number
    assert after._replace(changed_at=before[0].changed_at, changed_by=before[0].changed_by) == before[0]
    assert after.changed_by == ""


def _forget_rows(session: Session) -> None:
    session.connection().exec_driver_sql("DELETE FROM staff_row")


def test_several_are_retired_with_a_reason_and_come_back_hidden(finder: Finder) -> None:
    first, second, gone = _make(finder, "A"), _make(finder, "B", "hidden"), _make(finder, "C", "archived")
    done = do_to_entries(finder, [first, second, gone, first], Deed.RETIRE, CLERK, "Geschlossen", "r-1")
    assert (done.changed, done.unfit, done.refused) == ((first, second), (gone,), ())
    standing = standing_of(finder, first)
    assert (standing.publication, standing.archived_reason) == ("archived", "Geschlossen")
    assert standing.archived_at is not None
    line = entry_history(finder, first).moments[0].lines[0]
    assert (line.actor, line.reason, line.request_id) == (CLERK.email, "Geschlossen", "r-1")
    do_to_entries(finder, [first], Deed.BRING_BACK, CLERK, "", "r-2")
    standing = standing_of(finder, first)
    assert (standing.publication, standing.archived_at, standing.archived_reason) == ("hidden", None, "")
    assert do_to_entries(finder, [first], Deed.PUBLISH, CLERK, "", "").changed == (first,)
    assert do_to_entries(finder, [first], Deed.HIDE, CLERK, "", "").changed == (first,)
    assert [entry.publication for entry in named_entries(finder, [first, 999])] == ["hidden"]


def test_only_a_page_of_entries_with_a_reason_and_within_the_scope(finder: Finder) -> None:
    number = _make(finder, "A")
    with pytest.raises(BadInput):
        do_to_entries(finder, [number], Deed.RETIRE, CLERK, "", "")
    with pytest.raises(BadInput):
        do_to_entries(finder, range(MAX_TICKED + 1), Deed.HIDE, CLERK, "", "")
    bound = Account(2, "b@example.org", "B", CLERK.roles, Scope(organizations=frozenset({9999})))
    assert do_to_entries(finder, [number], Deed.HIDE, bound, "", "").refused == (number,)
    assert do_to_entries(finder, [123456], Deed.HIDE, CLERK, "", "").changed == ()
    with pytest.raises(NotFound):
        standing_of(finder, 123456)


def test_the_form_retires_and_publishes_as_the_list_does(finder: Finder) -> None:
    number = _make(finder, "A")
    values = open_entry(finder, number).values
    editor = Editor(CLERK.email)
    save_entry(finder, number, values, {**values, "offer/publication": "archived"}, editor)
    assert standing_of(finder, number).archived_at is not None
    values = open_entry(finder, number).values
    save_entry(finder, number, values, {**values, "offer/publication": "public"}, editor)
    assert standing_of(finder, number).archived_at is None
