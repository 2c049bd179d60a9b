"""The import of the entries of one source, batch by batch, each batch one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, replace

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.domain.entry import Entry, EntrySource, Rejected
from finder.errors import FinderError
from finder.store.entries import Outcome, write_entries
from finder.store.recorded import retire_recorded, write_entries_recorded
from finder.store.runs import (
    Run,
    begin_run,
    count_missing,
    end_run,
    find_missing,
    find_or_add_source,
    keep_offers,
    lock_source,
    resume_run,
    retire,
    take_turn,
)

COUNTED = ("added", "changed", "unchanged", "retired", "rejected", "conflicts")
"""What is counted of a run."""
RETIRED_AT_ONCE = 500

Step = Callable[[], AbstractContextManager[Session]]
"""Gives a transaction for each step of an import."""
_REFUSED = (sa.exc.DataError, sa.exc.IntegrityError, sa.exc.StatementError, orjson.JSONEncodeError)


@dataclass(slots=True)
class ImportReport:
    """What an import did, in numbers of entries; `notes` are values left out of good entries, `conflicts` the
    changed entries of which staff had put right what the source changes, too.

    `not_retired` says why nothing was retired though it was asked for, or is "". Where a file names several
    sources, `parts` are the reports of each, and this is their sum.
    """

    source: str
    format: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    retired: int = 0
    conflicts: int = 0
    rejected: int = 0
    notes: int = 0
    not_retired: str = ""
    parts: tuple[ImportReport, ...] = ()

    @property
    def good(self) -> int:
        """The entries of the file that could be used."""
        return self.added + self.changed + self.unchanged


@dataclass(slots=True)
class Progress:
    """How far the import of one source is: its run, the rows of the file that are done, the entries of the
    next batch that are written already, and what was counted so far.
    """

    run_id: int = 0
    rows: int = 0
    written: int = 0
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Options:
    """How to import: `source` is the key of the source that all entries are to be of; without it they are of
    the sources that the file names, or of one called as the file. `on_problem` is told of every rejected row
    and, with False, of every note; `on_progress` of every number of rows done, and `on_save` in each
    transaction how far it is, so that an import under a given source goes on `after` that. Of the missing
    entries at most `retire_at_most_percent` of the public ones are retired, or none. One that `is_recorded`
    can be taken back.
    """

    format: str = ""
    source: str = ""
    dry_run: bool = False
    retire_missing: bool = False
    retire_at_most_percent: int = 100
    is_recorded: bool = False
    after: Progress = field(default_factory=Progress)
    on_problem: Callable[[Rejected, bool], None] = lambda _problem, _is_rejected: None
    on_progress: Callable[[int], None] = lambda _rows: None
    on_save: Callable[[Session, Progress], None] | None = None


class LaterRun(FinderError):
    """Another import of the same source has begun since."""


class Part:
    """The import of the entries of one source on its way."""

    run: Run

    def __init__(self, file_name: str, options: Options, report: ImportReport) -> None:
        self.file_name = file_name
        self.options = options
        self.report = report
        self.done = replace(options.after)
        self.hidden = self.done.counts.get("hidden", 0)  # rejected rows that do not tell their id
        for name in (*COUNTED, "notes"):
            setattr(report, name, self.done.counts.get(name, 0))

    def begin(self, step: Step, stated: EntrySource, *, is_named: bool) -> None:
        """`is_named` when it is the file that names the source."""
        with step() as session:
            if not self.options.dry_run:
                take_turn(session)
            if self.done.run_id:
                self._go_on(session)
                return
            source = find_or_add_source(session, **asdict(stated))
            self.run = begin_run(session, source, self.file_name, is_of_several=is_named)
            self.done.run_id = self.run.id
            self._save(session)

    def _go_on(self, session: Session) -> None:
        found = resume_run(session, self.done.run_id)
        if found is None:
            raise LaterRun("a later import of this source has begun")
        self.run = found

    def _save(self, session: Session) -> None:
        """Tell how far it is, in the transaction of what was done."""
        counts = {name: getattr(self.report, name) for name in (*COUNTED, "notes")}
        self.done.counts = counts | {"hidden": self.hidden}
        if self.options.on_save is not None:
            self.options.on_save(session, self.done)

    def take(self, step: Step, batch: Sequence[Entry | Rejected]) -> None:
        """Write a batch of rows; those that were written before an interruption are passed over."""
        entries = [item.credited_in(self.report.source) for item in batch if isinstance(item, Entry)]
        entries = entries[self.done.written :]
        rejected = [item for item in batch if isinstance(item, Rejected)]
        if entries:
            self._write(step, entries)
        self._reject(rejected)
        self.done.rows, self.done.written = self.done.rows + len(batch), 0
        if rejected or self.options.on_save is not None:
            with step() as session:
                keep_offers(session, self.run, [item.external_id for item in rejected if item.external_id])
                self._save(session)

    def end(self, step: Step, hidden: int) -> None:
        """`hidden` are the rejected rows of the whole file that do not say which entry they are."""
        if self.options.retire_missing:
            self._retire(step, hidden)
        with step() as session:
            end_run(session, self.run, {name: getattr(self.report, name) for name in COUNTED})

    def _write(self, step: Step, entries: Sequence[Entry]) -> None:
        """Write a batch; where the database refuses a value of it, its halves, down to the one entry."""
        before, written = replace(self.report), self.done.written
        try:
            with step() as session:
                lock_source(session, self.run)
                write = write_entries_recorded if self.options.is_recorded else write_entries
                outcome = write(session, self.run, entries)
                session.flush()  # whatever is refused is so before anything of it is told
                self._count(outcome)
                self._note(entries)
                self.done.written += len(entries)
                self._save(session)
        except _REFUSED as error:
            if isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError):
                raise
            self.report, self.done.written = before, written
            self._narrow(step, entries, error)

    def _count(self, outcome: Outcome) -> None:
        self.report.added += outcome.added
        self.report.changed += outcome.changed
        self.report.unchanged += outcome.unchanged
        self.report.conflicts += outcome.conflicts
        self._reject(
            [self._rejected(entry, "an entry with this id came before") for entry in outcome.repeated]
        )

    def _narrow(self, step: Step, entries: Sequence[Entry], error: Exception) -> None:
        if len(entries) > 1:
            half = len(entries) // 2
            self._write(step, entries[:half])
            self._write(step, entries[half:])
            return
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        self._reject([self._rejected(entries[0], f"the database refuses it: {reason}")])
        self.done.written += 1

    def _rejected(self, entry: Entry, reason: str) -> Rejected:
        return Rejected(self.file_name, entry.row, "id", entry.external_id, reason, entry.external_id)

    def _reject(self, problems: Iterable[Rejected]) -> None:
        for problem in problems:
            self.report.rejected += 1
            self.hidden += not problem.external_id
            self.options.on_problem(problem, True)

    def _note(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            for note in entry.notes:
                self.report.notes += 1
                self.options.on_problem(note, False)

    def _retire(self, step: Step, hidden: int) -> None:
        if hidden:
            self.report.not_retired = f"{hidden} rejected rows do not say which entry they are"
        elif not self.report.good:
            self.report.not_retired = "the file has no good entry"
        elif not self._retires_too_many(step):
            while self._retire_some(step):
                pass

    def _retires_too_many(self, step: Step) -> bool:
        at_most = self.options.retire_at_most_percent
        if at_most >= 100 or self.report.retired:
            return False
        with step() as session:
            missing, public = count_missing(session, self.run)
        if missing * 100 > at_most * public:
            self.report.not_retired = f"{missing} of {public} entries are missing"
        return bool(self.report.not_retired)

    def _retire_some(self, step: Step) -> int:
        with step() as session:
            rows = find_missing(session, self.run, RETIRED_AT_ONCE)
            if self.options.is_recorded:
                retire_recorded(session, self.run, rows)
            else:
                retire(session, rows)
            self.report.retired += len(rows)
            self._save(session)
        return len(rows)
