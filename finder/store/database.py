"""The database as the rest of the finder uses it: reads for guests, transactions for changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from finder.errors import StoreDown
from finder.store import tracking
from finder.store.engine import create_engine, writing


class Database:
    """The primary database and, where one is set, a standby for guests' reads.

    Connections are pooled; nothing connects before the first use. Give it up with `close`.
    """

    def __init__(self, url: str, replica_url: str = "") -> None:
        self.engine = create_engine(url)
        self.replica = create_engine(replica_url, read_only=True) if replica_url else None
        self._sessions = sessionmaker(writing(self.engine), expire_on_commit=False)
        tracking.listen(self._sessions)

    @property
    def is_postgresql(self) -> bool:
        """Whether the engine is PostGIS; otherwise it is SpatiaLite."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def change(self, actor: str) -> Iterator[Session]:
        """A transaction of `actor` (a staff name or a command): committed at the end together with
        history and search rows, rolled back by any exception.

        Raises StoreDown when the database cannot be reached.
        """
        try:
            with self._sessions() as session, session.begin():
                session.info["actor"] = actor
                yield session
        except (OperationalError, InterfaceError) as error:
            raise StoreDown("The database cannot be reached or is busy.") from error

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection for reads in one transaction of the engine's usual isolation.

        Raises StoreDown when the database cannot be reached.
        """
        with self._connected(self.engine) as connection:
            yield connection

    @contextmanager
    def read_steady(self) -> Iterator[sa.Connection]:
        """A connection whose reads all see the same moment (repeatable read)."""
        engine = self.engine
        if self.is_postgresql:
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with self._connected(engine) as connection:
            yield connection

    @contextmanager
    def _connected(self, engine: sa.Engine) -> Iterator[sa.Connection]:
        try:
            with engine.connect() as connection:
                yield connection
        except (OperationalError, InterfaceError) as error:
            raise StoreDown("The database cannot be reached or is busy.") from error

    def close(self) -> None:
        """Give back every pooled connection."""
        self.engine.dispose()
        if self.replica is not None:
            self.replica.dispose()
