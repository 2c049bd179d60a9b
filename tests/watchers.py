"""Processes that edit, search and rebuild at once, for the tests of freshness.

A group is a number of offers that every transaction of its editor changes all at once: generation
`k` gives each a new name, moves the group to the other of its two places and hides every fourth
offer, another quarter each time. So an answer shows which generation it saw, and any mixture.
"""

from __future__ import annotations

import random
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.queues import Queue
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from finder.actions import searcher as searcher_module
from finder.actions.searcher import Found, Searcher
from finder.domain.point import Point
from finder.search import Request
from finder.store.database import Database
from finder.store.records import Location, Publication, Service, ServiceAtLocation

RADIUS_M = 5_000.0


@dataclass(frozen=True)
class Group:
    """One group and how far its editor got: `started` generations may be visible, `acknowledged`
    ones must be.
    """

    number: int
    ids: Sequence[int]
    started: Synchronized[int]
    acknowledged: Synchronized[int]

    def name(self, generation: int, place: int) -> str:
        """The name of the offer at a place of the group."""
        return f"gruppe{self.number} gen{generation} nr{place}"

    def point(self, generation: int) -> Point:
        """Where the whole group is."""
        return Point(50.0 + self.number, 8.0 + generation % 2)

    def visible(self, generation: int) -> set[int]:
        """The offers that are public."""
        return {offer_id for place, offer_id in enumerate(self.ids) if (place + generation) % 4}


@dataclass(frozen=True)
class World:
    """What all processes share."""

    url: str
    directory: Path
    groups: Sequence[Group]
    n_others: int
    stop: Event
    complaints: Queue[str]
    searches: Synchronized[int]
    rebuilds: Synchronized[int]


def edit(world: World, group: Group) -> None:
    """Bring a group from generation to generation until stopped."""
    database = Database(world.url)
    generation = group.started.value
    while not world.stop.is_set():
        generation += 1
        group.started.value = generation
        write_generation(database, group, generation)
        group.acknowledged.value = generation
    database.close()


def write_generation(database: Database, group: Group, generation: int) -> None:
    """Change every offer of the group in one transaction."""
    visible = group.visible(generation)
    with database.change("editor") as session:
        for place, offer_id in enumerate(group.ids):
            offer = session.get_one(ServiceAtLocation, offer_id)
            offer.publication = Publication.PUBLIC if offer_id in visible else Publication.HIDDEN
            session.get_one(Service, offer.service_id).name = group.name(generation, place)
            session.get_one(Location, offer.location_id).place_at(group.point(generation))


def watch(world: World, seed: int) -> None:
    """Search until stopped; the first wrong answer is put in words and ends it."""
    searcher_module.MIN_OVERLAY = 10
    searcher_module.MAX_OVERLAY_SHARE = 0.0
    database = Database(world.url)
    searcher, chance = Searcher(database, world.directory), random.Random(seed)
    try:
        while not world.stop.is_set():
            _check(world, searcher, chance)
            with world.searches.get_lock():
                world.searches.value += 1
            time.sleep(0.001)
    except Exception:
        world.complaints.put(traceback.format_exc())
    database.close()


def _check(world: World, searcher: Searcher, chance: random.Random) -> None:
    group = chance.choice(world.groups)
    oldest = group.acknowledged.value
    kind = chance.randrange(3)
    if kind == 0:
        found = searcher.find(Request(words=((f"gruppe{group.number}", frozenset()),), limit=100))
        _assert_one_generation(group, found, oldest)
    elif kind == 1:
        where = chance.randrange(2)
        found = searcher.find(Request(point=group.point(where), radius_m=RADIUS_M, limit=100))
        if found.matched.total:
            assert _assert_one_generation(group, found, oldest) % 2 == where
        else:
            assert any(g % 2 != where for g in range(oldest, group.started.value + 1)), "the group is gone"
    else:
        found = searcher.find(Request(limit=5, offset=chance.randrange(world.n_others)))
        hidden = sum(len(g.ids) // 4 for g in world.groups)
        assert found.matched.total == world.n_others + sum(len(g.ids) for g in world.groups) - hidden
        assert set(found.page.rows) == set(found.matched.ids)


def _assert_one_generation(group: Group, found: Found, oldest: int) -> int:
    """The one generation that an answer shows whole."""
    names = {offer_id: found.page.rows[offer_id].summary.split('"')[3] for offer_id in found.matched.ids}
    generations = {int(name.split()[1].removeprefix("gen")) for name in names.values()}
    assert len(generations) == 1, f"a mixture: {names}"
    generation = generations.pop()
    assert oldest <= generation <= group.started.value, f"{generation} although {oldest} was acknowledged"
    assert set(found.matched.ids) == group.visible(generation), f"rows missing or too many: {names}"
    assert found.matched.total == len(names)
    return generation


def keep_rebuilding(world: World) -> None:
    """Rebuild the snapshot over and over until stopped or killed."""
    database = Database(world.url)
    searcher = Searcher(database, world.directory)
    while not world.stop.is_set():
        searcher.rebuild()
        world.rebuilds.value += 1
    database.close()


def answer(url: str, directory: Path, pipe: Any) -> None:
    """Answer each request sent through a pipe by ids and total, until None comes."""
    database = Database(url)
    searcher = Searcher(database, directory)
    while (request := pipe.recv()) is not None:
        try:
            found = searcher.find(request)
            pipe.send((found.matched.ids, found.matched.total, sorted(found.page.rows)))
        except Exception:
            pipe.send(traceback.format_exc())
    database.close()
