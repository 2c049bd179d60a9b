"""The table of mails that wait to be sent, and of those that were."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from finder.clock import utc_now
from finder.domain.mail import MailProblem, MailState
from finder.store.base import Base, Identified, choice, optional_text


class OutboxMail(Identified, Base):
    """A mail to one address.

    `key` names it for good, in its Message-ID too. `claim` is that of the attempt that runs, until which
    `next_try_at` keeps others away. `handed_over_at` is set before the server gets the text: from then on
    it may have been delivered, whatever happens to us. `about` says what it belongs to
    (`change_request:7K3F9-Q2M4X`). Address, subject and text are removed after a time.
    """

    __tablename__ = "outbox_mail"
    __table_args__ = (sa.Index("ix_outbox_mail_state_next_try_at", "state", "next_try_at"),)

    key: Mapped[str] = mapped_column(unique=True)
    to: Mapped[str] = optional_text()
    subject: Mapped[str] = optional_text()
    text: Mapped[str] = optional_text()
    lang: Mapped[str] = mapped_column(default="de", server_default="de")
    about: Mapped[str] = mapped_column(default="", server_default="", index=True)
    state: Mapped[MailState] = mapped_column(choice(MailState), default=MailState.WAITING)
    problem: Mapped[MailProblem | None] = mapped_column(choice(MailProblem))
    answer: Mapped[str] = optional_text()
    attempts: Mapped[int] = mapped_column(default=0)
    claim: Mapped[str] = optional_text()
    next_try_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    handed_over_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    sent_at: Mapped[dt.datetime | None]
