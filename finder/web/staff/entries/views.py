"""The pages on which an entry is entered and changed."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Final

from flask import Flask, abort, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.accounts.scopes import may_edit
from finder.actions.edit_entry import (
    EditConflict,
    Editor,
    add_entry,
    discard_draft,
    get_draft,
    new_values,
    open_entry,
    save_draft,
    save_entry,
    values_beside,
)
from finder.actions.entry_input import EntryProblem, UnusableEntry, read_entry
from finder.actions.preview_entry import preview_entry
from finder.domain.entry_fields import Values
from finder.domain.roles import Permission
from finder.errors import StoreDown
from finder.web.current import current_finder
from finder.web.i18n import gettext as _
from finder.web.i18n import ngettext
from finder.web.offer.page import present_offer
from finder.web.staff.access import current_account, needs, reason_and_request, staff_blueprint
from finder.web.staff.entries import lists, parts
from finder.web.staff.entries.conflict import MINE, THEIRS, chosen_values
from finder.web.staff.entries.page import BESIDE, FORM_KEY, Sending, ask_to_choose, show_form
from finder.web.staff.entries.sent import CLOSURE, GRID, TEXT, Typed, read_sent, with_row, without_row
from finder.web.staff.entries.tokens import sent_values
from finder.web.staff.moments import moment

BASE, MERGED, DO = "base", "mine", "do"
PATH: Final = "/eintraege/<int:offer_id>"
NEW_PATH: Final = "/eintraege/neu"
_NOT_KEPT: Final = ("csrf_token", BASE, MERGED, DO)

blueprint = staff_blueprint("entries")


def init_app(app: Flask) -> None:
    """Serve the form of entries."""
    app.register_blueprint(blueprint)


@blueprint.get(PATH)
@needs(Permission.EDIT)
def show(offer_id: int) -> AnyResponse:
    """The form of an entry, with what somebody typed and did not save."""
    _refuse_others(offer_id)
    entry = open_entry(current_finder(), offer_id)
    return _open(Sending(offer_id, entry.values, entry.values))


@blueprint.get(NEW_PATH)
@needs(Permission.EDIT)
def show_new() -> AnyResponse:
    """The form of a new entry, with `neben` of the same organization at the same place as another one."""
    beside = request.args.get("neben", "")
    fresh = Sending(None, {}, {BESIDE: beside, FORM_KEY: secrets.token_urlsafe(16)})
    _refuse_others(None, fresh.beside)
    values = new_values() if fresh.beside is None else values_beside(current_finder(), fresh.beside)
    return _open(Sending(None, values, {**values, **fresh.typed}))


def _open(fresh: Sending) -> AnyResponse:
    draft = get_draft(current_finder(), current_account().email, fresh.entry)
    if draft is None or draft.values.get(BESIDE, "") != fresh.typed.get(BESIDE, ""):
        return show_form(fresh)
    begun = fresh.typed if fresh.offer_id is None else {}
    restored = Sending(fresh.offer_id, draft.base, {**begun, **draft.values})
    return show_form(restored, draft_at=moment(draft.saved_at))


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


def _refuse_others(offer_id: int | None, beside: int | None = None) -> None:
    """End the request with 403 for who may not edit this entry. New ones are for those who may edit all, or
    the one beside which it stands.
    """
    account, number = current_account(), beside if offer_id is None else offer_id
    is_allowed = not account.is_bound if number is None else may_edit(current_finder(), account, number)
    if not is_allowed:
        abort(403)


def _sent(offer_id: int | None) -> Sending:
    """What was sent; a form whose token is not ours was opened just now, as far as we know."""
    typed = {name: text for name, text in request.form.items() if name not in _NOT_KEPT}
    sending = Sending(offer_id, {}, typed)
    _refuse_others(offer_id, sending.beside)
    base = sent_values(BASE, sending.entry)
    if base is not None:
        return replace(sending, base=base)
    stored = new_values() if offer_id is None else open_entry(current_finder(), offer_id).values
    return replace(sending, base=stored, is_known=False)


def _receive(offer_id: int | None) -> AnyResponse:
    sending = _sent(offer_id)
    do, _colon, what = request.form.get(DO, "").partition(":")
    if do == "plus":
        return _add(sending, what)
    if do == "minus":
        return show_form(Sending(offer_id, sending.base, without_row(sending.typed, what)), focus=what)
    return _DOING.get(do, _save)(sending)


def _add(sending: Sending, what: str) -> AnyResponse:
    """The form with another row, topic, area or translation."""
    if what in _HOURS:
        typed, unit = with_row(sending.typed, "schedule", _HOURS[what])
    elif what in parts.TABLES:
        typed, unit = with_row(sending.typed, what)
    elif what == "translation":
        typed, unit = _with_translation(sending.typed)
    else:
        return _show_again(sending)
    return show_form(Sending(sending.offer_id, sending.base, typed), focus=unit)


_HOURS: Final = {"schedule": GRID, "closure": CLOSURE, "expression": TEXT}
"""The ways in which hours may be added."""


def _with_translation(typed: Typed) -> tuple[dict[str, str], str]:
    name, lang = typed.get("new_text", ""), typed.get("new_lang", "")
    unit = f"translation/{name}/{lang}"
    if name not in parts.TRANSLATED or lang not in lists.language_names():
        return dict(typed), "translation"
    row = {f"{unit}/text": "", f"{unit}/origin": "human", f"{unit}/status": "reviewed"}
    return {**row, **typed}, unit


def _show_again(sending: Sending) -> AnyResponse:
    """The form as it was sent, with what can be added from it added, and the week that it says."""
    sent = read_sent(sending.typed, sending.base)
    marks = {name: text for name, text in sent.values.items() if name.startswith(("topic/", "area/"))}
    typed = {**sending.typed, **marks}
    for name in ("new_topic", "new_area"):
        if name in typed and name not in sent.problems:
            typed[name] = ""
    focus = "new_topic" if sending.typed.get("new_topic") else "schedule/"
    return show_form(Sending(sending.offer_id, sending.base, typed), problems=sent.problems, focus=focus)


def _keep_by_button(sending: Sending) -> AnyResponse:
    save_draft(current_finder(), current_account().email, sending.entry, sending.base, sending.typed)
    return redirect(sending.path, 303)


def _discard(sending: Sending) -> AnyResponse:
    discard_draft(current_finder(), current_account().email, sending.entry)
    flash(_("Der Entwurf ist verworfen."))
    return redirect(sending.path, 303)


def _preview(sending: Sending) -> AnyResponse:
    """The public page of the entry as it would be."""
    values, problems = _read(sending)
    if problems:
        return show_form(sending, 400, problems=problems)
    page = preview_entry(current_finder(), sending.offer_id, sending.base, values, sending.beside)
    is_sensitive = current_finder().taxonomy.has_sensitive(page.summary["categories"])
    shown = present_offer(page, request.base_url)
    return make_response(render_template("staff/entry_preview.html", offer=shown, is_sensitive=is_sensitive))


def _read(sending: Sending) -> tuple[dict[str, str], dict[str, EntryProblem]]:
    """The values of the form and everything that is wrong with them."""
    sent = read_sent(sending.typed, sending.base)
    _values, problems = read_entry(sent.values, sending.base)
    return sent.values, problems | sent.problems


def _save(sending: Sending) -> AnyResponse:
    if not sending.is_known:
        notice = _("Dieses Formular ist zu alt. Bitte sehen Sie es durch und speichern Sie noch einmal.")
        return show_form(sending, 400, notice=notice)
    values, problems = _read(sending)
    if problems:
        return show_form(sending, 400, problems=problems)
    return _write(sending, values)


def _write(sending: Sending, values: Values) -> AnyResponse:
    """Save the values, or say what keeps them from being saved."""
    try:
        if sending.offer_id is None:
            number = _add_entry(sending, values)
            flash(_("Der neue Eintrag ist gespeichert."))
            return redirect(f"/staff/eintraege/{number}", 303)
        changed = save_entry(current_finder(), sending.offer_id, sending.base, values, _editor(sending))
    except UnusableEntry as error:
        return show_form(sending, 400, problems=error.problems)
    except EditConflict as conflict:
        return ask_to_choose(sending, conflict.merged.conflicts, conflict.merged.values, conflict.theirs)
    except StoreDown:
        notice = _(
            "Gerade kann nichts gespeichert werden. Bitte in einer Minute noch einmal: Alles ist noch da."
        )
        return show_form(sending, 503, notice=notice)
    flash(_told(len(changed), sending))
    return redirect(sending.path, 303)


def _add_entry(sending: Sending, values: Values) -> int:
    key = sending.typed.get(FORM_KEY) or secrets.token_urlsafe(16)
    return add_entry(current_finder(), values, key, _editor(sending), sending.base, sending.beside)


def _told(n_changed: int, sending: Sending) -> str:
    if n_changed:
        return ngettext(
            "Gespeichert: %(num)s Angabe geändert.", "Gespeichert: %(num)s Angaben geändert.", n_changed
        )
    if sending.typed.get("method"):
        return _("Gespeichert: Die Angaben sind heute geprüft.")
    return _("Es war nichts zu ändern.")


def _editor(sending: Sending) -> Editor:
    reason, number = reason_and_request()
    return Editor(current_account().email, reason, number, sending.typed.get("method", ""))


def _chosen(sending: Sending) -> AnyResponse:
    """Save what was chosen of two versions; whoever has not chosen everything is asked again."""
    mine = sent_values(MERGED, sending.entry)
    if mine is None:
        return redirect(sending.path, 303)
    asked = [name.removeprefix("asked/") for name in sending.typed if name.startswith("asked/")]
    choices = {f"choice/{unit}": sending.typed.get(f"choice/{unit}", "") for unit in asked}
    if not set(choices.values()) <= {MINE, THEIRS}:
        return ask_to_choose(sending, asked, mine, sending.base, choices)
    values = chosen_values(mine, sending.base, choices)
    return _write(Sending(sending.offer_id, sending.base, {**sending.typed, **values}), values)


_DOING: Final = {
    "zeigen": _show_again,
    "entwurf": _keep_by_button,
    "verwerfen": _discard,
    "vorschau": _preview,
    "waehlen": _chosen,
}
"""What the buttons of the form do."""
