"""Pages by which visitors propose a change, name an entry that is missing, or report a barrier, and the
page that tells what became of it. What is sent here is kept for people to decide on.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.follow_changes import get_progress
from finder.actions.offer import get_offer
from finder.actions.propose_change import SentBefore, propose_change
from finder.domain.change import OPEN, ChangeKind, Problem, Target, Unusable, read_proposal
from finder.errors import FinderError, StoreDown, TooMany
from finder.web.below_lang import pages_blueprint
from finder.web.current import current_finder
from finder.web.i18n import current_lang, format_date, gettext
from finder.web.pages import OFFER_RULE
from finder.web.problem import RETRY_AFTER_S
from finder.web.proposals import words as proposal_words
from finder.web.proposals.form import empty_target, form_page, offer_target, sent_target, texts_of_search
from finder.web.proposals.guard import (
    TOKEN,
    FormToken,
    is_trusted,
    new_token,
    refuse_other_sites,
    sent_token,
)

blueprint = pages_blueprint("proposals")

CHANGE_RULE = f"{OFFER_RULE}/aenderung"
NEW_ENTRY_RULE = "/vorschlag"
BARRIER_RULE = "/barriere-melden"


def init_app(app: Flask) -> None:
    """Serve the forms and the page of a request."""
    app.register_blueprint(blueprint)


@blueprint.after_request
def _keep_nowhere(response: AnyResponse) -> AnyResponse:
    """No cache keeps what somebody typed, nor the state of a request."""
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get(CHANGE_RULE)
def change(offer_id: int) -> AnyResponse:
    """The form for an entry that is wrong, with what it says now."""
    target = offer_target(get_offer(current_finder(), offer_id))
    return _show(target, new_token(_form_of(target), target.current), target.current)


@blueprint.post(CHANGE_RULE)
def send_change(offer_id: int) -> AnyResponse:
    """Keep what was proposed for an entry. While the entry cannot be read, the form comes back."""
    refuse_other_sites()
    try:
        target = offer_target(get_offer(current_finder(), offer_id))
    except StoreDown as error:
        return _refuse(sent_target(offer_id, request.form), error)
    return _receive(target)


@blueprint.get(NEW_ENTRY_RULE)
def new_entry() -> AnyResponse:
    """The form for an entry that is missing, begun with what a search asked for."""
    target = empty_target(ChangeKind.NEW_ENTRY)
    token = new_token(_form_of(target), {})
    return _show(target, token, texts_of_search(request.args.to_dict(flat=False)))


@blueprint.get(BARRIER_RULE)
def barrier() -> AnyResponse:
    """The form for a barrier, on the site or at a place (BGG NRW)."""
    target = empty_target(ChangeKind.BARRIER)
    return _show(target, new_token(_form_of(target), {}), {"where": "site"})


@blueprint.post(NEW_ENTRY_RULE, defaults={"kind": ChangeKind.NEW_ENTRY})
@blueprint.post(BARRIER_RULE, defaults={"kind": ChangeKind.BARRIER})
def send(kind: ChangeKind) -> AnyResponse:
    """Keep what was sent about no entry of ours."""
    refuse_other_sites()
    return _receive(empty_target(kind))


@blueprint.get(f"{NEW_ENTRY_RULE}/<reference>")
def progress(reference: str) -> AnyResponse:
    """How far a request has come, for whoever has its reference; it tells nothing of what was sent."""
    found = get_progress(current_finder(), reference)
    page = render_template(
        "public/progress.html",
        progress=found,
        is_open=found.status in OPEN,
        state=gettext(proposal_words.STATES[found.status]),
        day=format_date(found.created_at.date()),
    )
    return make_response(page)


def _receive(target: Target) -> AnyResponse:
    """Keep a proposal and lead to its page, or show the form again."""
    token = sent_token(_form_of(target), request.form.get(TOKEN, ""))
    untouched = token.untouched(request.form) if token else ()
    try:
        proposal = read_proposal(target, request.form, current_lang(), untouched)
        if token is None or not is_trusted(token, request.form):
            return _again(target, 400, notice=proposal_words.send_again())
        reference = propose_change(
            current_finder(), proposal, form_key=token.key, address=request.remote_addr or ""
        )
    except FinderError as error:
        return _refuse(target, error)
    return redirect(f"/{current_lang()}{NEW_ENTRY_RULE}/{reference}", 303)


def _refuse(target: Target, error: FinderError) -> AnyResponse:
    """The form again with what keeps it from being taken. Raises the error when it is none of these."""
    if isinstance(error, Unusable):
        return _again(target, 400, problems=error.problems)
    if isinstance(error, SentBefore):
        token = new_token(_form_of(target), target.current)
        return _again(target, 409, notice=proposal_words.sent_before(error.reference), token=token)
    if isinstance(error, TooMany):
        wait_s = error.retry_after_s
        return _again(target, 429, notice=proposal_words.too_many(wait_s), retry_after_s=wait_s)
    if isinstance(error, StoreDown):
        return _again(target, 503, notice=proposal_words.cannot_keep(), retry_after_s=RETRY_AFTER_S)
    raise error


def _again(
    target: Target,
    status: int,
    *,
    problems: Mapping[str, Problem] | None = None,
    notice: str = "",
    retry_after_s: int = 0,
    token: FormToken | None = None,
) -> AnyResponse:
    """The form with everything that was typed, to be sent once more."""
    if token is None:
        sent = sent_token(_form_of(target), request.form.get(TOKEN, ""))
        token = sent.again() if sent else new_token(_form_of(target), target.current)
    response = _show(target, token, request.form, problems, notice)
    response.status_code = status
    if retry_after_s:
        response.headers["Retry-After"] = str(retry_after_s)
    return response


def _show(
    target: Target,
    token: FormToken,
    texts: Mapping[str, str],
    problems: Mapping[str, Problem] | None = None,
    notice: str = "",
) -> AnyResponse:
    page = form_page(target, request.path, token, texts, problems or {}, notice)
    return make_response(render_template("public/proposal.html", page=page))


def _form_of(target: Target) -> str:
    """Which form it is: a token of one cannot be used for another."""
    return f"{target.kind} {target.offer_id or ''}"
