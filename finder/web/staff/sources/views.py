"""The list of sources, and the page of one: its terms, its pull, its last runs, and what was not used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Flask, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.jobs import get_job
from finder.actions.sync import undo
from finder.actions.sync.feeds import (
    FeedInput,
    get_source,
    input_of,
    list_problems,
    list_runs,
    list_sources,
    set_source,
    shown_location,
)
from finder.actions.sync.pull import SyncOutcome, start_sync
from finder.domain.roles import Permission
from finder.domain.text import slug
from finder.errors import BadInput, NotFound
from finder.store.feeds import SourceView
from finder.web.current import current_finder
from finder.web.i18n import gettext as _
from finder.web.i18n import mark, ngettext
from finder.web.staff.access import current_account, needs, staff_blueprint
from finder.web.staff.imports.reasons import reason_text
from finder.web.staff.imports.views import Problem, refuse_bound
from finder.web.staff.imports.words import FORMATS
from finder.web.staff.jobs import ShownJob, shown

blueprint = staff_blueprint("sources")
blueprint.before_request(refuse_bound)
PATH: Final = "/staff/quellen"
_RUNS: Final = 20
_PROBLEMS: Final = 200
_MAX_DIGITS: Final = 5

OUTCOMES: Final = {
    SyncOutcome.UNCHANGED: mark("nichts Neues"),
    SyncOutcome.DONE: mark("abgeglichen"),
    SyncOutcome.HELD: mark("angehalten"),
    SyncOutcome.FAILED: mark("gescheitert"),
}
INTERVALS: Final = {
    "": mark("nur auf Wunsch"),
    "1": mark("jede Stunde"),
    "24": mark("jeden Tag"),
    "168": mark("jede Woche"),
    "720": mark("jeden Monat"),
}
FIELDS: Final = {
    "name": mark("Name"),
    "url": mark("Seite der Quelle im Internet"),
    "licence": mark("Lizenz"),
    "attribution": mark("Nennung, die die Lizenz verlangt"),
    "note": mark("Bemerkung"),
    "location": mark("Adresse der Datei"),
    "format": mark("Format"),
    "interval_h": mark("Wie oft abgleichen?"),
    "retire_at_most_percent": mark("Höchstens so viel Prozent auf einmal zurückziehen"),
}


@dataclass(frozen=True, slots=True)
class ShownSource:
    """A source in words: the last outcome with its reason, the interval, and where it is read from."""

    view: SourceView
    outcome: str
    reason: str
    every: str
    location: str
    is_bad: bool


def init_app(app: Flask) -> None:
    """Serve the pages."""
    app.register_blueprint(blueprint)


def told(view: SourceView) -> ShownSource:
    """A source in words."""
    feed = view.feed
    if feed is None or not feed.location:
        return ShownSource(view, "", "", "", "", is_bad=False)
    outcome = _(OUTCOMES[SyncOutcome(feed.outcome)]) if feed.outcome else _("noch nie abgeglichen")
    is_bad = feed.outcome in (SyncOutcome.HELD, SyncOutcome.FAILED) or bool(feed.reason)
    every = _every(feed.interval_h)
    reason = reason_text(feed.reason) if feed.reason else ""
    return ShownSource(view, outcome, reason, every, shown_location(feed.location), is_bad)


def _every(hours: int | None) -> str:
    key = "" if hours is None else str(hours)
    if key in INTERVALS:
        return _(INTERVALS[key])
    return ngettext("alle %(num)s Stunde", "alle %(num)s Stunden", hours or 0)


@blueprint.get("/quellen")
@needs(Permission.IMPORT)
def index() -> str:
    """All sources, and the form of a new one."""
    return _index({}, [])


@blueprint.post("/quellen")
@needs(Permission.IMPORT)
def add() -> AnyResponse | tuple[str, int]:
    """Add a source."""
    key = slug(request.form.get("name", ""))
    if key and any(view.key == key for view in list_sources(current_finder())):
        return _index(request.form, [_problem("name", _("Diese Quelle gibt es schon."))]), 422
    try:
        set_source(current_finder(), key, _read(FeedInput(name="")), current_account().email)
    except BadInput as error:
        return _index(request.form, [_told_problem(error)]), 422
    return redirect(f"{PATH}/{key}", 303)


def _index(values: Mapping[str, str], problems: list[Problem]) -> str:
    sources = [told(view) for view in list_sources(current_finder())]
    return render_template("staff/sources/index.html", sources=sources, **_form(values, problems))


def _form(values: Mapping[str, str], problems: list[Problem]) -> dict[str, Any]:
    return {
        "values": values,
        "labels": {name: _(label) for name, label in FIELDS.items()},
        "formats": [("", _("erkennen"))] + [(key, _(label)) for key, label in FORMATS.items()],
        "intervals": _intervals(values.get("interval_h", "")),
        "problems": problems,
        "problem_of": {problem.id: problem.problem for problem in problems},
    }


def _intervals(chosen: str) -> list[tuple[str, str]]:
    found = [(key, _(label)) for key, label in INTERVALS.items()]
    is_other = (
        chosen.isascii() and chosen.isdigit() and len(chosen) <= _MAX_DIGITS and chosen not in INTERVALS
    )
    return [*found, (chosen, _every(int(chosen)))] if is_other else found


@blueprint.get("/quellen/<key>")
@needs(Permission.IMPORT)
def one(key: str) -> str:
    """A source: how it stands, its last runs, what was not used, and the form."""
    view = _source(key)
    said = input_of(view)
    values = {name: "" if getattr(said, name) is None else str(getattr(said, name)) for name in FIELDS}
    return _page(view, values | {"retires": "ja" if said.retires else ""}, [])


def _page(view: SourceView, values: Mapping[str, str], problems: list[Problem]) -> str:
    feed, finder = view.feed, current_finder()
    run_id = feed.run_id if feed else None
    unused, n_unused = ([], 0) if run_id is None else list_problems(finder, run_id, _PROBLEMS)
    return render_template(
        "staff/sources/source.html",
        source=told(view),
        job=_job(view),
        runs=list_runs(finder, view.id, _RUNS),
        unused=[(problem, reason_text(problem.reason)) for problem in unused],
        n_unused=n_unused,
        **_form(values, problems),
    )


def _job(view: SourceView) -> ShownJob | None:
    if view.feed is None or view.feed.job_id is None:
        return None
    try:
        return shown(get_job(current_finder(), view.feed.job_id))
    except NotFound:
        return None


@blueprint.post("/quellen/<key>")
@needs(Permission.IMPORT)
def change(key: str) -> AnyResponse | tuple[str, int]:
    """Say where a source is pulled from, and under which terms it stands."""
    view = _source(key)
    try:
        set_source(current_finder(), key, _read(input_of(view)), current_account().email)
    except BadInput as error:
        return _page(view, request.form, [_told_problem(error)]), 422
    flash(_("Gespeichert."))
    return redirect(f"{PATH}/{key}", 303)


def _read(before: FeedInput) -> FeedInput:
    """The form. Raises BadInput; a path on the server is named by its operator only, and may stay."""
    sent = request.form
    location = sent.get("location", "").strip()
    if location and location != before.location and "://" not in location:
        raise BadInput("location", location, "an https address without user and password")
    percent = sent.get("retire_at_most_percent", "") or "10"
    return FeedInput(
        **{name: sent.get(name, "") for name in ("name", "url", "licence", "attribution", "note", "format")},
        location=location,
        interval_h=_whole("interval_h", sent["interval_h"]) if sent.get("interval_h") else None,
        retires="retires" in sent,
        retire_at_most_percent=_whole("retire_at_most_percent", percent),
    )


def _whole(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS):
        raise BadInput(name, text, "a whole number")
    return int(text)


def _told_problem(error: BadInput) -> Problem:
    return _problem("name" if error.param == "key" else error.param, reason_text(error.expected))


def _problem(name: str, text: str) -> Problem:
    return Problem(name, _(FIELDS.get(name, FIELDS["name"])), text)


@blueprint.post("/quellen/<key>/abgleichen")
@needs(Permission.IMPORT)
def sync(key: str) -> AnyResponse:
    """Pull a source now, as a job; `trotzdem` also what looks wrong."""
    is_confirmed = "trotzdem" in request.form
    return _started(
        key,
        start_sync(current_finder(), _source(key).key, current_account().email, is_confirmed=is_confirmed),
    )


@blueprint.post("/quellen/<key>/zuruecknehmen")
@needs(Permission.IMPORT)
def take_back(key: str) -> AnyResponse:
    """Take back the last run of a source, as a job."""
    run = request.form.get("lauf", "")
    run_id = int(run) if run.isascii() and run.isdigit() and len(run) < 10 else 0
    return _started(key, undo.start_undo(current_finder(), _source(key).key, run_id, current_account().email))


def _started(key: str, job_id: int | None) -> AnyResponse:
    if job_id is None:
        flash(_("Das geht gerade nicht: Es ist keine Adresse angegeben, oder es läuft schon ein Auftrag."))
    return redirect(f"{PATH}/{key}", 303)


def _source(key: str) -> SourceView:
    try:
        return get_source(current_finder(), key)
    except NotFound:
        abort(404)
