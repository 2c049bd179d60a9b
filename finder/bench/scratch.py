"""A scratch database full of generated search rows; it holds no records behind them."""

from __future__ import annotations

import multiprocessing
import os
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from finder.bench.world import CHUNK, World
from finder.domain.offer import Offer, detail_of, search_row_of, summary_of, to_json
from finder.domain.searchrow import SearchRow
from finder.errors import ConfigurationError, StoreDown
from finder.store.database import Database
from finder.store.engine import create_engine, lift_time_limit
from finder.store.migrate import upgrade
from finder.store.search_rows import read_state

COLUMNS = ("offer_id", *SearchRow._fields[1:], "summary", "detail")
VERSION = 1
_INSERT = f"INSERT INTO search_row ({', '.join(COLUMNS)}) VALUES"
Row = tuple[Any, ...]
Progress = Callable[[int], None]


def new_database(engine: str, server_url: str, directory: Path, n_rows: int) -> str:
    """The address of an empty, migrated database: a file in the directory, or a new database named
    `finder_bench_<rows>` on the PostgreSQL server (an older one of this name is removed).

    Raises ConfigurationError when PostGIS is to be measured and no server is given.
    """
    if engine == "spatialite":
        path = directory / "bench.sqlite"
        for left in directory.glob("bench.sqlite*"):
            left.unlink()
        url = f"sqlite:///{path}"
    else:
        url = _new_postgresql(server_url, f"finder_bench_{n_rows}")
    database = create_engine(url)
    upgrade(database)
    database.dispose()
    return url


def _new_postgresql(server_url: str, name: str) -> str:
    if not server_url:
        raise ConfigurationError("PostGIS needs a server: --database-url postgresql://USER@HOST/postgres.")
    _as_admin(server_url, f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    return sa.make_url(server_url).set(database=name).render_as_string(hide_password=False)


def drop_database(url: str, server_url: str) -> None:
    """Remove the database again."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        for left in Path(parsed.database or "").parent.glob("bench.sqlite*"):
            left.unlink()
    else:
        _as_admin(server_url, f"DROP DATABASE IF EXISTS {parsed.database} WITH (FORCE)")


def _as_admin(server_url: str, *statements: str) -> None:
    admin = create_engine(server_url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    admin.dispose()


def fill(url: str, world: World, n_rows: int, progress: Progress) -> None:
    """Write the search rows of the world's first offers, made by as many processes as there are
    cores, and the state that goes with them.
    """
    with closing(Database(url)) as database:
        with multiprocessing.get_context("spawn").Pool(os.cpu_count(), _start, (world,)) as pool:
            chunks = pool.imap(partial(_rows, n_offers=n_rows), range(-(-n_rows // CHUNK)))
            with database.engine.begin() as connection:
                lift_time_limit(connection)
                _write(connection, _reported(chunks, progress))
                connection.execute(
                    sa.text("UPDATE search_state SET row_version = :version, dataset = :dataset"),
                    {"version": VERSION, "dataset": str(uuid.uuid4())},
                )
        _analyze(database)


def n_filled(url: str) -> int:
    """How many rows a scratch database holds; 0 when it is none."""
    with closing(Database(url)) as database:
        try:
            with database.read() as connection:
                is_filled = read_state(connection).row_version >= VERSION
                count = connection.exec_driver_sql("SELECT count(*) FROM search_row").scalar_one()
        except (StoreDown, sa.exc.SQLAlchemyError):
            return 0
    return int(count) if is_filled else 0


_world: World


def _start(world: World) -> None:
    global _world
    _world = world


def _rows(chunk: int, n_offers: int) -> list[Row]:
    return [row_of(offer) for offer in _world.chunk(chunk, n_offers)]


def row_of(offer: Offer) -> Row:
    """The values of a search row in the order of COLUMNS, as the store would write them."""
    row = search_row_of(offer)
    return (row.id, VERSION, *row[2:], to_json(summary_of(offer)), to_json(detail_of(offer)))


def _reported(chunks: Iterator[list[Row]], progress: Progress) -> Iterator[list[Row]]:
    for rows in chunks:
        yield rows
        progress(len(rows))


def _write(connection: sa.Connection, chunks: Iterator[Sequence[Row]]) -> None:
    """By COPY into PostgreSQL, in batches into SQLite."""
    raw: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        with raw.cursor().copy(f"COPY search_row ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row in chain.from_iterable(chunks):
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(COLUMNS))
        for rows in chunks:
            raw.executemany(f"{_INSERT} ({marks})", rows)


def _analyze(database: Database) -> None:
    options = {"isolation_level": "AUTOCOMMIT"}
    with database.engine.execution_options(**options).connect() as connection:
        if database.is_postgresql:
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.exec_driver_sql("VACUUM ANALYZE search_row")
        else:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
