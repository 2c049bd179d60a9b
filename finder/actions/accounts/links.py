"""Links by which somebody sets a password once: invitations, and resets that an admin has made."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from finder.actions.accounts.passwords import hash_password
from finder.actions.accounts.secrets import digest, new_token
from finder.actions.accounts.sessions import begin_session
from finder.actions.context import Finder
from finder.clock import utc_now
from finder.domain.account import LinkKind
from finder.domain.passwords import Weakness, weakness_of
from finder.errors import FinderError, NotFound
from finder.store import audit
from finder.store.account_links import find_link, replace_link, use_link
from finder.store.account_rows import AccountLink, AccountRow
from finder.store.account_sessions import end_sessions

VALID: Final = dt.timedelta(days=7)
"""How long a link can be used."""

PATH: Final = "/staff/einladung/"
_PURPOSE: Final = "link"


class WeakPassword(FinderError):
    """The password cannot be taken; `weakness` says why."""

    def __init__(self, weakness: Weakness) -> None:
        self.weakness = weakness
        super().__init__(f"The password cannot be taken: {weakness}.")


@dataclass(frozen=True, slots=True)
class Link:
    """For whom a link is, and why."""

    kind: LinkKind
    email: str
    name: str


def new_link(finder: Finder, session: Session, row: AccountRow, kind: LinkKind) -> str:
    """Make a link for an account, in an open transaction; gives its token, which is kept nowhere. A link that
    the account had before is void.
    """
    token = new_token()
    token_hash = digest(finder.settings.secret_key, _PURPOSE, token)
    replace_link(session, row.id, kind, token_hash, utc_now() + VALID)
    return token


def address_of(site: str, token: str) -> str:
    """The address of a link below that of the site."""
    return f"{site.rstrip('/')}{PATH}{token}"


def get_link(finder: Finder, token: str) -> Link:
    """For whom a link is. Raises NotFound for one that was used or has ended, and StoreDown."""
    with finder.database.read() as connection, Session(connection) as session:
        link, row = _found(finder, session, token)
        return Link(link.kind, row.email, row.name)


def redeem(finder: Finder, token: str, password: str, *, browser: str = "") -> str:
    """Set the password of a link's account and begin a session, which is not whole; gives its token. Every
    other session of the account ends; a second factor stays. Raises WeakPassword, NotFound and StoreDown.
    """
    link = get_link(finder, token)
    check_password(finder, password, link.email, link.name)
    password_hash = hash_password(password)
    with finder.database.change(link.email) as session:
        found, row = _found(finder, session, token)
        if not use_link(session, found.id):
            raise _gone()
        row.password_hash = password_hash
        end_sessions(session, row.id)
        audit.note(session, AccountRow.__tablename__, row.id, "set_password", found.kind.value)
        return begin_session(finder, session, row, is_whole=False, browser=browser)


def check_password(finder: Finder, password: str, email: str, name: str) -> None:
    """Raises WeakPassword for a password that somebody with this mail address and name may not choose."""
    own = (email, *email.replace("@", " ").replace(".", " ").split(), *name.split())
    site = ("Finder", "Arbeitsplatz", finder.gazetteer.home.name)
    if weakness := weakness_of(password, (*own, *site)):
        raise WeakPassword(weakness)


def _found(finder: Finder, session: Session, token: str) -> tuple[AccountLink, AccountRow]:
    token_hash = digest(finder.settings.secret_key, _PURPOSE, token)
    found = find_link(session, token_hash, utc_now())
    if found is None:
        raise _gone()
    return found


def _gone() -> NotFound:
    return NotFound("The link was used, or has ended.")
