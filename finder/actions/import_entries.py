"""Imports a file of entries: batch by batch, each batch one transaction, so that a run that was cut
off at any moment is made good by running it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.vocabulary import load_vocabulary
from finder.domain.entry import SOURCE_KEY, Entry, EntrySource, Rejected
from finder.domain.text import slug
from finder.errors import BadInput, FinderError
from finder.exchange.context import ReadContext
from finder.exchange.registry import TERMS, find_reader
from finder.store.entries import Outcome, write_entries
from finder.store.provenance import Source
from finder.store.recorded import retire_recorded, write_entries_recorded
from finder.store.runs import (
    Run,
    begin_run,
    count_missing,
    end_run,
    find_missing,
    find_source,
    keep_offers,
    lock_source,
    resume_run,
    retire,
    take_turn,
)

BATCH = 500
_COUNTED = ("added", "changed", "unchanged", "retired", "rejected", "conflicts")
_Step = Callable[[], AbstractContextManager[Session]]
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


def import_entries(finder: Finder, path: Path, options: Options) -> ImportReport:
    """Bring the entries of a file or folder into the database under their source or sources.

    A dry run does everything in one transaction and undoes it; meanwhile SQLite lets nobody else write.
    Raises BadInput when the file's format is unknown or damaged beyond its rows, and StoreDown.
    """
    reader = find_reader(path, options.format)
    if not options.dry_run:
        load_vocabulary(finder)
    items = reader.read(path, ReadContext(finder.taxonomy, finder.names))
    return import_items(finder, items, path.name, reader.NAME, options)


def import_items(
    finder: Finder, items: Iterator[Entry | Rejected], file_name: str, format_name: str, options: Options
) -> ImportReport:
    """The same of what was read already of a file.

    Raises BadInput for the key of a source that is none, LaterRun where an import that goes on was overtaken
    by another one of its source, and StoreDown.
    """
    source = options.source or slug(Path(file_name).stem)
    if not SOURCE_KEY.fullmatch(source):
        raise BadInput("source", source, "a key of lower-case letters, digits and hyphens")
    job = _Import(file_name, options, _known(source, TERMS.get(format_name, {})), format_name)
    with _steps(finder, f"import {source}", options.dry_run) as step:
        job.run(step, items)
    return job.report()


class LaterRun(FinderError):
    """Another import of the same source has begun since."""


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
    """One import on its way, in a part for each source of its entries, by key.

    `source` is that of entries for which the file names none; with `Options.source` of all.
    """

    def __init__(self, file_name: str, options: Options, source: EntrySource, format_name: str) -> None:
        self.file_name = file_name
        self.options = options
        self.source = source
        self.format = format_name
        self.parts: dict[str, _Part] = {}

    def run(self, step: _Step, items: Iterator[Entry | Rejected]) -> None:
        items = islice(items, self.options.after.rows, None)
        while batch := list(islice(items, BATCH)):
            for key, some in self._by_source(step, batch).items():
                self.parts[key].take(step, some)
            self.options.on_progress(len(batch))
        if not self.parts:
            self._part(step, self.source)
        for part in self.parts.values():
            part.end(step, sum(part.hidden for part in self.parts.values()))

    def _by_source(
        self, step: _Step, batch: Sequence[Entry | Rejected]
    ) -> Mapping[str, list[Entry | Rejected]]:
        """The rows of a batch by the key of their source; those that are rejected are of the whole file."""
        found: dict[str, list[Entry | Rejected]] = {}
        for item in batch:
            stated = item.source if isinstance(item, Entry) else None
            found.setdefault(self._part(step, stated or self.source), []).append(item)
        return found

    def _part(self, step: _Step, stated: EntrySource) -> str:
        """The key of the part for a source, which is begun when it is new."""
        key = self.source.key if self.options.source else stated.key
        if key not in self.parts:
            of_another = EntrySource(key, key, is_example=stated.is_example)
            part = self.parts[key] = _Part(self.file_name, self.options, ImportReport(key, self.format))
            is_named = stated is not self.source and not self.options.source
            part.begin(step, stated if stated.key == key else of_another, is_named=is_named)
        return key

    def report(self) -> ImportReport:
        """What all parts did."""
        reports = [part.report for part in self.parts.values()]
        if len(reports) == 1:
            return reports[0]
        keys = ", ".join(report.source for report in reports)
        total = ImportReport(keys, self.format, parts=tuple(reports))
        for name in (*_COUNTED, "notes"):
            setattr(total, name, sum(getattr(report, name) for report in reports))
        total.not_retired = next(filter(None, (report.not_retired for report in reports)), "")
        return total


class _Part:
    """The import of the entries of one source on its way."""

    run: Run

    def __init__(self, file_name: str, options: Options, report: ImportReport) -> None:
        self.file_name = file_name
        self.options = options
        self.report = report
        self.done = replace(options.after)
        self.hidden = self.done.counts.get("hidden", 0)  # rejected rows that do not tell their id
        for name in (*_COUNTED, "notes"):
            setattr(report, name, self.done.counts.get(name, 0))

    def begin(self, step: _Step, stated: EntrySource, *, is_named: bool) -> None:
        """`is_named` when it is the file that names the source."""
        with step() as session:
            if not self.options.dry_run:
                take_turn(session)
            if self.done.run_id:
                self._go_on(session)
                return
            source = _source(session, stated)
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
        counts = {name: getattr(self.report, name) for name in (*_COUNTED, "notes")}
        self.done.counts = counts | {"hidden": self.hidden}
        if self.options.on_save is not None:
            self.options.on_save(session, self.done)

    def take(self, step: _Step, batch: Sequence[Entry | Rejected]) -> None:
        entries = [item.credited_in(self.report.source) for item in batch if isinstance(item, Entry)]
        entries = entries[self.done.written :]
        rejected = [item for item in batch if isinstance(item, Rejected)]
        if entries:
            self._write(step, self.run, entries)
        self._reject(rejected)
        self.done.rows, self.done.written = self.done.rows + len(batch), 0
        if rejected or self.options.on_save is not None:
            with step() as session:
                keep_offers(session, self.run, [item.external_id for item in rejected if item.external_id])
                self._save(session)

    def end(self, step: _Step, hidden: int) -> None:
        """`hidden` are the rejected rows of the whole file that do not say which entry they are."""
        if self.options.retire_missing:
            self._retire(step, self.run, hidden)
        with step() as session:
            end_run(session, self.run, {name: getattr(self.report, name) for name in _COUNTED})

    def _write(self, step: _Step, run: Run, entries: Sequence[Entry]) -> None:
        """Write a batch; where the database refuses a value of it, its halves, down to the one entry."""
        before, written = replace(self.report), self.done.written
        try:
            with step() as session:
                lock_source(session, run)
                write = write_entries_recorded if self.options.is_recorded else write_entries
                self._count(write(session, run, entries))
                self._note(entries)
                self.done.written += len(entries)
                self._save(session)
        except _REFUSED as error:
            if isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError):
                raise
            self.report, self.done.written = before, written
            self._narrow(step, run, entries, error)

    def _count(self, outcome: Outcome) -> None:
        self.report.added += outcome.added
        self.report.changed += outcome.changed
        self.report.unchanged += outcome.unchanged
        self.report.conflicts += outcome.conflicts
        self._reject(
            [self._rejected(entry, "an entry with this id came before") for entry in outcome.repeated]
        )

    def _narrow(self, step: _Step, run: Run, entries: Sequence[Entry], error: Exception) -> None:
        if len(entries) > 1:
            half = len(entries) // 2
            self._write(step, run, entries[:half])
            self._write(step, run, entries[half:])
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

    def _retire(self, step: _Step, run: Run, hidden: int) -> None:
        if hidden:
            self.report.not_retired = f"{hidden} rejected rows do not say which entry they are"
        elif not self.report.good:
            self.report.not_retired = "the file has no good entry"
        elif not self._retires_too_many(step, run):
            while self._retire_some(step, run):
                pass

    def _retires_too_many(self, step: _Step, run: Run) -> bool:
        at_most = self.options.retire_at_most_percent
        if at_most >= 100 or self.report.retired:
            return False
        with step() as session:
            missing, public = count_missing(session, run)
        if missing * 100 > at_most * public:
            self.report.not_retired = f"{missing} of {public} entries are missing"
        return bool(self.report.not_retired)

    def _retire_some(self, step: _Step, run: Run) -> int:
        with step() as session:
            rows = find_missing(session, run, BATCH)
            if self.options.is_recorded:
                retire_recorded(session, run, rows)
            else:
                retire(session, rows)
            self.report.retired += len(rows)
            self._save(session)
        return len(rows)


def _known(key: str, terms: Mapping[str, str]) -> EntrySource:
    """A source of which is known what the format of its file tells."""
    licence, attribution = terms.get("licence", ""), terms.get("attribution", "")
    return EntrySource(key, terms.get("name", key), terms.get("url", ""), licence, attribution)


def _source(session: Session, stated: EntrySource) -> Source:
    """The source with this key; made, with the terms that are stated, when there is none yet."""
    source = find_source(session, stated.key)
    if source is None:
        source = Source(**asdict(stated))
        session.add(source)
        session.flush()
    return source
