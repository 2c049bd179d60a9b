"""Answers with everything in them: how many of them a reader may have."""

from __future__ import annotations

from finder.actions.accounts.keys import Quota, ReadingKey
from finder.actions.context import Finder
from finder.actions.senders import sender_of
from finder.clock import utc_now
from finder.store.bulk import Use, key_reader, take_bulk


def count_bulk(finder: Finder, key: ReadingKey | None, address: str) -> tuple[Use, ...]:
    """Count one such answer to who reads with a key or, without one, from a network address; gives what
    they have had in each window of time.

    The address is not kept, only a keyed hash that is another one every day. Raises QuotaUsedUp, and
    then nothing is counted, and StoreDown.
    """
    now = utc_now()
    if key is None:
        reader, quota = f"guest:{sender_of(finder, address, now.date())}", Quota(*finder.settings.bulk_guest)
    else:
        reader, quota = key_reader(key.id), key.quota
    with finder.database.change("api") as session:
        return take_bulk(session, reader, quota.by_window(), now.timestamp())
