"""Accounts as admins see and manage them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from finder.actions.accounts.links import address_of, new_link
from finder.actions.context import Finder
from finder.actions.outbox import queue_mail
from finder.clock import utc_now
from finder.domain.account import LinkKind
from finder.domain.mail import usable_address
from finder.domain.roles import Account, Role, Scope
from finder.domain.text import clean
from finder.errors import BadInput, FinderError
from finder.store import accounts as store
from finder.store import audit, factors
from finder.store.account_links import drop_links
from finder.store.account_rows import AccountRow
from finder.store.account_sessions import end_sessions
from finder.store.runs import take_turn

MAX_NAME: Final = 100
_TABLE: Final = AccountRow.__tablename__


class Known(FinderError):
    """There is an account with this mail address already."""

    def __init__(self, email: str) -> None:
        super().__init__(f"There is an account with the mail address {email} already.")


class LastAdmin(FinderError):
    """Nobody could manage accounts any more."""

    def __init__(self) -> None:
        super().__init__("This is the last admin; make somebody else one first.")


class AccountState(StrEnum):
    """How far an account has come."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class By:
    """Who manages an account, why, and in which request; `site` is the address of links."""

    actor: str
    site: str
    reason: str = ""
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """The words of a mail with a link, in a language; `%(link)s` in the text is its address, `%(name)s` who
    gets it.
    """

    subject: str
    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class Person:
    """An account in the list."""

    account: Account
    state: AccountState
    has_factor: bool
    signed_in_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an account should be."""

    email: str
    name: str
    roles: frozenset[Role]
    scope: Scope = field(default_factory=Scope)


def list_people(finder: Finder) -> list[Person]:
    """Every account, by mail address. Raises StoreDown."""
    with finder.database.read() as connection, Session(connection) as session:
        with_passkey = factors.with_passkey(session)
        return [_person(row, row.id in with_passkey) for row in store.all_accounts(session)]


def get_person(finder: Finder, account_id: int) -> Person:
    """One account. Raises NotFound and StoreDown."""
    with finder.database.read() as connection, Session(connection) as session:
        row = store.get_account(session, account_id)
        return _person(row, row.id in factors.with_passkey(session))


def invite(finder: Finder, wanted: Wanted, by: By, mail: Mail | None = None) -> str:
    """Add an account and make its invitation; gives the address of the link, which is kept nowhere. With a
    mail it is sent, too. Raises BadInput for what is no mail address, and Known.
    """
    email = usable_address(wanted.email).lower()
    if not email:
        raise BadInput("email", wanted.email, "one mail address")
    with finder.database.change(by.actor, by.reason, by.request_id) as session:
        take_turn(session)
        if store.find_account(session, email) is not None:
            raise Known(email)
        row = store.add_account(session, email, clean(wanted.name)[:MAX_NAME], wanted.roles)
        store.set_roles(row, wanted.roles, wanted.scope)
        audit.note(session, _TABLE, row.id, "invite", "roles", new=_words(row))
        return _link(finder, session, row, LinkKind.INVITATION, by, mail)


def change_person(finder: Finder, account_id: int, wanted: Wanted, by: By) -> None:
    """Give an account another name, other roles, another scope; its mail address stays. Raises NotFound and
    LastAdmin.
    """

    def change(session: Session, row: AccountRow) -> None:
        before = _words(row)
        row.name = clean(wanted.name)[:MAX_NAME]
        store.set_roles(row, wanted.roles, wanted.scope)
        audit.note(session, _TABLE, row.id, "change_roles", "roles", before, _words(row))

    _manage(finder, account_id, by, change, takes_admin=Role.ADMIN not in wanted.roles)


def disable(finder: Finder, account_id: int, by: By) -> None:
    """Let nobody sign in with an account, and end its sessions at once. Raises NotFound and LastAdmin."""

    def change(session: Session, row: AccountRow) -> None:
        row.disabled_at = row.disabled_at or utc_now()
        end_sessions(session, row.id)
        drop_links(session, row.id)
        audit.note(session, _TABLE, row.id, "disable")

    _manage(finder, account_id, by, change, takes_admin=True)


def enable(finder: Finder, account_id: int, by: By) -> None:
    """Let an account be used again, with its password and second factor. Raises NotFound."""

    def change(session: Session, row: AccountRow) -> None:
        row.disabled_at = None
        audit.note(session, _TABLE, row.id, "enable")

    _manage(finder, account_id, by, change)


def reset_password(finder: Finder, account_id: int, by: By, mail: Mail | None = None) -> str:
    """Make a link to set a new password (or to accept the invitation, while there is none); gives its
    address. The password that there is holds until then. Raises NotFound.
    """
    made: list[str] = []

    def change(session: Session, row: AccountRow) -> None:
        kind = LinkKind.RESET if row.password_hash else LinkKind.INVITATION
        audit.note(session, _TABLE, row.id, "reset_password")
        made.append(_link(finder, session, row, kind, by, mail))

    _manage(finder, account_id, by, change)
    return made[0]


def reset_factors(finder: Finder, account_id: int, by: By) -> None:
    """Take the second factors from an account whose owner has lost them all, and end its sessions: the next
    sign-in sets up a new one. Raises NotFound.
    """

    def change(session: Session, row: AccountRow) -> None:
        row.totp_secret = ""
        factors.drop_all(session, row.id)
        end_sessions(session, row.id)
        audit.note(session, _TABLE, row.id, "reset_factors")

    _manage(finder, account_id, by, change)


def find_number(finder: Finder, email: str) -> int:
    """The number of the account with a mail address. Raises BadInput when there is none."""
    with finder.database.read() as connection, Session(connection) as session:
        row = store.find_account(session, email)
    if row is None:
        raise BadInput("email", email, "the mail address of an account")
    return row.id


def _manage(
    finder: Finder,
    account_id: int,
    by: By,
    change: Callable[[Session, AccountRow], None],
    *,
    takes_admin: bool = False,
) -> None:
    """Change an account; two who take an admin away at once take turns."""
    with finder.database.change(by.actor, by.reason, by.request_id) as session:
        take_turn(session)
        row = store.get_account(session, account_id)
        is_admin = Role.ADMIN in _roles(row) and row.disabled_at is None
        if takes_admin and is_admin and not store.n_other_admins(session, row.id):
            raise LastAdmin
        change(session, row)


def _link(
    finder: Finder, session: Session, row: AccountRow, kind: LinkKind, by: By, mail: Mail | None
) -> str:
    address = address_of(by.site, new_link(finder, session, row, kind))
    if mail is not None:
        text = mail.text % {"link": address, "name": row.name or row.email}
        queue_mail(session, row.email, mail.subject, text, about=f"account:{row.id}", lang=mail.lang)
    return address


def _person(row: AccountRow, has_passkey: bool) -> Person:
    state = AccountState.ACTIVE if row.password_hash else AccountState.INVITED
    return Person(
        account=store.account_of(row),
        state=AccountState.DISABLED if row.disabled_at else state,
        has_factor=bool(row.totp_secret) or has_passkey,
        signed_in_at=row.signed_in_at,
    )


def _roles(row: AccountRow) -> Iterable[Role]:
    return [part.role for part in row.roles]


def _words(row: AccountRow) -> str:
    """Roles and scope as the log keeps them."""
    return " ".join([*sorted(_roles(row)), *sorted(f"{part.kind}:{part.value}" for part in row.scope)])
