"""What the two engines write differently."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def is_postgresql(session: Session) -> bool:
    """Whether the session speaks to PostgreSQL, else to SQLite."""
    return session.get_bind().dialect.name == "postgresql"


def insert_into(session: Session, table: Any) -> Any:
    """An INSERT into a table or mapped class that can say what to do ON CONFLICT, which each engine has for
    itself.
    """
    return postgresql.insert(table) if is_postgresql(session) else sqlite.insert(table)


def larger_of(session: Session, *values: Any) -> sa.Function[Any]:
    """The largest of some values in SQL."""
    return sa.func.greatest(*values) if is_postgresql(session) else sa.func.max(*values)


def smaller_of(session: Session, *values: Any) -> sa.Function[Any]:
    """The smallest of some values in SQL."""
    return sa.func.least(*values) if is_postgresql(session) else sa.func.min(*values)
