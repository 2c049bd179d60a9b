"""Search rows: versions in order, one a transaction, tombstones, and nothing of what was rolled back."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable

import pytest
import sqlalchemy as sa
from make import make_offer, make_term
from sqlalchemy.orm import Session

from finder.domain.point import Point
from finder.domain.searchrow import SearchRow
from finder.store import tracking
from finder.store.aids import SearchRowRecord
from finder.store.base import Base
from finder.store.database import Database
from finder.store.details import Phone
from finder.store.provenance import Metadata, Source
from finder.store.records import Location, Organization, Publication, Service, ServiceAtLocation
from finder.store.search_rows import (
    next_version,
    read_changes,
    read_detail,
    read_page,
    read_state,
    refresh,
    stream_rows,
)

N_WRITERS = 4
N_EDITS = 12


def _version(database: Database) -> int:
    with database.read() as connection:
        return read_state(connection).row_version


def _changes(database: Database, since: int) -> list[SearchRow]:
    with database.read() as connection:
        state, rows = read_changes(connection, since)
        assert state == read_state(connection)
        return rows


def _add(database: Database, names: Iterable[str]) -> list[int]:
    with database.change("test") as session:
        return [make_offer(session, name=name).id for name in names]


def _rename(session: Session, offer_id: int, name: str) -> None:
    session.get_one(Service, session.get_one(ServiceAtLocation, offer_id).service_id).name = name


def test_all_rows_of_a_transaction_have_its_one_version(database: Database) -> None:
    before = _version(database)
    ids = _add(database, [f"Praxis {number}" for number in range(30)])
    changes = _changes(database, before)
    assert _version(database) == before + 1
    assert {row.row_version for row in changes} == {before + 1}
    assert sorted(row.id for row in changes) == sorted(ids)


def test_a_rollback_leaves_no_row_and_no_version(database: Database) -> None:
    kept = _add(database, ["Bleibt"])[0]
    before = _version(database)

    def edit_and_fail() -> None:
        with database.change("test") as session:
            make_offer(session, name="Nie gewesen")
            _rename(session, kept, "Nie umbenannt")
            next_version(session)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        edit_and_fail()
    assert _version(database) == before
    with database.read() as connection:
        assert [row.sort_name for row in stream_rows(connection)] == ["bleibt"]
    _add(database, ["Danach"])
    assert _version(database) == before + 1


def test_a_savepoint_rolled_back_takes_its_own_rows_and_history_with_it_alone(database: Database) -> None:
    before = _version(database)
    with database.change("test") as session:
        first = make_offer(session, name="Davor").id
        savepoint = session.begin_nested()
        make_offer(session, name="Nie gewesen")
        refresh(session, [first])
        savepoint.rollback()
        with session.begin_nested():
            second = make_offer(session, name="Danach").id
    assert {row.id: (row.sort_name, row.row_version) for row in _changes(database, before)} == {
        first: ("davor", before + 1),
        second: ("danach", before + 1),
    }
    with database.read() as connection:
        created = connection.scalars(
            sa.select(Metadata.resource_id).where(Metadata.resource_type == "service_at_location")
        )
        assert sorted(created) == [first, second]


def test_saving_what_is_there_already_takes_no_version(database: Database) -> None:
    offer_id = _add(database, ["Rathaus"])[0]
    before = _version(database)
    with database.change("test") as session:
        _rename(session, offer_id, "Rathaus")
    assert _version(database) == before


@pytest.mark.parametrize("publication", [Publication.HIDDEN, Publication.ARCHIVED, Publication.DRAFT])
def test_what_is_no_longer_public_stays_as_a_tombstone(database: Database, publication: Publication) -> None:
    offer_id = _add(database, ["Rathaus"])[0]
    before = _version(database)
    with database.change("test") as session:
        session.get_one(ServiceAtLocation, offer_id).publication = publication
    (row,) = _changes(database, before)
    assert (row.id, row.is_public) == (offer_id, False)
    with database.read() as connection:
        assert read_detail(connection, offer_id) is None


def test_a_deleted_offer_leaves_a_tombstone_that_says_nothing(database: Database) -> None:
    offer_id = _add(database, ["Rathaus"])[0]
    before = _version(database)
    with database.change("test") as session:
        session.delete(session.get_one(ServiceAtLocation, offer_id))
    assert _changes(database, before) == [
        SearchRow(offer_id, before + 1, False, None, None, "", "", "", "", "", "", "")
    ]
    with database.read() as connection:
        row = connection.execute(sa.select(SearchRowRecord.summary, SearchRowRecord.detail)).one()
        assert row == ("", "")
        assert read_detail(connection, offer_id) is None


def test_deleting_a_service_leaves_tombstones_of_its_offers(database: Database) -> None:
    offer_id = _add(database, ["Rathaus"])[0]
    with database.change("test") as session:
        session.delete(session.get_one(Service, session.get_one(ServiceAtLocation, offer_id).service_id))
    with database.read() as connection:
        assert [(row.id, row.is_public) for row in stream_rows(connection)] == [(offer_id, False)]


def test_an_organization_takes_its_houses_and_people_along_and_every_offer_shows_it(
    database: Database,
) -> None:
    with database.change("test") as session:
        going = make_offer(session, organization="Going", person="Ada")
        staying = [make_offer(session, organization="Staying", name=f"Praxis {n}") for n in range(2)]
        staying[0].location_id = going.location_id
        staying[1].person_id = going.person_id
        numbers = (going.id, staying[0].id, staying[1].id)
    with database.change("test") as session:
        session.delete(session.scalars(sa.select(Organization).filter_by(name="Going")).one())
    with database.read() as connection:
        assert {row.id: row.is_public for row in stream_rows(connection)} == dict(
            zip(numbers, (False, False, True), strict=True)
        )
        assert '"person":null' in read_page(connection, [numbers[2]]).rows[numbers[2]].summary


def test_moving_a_topic_gives_new_ancestors_to_offers_with_topics_below_it(database: Database) -> None:
    with database.change("test") as session:
        make_term(session, "heart", parent="medicine")
        offer_id = make_offer(session, topics=["heart"]).id
        health = make_term(session, "health").id
    with database.change("test") as session:
        make_term(session, "medicine").parent_id = health
    with database.read() as connection:
        assert {row.id: row.topics for row in stream_rows(connection)} == {offer_id: "health heart medicine"}


def test_an_offer_added_and_deleted_at_once_was_never_there(database: Database) -> None:
    with database.change("test") as session:
        offer = make_offer(session)
        session.delete(offer)
    with database.read() as connection:
        assert list(stream_rows(connection)) == []


def test_a_page_gives_the_rows_that_exist_and_the_state_of_the_same_moment(database: Database) -> None:
    first, second = _add(database, ["Eins", "Zwei"])
    with database.read() as connection:
        page = read_page(connection, [second, 987_654, first])
        assert set(page.rows) == {first, second}
        assert page.state == read_state(connection)
        assert page.rows[first].lat == 51.1
        assert '"name":"Eins"' in page.rows[first].summary
        assert read_page(connection, []) == (page.state, {})


def test_versions_become_visible_in_their_order(database: Database) -> None:
    """A slow transaction that took its version first lets nobody pass: the later one waits for it."""
    slow, quick = _add(database, ["Langsam", "Schnell"])
    before = _version(database)
    has_version, may_commit = threading.Event(), threading.Event()

    def edit_slowly() -> None:
        with database.change("slow") as session:
            _rename(session, slow, "Langsam neu")
            next_version(session)
            has_version.set()
            may_commit.wait(10)

    def edit_quickly() -> None:
        has_version.wait(10)
        with database.change("quick") as session:
            _rename(session, quick, "Schnell neu")

    threads = [threading.Thread(target=edit_slowly), threading.Thread(target=edit_quickly)]
    for thread in threads:
        thread.start()
    has_version.wait(10)
    time.sleep(0.3)
    assert _changes(database, before) == []
    may_commit.set()
    for thread in threads:
        thread.join(10)
    changed = sorted(_changes(database, before), key=lambda row: row.row_version)
    assert [row.id for row in changed] == [slow, quick]


def test_edits_of_two_records_of_one_offer_at_once_are_both_in_its_row(database: Database) -> None:
    offer_id = _add(database, ["Rathaus"])[0]

    def rename_the_service() -> None:
        with database.change("second") as session:
            _rename(session, offer_id, "Stadthaus")

    second = threading.Thread(target=rename_the_service)
    with database.change("first") as session:
        service = session.get_one(Service, session.get_one(ServiceAtLocation, offer_id).service_id)
        session.get_one(Organization, service.organization_id).name = "Kreis Olpe"
        session.flush()
        refresh(session, [offer_id])
        second.start()
        second.join(0.5)
    second.join(10)
    with database.read() as connection:
        (row,) = stream_rows(connection)
    assert row.text == "stadthaus kreis olpe"


def test_an_edit_refreshes_the_offers_that_show_it_and_no_others(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = _add(database, ["Eins", "Zwei", "Drei"])
    with database.change("test") as session:
        here = session.get_one(ServiceAtLocation, ids[0])
        twin = ServiceAtLocation(
            service_id=here.service_id, location_id=here.location_id, source_id=here.source_id
        )
        session.add(twin)
        session.flush()
        both, service_id, location_id = {ids[0], twin.id}, here.service_id, here.location_id
        organization_id = session.get_one(Service, service_id).organization_id
    refreshed: list[set[int]] = []
    monkeypatch.setattr(tracking, "refresh", lambda _session, offers: refreshed.append(set(offers)))
    edits: list[tuple[set[int], type[Base], int, dict[str, object]]] = [
        ({ids[0]}, ServiceAtLocation, ids[0], {"description": "Hinterhof"}),
        (both, Service, service_id, {"name": "Neu"}),
        (both, Location, location_id, {"name": "Neu"}),
        (both, Organization, organization_id, {"name": "Neu"}),
        ({*ids, twin.id}, Source, here.source_id, {"name": "Neu"}),
    ]
    for _, kind, number, values in edits:
        with database.change("test") as session:
            record = session.get_one(kind, number)
            for name, value in values.items():
                setattr(record, name, value)
    with database.change("test") as session:
        session.add(Phone(service_id=service_id, number="+4927211"))
        session.add(Phone(organization_id=organization_id, number="+4927212"))
    assert refreshed == [*(offers for offers, *_ in edits), both]


def test_a_reader_who_follows_the_versions_misses_no_edit_of_many_writers(database: Database) -> None:
    ids = _add(database, [f"w{number} 0" for number in range(N_WRITERS)])
    writers = [
        threading.Thread(target=_keep_renaming, args=(database, offer_id, number))
        for number, offer_id in enumerate(ids)
    ]
    with database.read() as connection:
        names = {row.id: row.sort_name for row in stream_rows(connection)}
        seen = read_state(connection).row_version
    start = seen
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers) or seen < _version(database):
        with database.read() as connection:
            state, changes = read_changes(connection, seen)
        newest = state.row_version
        assert newest == max((row.row_version for row in changes), default=seen)
        names |= {row.id: row.sort_name for row in changes}
        seen = newest
        with database.read() as connection:
            page = read_page(connection, ids)
        if page.state.row_version == seen:
            assert all(f'"name":"{names[offer_id]}"' in page.rows[offer_id].summary for offer_id in ids)
    assert names == {offer_id: f"w{number} {N_EDITS}" for number, offer_id in enumerate(ids)}
    assert seen == start + N_WRITERS * N_EDITS


def _keep_renaming(database: Database, offer_id: int, number: int) -> None:
    for edit in range(1, N_EDITS + 1):
        with database.change("test") as session:
            _rename(session, offer_id, f"w{number} {edit}")


def test_a_stream_sees_one_moment_while_others_write(database: Database) -> None:
    ids = _add(database, [f"alt {number}" for number in range(50)])
    with database.read() as connection:
        before = read_state(connection).row_version
        rows = stream_rows(connection)
        first = next(rows)
        with database.change("test") as session:
            for offer_id in ids:
                _rename(session, offer_id, "neu")
        seen = [first, *rows]
        assert read_state(connection).row_version == before
    assert {row.sort_name.split()[0] for row in seen} == {"alt"}
    assert len(seen) == len(ids)


def test_moving_and_hiding_a_point_changes_the_row(database: Database) -> None:
    offer_id = _add(database, ["Rathaus"])[0]
    before = _version(database)
    with database.change("test") as session:
        location = session.get_one(ServiceAtLocation, offer_id).location_id
        place = session.get_one(Location, location)
        place.place_at(Point(51.2, 8.2))
    (moved,) = _changes(database, before)
    assert (moved.lat, moved.lon) == (51.2, 8.2)


def test_all_that_one_connection_reads_is_of_one_moment(database: Database) -> None:
    numbers = _add(database, ["Rathaus"])
    with database.read() as connection:
        page, changes = read_page(connection, numbers), read_changes(connection, 0)
        _add(database, ["Zoll"])
        assert read_page(connection, numbers) == page
        assert read_changes(connection, 0) == changes
