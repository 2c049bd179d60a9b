"""The pages on which an entry is entered and changed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Flask, abort, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.accounts.scopes import may_edit
from finder.actions.edit_entry import (
    NEW,
    EditConflict,
    Editor,
    OpenEntry,
    add_entry,
    discard_draft,
    get_draft,
    new_values,
    open_entry,
    preview_entry,
    save_draft,
    save_entry,
)
from finder.actions.entry_input import EntryProblem, UnusableEntry, read_entry
from finder.domain.entry_fields import Values
from finder.domain.roles import Permission, Scope
from finder.errors import StoreDown
from finder.web.current import current_finder
from finder.web.i18n import gettext, ngettext
from finder.web.i18n import gettext as _
from finder.web.offer.page import present_offer
from finder.web.problem import RETRY_AFTER_S
from finder.web.staff.access import current_account, needs, reason_and_request, staff_blueprint
from finder.web.staff.entries import hours, lists, parts, words
from finder.web.staff.entries.conflict import MINE, THEIRS, chosen_values, questions
from finder.web.staff.entries.form import EntryForm
from finder.web.staff.entries.sent import CLOSURE, GRID, TEXT, Typed, read_sent, with_row, without_row
from finder.web.staff.entries.tokens import sent_values, signed_values
from finder.web.staff.moments import moment

BASE, MERGED, DO = "base", "mine", "do"
PATH: Final = "/eintraege/<int:offer_id>"
NEW_PATH: Final = "/eintraege/neu"
_NOT_KEPT: Final = ("csrf_token", BASE, MERGED, DO)

blueprint = staff_blueprint("entries")


def init_app(app: Flask) -> None:
    """Serve the form of entries."""
    app.register_blueprint(blueprint)


@dataclass(frozen=True, slots=True)
class _Sending:
    """A form that was sent: of which entry, what it said when it was opened, what it says now."""

    offer_id: int | None
    base: Values
    typed: Typed

    @property
    def entry(self) -> str:
        """The name of the entry among drafts and tokens."""
        return NEW if self.offer_id is None else str(self.offer_id)

    @property
    def path(self) -> str:
        """The address of the form."""
        return f"/staff/eintraege/{'neu' if self.offer_id is None else self.offer_id}"


@blueprint.get(PATH)
@needs(Permission.EDIT)
def show(offer_id: int) -> AnyResponse:
    """The form of an entry, with what somebody typed and did not save."""
    _refuse_others(offer_id)
    entry = open_entry(current_finder(), offer_id)
    return _open(_Sending(offer_id, entry.values, entry.values))


@blueprint.get(NEW_PATH)
@needs(Permission.EDIT)
def show_new() -> AnyResponse:
    """The form of a new entry."""
    _refuse_others(None)
    values = new_values()
    return _open(_Sending(None, values, {**values, "form_key": secrets.token_urlsafe(16)}))


def _open(fresh: _Sending) -> AnyResponse:
    draft = get_draft(current_finder(), current_account().email, fresh.entry)
    if draft is None:
        return _form(fresh)
    return _form(_Sending(fresh.offer_id, draft.base, draft.values), draft_at=moment(draft.saved_at))


@blueprint.post(PATH)
@needs(Permission.EDIT)
def send(offer_id: int) -> AnyResponse:
    """Save an entry, or do what the pressed button says."""
    return _receive(offer_id)


@blueprint.post(NEW_PATH)
@needs(Permission.EDIT)
def send_new() -> AnyResponse:
    """Save a new entry, or do what the pressed button says."""
    return _receive(None)


@blueprint.post(f"{PATH}/entwurf")
@needs(Permission.EDIT)
def keep(offer_id: int) -> AnyResponse:
    """Keep what was typed; the script asks for this every few seconds."""
    return _keep(offer_id)


@blueprint.post(f"{NEW_PATH}/entwurf")
@needs(Permission.EDIT)
def keep_new() -> AnyResponse:
    """Keep what was typed of a new entry."""
    return _keep(None)


def _keep(offer_id: int | None) -> AnyResponse:
    sending = _sent(offer_id)
    save_draft(current_finder(), current_account().email, sending.entry, sending.base, sending.typed)
    return make_response("", 204)


def _refuse_others(offer_id: int | None) -> None:
    """End the request with 403 for who may not edit this entry; new ones are for those who may edit all."""
    account = current_account()
    is_allowed = (
        account.scope == Scope() if offer_id is None else may_edit(current_finder(), account, offer_id)
    )
    if not is_allowed:
        abort(403)


def _sent(offer_id: int | None) -> _Sending:
    """What was sent; a form whose token is of another secret was opened just now, as far as we know."""
    _refuse_others(offer_id)
    typed = {name: text for name, text in request.form.items() if name not in _NOT_KEPT}
    base = sent_values(BASE, NEW if offer_id is None else str(offer_id))
    if base is None:
        base = dict(open_entry(current_finder(), offer_id).values) if offer_id else new_values()
    return _Sending(offer_id, base, typed)


def _receive(offer_id: int | None) -> AnyResponse:
    sending = _sent(offer_id)
    do, _colon, what = request.form.get(DO, "").partition(":")
    if do == "plus":
        return _add(sending, what)
    if do == "minus":
        return _form(_Sending(offer_id, sending.base, without_row(sending.typed, what)), focus=what)
    return _DOING.get(do, _save)(sending)


def _add(sending: _Sending, what: str) -> AnyResponse:
    """The form with another row, topic, area or translation."""
    if what in _HOURS:
        typed, unit = with_row(sending.typed, "schedule", _HOURS[what])
    elif what in parts.TABLES:
        typed, unit = with_row(sending.typed, what)
    elif what == "translation":
        typed, unit = _with_translation(sending.typed)
    else:
        return _show_again(sending)
    return _form(_Sending(sending.offer_id, sending.base, typed), focus=unit)


_HOURS: Final = {"schedule": GRID, "closure": CLOSURE, "expression": TEXT}
"""The ways in which hours may be added."""


def _with_translation(typed: Typed) -> tuple[dict[str, str], str]:
    name, lang = typed.get("new_text", ""), typed.get("new_lang", "")
    unit = f"translation/{name}/{lang}"
    if name not in parts.TRANSLATED or lang not in lists.language_names():
        return dict(typed), "translation"
    row = {f"{unit}/text": "", f"{unit}/origin": "human", f"{unit}/status": "reviewed"}
    return {**row, **typed}, unit


def _show_again(sending: _Sending) -> AnyResponse:
    """The form as it was sent, with what can be added from it added, and the week that it says."""
    sent = read_sent(sending.typed, sending.base)
    marks = {name: text for name, text in sent.values.items() if name.startswith(("topic/", "area/"))}
    typed = {**sending.typed, **marks}
    for name in ("new_topic", "new_area"):
        if name in typed and name not in sent.problems:
            typed[name] = ""
    focus = "new_topic" if sending.typed.get("new_topic") else "schedule/"
    return _form(_Sending(sending.offer_id, sending.base, typed), problems=sent.problems, focus=focus)


def _keep_by_button(sending: _Sending) -> AnyResponse:
    save_draft(current_finder(), current_account().email, sending.entry, sending.base, sending.typed)
    return redirect(sending.path, 303)


def _discard(sending: _Sending) -> AnyResponse:
    discard_draft(current_finder(), current_account().email, sending.entry)
    flash(_("Der Entwurf ist verworfen."))
    return redirect(sending.path, 303)


def _preview(sending: _Sending) -> AnyResponse:
    """The public page of the entry as it would be."""
    values, problems = _read(sending)
    if problems:
        return _form(sending, 400, problems=problems)
    page = preview_entry(current_finder(), sending.offer_id, sending.base, values)
    is_sensitive = current_finder().taxonomy.has_sensitive(page.summary["categories"])
    shown = present_offer(page, request.base_url)
    return make_response(render_template("staff/entry_preview.html", offer=shown, is_sensitive=is_sensitive))


def _read(sending: _Sending) -> tuple[dict[str, str], dict[str, EntryProblem]]:
    """The values of the form and everything that is wrong with them."""
    sent = read_sent(sending.typed, sending.base)
    _values, problems = read_entry(sent.values, sending.base)
    return sent.values, problems | sent.problems


def _save(sending: _Sending) -> AnyResponse:
    values, problems = _read(sending)
    if problems:
        return _form(sending, 400, problems=problems)
    return _write(sending, values)


def _write(sending: _Sending, values: Values) -> AnyResponse:
    """Save the values, or say what keeps them from being saved."""
    try:
        if sending.offer_id is None:
            number = add_entry(current_finder(), values, sending.typed.get("form_key", ""), _editor(sending))
            flash(_("Der neue Eintrag ist gespeichert."))
            return redirect(f"/staff/eintraege/{number}", 303)
        changed = save_entry(current_finder(), sending.offer_id, sending.base, values, _editor(sending))
    except UnusableEntry as error:
        return _form(sending, 400, problems=error.problems)
    except EditConflict as conflict:
        return _choose(sending, conflict.merged.conflicts, conflict.merged.values, conflict.theirs)
    except StoreDown:
        notice = _(
            "Gerade kann nichts gespeichert werden. Bitte in einer Minute noch einmal: Alles ist noch da."
        )
        return _form(sending, 503, notice=notice)
    flash(_told(len(changed), sending))
    return redirect(sending.path, 303)


def _told(n_changed: int, sending: _Sending) -> str:
    if n_changed:
        return ngettext(
            "Gespeichert: %(num)s Angabe geändert.", "Gespeichert: %(num)s Angaben geändert.", n_changed
        )
    if sending.typed.get("method"):
        return _("Gespeichert: Die Angaben sind heute geprüft.")
    return _("Es war nichts zu ändern.")


def _editor(sending: _Sending) -> Editor:
    reason, number = reason_and_request()
    return Editor(current_account().email, reason, number, sending.typed.get("method", ""))


def _chosen(sending: _Sending) -> AnyResponse:
    """Save what was chosen of two versions; whoever has not chosen everything is asked again."""
    mine = sent_values(MERGED, sending.entry)
    if mine is None:
        return redirect(sending.path, 303)
    asked = [name.removeprefix("asked/") for name in sending.typed if name.startswith("asked/")]
    choices = {f"choice/{unit}": sending.typed.get(f"choice/{unit}", "") for unit in asked}
    if not set(choices.values()) <= {MINE, THEIRS}:
        return _choose(sending, asked, mine, sending.base, choices)
    values = chosen_values(mine, sending.base, choices)
    return _write(_Sending(sending.offer_id, sending.base, {**sending.typed, **values}), values)


def _choose(
    sending: _Sending,
    conflicts: tuple[str, ...] | list[str],
    mine: Values,
    theirs: Values,
    choices: Mapping[str, str] | None = None,
) -> AnyResponse:
    """The page with both versions side by side; from then on theirs is what was there."""
    page = render_template(
        "staff/entry_conflict.html",
        path=sending.path,
        name=mine.get("service/name", ""),
        questions=questions(conflicts, sending.base, mine, theirs, choices or {}),
        is_again=choices is not None,
        base=signed_values(sending.entry, theirs),
        mine=signed_values(sending.entry, mine),
        method=sending.typed.get("method", ""),
        reason=sending.typed.get("reason", ""),
    )
    return make_response(page, 409)


_DOING: Final = {
    "zeigen": _show_again,
    "entwurf": _keep_by_button,
    "verwerfen": _discard,
    "vorschau": _preview,
    "waehlen": _chosen,
}
"""What the buttons of the form do."""


def _form(
    sending: _Sending,
    status: int = 200,
    *,
    problems: Mapping[str, EntryProblem] | None = None,
    notice: str = "",
    draft_at: str = "",
    focus: str = "",
) -> AnyResponse:
    form = EntryForm(
        path=sending.path,
        typed=sending.typed,
        base=signed_values(sending.entry, sending.base),
        entry=_stored(sending, status),
        problems=problems or {},
        notice=notice,
        draft_at=draft_at,
        focus=focus,
    )
    page = render_template(
        "staff/entry.html",
        form=form,
        week=hours.coming_week(read_sent(sending.typed, sending.base).values),
        grid_view=lambda unit: hours.grid_view(unit, sending.typed, form.problems),
        topics=lists.topic_names(),
        areas=lists.area_names(),
        languages=lists.language_names(),
        methods={key: gettext(text) for key, text in words.CHOICES["method"].items()},
    )
    response = make_response(page, status)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _stored(sending: _Sending, status: int) -> OpenEntry | None:
    """What is stored of the entry; nothing while the database does not answer."""
    if sending.offer_id is None or status == 503:
        return None
    return open_entry(current_finder(), sending.offer_id)
