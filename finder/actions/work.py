"""The worker: takes jobs from the queue, one at a time, and does the duties beside them."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from types import MappingProxyType
from typing import Final

import sqlalchemy as sa

from finder.actions import check_contacts
from finder.actions.context import Finder
from finder.actions.duties import DUTIES, Duty, run_due
from finder.actions.geocoding import job as geocoding
from finder.actions.imports import apply, check, undo
from finder.actions.jobs import Handler, JobCancelled, JobInterrupted, RunningJob
from finder.actions.osm_report import keep as osm_report
from finder.actions.sync import pull
from finder.actions.sync import undo as sync_undo
from finder.clock import utc_now
from finder.domain.job import MAX_ATTEMPTS, JobState, wait_after
from finder.errors import FinderError, StoreDown
from finder.store import jobs as store
from finder.store.jobs import Lease, LeaseLost

LEASE_S: Final = 30.0
"""After so long without a heartbeat another worker takes up a job."""

_HEARTBEATS: Final = 15
_LOOK_EVERY_S: Final = 1.0
_log = logging.getLogger(__name__)

HANDLERS: Final[Mapping[str, Handler]] = MappingProxyType(
    {
        check.KIND: check.check_upload,
        apply.KIND: apply.apply_upload,
        undo.KIND: undo.undo_upload,
        geocoding.KIND: geocoding.run_job,
        check_contacts.KIND: check_contacts.check_contacts,
        osm_report.KIND: osm_report.run_job,
        pull.KIND: pull.run_sync,
        sync_undo.KIND: sync_undo.run_undo,
    }
)
"""What does the work, by the kind of job; a new kind is a line here."""


class Worker:
    """One worker. `handlers` and `duties` are all there are but in tests; so is the length of a lease."""

    def __init__(
        self,
        finder: Finder,
        *,
        handlers: Mapping[str, Handler] = HANDLERS,
        duties: Sequence[Duty] = DUTIES,
        lease_s: float = LEASE_S,
    ) -> None:
        self.stop = threading.Event()
        self._finder = finder
        self._handlers = handlers
        self._duties = duties
        self._lease_s = lease_s
        self._owner = secrets.token_hex(8)

    def run(self) -> None:
        """Work until `stop` is set; a database that is away is waited for."""
        duties = threading.Thread(target=self._do_duties, name="duties")
        duties.start()
        while not self.stop.is_set():
            if not self._try_next():
                self.stop.wait(_LOOK_EVERY_S)
        duties.join()

    def _try_next(self) -> bool:
        try:
            return self.run_next()
        except (FinderError, sa.exc.SQLAlchemyError):
            _log.warning("the worker cannot reach its jobs")
            return False

    def run_next(self) -> bool:
        """Do one job, if any is due; gives whether there was one. Raises StoreDown."""
        if not self._finder.database.newest(lambda connection: store.is_due(connection, utc_now())):
            return False
        with self._finder.database.change("worker") as session:
            lease = store.take_job(session, self._owner, utc_now(), self._lease_s)
        if lease is None:
            return False
        self._run(lease)
        return True

    def _run(self, lease: Lease) -> None:
        job = RunningJob(self._finder, lease, self.stop)
        with suppress(LeaseLost), self._heartbeat(job):
            try:
                self._handler(lease.kind)(self._finder, job)
            except LeaseLost:
                raise
            except Exception as error:  # whatever a handler raises, the next job must be done
                self._failed(job, error)
            else:
                self._finish(job, JobState.DONE)

    def _handler(self, kind: str) -> Handler:
        handler = self._handlers.get(kind)
        if handler is None:
            raise FinderError(f"Nothing does jobs of the kind {kind}.")
        return handler

    def _failed(self, job: RunningJob, error: Exception) -> None:
        if isinstance(error, JobCancelled):
            self._finish(job, JobState.CANCELLED)
        elif isinstance(error, JobInterrupted):
            self._give_back(job, 0.0, attempts=job.lease.attempts - 1)
        elif isinstance(error, FinderError) and not isinstance(error, StoreDown):
            self._finish(job, JobState.FAILED, str(error))
        else:
            self._try_again(job, error)

    def _try_again(self, job: RunningJob, error: Exception) -> None:
        """Another try later. Of the error its type is kept and logged: its text may quote data."""
        _log.error("a job stumbled", exc_info=error, extra={"reason": job.lease.kind})
        attempts = 1 if job.has_saved else job.lease.attempts
        if attempts >= MAX_ATTEMPTS:
            self._finish(job, JobState.FAILED, type(error).__name__)
        else:
            self._give_back(job, wait_after(attempts), attempts=attempts, error=type(error).__name__)

    def _finish(self, job: RunningJob, state: JobState, error: str = "") -> None:
        with self._finder.database.change("worker") as session:
            store.finish_job(session, job.lease, state, job.counted, utc_now(), error)

    def _give_back(self, job: RunningJob, wait_s: float, *, attempts: int, error: str = "") -> None:
        due_at = utc_now() + timedelta(seconds=wait_s)
        with self._finder.database.change("worker") as session:
            store.give_back(session, job.lease, due_at, error=error, attempts=attempts)

    @contextmanager
    def _heartbeat(self, job: RunningJob) -> Iterator[None]:
        """Renews the lease and writes the progress in a thread of its own."""
        is_over = threading.Event()
        thread = threading.Thread(target=self._beat, args=(job, is_over), name="heartbeat")
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()

    def _beat(self, job: RunningJob, is_over: threading.Event) -> None:
        while not is_over.wait(self._lease_s / _HEARTBEATS):
            try:
                with self._finder.database.change("worker") as session:
                    store.keep_lease(session, job.lease, job.counted, utc_now(), self._lease_s)
            except LeaseLost:
                return
            except (FinderError, sa.exc.SQLAlchemyError):
                _log.warning("no heartbeat")

    def _do_duties(self) -> None:
        while not self.stop.is_set():
            try:
                run_due(self._finder, self._duties)
            except (FinderError, sa.exc.SQLAlchemyError):
                _log.warning("the worker cannot do its duties")
            self.stop.wait(_LOOK_EVERY_S)
