"""One's own account: a new password, and what there is to see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from finder.actions.accounts.links import check_password
from finder.actions.accounts.passwords import hash_password, is_password
from finder.actions.accounts.second_factor import PER_ACCOUNT
from finder.actions.accounts.sessions import SignedIn
from finder.actions.accounts.sign_in import WrongPassword
from finder.actions.context import Finder
from finder.clock import utc_now
from finder.store import audit, factors
from finder.store.account_links import drop_links
from finder.store.account_rows import AccountRow
from finder.store.account_sessions import end_sessions
from finder.store.accounts import get_account
from finder.store.limits import forget_failures, try_once


@dataclass(frozen=True, slots=True)
class OwnPasskey:
    """A passkey in the list of one's own."""

    id: int
    name: str
    created_at: dt.datetime
    used_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """What somebody can give as second factor."""

    has_app: bool
    passkeys: tuple[OwnPasskey, ...]
    n_codes: int

    @property
    def n(self) -> int:
        """How many there are, codes aside."""
        return self.has_app + len(self.passkeys)


def own_factors(finder: Finder, signed_in: SignedIn) -> Factors:
    """The second factors of an account. Raises StoreDown."""
    with finder.database.read() as connection, Session(connection) as session:
        row = get_account(session, signed_in.account.id)
        passkeys = factors.passkeys_of(session, row.id)
        return Factors(
            has_app=bool(row.totp_secret),
            passkeys=tuple(OwnPasskey(key.id, key.name, key.created_at, key.used_at) for key in passkeys),
            n_codes=factors.count_codes(session, row.id),
        )


def confirm_password(finder: Finder, signed_in: SignedIn, password: str) -> None:
    """Make sure that it is still the owner who sits there, before what a stolen session must not do. Raises
    WrongPassword and TooMany.
    """
    with finder.database.change(signed_in.account.email) as session:
        try_once(session, PER_ACCOUNT, str(signed_in.account.id), utc_now().timestamp())
        password_hash = get_account(session, signed_in.account.id).password_hash
    if not is_password(password_hash, password):
        raise WrongPassword
    with finder.database.change(signed_in.account.email) as session:
        forget_failures(session, PER_ACCOUNT, str(signed_in.account.id))


def change_password(finder: Finder, signed_in: SignedIn, password: str, new_password: str) -> None:
    """Set a new password in the place of the old one; every other session of the account ends. Raises
    WrongPassword, WeakPassword and TooMany.
    """
    account = signed_in.account
    check_password(finder, new_password, account.email, account.name)
    confirm_password(finder, signed_in, password)
    password_hash = hash_password(new_password)
    with finder.database.change(account.email) as session:
        row = get_account(session, account.id)
        row.password_hash = password_hash
        end_sessions(session, row.id, but=signed_in.id)
        drop_links(session, row.id)
        audit.note(session, AccountRow.__tablename__, row.id, "set_password")
