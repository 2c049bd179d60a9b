"""What somebody has typed into the form of an entry and not saved yet; one draft a person and entry."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from finder.clock import utc_now
from finder.store.base import Base


class EntryDraft(Base):
    """A draft: `entry` is the number of the offer or `new`; `base` is what the form said when it was
    opened and `content` what it says now, both as JSON.
    """

    __tablename__ = "entry_draft"

    account: Mapped[str] = mapped_column(primary_key=True)
    entry: Mapped[str] = mapped_column(primary_key=True)
    base: Mapped[str]
    content: Mapped[str]
    saved_at: Mapped[dt.datetime] = mapped_column(default=utc_now)


def keep_draft(session: Session, account: str, entry: str, base: str, content: str) -> None:
    """Keep a draft in the place of an earlier one."""
    session.merge(EntryDraft(account=account, entry=entry, base=base, content=content, saved_at=utc_now()))


def find_draft(session: Session, account: str, entry: str) -> EntryDraft | None:
    """The draft of a person for an entry."""
    return session.get(EntryDraft, (account, entry))


def drop_draft(session: Session, account: str, entry: str) -> None:
    """Throw a draft away, if there is one."""
    session.execute(sa.delete(EntryDraft).where(EntryDraft.account == account, EntryDraft.entry == entry))


def drop_old_drafts(session: Session, before: dt.datetime) -> int:
    """Throw away the drafts that were last kept before a moment; gives how many."""
    gone = session.execute(
        sa.delete(EntryDraft).where(EntryDraft.saved_at < before).returning(EntryDraft.entry)
    )
    return len(gone.all())
