"""Adds, reads and removes the numbers of searches that found nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.domain.miss import Miss
from finder.store.base import n_changed
from finder.store.dialect import insert_into
from finder.store.miss_rows import SearchMiss

_TABLE = cast("sa.Table", SearchMiss.__table__)
_KEYS = ("week", *Miss._fields)


def add_misses(session: Session, counts: Mapping[tuple[dt.date, Miss], int]) -> None:
    """Add to the numbers of these weeks, in one statement."""
    if not counts:
        return
    insert = insert_into(session, _TABLE)
    statement = insert.on_conflict_do_update(
        index_elements=_KEYS, set_={"times": _TABLE.c.times + insert.excluded.times}
    )
    # In one order, so that two processes that add at once do not wait for each other in a circle.
    rows = [
        {"week": week, **miss._asdict(), "times": times} for (week, miss), times in sorted(counts.items())
    ]
    session.execute(statement, rows)


def read_misses(connection: sa.Connection, first: dt.date, last: dt.date) -> dict[Miss, int]:
    """How often each search found nothing in the weeks from one Monday to another; one statement."""
    keys = [_TABLE.c[name] for name in Miss._fields]
    total = sa.func.sum(_TABLE.c.times)
    weeks = _TABLE.c.week.between(first, last)
    rows = connection.execute(sa.select(*keys, total).where(weeks).group_by(*keys))
    return {Miss._make(key): int(times) for *key, times in rows}


def drop_old_misses(session: Session, before: dt.date) -> int:
    """Remove the weeks that began before a day; gives how many rows."""
    return n_changed(session, sa.delete(SearchMiss).where(SearchMiss.week < before))
