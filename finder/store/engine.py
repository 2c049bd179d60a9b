"""A database engine for a URL: SpatiaLite embedded, or PostGIS."""

from __future__ import annotations

import importlib
import sqlite3
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from geoalchemy2.admin.dialects.sqlite import init_spatialite
from sqlalchemy.exc import DBAPIError

from finder.errors import ConfigurationError

SPATIALITE = "mod_spatialite"
STATEMENT_TIMEOUT_S = 30
_POOL: dict[str, Any] = {"pool_size": 8, "max_overflow": 16}


def spatialite_driver() -> ModuleType:
    """The one SQLite driver of this process that can load extensions: Python's own where it was
    built so, else pysqlite3.
    """
    if hasattr(sqlite3.Connection, "enable_load_extension"):
        return sqlite3
    return importlib.import_module("pysqlite3.dbapi2")


def create_engine(url: str) -> sa.Engine:
    """An engine for `sqlite:///FILE` or `postgresql://...`; nothing is connected yet.

    On SQLite, sessions of the engine's `writing` variant (see `writing`) begin with
    BEGIN IMMEDIATE, so that a writer waits its turn instead of failing halfway.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        engine = _sqlite_engine(parsed)
        sa.event.listen(engine, "begin", _begin_sqlite)
        return engine
    return sa.create_engine(parsed, connect_args=_postgresql_arguments(), **_POOL)


def create_guest_engine(url: str) -> sa.Engine:
    """An engine for single reading statements: no transaction around them, so that each costs one
    round trip to the database.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed, isolation_level="AUTOCOMMIT", pool_reset_on_return=None)
    return sa.create_engine(
        parsed,
        connect_args=_postgresql_arguments("-c default_transaction_read_only=on"),
        isolation_level="AUTOCOMMIT",
        pool_reset_on_return=None,
        **_POOL,
    )


def _parse(url: str) -> sa.URL:
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return parsed
    return parsed.set(drivername="postgresql+psycopg")


def writing(engine: sa.Engine) -> sa.Engine:
    """The same engine and pool, whose transactions take the write lock at once."""
    return engine.execution_options(finder_writing=True)


def _sqlite_engine(url: sa.URL, **options: Any) -> sa.Engine:
    engine = sa.create_engine(url, module=spatialite_driver(), connect_args={"timeout": 60.0}, **options)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's begin event says BEGIN, not the driver
    connection.enable_load_extension(True)
    try:
        connection.load_extension(SPATIALITE)
    except Exception as error:
        raise ConfigurationError(
            "SpatiaLite is missing; install it with: apt-get install libsqlite3-mod-spatialite"
        ) from error
    finally:
        connection.enable_load_extension(False)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=60000"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("PRAGMA cache_size=-65536")


def _begin_sqlite(connection: sa.Connection) -> None:
    is_writing = connection.get_execution_options().get("finder_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")


def _postgresql_arguments(more: str = "") -> dict[str, Any]:
    options = f"-c statement_timeout={STATEMENT_TIMEOUT_S * 1000} -c timezone=UTC {more}"
    return {"connect_timeout": 5, "options": options}


def driver_rows(
    connection: sa.Connection, statement: str, parameters: tuple[Any, ...]
) -> list[tuple[Any, ...]]:
    """All rows of a reading statement, in the driver's own form and paramstyle: SQLAlchemy's handling of
    a statement and its result costs as much again as the statement.

    Raises DBAPIError as SQLAlchemy would; after a lost connection, every pooled one is given up.
    """
    raw, dialect = connection.connection, connection.dialect
    cursor = raw.cursor()
    # Whoever listens to the statements of the engine hears of this one, too.
    connection.dispatch.before_cursor_execute(connection, cursor, statement, parameters, None, False)
    try:
        cursor.execute(statement, parameters)
        return cursor.fetchall()  # type: ignore[return-value]  # the driver gives tuples
    except dialect.loaded_dbapi.Error as error:
        is_lost = dialect.is_disconnect(error, raw, cursor)
        if is_lost:
            connection.invalidate(error)
            connection.engine.dispose()
        raise DBAPIError.instance(
            statement, parameters, error, dialect.loaded_dbapi.Error, connection_invalidated=is_lost
        ) from error
    finally:
        cursor.close()


def ensure_spatial(connection: sa.Connection) -> None:
    """Make a new database spatial: SpatiaLite's tables with WGS 84 alone, or the PostGIS extension.

    Does nothing where that is done already.
    """
    if connection.dialect.name == "sqlite":
        raw = connection.connection.dbapi_connection
        init_spatialite(raw, transaction=not raw.in_transaction, init_mode="WGS84")  # type: ignore[union-attr]  # it is connected
    else:
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS postgis")


def lift_time_limit(connection: sa.Connection) -> None:
    """Let the statements of this transaction take as long as they need: bulk work, for no visitor."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
