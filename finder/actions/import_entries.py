"""Imports a file of entries: batch by batch, each batch one transaction, so that a run that was cut
off at any moment is made good by running it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.import_part import COUNTED, ImportReport, Options, Part, Step
from finder.actions.vocabulary import load_vocabulary
from finder.domain.entry import SOURCE_KEY, Entry, EntrySource, Rejected
from finder.domain.text import slug
from finder.errors import BadInput
from finder.exchange.context import ReadContext
from finder.exchange.registry import TERMS, find_reader

__all__ = ["BATCH", "ImportReport", "Options", "import_entries", "import_items"]

BATCH = 500


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


@contextmanager
def _steps(finder: Finder, actor: str, dry_run: bool) -> Iterator[Step]:
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
        self.parts: dict[str, Part] = {}

    def run(self, step: Step, items: Iterator[Entry | Rejected]) -> None:
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
        self, step: Step, batch: Sequence[Entry | Rejected]
    ) -> Mapping[str, list[Entry | Rejected]]:
        """The rows of a batch by the key of their source; those that are rejected are of the whole file."""
        found: dict[str, list[Entry | Rejected]] = {}
        for item in batch:
            stated = item.source if isinstance(item, Entry) else None
            found.setdefault(self._part(step, stated or self.source), []).append(item)
        return found

    def _part(self, step: Step, stated: EntrySource) -> str:
        """The key of the part for a source, which is begun when it is new."""
        key = self.source.key if self.options.source else stated.key
        if key not in self.parts:
            of_another = EntrySource(key, key, is_example=stated.is_example)
            part = self.parts[key] = Part(self.file_name, self.options, ImportReport(key, self.format))
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
        for name in (*COUNTED, "notes"):
            setattr(total, name, sum(getattr(report, name) for report in reports))
        total.not_retired = next(filter(None, (report.not_retired for report in reports)), "")
        return total


def _known(key: str, terms: Mapping[str, str]) -> EntrySource:
    """A source of which is known what the format of its file tells."""
    licence, attribution = terms.get("licence", ""), terms.get("attribution", "")
    return EntrySource(key, terms.get("name", key), terms.get("url", ""), licence, attribution)
