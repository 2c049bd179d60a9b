"""The fields for a new password, and the page of a link by which it is set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Flask, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.accounts.links import WeakPassword, get_link, redeem
from finder.domain.account import LinkKind
from finder.domain.passwords import MAX_CHARACTERS, MIN_CHARACTERS, RECOMMENDED_CHARACTERS, Weakness
from finder.errors import NotFound
from finder.web.current import current_finder
from finder.web.i18n import gettext as _
from finder.web.i18n import mark
from finder.web.staff.access import for_guests, staff_blueprint
from finder.web.staff.accounts.browser import browser_name
from finder.web.staff.accounts.fields import Field
from finder.web.staff.paths import SECOND_FACTOR
from finder.web.staff.session import replace_with

NEW, AGAIN = "new_password", "again"
_WORDS: Final[Mapping[Weakness, str]] = {
    Weakness.SHORT: mark("Bitte mindestens %(min)s Zeichen."),
    Weakness.LONG: mark("Bitte höchstens %(max)s Zeichen."),
    Weakness.COMMON: mark("Dieses Passwort probieren Angreifer zuerst. Bitte ein anderes."),
    Weakness.MONOTONOUS: mark("Das wiederholt nur wenige Zeichen. Bitte ein anderes."),
    Weakness.OWN: mark("Namen und Adressen sind leicht zu erraten. Bitte ein anderes."),
}
blueprint = staff_blueprint("links")


def init_app(app: Flask) -> None:
    """Serve the page."""
    app.register_blueprint(blueprint)


@blueprint.get("/einladung/<token>")
@for_guests
def show(token: str) -> AnyResponse:
    """The form to set a password; 404 for a link that was used or has ended."""
    return _page(token)


@blueprint.post("/einladung/<token>")
@for_guests
def send(token: str) -> AnyResponse:
    """Set the password and go on to the second factor."""
    if problems := not_twice():
        return _page(token, problems, 400)
    browser = browser_name(request.headers.get("User-Agent", ""))
    try:
        session_token = redeem(current_finder(), token, request.form.get(NEW, ""), browser=browser)
    except WeakPassword as error:
        return _page(token, {NEW: weakness_words(error.weakness)}, 400)
    except NotFound:
        return _page(token)
    replace_with(session_token)
    return redirect(SECOND_FACTOR, 303)


def not_twice() -> dict[str, str]:
    """What is wrong when the two new passwords that were sent differ."""
    is_same = request.form.get(NEW, "") == request.form.get(AGAIN, "")
    return {} if is_same else {AGAIN: _("Die beiden Eingaben sind verschieden.")}


def weakness_words(weakness: Weakness) -> str:
    """Why a password cannot be taken."""
    return _(_WORDS[weakness], min=MIN_CHARACTERS, max=MAX_CHARACTERS)


def password_fields(problems: Mapping[str, str]) -> list[Field]:
    """The new password, twice."""
    hint = _(
        "Mindestens %(min)s Zeichen, besser %(good)s oder mehr, zum Beispiel vier zufällige Wörter. Alle "
        "Zeichen sind erlaubt, auch Leerzeichen.",
        min=MIN_CHARACTERS,
        good=RECOMMENDED_CHARACTERS,
    )
    return [
        Field(NEW, _("Neues Passwort"), type="password", hint=hint, autocomplete="new-password",
              problem=problems.get(NEW, "")),
        Field(AGAIN, _("Neues Passwort noch einmal"), type="password", autocomplete="new-password",
              problem=problems.get(AGAIN, "")),
    ]  # fmt: skip


def _page(token: str, problems: Mapping[str, str] | None = None, status: int = 200) -> AnyResponse:
    try:
        link = get_link(current_finder(), token)
    except NotFound:
        return make_response(render_template("staff/account/link_gone.html"), 404)
    page = render_template(
        "staff/account/link.html",
        fields=password_fields(problems or {}),
        email=link.email,
        is_new=link.kind is LinkKind.INVITATION,
    )
    return make_response(page, status)
