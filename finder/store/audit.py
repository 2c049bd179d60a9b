"""The lines of the audit log, which is the table `metadata`: lines are added and never changed, which
triggers of the database see to.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.store.provenance import Metadata


def line(
    session: Session,
    resource_type: str,
    resource_id: int,
    action: str,
    field: str = "",
    old: str = "",
    new: str = "",
) -> dict[str, Any]:
    """A line of the log as values of its columns; who, why and in which request come from the transaction."""
    return {
        "resource_type": resource_type,
        "resource_id": resource_id,
        "last_action_type": action,
        "field_name": field,
        "previous_value": old,
        "replacement_value": new,
        "updated_by": session.info.get("actor", ""),
        "reason": session.info.get("reason", ""),
        "request_id": session.info.get("request_id", ""),
    }


def note(
    session: Session,
    resource_type: str,
    resource_id: int,
    action: str,
    field: str = "",
    old: str = "",
    new: str = "",
) -> None:
    """Write an event that is no change of a record, such as a sign-in or a decision."""
    values = line(session, resource_type, resource_id, action, field, old, new)
    session.execute(sa.insert(Metadata), [values])


@contextmanager
def removable_history(connection: sa.Connection) -> Iterator[None]:
    """Let a transaction that empties a whole database remove the history with it; the triggers are back at
    the end, and after a rollback.
    """
    off, on = _switch(connection)
    for statement in off:
        connection.exec_driver_sql(statement)
    yield
    for statement in on:
        connection.exec_driver_sql(statement)


def _switch(connection: sa.Connection) -> tuple[list[str], list[str]]:
    """The statements that turn the triggers of the table off and on."""
    if connection.dialect.name == "postgresql":
        return (["ALTER TABLE metadata DISABLE TRIGGER USER"], ["ALTER TABLE metadata ENABLE TRIGGER USER"])
    triggers = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'metadata'"
    ).all()
    return [f"DROP TRIGGER {row.name}" for row in triggers], [row.sql for row in triggers]
