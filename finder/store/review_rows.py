"""Tables of what was confirmed when, of rounds of reminders, and of checks of links and numbers."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from finder.clock import utc_now
from finder.domain.review import Channel, Method, Part, RoundAnswer
from finder.store.base import Base, Identified, choice, optional_text


class Review(Identified, Base):
    """The last confirmation of a part of an offer by a person, and when it is due again."""

    __tablename__ = "review"
    __table_args__ = (sa.UniqueConstraint("service_at_location_id", "part"),)

    service_at_location_id: Mapped[int] = mapped_column(
        sa.ForeignKey("service_at_location.id", ondelete="CASCADE")
    )
    part: Mapped[Part] = mapped_column(choice(Part))
    last_confirmed_on: Mapped[dt.date]
    due_on: Mapped[dt.date]
    confirmed_by: Mapped[str] = optional_text()
    method: Mapped[Method] = mapped_column(choice(Method))


class ReviewRound(Identified, Base):
    """One time of asking a provider about an offer, by mails with a link or by a letter with one.

    `key` is the secret part of the link. `step` is how many reminders were sent, `next_on` the day of the
    next one. A round is over with an answer, or when its link has run out.
    """

    __tablename__ = "review_round"
    __table_args__ = (sa.UniqueConstraint("service_at_location_id", "started_on"),)

    service_at_location_id: Mapped[int] = mapped_column(
        sa.ForeignKey("service_at_location.id", ondelete="CASCADE")
    )
    key: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[Channel] = mapped_column(choice(Channel))
    started_on: Mapped[dt.date]
    started_by: Mapped[str] = optional_text()
    expires_on: Mapped[dt.date]
    step: Mapped[int] = mapped_column(default=0)
    next_on: Mapped[dt.date | None] = mapped_column(index=True)
    answer: Mapped[RoundAnswer | None] = mapped_column(choice(RoundAnswer))
    answered_at: Mapped[dt.datetime | None]
    reference: Mapped[str] = optional_text()


class ContactCheck(Identified, Base):
    """What the last check of a link or telephone number of an offer found; `problem` is "" when it works."""

    __tablename__ = "contact_check"
    __table_args__ = (sa.UniqueConstraint("service_at_location_id", "value"),)

    service_at_location_id: Mapped[int] = mapped_column(
        sa.ForeignKey("service_at_location.id", ondelete="CASCADE")
    )
    value: Mapped[str]
    problem: Mapped[str] = mapped_column(default="", server_default="", index=True)
    detail: Mapped[str] = optional_text()
    failures: Mapped[int] = mapped_column(default=0)
    checked_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
