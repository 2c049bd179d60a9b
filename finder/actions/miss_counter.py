"""Counts the searches that found nothing, without knowing whose they were.

A search is counted in memory; a thread adds what was counted to the database once a minute. So a search
never waits for it and never fails by it: while the database cannot be written, the numbers wait, and a
process that ends takes at most a minute of them along.

Whoever loads a page again, or tries the same topics in another way, is counted once: so five searches are
hardly one person's. For an hour the process remembers a hash, keyed with a secret that it makes for that hour
and tells nobody, of sender and topics. Neither leaves the memory.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import secrets
import threading
import time
from collections import Counter
from typing import Final

from sqlalchemy.exc import DBAPIError

from finder.clock import ZONE, utc_now
from finder.domain.miss import Miss, week_of
from finder.errors import StoreDown
from finder.store.database import Database
from finder.store.misses import add_misses

log = logging.getLogger(__name__)

WRITE_AFTER_S: Final = 60.0
REMEMBERED_S: Final = 3_600.0
MAX_PER_SENDER: Final = 10
"""In an hour; who searches more topics in vain is no visitor with a need."""

MAX_REMEMBERED: Final = 10_000
MAX_WAITING: Final = 1_000
"""So many different searches at most wait for the database; further ones are not counted."""


class MissCounter:
    """The searches of one process that found nothing, until they are written. Safe to use from several
    threads.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._waiting: Counter[tuple[dt.date, Miss]] = Counter()
        self._memory = _Memory()
        self._writer: threading.Thread | None = None
        self._closing = threading.Event()

    def note(self, miss: Miss, sender: str) -> None:
        """Count a search, once an hour for a sender and these topics. Asks the database nothing."""
        key = (week_of(utc_now().astimezone(ZONE).date()), miss)
        with self._lock:
            is_room = key in self._waiting or len(self._waiting) < MAX_WAITING
            if not is_room or not self._memory.is_new(miss.topics, sender):
                return
            self._waiting[key] += 1
            if self._writer is None or not self._writer.is_alive():
                self._writer = threading.Thread(target=self._write_later, daemon=True)
                self._writer.start()

    def write(self) -> bool:
        """Add what waits to the database; gives whether that could be done, else it waits on."""
        with self._lock:
            taken, self._waiting = self._waiting, Counter()
        try:
            if taken:
                with self._database.change("misses") as session:
                    add_misses(session, taken)
        except (StoreDown, DBAPIError):
            log.warning("searches that found nothing not counted yet: the database cannot be written")
            with self._lock:
                self._waiting.update(taken)
            return False
        return True

    def close(self) -> None:
        """Write what waits, and end the thread."""
        self._closing.set()
        self.write()

    def _write_later(self) -> None:
        """Write after a while, and again while that cannot be done."""
        while not self._closing.wait(WRITE_AFTER_S):
            if self.write():
                return


class _Memory:
    """Who searched what in the last hour, as hashes that nobody can compute again."""

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self._salt = secrets.token_bytes(32)
        self._until = time.monotonic() + REMEMBERED_S
        self._seen: set[bytes] = set()
        self._senders: Counter[bytes] = Counter()

    def is_new(self, topics: str, sender: str) -> bool:
        """Whether the sender did not search these topics before, nor too many; it is remembered."""
        if time.monotonic() >= self._until or len(self._seen) >= MAX_REMEMBERED:
            self._forget()
        who, what = self._hash(sender), self._hash(f"{sender}\n{topics}")
        if what in self._seen or self._senders[who] >= MAX_PER_SENDER:
            return False
        self._seen.add(what)
        self._senders[who] += 1
        return True

    def _hash(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode(), key=self._salt, digest_size=16).digest()
