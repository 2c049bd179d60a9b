"""Two entries become one: united, asked where they contradict, redirected, found again, and undone."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from make import make_source
from sqlalchemy.orm import Session
from staff_entries import entry_of

from finder.actions.context import Finder
from finder.actions.edit_entry import Editor
from finder.actions.entry_history import NotTakenBack, Way, entry_history, preview, take_back
from finder.actions.join_entries import NotJoined, join_entries, side_by_side
from finder.domain.access import Fact
from finder.domain.duplicates import Band, Traits
from finder.domain.entry import Entry
from finder.domain.entry_join import Choice
from finder.domain.language import LanguageRole, SpokenLanguage
from finder.domain.point import Point
from finder.errors import BadInput
from finder.store.entries import write_entries
from finder.store.joined import find_replacement
from finder.store.offers import load_offers
from finder.store.provenance import ExternalId
from finder.store.records import Location, Publication, ServiceAtLocation
from finder.store.runs import OFFER, begin_run, find_missing

CLERK = Editor("clerk@example.org", "Doppelt", "r-9")
ONE = Traits(
    "Hirsch-Apotheke", "Hirsch-Apotheke", phones=("+49279833000",), street="Markt 1", postal_code="99912",
    city="Auenbach", point=Point(51.1, 8.1),
)  # fmt: skip
OTHER = ONE._replace(
    name="Hirsch Apotheke", phones=("+49279833000", "+49279833001"), point=Point(51.1001, 8.1)
)


def _entry(key: int, traits: Traits, languages: tuple[str, ...], facts: dict[str, str]) -> Entry:
    entry = entry_of(key, traits)
    spoken = tuple(SpokenLanguage(code, LanguageRole.TEAM) for code in languages)
    return _with(entry, languages=spoken, facts=tuple(Fact(key, value) for key, value in facts.items()))


def _with(entry: Entry, **location: object) -> Entry:
    return replace(entry, location=replace(entry.location, **location))  # type: ignore[arg-type]  # by the names of its fields


FIRST = _entry(1, ONE, ("tr",), {"entrance.step_count": "0"})
SECOND = _entry(2, OTHER, ("tr", "ar"), {"entrance.step_count": "1", "level": "0"})


def _import(finder: Finder, source: str, *entries: Entry) -> list[int]:
    with finder.database.change(f"import {source}") as session:
        run = begin_run(session, make_source(session, key=source), "x.csv")
        write_entries(session, run, entries)
        rows = sa.select(ExternalId.entity_id).where(
            ExternalId.entity == OFFER, ExternalId.source_id == run.source_id
        )
        return list(session.scalars(rows.order_by(ExternalId.id)))


def _two(finder: Finder) -> tuple[int, int]:
    return _import(finder, "a", FIRST)[0], _import(finder, "b", SECOND)[0]


STEPS, NAME = "fact/entrance.step_count", "service/name"


def _join(finder: Finder, mine: int, theirs: int) -> None:
    choices = {STEPS: Choice.THEIRS, NAME: Choice.MINE, "organization/name": Choice.MINE}
    join_entries(finder, mine, theirs, choices, side_by_side(finder, mine, theirs, {}).seen, CLERK)


def test_contradictions_are_asked_and_the_rest_is_united(finder: Finder) -> None:
    mine, theirs = _two(finder)
    seen = side_by_side(finder, mine, theirs, {})
    assert seen.resemblance.band is Band.SAME
    assert sorted(seen.joined.open) == [STEPS, NAME]
    with pytest.raises(NotJoined) as refused:
        join_entries(finder, mine, theirs, {NAME: Choice.MINE}, seen.seen, CLERK)
    assert refused.value.side_by_side.joined.open == [STEPS]
    _join(finder, mine, theirs)
    with finder.database.read() as connection, Session(connection) as session:
        offer = load_offers(session, [mine])[mine]
        other = session.get_one(ServiceAtLocation, theirs)
        assert (other.publication, other.archived_reason) == (Publication.ARCHIVED, "Doppelt")
    assert offer.name == "Hirsch-Apotheke"
    assert {phone.number for phone in offer.phones} == {"+49279833000", "+49279833001"}
    assert {spoken.code for spoken in offer.languages} == {"tr", "ar"}
    assert {fact.key: fact.value for fact in offer.facts} == {"entrance.step_count": "1", "level": "0"}
    assert offer.point == Point(51.1, 8.1)
    with finder.database.read() as connection:
        assert find_replacement(connection, theirs) == mine
        assert find_replacement(connection, mine) is None


def test_the_next_import_of_either_source_finds_the_one_that_stays(finder: Finder) -> None:
    mine, theirs = _two(finder)
    _join(finder, mine, theirs)
    assert _import(finder, "a", FIRST) == _import(finder, "b", SECOND) == [mine]
    moved = _with(SECOND, transportation="Bus 5")
    assert _import(finder, "b", moved) == [mine]
    with finder.database.change("test") as session:
        offer = load_offers(session, [mine])[mine]
        assert offer.texts["transportation"] == "Bus 5"
        assert offer.is_public
        assert {fact.value for fact in offer.facts if fact.key == "entrance.step_count"} == {"1"}
        run = begin_run(session, make_source(session, key="b"), "empty.csv")
        assert find_missing(session, run, 10) == []
        assert not load_offers(session, [theirs])[theirs].is_public


def test_a_merge_is_taken_back_as_a_whole(finder: Finder) -> None:
    mine, theirs = _two(finder)
    before = [
        side_by_side(finder, mine, theirs, {}).mine.values,
        side_by_side(finder, mine, theirs, {}).theirs.values,
    ]
    _join(finder, mine, theirs)
    moment = entry_history(finder, theirs).moments[0].id
    with pytest.raises(NotTakenBack):
        take_back(finder, theirs, moment, Way.UNDO, moment, CLERK)
    moment = entry_history(finder, mine).moments[0].id
    seen = preview(finder, mine, moment, Way.UNDO)
    take_back(finder, mine, moment, Way.UNDO, seen.newest, CLERK)
    again = side_by_side(finder, mine, theirs, {})
    assert _content(again.mine.values) == _content(before[0])
    assert _content(again.theirs.values) == _content(before[1])
    assert again.theirs.publication == "public"
    assert _import(finder, "b", SECOND) == [theirs]


def _content(values: object) -> list[tuple[str, str]]:
    """The values whatever the numbers of their rows."""
    assert isinstance(values, dict)
    return sorted((name.split("/")[0] + name.split("/")[-1], text) for name, text in values.items())


def test_returning_to_before_a_merge_takes_it_back_too(finder: Finder) -> None:
    mine, theirs = _two(finder)
    first = entry_history(finder, mine).moments[-1].id
    _join(finder, mine, theirs)
    seen = preview(finder, mine, first, Way.RETURN)
    take_back(finder, mine, first, Way.RETURN, seen.newest, CLERK)
    with finder.database.read() as connection:
        assert find_replacement(connection, theirs) is None
        assert load_offers(Session(connection), [theirs])[theirs].is_public


def test_a_change_meanwhile_is_seen_first(finder: Finder) -> None:
    mine, theirs = _two(finder)
    seen = side_by_side(finder, mine, theirs, {}).seen
    _import(finder, "a", _with(FIRST, transportation="Bus 7"))
    with pytest.raises(NotJoined) as refused:
        join_entries(finder, mine, theirs, {STEPS: Choice.MINE, NAME: Choice.MINE}, seen, CLERK)
    assert refused.value.is_stale
    assert refused.value.side_by_side.mine.values["location/transportation"] == "Bus 7"


def test_the_entry_of_a_team_does_not_become_that_of_a_doctor_unasked(finder: Finder) -> None:
    team, doctor = (
        _import(finder, "a", FIRST)[0],
        _import(finder, "b", entry_of(3, ONE._replace(person="Anna Koch")))[0],
    )
    assert side_by_side(finder, team, doctor, {}).joined.open == ["person/"]
    seen = side_by_side(finder, team, doctor, {"person/": Choice.MINE})
    assert seen.joined.open == []
    assert not any(name.startswith("person/") and text for name, text in seen.joined.values.items())
    join_entries(finder, team, doctor, {"person/": Choice.THEIRS}, seen.seen, CLERK)
    with finder.database.read() as connection:
        assert load_offers(Session(connection), [team])[team].person == "Anna Koch"


def test_an_entry_is_not_merged_with_itself(finder: Finder) -> None:
    mine, _theirs = _two(finder)
    with pytest.raises(BadInput):
        side_by_side(finder, mine, mine, {})


def test_who_was_replaced_earlier_leads_to_the_last_one(finder: Finder) -> None:
    mine, theirs = _two(finder)
    third = _import(finder, "c", entry_of(7, ONE))[0]
    _join(finder, theirs, mine)
    join_entries(finder, third, theirs, {STEPS: Choice.MINE, NAME: Choice.MINE},
                 side_by_side(finder, third, theirs, {}).seen, CLERK)  # fmt: skip
    with finder.database.read() as connection:
        assert find_replacement(connection, mine) == find_replacement(connection, theirs) == third


def test_the_point_of_a_secret_place_is_neither_shown_nor_taken_over(finder: Finder) -> None:
    mine, theirs = _two(finder)
    with finder.database.change("test") as session:
        place = session.get_one(Location, session.get_one(ServiceAtLocation, theirs).location_id)
        place.is_address_secret, place.latitude, place.longitude = True, 51.2, 8.2
        mine_place = session.get_one(Location, session.get_one(ServiceAtLocation, mine).location_id)
        mine_place.latitude = mine_place.longitude = mine_place.geom = None
    looked = side_by_side(finder, mine, theirs, {})
    assert "location/point" not in looked.theirs.values
    assert "location/point" not in looked.joined.taken
    assert "8.2" not in repr(looked)
