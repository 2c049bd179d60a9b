"""The second step of signing in: the code of an app, a passkey, or a recovery code."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, make_response, redirect, render_template, request, session
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.accounts.passkeys import ask_for_known, give_passkey
from finder.actions.accounts.second_factor import WrongCode, give_recovery_code, give_totp
from finder.errors import TooMany
from finder.web import headers
from finder.web.current import current_finder
from finder.web.i18n import gettext as _
from finder.web.staff.access import current_session, for_half, staff_blueprint
from finder.web.staff.accounts.fields import Field
from finder.web.staff.accounts.next_page import safe_next
from finder.web.staff.accounts.passkey_page import ANSWER, asked, challenge, site
from finder.web.staff.accounts.sign_in import NEXT, too_many
from finder.web.staff.paths import SET_UP
from finder.web.staff.session import take_over

blueprint = staff_blueprint("second_factor")


def init_app(app: Flask) -> None:
    """Serve the pages; they may ask for a passkey."""
    app.register_blueprint(blueprint)
    for view in (show, send_totp, send_recovery_code, send_passkey):
        headers.set_for_endpoint(app, f"{blueprint.name}.{view.__name__}", headers.WITH_PASSKEYS)


@blueprint.get("/zweiter-faktor")
@for_half
def show() -> AnyResponse:
    """The ways that the account has; who has none sets one up, who needs none goes on."""
    signed_in = current_session()
    if not signed_in.has_factor:
        return redirect(SET_UP, 303)
    if signed_in.is_whole:
        return redirect(safe_next(""), 303)
    return _page()


@blueprint.post("/zweiter-faktor")
@for_half
def send_totp() -> AnyResponse:
    """Go on with the code of the app."""
    return _give(lambda: give_totp(current_finder(), current_session(), request.form.get("code", "")), "code")


@blueprint.post("/zweiter-faktor/wiederherstellung")
@for_half
def send_recovery_code() -> AnyResponse:
    """Go on with a recovery code."""
    code = request.form.get("recovery", "")
    return _give(lambda: give_recovery_code(current_finder(), current_session(), code), "recovery")


@blueprint.post("/zweiter-faktor/passkey")
@for_half
def send_passkey() -> AnyResponse:
    """Go on with a passkey."""
    asked_for, answer = challenge(), request.form.get(ANSWER, "")
    return _give(lambda: give_passkey(current_finder(), current_session(), site(), asked_for, answer), ANSWER)


def _give(give: Callable[[], str], name: str) -> AnyResponse:
    """On to where somebody wanted to go, or the page again with what was wrong."""
    target = safe_next(str(session.get(NEXT, "")))
    try:
        token = give()
    except WrongCode:
        return _page(401, {name: _wrong(name)})
    except TooMany as error:
        response = _page(429, {name: too_many(error.retry_after_s)})
        response.headers["Retry-After"] = str(error.retry_after_s)
        return response
    take_over(token)
    return redirect(target, 303)


def _wrong(name: str) -> str:
    if name == "code":
        return _(
            "Dieser Code stimmt nicht oder wurde schon benutzt. Nehmen Sie den nächsten, den die App zeigt."
        )
    if name == "recovery":
        return _("Dieser Wiederherstellungscode stimmt nicht oder wurde schon benutzt.")
    return _("Der Passkey wurde nicht angenommen. Bitte versuchen Sie es noch einmal.")


def _page(status: int = 200, wrong: dict[str, str] | None = None) -> AnyResponse:
    wrong = wrong or {}
    signed_in = current_session()
    question = ask_for_known(current_finder(), signed_in, site()) if signed_in.has_passkey else None
    app = Field(
        "code",
        _("Code aus der App"),
        hint=_("Sechs Ziffern, die sich alle 30 Sekunden ändern."),
        problem=wrong.get("code", ""),
        autocomplete="one-time-code",
        inputmode="numeric",
    )
    recovery = Field(
        "recovery",
        _("Wiederherstellungscode"),
        hint=_("Einer der zehn Codes, die Sie beim Einrichten aufbewahrt haben. Jeder gilt einmal."),
        problem=wrong.get("recovery", ""),
    )
    page = render_template(
        "staff/account/second_factor.html",
        app=app if signed_in.has_totp else None,
        recovery=recovery,
        passkey=asked(question) if question else None,
        notice=wrong.get(ANSWER, ""),
    )
    return make_response(page, status)
