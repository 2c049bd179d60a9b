"""Move everything to another database, of the same engine or the other."""

from __future__ import annotations

from collections.abc import Callable

from finder.errors import ConfigurationError
from finder.store.database import Database
from finder.store.migrate import upgrade
from finder.store.search_rows import read_state
from finder.store.transfer import clear_rows, copy_rows, count_rows

Progress = Callable[[int, int], None]
"""Is told how many rows were copied just now, and how many there are in all."""


def copy_database(source: Database, target: Database, *, replace: bool = False, progress: Progress) -> int:
    """Bring the target to the newest version of the tables and copy every row into it, all or
    nothing; gives the number of rows. With `replace` the rows that are there are removed first.

    The source is read as of one moment and stays in use; what is changed there meanwhile is not
    copied. Raises ConfigurationError when the target holds rows and is not to be replaced, or is
    the source itself, and StoreDown.
    """
    _refuse_itself(source, target)
    with source.read() as reader, target.change("copy") as session:
        writer = session.connection()
        if count_rows(writer):
            if not replace:
                raise ConfigurationError(
                    "The target database holds rows already; add --replace to remove them."
                )
            clear_rows(writer)
        total = count_rows(reader)
        copy_rows(reader, writer, lambda n: progress(n, total))
    return total


def _refuse_itself(source: Database, target: Database) -> None:
    """Prepare the target's tables, and make sure that it is another database."""
    with source.read() as connection:
        own = read_state(connection).dataset
    with target.read():  # it can be reached
        upgrade(target.engine)
    with target.read() as connection:
        if read_state(connection).dataset == own:
            raise ConfigurationError(
                "The target is the database that is to be copied, or a copy of its files."
            )
