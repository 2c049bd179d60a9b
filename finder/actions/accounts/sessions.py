"""Sessions of staff: begun at the sign-in, kept in the database, ended by themselves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.actions.accounts.secrets import digest, new_token
from finder.actions.context import Finder
from finder.clock import utc_now
from finder.domain.roles import Account
from finder.errors import NotFound
from finder.store import account_sessions, audit
from finder.store.account_rows import AccountRow, AccountSession

IDLE: Final = dt.timedelta(minutes=30)
"""A session that nobody uses for so long has ended."""

LONGEST: Final = dt.timedelta(hours=12)
"""Nobody stays signed in longer, whatever they do."""

_SEEN_EVERY: Final = dt.timedelta(minutes=1)
"""Not every page writes that the session is in use."""

_PURPOSE: Final = "session"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that goes on. It opens pages only when it `is_whole`: the second factor was given."""

    id: int
    account: Account
    is_whole: bool
    has_totp: bool
    has_passkey: bool
    created_at: dt.datetime
    note: dict[str, Any] = field(default_factory=dict)

    @property
    def has_factor(self) -> bool:
        """Whether the account has a second factor."""
        return self.has_totp or self.has_passkey

    @property
    def may_set_up(self) -> bool:
        """Whether a second factor may be added: one without the first is given by who has the password, any
        other by who has given both.
        """
        return self.is_whole or not self.has_factor


def begin_session(
    finder: Finder,
    session: Session,
    row: AccountRow,
    *,
    is_whole: bool,
    browser: str = "",
    created_at: dt.datetime | None = None,
) -> str:
    """Begin a session of an account in an open transaction; gives its token, which is kept nowhere. One that
    goes on under another token began when it did (`created_at`).
    """
    token, now = new_token(), utc_now()
    if is_whole and created_at is None:
        row.signed_in_at = now
        audit.note(session, AccountRow.__tablename__, row.id, "sign_in")
    session.add(
        AccountSession(
            account_id=row.id,
            token_hash=digest(finder.settings.secret_key, _PURPOSE, token),
            is_whole=is_whole,
            created_at=created_at or now,
            seen_at=now,
            browser=browser,
        )
    )
    return token


def continue_session(finder: Finder, session: Session, signed_in: SignedIn, row: AccountRow) -> str:
    """Go on with a whole session under a new token, in an open transaction; gives the token. The session
    before ends, and with it what somebody may know of it. Raises NotFound when that was ended meanwhile.
    """
    before = session.get(AccountSession, signed_in.id, with_for_update=True)
    if before is None:
        raise NotFound("The session has ended.")
    browser, began_at = before.browser, before.created_at if before.is_whole else None
    session.delete(before)
    return begin_session(finder, session, row, is_whole=True, browser=browser, created_at=began_at)


def find_session(finder: Finder, token: str) -> SignedIn | None:
    """The session of a token, unless it has ended; notes now and then that it is in use. Raises StoreDown."""
    if not token:
        return None
    token_hash = digest(finder.settings.secret_key, _PURPOSE, token)
    found = finder.database.newest(lambda connection: account_sessions.find_session(connection, token_hash))
    now = utc_now()
    if found is None or _has_ended(found[0], now):
        return None
    row, account = found
    if now - row.seen_at >= _SEEN_EVERY:
        _note_use(finder, row.id, account.email, now)
    return SignedIn(
        id=row.id,
        account=account,
        is_whole=row.is_whole,
        has_totp=row.has_totp,
        has_passkey=row.has_passkey,
        created_at=row.created_at,
        note=orjson.loads(row.note) if row.note else {},
    )


def _has_ended(row: account_sessions.FoundSession, now: dt.datetime) -> bool:
    return now - row.seen_at > IDLE or now - row.created_at > LONGEST


def _note_use(finder: Finder, session_id: int, email: str, now: dt.datetime) -> None:
    with finder.database.change(email) as session:
        session.execute(sa.update(AccountSession).where(AccountSession.id == session_id).values(seen_at=now))


def keep_note(finder: Finder, signed_in: SignedIn, note: dict[str, Any]) -> None:
    """Remember something between two pages of a session."""
    with finder.database.change(signed_in.account.email) as session:
        session.execute(
            sa.update(AccountSession)
            .where(AccountSession.id == signed_in.id)
            .values(note=orjson.dumps(note).decode() if note else "")
        )


def end_session(finder: Finder, signed_in: SignedIn) -> None:
    """End a session: sign out."""
    with finder.database.change(signed_in.account.email) as session:
        session.execute(sa.delete(AccountSession).where(AccountSession.id == signed_in.id))
        audit.note(session, AccountRow.__tablename__, signed_in.account.id, "sign_out")


def end_others(finder: Finder, signed_in: SignedIn) -> int:
    """End every other session of the same account; gives how many."""
    with finder.database.change(signed_in.account.email) as session:
        ended = account_sessions.end_sessions(session, signed_in.account.id, but=signed_in.id)
        audit.note(session, AccountRow.__tablename__, signed_in.account.id, "end_sessions", new=str(ended))
    return ended


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session in the list of one's own."""

    browser: str
    created_at: dt.datetime
    seen_at: dt.datetime
    is_current: bool


def own_sessions(finder: Finder, signed_in: SignedIn) -> list[OwnSession]:
    """The sessions of the same account that go on, the one used last first."""
    now = utc_now()
    with finder.database.read() as connection, Session(connection) as session:
        rows = account_sessions.sessions_of(session, signed_in.account.id)
    return [
        OwnSession(row.browser, row.created_at, row.seen_at, row.id == signed_in.id)
        for row in rows
        if now - row.seen_at <= IDLE and now - row.created_at <= LONGEST
    ]
