"""The queue of what visitors propose: the list, one request, and the decision on it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from flask import Flask, abort, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.accounts.scopes import is_within
from finder.actions.decide_changes import (
    MAX_ANSWER,
    DecidedMeanwhile,
    Decision,
    OpenRequest,
    ask_back,
    decide,
    entry_values,
    get_request,
    list_queue,
    response_times,
    status_of,
)
from finder.actions.edit_entry import NEW, new_values, save_draft
from finder.actions.entry_input import EntryProblem, UnusableEntry
from finder.domain.change import ChangeStatus
from finder.domain.decision import DIRECT
from finder.domain.roles import Permission
from finder.web.current import current_finder
from finder.web.i18n import gettext as _
from finder.web.staff.access import current_account, needs, staff_blueprint
from finder.web.staff.queue import words
from finder.web.staff.queue.listing import Asked, list_page
from finder.web.staff.queue.single import Typed, may_create, request_page

blueprint = staff_blueprint("queue")
RULE = "/vorschlaege"


def init_app(app: Flask) -> None:
    """Serve the queue."""
    app.register_blueprint(blueprint)


@blueprint.get(RULE)
@needs(Permission.DECIDE)
def queue() -> AnyResponse:
    """The list of requests, the oldest open one first."""
    asked = Asked.of(request.args)
    finder = current_finder()
    found = list_queue(finder, asked.wanted(), current_account(), asked.offset)
    page = list_page(asked, found, response_times(finder))
    return make_response(render_template("staff/queue/list.html", page=page))


@blueprint.get(f"{RULE}/<reference>")
@needs(Permission.DECIDE)
def one(reference: str) -> AnyResponse:
    """One request with its differences and the form of the decision."""
    return _show(_allowed(reference))


def _allowed(reference: str) -> OpenRequest:
    """The request; ends with 403 for who is bound to other entries."""
    found = get_request(current_finder(), reference)
    if not is_within(current_finder(), current_account(), found.request.offer_id):
        abort(403)
    return found


@dataclass(frozen=True, slots=True)
class _Sent:
    """The form of a decision as it was sent."""

    action: str
    version: int
    values: dict[str, str]
    chosen: frozenset[str]
    answer: str

    @classmethod
    def read(cls, found: OpenRequest) -> _Sent:
        names = [field.field_name for field in found.request.fields]
        proposed = {field.field_name: field.proposed_value for field in found.request.fields}
        values = {name: request.form.get(f"value {name}", proposed[name]) for name in names}
        version = request.form.get("version", "")
        return cls(
            action=request.form.get("action", ""),
            version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1,
            values={name: text.replace("\r\n", "\n") for name, text in values.items()},
            chosen=frozenset(request.form.getlist("accept")) & frozenset(names),
            answer=request.form.get("answer", "").replace("\r\n", "\n").strip(),
        )

    def decision(self) -> Decision:
        accepted = {name: text for name, text in self.values.items() if name in self.chosen}
        return Decision(self.version, accepted, self.answer, is_rejected=self.action == "reject")

    def typed(self, problem: str = "", fields: dict[str, str] | None = None, notice: str = "") -> Typed:
        return Typed(self.values, self.chosen, self.answer, problem, fields, notice)


@blueprint.post(f"{RULE}/<reference>")
@needs(Permission.DECIDE)
def decide_one(reference: str) -> AnyResponse:
    """Accept, accept in part, ask back or reject."""
    found = _allowed(reference)
    if request.form.get("action") == "create":
        return _begin_entry(found)
    sent = _Sent.read(found)
    problem = _problem(found, sent)
    if problem:
        return _show(found, sent.typed(problem=problem), 400)
    try:
        status = _carry_out(found, sent)
    except DecidedMeanwhile as error:
        return _show(get_request(current_finder(), reference), sent.typed(notice=_meanwhile(error)), 409)
    except UnusableEntry as error:
        return _show(found, sent.typed(fields=_field_problems(error)), 400)
    state = _(words.SHORT_STATES[status])
    flash(_("Hinweis %(reference)s: %(state)s.", reference=found.request.reference, state=state))
    return redirect(f"/staff{RULE}", 303)


def _begin_entry(found: OpenRequest) -> AnyResponse:
    """To the form of a new entry, filled in with what was proposed."""
    if not may_create(current_account()):
        abort(403)
    values = {**new_values(), **entry_values(found.request), "form_key": secrets.token_urlsafe(16)}
    save_draft(current_finder(), current_account().email, NEW, new_values(), values)
    return redirect("/staff/eintraege/neu", 303)


def _problem(found: OpenRequest, sent: _Sent) -> str:
    """What keeps a decision from being carried out; "" when nothing does."""
    if sent.action == "accept" and found.request.fields and not sent.chosen:
        return _("Kreuzen Sie an, was übernommen wird. Wenn es nichts davon ist, lehnen Sie ab.")
    if found.source:
        return "" if sent.action in ("accept", "reject") else _("Wählen Sie bitte, was geschehen soll.")
    if sent.action in ("reject", "ask") and not sent.answer:
        return _("Schreiben Sie bitte eine Antwort. Sie steht auf der Seite des Hinweises.")
    if len(sent.answer) > MAX_ANSWER:
        return _("Bitte kürzen Sie die Antwort auf höchstens %(num)s Zeichen.", num=MAX_ANSWER)
    return "" if sent.action in ("accept", "reject", "ask") else _("Wählen Sie bitte, was geschehen soll.")


def _carry_out(found: OpenRequest, sent: _Sent) -> ChangeStatus:
    reference, actor = found.request.reference, current_account().email
    if sent.action == "ask":
        status = ChangeStatus.IN_REVIEW
        letter = words.letter_to_sender(found.request, status, sent.answer)
        ask_back(current_finder(), reference, sent.version, sent.answer, actor, letter)
        return status
    decision = sent.decision()
    letter = words.letter_to_sender(found.request, status_of(found.request, decision), sent.answer)
    return decide(current_finder(), reference, decision, actor, letter)


def _meanwhile(error: DecidedMeanwhile) -> str:
    return _(
        "Inzwischen hat %(who)s den Hinweis bearbeitet: %(state)s. "
        "Ihre Entscheidung wurde nicht gespeichert.",
        who=error.by,
        state=_(words.SHORT_STATES[error.status]),
    )


_NAMES = {entry: name for name, entry in DIRECT.items()}


def _field_problems(error: UnusableEntry) -> dict[str, str]:
    """What is wrong, by the field of the request that it came from."""
    found: dict[str, str] = {}
    for name, problem in error.problems.items():
        table, _slash, key = name.partition("/")
        own = {"phone": "phones", "schedule": "opening_hours"}.get(table) or _NAMES.get(name)
        text = _(words.PROBLEMS.get(problem, words.PROBLEMS[EntryProblem.CHOICE]))
        found |= {name: text, own or key.rpartition("/")[0]: text}
    return found


def _show(found: OpenRequest, typed: Typed | None = None, status: int = 200) -> AnyResponse:
    page = request_page(found, typed)
    return make_response(render_template("staff/queue/request.html", page=page), status)
