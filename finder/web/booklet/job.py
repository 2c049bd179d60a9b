"""Printing an edition: the current data in each language and size that staff asked for."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from finder.actions.booklet.contents import Contents, collect
from finder.actions.booklet.editions import (
    changes_since,
    directory,
    files_there,
    get_edition,
    keep_edition,
    keep_file,
)
from finder.actions.context import Finder
from finder.actions.jobs import Handler, JobFailed, RunningJob
from finder.clock import utc_now
from finder.domain.edition import Changes
from finder.store.editions import KeptFile
from finder.web.booklet.order import Order, Paper
from finder.web.booklet.press import MakeApp, PressFailed, Sheet, print_pdf
from finder.web.i18n import is_offered

KIND: Final = "booklet"
NOTE: Final = "pages"
"""What the job says while pages are laid out."""

_ENTRIES_A_PAGE: Final = 1.2
_FIRST_PAGES: Final = 25
_LOOK_EVERY_S: Final = 1.0


def order_of(finder: Finder, contents: Contents, actor: str, lang: str, paper: Paper) -> Order:
    """The order of a book of these contents, which are kept as an edition where they differ from the last."""
    current = keep_edition(finder, contents, actor)
    changes = changes_since(finder, current.before, contents.said) if current.before else Changes()
    return Order(lang, paper, contents, current.number, current.before, changes)


def file_name(edition: int, lang: str, paper: Paper) -> str:
    """What a PDF is called: `wegweiser-3-ar-A5.pdf`."""
    return f"wegweiser-{edition}-{lang}-{paper}.pdf"


def estimated_pages(contents: Contents) -> int:
    """About how many pages a book will have."""
    return _FIRST_PAGES + round(len(contents.offers) / _ENTRIES_A_PAGE)


def printing(make_app: MakeApp) -> Handler:
    """The handler of jobs of this kind."""

    def print_edition(finder: Finder, job: RunningJob) -> None:
        """Print what is asked for and not there yet; so it goes on after an interruption where it was."""
        wanted = wanted_of(job.payload)
        contents = collect(finder)
        order = order_of(finder, contents, job.actor, wanted[0][0], wanted[0][1])
        there = files_there(finder, get_edition(finder, order.edition))
        missing = [each for each in wanted if file_name(order.edition, *each) not in there]
        progress = _Progress(job, estimated_pages(contents) * len(missing))
        for lang, paper in missing:
            sheet = _print(make_app, finder, replace(order, lang=lang, paper=paper), progress)
            _keep(finder, order.edition, lang, paper, sheet, job.actor)

    return print_edition


def wanted_of(payload: Mapping[str, Any]) -> list[tuple[str, Paper]]:
    """The languages and sizes that a job asks for; raises JobFailed where there is none."""
    languages: Sequence[str] = payload["languages"]
    papers = [Paper(paper) for paper in payload["papers"] if paper in list(Paper)]
    wanted = [(lang, paper) for lang in languages if is_offered(lang) for paper in papers]
    if not wanted:
        raise JobFailed("The job names no language and size that there is.")
    return wanted


class _Progress:
    """Tells a job of pages, and looks every second whether it is to stop."""

    def __init__(self, job: RunningJob, total: int) -> None:
        self._job = job
        self._total = total
        self._before = 0
        self._here = 0
        self._looked_at = 0.0

    def page(self, number: int) -> None:
        """A page of the present book is laid out."""
        self._here = max(self._here, number)
        self._total = max(self._total, self._before + self._here)
        self._job.progress(self._before + self._here, self._total, NOTE)
        if time.monotonic() - self._looked_at >= _LOOK_EVERY_S:
            self._looked_at = time.monotonic()
            self._job.raise_if_cancelled()

    def next_book(self) -> None:
        """The present book is done."""
        self._before, self._here = self._before + self._here, 0


def _print(make_app: MakeApp, finder: Finder, order: Order, progress: _Progress) -> Sheet:
    path = directory(finder) / file_name(order.edition, order.lang, order.paper)
    try:
        sheet = print_pdf(make_app, finder.settings, order, path, progress.page)
    except PressFailed as failure:
        raise JobFailed(str(failure)) from failure
    progress.next_book()
    return sheet


def _keep(finder: Finder, edition: int, lang: str, paper: Paper, sheet: Sheet, actor: str) -> None:
    name = file_name(edition, lang, paper)
    file = KeptFile(edition, lang, paper.value, name, sheet.size_bytes, sheet.n_pages, utc_now())
    keep_file(finder, file, actor)
