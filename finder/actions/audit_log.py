"""The audit log as admins read it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.domain.history import LOCATION, read_columns, without_point
from finder.store import audit
from finder.store.audit import Wanted
from finder.store.provenance import Metadata

AT_A_TIME = 50


__all__ = ["AT_A_TIME", "Line", "Lines", "Wanted", "read_log"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log: when and by whom what was done to what, what it said before and after, why, and in
    which request.
    """

    at: dt.datetime
    actor: str
    action: str
    resource_type: str
    resource_id: int
    field: str
    before: str
    after: str
    reason: str
    request_id: str


@dataclass(frozen=True, slots=True)
class Lines:
    """A page of the log, the newest line first; `n` lines are wanted in all, `page` begins with 1."""

    lines: tuple[Line, ...]
    n: int
    page: int


def read_log(finder: Finder, wanted: Wanted, page: int) -> Lines:
    """A page of the log; one beyond the end is the last. Raises StoreDown."""
    with finder.database.read() as connection, Session(connection) as session:
        n = audit.count_lines(session, wanted)
        page = min(max(page, 1), max(1, -(-n // AT_A_TIME)))
        rows = audit.find_lines(session, wanted, (page - 1) * AT_A_TIME, AT_A_TIME)
        secret = audit.secret_locations(session, rows)
        lines = tuple(
            Line(
                at=row.last_action_date,
                actor=row.updated_by,
                action=row.last_action_type,
                resource_type=row.resource_type,
                resource_id=row.resource_id,
                field=row.field_name,
                before=_told(row, row.previous_value, secret),
                after=_told(row, row.replacement_value, secret),
                reason=row.reason,
                request_id=row.request_id,
            )
            for row in rows
        )
    return Lines(lines, n, page)


def _told(row: Metadata, value: str, secret: set[int]) -> str:
    """What a line says, without the point of a location whose address is or was secret."""
    if row.resource_type != LOCATION or not value:
        return value
    is_whole = row.last_action_type in ("create", "delete")
    was_secret = is_whole and read_columns(value).get("is_address_secret") == "True"
    is_hidden = was_secret or row.resource_id in secret
    return without_point(row.last_action_type, row.field_name, value) if is_hidden else value
