"""Keeps the links by which somebody sets a password."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.domain.account import LinkKind
from finder.store.account_rows import AccountLink, AccountRow
from finder.store.base import n_changed


def replace_link(
    session: Session, account_id: int, kind: LinkKind, token_hash: str, ends_at: dt.datetime
) -> None:
    """Let this be the link of an account, and no other."""
    drop_links(session, account_id)
    session.add(AccountLink(account_id=account_id, kind=kind, token_hash=token_hash, ends_at=ends_at))


def find_link(session: Session, token_hash: str, now: dt.datetime) -> tuple[AccountLink, AccountRow] | None:
    """The link with this token and its account, unless it has ended or the account is disabled."""
    found = session.execute(
        sa.select(AccountLink, AccountRow)
        .join(AccountRow, AccountRow.id == AccountLink.account_id)
        .where(
            AccountLink.token_hash == token_hash, AccountLink.ends_at > now, AccountRow.disabled_at.is_(None)
        )
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def use_link(session: Session, link_id: int) -> bool:
    """Take a link for used, in one statement; False when somebody has used it meanwhile."""
    return n_changed(session, sa.delete(AccountLink).where(AccountLink.id == link_id)) > 0


def drop_links(session: Session, account_id: int) -> None:
    """Let an account have no link."""
    session.execute(sa.delete(AccountLink).where(AccountLink.account_id == account_id))


def drop_ended_links(session: Session, now: dt.datetime) -> int:
    """Remove the links that nobody can use any more; gives how many."""
    return n_changed(session, sa.delete(AccountLink).where(AccountLink.ends_at <= now))
