"""Work that takes longer than a request: put into a queue, done by a worker, watched and cancelled by staff.

Put work in with `start_job`; what does it is a handler in `finder.actions.work.HANDLERS`. A handler is
begun again after a crash, so it saves in its own transactions how far it is (`RunningJob.save`) and goes on
from there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.clock import utc_now
from finder.domain.job import JobState
from finder.errors import FinderError
from finder.store import jobs as store
from finder.store.jobs import Counted, JobView, Lease

_TURN_S: Final = 0.12
"""SQLite's waiting writers look every 100 ms whether it is their turn."""


class JobCancelled(FinderError):
    """Somebody wants the job to stop; what it has saved stays."""


class JobInterrupted(FinderError):
    """The worker is stopping; the job goes on later where it was saved."""


class JobFailed(FinderError):
    """The job can never succeed; the text says why, in a sentence for staff."""


class RunningJob:
    """A job while a worker runs it: `payload` is what was asked for, `state` what was last saved, and
    `has_saved` whether this try has got on.
    """

    def __init__(self, finder: Finder, lease: Lease, stop: threading.Event) -> None:
        self.id = lease.job_id
        self.payload: Mapping[str, Any] = lease.payload
        self.state: dict[str, Any] = dict(lease.checkpoint)
        self.actor = lease.actor
        self.lease = lease
        self.counted = Counted()
        self.has_saved = False
        self._finder = finder
        self._stop = stop

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Tell how far the job is; it is written with the next heartbeat, so this costs nothing."""
        self.counted = Counted(done, total, note)

    def save(self, session: Session, state: Mapping[str, Any]) -> None:
        """Keep where the job goes on, in the transaction of the work that was done.

        Raises LeaseLost, by which that transaction is undone, when another worker has the job.
        """
        store.save_checkpoint(session, self.lease, state, self.counted)
        self.state = dict(state)
        self.has_saved = True

    def raise_if_cancelled(self) -> None:
        """Call it between two steps: raises JobCancelled, JobInterrupted when the worker is stopping, and
        LeaseLost when another worker has the job.
        """
        if self._stop.is_set():
            raise JobInterrupted("The worker is stopping.")
        if self._finder.database.newest(lambda connection: store.is_cancelled(connection, self.lease)):
            raise JobCancelled("The job was cancelled.")

    def let_others_write(self) -> None:
        """Call it between two long transactions: on SQLite, where one writes at a time, it waits long enough
        for whoever waits to have a turn. Raises what `raise_if_cancelled` raises.
        """
        if not self._finder.database.is_postgresql:
            self._stop.wait(_TURN_S)
        self.raise_if_cancelled()


Handler = Callable[[Finder, RunningJob], None]
"""Does the work of one kind of job. It returns when the work is done; to fail for good it raises any
FinderError but StoreDown, and after every other error it is begun again a few times."""


def start_job(finder: Finder, kind: str, payload: Mapping[str, Any], actor: str) -> int:
    """Put work into the queue, in a transaction of its own; gives the number of the job. Raises StoreDown."""
    with finder.database.change(actor) as session:
        return queue_job(session, kind, payload, actor)


def queue_job(session: Session, kind: str, payload: Mapping[str, Any], actor: str) -> int:
    """The same in an open transaction."""
    return store.add_job(session, kind, payload, actor, utc_now())


def get_job(finder: Finder, job_id: int) -> JobView:
    """A job as it stands now; raises NotFound and StoreDown."""
    return finder.database.newest(lambda connection: store.read_job(connection, job_id))


def list_jobs(
    finder: Finder, *, states: Sequence[JobState] = (), kind: str = "", limit: int, offset: int = 0
) -> tuple[list[JobView], int]:
    """A page of jobs in these states and of this kind (all by default), newest first, and how many there are
    in all.
    """
    with finder.database.read() as connection:
        return store.read_jobs(connection, states=states, kind=kind, limit=limit, offset=offset)


def cancel_job(finder: Finder, job_id: int, actor: str) -> None:
    """Stop a job: at once when it waits, else at its next step. One that is over stays as it is."""
    with finder.database.change(actor) as session:
        store.cancel_job(session, job_id, utc_now())
