"""The pages of the entry form: the form itself, and the choice between two versions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from flask import make_response, render_template
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.edit_entry import NEW, OpenEntry, open_entry
from finder.actions.entry_input import EntryProblem
from finder.domain.entry_fields import Values
from finder.web.current import current_finder
from finder.web.i18n import gettext
from finder.web.problem import RETRY_AFTER_S
from finder.web.staff.entries import hours, lists, words
from finder.web.staff.entries.conflict import questions
from finder.web.staff.entries.form import EntryForm
from finder.web.staff.entries.sent import Typed, read_sent
from finder.web.staff.entries.tokens import signed_values

BESIDE, FORM_KEY = "beside", "form_key"
_MOST_DIGITS: Final = 10


@dataclass(frozen=True, slots=True)
class Sending:
    """A form that was sent: of which entry, what it said when it was opened, what it says now. `is_known` is
    false when nobody knows any more what it said, and so what was changed in it.
    """

    offer_id: int | None
    base: Values
    typed: Typed
    is_known: bool = True

    @property
    def entry(self) -> str:
        """The name of the entry among drafts and tokens."""
        return NEW if self.offer_id is None else str(self.offer_id)

    @property
    def beside(self) -> int | None:
        """The entry whose organization and place a new one shares."""
        text = self.typed.get(BESIDE, "") if self.offer_id is None else ""
        return int(text) if text.isdecimal() and len(text) < _MOST_DIGITS else None

    @property
    def path(self) -> str:
        """The address of the form."""
        return f"/staff/eintraege/{'neu' if self.offer_id is None else self.offer_id}"


def show_form(
    sending: Sending,
    status: int = 200,
    *,
    problems: Mapping[str, EntryProblem] | None = None,
    notice: str = "",
    draft_at: str = "",
    focus: str = "",
) -> AnyResponse:
    """The form with what was typed, what is wrong with it, and what else there is to say."""
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


def _stored(sending: Sending, status: int) -> OpenEntry | None:
    """What is stored of the entry; nothing while the database does not answer."""
    if sending.offer_id is None or status == 503:
        return None
    return open_entry(current_finder(), sending.offer_id)


def ask_to_choose(
    sending: Sending,
    conflicts: Collection[str],
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
        kept={name: sending.typed.get(name, "") for name in ("method", "reason", FORM_KEY, BESIDE)},
    )
    return make_response(page, 409)
