"""API keys: for programs that read the public API. They open nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from finder.actions.accounts.secrets import digest, new_token
from finder.actions.context import Finder
from finder.clock import utc_now
from finder.domain.text import clean
from finder.errors import NotFound
from finder.store import api_keys as store
from finder.store import audit
from finder.store.account_rows import ApiKey

MAX_NAME: Final = 100
PREFIX: Final = "finder_"
"""Lets people and scanners of leaked secrets recognize a key."""

_PURPOSE: Final = "api key"


@dataclass(frozen=True, slots=True)
class Key:
    """A key in the list; the key itself is not kept."""

    id: int
    name: str
    created_at: dt.datetime
    created_by: str
    used_on: dt.date | None
    is_revoked: bool


def add_key(finder: Finder, name: str, actor: str, reason: str = "", request_id: str = "") -> str:
    """Make a key; gives it, once."""
    key = PREFIX + new_token()
    with finder.database.change(actor, reason, request_id) as session:
        row = ApiKey(
            name=clean(name)[:MAX_NAME],
            key_hash=digest(finder.settings.secret_key, _PURPOSE, key),
            created_by=actor,
        )
        session.add(row)
        session.flush()
        audit.note(session, ApiKey.__tablename__, row.id, "create", new=row.name)
    return key


def revoke_key(finder: Finder, key_id: int, actor: str, reason: str = "", request_id: str = "") -> None:
    """Let a key be of no use any more. Raises NotFound."""
    with finder.database.change(actor, reason, request_id) as session:
        row = session.get(ApiKey, key_id)
        if row is None:
            raise NotFound("There is no such key.")
        if row.revoked_at is None:
            row.revoked_at = utc_now()
            audit.note(session, ApiKey.__tablename__, row.id, "revoke", old=row.name)


def list_keys(finder: Finder) -> list[Key]:
    """Every key, those in use first."""
    with finder.database.read() as connection, Session(connection) as session:
        return [
            Key(row.id, row.name, row.created_at, row.created_by, row.used_on, row.revoked_at is not None)
            for row in store.all_keys(session)
        ]


def is_key(finder: Finder, key: str) -> bool:
    """Whether it is a key that may be used; notes the day, once a day. Raises StoreDown."""
    if not key.startswith(PREFIX):
        return False
    key_hash = digest(finder.settings.secret_key, _PURPOSE, key)
    found = finder.database.newest(lambda connection: store.find_key(connection, key_hash))
    today = utc_now().date()
    if found is not None and found[1] != today:
        with finder.database.change("api") as session:
            store.note_day(session, found[0], today)
    return found is not None
