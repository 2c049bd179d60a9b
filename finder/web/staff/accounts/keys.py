"""The keys of programs that read the API, for admins."""

from __future__ import annotations

from typing import Final

from flask import Flask, flash, make_response, redirect, render_template, request, session
from werkzeug.wrappers import Response as AnyResponse

from finder.actions.accounts.keys import add_key, list_keys, revoke_key
from finder.actions.accounts.secrets import seal, unseal
from finder.domain.roles import Permission
from finder.web.current import current_finder
from finder.web.i18n import gettext as _
from finder.web.staff.access import current_account, needs, reason_and_request, staff_blueprint
from finder.web.staff.accounts.fields import Field
from finder.web.staff.paths import PREFIX

MAX_ID = 2**31 - 1
PAGE: Final = f"{PREFIX}/konten/schluessel"
_KEY: Final = "api_key"
blueprint = staff_blueprint("keys")


def init_app(app: Flask) -> None:
    """Serve the pages."""
    app.register_blueprint(blueprint)


@blueprint.get("/konten/schluessel")
@needs(Permission.MANAGE)
def show() -> AnyResponse:
    """The keys, and one that was made just now: that is shown once."""
    made = unseal(current_finder().settings.secret_key, str(session.pop(_KEY, "")))
    return _page(made=made)


@blueprint.post("/konten/schluessel")
@needs(Permission.MANAGE)
def send() -> AnyResponse:
    """Make a key."""
    name = request.form.get("name", "").strip()
    if not name:
        return _page(problem=_("Bitte angeben, wofür der Schlüssel ist."), status=400)
    key = add_key(current_finder(), name, current_account().email, *reason_and_request())
    session[_KEY] = seal(current_finder().settings.secret_key, key)
    return redirect(PAGE, 303)


@blueprint.post(f"/konten/schluessel/<int(max={MAX_ID}):key_id>/sperren")
@needs(Permission.MANAGE)
def send_revoke(key_id: int) -> AnyResponse:
    """Let a key be of no use any more."""
    revoke_key(current_finder(), key_id, current_account().email, *reason_and_request())
    flash(_("Der Schlüssel gilt nicht mehr."))
    return redirect(PAGE, 303)


def _page(made: str = "", problem: str = "", status: int = 200) -> AnyResponse:
    name = Field(
        "name",
        _("Wofür ist der Schlüssel?"),
        request.form.get("name", ""),
        hint=_("Zum Beispiel „Website der Stadt“."),
        problem=problem,
    )
    page = render_template("staff/account/keys.html", keys=list_keys(current_finder()), name=name, made=made)
    return make_response(page, status)
