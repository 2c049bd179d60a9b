"""Writes what a dry run has shown, batch by batch; a row that would do something else is shown again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.imports import staged
from finder.actions.jobs import JobFailed, RunningJob, queue_job
from finder.domain.entry import Entry
from finder.domain.upload import Decision, RowState, UploadState
from finder.exchange.registry import TERMS
from finder.store import uploads as store
from finder.store.audit import note
from finder.store.entry_batch import Batch
from finder.store.entry_plan import Linked
from finder.store.recorded import link, prepare, write_recorded
from finder.store.runs import Run, begin_run, end_run, find_or_add_source, lock_source, resume_run, take_turn
from finder.store.uploads import CandidateView, RowFilter, RowView, UploadView

KIND: Final = "import-apply"
BATCH: Final = 100

LATER: Final = "a later file of this source was imported"

_BEFORE: Final = (UploadState.CHECKED, UploadState.APPLIED, UploadState.APPLYING)
_OPEN: Final = RowFilter(state=RowState.OPEN)
_REFUSED: Final = (sa.exc.DataError, sa.exc.IntegrityError, sa.exc.StatementError, orjson.JSONEncodeError)


def start_apply(finder: Finder, upload_id: int, actor: str, *, with_stale: bool = False) -> int | None:
    """Queue the writing of a file that was checked; gives the job, None where the file is not so far, or a
    job works on it already.

    With `with_stale` the rows that were shown again are written, too. Raises StoreDown.
    """
    with finder.database.change(actor) as session:
        if not store.claim_upload(session, upload_id, _BEFORE, UploadState.APPLYING):
            return None
        if with_stale:
            store.reopen_rows(session, upload_id, [RowState.STALE])
        job_id = queue_job(session, KIND, {"upload_id": upload_id}, actor)
        store.change_upload(session, upload_id, job_id=job_id)
        note(session, "upload", upload_id, "apply")
    return job_id


def apply_upload(finder: Finder, job: RunningJob) -> None:
    """The handler of the job: begun again, it goes on behind the last batch that was written."""
    upload_id = int(job.payload["upload_id"])
    upload = finder.database.newest(lambda connection: store.read_upload(connection, upload_id))
    counts = finder.database.newest(lambda connection: store.count_rows(connection, upload_id))
    total = sum(counts.values())
    n_conflicts = int(job.state.get("conflicts", 0))
    work = _Apply(finder, job, upload, _begin(finder, job, upload), n_conflicts)
    after = int(job.state.get("after", 0))
    while True:
        job.let_others_write()
        following = work.write_next(after, BATCH)
        if following is None:
            break
        after = following
        job.progress(min(after, total), total)
    with finder.database.change(job.actor) as session:
        _end(session, upload, work)
        job.save(session, job.state)


def _begin(finder: Finder, job: RunningJob, upload: UploadView) -> Run:
    """The run of this upload, or the one before. Raises JobFailed where the source has had a later one: what
    was shown then says little.
    """
    with finder.database.change(job.actor) as session:
        take_turn(session)
        terms = {**TERMS.get(upload.format, {}), "name": upload.source_name}
        source = find_or_add_source(session, upload.source_key, **terms)
        if upload.run_id is not None:
            found = resume_run(session, upload.run_id)
            if found is None:
                raise JobFailed(LATER)
            return found
        run = begin_run(session, source, upload.file_name)
        store.change_upload(session, upload.id, run_id=run.id)
        job.save(session, job.state)
    return run


def _end(session: Session, upload: UploadView, work: _Apply) -> None:
    counts = store.count_rows(session.connection(), upload.id)
    done = {str(outcome): n for (outcome, state), n in counts.items() if state == RowState.APPLIED}
    numbers = {
        "added": done.get("new", 0),
        "changed": done.get("changed", 0),
        "unchanged": done.get("unchanged", 0),
        "rejected": sum(n for (outcome, _state), n in counts.items() if outcome == "rejected"),
    }
    end_run(session, work.run, numbers | {"conflicts": work.n_conflicts})
    store.move_upload(session, upload.id, [UploadState.APPLYING], UploadState.APPLIED)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with what is to be written of it."""

    view: RowView
    entry: Entry
    linked: Linked | None


@dataclass(slots=True)
class _Apply:
    """The writing of a file on its way."""

    finder: Finder
    job: RunningJob
    upload: UploadView
    run: Run
    n_conflicts: int

    def _change(self) -> AbstractContextManager[Session]:
        """A transaction in the name of the import: what a source says is no correction by staff."""
        reason = f"{self.job.actor}: {self.upload.file_name}"
        return self.finder.database.change(f"import {self.upload.source_key}", reason)

    def write_next(self, after: int, limit: int) -> int | None:
        """Write the next rows behind a number, in one transaction; gives the last of them, None when there is
        none. Where the database refuses a value, halves, down to the one row.
        """
        before = self.n_conflicts
        try:
            with self._change() as session:
                rows = store.next_rows(session, self.upload.id, after, _OPEN, limit)
                if not rows:
                    return None
                last = rows[-1].number
                self._write(session, rows)
                self.job.save(session, {"after": last, "conflicts": self.n_conflicts})
                return last
        except _REFUSED as error:
            if isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError):
                raise
            self.n_conflicts = before
            return self.write_next(after, len(rows) // 2) if len(rows) > 1 else self._refuse(rows[0], error)

    def _refuse(self, row: RowView, error: Exception) -> int:
        reason = str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0][:200]
        with self._change() as session:
            store.change_row(session, self.upload.id, row.number, **staged.refused(f"refused: {reason}"))
            self.job.save(session, {"after": row.number, "conflicts": self.n_conflicts})
        return row.number

    def _write(self, session: Session, views: Sequence[RowView]) -> None:
        lock_source(session, self.run)
        rows = self._decided(session, [view for view in views if view.entry])
        link(session, self.run, [(row.entry, row.linked) for row in rows if row.linked is not None])
        batch, fitting = self._fitting(session, rows)
        self.n_conflicts += write_recorded(session, self.run, batch)
        store.set_states(session, self.upload.id, [row.view.number for row in fitting], RowState.APPLIED)

    def _decided(self, session: Session, views: Sequence[RowView]) -> list[_Row]:
        """The rows to write: those that look like nothing else, and of the others those decided on."""
        found = store.read_candidates(session, self.upload.id, [view.number for view in views])
        taken = {number: decision_of(candidates) for number, candidates in found.items()}
        skipped = [number for number, (decision, _) in taken.items() if decision is Decision.SKIP]
        store.set_states(session, self.upload.id, skipped, RowState.SKIPPED)
        offers = [offer for decision, offer in taken.values() if decision is Decision.SAME]
        records = store.records_of(session, offers)
        rows = []
        for view in views:
            decision, offer = taken.get(view.number, (Decision.NEW, 0))
            if decision in (Decision.NEW, Decision.SAME):
                rows.append(_Row(view, staged.entry_of(view.entry), records.get(offer)))
        return rows

    def _fitting(self, session: Session, rows: list[_Row]) -> tuple[Batch, list[_Row]]:
        """The batch of those rows that still do what was shown. The others are shown again; without them the
        rest may do something else, so it is compared until nothing moves.
        """
        while True:
            batch, planned = prepare(session, self.run, [row.entry for row in rows])
            told = [staged.planned_values(item) for item in planned]
            moved = [
                (row, values)
                for row, values in zip(rows, told, strict=True)
                if values["digest"] != row.view.digest
            ]
            if not moved:
                return batch, rows
            self._show_again(session, moved)
            gone = {row.view.number for row, _values in moved}
            rows = [row for row in rows if row.view.number not in gone]

    def _show_again(self, session: Session, moved: Sequence[tuple[_Row, Mapping[str, Any]]]) -> None:
        for row, values in moved:
            store.change_row(session, self.upload.id, row.view.number, state=RowState.STALE, **values)


def decision_of(candidates: Sequence[CandidateView]) -> tuple[Decision, int]:
    """What is decided of a row by its look-alikes, and for the same entry which offer that is, else 0."""
    for candidate in candidates:
        if candidate.decision is Decision.SAME:
            return Decision.SAME, candidate.offer_id
    decisions = {candidate.decision for candidate in candidates}
    if Decision.SKIP in decisions:
        return Decision.SKIP, 0
    return (Decision.OPEN if Decision.OPEN in decisions else Decision.NEW), 0
