"""Signing in with the password: the first of two steps.

Whoever asks learns nothing of who has an account: the answer, how long it takes, and how tries are counted
are the same with one and without.
"""

from __future__ import annotations

from typing import Final

from finder.actions.accounts.passwords import hash_password, is_outdated, is_password
from finder.actions.accounts.secrets import digest
from finder.actions.accounts.sessions import begin_session
from finder.actions.context import Finder
from finder.actions.senders import sender_of
from finder.clock import utc_now
from finder.domain.passwords import MAX_CHARACTERS
from finder.domain.text import clean
from finder.errors import FinderError
from finder.store import audit
from finder.store.account_rows import AccountRow
from finder.store.accounts import find_account
from finder.store.limits import Backoff, Limit, forget_failures, take_token, try_once

PER_SENDER: Final = Limit("sign-in", 60)
IN_ALL: Final = Limit("all sign-ins", 1_000)
PER_ACCOUNT: Final = Backoff("sign-in failures", n_free=5, first_s=30.0, longest_s=900.0)
"""A quarter of an hour at most: nobody can keep a clerk out for long who has only the mail address, and
a day of guessing is a hundred passwords.
"""

_NOBODY: Final = "guest"


class WrongPassword(FinderError):
    """The mail address or the password is not right, or the account is disabled; which, nobody is told."""

    def __init__(self) -> None:
        super().__init__("The mail address or the password is not right.")


def sign_in(finder: Finder, email: str, password: str, *, address: str, browser: str = "") -> str:
    """Begin a session by the password; gives its token. The session opens nothing before the second step.

    The password is checked between two transactions: that takes as long as it must, and nobody waits for
    the database meanwhile. Raises WrongPassword, TooMany and StoreDown.
    """
    email = clean(email).lower()
    key = digest(finder.settings.secret_key, "sign-in", email)
    found = _count(finder, email, key, address)
    is_right = is_password(found[1], password[: MAX_CHARACTERS + 1])
    with finder.database.change(email if is_right else _NOBODY) as session:
        row = session.get(AccountRow, found[0]) if is_right else None
        if row is not None and row.disabled_at is None and row.password_hash == found[1]:
            forget_failures(session, PER_ACCOUNT, key)
            if is_outdated(row.password_hash):
                row.password_hash = hash_password(password)
            return begin_session(finder, session, row, is_whole=False, browser=browser)
        audit.note(session, AccountRow.__tablename__, found[0], "sign_in_failed")
    raise WrongPassword


def _count(finder: Finder, email: str, key: str, address: str) -> tuple[int, str]:
    """Count the try; gives number and password hash of the account, 0 and "" without one."""
    now = utc_now()
    with finder.database.change(_NOBODY) as session:
        take_token(session, PER_SENDER, sender_of(finder, address, now.date()), now.timestamp())
        take_token(session, IN_ALL, "all", now.timestamp())
        try_once(session, PER_ACCOUNT, key, now.timestamp())
        row = find_account(session, email)
        is_there = row is not None and row.disabled_at is None
        return (row.id, row.password_hash) if row is not None and is_there else (0, "")
