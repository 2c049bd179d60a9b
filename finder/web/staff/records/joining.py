"""Two entries side by side, and one made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.edit_entry import Editor
from finder.actions.find_duplicates import duplicates_of
from finder.actions.join_entries import POINT, NotJoined, SideBySide, join_entries, side_by_side
from finder.actions.list_entries import named_entries, standing_of
from finder.domain.entry_fields import Values, units_of
from finder.domain.entry_join import PERSON, Choice, Question
from finder.domain.roles import Permission
from finder.errors import NotFound
from finder.web.current import current_finder
from finder.web.i18n import gettext as _
from finder.web.staff.access import current_account, needs, reason_and_request, staff_blueprint
from finder.web.staff.entries.conflict import Version, unit_label, version_of
from finder.web.staff.paging import number_of
from finder.web.staff.records import words
from finder.web.staff.records.scope import check_scope
from finder.web.staff.records.standing import RULE, resembling

blueprint = staff_blueprint("joining")


def init_app(app: Flask) -> None:
    """Serve the pages."""
    app.register_blueprint(blueprint)


@dataclass(frozen=True, slots=True)
class Asked:
    """A contradiction in words: the name of the choice, what it is about, and what may be chosen."""

    name: str
    label: str
    mine: Version
    theirs: Version
    may_be_both: bool
    chosen: str
    is_open: bool

    @property
    def id(self) -> str:
        """Where links lead."""
        return self.name.replace("/", "-").replace(".", "-")


@blueprint.get(f"{RULE}/zusammenfuehren")
@needs(Permission.EDIT)
def show(offer_id: int) -> AnyResponse:
    """The two side by side, or the choice of the other one."""
    check_scope(offer_id)
    text = request.args.get("mit", "").strip()
    other = number_of(text)
    if not text:
        return _choose(offer_id)
    if not other or other == offer_id or not named_entries(current_finder(), [other]):
        return _choose(offer_id, text)
    return make_response(_page(side_by_side(current_finder(), offer_id, other, {}), {}))


@blueprint.post(f"{RULE}/zusammenfuehren")
@needs(Permission.EDIT)
def join(offer_id: int) -> AnyResponse:
    """Join them as chosen."""
    other = number_of(request.form.get("mit", ""))
    if not other or other == offer_id:
        raise NotFound("There is no such entry.")
    check_scope(offer_id)
    check_scope(other)
    reason, request_id = reason_and_request()
    chosen = _choices(request.form)
    editor = Editor(current_account().email, reason or _("doppelter Eintrag"), request_id)
    try:
        join_entries(current_finder(), offer_id, other, chosen, request.form.get("seen", ""), editor)
    except NotJoined as error:
        problem = (
            _("Einer der Einträge wurde inzwischen geändert. Bitte prüfen Sie noch einmal.")
            if error.is_stale
            else _("Bitte wählen Sie überall, was gelten soll.")
        )
        page = _page(error.side_by_side, chosen, problem, reason)
        return make_response(page, 409 if error.is_stale else 400)
    flash(_("Die Einträge sind zusammengeführt. Im Verlauf können Sie das zurücknehmen."))
    return redirect(f"/staff/eintraege/{offer_id}/stand", 303)


def _choices(form: Mapping[str, str]) -> dict[str, Choice]:
    sent = {name.removeprefix("choice/"): text for name, text in form.items() if name.startswith("choice/")}
    return {unit: Choice(text) for unit, text in sent.items() if text in list(Choice)}


def _choose(offer_id: int, wrong: str = "") -> AnyResponse:
    standing = standing_of(current_finder(), offer_id)
    page = render_template(
        "staff/records/join_with.html",
        offer_id=offer_id,
        name=standing.name,
        resembling=[resembling(found) for found in duplicates_of(current_finder(), offer_id, limit=10)],
        typed=wrong,
        problem=_("Diesen Eintrag gibt es nicht. Bitte geben Sie die Nummer eines anderen an.")
        if wrong
        else "",
    )
    return make_response(page, 400 if wrong else 200)


def _page(found: SideBySide, chosen: Mapping[str, Choice], problem: str = "", reason: str = "") -> str:
    asked = [_asked(question, found, chosen) for question in found.joined.questions]
    values = found.joined.values
    fields = found.resemblance.fields.items()
    return render_template(
        "staff/records/join.html",
        found=found,
        offer_id=found.mine.offer_id,
        states={key: _(text) for key, text in words.STATES.items()},
        band=_(words.BANDS[found.resemblance.band]),
        fields=[(_(words.FIELDS[name]), _(words.AGREEMENTS[said])) for name, said in fields],
        asked=asked,
        wrong=[item for item in asked if item.is_open] if problem else [],
        taken=[(_label(unit, values), _version(unit, values)) for unit in found.joined.taken],
        kept=[(_label(unit, values), _version(unit, values)) for unit in _kept(found)],
        problem=problem,
        reason=reason,
    )


def _asked(question: Question, found: SideBySide, chosen: Mapping[str, Choice]) -> Asked:
    unit = question.unit
    return Asked(
        name=f"choice/{unit}",
        label=_label(unit, {**question.theirs, **question.mine}),
        mine=_version(unit, question.mine),
        theirs=_version(unit, question.theirs),
        may_be_both=question.may_be_both,
        chosen=chosen.get(unit, ""),
        is_open=unit in found.joined.open,
    )


def _kept(found: SideBySide) -> list[str]:
    """The units of the entry that stays about which nothing was asked."""
    asked = {question.unit for question in found.joined.questions}
    units = units_of(found.mine.values)
    return [unit for unit in units if unit not in asked and unit != "offer/publication"]


def _label(unit: str, values: Values) -> str:
    if unit == POINT:
        return _("Lage auf der Karte")
    return _("Fachperson") if unit == PERSON else unit_label(unit, values)


def _version(unit: str, values: Values) -> Version:
    """A unit in words: the professional is one from several fields, and of rows it does not matter to which
    record they belong.
    """
    if unit == PERSON:
        names = (values.get(f"person/{part}", "") for part in ("title", "given", "family"))
        name = " ".join(filter(None, names))
        return Version((("", name or _("keine: der Eintrag gilt für das Team")),))
    if unit == POINT:
        return Version((("", values[POINT]),))
    return version_of(unit, {name: text for name, text in values.items() if not name.endswith("/at")})
