"""Keeps the keys of programs that read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.store.account_rows import ApiKey


def all_keys(session: Session) -> Sequence[ApiKey]:
    """Every key, those in use first, the newest first."""
    order = (ApiKey.revoked_at.is_not(None), ApiKey.id.desc())
    return session.scalars(sa.select(ApiKey).order_by(*order)).all()


class FoundKey(NamedTuple):
    """A key that is not revoked, with the day of its last use; its quota is None where it has none of its
    own.
    """

    id: int
    used_on: dt.date | None
    per_hour: int | None
    per_day: int | None


def find_key(connection: sa.Connection, key_hash: str) -> FoundKey | None:
    """The key with this hash, unless it is revoked; one statement."""
    found = sa.select(ApiKey.id, ApiKey.used_on, ApiKey.bulk_per_hour, ApiKey.bulk_per_day)
    row = connection.execute(
        found.where(ApiKey.key_hash == key_hash, ApiKey.revoked_at.is_(None))
    ).one_or_none()
    return None if row is None else FoundKey(*row)


def note_day(session: Session, key_id: int, day: dt.date) -> None:
    """Note the day of the last use of a key."""
    session.execute(sa.update(ApiKey).where(ApiKey.id == key_id).values(used_on=day))
