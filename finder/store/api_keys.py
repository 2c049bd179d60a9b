"""Keeps the keys of programs that read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.store.account_rows import ApiKey


def all_keys(session: Session) -> Sequence[ApiKey]:
    """Every key, those in use first, the newest first."""
    order = (ApiKey.revoked_at.is_not(None), ApiKey.id.desc())
    return session.scalars(sa.select(ApiKey).order_by(*order)).all()


def find_key(connection: sa.Connection, key_hash: str) -> tuple[int, dt.date | None] | None:
    """Number and day of last use of a key that is not revoked; one statement."""
    found = sa.select(ApiKey.id, ApiKey.used_on)
    row = connection.execute(
        found.where(ApiKey.key_hash == key_hash, ApiKey.revoked_at.is_(None))
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def note_day(session: Session, key_id: int, day: dt.date) -> None:
    """Note the day of the last use of a key."""
    session.execute(sa.update(ApiKey).where(ApiKey.id == key_id).values(used_on=day))
