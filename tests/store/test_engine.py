"""Statements have a time limit, for the sake of visitors; bulk work may lift it for a transaction. What
is read through the driver itself fails, and recovers, as everything else.
"""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from finder.errors import StoreDown
from finder.store.database import Database
from finder.store.engine import STATEMENT_TIMEOUT_S, driver_rows, lift_time_limit


def _limit(connection: sa.Connection) -> str:
    return str(connection.exec_driver_sql("SHOW statement_timeout").scalar_one())


def test_the_time_limit_is_lifted_for_one_transaction_only(database: Database) -> None:
    if not database.is_postgresql:
        with database.engine.begin() as connection:
            lift_time_limit(connection)
            assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1
        return
    with database.engine.begin() as connection:
        assert _limit(connection) == f"{STATEMENT_TIMEOUT_S}s"
        lift_time_limit(connection)
        assert _limit(connection) == "0"
    with database.engine.begin() as connection:
        assert _limit(connection) == f"{STATEMENT_TIMEOUT_S}s"


def _backend(connection: sa.Connection) -> int:
    return int(driver_rows(connection, "SELECT pg_backend_pid()", ())[0][0])


def test_one_failure_gives_up_all_lost_connections(database: Database) -> None:
    if not database.is_postgresql:
        return
    lost = database.guest(lambda one: (_backend(one), database.guest(_backend)))
    with database.engine.begin() as connection:
        for backend in lost:
            connection.exec_driver_sql("SELECT pg_terminate_backend(%s, 5000)", (backend,))
    with pytest.raises(StoreDown):
        database.guest(_backend)
    now = database.guest(lambda one: (_backend(one), database.guest(_backend)))
    assert not set(now) & set(lost)
