"""The outbox: mails that wait or failed, to be sent again, printed or copied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Flask, abort, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.outbox import is_of_account, mark_sent, read_outbox, send_again
from finder.domain.mail import MailProblem, MailState
from finder.domain.roles import Permission
from finder.errors import NotFound
from finder.store.outbox_rows import OutboxMail
from finder.web.current import current_finder
from finder.web.i18n import format_date, format_number, mark
from finder.web.i18n import gettext as _
from finder.web.search.form_parts import Option
from finder.web.staff.access import current_account, needs, staff_blueprint

blueprint = staff_blueprint("outbox")
RULE = "/postausgang"
_TO_DO: Final = (MailState.WAITING, MailState.FAILED)

STATES: Final = {
    MailState.WAITING: mark("wartet"),
    MailState.SENT: mark("gesendet"),
    MailState.FAILED: mark("nicht gesendet"),
}
_PROBLEMS: Final = {
    MailProblem.DOWN: mark("Der Mailserver war nicht zu erreichen. Der Finder versucht es wieder."),
    MailProblem.BUSY: mark("Der Mailserver hat um Geduld gebeten. Der Finder versucht es wieder."),
    MailProblem.REFUSED: mark("Der Mailserver nimmt diese E-Mail nicht an. Ist die Adresse richtig?"),
    MailProblem.UNCLEAR: mark("Die Verbindung brach beim Senden ab. Vielleicht ist die E-Mail angekommen."),
    MailProblem.TOO_OLD: mark("Sie wartete zu lange. Adresse und Text sind gelöscht."),
}


def init_app(app: Flask) -> None:
    """Serve the outbox."""
    app.register_blueprint(blueprint)


@dataclass(frozen=True, slots=True)
class Shown:
    """A mail in the list. `is_open` when somebody may still send it by other means."""

    id: int
    to: str
    subject: str
    text: str
    state: str
    problem: str
    answer: str
    day: str
    is_open: bool
    can_be_sent_again: bool


@blueprint.get(RULE)
@needs(Permission.DECIDE)
def outbox() -> AnyResponse:
    """The mails, the newest first; those to do something about unless all are asked for. Links that open an
    account are for who manages accounts.
    """
    _refuse_bound()
    asked = request.args.get("stand", "")
    states = tuple(MailState) if asked == "alle" else _TO_DO
    found = read_outbox(current_finder(), states, with_accounts=_may_manage())
    choices = {"": _("zu erledigen"), "alle": _("alle")}
    return make_response(
        render_template(
            "staff/outbox/list.html",
            mails=[_shown(mail) for mail in found.mails],
            counts=[(_(STATES[state]), format_number(count)) for state, count in found.counts.items()],
            states=[Option(key, text, key == asked) for key, text in choices.items()],
            is_off=not current_finder().settings.mail,
        )
    )


def _refuse_bound() -> None:
    """End the request with 403 for who is bound to some entries: mails may be about any."""
    if current_account().is_bound:
        abort(403)


def _may_manage() -> bool:
    return current_account().may(Permission.MANAGE)


def _shown(mail: OutboxMail) -> Shown:
    return Shown(
        id=mail.id,
        to=mail.to,
        subject=mail.subject,
        text=mail.text,
        state=_(STATES[mail.state]),
        problem=_(_PROBLEMS[mail.problem]) if mail.problem else "",
        answer=mail.answer,
        day=format_date((mail.sent_at or mail.created_at).date()),
        is_open=mail.state is not MailState.SENT and bool(mail.to),
        can_be_sent_again=mail.state is MailState.FAILED and bool(mail.to),
    )


@blueprint.post(f"{RULE}/<int:mail_id>")
@needs(Permission.DECIDE)
def settle(mail_id: int) -> AnyResponse:
    """Let a failed mail wait once more, or note that it was sent by other means."""
    _refuse_bound()
    finder, actor = current_finder(), current_account().email
    if is_of_account(finder, mail_id) and not _may_manage():
        abort(403)
    try:
        if request.form.get("action") == "again":
            send_again(finder, mail_id, actor)
            flash(_("Die E-Mail wartet wieder und wird gesendet."))
        else:
            mark_sent(finder, mail_id, actor)
            flash(_("Die E-Mail ist als gesendet vermerkt."))
    except NotFound:
        flash(_("Diese E-Mail ist schon gesendet oder gelöscht."))
    return redirect(f"/staff{RULE}", 303)
