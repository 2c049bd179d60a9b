"""API keys: for programs that read the public API. They open nothing else; but with a key a program may have
more bulk answers than a guest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from finder.actions.accounts.secrets import digest, new_token
from finder.actions.context import Finder
from finder.clock import utc_now
from finder.domain.text import clean
from finder.errors import BadInput, NotFound
from finder.store import api_keys as store
from finder.store import audit
from finder.store.account_rows import ApiKey
from finder.store.bulk import Window, days_of_keys, key_reader, uses_of_keys

MAX_NAME: Final = 100
MAX_QUOTA: Final = 99_999
PREFIX: Final = "finder_"
"""Lets people and scanners of leaked secrets recognize a key."""

DAYS_KEPT: Final = 30
"""For so many days the use of a key is known."""

_PURPOSE: Final = "api key"


class Quota(NamedTuple):
    """How many bulk answers are allowed in an hour and in a day."""

    per_hour: int
    per_day: int

    def by_window(self) -> dict[Window, int]:
        """The same by window."""
        return {Window.HOUR: self.per_hour, Window.DAY: self.per_day}


class ReadingKey(NamedTuple):
    """A key with which somebody reads."""

    id: int
    quota: Quota


@dataclass(frozen=True, slots=True)
class Key:
    """A key in the list; the key itself is not kept. `quota` is what holds for it, be it its own or that of
    the settings, and of it so much was used in this hour and day; `used_in_days` in the last DAYS_KEPT.
    """

    id: int
    name: str
    created_at: dt.datetime
    created_by: str
    used_on: dt.date | None
    is_revoked: bool
    quota: Quota
    has_own_quota: bool
    used: Quota
    used_in_days: int


def add_key(
    finder: Finder,
    name: str,
    actor: str,
    reason: str = "",
    request_id: str = "",
    *,
    quota: Quota | None = None,
) -> str:
    """Make a key, with a quota of its own or that of the settings; gives it, once. Raises BadInput for a
    quota that is none.
    """
    key = PREFIX + new_token()
    per_hour, per_day = _checked(quota)
    with finder.database.change(actor, reason, request_id) as session:
        row = ApiKey(
            name=clean(name)[:MAX_NAME],
            key_hash=digest(finder.settings.secret_key, _PURPOSE, key),
            created_by=actor,
            bulk_per_hour=per_hour,
            bulk_per_day=per_day,
        )
        session.add(row)
        session.flush()
        audit.note(session, ApiKey.__tablename__, row.id, "create", new=row.name)
    return key


def set_quota(
    finder: Finder, key_id: int, quota: Quota | None, actor: str, reason: str = "", request_id: str = ""
) -> None:
    """Give a key a quota of its own, or with None that of the settings. Raises NotFound, and BadInput for a
    quota that is none.
    """
    per_hour, per_day = _checked(quota)
    with finder.database.change(actor, reason, request_id) as session:
        row = _get(session, key_id)
        old = (row.bulk_per_hour, row.bulk_per_day)
        row.bulk_per_hour, row.bulk_per_day = per_hour, per_day
        if old != (per_hour, per_day):
            told = [_told(*pair) for pair in (old, (per_hour, per_day))]
            audit.note(session, ApiKey.__tablename__, row.id, "update", "bulk", old=told[0], new=told[1])


def _checked(quota: Quota | None) -> tuple[int | None, int | None]:
    if quota is None:
        return None, None
    for name, number in quota._asdict().items():
        if not 0 <= number <= MAX_QUOTA:
            raise BadInput(name, number, f"a whole number from 0 to {MAX_QUOTA}")
    return quota


def _told(per_hour: int | None, per_day: int | None) -> str:
    return "" if per_hour is None else f"{per_hour}/{per_day}"


def revoke_key(finder: Finder, key_id: int, actor: str, reason: str = "", request_id: str = "") -> None:
    """Let a key be of no use any more. Raises NotFound."""
    with finder.database.change(actor, reason, request_id) as session:
        row = _get(session, key_id)
        if row.revoked_at is None:
            row.revoked_at = utc_now()
            audit.note(session, ApiKey.__tablename__, row.id, "revoke", old=row.name)


def _get(session: Session, key_id: int) -> ApiKey:
    row = session.get(ApiKey, key_id)
    if row is None:
        raise NotFound("There is no such key.")
    return row


def list_keys(finder: Finder) -> list[Key]:
    """Every key, those in use first."""
    with finder.database.read() as connection, Session(connection) as session:
        used, days = uses_of_keys(connection, utc_now().timestamp()), days_of_keys(connection)
        return [_key(finder, row, used, days) for row in store.all_keys(session)]


def _key(finder: Finder, row: ApiKey, used: Mapping[tuple[str, Window], int], days: Mapping[str, int]) -> Key:
    reader = key_reader(row.id)
    return Key(
        row.id,
        row.name,
        row.created_at,
        row.created_by,
        row.used_on,
        row.revoked_at is not None,
        _quota(finder, row.bulk_per_hour, row.bulk_per_day),
        row.bulk_per_hour is not None,
        Quota(*(used.get((reader, window), 0) for window in Window)),
        days.get(reader, 0),
    )


def find_key(finder: Finder, key: str) -> ReadingKey | None:
    """The key that somebody reads with, None when it may not be used; notes the day, once a day.
    Raises StoreDown.
    """
    if not key.startswith(PREFIX):
        return None
    key_hash = digest(finder.settings.secret_key, _PURPOSE, key)
    found = finder.database.newest(lambda connection: store.find_key(connection, key_hash))
    if found is None:
        return None
    today = utc_now().date()
    if found.used_on != today:
        with finder.database.change("api") as session:
            store.note_day(session, found.id, today)
    return ReadingKey(found.id, _quota(finder, found.per_hour, found.per_day))


def _quota(finder: Finder, per_hour: int | None, per_day: int | None) -> Quota:
    if per_hour is None or per_day is None:
        return Quota(*finder.settings.bulk_key)
    return Quota(per_hour, per_day)
