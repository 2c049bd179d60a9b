"""Jobs: what waits, what runs and how far it is, what is over; for staff to watch and to stop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Flask, abort, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from finder.actions import check_contacts, jobs
from finder.actions.imports import matches
from finder.actions.osm_report import keep as osm_report
from finder.domain.job import JobState
from finder.domain.roles import Account, Permission
from finder.errors import NotFound
from finder.store.jobs import JobView
from finder.web.booklet import job as booklet
from finder.web.current import current_finder
from finder.web.i18n import format_number, mark
from finder.web.i18n import gettext as _
from finder.web.staff.access import current_account, needs, staff_blueprint
from finder.web.staff.imports.reasons import reason_text
from finder.web.staff.paging import page_of, pages

blueprint = staff_blueprint("jobs")
PER_PAGE: Final = 25

STATES: Final = {
    JobState.WAITING: mark("wartet"),
    JobState.RUNNING: mark("läuft"),
    JobState.DONE: mark("erledigt"),
    JobState.FAILED: mark("gescheitert"),
    JobState.CANCELLED: mark("abgebrochen"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of job is called, and where what it works on is shown."""

    name: str
    link: Callable[[Mapping[str, Any]], str]


def _to_upload(payload: Mapping[str, Any]) -> str:
    return f"/staff/importe/{payload['upload_id']}"


def _to_source(payload: Mapping[str, Any]) -> str:
    return f"/staff/quellen/{payload['source']}"


def _to_contacts(_payload: Mapping[str, Any]) -> str:
    return "/staff/aktualitaet/kontakte"


def _to_osm_report(_payload: Mapping[str, Any]) -> str:
    return "/staff/osm"


def _to_booklet(_payload: Mapping[str, Any]) -> str:
    return "/staff/wegweiser"


def _to_positions(_payload: Mapping[str, Any]) -> str:
    return "/staff/positionen"


KINDS: Final[Mapping[str, Kind]] = {
    check_contacts.KIND: Kind(mark("Links und Nummern prüfen"), _to_contacts),
    "import-check": Kind(mark("Datei prüfen"), _to_upload),
    "import-apply": Kind(mark("Import übernehmen"), _to_upload),
    "import-undo": Kind(mark("Import zurücknehmen"), _to_upload),
    osm_report.KIND: Kind(mark("Mit OpenStreetMap vergleichen"), _to_osm_report),
    "sync": Kind(mark("Quelle abgleichen"), _to_source),
    "sync-undo": Kind(mark("Abgleich zurücknehmen"), _to_source),
    "geocode": Kind(mark("Positionen suchen"), _to_positions),
    booklet.KIND: Kind(mark("Integrationswegweiser drucken"), _to_booklet),
}
"""The kinds of jobs; a new one is a line here."""

STEPS: Final = {
    matches.NOTE: mark("Mit vorhandenen Einträgen verglichen"),
    booklet.NOTE: mark("Seiten gesetzt"),
}
"""What a job does at the moment, by its note."""


@dataclass(frozen=True, slots=True)
class ShownJob:
    """A job in words, `words` being a sentence on how far it is: `percent` is None while
    nobody knows how much there is to do.
    """

    view: JobView
    name: str
    link: str
    state: str
    words: str
    percent: int | None
    error: str
    may_cancel: bool

    @property
    def is_open(self) -> bool:
        """Whether something will still happen."""
        return not self.view.state.is_over


def init_app(app: Flask) -> None:
    """Serve the pages, and give templates the filter `number`."""
    app.add_template_filter(format_number, "number")
    app.register_blueprint(blueprint)


def shown(view: JobView) -> ShownJob:
    """A job in words."""
    kind = KINDS.get(view.kind)
    done, total = view.counted.done, view.counted.total
    percent = 100 if view.state is JobState.DONE else min(99, 100 * done // total) if total else None
    state = _("wird angehalten") if _is_stopping(view) else _(STATES[view.state])
    return ShownJob(
        view=view,
        name=_(kind.name) if kind else view.kind,
        link=kind.link(view.payload) if kind else "",
        state=state,
        words=_progress(view, state),
        percent=percent,
        error=_error(view),
        may_cancel=_may_cancel(view, current_account()),
    )


def _may_cancel(view: JobView, account: Account) -> bool:
    """A job may work on any entry: who is bound to some stops only what they began themselves."""
    is_theirs = not account.is_bound or view.actor == account.email
    return is_theirs and account.may(Permission.IMPORT)


def _is_stopping(view: JobView) -> bool:
    return view.is_cancelled and not view.state.is_over


def _error(view: JobView) -> str:
    if view.state is not JobState.FAILED:
        return ""
    if " " in view.error:
        return reason_text(view.error)
    return _("Bei der Arbeit ist mehrmals ein Fehler aufgetreten (%(error)s).", error=view.error or "-")


@blueprint.get("/auftraege")
@needs(Permission.SEE)
def index() -> str:
    """All jobs, newest first."""
    state = request.args.get("stand", "")
    states = [JobState(state)] if state in list(JobState) else []
    page = page_of(request.args.get("seite", ""))
    found, total = jobs.list_jobs(
        current_finder(), states=states, limit=PER_PAGE, offset=(page - 1) * PER_PAGE
    )
    return render_template(
        "staff/jobs/index.html",
        jobs=[shown(view) for view in found],
        states=[(value, _(label), value in states) for value, label in STATES.items()],
        pages=pages(request.path, {"stand": state}, page, total, PER_PAGE),
    )


@blueprint.get("/auftraege/<int:job_id>")
@needs(Permission.SEE)
def show(job_id: int) -> str:
    """A job and how far it is."""
    return render_template("staff/jobs/job.html", job=_job(job_id))


@blueprint.get("/auftraege/<int:job_id>/stand")
@needs(Permission.SEE)
def progress(job_id: int) -> AnyResponse:
    """How far a job is, for the script of a page that shows it."""
    job = _job(job_id)
    return jsonify({"is_open": job.is_open, "state": job.state, "percent": job.percent, "words": job.words})


@blueprint.post("/auftraege/<int:job_id>/abbrechen")
@needs(Permission.IMPORT)
def cancel(job_id: int) -> AnyResponse:
    """Stop a job."""
    job = _job(job_id)
    if not job.may_cancel:
        abort(403)
    jobs.cancel_job(current_finder(), job_id, current_account().email)
    return redirect(job.link or f"/staff/auftraege/{job_id}", 303)


def _progress(view: JobView, state: str) -> str:
    counted = view.counted
    if view.state is JobState.WAITING:
        return _("Der Auftrag wartet, bis ein anderer fertig ist.")
    if not counted.total:
        return _("%(state)s.", state=state.capitalize())
    step = _(STEPS[counted.note]) if counted.note in STEPS and not view.state.is_over else state.capitalize()
    return _(
        "%(state)s: %(done)s von %(total)s.",
        state=step,
        done=format_number(counted.done),
        total=format_number(counted.total),
    )


def _job(job_id: int) -> ShownJob:
    try:
        return shown(jobs.get_job(current_finder(), job_id))
    except NotFound:
        abort(404)
