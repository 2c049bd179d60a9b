"""The search of one process: a snapshot and what changed since, never older than the database.

The database is the truth. A search matches over the view that the process holds and asks the database
for the page; the same statement tells the newest version. Where it moved, the changed rows are read,
the view is renewed and the search is done again; where it moved on meanwhile, once more in one steady
transaction: so no answer mixes two moments, and an edit that was acknowledged is in the next answer of
every process.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from filelock import FileLock

from finder.clock import clock_at
from finder.domain.holiday import WITHOUT_SCHOOL, Calendars
from finder.domain.searchrow import SearchRow
from finder.errors import StoreDown
from finder.search import (
    Columns,
    Matched,
    Request,
    View,
    build_columns,
    match,
    match_with_colleagues,
    open_snapshot,
    write_snapshot,
)
from finder.store.database import Database
from finder.store.search_rows import Page, State, read_changes, read_page, read_state, stream_rows

log = logging.getLogger(__name__)

SNAPSHOT = "search.snapshot"
MAX_OVERLAY_SHARE = 0.01
MIN_OVERLAY = 2_000
"""A view is rebuilt in the background once more rows than both of these changed since its base."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of matches and its rows, as of one moment of the database."""

    matched: Matched
    page: Page
    view: View

    def match(self, request: Request) -> Matched:
        """What another request matches, as of the same moment; it asks the database nothing."""
        return match(self.view, request)


class Searcher:
    """Finds offers for one process; safe to use from several threads.

    `directory` is where the snapshot file lies that all processes of this machine share; whether an
    offer is open is judged by `calendars`.
    """

    def __init__(self, database: Database, directory: Path, calendars: Calendars = WITHOUT_SCHOOL) -> None:
        self._database = database
        self._calendars = calendars
        self._path = directory / SNAPSHOT
        self._lock = threading.Lock()
        self._view: View | None = None
        self._dataset = ""
        self._rebuilder: threading.Thread | None = None

    def find(self, request: Request) -> Found:
        """The matches of a request with their rows.

        One statement while nothing changed, three when something did (with a standby two, because
        only the primary knows what is newest, and three), two more when that moved on meanwhile; the
        first search of a process opens or builds the snapshot. Raises StoreDown.
        """
        view = self._ready_view(request)
        if self._database.has_replica and not self._is_current(view, self._database.newest(read_state)):
            return self._find_again(request)
        matched = match_with_colleagues(view, request)
        page = self._database.guest(lambda connection: read_page(connection, matched.shown))
        if self._database.has_replica and not self._is_current(view, page.state):  # the standby lags
            page = self._database.newest(lambda connection: read_page(connection, matched.shown))
        if self._is_current(view, page.state):
            return Found(matched, page, view)
        return self._find_again(request)

    def current(self, request: Request) -> View:
        """A view as of now in which to look for a request; one statement while nothing changed.
        Raises StoreDown.
        """
        view = self._ready_view(request)
        if self._is_current(view, self._database.newest(read_state)):
            return view
        with self._database.read() as connection:
            view = self._newest_view(connection)
        self._rebuild_if_worthwhile(view)
        return view

    def _ready_view(self, request: Request) -> View:
        """The view at hand, told for which days it will be asked."""
        view = self._current_view()
        for channel, moment in request.open_at:
            view.base.openings.prepare_soon(channel, clock_at(moment).date())
        return view

    def _is_current(self, view: View, state: State) -> bool:
        return state.row_version == view.row_version and state.dataset == self._dataset

    def _current_view(self) -> View:
        view = self._view
        if view is None or not view.base.is_intact():
            view = self._open()
        return view

    def _find_again(self, request: Request) -> Found:
        """Renew the view by what the primary database says, and search."""
        view = self._current_view()
        changes = self._database.newest(lambda connection: read_changes(connection, view.row_version))
        view = self._renewed(view, *changes) or view
        matched = match_with_colleagues(view, request)
        page = self._database.newest(lambda connection: read_page(connection, matched.shown))
        if not self._is_current(view, page.state):
            return self._find_at_once(request)
        self._rebuild_if_worthwhile(view)
        return Found(matched, page, view)

    def _find_at_once(self, request: Request) -> Found:
        """Renew the view and search in one transaction, so that no further change comes between."""
        with self._database.read() as connection:
            view = self._newest_view(connection)
            matched = match_with_colleagues(view, request)
            page = read_page(connection, matched.shown)
        self._rebuild_if_worthwhile(view)
        return Found(matched, page, view)

    def _newest_view(self, connection: sa.Connection) -> View:
        """The view as of the transaction."""
        view = self._current_view()
        return self._renewed(view, *read_changes(connection, view.row_version)) or self._build(connection)

    def _renewed(self, view: View, state: State, rows: list[SearchRow]) -> View | None:
        """The view with the rows that changed since; None where they are of another database, or of an
        older state of it that was restored.
        """
        if state.dataset != self._dataset or state.row_version < view.row_version:
            return None
        if state.row_version > view.row_version:
            view = view.with_changes(rows, state.row_version)
            self._keep(view)
        return view

    def _keep(self, view: View) -> None:
        """Take the view for the coming searches unless another thread got further meanwhile."""
        with self._lock:
            if self._view is None or self._view.row_version < view.row_version:
                self._view = view

    def _open(self) -> View:
        """The view of the shared file, or of a snapshot built now; one process builds at a time."""
        with self._database.read() as connection:
            state = read_state(connection)
            view = self._opened(state.dataset)
            if view is None:
                with FileLock(f"{self._path}.lock"):
                    view = self._opened(state.dataset) or self._build(connection)
        return view

    def _opened(self, dataset: str) -> View | None:
        columns = self._snapshot(dataset)
        return None if columns is None else self._take(columns, dataset)

    def _snapshot(self, dataset: str) -> Columns | None:
        return open_snapshot(self._path, dataset, self._calendars)

    def _take(self, columns: Columns, dataset: str) -> View:
        """Search these columns from now on."""
        view = View.of(columns)
        with self._lock:
            self._view, self._dataset = view, dataset
        return view

    def _build(self, connection: sa.Connection) -> View:
        """A view of everything as the connection's transaction sees it, written for all processes."""
        state = read_state(connection)
        columns = build_columns(stream_rows(connection), state.row_version, self._calendars)
        try:
            write_snapshot(self._path, columns, state.dataset)
        except OSError:
            log.warning("search snapshot not written; this process keeps its own")
        log.info("search snapshot built", extra={"rows": len(columns), "row_version": state.row_version})
        mapped = self._snapshot(state.dataset)
        if mapped is not None and mapped.row_version == state.row_version:  # not what another wrote since
            columns = mapped
        return self._take(columns, state.dataset)

    def languages_in_use(self) -> list[str]:
        """The languages in which offers are, those of most offers first, as of the last snapshot.
        Raises StoreDown.
        """
        postings = self._current_view().base.languages
        counts: Counter[str] = Counter()
        for number, pair in enumerate(postings.texts.decoded()):
            counts[pair.partition("/")[0]] += len(postings.rows_of(number))
        return sorted(counts, key=lambda code: (-counts[code], code))

    def has_word(self, start: str) -> bool:
        """Whether a word of an entry begins so, folded, as of the last search. Raises StoreDown."""
        return self._current_view().has_word(start)

    def nearest_word(self, word: str) -> str:
        """The word of an entry that a folded one is a slip of, or "" (see `View.nearest_word`).
        Raises StoreDown.
        """
        return self._current_view().nearest_word(word)

    def prepare(self) -> None:
        """Open or build the snapshot now, so that no visitor waits for it."""
        self._current_view()

    def rebuild(self) -> None:
        """Build the snapshot anew from the database, now."""
        with FileLock(f"{self._path}.lock"), self._database.read() as connection:
            self._build(connection)

    def _rebuild_if_worthwhile(self, view: View) -> None:
        """Rebuild in the background when much changed since the base; others do not wait for it."""
        if view.overlay_size <= max(MIN_OVERLAY, MAX_OVERLAY_SHARE * len(view.base)):
            return
        with self._lock:
            if self._rebuilder is not None and self._rebuilder.is_alive():
                return
            self._rebuilder = threading.Thread(
                target=self._rebuild_in_background, args=(view.base.row_version, self._dataset), daemon=True
            )
            self._rebuilder.start()

    def _rebuild_in_background(self, row_version: int, dataset: str) -> None:
        """Rebuild a base of this version, or take over what another process built meanwhile."""
        try:
            with FileLock(f"{self._path}.lock"):
                columns = self._snapshot(dataset)
                if columns is not None and columns.row_version > row_version:
                    self._take(columns, dataset)
                    return
                with self._database.read() as connection:
                    self._build(connection)
        except StoreDown:
            log.warning("search snapshot not rebuilt: the database is down")
