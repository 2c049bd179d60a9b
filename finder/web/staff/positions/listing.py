"""The list of positions that somebody should look at, and runs that look for them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.geocoding.job import KIND, report_csv
from finder.actions.geocoding.listing import PAGE_SIZE, Doubtful, DoubtfulPage, list_doubtful
from finder.actions.jobs import get_job, list_jobs, start_job
from finder.domain.geocoding import Doubt, one_line
from finder.domain.roles import Permission
from finder.domain.text import clean
from finder.errors import NotFound
from finder.store.jobs import JobView
from finder.web.current import current_finder
from finder.web.i18n import format_number
from finder.web.i18n import gettext as _
from finder.web.staff.access import current_account, needs, staff_blueprint
from finder.web.staff.paging import Pages, page_of, pages
from finder.web.staff.positions.page import position_path
from finder.web.staff.positions.words import DOUBTS

PATH = "/staff/positionen"
MAX_TEXT = 100

blueprint = staff_blueprint("positions")


def init_app(app: Flask) -> None:
    """Serve the list."""
    app.register_blueprint(blueprint)


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of the list."""

    name: str
    organization: str
    address: str
    doubts: tuple[str, ...]
    is_open: bool
    path: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter with how many it would find."""

    value: str
    label: str
    count: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """What the list shows; `first` is the number of its first line."""

    text: str
    choices: tuple[Choice, ...]
    lines: tuple[Line, ...]
    first: int
    total: int
    n_entries: int
    pages: Pages
    last_run: JobView | None
    has_service: bool
    may_start: bool


@blueprint.get("/positionen")
@needs(Permission.SEE)
def show() -> str:
    """The list, by text and doubt, page by page."""
    text = clean(request.args.get("q", ""))[:MAX_TEXT]
    doubt = _doubt(request.args.get("zweifel", ""))
    number = max(page_of(request.args.get("seite", "")), 1)
    found = list_doubtful(current_finder(), text=text, doubt=doubt, offset=(number - 1) * PAGE_SIZE)
    page = _page(found, text, doubt, number)
    return render_template("staff/positions/list.html", page=page)


@blueprint.post("/positionen/suchlauf")
@needs(Permission.EDIT)
def start() -> AnyResponse:
    """Look for all positions that are open, as a job; leads to its progress. It sets those of any entry, and
    so is not for who is bound to some.
    """
    if not _may_start():
        abort(403)
    number = start_job(current_finder(), KIND, {}, current_account().email)
    return redirect(f"/staff/auftraege/{number}", 303)


@blueprint.get("/positionen/suchlauf/<int:job_id>.csv")
@needs(Permission.SEE)
def report(job_id: int) -> Response:
    """What a run made of each location."""
    finder = current_finder()
    if get_job(finder, job_id).kind != KIND:
        raise NotFound(f"There is no run {job_id}.")
    response = Response(report_csv(finder, job_id), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="positionen-{job_id}.csv"'
    return response


def _may_start() -> bool:
    return current_account().may_everywhere(Permission.EDIT)


def _doubt(text: str) -> Doubt | None:
    return Doubt(text) if text in list(Doubt) else None


def _page(found: DoubtfulPage, text: str, doubt: Doubt | None, number: int) -> ListPage:
    finder = current_finder()
    turned = pages(PATH, {"q": text, "zweifel": doubt or ""}, number, found.total, PAGE_SIZE)
    return ListPage(
        text=text,
        choices=tuple(_choices(found, doubt)),
        lines=tuple(_line(item) for item in found.listed),
        first=(turned.page - 1) * PAGE_SIZE + 1,
        total=found.total,
        n_entries=found.n_entries,
        pages=turned,
        last_run=next(iter(list_jobs(finder, kind=KIND, limit=1)[0]), None),
        has_service=finder.settings.geocoder != "off",
        may_start=_may_start(),
    )


def _choices(found: DoubtfulPage, doubt: Doubt | None) -> list[Choice]:
    every = Choice("", _("alle"), "", doubt is None)
    return [
        every,
        *(
            Choice(each.value, _(label), format_number(found.counts.get(each, 0)), each is doubt)
            for each, label in DOUBTS.items()
        ),
    ]


def _line(item: Doubtful) -> Line:
    position = item.position
    return Line(
        name=position.name,
        organization=position.organization,
        address=one_line(position.address),
        doubts=tuple(_(DOUBTS[doubt]) for doubt in item.doubts),
        is_open=Doubt.NO_POINT in item.doubts,
        path=position_path(position.offer_id),
    )
