"""A site with people of the staff who are signed in, for tests of their pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from itsdangerous import URLSafeTimedSerializer
from page import CheckedClient
from werkzeug.test import TestResponse

from finder.actions.accounts.secrets import seal
from finder.actions.accounts.sessions import begin_session
from finder.actions.context import Finder
from finder.domain.roles import Role, Scope
from finder.store.account_rows import AccountRow
from finder.store.accounts import add_account, find_account, set_roles
from finder.web.staff.session import COOKIE, csrf_value

SECRET = "s" * 40
TOTP = "JBSWY3DPEHPK3PXP" * 2
"""The secret of the authenticator app of every account."""

EVERYTHING = Scope()


class StaffClient(CheckedClient):
    """A client that is signed in and sends its forms as a browser does: with the token of the session, unless
    `forged` is true.
    """

    csrf_token = ""

    def open(self, *args: Any, forged: bool = False, **kwargs: Any) -> TestResponse:
        if not forged and kwargs.get("method", "GET") not in ("GET", "HEAD"):
            kwargs["headers"] = {"X-CSRF-Token": self.csrf_token, **dict(kwargs.get("headers") or {})}
        return super().open(*args, **kwargs)


@dataclass(frozen=True, slots=True)
class StaffSite:
    """A site with offers, by short names in `ids`, and an account of each role."""

    finder: Finder
    new_client: Callable[[], StaffClient]
    ids: dict[str, int]

    @property
    def guest(self) -> StaffClient:
        """Somebody who is not signed in, with the token of a guest's form."""
        client = self.new_client()
        client.csrf_token = _csrf_token("guest")
        return client

    def as_role(self, role: str, scope: Scope = EVERYTHING) -> StaffClient:
        """Somebody with this role, signed in: a real account and a real session of it."""
        token = self.session_of(role, scope)
        client = self.new_client()
        client.set_cookie(COOKIE, token, path="/staff")
        with self.finder.database.change("test") as session:
            client.csrf_token = _csrf_token(csrf_value(SECRET, self._account(session, role).id))
        return client

    def session_of(self, role: str, scope: Scope = EVERYTHING) -> str:
        """The token of a new session of the account with this role, `<role>@example.org`."""
        with self.finder.database.change("test") as session:
            row = self._account(session, role)
            set_roles(row, [Role(role)], scope)
            return begin_session(self.finder, session, row, is_whole=True)

    def _account(self, session: Any, role: str) -> AccountRow:
        email = f"{role}@example.org"
        row = find_account(session, email) or add_account(session, email, role.title(), [Role(role)])
        row.totp_secret = row.totp_secret or seal(SECRET, TOTP)
        return row


def _csrf_token(made_of: str) -> str:
    return str(URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(made_of))
