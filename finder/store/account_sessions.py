"""Keeps the sessions of accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.domain.account import ScopeKind
from finder.domain.roles import Account, Role, Scope
from finder.store.account_rows import AccountRole, AccountRow, AccountScope, AccountSession, Passkey
from finder.store.base import n_changed


class FoundSession(NamedTuple):
    """A session with whose it is."""

    id: int
    is_whole: bool
    created_at: dt.datetime
    seen_at: dt.datetime
    note: str
    account_id: int
    email: str
    name: str
    has_totp: bool
    has_passkey: bool


def find_session(connection: sa.Connection, token_hash: str) -> tuple[FoundSession, Account] | None:
    """The session with this token and its account, unless that is disabled; one statement, then one each
    for roles and scope.
    """
    row = connection.execute(
        sa.select(
            AccountSession.id,
            AccountSession.is_whole,
            AccountSession.created_at,
            AccountSession.seen_at,
            AccountSession.note,
            AccountSession.account_id,
            AccountRow.email,
            AccountRow.name,
            AccountRow.totp_secret != "",
            sa.exists().where(Passkey.account_id == AccountRow.id),
        )
        .join(AccountRow, AccountRow.id == AccountSession.account_id)
        .where(AccountSession.token_hash == token_hash, AccountRow.disabled_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    found = FoundSession._make(row)
    return found, _account(connection, found)


def _account(connection: sa.Connection, found: FoundSession) -> Account:
    roles = connection.scalars(sa.select(AccountRole.role).where(AccountRole.account_id == found.account_id))
    bound = connection.execute(
        sa.select(AccountScope.kind, AccountScope.value).where(AccountScope.account_id == found.account_id)
    )
    scope: dict[ScopeKind, set[str]] = {kind: set() for kind in ScopeKind}
    for kind, value in bound:
        scope[kind].add(value)
    return Account(
        id=found.account_id,
        email=found.email,
        name=found.name,
        roles=frozenset(map(Role, roles)),
        scope=Scope(
            organizations=frozenset(map(int, scope[ScopeKind.ORGANIZATION])),
            areas=frozenset(scope[ScopeKind.AREA]),
        ),
    )


def sessions_of(session: Session, account_id: int) -> Sequence[AccountSession]:
    """The sessions of an account, the one used last first."""
    return session.scalars(
        sa.select(AccountSession)
        .where(AccountSession.account_id == account_id)
        .order_by(AccountSession.seen_at.desc(), AccountSession.id.desc())
    ).all()


def end_sessions(session: Session, account_id: int, *, but: int = 0) -> int:
    """End every session of an account but one; gives how many."""
    return n_changed(
        session,
        sa.delete(AccountSession).where(AccountSession.account_id == account_id, AccountSession.id != but),
    )


def drop_ended(session: Session, idle_since: dt.datetime, began_before: dt.datetime) -> int:
    """Remove the sessions that nobody has used since a moment, or that began too long ago; gives how many."""
    return n_changed(
        session,
        sa.delete(AccountSession).where(
            (AccountSession.seen_at < idle_since) | (AccountSession.created_at < began_before)
        ),
    )
