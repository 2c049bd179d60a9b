"""Setting up the second factor: an app, a passkey, and the recovery codes that are shown after the first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Final

import segno
from flask import Flask, Response, abort, make_response, redirect, render_template, request, session
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.accounts.own import confirm_password
from finder.actions.accounts.passkeys import add_passkey, ask_for_new
from finder.actions.accounts.second_factor import (
    WrongCode,
    new_recovery_codes,
    new_totp_secret,
    set_up_totp,
    totp_address,
)
from finder.actions.accounts.secrets import seal, unseal
from finder.actions.accounts.sessions import SignedIn
from finder.actions.accounts.sign_in import WrongPassword
from finder.domain.text import clean
from finder.errors import TooMany
from finder.web import headers
from finder.web.current import current_finder
from finder.web.i18n import gettext as _
from finder.web.staff.access import current_session, for_half, staff_blueprint
from finder.web.staff.accounts.fields import Field
from finder.web.staff.accounts.next_page import safe_next
from finder.web.staff.accounts.passkey_page import ANSWER, asked, challenge, site
from finder.web.staff.accounts.sign_in import NEXT, too_many
from finder.web.staff.paths import PREFIX, SECOND_FACTOR
from finder.web.staff.session import take_over

CODES: Final = f"{PREFIX}/zweiter-faktor/codes"
MAX_NAME: Final = 60
CONFIRM: Final = "confirm"
_SECRET, _CODES = "totp", "codes"
blueprint = staff_blueprint("set_up")


def init_app(app: Flask) -> None:
    """Serve the pages; they may ask for a passkey."""
    app.register_blueprint(blueprint)
    for view in (show, send_app, send_passkey):
        headers.set_for_endpoint(app, f"{blueprint.name}.{view.__name__}", headers.WITH_PASSKEYS)


@blueprint.get("/zweiter-faktor/einrichten")
@for_half
def show() -> AnyResponse:
    """The ways there are. Who has a factor already gives that one first."""
    return _page() if current_session().may_set_up else redirect(SECOND_FACTOR, 303)


@blueprint.get("/zweiter-faktor/einrichten/qr.svg")
@for_half
def qr() -> Response:
    """What the app reads with the camera: black on white, in dark surroundings too."""
    secret = _secret()
    if not secret:
        abort(404)
    picture = BytesIO()
    address = totp_address(secret, current_session().account.email, site().name)
    segno.make(address, error="m").save(picture, kind="svg", scale=5, dark="#000", light="#fff")
    return Response(picture.getvalue(), mimetype="image/svg+xml")


@blueprint.post("/zweiter-faktor/einrichten/app")
@for_half
def send_app() -> AnyResponse:
    """Let the app be a factor, once its code shows that it works."""
    return _add(
        lambda: set_up_totp(current_finder(), current_session(), _secret(), request.form.get("code", "")),
        "code",
    )


@blueprint.post("/zweiter-faktor/einrichten/passkey")
@for_half
def send_passkey() -> AnyResponse:
    """Let a passkey be a factor."""
    asked_for, answer = challenge(), request.form.get(ANSWER, "")
    name = clean(request.form.get("name", ""))[:MAX_NAME] or _("Passkey")
    return _add(
        lambda: add_passkey(current_finder(), current_session(), site(), asked_for, answer, name), ANSWER
    )


@blueprint.get("/zweiter-faktor/codes")
@for_half
def codes() -> AnyResponse:
    """The recovery codes, until somebody says that they are kept."""
    sealed = str(session.get(_CODES, ""))
    if not sealed:
        return redirect(safe_next(""), 303)
    shown = unseal(current_finder().settings.secret_key, sealed).split()
    return make_response(render_template("staff/account/codes.html", codes=shown))


@blueprint.post("/zweiter-faktor/codes")
@for_half
def codes_kept() -> AnyResponse:
    """Show the recovery codes no more."""
    session.pop(_CODES, None)
    return redirect(safe_next(str(session.pop(NEXT, ""))), 303)


def show_codes(signed_in: SignedIn) -> AnyResponse:
    """Make new recovery codes and lead to them."""
    made = new_recovery_codes(current_finder(), signed_in)
    session[_CODES] = seal(current_finder().settings.secret_key, " ".join(made))
    return redirect(CODES, 303)


def _add(add: Callable[[], str], name: str) -> AnyResponse:
    """On to the recovery codes after the first factor, else back to the account."""
    signed_in, target = current_session(), session.get(NEXT, "")
    if not signed_in.may_set_up:
        abort(403)
    try:
        if signed_in.has_factor:
            confirm_password(current_finder(), signed_in, request.form.get(CONFIRM, ""))
        token = add()
    except WrongPassword:
        return _page(400, {CONFIRM: _("Das Passwort stimmt nicht.")})
    except WrongCode:
        return _page(400, {name: _wrong(name)})
    except TooMany as error:
        return _page(429, {name: too_many(error.retry_after_s)})
    session.pop(_SECRET, None)
    now = take_over(token)
    if now is None or signed_in.has_factor:
        return redirect(f"{PREFIX}/mein-konto", 303)
    session[NEXT] = target
    return show_codes(now)


def _wrong(name: str) -> str:
    if name == "code":
        return _("Dieser Code stimmt nicht. Geben Sie den ein, den die App gerade zeigt.")
    return _("Der Passkey wurde nicht angenommen. Bitte versuchen Sie es noch einmal.")


def _confirm_fields(problem: str) -> list[Field]:
    """The password once more, in both forms."""
    app = Field(
        CONFIRM,
        _("Ihr Passwort zur Bestätigung"),
        type="password",
        autocomplete="current-password",
        problem=problem,
    )
    return [app, replace(app, suffix="-passkey")]


def _secret() -> str:
    """The secret that is being set up; "" before the page was shown."""
    return unseal(current_finder().settings.secret_key, str(session.get(_SECRET, "")))


def _page(status: int = 200, wrong: dict[str, str] | None = None) -> AnyResponse:
    wrong, signed_in = wrong or {}, current_session()
    if not _secret():
        session[_SECRET] = seal(current_finder().settings.secret_key, new_totp_secret())
    code = Field(
        "code",
        _("Code, den die App jetzt zeigt"),
        problem=wrong.get("code", ""),
        autocomplete="one-time-code",
        inputmode="numeric",
    )
    name = Field("name", _("Name des Geräts"), hint=_("Zum Beispiel „Schlüsselbund“ oder „Diensthandy“."))
    secret = _secret()
    page = render_template(
        "staff/account/set_up.html",
        code=code,
        name=name,
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        passkey=asked(ask_for_new(current_finder(), signed_in, site())),
        confirm=[] if not signed_in.has_factor else _confirm_fields(wrong.get(CONFIRM, "")),
        notice=wrong.get(ANSWER, ""),
    )
    return make_response(page, status)
