"""What the finder draws, digests and seals for accounts, all with its one secret."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet, InvalidToken

TOKEN_BYTES = 32


def new_token() -> str:
    """A token that nobody guesses, fit for addresses and cookies: 256 bits, base64url."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(secret_key: str, purpose: str, text: str) -> str:
    """What is kept of a secret that the finder has drawn: a keyed hash that only this purpose has."""
    return hmac.new(secret_key.encode(), f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def seal(secret_key: str, text: str) -> str:
    """The text so that only who has the secret key can read it (for what must be read again)."""
    return _cipher(secret_key).encrypt(text.encode()).decode()


def unseal(secret_key: str, sealed: str) -> str:
    """The text that was sealed; "" when there is none, or another secret key sealed it."""
    try:
        return _cipher(secret_key).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


def _cipher(secret_key: str) -> Fernet:
    key = hmac.new(secret_key.encode(), b"seal", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))
