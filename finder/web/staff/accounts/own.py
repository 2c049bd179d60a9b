"""One's own account: password, second factors, sessions."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.accounts.links import WeakPassword
from finder.actions.accounts.own import change_password, confirm_password, own_factors
from finder.actions.accounts.passkeys import remove_passkey
from finder.actions.accounts.second_factor import remove_totp
from finder.actions.accounts.sessions import end_others, own_sessions
from finder.actions.accounts.sign_in import WrongPassword
from finder.domain.roles import Permission
from finder.errors import TooMany
from finder.web.current import current_finder
from finder.web.i18n import gettext as _
from finder.web.i18n import ngettext
from finder.web.staff.access import current_session, needs, staff_blueprint
from finder.web.staff.accounts.fields import Field
from finder.web.staff.accounts.new_password import NEW, not_twice, password_fields, weakness_words
from finder.web.staff.accounts.set_up import show_codes
from finder.web.staff.accounts.sign_in import too_many
from finder.web.staff.paths import PREFIX

PAGE = f"{PREFIX}/mein-konto"
OLD, CONFIRM = "password", "confirm"
MAX_ID = 2**31 - 1
blueprint = staff_blueprint("own_account")


def init_app(app: Flask) -> None:
    """Serve the pages."""
    app.register_blueprint(blueprint)


@blueprint.get("/mein-konto")
@needs(Permission.SEE)
def show() -> AnyResponse:
    """What there is of one's own account."""
    return _page()


@blueprint.post("/mein-konto/passwort")
@needs(Permission.SEE)
def send_password() -> AnyResponse:
    """Set a new password; other sessions end."""
    if problems := not_twice():
        return _page(problems, 400)
    form = request.form
    try:
        change_password(current_finder(), current_session(), form.get(OLD, ""), form.get(NEW, ""))
    except WrongPassword:
        return _page({OLD: _wrong_password()}, 400)
    except WeakPassword as error:
        return _page({NEW: weakness_words(error.weakness)}, 400)
    except TooMany as error:
        return _page({OLD: too_many(error.retry_after_s)}, 429)
    flash(_("Ihr neues Passwort gilt. Andere Sitzungen wurden beendet."))
    return redirect(PAGE, 303)


@blueprint.post("/mein-konto/sitzungen")
@needs(Permission.SEE)
def send_end_others() -> AnyResponse:
    """End every other session."""
    ended = end_others(current_finder(), current_session())
    flash(ngettext("Eine andere Sitzung wurde beendet.", "%(num)s andere Sitzungen wurden beendet.", ended))
    return redirect(PAGE, 303)


@blueprint.post("/mein-konto/zweiter-faktor")
@needs(Permission.SEE)
def send_factors() -> AnyResponse:
    """Remove a second factor or make new recovery codes; the password is asked for before."""
    finder, signed_in, action = current_finder(), current_session(), request.form.get("action", "")
    try:
        confirm_password(finder, signed_in, request.form.get(CONFIRM, ""))
    except WrongPassword:
        return _page({CONFIRM: _wrong_password()}, 400)
    except TooMany as error:
        return _page({CONFIRM: too_many(error.retry_after_s)}, 429)
    if action == "codes":
        return show_codes(signed_in)
    if own_factors(finder, signed_in).n < 2:
        return _page({CONFIRM: _only_one()}, 400)
    if action == "app":
        remove_totp(finder, signed_in)
    elif action.isascii() and action.isdigit() and int(action) <= MAX_ID:
        remove_passkey(finder, signed_in, int(action))
    flash(_("Das Gerät gilt nicht mehr."))
    return redirect(PAGE, 303)


def _only_one() -> str:
    return _("Das ist Ihr einziger zweiter Schritt. Richten Sie erst einen anderen ein.")


def _wrong_password() -> str:
    return _("Das Passwort stimmt nicht.")


def _page(problems: Mapping[str, str] | None = None, status: int = 200) -> AnyResponse:
    finder, signed_in, problems = current_finder(), current_session(), problems or {}
    old, confirm = (
        Field(name, _("Bisheriges Passwort") if name == OLD else _("Ihr Passwort zur Bestätigung"),
              type="password", autocomplete="current-password", problem=problems.get(name, ""))
        for name in (OLD, CONFIRM)
    )  # fmt: skip
    page = render_template(
        "staff/account/own.html",
        fields=[old, *password_fields(problems)],
        confirm=confirm,
        factors=own_factors(finder, signed_in),
        sessions=own_sessions(finder, signed_in),
    )
    return make_response(page, status)
