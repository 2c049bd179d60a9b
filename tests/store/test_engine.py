"""Statements have a time limit, for the sake of visitors; bulk work may lift it for a transaction."""

from __future__ import annotations

import sqlalchemy as sa

from finder.store.database import Database
from finder.store.engine import STATEMENT_TIMEOUT_S, lift_time_limit


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
