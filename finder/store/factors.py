"""Second factors of accounts: the time step of the app, recovery codes, passkeys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.store.account_rows import AccountRow, Passkey, RecoveryCode
from finder.store.base import n_changed


def use_step(session: Session, account_id: int, step: int) -> bool:
    """Take a time step of the app for used, in one statement; False when that, or a later one, was before."""
    later = sa.update(AccountRow).where(AccountRow.id == account_id, AccountRow.totp_step < step)
    return n_changed(session, later.values(totp_step=step)) > 0


def use_code(session: Session, account_id: int, code_hash: str) -> bool:
    """Take a recovery code for used, in one statement; False when the account has no such code (any more)."""
    is_meant = sa.and_(RecoveryCode.account_id == account_id, RecoveryCode.code_hash == code_hash)
    return n_changed(session, sa.delete(RecoveryCode).where(is_meant)) > 0


def replace_codes(session: Session, account_id: int, code_hashes: Iterable[str]) -> None:
    """Let these be the recovery codes of an account, and no others."""
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    session.add_all(RecoveryCode(account_id=account_id, code_hash=code_hash) for code_hash in code_hashes)


def count_codes(session: Session, account_id: int) -> int:
    """How many recovery codes of an account are left."""
    mine = sa.select(sa.func.count()).where(RecoveryCode.account_id == account_id)
    return session.execute(mine).scalar_one()


def passkeys_of(session: Session, account_id: int) -> Sequence[Passkey]:
    """The passkeys of an account, the oldest first."""
    return session.scalars(
        sa.select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.id)
    ).all()


def find_passkey(session: Session, account_id: int, credential: str) -> Passkey | None:
    """The passkey of an account with this credential number."""
    return session.scalar(
        sa.select(Passkey).where(Passkey.account_id == account_id, Passkey.credential == credential)
    )


def is_known_credential(session: Session, credential: str) -> bool:
    """Whether any account has a passkey with this number."""
    return bool(session.scalar(sa.select(sa.exists().where(Passkey.credential == credential))))


def note_use(passkey: Passkey, sign_count: int, now: dt.datetime) -> None:
    """Note that a passkey was used."""
    passkey.sign_count, passkey.used_at = sign_count, now


def with_passkey(session: Session) -> frozenset[int]:
    """The numbers of the accounts that have a passkey."""
    return frozenset(session.scalars(sa.select(Passkey.account_id).distinct()))


def drop_all(session: Session, account_id: int) -> None:
    """Remove passkeys and recovery codes of an account."""
    for table in (Passkey, RecoveryCode):
        session.execute(sa.delete(table).where(table.account_id == account_id))
