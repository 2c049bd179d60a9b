"""Finds, adds and changes accounts."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from finder.domain.account import ScopeKind
from finder.domain.roles import Account, Role, Scope
from finder.errors import NotFound
from finder.store.account_rows import AccountRole, AccountRow, AccountScope, Passkey


def find_account(session: Session, email: str) -> AccountRow | None:
    """The account with this mail address, however it is written."""
    return session.scalar(sa.select(AccountRow).where(AccountRow.email == email.strip().lower()))


def get_account(session: Session, account_id: int) -> AccountRow:
    """The account with this number; raises NotFound."""
    row = session.get(AccountRow, account_id)
    if row is None:
        raise NotFound("There is no such account.")
    return row


def add_account(session: Session, email: str, name: str, roles: Iterable[Role]) -> AccountRow:
    """Add an account without a password; flushed."""
    row = AccountRow(email=email.strip().lower(), name=name, handle=secrets.token_urlsafe(32))
    row.roles = [AccountRole(role=role) for role in sorted(set(roles))]
    session.add(row)
    session.flush()
    return row


def account_of(row: AccountRow) -> Account:
    """The account as the rest of the finder knows it."""
    scope = [(part.kind, part.value) for part in row.scope]
    return Account(
        id=row.id,
        email=row.email,
        name=row.name,
        roles=frozenset(part.role for part in row.roles),
        scope=Scope(
            organizations=frozenset(int(value) for kind, value in scope if kind == ScopeKind.ORGANIZATION),
            areas=frozenset(value for kind, value in scope if kind == ScopeKind.AREA),
        ),
    )


def set_roles(row: AccountRow, roles: Iterable[Role], scope: Scope) -> None:
    """Give an account these roles and bind it to this scope."""
    wanted = set(roles)
    row.roles = [part for part in row.roles if part.role in wanted] + [
        AccountRole(role=role) for role in sorted(wanted - {part.role for part in row.roles})
    ]
    values = {(ScopeKind.ORGANIZATION, str(number)) for number in scope.organizations}
    values |= {(ScopeKind.AREA, key) for key in scope.areas}
    row.scope = [part for part in row.scope if (part.kind, part.value) in values] + [
        AccountScope(kind=kind, value=value)
        for kind, value in sorted(values - {(part.kind, part.value) for part in row.scope})
    ]


def all_accounts(session: Session) -> Sequence[AccountRow]:
    """Every account with its roles and scope, by mail address."""
    loaded = selectinload(AccountRow.roles), selectinload(AccountRow.scope)
    return session.scalars(sa.select(AccountRow).options(*loaded).order_by(AccountRow.email)).all()


def n_other_admins(session: Session, account_id: int) -> int:
    """How many other accounts can manage accounts: enabled, and admin."""
    others = sa.select(sa.func.count()).select_from(AccountRow).join(AccountRole)
    return (
        session.scalar(
            others.where(
                AccountRow.id != account_id,
                AccountRow.disabled_at.is_(None),
                AccountRole.role == Role.ADMIN,
            )
        )
        or 0
    )


def has_factor(session: Session, row: AccountRow) -> bool:
    """Whether the account has a second factor."""
    return bool(row.totp_secret) or bool(session.scalar(sa.select(_has_passkey(row.id))))


def _has_passkey(account_id: int | sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    return sa.exists().where(Passkey.account_id == account_id)
