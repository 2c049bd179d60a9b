"""The provider's own page: whoever has the link of a round confirms the entry, proposes changes, or wants it
taken out; without an account and without a cookie.

The link itself is the secret, so forms need no other token: a page of another site cannot know it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Flask, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.remind import Asked, confirm_as_provider, get_asked, propose_as_provider
from finder.domain.change import (
    CONTACT,
    MESSAGE,
    WITHDRAWN,
    ChangeKind,
    FieldChange,
    Problem,
    Proposal,
    Target,
    Unusable,
    longest,
    read_proposal,
)
from finder.domain.review import RoundAnswer
from finder.domain.text import clean
from finder.web.current import current_finder
from finder.web.i18n import current_lang, format_date, mark
from finder.web.i18n import gettext as _
from finder.web.proposals.form import form_page, offer_target
from finder.web.proposals.guard import new_token
from finder.web.staff.fresh import words
from finder.web.staff.fresh.shown import offer_of

blueprint = Blueprint("provider", __name__, url_prefix="/anbieter")

_OUTCOMES: Mapping[RoundAnswer, str] = {
    RoundAnswer.CONFIRMED: mark("Sie haben bestätigt, dass alles stimmt. Mehr ist nicht zu tun."),
    RoundAnswer.CHANGED: mark("Ihre Änderungen sind bei uns. Wir sehen sie uns an, dann erscheinen sie."),
    RoundAnswer.WITHDRAWN: mark("Wir haben verstanden, dass der Eintrag nicht mehr gezeigt werden soll."),
    RoundAnswer.BY_STAFF: mark("Wir haben Ihren Eintrag schon mit Ihnen geprüft. Mehr ist nicht zu tun."),
}


def init_app(app: Flask) -> None:
    """Serve the pages of providers."""
    app.register_blueprint(blueprint)


@blueprint.after_request
def _for_one_reader(response: AnyResponse) -> AnyResponse:
    """No cache keeps the page and no search engine names it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@dataclass(frozen=True, slots=True)
class ProviderPage:
    """What the page of a link shows. `outcome` says what was answered, "" while nothing was."""

    name: str
    path: str
    query: str
    public_path: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    expires: str
    outcome: str


def _page(asked: Asked) -> ProviderPage:
    lines = words.values_by_part(offer_of(asked.entry))
    answer = asked.round.answer
    return ProviderPage(
        name=asked.entry.summary["name"],
        path=request.path,
        query="?lang=en" if current_lang() == "en" else "",
        public_path=f"/{current_lang()}{asked.entry.summary['url']}",
        parts=tuple((_(words.PARTS[part]), tuple(texts)) for part, texts in lines.items()),
        expires=format_date(asked.round.expires_on),
        outcome=_(_OUTCOMES[answer]) if answer else "",
    )


@blueprint.get("/<token>")
def entry(token: str) -> AnyResponse:
    """What the finder shows of an entry, with the question whether it is right."""
    page = _page(get_asked(current_finder(), token))
    template = "staff/provider/done.html" if page.outcome else "staff/provider/entry.html"
    return make_response(render_template(template, page=page))


@blueprint.post("/<token>")
def answer(token: str) -> AnyResponse:
    """Confirm all of it, or ask to be taken out."""
    action = request.form.get("action", "")
    if action == "confirm":
        confirm_as_provider(current_finder(), token)
    elif action == "withdraw":
        asked = get_asked(current_finder(), token)
        target = Target(ChangeKind.CHANGE, {}, asked.entry.id, asked.entry.summary["name"])
        message = clean(request.form.get("message", ""))[: longest(MESSAGE)]
        proposal = Proposal(target, current_lang(), (FieldChange(WITHDRAWN, "", "yes"),), message)
        propose_as_provider(current_finder(), token, proposal, RoundAnswer.WITHDRAWN)
    return redirect(_own_path(token), 303)


def _own_path(token: str) -> str:
    return f"/anbieter/{token}" + ("?lang=en" if current_lang() == "en" else "")


@blueprint.get("/<token>/aendern")
def change(token: str) -> AnyResponse:
    """The form with what the entry says now."""
    asked = get_asked(current_finder(), token)
    if asked.round.answer:
        return redirect(_own_path(token), 303)
    target = offer_target(offer_of(asked.entry))
    return _form(token, target, target.current, {})


@blueprint.post("/<token>/aendern")
def send_change(token: str) -> AnyResponse:
    """Keep what the provider proposes."""
    target = offer_target(offer_of(get_asked(current_finder(), token).entry))
    sent = {name: text for name, text in request.form.items() if name != CONTACT}
    try:
        proposal = read_proposal(target, sent, current_lang())
    except Unusable as error:
        response = _form(token, target, request.form, error.problems)
        response.status_code = 400
        return response
    propose_as_provider(current_finder(), token, proposal, RoundAnswer.CHANGED)
    return redirect(_own_path(token), 303)


def _form(
    token: str, target: Target, texts: Mapping[str, str], problems: Mapping[str, Problem]
) -> AnyResponse:
    action = request.path + ("?lang=en" if current_lang() == "en" else "")
    page = form_page(target, action, new_token("provider", {}), texts, problems)
    return make_response(render_template("staff/provider/change.html", page=page, back=_own_path(token)))
