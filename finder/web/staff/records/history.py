"""The history of an entry, and the way back: what would change is shown first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from flask import Flask, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.accounts.scopes import may_edit
from finder.actions.edit_entry import Editor
from finder.actions.entry_history import (
    EntryHistory,
    NotTakenBack,
    Preview,
    Way,
    entry_history,
    preview,
    take_back,
)
from finder.domain.history import OFFER, Key, Line, Moment
from finder.domain.roles import Permission
from finder.web.current import current_finder
from finder.web.i18n import gettext as _
from finder.web.i18n import ngettext
from finder.web.staff.access import current_account, needs, reason_and_request, staff_blueprint
from finder.web.staff.log import resource_name
from finder.web.staff.paging import number_of
from finder.web.staff.records.history_words import Told, told_line, told_step
from finder.web.staff.records.scope import check_scope
from finder.web.staff.records.standing import RULE

_FEW: Final = 12
"""So many lines of a moment are shown at once; the rest is folded."""

blueprint = staff_blueprint("history")


def init_app(app: Flask) -> None:
    """Serve the pages."""
    app.register_blueprint(blueprint)


@dataclass(frozen=True, slots=True)
class ShownMoment:
    """A moment in words; `more` are the lines that are folded."""

    moment: Moment
    lines: tuple[Told, ...]
    more: tuple[Told, ...]
    may_undo: bool
    may_return: bool

    @property
    def first(self) -> Line:
        """A line of it, for who, when and why."""
        return self.moment.lines[0]


@blueprint.get(f"{RULE}/verlauf")
@needs(Permission.SEE)
def show(offer_id: int) -> AnyResponse:
    """All changes of an entry, the newest first."""
    found = entry_history(current_finder(), offer_id)
    page = render_template(
        "staff/records/history.html",
        offer_id=offer_id,
        name=found.name,
        moments=_shown(found, may_edit(current_finder(), current_account(), offer_id)),
        shared=_shared(found.shared),
    )
    return make_response(page)


def _shown(found: EntryHistory, may: bool) -> list[ShownMoment]:
    shown = []
    for place, moment in enumerate(found.moments):
        told = tuple(told_line(line, found.topics) for line in moment.lines)
        is_beginning = any(line.table == OFFER and line.action == "create" for line in moment.lines)
        shown.append(
            ShownMoment(moment, told[:_FEW], told[_FEW:], may and not is_beginning, may and place > 0)
        )
    return shown


def _shared(shared: Mapping[Key, int]) -> list[str]:
    """Which records other entries use, in sentences."""
    return [
        ngettext(
            "%(record)s: wird auch in einem anderen Eintrag benutzt",
            "%(record)s: wird auch in %(num)s anderen Einträgen benutzt",
            count,
            record=resource_name(table),
        )
        for (table, _number), count in shared.items()
    ]


@blueprint.get(f"{RULE}/verlauf/<int:moment_id>")
@needs(Permission.EDIT)
def look(offer_id: int, moment_id: int) -> AnyResponse:
    """What taking a change back would do."""
    check_scope(offer_id)
    found = preview(current_finder(), offer_id, moment_id, _way(request.args))
    return make_response(_page(offer_id, found, found.plan.conflicts))


@blueprint.post(f"{RULE}/verlauf/<int:moment_id>")
@needs(Permission.EDIT)
def undo(offer_id: int, moment_id: int) -> AnyResponse:
    """Take a change back, or say why not. An entry that comes back with it must be theirs, too."""
    check_scope(offer_id)
    reason, request_id = reason_and_request()
    way, seen = _way(request.form), number_of(request.form.get("newest", ""))
    for other in _merged(preview(current_finder(), offer_id, moment_id, way)):
        check_scope(number_of(other))
    editor = Editor(current_account().email, reason, request_id)
    try:
        take_back(current_finder(), offer_id, moment_id, way, seen, editor)
    except NotTakenBack as error:
        found = preview(current_finder(), offer_id, moment_id, way)
        return make_response(_page(offer_id, found, found.plan.conflicts, _refusal(error)), 409)
    flash(_("Die Änderung ist zurückgenommen.") if way is Way.UNDO else _("Der frühere Stand gilt wieder."))
    return redirect(f"/staff/eintraege/{offer_id}/verlauf", 303)


def _way(sent: Mapping[str, str]) -> Way:
    return Way.RETURN if sent.get("weg") == Way.RETURN else Way.UNDO


def _refusal(error: NotTakenBack) -> str:
    if error.is_stale:
        return _("Der Eintrag wurde inzwischen geändert. Bitte prüfen Sie noch einmal, was geschehen würde.")
    if error.conflicts:
        return ""
    return _("Das geht nicht mehr: An dieser Stelle steht inzwischen etwas anderes, oder etwas dazu fehlt.")


def _page(offer_id: int, found: Preview, conflicts: Iterable[Line], problem: str = "") -> str:
    return render_template(
        "staff/records/undo.html",
        offer_id=offer_id,
        found=found,
        is_return=found.way is Way.RETURN,
        steps=[told_step(step, found.topics) for step in found.plan.steps],
        conflicts=[(line, told_line(line, found.topics)) for line in conflicts],
        merged=_merged(found),
        shared=_shared(_touched(found)),
        problem=problem,
    )


def _merged(found: Preview) -> list[str]:
    """The numbers of the entries that come back."""
    return [line.new for line in found.turned if line.action == "merge"]


def _touched(found: Preview) -> Mapping[Key, int]:
    """The shared records that would change."""
    keys = {step.key for step in found.plan.steps}
    return {key: count for key, count in found.shared.items() if key in keys}
