"""`/staff/osm`: compares our public entries with a file of OpenStreetMap, shows the last comparison."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import Flask, Response, abort, flash, redirect, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.imports.receive import MAX_BYTES
from finder.actions.osm_report import keep
from finder.actions.osm_report.fields import NAMES
from finder.actions.osm_report.make import Report
from finder.actions.osm_report.tags import tag_file, tags_of
from finder.domain.osm_report import Advice, Certainty, Compared, Side
from finder.domain.roles import Permission
from finder.domain.text import clean, fold
from finder.errors import BadInput, NotFound
from finder.exchange.osm.report_file import WRITERS
from finder.web.current import current_finder
from finder.web.i18n import gettext as _
from finder.web.staff.access import current_account, needs, staff_blueprint, takes_files
from finder.web.staff.download import download
from finder.web.staff.filters import choice, options_or_all
from finder.web.staff.imports.reasons import reason_text
from finder.web.staff.imports.views import Problem
from finder.web.staff.jobs import shown
from finder.web.staff.osm.words import ADVICE, CERTAINTIES, SIDES, field_label, item_of
from finder.web.staff.paging import page_of, pages

blueprint = staff_blueprint("osm")
PATH: Final = "/staff/osm"
PER_PAGE: Final = 20
_BESIDE_THE_FILE: Final = 100_000
_MAX_QUERY: Final = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks to see; "" for all."""

    side: str
    certainty: str
    field: str
    advice: str
    text: str

    @property
    def filters(self) -> dict[str, str]:
        """As they stand in an address."""
        return {
            "wo": self.side,
            "sicher": self.certainty,
            "feld": self.field,
            "rat": self.advice,
            "q": self.text,
        }

    def fits(self, item: Compared) -> bool:
        """Whether a place is asked for, whichever side it is of."""
        if self.certainty and item.certainty != self.certainty:
            return False
        if (self.field or self.advice) and not any(
            self.field in ("", each.field) and self.advice in ("", each.advice) for each in item.differences
        ):
            return False
        if not self.text:
            return True
        words = fold(f"{item.name} {item.organization} {item.osm_name} {item.place} {item.osm_id}")
        return fold(self.text) in words


def init_app(app: Flask) -> None:
    """Serve the pages."""
    app.register_blueprint(blueprint)


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> tuple[str, int]:
    """The page again: what was sent was not read."""
    return _page([Problem("datei", _("Datei"), _("Die Datei ist größer als 50 MB."))]), 413


@blueprint.get("/osm")
@needs(Permission.SEE)
def index() -> str:
    """The form for a file, and the last comparison."""
    return _page([])


@blueprint.post("/osm")
@needs(Permission.IMPORT)
@takes_files(MAX_BYTES + _BESIDE_THE_FILE)
def compare() -> AnyResponse | tuple[str, int]:
    """Take a file and begin to compare it."""
    if not _may_compare():
        abort(403)
    file = request.files.get("datei")
    try:
        if file is None or not file.filename:
            raise BadInput("file", "", "a file that is not empty")
        keep.start_report(current_finder(), file.stream, file.filename, current_account().email)
    except BadInput as error:
        job = keep.last_job(current_finder())
        if job is None or job.state.is_over:
            return _page([Problem("datei", _("Datei"), reason_text(error.expected))]), 422
        flash(reason_text(error.expected))
    return redirect(PATH, 303)


def _may_compare() -> bool:
    """Who is bound to some entries does not compare all."""
    return current_account().may_everywhere(Permission.IMPORT)


def _page(problems: list[Problem]) -> str:
    finder, asked = current_finder(), _asked()
    job, report = keep.last_job(finder), keep.last_report(finder)
    return render_template(
        "staff/osm/index.html",
        job=None if job is None else shown(job),
        may_compare=_may_compare(),
        below=_below(),
        problems=problems,
        problem_of={problem.id: problem.problem for problem in problems},
        about=None if report is None else report.about,
        **({} if report is None else _listing(report, asked)),
    )


def _listing(report: Report, asked: Asked) -> dict[str, object]:
    """The places that the filters leave, a page of those of one side, and what may be chosen."""
    found = [item for item in report.items if asked.fits(item)]
    counts = Counter(item.side for item in found)
    side = asked.side or next((side for side in SIDES if counts[side]), Side.BOTH)
    listed = [item for item in found if item.side == side]
    page = page_of(request.args.get("seite", ""))
    paging = pages(request.path, asked.filters | {"wo": side}, page, len(listed), PER_PAGE)
    first = (paging.page - 1) * PER_PAGE
    fields = {each.field for item in report.items for each in item.differences}
    return {
        "asked": asked,
        "side": side,
        "tabs": [(_(label), counts[key], _address(asked, key), key == side) for key, label in SIDES.items()],
        "items": [item_of(item) for item in listed[first : first + PER_PAGE]],
        "pages": paging,
        "choices": {
            "feld": options_or_all(
                {name: field_label(name) for name in NAMES if name in fields}, asked.field
            ),
            "rat": options_or_all(_texts(ADVICE), asked.advice),
            "sicher": options_or_all(_texts(CERTAINTIES), asked.certainty),
        },
        "files": {ending: _file_address(asked, ending) for ending in WRITERS},
    }


def _texts(words: Mapping[Advice, str] | Mapping[Certainty, str]) -> dict[str, str]:
    return {str(key): _(text) for key, text in words.items()}


def _asked() -> Asked:
    given = request.args
    return Asked(
        side=choice(given.get("wo", ""), list(Side)),
        certainty=choice(given.get("sicher", ""), list(Certainty)),
        field=choice(given.get("feld", ""), NAMES),
        advice=choice(given.get("rat", ""), list(Advice)),
        text=clean(given.get("q", ""))[:_MAX_QUERY],
    )


def _address(asked: Asked, side: Side) -> str:
    return f"{PATH}?{_query(asked.filters | {'wo': side})}"


def _file_address(asked: Asked, ending: str) -> str:
    query = _query(asked.filters | {"wo": ""})
    return f"{PATH}.{ending}" + (f"?{query}" if query else "")


def _query(filters: Mapping[str, str]) -> str:
    return urlencode({name: value for name, value in filters.items() if value})


@blueprint.get("/osm.csv")
@needs(Permission.SEE)
def report_csv() -> Response:
    """The comparison as CSV."""
    return _file("csv")


@blueprint.get("/osm.json")
@needs(Permission.SEE)
def report_json() -> Response:
    """The comparison as JSON."""
    return _file("json")


def _file(ending: str) -> Response:
    report, asked = keep.last_report(current_finder()), _asked()
    if report is None:
        abort(404)
    items = [item for item in report.items if asked.fits(item) and asked.side in ("", item.side)]
    return download(WRITERS[ending](report.about, items), "osm-vergleich", ending)


@blueprint.get("/osm/tags.geojson")
@needs(Permission.SEE)
def tags_geojson() -> Response:
    """The tags that would say each of our public entries, for mappers to look at."""
    return download(tag_file(current_finder()), "osm-tags", "geojson")


@blueprint.get("/osm/<int:offer_id>")
@needs(Permission.SEE)
def tags(offer_id: int) -> str:
    """The tags that would say an entry."""
    try:
        found = tags_of(current_finder(), offer_id)
    except NotFound:
        abort(404)
    return render_template("staff/osm/tags.html", found=found, below=_below())


def _below() -> str:
    """What leads from an entry to the page of it that everybody of the staff may open; "" for its form."""
    return "" if current_account().may(Permission.EDIT) else "/stand"
