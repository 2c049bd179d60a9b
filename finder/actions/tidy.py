"""Removes what may not be kept any longer, or is of no use."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from finder.actions.accounts.keys import DAYS_KEPT
from finder.actions.accounts.sessions import IDLE, LONGEST
from finder.actions.context import Finder
from finder.clock import utc_now
from finder.settings import Settings
from finder.store.account_links import drop_ended_links
from finder.store.account_sessions import drop_ended
from finder.store.bulk import drop_old_uses
from finder.store.changes import forget_contacts
from finder.store.drafts import drop_old_drafts
from finder.store.limits import drop_old_counts
from finder.store.misses import drop_old_misses
from finder.store.outbox import forget_mails

COUNTS_KEPT: Final = dt.timedelta(days=1)
"""Longer than any limit looks back; the hashes of senders change as often."""

DRAFTS_KEPT: Final = dt.timedelta(days=90)
"""How long somebody may leave the form of an entry half filled in."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many contacts, counts of senders, texts of mails, numbers of searches that found nothing, and
    sessions, links and drafts of staff were removed.
    """

    contacts: int
    counts: int
    mails: int
    misses: int
    sessions: int
    links: int
    drafts: int


def tidy(finder: Finder) -> Tidied:
    """Remove what is due: contacts of visitors, counts of senders of the day before, texts of old mails,
    old numbers of searches that found nothing, sessions and links of staff that have ended, and drafts of
    entries to which nobody came back. Every proposal does the same; a finder to which nobody writes needs it
    daily. Raises StoreDown.
    """
    with finder.database.change("tidy") as session:
        return tidy_up(session, utc_now(), finder.settings)


def tidy_up(session: Session, now: dt.datetime, settings: Settings) -> Tidied:
    """The same in an open transaction."""
    return Tidied(
        contacts=forget_contacts(session, now.date()),
        counts=_drop_counts(session, now),
        mails=forget_mails(session, now - dt.timedelta(days=settings.contact_kept_days)),
        misses=drop_old_misses(session, now.date() - dt.timedelta(weeks=settings.misses_kept_weeks)),
        sessions=drop_ended(session, now - IDLE, now - LONGEST),
        links=drop_ended_links(session, now),
        drafts=drop_old_drafts(session, now - DRAFTS_KEPT),
    )


def _drop_counts(session: Session, now: dt.datetime) -> int:
    before, days_before = now - COUNTS_KEPT, now - dt.timedelta(days=DAYS_KEPT)
    uses = drop_old_uses(session, before.timestamp(), days_before.timestamp())
    return drop_old_counts(session, before.timestamp()) + uses
