"""Removes what may not be kept any longer, or is of no use."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.clock import utc_now
from finder.store.changes import forget_contacts
from finder.store.limits import drop_old_counts
from finder.store.outbox import forget_mails

COUNTS_KEPT: Final = dt.timedelta(days=1)
"""Longer than any limit looks back; the hashes of senders change as often."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many contacts, counts of senders and texts of mails were removed."""

    contacts: int
    counts: int
    mails: int


def tidy(finder: Finder) -> Tidied:
    """Remove the contacts of visitors that are due, counts of senders of the day before, and the texts of
    old mails. Every proposal does the same; a finder to which nobody writes needs it daily. Raises StoreDown.
    """
    with finder.database.change("tidy") as session:
        return tidy_up(session, utc_now(), finder.settings.contact_kept_days)


def tidy_up(session: Session, now: dt.datetime, kept_days: int) -> Tidied:
    """The same in an open transaction."""
    return Tidied(
        contacts=forget_contacts(session, now.date()),
        counts=drop_old_counts(session, (now - COUNTS_KEPT).timestamp()),
        mails=forget_mails(session, now - dt.timedelta(days=kept_days)),
    )
