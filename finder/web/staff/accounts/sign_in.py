"""Signing in with the password, and signing out."""

from __future__ import annotations

from flask import Flask, make_response, redirect, render_template, request, session
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.accounts.sessions import end_session
from finder.actions.accounts.sign_in import WrongPassword, sign_in
from finder.errors import TooMany
from finder.web.current import current_finder
from finder.web.i18n import gettext as _
from finder.web.i18n import ngettext
from finder.web.staff.access import current_session as current_signed_in
from finder.web.staff.access import for_guests, for_half, staff_blueprint
from finder.web.staff.accounts.browser import browser_name
from finder.web.staff.accounts.fields import Field
from finder.web.staff.accounts.next_page import safe_next
from finder.web.staff.paths import PREFIX, SECOND_FACTOR, SIGN_IN
from finder.web.staff.session import read_session, replace_with, take_over

NEXT = "next"
blueprint = staff_blueprint("sign_in")


def init_app(app: Flask) -> None:
    """Serve the pages."""
    app.register_blueprint(blueprint)


@blueprint.get("/anmelden")
@for_guests
def show() -> AnyResponse:
    """The form; who is signed in already goes on."""
    if read_session():
        return redirect(safe_next(request.args.get(NEXT, "")), 303)
    return _form()


@blueprint.post("/anmelden")
@for_guests
def send() -> AnyResponse:
    """Begin a session and go on to the second step."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    browser = browser_name(request.headers.get("User-Agent", ""))
    try:
        token = sign_in(current_finder(), email, password, address=request.remote_addr or "", browser=browser)
    except WrongPassword:
        return _form(401, _("E-Mail-Adresse oder Passwort stimmt nicht."))
    except TooMany as error:
        return _form(429, too_many(error.retry_after_s), error.retry_after_s)
    replace_with(token)
    session[NEXT] = safe_next(request.form.get(NEXT, ""))
    return redirect(SECOND_FACTOR, 303)


@blueprint.post("/abmelden")
@for_half
def sign_out() -> AnyResponse:
    """End the session; the browser forgets what it has kept of it."""
    end_session(current_finder(), current_signed_in())
    take_over("")
    response = redirect(SIGN_IN, 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def too_many(wait_s: int) -> str:
    """How long to wait after too many tries."""
    minutes = -(-wait_s // 60)
    return ngettext(
        "Zu viele Versuche. Bitte warten Sie eine Minute.",
        "Zu viele Versuche. Bitte warten Sie %(num)s Minuten.",
        minutes,
    )


def _form(status: int = 200, notice: str = "", retry_after_s: int = 0) -> AnyResponse:
    fields = [
        Field("email", _("E-Mail-Adresse"), request.form.get("email", ""), "email", autocomplete="username"),
        Field("password", _("Passwort"), type="password", autocomplete="current-password"),
    ]
    target = safe_next(request.values.get(NEXT, ""))
    page = render_template(
        "staff/account/sign_in.html", fields=fields, notice=notice, next=target if target != PREFIX else ""
    )
    response = make_response(page, status)
    if retry_after_s:
        response.headers["Retry-After"] = str(retry_after_s)
    return response
