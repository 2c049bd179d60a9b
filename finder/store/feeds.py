"""Where sources are pulled from, what came of it, and the rows of their runs that were not used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.domain.change import OPEN
from finder.domain.entry import Rejected
from finder.domain.job import JobState
from finder.store.change_rows import ChangeRequest
from finder.store.feed_rows import ImportProblem, SourceFeed
from finder.store.job_rows import Job
from finder.store.provenance import ImportRun, Source
from finder.store.records import Publication, ServiceAtLocation
from finder.store.upload_rows import ImportChange

_FEED = cast("sa.Table", SourceFeed.__table__)
_SOURCE = cast("sa.Table", Source.__table__)
_RUN = cast("sa.Table", ImportRun.__table__)
_PROBLEM = cast("sa.Table", ImportProblem.__table__)
_CHANGE = cast("sa.Table", ImportChange.__table__)
_JOB = cast("sa.Table", Job.__table__)
_OPEN_JOB = (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class FeedView:
    """Where a source is pulled from, as it stands; see `finder.store.feed_rows.SourceFeed`."""

    source_id: int
    location: str
    format: str
    interval_h: int | None
    retires: bool
    retire_at_most_percent: int
    etag: str
    last_modified: str
    content_digest: str
    outcome: str
    reason: str
    n_good: int
    failures: int
    asked_at: dt.datetime | None
    due_at: dt.datetime | None
    job_id: int | None
    run_id: int | None


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source with its terms, its feed (None without one), how many of its entries are public, and how many
    of its conflicts nobody has decided on.
    """

    id: int
    key: str
    name: str
    url: str
    licence: str
    attribution: str
    note: str
    is_example: bool
    n_public: int
    n_conflicts: int
    feed: FeedView | None


@dataclass(frozen=True, slots=True)
class RunView:
    """A run of a source and what it did."""

    id: int
    file_name: str
    started_at: dt.datetime
    finished_at: dt.datetime | None
    added: int
    changed: int
    unchanged: int
    retired: int
    rejected: int
    conflicts: int


@dataclass(frozen=True, slots=True)
class ProblemView:
    """A row of a run that was rejected, or a value that was left out."""

    place: str
    external_id: str
    field: str
    value: str
    reason: str
    is_rejected: bool


def read_sources(connection: sa.Connection, key: str = "") -> list[SourceView]:
    """All sources in the order of their names, or the one with a key."""
    public = (
        sa.select(sa.func.count())
        .where(
            ServiceAtLocation.source_id == _SOURCE.c.id, ServiceAtLocation.publication == Publication.PUBLIC
        )
        .scalar_subquery()
    )
    conflicts = (
        sa.select(sa.func.count())
        .where(ChangeRequest.source_id == _SOURCE.c.id, ChangeRequest.status.in_(OPEN))
        .scalar_subquery()
    )
    rows = connection.execute(
        sa.select(_SOURCE, public.label("n_public"), conflicts.label("n_conflicts"))
        .where(_SOURCE.c.key == key if key else sa.true())
        .order_by(_SOURCE.c.name, _SOURCE.c.id)
    ).all()
    feeds = {row.source_id: FeedView(**row._mapping) for row in connection.execute(sa.select(_FEED))}
    return [SourceView(**row._mapping, feed=feeds.get(row.id)) for row in rows]


def keep_feed(session: Session, source_id: int, values: dict[str, Any]) -> None:
    """Set columns of a source's feed, which is made when there is none."""
    is_theirs = _FEED.c.source_id == source_id
    if session.execute(sa.select(_FEED.c.source_id).where(is_theirs)).first() is None:
        session.execute(sa.insert(_FEED).values(source_id=source_id, **values))
    else:
        session.execute(sa.update(_FEED).where(is_theirs).values(**values))


def claim_feed(session: Session, source_id: int) -> bool:
    """Lock a feed for this transaction; whether no job works on it."""
    mine = sa.select(_FEED.c.job_id).where(_FEED.c.source_id == source_id).with_for_update()
    row = session.execute(mine).first()
    if row is None:
        return False
    is_open = sa.select(_JOB.c.id).where(_JOB.c.id == row.job_id, _JOB.c.state.in_(_OPEN_JOB))
    return session.execute(is_open).first() is None


def due_feeds(connection: sa.Connection, now: dt.datetime) -> list[str]:
    """The keys of the sources that are due, the longest waiting first."""
    found = (
        sa.select(_SOURCE.c.key)
        .join(_FEED, _FEED.c.source_id == _SOURCE.c.id)
        .where(_FEED.c.interval_h.is_not(None), sa.or_(_FEED.c.due_at.is_(None), _FEED.c.due_at <= now))
        .order_by(_FEED.c.due_at, _SOURCE.c.id)
    )
    return [*connection.execute(found).scalars()]


def is_syncing(connection: sa.Connection, kind: str) -> bool:
    """Whether a job of a kind waits or runs."""
    found = sa.select(_JOB.c.id).where(_JOB.c.kind == kind, _JOB.c.state.in_(_OPEN_JOB)).limit(1)
    return connection.execute(found).first() is not None


def read_runs(connection: sa.Connection, source_id: int, limit: int) -> list[RunView]:
    """The last runs of a source, newest first."""
    columns = [_RUN.c[name] for name in RunView.__dataclass_fields__]
    newest = sa.select(*columns).where(_RUN.c.source_id == source_id).order_by(_RUN.c.id.desc())
    return [RunView(**row._mapping) for row in connection.execute(newest.limit(limit))]


def drop_old_runs(session: Session, before: dt.datetime) -> None:
    """Forget of runs that began before a moment what they changed and did not use: they stay as numbers."""
    old = sa.select(_RUN.c.id).where(_RUN.c.started_at < before)
    for table in (_PROBLEM, _CHANGE):
        session.execute(sa.delete(table).where(table.c.run_id.in_(old)))
    session.execute(sa.update(_FEED).where(_FEED.c.run_id.in_(old)).values(run_id=None))


def add_problems(session: Session, run_id: int, problems: Sequence[tuple[Rejected, bool]]) -> None:
    """Keep rows of a run that were rejected, and values that were left out (with False)."""
    rows = [
        {
            "run_id": run_id,
            "place": problem.row,
            "external_id": problem.external_id,
            "field": problem.column,
            "value": problem.value[:200],
            "reason": problem.reason[:300],
            "is_rejected": is_rejected,
        }
        for problem, is_rejected in problems
    ]
    if rows:
        session.execute(sa.insert(_PROBLEM), rows)


def count_problems(connection: sa.Connection, run_id: int) -> int:
    """How many of them a run has."""
    counted = sa.select(sa.func.count()).where(_PROBLEM.c.run_id == run_id)
    return int(connection.execute(counted).scalar_one())


def read_problems(connection: sa.Connection, run_id: int, limit: int) -> list[ProblemView]:
    """The first of them, in the order of the file."""
    columns = [_PROBLEM.c[name] for name in ProblemView.__dataclass_fields__]
    rows = sa.select(*columns).where(_PROBLEM.c.run_id == run_id).order_by(_PROBLEM.c.id)
    return [ProblemView(**row._mapping) for row in connection.execute(rows.limit(limit))]
