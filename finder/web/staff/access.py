"""Who may open a page of the staff: nobody, unless the view says which permission it asks for.

Every view below /staff carries the mark of `needs`, `for_half` or `for_guests`; `check_marks` refuses to
start a finder that has one without. The guard then decides before any view runs.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from flask import Blueprint, Flask, abort, current_app, g, make_response, redirect, render_template, request
from flask_wtf.csrf import generate_csrf, validate_csrf
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse
from wtforms import ValidationError

from finder.actions.accounts.sessions import SignedIn
from finder.domain.roles import Account, Permission
from finder.domain.text import clean
from finder.web.proposals.guard import refuse_other_sites
from finder.web.request_id import request_id
from finder.web.staff.paths import PREFIX, SECOND_FACTOR, SET_UP, SIGN_IN, is_staff
from finder.web.staff.session import read_session

log = logging.getLogger(__name__)

MAX_REASON = 500
MAX_ID = 2**31 - 1
"""No record has a higher number."""
CSRF_FIELD, CSRF_HEADER = "csrf_token", "X-CSRF-Token"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_MARK = "staff_needs"
_MAX_BYTES = "staff_max_bytes"


class Open(StrEnum):
    """Who opens a view that asks for no permission: everybody, or who has given the password already."""

    GUESTS = "guests"
    HALF = "half"


View = TypeVar("View", bound=Callable[..., object])


def init_app(app: Flask) -> None:
    """Guard everything below /staff, and give templates `account` and `csrf_field`."""
    app.before_request(_guard)
    app.after_request(_never_kept)
    app.context_processor(lambda: {"account": g.get("account")})
    app.add_template_global(csrf_field)


def staff_blueprint(name: str) -> Blueprint:
    """A blueprint below /staff."""
    return Blueprint(f"staff_{name}", __name__, url_prefix=PREFIX)


def needs(permission: Permission) -> Callable[[View], View]:
    """Mark a view: only an account with this permission may open it."""

    def marked(view: View) -> View:
        setattr(view, _MARK, permission)
        return view

    return marked


def for_guests(view: View) -> View:
    """Mark a view that is open to everybody, such as the sign-in."""
    setattr(view, _MARK, Open.GUESTS)
    return view


def for_half(view: View) -> View:
    """Mark a view that is open to who has given the password, though not the second factor yet."""
    setattr(view, _MARK, Open.HALF)
    return view


def takes_files(max_bytes: int) -> Callable[[View], View]:
    """Mark a view: its form may be so large, for whoever may open it only."""

    def marked(view: View) -> View:
        setattr(view, _MAX_BYTES, max_bytes)
        return view

    return marked


def check_marks(app: Flask) -> None:
    """Raises RuntimeError for a view below /staff that does not say who may open it."""
    for rule in app.url_map.iter_rules():
        if is_staff(rule.rule) and not hasattr(app.view_functions[rule.endpoint], _MARK):
            raise RuntimeError(f"{rule.rule} does not say which permission it needs")


def need_of(app: Flask, endpoint: str) -> Permission | Open:
    """What a view below /staff asks for."""
    mark: Permission | Open = getattr(app.view_functions[endpoint], _MARK)
    return mark


def current_account() -> Account:
    """Who is signed in; only for views that need a permission."""
    account: Account = g.account
    return account


def current_session() -> SignedIn:
    """The session of who is signed in or half way there; only for views that are no guest's."""
    signed_in: SignedIn = g.signed_in
    return signed_in


def reason_and_request() -> tuple[str, str]:
    """For `finder.database.change`: the reason that the form states, and the number of the request."""
    return clean(request.form.get("reason", ""))[:MAX_REASON], request_id()


def csrf_field() -> Markup:
    """The hidden field by which a form of ours is told from that of another site."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, generate_csrf())


def _guard() -> AnyResponse | None:
    if not is_staff(request.path) or request.endpoint is None:
        return None
    if any(isinstance(value, int) and value > MAX_ID for value in (request.view_args or {}).values()):
        abort(404)
    need = need_of(current_app, request.endpoint)
    signed_in = g.signed_in = read_session()
    is_open = signed_in is not None and signed_in.is_whole and signed_in.has_factor
    account = g.account = signed_in.account if signed_in and is_open else None
    if need is not Open.GUESTS and signed_in is None:
        return _to_sign_in()
    if isinstance(need, Permission) and account is not None and account.may(need):
        own = getattr(current_app.view_functions[request.endpoint], _MAX_BYTES, None)
        request.max_content_length = own or request.max_content_length
    if request.method not in _SAFE_METHODS:
        _refuse_forged()
    if need is Open.GUESTS or signed_in is None:
        return None
    return None if need is Open.HALF else _permit(need, account, signed_in)


def _permit(need: Permission, account: Account | None, signed_in: SignedIn) -> AnyResponse | None:
    if account is None:
        return redirect(SECOND_FACTOR if signed_in.has_factor else SET_UP, 303)
    if not account.may(need):
        log.warning("a page was refused to a role", extra={"method": request.method, "status": 403})
        abort(403)
    return None


def _refuse_forged() -> None:
    refuse_other_sites()
    try:
        validate_csrf(request.form.get(CSRF_FIELD) or request.headers.get(CSRF_HEADER))
    except ValidationError:
        abort(400)


def _to_sign_in() -> AnyResponse:
    """To the sign-in and back. A form whose session has ended is kept in a page from which it can be sent
    once more, after signing in in another window; but files must be chosen again.
    """
    if request.method in _SAFE_METHODS:
        target = request.full_path.rstrip("?")
        return redirect(f"{SIGN_IN}?{urlencode({'next': target})}", 303)
    refuse_other_sites()
    fields = [(name, value) for name, values in request.form.lists() for value in values]
    page = render_template("staff/session_ended.html", fields=fields, n_files=len(request.files))
    return make_response(page, 401)


def _never_kept(response: AnyResponse) -> AnyResponse:
    if is_staff(request.path):
        response.headers["Cache-Control"] = "no-store"
    return response
