"""The database as the rest of the finder uses it: reads for guests, transactions for changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from finder.errors import StoreDown
from finder.log import REQUEST_ID
from finder.store import tracking
from finder.store.engine import create_engine, create_guest_engine, writing

REPLICA_REST_S = 10.0
"""How long a standby that failed is left alone before it is asked again."""

_T = TypeVar("_T")
_UNREACHABLE = (OperationalError, InterfaceError)


class Database:
    """The primary database and, where one is set, a standby for guests' reads.

    Connections are pooled; nothing connects before the first use. Give it up with `close`.
    """

    def __init__(self, url: str, replica_url: str = "") -> None:
        self.url = url
        self.engine = create_engine(url)
        self._guest = create_guest_engine(url)
        self._replica = create_guest_engine(replica_url) if replica_url else None
        self._replica_rests_until = 0.0
        self._sessions = sessionmaker(writing(self.engine), expire_on_commit=False)
        tracking.listen(self._sessions)

    @property
    def has_replica(self) -> bool:
        """Whether guests' reads go to a standby."""
        return self._replica is not None

    @property
    def is_postgresql(self) -> bool:
        """Whether the engine is PostGIS; otherwise it is SpatiaLite."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def change(self, actor: str, reason: str = "", request_id: str = "") -> Iterator[Session]:
        """A transaction of `actor` (the mail address of staff, or a command): committed at the end together
        with history and search rows, rolled back by any exception. The history keeps the reason that was
        given, and which request it was (the one that is being answered, by default).

        Raises StoreDown when the database cannot be reached.
        """
        with _store_down(), self._sessions() as session, session.begin():
            session.info.update(actor=actor, reason=reason, request_id=request_id or REQUEST_ID.get())
            yield session

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection to the primary for reads that all see the same moment (repeatable read).

        Raises StoreDown when the database cannot be reached.
        """
        engine = self.engine
        if self.is_postgresql:
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with _store_down(), engine.connect() as connection, connection.begin():
            yield connection

    def guest(self, work: Callable[[sa.Connection], _T]) -> _T:
        """The result of one reading statement for a guest: from the standby where one is set and
        answers, else from the primary.

        A standby may lag behind: whoever cannot bear that asks with `newest` what the primary says.
        Raises StoreDown when no database can be reached.
        """
        if self._replica is not None and time.monotonic() >= self._replica_rests_until:
            try:
                with self._replica.connect() as connection:
                    return work(connection)
            except DBAPIError:
                self._replica_rests_until = time.monotonic() + REPLICA_REST_S
        with _store_down(), self._guest.connect() as connection:
            return work(connection)

    def newest(self, work: Callable[[sa.Connection], _T]) -> _T:
        """The result of one reading statement from the primary; only while that cannot be reached,
        and so nothing is changed, from a standby. Raises StoreDown when no database can be reached.
        """
        try:
            with _store_down(), self._guest.connect() as connection:
                return work(connection)
        except StoreDown:
            if self._replica is None:
                raise
            with _store_down(), self._replica.connect() as connection:
                return work(connection)

    def close(self) -> None:
        """Give back every pooled connection."""
        for engine in (self.engine, self._guest, self._replica):
            if engine is not None:
                engine.dispose()


@contextmanager
def _store_down() -> Iterator[None]:
    try:
        yield
    except _UNREACHABLE as error:
        raise StoreDown("The database cannot be reached or is busy.") from error
