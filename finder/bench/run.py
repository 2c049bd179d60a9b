"""One run of the benchmark: fill, build, serve, ask, compare."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

import sqlalchemy as sa

from finder.actions.context import Finder
from finder.actions.searcher import SNAPSHOT
from finder.bench.clients import Clients, HttpClient, Timing
from finder.bench.floors import Floor, build_floor, statements
from finder.bench.queries import EQUAL, Query, draw_queries
from finder.bench.scratch import drop_database, fill, n_filled, new_database
from finder.bench.served import CONSTANT_PATH, Memory, Served, served
from finder.bench.world import World
from finder.errors import ConfigurationError
from finder.search import View, match, open_snapshot
from finder.settings import Settings
from finder.store.database import Database
from finder.store.search_rows import next_version, read_state

MANY = 8
MIX = "mix"
_EDITS = 30
_SHARE_OF_SQL = 5
"""The bare SQL is asked this many times less often: it is slower, and steady."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure and how: `n_asked` is how often each client asks in a class."""

    n_rows: int
    engine: str
    server_url: str
    directory: Path
    classes: Sequence[str]
    n_asked: int
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """The timing of one client alone, and of eight at once."""

    one: Timing
    many: Timing


@dataclass(frozen=True, slots=True)
class ClassResult:
    """One class of queries: mean hits, mean rows of a page, mean bytes of an answer, and timings."""

    name: str
    hits: float
    returned: float
    size_bytes: int
    search: Pair
    constant: Pair
    matching: Timing
    sql: Pair


@dataclass(frozen=True, slots=True)
class Result:
    """Everything measured in one run."""

    n_rows: int
    engine: str
    fill_s: float
    build_s: float
    snapshot_bytes: int
    workers: Sequence[Memory]
    edit_extra_ms: float
    edit_worst_ms: float
    classes: Sequence[ClassResult]

    @property
    def bytes_per_offer(self) -> float:
        """The mapped bytes of one offer."""
        return self.snapshot_bytes / self.n_rows


def measure(plan: Plan, say: Say) -> Result:
    """Run the benchmark; the scratch database is removed afterwards unless it is to be kept.

    Raises ConfigurationError where something needed is missing.
    """
    world = World.load()
    with _scratch(plan, world, say) as (url, fill_s):
        settings = Settings(var=plan.directory, database_url=url, secret_key="b" * 32)
        with closing(Finder.open(settings)) as finder:
            say("building the snapshot")
            start = time.perf_counter()
            finder.searcher.rebuild()
            build_s = time.perf_counter() - start
            view = _view(finder.database, plan.directory)
            say("choosing queries")
            queries = draw_queries(finder, view, world, plan.classes)
            queries |= {MIX: _mixed(queries)}
        matching = {name: _match(view, some, plan.n_asked) for name, some in queries.items()}
        environment = {"FINDER_VAR": str(plan.directory), "FINDER_DATABASE_URL": url}
        with served(environment) as server:
            http = _ask_http(server, queries, plan.n_asked, say)
            workers = server.memory()
            extra, worst = _edit_cost(url, server, queries[MIX])
        sql = _ask_sql(url, world, queries, plan.n_asked, say)
    return Result(
        n_rows=plan.n_rows,
        engine=plan.engine,
        fill_s=fill_s,
        build_s=build_s,
        snapshot_bytes=(plan.directory / SNAPSHOT).stat().st_size,
        workers=workers,
        edit_extra_ms=extra,
        edit_worst_ms=worst,
        classes=[
            _class_result(name, queries[name], http[name], matching[name], sql[name]) for name in queries
        ],
    )


@contextmanager
def _scratch(plan: Plan, world: World, say: Say) -> Iterator[tuple[str, float]]:
    """The address of a filled database, and how long the filling took (0 for one that was kept)."""
    start = time.perf_counter()
    url = _kept(plan)
    if not url:
        url = new_database(plan.engine, plan.server_url, plan.directory, plan.n_rows)
        done = [0]

        def progress(rows: int) -> None:
            done[0] += rows
            say(f"writing offers: {done[0]:,} of {plan.n_rows:,}")

        fill(url, world, plan.n_rows, progress)
        say("building the table of the bare SQL")
        with closing(Database(url)) as database:
            build_floor(database, world)
    seconds = time.perf_counter() - start
    try:
        yield url, seconds
    finally:
        if not plan.keep:
            drop_database(url, plan.server_url)


def _kept(plan: Plan) -> str:
    """The address of the database that an earlier run kept, or ""."""
    if not plan.keep:
        return ""
    if plan.engine == "spatialite":
        path = plan.directory / "bench.sqlite"
        url = f"sqlite:///{path}" if path.exists() else ""
    else:
        url = _named(plan)
    return url if url and n_filled(url) == plan.n_rows else ""


def _named(plan: Plan) -> str:
    if not plan.server_url:
        raise ConfigurationError("PostGIS needs a server: --database-url postgresql://USER@HOST/postgres.")
    parsed = sa.make_url(plan.server_url).set(database=f"finder_bench_{plan.n_rows}")
    return parsed.render_as_string(hide_password=False)


def _view(database: Database, directory: Path) -> View:
    with database.read() as connection:
        columns = open_snapshot(directory / SNAPSHOT, read_state(connection).dataset)
    if columns is None:
        raise ConfigurationError(f"The snapshot in {directory} cannot be read.")
    return View.of(columns)


def _mixed(queries: dict[str, list[Query]]) -> list[Query]:
    """All classes in turn, without the one that is for growth."""
    return list(
        chain.from_iterable(zip(*(some for name, some in queries.items() if name != EQUAL), strict=True))
    )


def _match(view: View, queries: Sequence[Query], n_asked: int) -> Timing:
    """The matching alone, in this process."""
    took = []
    for number in range(n_asked):
        request = queries[number % len(queries)].request
        start = time.perf_counter()
        match(view, request)
        took.append(time.perf_counter() - start)
    cuts = statistics.quantiles(took, n=100)
    return Timing(1000 * cuts[49], 1000 * cuts[94], 1000 * cuts[98], len(took) / sum(took))


def _ask_http(
    server: Served, queries: dict[str, list[Query]], n_asked: int, say: Say
) -> dict[str, tuple[int, Pair, Pair]]:
    """Of each class: bytes of an answer, timings of the search and of a constant page of this size."""
    results = {}
    with (
        Clients.opened(partial(HttpClient, server.port), MANY) as clients,
        closing(HttpClient(server.port)) as client,
    ):
        for name, some in queries.items():
            say(f"searching: {name}")
            paths = [query.path for query in some]
            size = round(statistics.mean(len(client(path)) for path in paths))
            search = _pair(clients, paths, n_asked)
            results[name] = (size, search, _pair(clients, [f"{CONSTANT_PATH}/{size}"], n_asked))
    return results


def _ask_sql(
    url: str, world: World, queries: dict[str, list[Query]], n_asked: int, say: Say
) -> dict[str, Pair]:
    results = {}
    with Clients.opened(partial(Floor, url), MANY) as clients:
        for name, some in queries.items():
            say(f"bare SQL: {name}")
            results[name] = _pair(clients, statements(url, world, some), max(1, n_asked // _SHARE_OF_SQL))
    return results


def _pair(clients: Clients, jobs: Sequence[object], n_asked: int) -> Pair:
    return Pair(clients.run(jobs, 1, n_asked), clients.run(jobs, MANY, n_asked))


def _edit_cost(url: str, server: Served, queries: Sequence[Query]) -> tuple[float, float]:
    """What an edit adds to the next search, median and worst, in milliseconds."""
    extras = []
    with closing(Database(url)) as database, closing(HttpClient(server.port)) as client:
        for number in range(_EDITS):
            path = queries[number % len(queries)].path
            usual = statistics.median(_timed(client, path) for _ in range(9))
            _edit(database, 1 + number)
            extras.append(_timed(client, path) - usual)
    return 1000 * statistics.median(extras), 1000 * max(extras)


def _timed(client: HttpClient, path: str) -> float:
    start = time.perf_counter()
    client(path)
    return time.perf_counter() - start


def _edit(database: Database, offer_id: int) -> None:
    """What an edit does to the search rows: one row with the next version."""
    with database.change("bench") as session:
        session.execute(
            sa.text("UPDATE search_row SET row_version = :version, sort_name = 'neu' WHERE offer_id = :id"),
            {"version": next_version(session), "id": offer_id},
        )


def _class_result(
    name: str, queries: Sequence[Query], http: tuple[int, Pair, Pair], matching: Timing, sql: Pair
) -> ClassResult:
    size, search, constant = http
    return ClassResult(
        name=name,
        hits=statistics.mean(query.total for query in queries),
        returned=statistics.mean(query.returned for query in queries),
        size_bytes=size,
        search=search,
        constant=constant,
        matching=matching,
        sql=sql,
    )
