"""The second step of signing in, by the code of an app or a recovery code, and how these are set up.

Whatever is done here for a session that was not whole ends it and begins a whole one with a new token.
"""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from typing import Final

import pyotp
from sqlalchemy.orm import Session

from finder.actions.accounts.secrets import digest, seal, unseal
from finder.actions.accounts.sessions import SignedIn, continue_session
from finder.actions.context import Finder
from finder.clock import utc_now
from finder.errors import FinderError
from finder.store import audit, factors
from finder.store.account_rows import AccountRow
from finder.store.accounts import get_account, has_factor
from finder.store.limits import Backoff, forget_failures, try_once

STEP_S: Final = 30
DRIFT_STEPS: Final = 1
"""A clock may be wrong by half a minute (RFC 6238, 5.2)."""

N_CODES: Final = 10
_CODE_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters and digits that look alike."""

PER_ACCOUNT: Final = Backoff("second factor failures", n_free=5, first_s=30.0, longest_s=900.0)


class WrongCode(FinderError):
    """The code is not right, or was used before."""

    def __init__(self) -> None:
        super().__init__("The code is not right, or was used before.")


def new_totp_secret() -> str:
    """A secret for an app: 160 random bits, base32."""
    return pyotp.random_base32()


def totp_address(secret: str, email: str, issuer: str) -> str:
    """The `otpauth:` address that an app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def set_up_totp(finder: Finder, signed_in: SignedIn, secret: str, code: str) -> str:
    """Let the app with this secret be a second factor, once it has given a right code; gives the token of the
    session with which to go on. Raises WrongCode and TooMany.
    """
    if not signed_in.may_set_up:
        raise WrongCode
    _count_try(finder, signed_in)
    with finder.database.change(signed_in.account.email) as session:
        step = _step_of(secret, code, utc_now())
        if step is None:
            raise WrongCode
        row = get_account(session, signed_in.account.id)
        refuse_late(session, signed_in, row)
        row.totp_secret, row.totp_step = seal(finder.settings.secret_key, secret), step
        audit.note(session, AccountRow.__tablename__, row.id, "add_factor", "totp")
        return succeed(finder, session, signed_in, row)


def give_totp(finder: Finder, signed_in: SignedIn, code: str) -> str:
    """Go on with the code of the app, which is right once; gives the token of the whole session. Raises
    WrongCode and TooMany.
    """
    _count_try(finder, signed_in)
    with finder.database.change(signed_in.account.email) as session:
        row = get_account(session, signed_in.account.id)
        step = _step_of(unseal(finder.settings.secret_key, row.totp_secret), code, utc_now())
        if step is not None and factors.use_step(session, row.id, step):
            return succeed(finder, session, signed_in, row)
    raise _failed(finder, signed_in, "totp")


def give_recovery_code(finder: Finder, signed_in: SignedIn, code: str) -> str:
    """Go on with a recovery code, which is gone then; gives the token of the whole session. Raises WrongCode
    and TooMany.
    """
    _count_try(finder, signed_in)
    with finder.database.change(signed_in.account.email) as session:
        row = get_account(session, signed_in.account.id)
        if factors.use_code(session, row.id, _code_hash(finder, row.id, code)):
            audit.note(session, AccountRow.__tablename__, row.id, "use_recovery_code")
            return succeed(finder, session, signed_in, row)
    raise _failed(finder, signed_in, "recovery_code")


def new_recovery_codes(finder: Finder, signed_in: SignedIn) -> list[str]:
    """Ten codes such as `k3m9x-7qpwd` in the place of those that are left; only hashes of them are kept."""
    codes = ["-".join(_random_letters(5) for _part in range(2)) for _code in range(N_CODES)]
    number = signed_in.account.id
    with finder.database.change(signed_in.account.email) as session:
        factors.replace_codes(session, number, [_code_hash(finder, number, code) for code in codes])
        audit.note(session, AccountRow.__tablename__, number, "renew_recovery_codes")
    return codes


def remove_totp(finder: Finder, signed_in: SignedIn) -> None:
    """Let the app no longer be a second factor; nothing happens when it is the only one."""
    with finder.database.change(signed_in.account.email) as session:
        row = get_account(session, signed_in.account.id)
        if row.totp_secret and factors.passkeys_of(session, row.id):
            row.totp_secret = ""
            audit.note(session, AccountRow.__tablename__, row.id, "remove_factor", "totp")


def refuse_late(session: Session, signed_in: SignedIn, row: AccountRow) -> None:
    """Raises WrongCode for a first factor when another one was set up since the session was read."""
    if not signed_in.is_whole and has_factor(session, row):
        raise WrongCode


def succeed(finder: Finder, session: Session, signed_in: SignedIn, row: AccountRow) -> str:
    """Forget failures and go on with a whole session, in an open transaction; gives its token."""
    forget_failures(session, PER_ACCOUNT, str(row.id))
    return continue_session(finder, session, signed_in, row)


def _count_try(finder: Finder, signed_in: SignedIn) -> None:
    with finder.database.change(signed_in.account.email) as session:
        try_once(session, PER_ACCOUNT, str(signed_in.account.id), utc_now().timestamp())


def _failed(finder: Finder, signed_in: SignedIn, factor: str) -> WrongCode:
    with finder.database.change(signed_in.account.email) as session:
        audit.note(session, AccountRow.__tablename__, signed_in.account.id, "factor_failed", factor)
    return WrongCode()


def _step_of(secret: str, code: str, now: dt.datetime) -> int | None:
    """The time step of which this is the code, the present one or a neighbour; None for a wrong code."""
    plain = "".join(code.split())
    if not secret or len(plain) != 6 or not plain.isascii() or not plain.isdigit():
        return None
    totp, present = pyotp.TOTP(secret), int(now.timestamp()) // STEP_S
    steps = range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1)
    return next((step for step in steps if hmac.compare_digest(totp.generate_otp(step), plain)), None)


def _code_hash(finder: Finder, account_id: int, code: str) -> str:
    """What is kept of a code, however it is typed."""
    plain = "".join(letter for letter in code.casefold() if letter.isalnum())
    return digest(finder.settings.secret_key, f"recovery {account_id}", plain)


def _random_letters(n: int) -> str:
    return "".join(secrets.choice(_CODE_LETTERS) for _letter in range(n))
