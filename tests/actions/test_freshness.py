"""No search of any process is behind an acknowledged edit, mixes two moments or misses a row."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import watchers
from make import make_offer
from watchers import Group, World

from finder.actions import searcher as searcher_module
from finder.actions.searcher import SNAPSHOT, Searcher
from finder.domain.point import Point
from finder.search import Columns, Request, write_snapshot
from finder.store.aids import SearchState
from finder.store.database import Database
from finder.store.records import Publication, Service, ServiceAtLocation

N_GROUPS, GROUP_SIZE, N_OTHERS = 2, 8, 150
N_WATCHERS = 3
ENOUGH_GENERATIONS, ENOUGH_SEARCHES, ENOUGH_KILLS = 8, 150, 4
LATEST_S = 60.0
EVERYTHING = Request(limit=100)

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["finder.actions.searcher"])


def _fill(database: Database) -> list[list[int]]:
    with database.change("test") as session:
        for number in range(N_OTHERS):
            make_offer(session, name=f"Andere {number}", point=Point(47 + number % 9, 6 + number % 8 + 0.5))
        return [
            [make_offer(session, name=f"G {place}").id for place in range(GROUP_SIZE)]
            for _ in range(N_GROUPS)
        ]


def _world(url: str, directory: Path, numbers: list[list[int]]) -> World:
    groups = [
        Group(number, ids, processes.Value("q", 0), processes.Value("q", 0))
        for number, ids in enumerate(numbers)
    ]
    return World(
        url=url,
        directory=directory,
        groups=groups,
        n_others=N_OTHERS,
        stop=processes.Event(),
        complaints=processes.Queue(),
        searches=processes.Value("q", 0),
        rebuilds=processes.Value("q", 0),
    )


def test_many_processes_see_every_edit_whole_and_at_once(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    world = _world(database_url, tmp_path, _fill(database))
    for group in world.groups:
        watchers.write_generation(database, group, 0)
    running = [
        *(processes.Process(target=watchers.watch, args=(world, seed)) for seed in range(N_WATCHERS)),
        *(processes.Process(target=watchers.edit, args=(world, group)) for group in world.groups),
    ]
    for process in running:
        process.start()
    _rebuild_and_kill(world, time.monotonic() + LATEST_S)
    world.stop.set()
    for process in running:
        process.join(20)
    complaints = [] if world.complaints.empty() else [world.complaints.get()]
    assert complaints == []
    assert [process.exitcode for process in running] == [0] * len(running)
    assert min(group.acknowledged.value for group in world.groups) >= ENOUGH_GENERATIONS
    assert world.searches.value >= ENOUGH_SEARCHES


def _rebuild_and_kill(world: World, deadline: float) -> None:
    """Have the snapshot rebuilt without a pause by a process that is killed again and again, until
    enough was edited and searched.
    """
    n_kills = 0
    while not _is_enough(world, n_kills) and world.complaints.empty() and time.monotonic() < deadline:
        rebuilder = processes.Process(target=watchers.keep_rebuilding, args=(world,))
        seen = world.rebuilds.value
        rebuilder.start()
        while world.rebuilds.value == seen and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(n_kills % 7 * 0.007)
        rebuilder.kill()
        rebuilder.join()
        n_kills += 1


def _is_enough(world: World, n_kills: int) -> bool:
    generations = min(group.acknowledged.value for group in world.groups)
    return (
        generations >= ENOUGH_GENERATIONS
        and world.searches.value >= ENOUGH_SEARCHES
        and n_kills >= ENOUGH_KILLS
    )


@contextmanager
def _answering(url: str, directory: Path, number: int = 2) -> Iterator[list[Any]]:
    """Processes that answer requests; each by its end of a pipe."""
    pipes, running = [], []
    for _ in range(number):
        ours, theirs = processes.Pipe()
        running.append(processes.Process(target=watchers.answer, args=(url, directory, theirs)))
        running[-1].start()
        pipes.append(ours)
    try:
        yield pipes
    finally:
        for pipe in pipes:
            pipe.send(None)
        for process in running:
            process.join(10)


def _ask(pipe: Any, request: Request) -> Any:
    pipe.send(request)
    assert pipe.poll(20), "no answer"
    return pipe.recv()


def _delete(path: Path) -> None:
    path.unlink()


def _truncate(path: Path) -> None:
    path.chmod(0o644)
    os.truncate(path, path.stat().st_size // 3)


def _empty(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(b"")


def _scramble(path: Path) -> None:
    """Turn every byte over, in the very file that the processes have mapped."""
    path.chmod(0o644)
    path.write_bytes(bytes(255 - byte for byte in path.read_bytes()))


def _flip_one_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) * 2 // 3] ^= 4
    path.chmod(0o644)
    with path.open("r+b") as file:
        file.write(content)


def _replace_by_garbage(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(os.urandom(10_000))
    other.replace(path)


def _make_unreadable(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES = [_delete, _truncate, _empty, _scramble, _flip_one_bit, _replace_by_garbage, _make_unreadable]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_snapshot_costs_a_rebuild_and_never_an_answer(
    damage: Callable[[Path], None], make_database_url: Callable[[str], str], tmp_path: Path
) -> None:
    database = Database(database_url := make_database_url("spatialite"))
    with database.change("test") as session:
        ids = [make_offer(session, name=f"Praxis {number:02}").id for number in range(20)]
    with _answering(database_url, tmp_path) as (first, second):
        whole = (ids, 20, ids)
        assert _ask(first, EVERYTHING) == _ask(second, EVERYTHING) == whole
        damage(tmp_path / SNAPSHOT)
        assert _ask(first, EVERYTHING) == whole
        with database.change("test") as session:
            session.get_one(ServiceAtLocation, ids[3]).publication = Publication.ARCHIVED
        left = ids[:3] + ids[4:]
        for pipe in (first, second):
            assert _ask(pipe, EVERYTHING) == (left, 19, left)
    newcomer = Searcher(database, tmp_path)
    assert newcomer.find(EVERYTHING).matched.ids == left
    database.close()


def test_a_snapshot_of_another_database_is_not_taken_for_ones_own(
    database: Database, make_database_url: Callable[[str], str], tmp_path: Path
) -> None:
    other = Database(make_database_url("spatialite"))
    for some, name in ((database, "Hier"), (other, "Dort")):
        with some.change("test") as session:
            make_offer(session, name=name)
    for some, name in ((database, "Hier"), (other, "Dort"), (database, "Hier")):
        found = Searcher(some, tmp_path).find(EVERYTHING)
        assert [f'"name":"{name}"' in row.summary for row in found.page.rows.values()] == [True]
    other.close()


def test_what_a_killed_rebuild_left_behind_is_cleared_away(database: Database, tmp_path: Path) -> None:
    with database.change("test") as session:
        make_offer(session)
    (tmp_path / f"{SNAPSHOT}.abc.part").write_bytes(b"half a file")
    Searcher(database, tmp_path).rebuild()
    assert sorted(path.name for path in tmp_path.glob(f"{SNAPSHOT}*")) in (
        [SNAPSHOT, f"{SNAPSHOT}.lock"],
        [SNAPSHOT],
    )


def test_an_empty_database_is_searched_and_then_filled(database: Database, tmp_path: Path) -> None:
    searcher = Searcher(database, tmp_path)
    assert searcher.find(EVERYTHING).matched.total == 0
    with database.change("test") as session:
        offer_id = make_offer(session).id
    assert searcher.find(EVERYTHING).matched.ids == [offer_id]


def test_the_editors_own_process_sees_each_edit_at_once(database: Database, tmp_path: Path) -> None:
    searcher = Searcher(database, tmp_path)
    seen = []
    for number in range(5):
        with database.change("test") as session:
            make_offer(session, name=f"Praxis {number}")
        seen.append(searcher.find(EVERYTHING).matched.total)
    assert seen == [1, 2, 3, 4, 5]


def test_an_answer_is_of_one_moment_though_another_process_rebuilds_meanwhile(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.change("test") as session:
        service_id = make_offer(session, name="Alt").service_id
    searcher, other = Searcher(database, tmp_path), Searcher(database, tmp_path)
    searcher.prepare()
    with database.change("test") as session:
        session.execute(sa.update(SearchState).values(dataset="restored"))

    def write_and_lose_time(path: Path, columns: Columns, dataset: str) -> None:
        monkeypatch.undo()
        write_snapshot(path, columns, dataset)
        with database.change("test") as session:
            session.get_one(Service, service_id).name = "Neu"
        other.rebuild()

    monkeypatch.setattr(searcher_module, "write_snapshot", write_and_lose_time)
    for name in ("alt", "neu"):
        found = searcher.find(Request(words=((name, frozenset()),)))
        assert [f'"name":"{name.title()}"' in row.summary for row in found.page.rows.values()] == [True]


def test_who_waits_for_a_rebuild_takes_over_what_another_built(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searcher_module, "MIN_OVERLAY", 0)
    with database.change("test") as session:
        make_offer(session)
    first, second = Searcher(database, tmp_path), Searcher(database, tmp_path)
    first.prepare()
    second.prepare()
    with database.change("test") as session:
        make_offer(session)
    first.rebuild()
    monkeypatch.setattr(searcher_module, "build_columns", lambda *_: pytest.fail("built twice"))
    assert second.find(EVERYTHING).matched.total == 2
    assert second._rebuilder is not None
    second._rebuilder.join(10)
    assert second._view is not None
    assert (second._view.overlay_size, second.find(EVERYTHING).matched.total) == (0, 2)
