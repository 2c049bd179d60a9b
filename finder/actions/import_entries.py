"""Imports a file of entries: batch by batch, each batch one transaction, so that a run that was cut
off at any moment is made good by running it again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.vocabulary import load_vocabulary
from finder.domain.entry import Entry, Rejected
from finder.domain.text import slug
from finder.errors import BadInput
from finder.exchange.context import ReadContext
from finder.exchange.registry import TERMS, find_reader
from finder.store.entries import write_entries
from finder.store.provenance import Source
from finder.store.runs import (
    Run,
    begin_run,
    end_run,
    find_source,
    keep_offers,
    lock_source,
    retire_missing,
    take_turn,
)

BATCH = 500
_SOURCE = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_Step = Callable[[], AbstractContextManager[Session]]
_REFUSED = (sa.exc.DataError, sa.exc.IntegrityError, sa.exc.StatementError, orjson.JSONEncodeError)


@dataclass(slots=True)
class ImportReport:
    """What an import did, in numbers of entries; `notes` are values left out of good entries.

    `not_retired` says why nothing was retired though it was asked for, or is "".
    """

    source: str
    format: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    retired: int = 0
    rejected: int = 0
    notes: int = 0
    not_retired: str = ""

    @property
    def good(self) -> int:
        """The entries of the file that could be used."""
        return self.added + self.changed + self.unchanged


@dataclass(slots=True)
class Options:
    """How to import: `on_problem` is told of every rejected row and, with False, of every note;
    `on_progress` of every number of rows done.
    """

    format: str = ""
    source: str = ""
    dry_run: bool = False
    retire_missing: bool = False
    on_problem: Callable[[Rejected, bool], None] = lambda _problem, _is_rejected: None
    on_progress: Callable[[int], None] = lambda _rows: None


def import_entries(finder: Finder, path: Path, options: Options) -> ImportReport:
    """Bring the entries of a file or folder into the database under its source.

    A dry run does everything in one transaction and undoes it; meanwhile SQLite lets nobody else write.
    Raises BadInput when the file's format is unknown or damaged beyond its rows, and StoreDown.
    """
    reader = find_reader(path, options.format)
    if not options.dry_run:
        load_vocabulary(finder)
    source = options.source or slug(path.stem)
    if not _SOURCE.fullmatch(source):
        raise BadInput("source", source, "a key of lower-case letters, digits and hyphens")
    job = _Import(path, options, ImportReport(source, reader.NAME))
    with _steps(finder, f"import {source}", options.dry_run) as step:
        job.run(step, reader.read(path, ReadContext(finder.taxonomy, finder.names)))
    return job.report


@contextmanager
def _steps(finder: Finder, actor: str, dry_run: bool) -> Iterator[_Step]:
    """A function that gives a transaction for each step; in a dry run, a part of one that is undone."""
    if not dry_run:
        yield lambda: finder.database.change(actor)
        return
    with suppress(_Undo), finder.database.change(actor) as session:

        @contextmanager
        def step() -> Iterator[Session]:
            with session.begin_nested():
                yield session
                session.flush()
                session.info.pop("touched", None)  # what is undone needs no search rows
            session.expunge_all()

        yield step
        raise _Undo


class _Undo(Exception):
    """Ends a dry run."""


class _Import:
    """One import on its way."""

    def __init__(self, path: Path, options: Options, report: ImportReport) -> None:
        self.path = path
        self.options = options
        self.report = report
        self.hidden = 0  # rejected rows of which not even the id could be read

    def run(self, step: _Step, items: Iterator[Entry | Rejected]) -> None:
        with step() as session:
            if not self.options.dry_run:
                take_turn(session)
            run = begin_run(session, _source(session, self.report), self.path.name)
        while batch := list(islice(items, BATCH)):
            self._take(step, run, batch)
            self.options.on_progress(len(batch))
        if self.options.retire_missing:
            self._retire(step, run)
        with step() as session:
            end_run(session, run, self._counts())

    def _take(self, step: _Step, run: Run, batch: Sequence[Entry | Rejected]) -> None:
        entries = [item for item in batch if isinstance(item, Entry)]
        rejected = [item for item in batch if isinstance(item, Rejected)]
        if entries:
            self._write(step, run, entries)
        if rejected:
            self._reject(rejected)
            with step() as session:
                keep_offers(session, run, [item.external_id for item in rejected if item.external_id])

    def _write(self, step: _Step, run: Run, entries: Sequence[Entry]) -> None:
        """Write a batch; where the database refuses a value of it, its halves, down to the one entry."""
        try:
            with step() as session:
                lock_source(session, run)
                outcome = write_entries(session, run, entries)
        except _REFUSED as error:
            if isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError):
                raise
            self._narrow(step, run, entries, error)
            return
        self.report.added += outcome.added
        self.report.changed += outcome.changed
        self.report.unchanged += outcome.unchanged
        self._reject(
            [self._rejected(entry, "an entry with this id came before") for entry in outcome.repeated]
        )
        self._note(entries)

    def _narrow(self, step: _Step, run: Run, entries: Sequence[Entry], error: Exception) -> None:
        if len(entries) > 1:
            half = len(entries) // 2
            self._write(step, run, entries[:half])
            self._write(step, run, entries[half:])
            return
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        self._reject([self._rejected(entries[0], f"the database refuses it: {reason}")])

    def _rejected(self, entry: Entry, reason: str) -> Rejected:
        return Rejected(self.path.name, entry.row, "id", entry.external_id, reason, entry.external_id)

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

    def _retire(self, step: _Step, run: Run) -> None:
        if self.hidden:
            self.report.not_retired = f"{self.hidden} rejected rows do not say which entry they are"
        elif not self.report.good:
            self.report.not_retired = "the file has no good entry"
        else:
            self.report.retired = sum(iter(lambda: self._retire_some(step, run), 0))

    def _retire_some(self, step: _Step, run: Run) -> int:
        with step() as session:
            return retire_missing(session, run, BATCH)

    def _counts(self) -> dict[str, int]:
        names = ("added", "changed", "unchanged", "retired", "rejected")
        return {name: getattr(self.report, name) for name in names}


def _source(session: Session, report: ImportReport) -> Source:
    """The source of the import, made when there is none of this key yet."""
    source = find_source(session, report.source)
    if source is None:
        source = Source(key=report.source, **{"name": report.source, **TERMS.get(report.format, {})})
        session.add(source)
        session.flush()
    return source
