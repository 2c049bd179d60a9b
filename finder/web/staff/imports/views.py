"""An import from the upload to its undoing, one page a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from flask import Flask, Request, abort, flash, g, redirect, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.imports import apply, check, look, receive, undo
from finder.actions.jobs import get_job
from finder.domain.roles import Permission
from finder.domain.upload import UploadState
from finder.errors import BadInput, NotFound
from finder.exchange.encoding import ENCODINGS
from finder.exchange.table_file import DELIMITERS
from finder.store.uploads import UploadView
from finder.web.current import current_finder
from finder.web.i18n import gettext as _
from finder.web.i18n import mark
from finder.web.staff.access import current_account, needs, staff_blueprint, takes_files
from finder.web.staff.imports.reasons import reason_text
from finder.web.staff.imports.words import COLUMN_FIELDS, FORMATS, STATES, field_label
from finder.web.staff.jobs import ShownJob, shown
from finder.web.staff.paging import page_of, pages

blueprint = staff_blueprint("imports")
PATH: Final = "/staff/importe"
PER_PAGE: Final = 25
_BESIDE_THE_FILE: Final = 100_000
_KEPT_SHOWN: Final = 100

_DELIMITER_NAMES: Final = {
    ",": mark("Komma"),
    ";": mark("Semikolon"),
    "\t": mark("Tabulator"),
    "|": mark("senkrechter Strich"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A field with which something is wrong, for the summary above the form."""

    id: str
    label: str
    problem: str


def init_app(app: Flask) -> None:
    """Serve the pages."""
    app.register_blueprint(blueprint)


@blueprint.before_request
def refuse_bound() -> None:
    """A file may say something of any entry: it is not for who is bound to some."""
    if "account" in g and g.account is not None and g.account.is_bound:
        abort(403)


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> tuple[str, int]:
    """The form again: what was sent was not read, so nothing of it can be kept."""
    text = _("Die Datei ist größer als 50 MB.")
    return _index([Problem("datei", _("Datei"), text)], {}), 413


@blueprint.get("/importe")
@needs(Permission.IMPORT)
def index() -> str:
    """The form for a file, and all files."""
    return _index([], {})


@blueprint.post("/importe")
@needs(Permission.IMPORT)
@takes_files(receive.MAX_BYTES + _BESIDE_THE_FILE)
def upload() -> AnyResponse | tuple[str, int]:
    """Take a file; what needs no columns to be mapped is checked at once."""
    source, file = request.form.get("quelle", ""), request.files.get("datei")
    try:
        if file is None or not file.filename:
            raise BadInput("file", "", "a file that is not empty")
        actor = current_account().email
        upload_id = receive.receive_file(current_finder(), file.stream, file.filename, source, actor)
    except BadInput as error:
        is_source = error.param == "source"
        label = _("Woher kommt die Datei?") if is_source else _("Datei")
        problem = Problem("quelle" if is_source else "datei", label, reason_text(error.expected))
        return _index([problem], {"quelle": source}), 422
    found = _upload(upload_id)
    if receive.is_mapped(found):
        check.start_check(current_finder(), upload_id, actor)
    return redirect(f"{PATH}/{upload_id}", 303)


def _index(problems: list[Problem], values: dict[str, str]) -> str:
    finder, page = current_finder(), page_of(request.args.get("seite", ""))
    found, total = look.list_uploads(finder, PER_PAGE, (page - 1) * PER_PAGE)
    return render_template(
        "staff/imports/index.html",
        uploads=[(item, _(STATES[item.state])) for item in found],
        total=total,
        sources=look.list_sources(finder),
        problems=problems,
        problem_of={problem.id: problem.problem for problem in problems},
        values=values,
        pages=pages(request.path, {}, page, total, PER_PAGE),
    )


@blueprint.get("/importe/<int:upload_id>")
@needs(Permission.IMPORT)
def show(upload_id: int) -> str:
    """A file: what is to be done next, what it would do, what it did."""
    return _page(_upload(upload_id))


def _page(found: UploadView, problem: str = "") -> str:
    job = _job(found)
    parts: dict[str, Any] = {"columns": [], "counts": None, "kept": [], "n_kept": 0}
    if found.state is UploadState.RECEIVED and not (job and job.is_open):
        parts |= _columns(found)
    elif found.state not in (UploadState.RECEIVED, UploadState.CHECKING):
        parts["counts"] = look.count_upload(current_finder(), found.id)
    if found.state is UploadState.UNDONE and found.run_id is not None:
        kept, parts["n_kept"] = look.list_kept(current_finder(), found.run_id, _KEPT_SHOWN)
        parts["kept"] = [(item, name, field_label(item.table_name, "")) for item, name in kept]
    return render_template(
        "staff/imports/upload.html",
        upload=found,
        job=job,
        state=_(STATES[found.state]),
        format=_(FORMATS[found.format]) if found.format in FORMATS else "",
        problem=problem,
        is_halted=job is not None and not job.is_open and found.state.value.endswith("ing"),
        **parts,
    )


def _job(found: UploadView) -> ShownJob | None:
    try:
        return shown(get_job(current_finder(), found.job_id)) if found.job_id is not None else None
    except NotFound:
        return None


def _columns(found: UploadView) -> dict[str, Any]:
    """How the table is read, and what its columns mean."""
    if not receive.is_table(found):
        return {}
    encoding, delimiter = found.layout.get("encoding", ""), found.layout.get("delimiter", "")
    sheets = found.layout.get("sheets", [])
    return {
        "columns": receive.columns_of(current_finder(), found),
        "fields": [(key, _(label)) for key, label in COLUMN_FIELDS.items()],
        "encodings": [(key, name, key == _listed(encoding)) for key, name in ENCODINGS.items()],
        "delimiters": [(key, _(_DELIMITER_NAMES[key]), key == delimiter) for key in DELIMITERS],
        "sheets": [(sheet["file"], sheet["name"], sheet["file"] == found.layout["file"]) for sheet in sheets],
    }


def _listed(encoding: str) -> str:
    return "utf-8-sig" if encoding == "utf-8" else encoding


@blueprint.post("/importe/<int:upload_id>/lesen")
@needs(Permission.IMPORT)
def read_as(upload_id: int) -> AnyResponse:
    """Read the table in another way."""
    found = _upload(upload_id)
    encoding, delimiter = request.form.get("zeichensatz", ""), request.form.get("trennzeichen", "")
    is_known = encoding in ENCODINGS and delimiter in DELIMITERS and delimiter != ""
    if receive.may_change(found) and (is_known or "blatt" in request.form):
        file, actor = request.form.get("blatt", ""), current_account().email
        receive.read_as(
            current_finder(), found, encoding=encoding, delimiter=delimiter, file=file, actor=actor
        )
    return redirect(f"{PATH}/{upload_id}#spalten", 303)


@blueprint.post("/importe/<int:upload_id>/spalten")
@needs(Permission.IMPORT)
def map_columns(upload_id: int) -> AnyResponse | tuple[str, int]:
    """Say what the columns mean, and check the file."""
    found, finder = _upload(upload_id), current_finder()
    if not receive.may_change(found) or not receive.is_table(found):
        return redirect(f"{PATH}/{upload_id}", 303)
    n_columns = len(receive.columns_of(finder, found))
    fields = [_field(request, place) for place in range(n_columns)]
    try:
        found = receive.map_columns(finder, found, fields, current_account().email)
    except BadInput as error:
        layout = {**found.layout, "fields": fields}
        return _page(replace(found, layout=layout), reason_text(error.expected)), 422
    check.start_check(finder, upload_id, current_account().email)
    return redirect(f"{PATH}/{upload_id}", 303)


def _field(sent: Request, place: int) -> str:
    field = sent.form.get(f"spalte-{place}", "")
    return field if field in COLUMN_FIELDS else ""


@blueprint.post("/importe/<int:upload_id>/zuordnung")
@needs(Permission.IMPORT)
def map_again(upload_id: int) -> AnyResponse:
    """Back to the columns of a file that was checked."""
    found = _upload(upload_id)
    job = _job(found)
    if job is None or not job.is_open:
        receive.map_again(current_finder(), found, current_account().email)
    return redirect(f"{PATH}/{upload_id}#spalten", 303)


@blueprint.post("/importe/<int:upload_id>/pruefen")
@needs(Permission.IMPORT)
def check_file(upload_id: int) -> AnyResponse:
    """Check the file once more."""
    found = _upload(upload_id)
    if receive.is_mapped(found):
        check.start_check(current_finder(), upload_id, current_account().email)
    return redirect(f"{PATH}/{upload_id}", 303)


@blueprint.post("/importe/<int:upload_id>/uebernehmen")
@needs(Permission.IMPORT)
def apply_file(upload_id: int) -> AnyResponse:
    """Write what was shown."""
    with_stale = "geaenderte" in request.form
    started = apply.start_apply(current_finder(), upload_id, current_account().email, with_stale=with_stale)
    return _started(upload_id, started)


@blueprint.post("/importe/<int:upload_id>/zuruecknehmen")
@needs(Permission.IMPORT)
def undo_file(upload_id: int) -> AnyResponse:
    """Take back what was written."""
    return _started(upload_id, undo.start_undo(current_finder(), upload_id, current_account().email))


def _started(upload_id: int, job_id: int | None) -> AnyResponse:
    if job_id is None:
        flash(_("Das geht gerade nicht: Die Datei ist nicht so weit, oder es läuft schon ein Auftrag."))
    return redirect(f"{PATH}/{upload_id}", 303)


@blueprint.post("/importe/<int:upload_id>/loeschen")
@needs(Permission.IMPORT)
def forget(upload_id: int) -> AnyResponse:
    """Delete the file; what it wrote stays."""
    found = _upload(upload_id)
    job = _job(found)
    if job is None or not job.is_open:
        receive.forget_upload(current_finder(), found, current_account().email)
        flash(_("Die Datei %(name)s ist gelöscht.", name=found.file_name))
    return redirect(PATH, 303)


def _upload(upload_id: int) -> UploadView:
    try:
        return look.get_upload(current_finder(), upload_id)
    except NotFound:
        abort(404)
