"""Flask's session for the pages of the staff: kept in the database, named by a cookie that only they get.

Guests get no cookie: theirs is a session that nobody keeps.
"""

from __future__ import annotations

from typing import Any, Final, cast

from flask import Flask, Request, Response, g, request
from flask import session as flask_session
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from finder.actions.accounts.secrets import digest
from finder.actions.accounts.sessions import LONGEST, SignedIn, end_session, find_session, keep_note
from finder.web.current import current_finder
from finder.web.staff.paths import PREFIX, is_staff

COOKIE: Final = "finder_staff"
_CSRF: Final = "csrf_token"
"""Flask-WTF's name for what its tokens are made of. It follows from the account and is not kept."""


class StaffSession(CallbackDict[str, Any], SessionMixin):
    """What the server remembers of a session; `signed_in` says whose it is, None for a guest."""

    def __init__(self, token: str = "") -> None:
        self.token = token
        self.signed_in: SignedIn | None = None
        super().__init__({_CSRF: "guest"}, _note_change)
        self.modified = False

    def load(self) -> None:
        """Read it from the database. Raises StoreDown."""
        finder = current_finder()
        self.signed_in = find_session(finder, self.token)
        self.clear()
        if self.signed_in:
            self.update(self.signed_in.note)
            self[_CSRF] = csrf_value(finder.settings.secret_key, self.signed_in.account.id)
        else:
            self[_CSRF] = "guest"
        self.modified = False

    @property
    def note(self) -> dict[str, Any]:
        """What is kept of it."""
        return {name: value for name, value in self.items() if name != _CSRF}


def csrf_value(secret_key: str, account_id: int) -> str:
    """What the tokens of an account's forms are made of. It is the same in its next session, so that a form
    that was open while a session ended can be sent in the next.
    """
    return digest(secret_key, "csrf", str(account_id))


def _note_change(session: StaffSession) -> None:
    session.modified = True


class StaffSessions(SessionInterface):
    """Opens and keeps the sessions of pages below /staff."""

    def open_session(self, app: Flask, request: Request) -> StaffSession:
        """The session of a request; it is read when the guard calls for it."""
        return StaffSession(request.cookies.get(COOKIE, "") if is_staff(request.path) else "")

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep what has changed, and tell the browser of a session that began or has ended."""
        if not isinstance(session, StaffSession) or not is_staff(request.path):
            return
        if session.signed_in and session.modified:
            keep_note(current_finder(), session.signed_in, session.note)
        sent = request.cookies.get(COOKIE, "")
        is_secure = request.is_secure
        if session.signed_in and session.token != sent:
            response.set_cookie(
                COOKIE, session.token, LONGEST, path=PREFIX, httponly=True, secure=is_secure, samesite="Lax"
            )
        elif sent and not session.signed_in and g.get("session_is_read"):
            response.delete_cookie(COOKIE, path=PREFIX, httponly=True, secure=is_secure, samesite="Lax")


def init_app(app: Flask) -> None:
    """Let the pages of the staff have sessions."""
    app.session_interface = StaffSessions()
    # A form may be open for as long as somebody works on it; the token belongs to the account.
    app.config["WTF_CSRF_TIME_LIMIT"] = None


def _session() -> StaffSession:
    """The session of the request."""
    return cast("StaffSession", flask_session._get_current_object())  # type: ignore[attr-defined]  # it is a proxy


def read_session() -> SignedIn | None:
    """Read the session of the request; gives who is signed in. Raises StoreDown."""
    session = _session()
    session.load()
    g.session_is_read = True
    return session.signed_in


def replace_with(token: str) -> None:
    """Go on with the session of somebody who has just signed in; one that there was in this browser ends."""
    before = _session().signed_in
    if before is not None:
        end_session(current_finder(), before)
    take_over(token)


def take_over(token: str) -> SignedIn | None:
    """Go on with another session, which has just begun; "" with none. The browser is told at the end."""
    session = _session()
    session.token = token
    return read_session()
