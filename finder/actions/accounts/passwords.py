"""Passwords: hashed with argon2id, checked, and rehashed when what is advised has changed."""

from __future__ import annotations

from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from finder.domain.passwords import normalized

_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""argon2id as the OWASP Password Storage Cheat Sheet has it: 19 MiB, two passes, one lane."""

_NOBODYS: Final = _HASHER.hash("nobody's")
"""What is checked when there is no account, so that the answer takes as long."""


def hash_password(password: str) -> str:
    """The hash of a password; it holds its salt and how it was made. About 30 ms."""
    return _HASHER.hash(normalized(password))


def is_password(password_hash: str, password: str) -> bool:
    """Whether it is the password of a hash; takes as long with "" for one that nobody has."""
    try:
        return _HASHER.verify(password_hash or _NOBODYS, normalized(password)) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made in another way than is advised now."""
    return _HASHER.check_needs_rehash(password_hash)
