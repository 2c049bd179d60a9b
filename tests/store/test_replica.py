"""Guests' reads go to a real streaming standby, never behind what the primary acknowledged."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from make import make_offer
from postgis import Server

from finder.actions.offer import get_offer
from finder.actions.searcher import Searcher
from finder.errors import NotFound, StoreDown
from finder.search import Request
from finder.store import database as database_module
from finder.store.database import Database
from finder.store.engine import create_engine
from finder.store.migrate import upgrade
from finder.store.records import Publication, Service, ServiceAtLocation
from finder.store.search_rows import read_detail

pytestmark = pytest.mark.postgis
REST_S = 0.3


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[Server, Server]]:
    """A primary and the standby that follows it."""
    primary = Server.start()
    try:
        standby = Server.standby_of(primary)
        try:
            yield primary, standby
        finally:
            standby.stop()
    finally:
        primary.stop()


@pytest.fixture
def pair(servers: tuple[Server, Server], monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A fresh database on the primary, read by guests from the standby."""
    primary, standby = servers
    monkeypatch.setattr(database_module, "REPLICA_REST_S", REST_S)
    name = f"t_{time.monotonic_ns()}"
    _as_admin(primary, f"CREATE DATABASE {name}")
    engine = create_engine(primary.url(name))
    upgrade(engine)
    engine.dispose()
    _catch_up(servers)
    database = Database(primary.url(name), standby.url(name))
    yield database
    database.close()


def _as_admin(server: Server, statement: str) -> object:
    admin = create_engine(server.url()).execution_options(isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            result = connection.exec_driver_sql(statement)
            return result.scalar() if result.returns_rows else None
    finally:
        admin.dispose()


def _catch_up(servers: tuple[Server, Server]) -> None:
    """Wait until the standby has replayed all that the primary wrote so far."""
    primary, standby = servers
    reached = _as_admin(primary, "SELECT pg_current_wal_lsn()")
    _until(lambda: bool(_as_admin(standby, f"SELECT pg_last_wal_replay_lsn() >= '{reached}'")))


def _until(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@contextmanager
def _lagging(standby: Server) -> Iterator[None]:
    """The standby receives but shows nothing new, as with a long recovery_min_apply_delay."""
    _as_admin(standby, "SELECT pg_wal_replay_pause()")
    _until(lambda: _as_admin(standby, "SELECT pg_get_wal_replay_pause_state()") == "paused")
    try:
        yield
    finally:
        _as_admin(standby, "SELECT pg_wal_replay_resume()")


@contextmanager
def _stopped(server: Server) -> Iterator[None]:
    server.run("stop", "-m", "immediate")
    try:
        yield
    finally:
        server.run("start")


@contextmanager
def _counting(database: Database) -> Iterator[dict[str, int]]:
    """How many statements go to the primary and how many to the standby."""
    counts = {"primary": 0, "standby": 0}

    def count(connection: sa.Connection, *_: object) -> None:
        counts["standby" if connection.engine is database._replica else "primary"] += 1

    engines = [database.engine, database._guest, database._replica]
    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", count)
    try:
        yield counts
    finally:
        for engine in engines:
            sa.event.remove(engine, "before_cursor_execute", count)


def _add(database: Database, name: str) -> int:
    with database.change("test") as session:
        return make_offer(session, name=name).id


def _rename(database: Database, offer_id: int, name: str) -> None:
    with database.change("test") as session:
        session.get_one(Service, session.get_one(ServiceAtLocation, offer_id).service_id).name = name


def _names(searcher: Searcher) -> list[str]:
    found = searcher.find(Request())
    return [found.page.rows[offer_id].summary.split('"')[3] for offer_id in found.matched.ids]


def _is_standby(database: Database) -> bool:
    return bool(
        database.guest(lambda connection: connection.exec_driver_sql("SELECT pg_is_in_recovery()").scalar())
    )


def test_guests_read_from_the_standby(pair: Database, servers: tuple[Server, Server], tmp_path: Path) -> None:
    searcher = Searcher(pair, tmp_path)
    _add(pair, "Rathaus")
    _catch_up(servers)
    assert _is_standby(pair)
    searcher.prepare()
    with _counting(pair) as counts:
        assert _names(searcher) == ["Rathaus"]
    assert counts == {"primary": 1, "standby": 1}


def test_a_detail_page_is_never_behind_an_edit(pair: Database, servers: tuple[Server, Server]) -> None:
    offer_id = _add(pair, "Frauenhaus")
    _catch_up(servers)
    with _lagging(servers[1]):
        with pair.change("test") as session:
            session.get_one(ServiceAtLocation, offer_id).publication = Publication.HIDDEN
        assert pair.guest(lambda connection: read_detail(connection, offer_id)) is not None
        with _counting(pair) as counts, pytest.raises(NotFound):
            get_offer(SimpleNamespace(database=pair), offer_id)  # type: ignore[arg-type]  # all it reads
        assert counts == {"primary": 1, "standby": 0}


def test_an_edit_is_in_the_next_answer_of_every_process_while_the_standby_lags(
    pair: Database, servers: tuple[Server, Server], tmp_path: Path
) -> None:
    first, gone = _add(pair, "Rathaus"), _add(pair, "Zoll")
    _catch_up(servers)
    editor, other = Searcher(pair, tmp_path), Searcher(pair, tmp_path)
    assert _names(editor) == _names(other) == ["Rathaus", "Zoll"]
    with _lagging(servers[1]):
        _rename(pair, first, "Bürgerhaus")
        with pair.change("test") as session:
            session.get_one(ServiceAtLocation, gone).publication = Publication.ARCHIVED
        for searcher in (editor, other):
            for _ in range(3):
                with _counting(pair) as counts:
                    assert _names(searcher) == ["Bürgerhaus"]
                assert sum(counts.values()) <= 3
    _catch_up(servers)
    with _counting(pair) as counts:
        assert _names(other) == ["Bürgerhaus"]
    assert counts == {"primary": 1, "standby": 1}


def test_answers_go_on_without_the_standby_and_it_is_used_again_when_it_is_back(
    pair: Database, servers: tuple[Server, Server], tmp_path: Path
) -> None:
    searcher = Searcher(pair, tmp_path)
    offer_id = _add(pair, "Rathaus")
    _catch_up(servers)
    assert _names(searcher) == ["Rathaus"]
    with _stopped(servers[1]):
        for name in ("Rathaus", "Bürgerhaus", "Stadthaus"):
            _rename(pair, offer_id, name)
            assert _names(searcher) == [name]
            assert not _is_standby(pair)
        with _counting(pair) as counts:
            assert _names(searcher) == ["Stadthaus"]
        assert counts["standby"] == 0
    _catch_up(servers)
    _until(lambda: _is_standby(pair))
    assert _names(searcher) == ["Stadthaus"]


def test_a_failed_standby_is_left_alone_for_a_while(
    pair: Database, servers: tuple[Server, Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "REPLICA_REST_S", 3600.0)
    assert _is_standby(pair)
    with _stopped(servers[1]):
        assert not _is_standby(pair)
    assert not _is_standby(pair)


def test_guests_read_on_from_the_standby_while_the_primary_is_down(
    pair: Database, servers: tuple[Server, Server], tmp_path: Path
) -> None:
    searcher = Searcher(pair, tmp_path)
    _add(pair, "Rathaus")
    _catch_up(servers)
    assert _names(searcher) == ["Rathaus"]
    with _stopped(servers[0]):
        assert _names(searcher) == ["Rathaus"]
        with pytest.raises(StoreDown):
            _add(pair, "Geht nicht")
    _until(lambda: _answers(pair))
    _add(pair, "Geht wieder")
    assert _names(searcher) == ["Geht wieder", "Rathaus"]


def _answers(database: Database) -> bool:
    try:
        with database.read() as connection:
            return connection.exec_driver_sql("SELECT 1").scalar() == 1
    except StoreDown:
        return False
