"""Work that runs on its own, in the table `job`: taken by one worker at a time, each on a lease.

Whoever writes for a job names the lease owner; what finds the job in other hands changes nothing and raises
LeaseLost, so that the transaction of a worker that was thought dead is undone as a whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.domain.job import MAX_ATTEMPTS, JobState
from finder.errors import FinderError, NotFound
from finder.store.base import n_changed
from finder.store.job_rows import Job

_JOB = cast("sa.Table", Job.__table__)


class LeaseLost(FinderError):
    """Another worker has the job now: what was done for it since the last save must be undone."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A job in the hands of a worker."""

    job_id: int
    kind: str
    payload: dict[str, Any]
    checkpoint: dict[str, Any]
    actor: str
    owner: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Counted:
    """How far a job is: `done` of `total` (0 while that is not known), and a note."""

    done: int = 0
    total: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as staff see it."""

    id: int
    kind: str
    payload: dict[str, Any]
    state: JobState
    counted: Counted
    checkpoint: dict[str, Any]
    actor: str
    is_cancelled: bool
    attempts: int
    error: str
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None


def add_job(session: Session, kind: str, payload: Mapping[str, Any], actor: str, now: dt.datetime) -> int:
    """Put a job into the queue; gives its number."""
    values = {
        "kind": kind,
        "payload": dict(payload),
        "actor": actor,
        "created_at": now,
        "due_at": now,
        "state": JobState.WAITING,
        "checkpoint": {},
    }
    return int(session.execute(sa.insert(_JOB).values(values).returning(_JOB.c.id)).scalar_one())


def is_due(connection: sa.Connection, now: dt.datetime) -> bool:
    """Whether a worker would find something to do; one reading statement."""
    return connection.execute(sa.select(_JOB.c.id).where(_due(now)).limit(1)).first() is not None


def take_job(session: Session, owner: str, now: dt.datetime, lease_s: float) -> Lease | None:
    """The oldest job that is due, leased to `owner`; None when there is none.

    A job whose lease ran out is due again; one that was cancelled or begun too often meanwhile is closed.
    Two takers never get the same job: PostgreSQL skips rows that another holds, SQLite's writers take turns.
    """
    statement = (
        sa.select(_JOB).where(_due(now)).order_by(_JOB.c.id).limit(1).with_for_update(skip_locked=True)
    )
    while (row := session.execute(statement).first()) is not None:
        if row.is_cancelled:
            _close(session, row.id, JobState.CANCELLED, now)
        elif row.attempts >= MAX_ATTEMPTS:
            _close(session, row.id, JobState.FAILED, now)
        else:
            return _lease(session, row, owner, now, lease_s)
    return None


def _lease(session: Session, row: Any, owner: str, now: dt.datetime, lease_s: float) -> Lease:
    values = {
        "state": JobState.RUNNING,
        "lease_owner": owner,
        "lease_until": now + dt.timedelta(seconds=lease_s),
        "attempts": row.attempts + 1,
        "started_at": row.started_at or now,
    }
    session.execute(sa.update(_JOB).where(_JOB.c.id == row.id).values(values))
    return Lease(row.id, row.kind, row.payload, row.checkpoint, row.actor, owner, row.attempts + 1)


def _due(now: dt.datetime) -> sa.ColumnElement[bool]:
    is_free = sa.and_(_JOB.c.state == JobState.WAITING, _JOB.c.due_at <= now)
    return sa.or_(is_free, sa.and_(_JOB.c.state == JobState.RUNNING, _JOB.c.lease_until < now))


def keep_lease(session: Session, lease: Lease, counted: Counted, now: dt.datetime, lease_s: float) -> None:
    """Renew a lease and tell how far the job is. Raises LeaseLost."""
    until = now + dt.timedelta(seconds=lease_s)
    _change(session, lease, done=counted.done, total=counted.total, note=counted.note, lease_until=until)


def save_checkpoint(session: Session, lease: Lease, checkpoint: Mapping[str, Any], counted: Counted) -> None:
    """Keep where the job goes on, in the transaction of the work itself. Raises LeaseLost."""
    _change(
        session,
        lease,
        checkpoint=dict(checkpoint),
        done=counted.done,
        total=counted.total,
        note=counted.note,
        attempts=1,
    )


def finish_job(
    session: Session, lease: Lease, state: JobState, counted: Counted, now: dt.datetime, error: str = ""
) -> None:
    """Close a job. Raises LeaseLost."""
    _change(
        session,
        lease,
        state=state,
        error=error,
        done=counted.done,
        total=counted.total,
        note=counted.note,
        lease_owner="",
        lease_until=None,
        finished_at=now,
    )


def give_back(session: Session, lease: Lease, due_at: dt.datetime, *, error: str = "", attempts: int) -> None:
    """Let the job wait for its next try, with the attempts counted so far. Raises LeaseLost."""
    _change(
        session,
        lease,
        state=JobState.WAITING,
        lease_owner="",
        lease_until=None,
        due_at=due_at,
        error=error,
        attempts=attempts,
    )


def _change(session: Session, lease: Lease, **values: Any) -> None:
    mine = sa.and_(
        _JOB.c.id == lease.job_id, _JOB.c.lease_owner == lease.owner, _JOB.c.state == JobState.RUNNING
    )
    if n_changed(session, sa.update(_JOB).where(mine).values(**values)) != 1:
        raise LeaseLost("Another worker has taken up this job.")


def cancel_job(session: Session, job_id: int, now: dt.datetime) -> None:
    """Close a job that waits; tell the worker of one that runs to stop. One that is over stays as it is."""
    is_open = _JOB.c.state.in_((JobState.WAITING, JobState.RUNNING))
    session.execute(sa.update(_JOB).where(_JOB.c.id == job_id, is_open).values(is_cancelled=True))
    waits = sa.select(_JOB.c.id).where(_JOB.c.id == job_id, _JOB.c.state == JobState.WAITING)
    if session.execute(waits.with_for_update()).first() is not None:
        _close(session, job_id, JobState.CANCELLED, now)


def _close(session: Session, job_id: int, state: JobState, now: dt.datetime) -> None:
    values = {"state": state, "finished_at": now, "lease_owner": "", "lease_until": None}
    session.execute(sa.update(_JOB).where(_JOB.c.id == job_id).values(values))


def is_cancelled(connection: sa.Connection, lease: Lease) -> bool:
    """Whether somebody wants the job to stop. Raises LeaseLost."""
    statement = sa.select(_JOB.c.is_cancelled, _JOB.c.lease_owner).where(_JOB.c.id == lease.job_id)
    row = connection.execute(statement).first()
    if row is None or row.lease_owner != lease.owner:
        raise LeaseLost("Another worker has taken up this job.")
    return bool(row.is_cancelled)


def read_job(connection: sa.Connection, job_id: int) -> JobView:
    """A job by its number; raises NotFound."""
    row = connection.execute(sa.select(_JOB).where(_JOB.c.id == job_id)).first()
    if row is None:
        raise NotFound(f"There is no job {job_id}.")
    return _view(row)


def read_jobs(
    connection: sa.Connection, *, states: Sequence[JobState] = (), kind: str = "", limit: int, offset: int = 0
) -> tuple[list[JobView], int]:
    """A page of the jobs in these states and of this kind (all by default), newest first, and how many there
    are in all.
    """
    is_meant = sa.and_(
        _JOB.c.state.in_(states) if states else sa.true(), _JOB.c.kind == kind if kind else sa.true()
    )
    total = connection.execute(sa.select(sa.func.count()).select_from(_JOB).where(is_meant)).scalar_one()
    newest = sa.select(_JOB).where(is_meant).order_by(_JOB.c.id.desc()).limit(limit).offset(offset)
    return [_view(row) for row in connection.execute(newest)], total


def _view(row: Any) -> JobView:
    return JobView(
        id=row.id,
        kind=row.kind,
        payload=row.payload,
        state=row.state,
        counted=Counted(row.done, row.total, row.note),
        checkpoint=row.checkpoint,
        actor=row.actor,
        is_cancelled=row.is_cancelled,
        attempts=row.attempts,
        error=row.error,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


def drop_old_jobs(session: Session, before: dt.datetime) -> int:
    """Remove jobs that were over before a moment; gives how many."""
    return n_changed(session, sa.delete(_JOB).where(_JOB.c.finished_at < before))
