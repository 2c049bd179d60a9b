"""Passkeys (WebAuthn) as second factor: what the browser is asked, and whether its answer is right.

`Site` says for which host they are. The challenge is kept in the session between question and answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import orjson
import webauthn
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from finder.actions.accounts.second_factor import WrongCode, refuse_late, succeed
from finder.actions.accounts.sessions import SignedIn
from finder.actions.context import Finder
from finder.clock import utc_now
from finder.store import audit, factors
from finder.store.account_rows import AccountRow, Passkey
from finder.store.accounts import get_account

_VERIFY: Final = UserVerificationRequirement.PREFERRED
"""A second factor beside the password: a key without its own PIN will do."""

_REFUSED: Final = (WebAuthnException, ValueError, KeyError, TypeError)
"""What the library raises for an answer that is wrong, or is none."""


@dataclass(frozen=True, slots=True)
class Site:
    """The host that passkeys belong to, its name for people, and the origin of its pages."""

    host: str
    name: str
    origin: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a browser is asked (WebAuthn's JSON), and the challenge (base64url) to keep until the answer."""

    options: dict[str, Any]
    challenge: str


def ask_for_new(finder: Finder, signed_in: SignedIn, site: Site) -> Question:
    """The question for a new passkey; a device that has one of the account already does not make another."""
    with finder.database.read() as connection, Session(connection) as session:
        row = get_account(session, signed_in.account.id)
        known = factors.passkeys_of(session, row.id)
        options = webauthn.generate_registration_options(
            rp_id=site.host,
            rp_name=site.name,
            user_id=base64url_to_bytes(row.handle),
            user_name=row.email,
            user_display_name=row.name,
            exclude_credentials=[_descriptor(passkey) for passkey in known],
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=_VERIFY
            ),
        )
    return Question(orjson.loads(webauthn.options_to_json(options)), bytes_to_base64url(options.challenge))


def add_passkey(
    finder: Finder, signed_in: SignedIn, site: Site, challenge: str, answer: str, name: str
) -> str:
    """Let a new passkey be a second factor; gives the token of the session with which to go on. Raises
    WrongCode.
    """
    if not signed_in.may_set_up:
        raise WrongCode
    try:
        checked = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
        )
    except _REFUSED as error:
        raise WrongCode from error
    with finder.database.change(signed_in.account.email) as session:
        row = get_account(session, signed_in.account.id)
        refuse_late(session, signed_in, row)
        credential = bytes_to_base64url(checked.credential_id)
        if factors.is_known_credential(session, credential):
            raise WrongCode
        session.add(
            Passkey(
                account_id=row.id,
                credential=credential,
                key=checked.credential_public_key,
                sign_count=checked.sign_count,
                name=name,
            )
        )
        audit.note(session, AccountRow.__tablename__, row.id, "add_factor", "passkey", new=name)
        return succeed(finder, session, signed_in, row)


def ask_for_known(finder: Finder, signed_in: SignedIn, site: Site) -> Question | None:
    """The question for a passkey of the account; None when it has none."""
    with finder.database.read() as connection, Session(connection) as session:
        known = factors.passkeys_of(session, signed_in.account.id)
    if not known:
        return None
    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        allow_credentials=[_descriptor(passkey) for passkey in known],
        user_verification=_VERIFY,
    )
    return Question(orjson.loads(webauthn.options_to_json(options)), bytes_to_base64url(options.challenge))


def give_passkey(finder: Finder, signed_in: SignedIn, site: Site, challenge: str, answer: str) -> str:
    """Go on with a passkey; gives the token of the whole session. A counter that does not go forward is that
    of a copied key and refused (WebAuthn, 6.1.1). Raises WrongCode.
    """
    with finder.database.change(signed_in.account.email) as session:
        row = get_account(session, signed_in.account.id)
        try:
            passkey = factors.find_passkey(session, row.id, parse_authentication_credential_json(answer).id)
            if passkey is None:
                raise WrongCode
            checked = webauthn.verify_authentication_response(
                credential=answer,
                expected_challenge=base64url_to_bytes(challenge),
                expected_rp_id=site.host,
                expected_origin=site.origin,
                credential_public_key=passkey.key,
                credential_current_sign_count=passkey.sign_count,
            )
        except _REFUSED as error:
            raise WrongCode from error
        factors.note_use(passkey, checked.new_sign_count, utc_now())
        return succeed(finder, session, signed_in, row)


def remove_passkey(finder: Finder, signed_in: SignedIn, passkey_id: int) -> None:
    """Let a passkey no longer be a second factor; nothing happens when it is the only one."""
    with finder.database.change(signed_in.account.email) as session:
        row = get_account(session, signed_in.account.id)
        passkeys = factors.passkeys_of(session, row.id)
        going = [passkey for passkey in passkeys if passkey.id == passkey_id]
        if going and (row.totp_secret or len(passkeys) > 1):
            session.delete(going[0])
            audit.note(session, AccountRow.__tablename__, row.id, "remove_factor", "passkey", going[0].name)


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.credential))
