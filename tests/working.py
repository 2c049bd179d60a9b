"""Workers in processes of their own, to be killed: for a job that counts, and for one that pulls a source."""

from __future__ import annotations

import sqlalchemy as sa

from finder.actions import import_entries
from finder.actions.context import Finder
from finder.actions.jobs import RunningJob
from finder.actions.work import Worker
from finder.clock import utc_now
from finder.settings import Settings
from finder.store.aids import GeocodeCache

LEASE_S = 0.6


def count_up(finder: Finder, job: RunningJob) -> None:
    """Write as many lines as asked for, one a transaction; a line written twice breaks its key."""
    goal = int(job.payload["goal"])
    for number in range(job.state.get("next", 0), goal):
        job.raise_if_cancelled()
        job.progress(number, goal)
        line = {"service": f"job {job.id}", "question": str(number), "answer": "null", "asked_at": utc_now()}
        with finder.database.change(job.actor) as session:
            session.execute(sa.insert(GeocodeCache).values(line))
            job.save(session, {"next": number + 1})
    job.progress(goal, goal)


def lines(finder: Finder, job_id: int) -> int:
    """How many lines the job has written."""
    with finder.database.read() as connection:
        counted = sa.select(sa.func.count()).where(GeocodeCache.service == f"job {job_id}")
        return int(connection.execute(counted).scalar_one())


def work_until_killed(settings: Settings) -> None:
    """Count until somebody ends this process."""
    finder = Finder.open(settings)
    Worker(finder, handlers={"count": count_up}, duties=(), lease_s=LEASE_S).run()


def sync_until_killed(settings: Settings, batch: int) -> None:
    """Pull in small steps, so that it can be killed between many."""
    import_entries.BATCH = batch
    Worker(Finder.open(settings), duties=(), lease_s=LEASE_S).run()
