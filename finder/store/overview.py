"""Numbers about everything the staff looks after, each by one aggregate in the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from finder.domain.change import OPEN
from finder.domain.review import ReviewState
from finder.store.aids import SearchRowRecord, StaffRow
from finder.store.change_rows import ChangeRequest
from finder.store.job_rows import Job
from finder.store.outbox_rows import OutboxMail
from finder.store.provenance import ImportRun, Source
from finder.store.records import Location, LocationType, Publication, Service, ServiceAtLocation
from finder.store.reviews import count_states

_State = TypeVar("_State", bound=StrEnum)

MAX_RUNS: Final = 5
JOBS_SHOWN: Final = dt.timedelta(days=14)
"""What failed longer ago is nothing to do next."""


class Waiting(NamedTuple):
    """Open suggestions by age, and when the oldest came (None without any)."""

    this_week: int
    this_month: int
    older: int
    oldest_at: dt.datetime | None


class Pinned(NamedTuple):
    """Physical locations whose address is no secret: with a point, and without."""

    placed: int
    unplaced: int


class ImportLine(NamedTuple):
    """A run of an import and what it did; `finished_at` is None while it runs, or when it was broken off."""

    source: str
    started_at: dt.datetime
    finished_at: dt.datetime | None
    added: int
    changed: int
    retired: int
    rejected: int


class Missing(NamedTuple):
    """Of so many public offers, how many have no language, nothing on access, no hours, no topic; and how
    complete they are on average, of 100.
    """

    total: int
    languages: int
    access: int
    hours: int
    topics: int
    completeness: int


class Overview(NamedTuple):
    """All of it, as of one moment; states by their values, those without anything left out."""

    publications: Mapping[str, int]
    statuses: Mapping[str, int]
    reviews: Mapping[ReviewState, int]
    suggestions: Waiting
    pinned: Pinned
    imports: Sequence[ImportLine]
    jobs: Mapping[str, int]
    mails: Mapping[str, int]
    missing: Missing


def read_overview(connection: sa.Connection, now: dt.datetime) -> Overview:
    """The numbers at a moment; ten statements, none of which reads more than one table through."""
    return Overview(
        _by_state(connection, ServiceAtLocation.publication),
        _statuses(connection),
        count_states(connection, now.date()),
        _waiting(connection, now),
        _pinned(connection),
        _imports(connection),
        _by_state(connection, Job.state, Job.created_at >= now - JOBS_SHOWN),
        _by_state(connection, OutboxMail.state),
        _missing(connection),
    )


def _by_state(
    connection: sa.Connection, state: InstrumentedAttribute[_State], *conditions: sa.ColumnElement[bool]
) -> dict[str, int]:
    """How many rows there are in each state, by its value."""
    rows = connection.execute(sa.select(state, sa.func.count()).where(*conditions).group_by(state))
    return {each.value: int(number) for each, number in rows}


def _n_where(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def _statuses(connection: sa.Connection) -> dict[str, int]:
    """The public offers by the status of their service."""
    rows = connection.execute(
        sa.select(Service.status, sa.func.count())
        .join(ServiceAtLocation, ServiceAtLocation.service_id == Service.id)
        .where(ServiceAtLocation.publication == Publication.PUBLIC)
        .group_by(Service.status)
    )
    return {status.value: int(number) for status, number in rows}


def _waiting(connection: sa.Connection, now: dt.datetime) -> Waiting:
    came, week, month = ChangeRequest.created_at, now - dt.timedelta(days=7), now - dt.timedelta(days=30)
    *numbers, oldest_at = connection.execute(
        sa.select(
            _n_where(came >= week),
            _n_where(sa.and_(came < week, came >= month)),
            _n_where(came < month),
            sa.func.min(came),
        ).where(ChangeRequest.status.in_(OPEN))
    ).one()
    return Waiting._make((*map(int, numbers), oldest_at))


def _pinned(connection: sa.Connection) -> Pinned:
    is_placed = Location.latitude.is_not(None)
    row = connection.execute(
        sa.select(_n_where(is_placed), _n_where(~is_placed)).where(
            Location.location_type == LocationType.PHYSICAL, ~Location.is_address_secret
        )
    ).one()
    return Pinned(*map(int, row))


def _imports(connection: sa.Connection) -> list[ImportLine]:
    """The last runs, the newest first."""
    names = (name for name in ImportLine._fields if name != "source")
    columns = (Source.name, *(getattr(ImportRun, name) for name in names))
    newest = sa.select(*columns).join(Source, ImportRun.source_id == Source.id).order_by(ImportRun.id.desc())
    return [ImportLine(*row) for row in connection.execute(newest.limit(MAX_RUNS))]


def _missing(connection: sa.Connection) -> Missing:
    row = SearchRowRecord
    found = connection.execute(
        sa.select(
            sa.func.count(),
            _n_where(row.languages == ""),
            _n_where(sa.and_(row.access == "", row.measures == "")),
            _n_where(row.hours == ""),
            _n_where(row.topics == ""),
        ).where(row.is_public)
    ).one()
    is_public = StaffRow.publication == Publication.PUBLIC.value
    average = connection.scalar(sa.select(sa.func.avg(StaffRow.completeness)).where(is_public))
    return Missing._make((*map(int, found), round(average or 0)))
