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

COUNTS_KEPT: Final = dt.timedelta(days=1)
"""Longer than any limit looks back; the hashes of senders change as often."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many contacts and how many counts of senders were removed."""

    contacts: int
    counts: int


def tidy(finder: Finder) -> Tidied:
    """Remove the contacts of visitors that are due, and counts of senders of the day before. Every
    proposal does the same; a finder to which nobody writes needs it daily. Raises StoreDown.
    """
    with finder.database.change("tidy") as session:
        return tidy_up(session, utc_now())


def tidy_up(session: Session, now: dt.datetime) -> Tidied:
    """The same in an open transaction."""
    return Tidied(
        contacts=forget_contacts(session, now.date()),
        counts=drop_old_counts(session, (now - COUNTS_KEPT).timestamp()),
    )
