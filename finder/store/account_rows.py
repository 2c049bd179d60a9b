"""Tables of the people who work with the entries: accounts, how they sign in, their sessions and keys.

No secret is kept in clear: passwords as argon2id, everything that the finder itself has drawn (tokens of
sessions and links, recovery codes, API keys) as a digest, TOTP secrets encrypted.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from finder.clock import utc_now
from finder.domain.account import LinkKind, ScopeKind
from finder.domain.roles import Role
from finder.store.base import Base, Identified, choice, optional_text


def _owner() -> Mapped[int]:
    """The account that something belongs to, and with which it goes."""
    return mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"), index=True)


class AccountRow(Identified, Base):
    """Somebody who may sign in. `email` is in lower case; a password hash of "" is none yet.

    `totp_step` is the time step of the last accepted code, so that none is accepted twice. `handle` is what
    passkeys know the account by; it tells nothing about it.
    """

    __tablename__ = "account"

    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    handle: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str] = optional_text()
    totp_secret: Mapped[str] = optional_text()
    totp_step: Mapped[int] = mapped_column(sa.BigInteger(), default=0, server_default=sa.text("0"))
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    signed_in_at: Mapped[dt.datetime | None]
    disabled_at: Mapped[dt.datetime | None]

    roles: Mapped[list[AccountRole]] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    scope: Mapped[list[AccountScope]] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class AccountRole(Base):
    """A role of an account."""

    __tablename__ = "account_role"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(choice(Role), primary_key=True)


class AccountScope(Base):
    """What an editor is bound to: the number of an organization, or the key of an area (AGS)."""

    __tablename__ = "account_scope"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[ScopeKind] = mapped_column(choice(ScopeKind), primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)


class AccountSession(Identified, Base):
    """A session of somebody who has given the password; `is_whole` once the second factor was given, too.

    `note` is what the server remembers between two pages, as JSON. `browser` names the session in the list
    of one's own.
    """

    __tablename__ = "account_session"

    account_id: Mapped[int] = _owner()
    token_hash: Mapped[str] = mapped_column(unique=True)
    is_whole: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    seen_at: Mapped[dt.datetime] = mapped_column(default=utc_now, index=True)
    browser: Mapped[str] = optional_text()
    note: Mapped[str] = optional_text()


class Passkey(Identified, Base):
    """A WebAuthn credential of an account; `key` is its public key (COSE), `credential` its number."""

    __tablename__ = "passkey"

    account_id: Mapped[int] = _owner()
    credential: Mapped[str] = mapped_column(unique=True)
    key: Mapped[bytes] = mapped_column(sa.LargeBinary())
    sign_count: Mapped[int] = mapped_column(sa.BigInteger(), default=0, server_default=sa.text("0"))
    name: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    used_at: Mapped[dt.datetime | None]


class RecoveryCode(Identified, Base):
    """A code that replaces the second factor once."""

    __tablename__ = "recovery_code"
    __table_args__ = (sa.UniqueConstraint("account_id", "code_hash"),)

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"))
    code_hash: Mapped[str]


class AccountLink(Identified, Base):
    """A link by which somebody sets a password once: an invitation or, made by an admin, a reset."""

    __tablename__ = "account_link"

    account_id: Mapped[int] = _owner()
    kind: Mapped[LinkKind] = mapped_column(choice(LinkKind))
    token_hash: Mapped[str] = mapped_column(unique=True)
    ends_at: Mapped[dt.datetime] = mapped_column(index=True)


class ApiKey(Identified, Base):
    """A key for programs that read; it may do nothing that a guest may not, but more often. Without a quota
    of its own for bulk answers it has that of the settings.
    """

    __tablename__ = "api_key"

    name: Mapped[str]
    key_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    created_by: Mapped[str]
    used_on: Mapped[dt.date | None]
    revoked_at: Mapped[dt.datetime | None]
    bulk_per_hour: Mapped[int | None]
    bulk_per_day: Mapped[int | None]


ACCOUNT_TABLES = (
    AccountRow,
    AccountRole,
    AccountScope,
    AccountSession,
    Passkey,
    RecoveryCode,
    AccountLink,
    ApiKey,
)
"""All of them."""
