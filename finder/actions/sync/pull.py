"""One pull of one source: fetched if it has changed, held where it looks wrong, else settled batch by batch.

A pull that was killed goes on where its last transaction ended; one that failed has changed nothing of what
it did not get to, and is tried again later.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.import_entries import import_items
from finder.actions.import_part import ImportReport, LaterRun, Options, Progress
from finder.actions.jobs import JobFailed, RunningJob, queue_job
from finder.actions.sync.feeds import FORGOTTEN, get_source, next_try
from finder.actions.sync.fetch import Content, fetch, read
from finder.actions.vocabulary import load_vocabulary
from finder.clock import utc_now
from finder.domain.entry import Rejected
from finder.errors import BadInput
from finder.outside.download import NotFetched
from finder.store import feeds as store
from finder.store.audit import note
from finder.store.feeds import FeedView, SourceView

KIND: Final = "sync"
NO_FEED: Final = "nobody has said where this source is read from"
BUSY: Final = "a job works on this source"
NO_GOOD: Final = "the file has no usable entry"
TOO_FEW: Final = "the file has less than half as many usable entries as the last time"
MAX_PROBLEMS: Final = 1_000
"""So many rows of a run that were not used are kept."""


class SyncOutcome(StrEnum):
    """What came of a pull: `held` is one that a person has to look at before anything is written."""

    UNCHANGED = "unchanged"
    DONE = "done"
    HELD = "held"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a pull did; `report` is None where nothing was written, `reason` says why."""

    source: str
    outcome: SyncOutcome
    reason: str = ""
    report: ImportReport | None = None


@dataclass(slots=True)
class Steps:
    """How a pull tells how far it is: `state` is where it goes on, `save` keeps that in the transaction of
    the work, `progress` tells done and all rows, `pause` is called between two transactions.
    """

    state: dict[str, Any] = field(default_factory=dict)
    save: Callable[[Session, dict[str, Any]], None] = lambda _session, _state: None
    progress: Callable[[int, int], None] = lambda _done, _total: None
    pause: Callable[[], None] = lambda: None


def start_sync(finder: Finder, key: str, actor: str, *, is_confirmed: bool = False) -> int | None:
    """Queue a pull; gives the job, None where one is at work already, or there is nothing to read from. With
    `is_confirmed` somebody wants it although it looks wrong. Raises NotFound and StoreDown.
    """
    source = get_source(finder, key)
    if source.feed is None or not source.feed.location:
        return None
    with finder.database.change(actor) as session:
        if not store.claim_feed(session, source.id):
            return None
        job_id = queue_job(session, KIND, {"source": key, "is_confirmed": is_confirmed}, actor)
        now = utc_now()
        values = {"job_id": job_id, "asked_at": now, "due_at": next_try(source.feed, 0, now)}
        store.keep_feed(session, source.id, values)
        note(session, "source", source.id, "sync")
    return job_id


def sync_due(finder: Finder) -> None:
    """Queue the source that has been due for longest, unless a pull is at work: one at a time."""
    if finder.database.newest(lambda connection: store.is_syncing(connection, KIND)):
        return
    for key in list_due(finder):
        if start_sync(finder, key, KIND) is not None:
            return


def list_due(finder: Finder) -> list[str]:
    """The keys of the sources that are due, the longest waiting first. Raises StoreDown."""
    return finder.database.newest(lambda connection: store.due_feeds(connection, utc_now()))


def run_sync(finder: Finder, job: RunningJob) -> None:
    """The handler of the job. A pull that failed fails the job; it is known of the source, too."""
    steps = Steps(job.state, job.save, job.progress, job.let_others_write)
    found = sync_source(finder, job.payload["source"], steps, is_confirmed=bool(job.payload["is_confirmed"]))
    if found.outcome in (SyncOutcome.FAILED, SyncOutcome.HELD):
        raise JobFailed(found.reason)


def sync_source(
    finder: Finder, key: str, steps: Steps | None = None, *, is_confirmed: bool = False, dry_run: bool = False
) -> SyncReport:
    """Pull a source now. A dry run fetches, tells what would be done, and changes nothing, not even what is
    known of the source. Raises NotFound and StoreDown; what else goes wrong is in the report.
    """
    source = get_source(finder, key)
    feed = source.feed
    if feed is None or not feed.location:
        return SyncReport(key, SyncOutcome.FAILED, NO_FEED)
    if steps is None and not dry_run and _is_busy(finder, source):
        return SyncReport(key, SyncOutcome.FAILED, BUSY)
    folder = finder.settings.var / "sync" / (key if steps else f"{key}.{secrets.token_hex(4)}")
    work = _Pull(finder, source, feed, folder, steps or Steps(), is_confirmed=is_confirmed, dry_run=dry_run)
    is_over = steps is None  # nobody takes up again what was no job
    try:
        found = work.pull()
        is_over = True
    finally:
        if is_over:
            shutil.rmtree(folder, ignore_errors=True)
    return found


def _is_busy(finder: Finder, source: SourceView) -> bool:
    """Whether a job works on a source."""
    with finder.database.change(KIND) as session:
        return not store.claim_feed(session, source.id)


@dataclass(slots=True)
class _Pull:
    """One pull on its way."""

    finder: Finder
    source: SourceView
    feed: FeedView
    folder: Path
    steps: Steps
    is_confirmed: bool
    dry_run: bool
    problems: list[tuple[Rejected, bool]] = field(default_factory=list)
    n_problems: int = 0

    def pull(self) -> SyncReport:
        if not self.dry_run:
            load_vocabulary(self.finder)
        try:
            content = self._content()
            if content is None:
                return self._end(SyncOutcome.UNCHANGED)
            reason = "" if self.is_confirmed else _wrong(content, self.feed)
            if reason:
                return self._end(SyncOutcome.HELD, reason)
            return self._write(content)
        except BadInput as error:
            return self._end(SyncOutcome.FAILED, error.expected)
        except (NotFetched, LaterRun) as error:
            return self._end(SyncOutcome.FAILED, str(error))

    def _content(self) -> Content | None:
        """The file that was fetched before this pull was cut off, else a new one."""
        known = self.steps.state.get("content")
        if known is not None and self.folder.is_dir():
            return Content(**known)
        self.steps.state = {}
        feed = self.feed
        if self.is_confirmed:
            feed = replace(feed, **FORGOTTEN)  # all of it is read
        content = fetch(self.finder, self.source, feed, self.folder)
        if content is not None:
            self.steps.state = {"content": asdict(content)}
        return content

    def _write(self, content: Content) -> SyncReport:
        after = Progress(**self.steps.state.get("progress", {}))
        done = after.rows
        self.steps.progress(done, content.n_rows)

        def on_progress(rows: int) -> None:
            nonlocal done
            done += rows
            self.steps.progress(done, content.n_rows)
            self.steps.pause()

        options = Options(
            source=self.source.key,
            dry_run=self.dry_run,
            retire_missing=self.feed.retires,
            retire_at_most_percent=100 if self.is_confirmed else self.feed.retire_at_most_percent,
            is_recorded=not self.dry_run,
            after=after,
            on_problem=self._keep_problem,
            on_progress=on_progress,
            on_save=None if self.dry_run else self._save,
        )
        items = read(self.finder, self.folder, content)
        report = import_items(self.finder, items, content.file_name, content.format, options)
        return self._end(SyncOutcome.DONE, report.not_retired, report, content)

    def _keep_problem(self, problem: Rejected, is_rejected: bool) -> None:
        if self.n_problems < MAX_PROBLEMS:
            self.problems.append((problem, is_rejected))
        self.n_problems += 1

    def _save(self, session: Session, progress: Progress) -> None:
        """Keep how far it is, with the rows that were not used up to there."""
        store.add_problems(session, progress.run_id, self.problems)
        self.problems = []
        self.steps.save(session, {**self.steps.state, "progress": asdict(progress)})
        store.keep_feed(session, self.source.id, {"run_id": progress.run_id})

    def _end(
        self,
        outcome: SyncOutcome,
        reason: str = "",
        report: ImportReport | None = None,
        content: Content | None = None,
    ) -> SyncReport:
        if not self.dry_run:
            with self.finder.database.change(KIND) as session:
                store.keep_feed(session, self.source.id, self._known(outcome, reason, content))
                self.steps.save(session, {})
        return SyncReport(self.source.key, outcome, reason, report)

    def _known(self, outcome: SyncOutcome, reason: str, content: Content | None) -> dict[str, Any]:
        """What is known of the source after this pull."""
        now, failures = utc_now(), self.feed.failures + 1 if outcome is SyncOutcome.FAILED else 0
        values: dict[str, Any] = {
            "outcome": outcome.value,
            "reason": reason,
            "failures": failures,
            "asked_at": now,
            "due_at": next_try(self.feed, failures, now),
        }
        if content is not None:
            values |= {
                "etag": content.etag,
                "last_modified": content.last_modified,
                "content_digest": content.digest,
                "n_good": content.n_good,
            }
        return values


def _wrong(content: Content, feed: FeedView) -> str:
    """What keeps a file from being brought in unseen; "" for nothing."""
    if not content.n_good:
        return NO_GOOD
    return TOO_FEW if content.n_good * 2 < feed.n_good else ""
