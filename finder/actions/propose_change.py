"""A visitor proposes a change: it is kept for people to decide on, and changes nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Final

import orjson
from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.senders import sender_of
from finder.actions.tidy import tidy_up
from finder.clock import utc_now
from finder.domain.change import Proposal, reference_of
from finder.errors import FinderError
from finder.store.changes import Sent, add_request, get_sent
from finder.store.limits import Limit, take_token

PER_SENDER: Final = Limit("proposal", 5)
IN_ALL: Final = Limit("all proposals", 200)
"""Nobody can fill the database from many addresses at once."""

_GUEST: Final = "guest"


class SentBefore(FinderError):
    """The form was sent before, and said something else then; `reference` is that of the first time."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__("This form was sent before with other content.")


def propose_change(finder: Finder, proposal: Proposal, *, form_key: str, address: str) -> str:
    """Keep a proposal that was sent from a network address; gives its reference.

    The same form gives the same reference however often it is sent, and counts once against the limits.
    The address is not kept: only a hash of it that nobody can compute without the secret and that is
    another one every day. Raises SentBefore, TooMany and StoreDown; then nothing is kept.
    """
    now, digest = utc_now(), _digest(proposal)
    sent = Sent(reference_of(secrets.randbits(50)), digest)
    with finder.database.change(_GUEST) as session:
        tidy_up(session, now, finder.settings)
        delete_on = now.date() + dt.timedelta(days=finder.settings.contact_kept_days)
        if not add_request(session, proposal, sent, form_key, now, delete_on):
            return _same(get_sent(session, form_key), digest)
        _count(session, sender_of(finder, address, now.date()), now)
    return sent.reference


def _count(session: Session, sender: str, now: dt.datetime) -> None:
    take_token(session, PER_SENDER, sender, now.timestamp())
    take_token(session, IN_ALL, "all", now.timestamp())


def _same(before: Sent, digest: str) -> str:
    if before.digest != digest:
        raise SentBefore(before.reference)
    return before.reference


def _digest(proposal: Proposal) -> str:
    """A digest of what is proposed, without the contact, of which nothing may stay."""
    content = [proposal.message, [(change.field_name, change.proposed_value) for change in proposal.changes]]
    return hashlib.blake2b(orjson.dumps(content), digest_size=16).hexdigest()
