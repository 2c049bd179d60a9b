"""Every row of one database into another, whatever their engines."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any, cast

import sqlalchemy as sa

from finder.store.aids import SearchState
from finder.store.audit import removable_history
from finder.store.engine import lift_time_limit
from finder.store.models import Base

BATCH = 1_000
_STATE = cast("sa.Table", SearchState.__table__)
_Rows = list[dict[str, Any]]


def count_rows(connection: sa.Connection) -> int:
    """How many rows all tables hold together, without the one that every new database has."""
    return sum(_count(connection, table) for table in _tables() if table is not _STATE)


def clear_rows(connection: sa.Connection) -> None:
    """Remove every row of every table, the history too, which else nobody can remove."""
    with removable_history(connection):
        for table in reversed(_tables()):
            connection.execute(sa.delete(table))


def copy_rows(source: sa.Connection, target: sa.Connection, moved: Callable[[int], None]) -> None:
    """Copy every row into a target without rows, by a server-side cursor and in batches.

    `moved` is told of the rows of each batch. The target stays a database of its own: its dataset
    gets a new name. It goes on numbering where the source stood, so that no number of a record
    that was deleted is given again.
    """
    lift_time_limit(target)
    target.execute(sa.delete(_STATE))
    for table in _tables():
        _copy_table(source, target, table, moved)
        if "id" in table.c and table is not _STATE:
            _take_over_number(source, target, table)
    target.execute(sa.update(_STATE).values(dataset=str(uuid.uuid4())))


def _tables() -> list[sa.Table]:
    """All tables, referenced ones first."""
    return Base.metadata.sorted_tables


def _count(connection: sa.Connection, table: sa.Table) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def _copy_table(
    source: sa.Connection, target: sa.Connection, table: sa.Table, moved: Callable[[int], None]
) -> None:
    """The rows of a table; references within it follow when all rows are there."""
    inner = [
        column.name for column in table.c if any(key.column.table is table for key in column.foreign_keys)
    ]
    references: _Rows = []
    streaming = source.execution_options(stream_results=True, yield_per=BATCH)
    with streaming.execute(sa.select(table)) as cursor:
        for batch in cursor.mappings().partitions():
            rows = [dict(row) for row in batch]
            references += _without(rows, inner)
            target.execute(sa.insert(table), rows)
            moved(len(rows))
    if references:
        values: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in inner}
        values |= {column.name: column for column in table.c if column.onupdate}  # nobody changed the record
        target.execute(sa.update(table).where(table.c.id == sa.bindparam("of_id")).values(values), references)


def _without(rows: _Rows, names: Iterable[str]) -> _Rows:
    """Takes the named values out of the rows; gives those that were set, as parameters of an update."""
    taken = []
    for row in rows:
        values = {f"new_{name}": row[name] for name in names}
        row.update(dict.fromkeys(names))
        if any(value is not None for value in values.values()):
            taken.append({"of_id": row["id"], **values})
    return taken


def _take_over_number(source: sa.Connection, target: sa.Connection, table: sa.Table) -> None:
    """Let the target number new rows of a table from where the source stood."""
    names = {"table": table.name}
    highest = target.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0
    last = max(highest, _last_number(source, table.name))
    if target.dialect.name == "postgresql" and last:
        target.execute(
            sa.text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :last)"), names | {"last": last}
        )
    elif table.dialect_options["sqlite"]["autoincrement"]:
        target.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :table"), names)
        target.execute(sa.text("INSERT INTO sqlite_sequence VALUES (:table, :last)"), names | {"last": last})


def _last_number(connection: sa.Connection, table: str) -> int:
    """The number that was last given to a row of a table, as far as the engine remembers; else 0."""
    if connection.dialect.name == "postgresql":
        query = "SELECT last_value FROM pg_sequences WHERE sequencename = :table || '_id_seq'"
    else:
        query = "SELECT seq FROM sqlite_sequence WHERE name = :table"
    return int(connection.execute(sa.text(query), {"table": table}).scalar() or 0)
