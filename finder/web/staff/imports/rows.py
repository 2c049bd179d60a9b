"""The rows of a file: what each would do, field by field; look-alikes to decide on; all of it as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flask import Flask, Response, abort, flash, redirect, render_template, request, stream_with_context
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.imports import look, staged
from finder.actions.imports.apply import decision_of
from finder.actions.imports.decide import decide_row, decide_sure
from finder.actions.imports.look import Twin
from finder.domain.roles import Permission
from finder.domain.text import clean
from finder.domain.upload import Decision, FieldChange, RowOutcome, RowState
from finder.errors import BadInput, NotFound
from finder.exchange.formulas import as_text
from finder.store.uploads import RowFilter, RowView, UploadView
from finder.web.current import current_finder
from finder.web.i18n import gettext as _
from finder.web.i18n import mark, ngettext
from finder.web.staff.access import current_account, needs, staff_blueprint
from finder.web.staff.imports.reasons import reason_text
from finder.web.staff.imports.views import PATH, refuse_bound
from finder.web.staff.imports.words import OUTCOMES, ROW_STATES, field_label
from finder.web.staff.paging import page_of, pages

blueprint = staff_blueprint("import_rows")
blueprint.before_request(refuse_bound)
PER_PAGE: Final = 50
TWINS_PER_PAGE: Final = 10
MAX_QUERY: Final = 200

AGREEMENTS: Final = {"agrees": mark("gleich"), "similar": mark("ähnlich"), "differs": mark("verschieden")}
COMPARED: Final = {
    "name": mark("Name"),
    "person": mark("Person"),
    "organization": mark("Träger"),
    "phone": mark("Telefon"),
    "contact": mark("E-Mail oder Website"),
    "address": mark("Adresse"),
    "distance": mark("Lage"),
    "topics": mark("Thema"),
}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row in words: fields with old and new value, values that cannot be used with the reason, and of a new
    entry all that was read.
    """

    view: RowView
    outcome: str
    state: str
    changes: list[tuple[str, str, str]]
    problems: list[tuple[str, str, str]]
    read: list[tuple[str, str]]


def init_app(app: Flask) -> None:
    """Serve the pages."""
    app.register_blueprint(blueprint)


@blueprint.get("/importe/<int:upload_id>/zeilen")
@needs(Permission.IMPORT)
def index(upload_id: int) -> str:
    """A page of rows that a filter and a search leave."""
    found, which = _upload(upload_id), _filter()
    page = page_of(request.args.get("seite", ""))
    rows, total = look.list_rows(current_finder(), upload_id, which, PER_PAGE, (page - 1) * PER_PAGE)
    filters = {name: request.args.get(name, "") for name in ("art", "stand", "mit", "q")}
    return render_template(
        "staff/imports/rows.html",
        upload=found,
        rows=[shown(row) for row in rows],
        total=total,
        counts=look.count_upload(current_finder(), upload_id),
        outcomes=[(key, _(label)) for key, label in OUTCOMES.items()],
        states=[(key, _(label)) for key, label in ROW_STATES.items()],
        filters=filters,
        pages=pages(request.path, filters, page, total, PER_PAGE),
    )


@blueprint.get("/importe/<int:upload_id>/zeilen.csv")
@needs(Permission.IMPORT)
def report(upload_id: int) -> Response:
    """The rows as CSV: one line a changed field or unusable value, one for a row without any."""
    found = _upload(upload_id)
    lines = _lines(found, _filter())
    response = Response(stream_with_context(lines), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="import-{upload_id}.csv"'
    return response


def _filter() -> RowFilter:
    given = request.args
    outcome, state = given.get("art", ""), given.get("stand", "")
    return RowFilter(
        outcome=RowOutcome(outcome) if outcome in list(RowOutcome) else None,
        state=RowState(state) if state in list(RowState) else None,
        text=clean(given.get("q", ""))[:MAX_QUERY],
        has_problems=given.get("mit", "") == "hinweise",
    )


def shown(row: RowView) -> ShownRow:
    """A row in words."""
    changes = [_change(change) for change in staged.changes_of(row.changes)]
    problems = [
        (problem.column, problem.value, reason_text(problem.reason))
        for problem in staged.problems_of(row.problems)
    ]
    values = staged.values_of(staged.entry_of(row.entry)) if row.outcome is RowOutcome.NEW else []
    read = [(field_label(value.record, value.field), value.new) for value in values]
    return ShownRow(row, _(OUTCOMES[row.outcome]), _(ROW_STATES[row.state]), changes, problems, read)


def _change(change: FieldChange) -> tuple[str, str, str]:
    label = field_label(change.record, change.field)
    if change.is_conflict:
        label = _("%(field)s (wurde hier geändert, bleibt und wird zur Prüfung vorgelegt)", field=label)
    return label, change.old, change.new


def _lines(found: UploadView, which: RowFilter) -> Iterator[str]:
    """The byte order mark lets spreadsheets read the umlauts."""
    yield "\ufeff" + _line(
        _("Zeile"), _("Nummer"), _("Eintrag"), _("Ergebnis"), _("Stand"), _("Feld"), _("bisher"), _("neu"),
        _("Grund"),
    )  # fmt: skip
    for row in look.all_rows(current_finder(), found.id, which):
        told = shown(row)
        head = (row.place, row.external_id, row.title, told.outcome, told.state)
        for field, old, new in told.changes:
            yield _line(*head, field, old, new, "")
        for column, value, reason in told.problems:
            yield _line(*head, column, "", value, reason)
        if not told.changes and not told.problems:
            yield _line(*head, "", "", "", "")


def _line(*cells: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerow(map(as_text, cells))
    return text.getvalue()


@blueprint.get("/importe/<int:upload_id>/dubletten")
@needs(Permission.IMPORT)
def twins(upload_id: int) -> str:
    """A page of new rows that look like existing entries."""
    return _twins(_upload(upload_id))


@blueprint.post("/importe/<int:upload_id>/dubletten")
@needs(Permission.IMPORT)
def decide_all(upload_id: int) -> AnyResponse:
    """Take for the same what surely is."""
    found = _upload(upload_id)
    n = decide_sure(current_finder(), found, current_account().email)
    flash(ngettext("Über %(num)s Zeile ist entschieden.", "Über %(num)s Zeilen ist entschieden.", n))
    return redirect(f"{PATH}/{upload_id}/dubletten", 303)


@blueprint.post("/importe/<int:upload_id>/dubletten/<int:number>")
@needs(Permission.IMPORT)
def decide(upload_id: int, number: int) -> AnyResponse | tuple[str, int]:
    """Keep a decision, and go on to the next row."""
    found = _upload(upload_id)
    said, _sep, candidate = request.form.get("entscheidung", "").partition(":")
    try:
        decision = Decision(said) if said in list(Decision) else Decision.OPEN
        candidate_id = int(candidate) if candidate.isascii() and candidate.isdigit() else 0
        decide_row(current_finder(), found, number, decision, candidate_id, current_account().email)
    except NotFound:
        abort(404)
    except BadInput as error:
        return _twins(found, reason_text(error.expected)), 422
    return redirect(_back(upload_id), 303)


def _back(upload_id: int) -> str:
    """To the same page of the list, to all rows where those were shown."""
    shows_all = "?alle=ja" if request.form.get("alle") == "ja" else ""
    return f"{PATH}/{upload_id}/dubletten{shows_all}"


def _twins(found: UploadView, problem: str = "") -> str:
    shows_all = request.values.get("alle") == "ja"
    page = page_of(request.args.get("seite", ""))
    rows, total = look.list_matched(
        current_finder(),
        found.id,
        undecided=not shows_all,
        limit=TWINS_PER_PAGE,
        offset=(page - 1) * TWINS_PER_PAGE,
    )
    path = f"{PATH}/{found.id}/dubletten"
    return render_template(
        "staff/imports/twins.html",
        upload=found,
        rows=[(shown(row), _decision(items), [_twin(item) for item in items]) for row, items in rows],
        total=total,
        shows_all=shows_all,
        problem=problem,
        pages=pages(path, {"alle": "ja" if shows_all else ""}, page, total, TWINS_PER_PAGE),
    )


def _decision(items: list[Twin]) -> str:
    decision, offer_id = decision_of([item.candidate for item in items])
    chosen = next((item.candidate.id for item in items if item.candidate.offer_id == offer_id), 0)
    return f"{decision.value}:{chosen}" if chosen else decision.value


def _twin(item: Twin) -> tuple[Twin, list[tuple[str, str, str]]]:
    """A look-alike with what each field says: its name, the agreement, and that in words."""
    fields = item.candidate.fields
    return item, [
        (_(label), fields[key], _(AGREEMENTS[fields[key]]))
        for key, label in COMPARED.items()
        if fields.get(key) in AGREEMENTS
    ]


def _upload(upload_id: int) -> UploadView:
    try:
        return look.get_upload(current_finder(), upload_id)
    except NotFound:
        abort(404)
