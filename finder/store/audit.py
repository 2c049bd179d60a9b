"""The lines of the audit log, which is the table `metadata`: lines are added and never changed, which
triggers of the database see to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.clock import utc_now
from finder.store.provenance import Metadata
from finder.store.records import Location


def line(
    session: Session,
    resource_type: str,
    resource_id: int,
    action: str,
    field: str = "",
    old: str = "",
    new: str = "",
) -> dict[str, Any]:
    """A line of the log as values of its columns; who, why, in which request and when come from the
    transaction: all its lines have one moment.
    """
    return {
        "last_action_date": session.info.setdefault("moment", utc_now()),
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines of the log: by whom, what kind of event, about what, on which days, with which words."""

    actor: str = ""
    action: str = ""
    resource_type: str = ""
    resource_id: int | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    words: tuple[str, ...] = ()


def count_lines(session: Session, wanted: Wanted) -> int:
    """How many lines these are."""
    return session.execute(sa.select(sa.func.count(Metadata.id)).where(*_conditions(wanted))).scalar_one()


def find_lines(session: Session, wanted: Wanted, offset: int, limit: int) -> Sequence[Metadata]:
    """These lines, the newest first."""
    lines = sa.select(Metadata).where(*_conditions(wanted)).order_by(Metadata.id.desc())
    return session.scalars(lines.offset(offset).limit(limit)).all()


def secret_locations(session: Session, lines: Sequence[Metadata]) -> set[int]:
    """The numbers of those locations of the lines whose address is secret now."""
    numbers = {row.resource_id for row in lines if row.resource_type == Location.__tablename__}
    return set(
        session.scalars(sa.select(Location.id).where(Location.id.in_(numbers), Location.is_address_secret))
    )


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    equal = {
        Metadata.updated_by: wanted.actor,
        Metadata.last_action_type: wanted.action,
        Metadata.resource_type: wanted.resource_type,
        Metadata.resource_id: wanted.resource_id,
    }
    conditions = [column == value for column, value in equal.items() if value not in ("", None)]
    if wanted.since is not None:
        conditions.append(Metadata.last_action_date >= wanted.since)
    if wanted.until is not None:
        conditions.append(Metadata.last_action_date < wanted.until)
    return conditions + [_has_word(word) for word in wanted.words]


def _has_word(word: str) -> sa.ColumnElement[bool]:
    columns = (
        *(Metadata.updated_by, Metadata.resource_type, Metadata.field_name, Metadata.previous_value),
        *(Metadata.replacement_value, Metadata.reason, Metadata.request_id),
    )
    return sa.or_(*(column.icontains(word, autoescape=True) for column in columns))
