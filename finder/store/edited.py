"""What staff have put right in records that a source brought, as the history tells it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

import sqlalchemy as sa

from finder.store.base import Reads
from finder.store.provenance import Metadata


def history_text(value: object) -> str:
    """A value as the history keeps it."""
    return "" if value is None else str(value)


def stated_before_staff(reads: Reads, entity: str, ids: Collection[int]) -> Mapping[int, Mapping[str, str]]:
    """By record and column what it said before somebody of the staff changed it; without columns that an
    import has changed since. Staff stand in the history with their mail address, commands with a name.
    """
    said: dict[int, dict[str, str]] = defaultdict(dict)
    if not ids:
        return said
    statement = (
        sa.select(Metadata.resource_id, Metadata.field_name, Metadata.previous_value, Metadata.updated_by)
        .where(
            Metadata.resource_type == entity,
            Metadata.resource_id.in_(ids),
            Metadata.last_action_type == "update",
        )
        .order_by(Metadata.id)
    )
    for record, column, before, actor in reads.execute(statement):
        if "@" in actor:
            said[record].setdefault(column, before)
        else:
            said[record].pop(column, None)
    return said
