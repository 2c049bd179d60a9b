"""Tables of what visitors propose, and of what sources say otherwise than staff. Nothing here is published;
staff decide on it.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from finder.clock import utc_now
from finder.domain.change import ChangeKind, ChangeStatus
from finder.store.base import Base, Identified, choice, optional_text


class ChangeRequest(Identified, Base):
    """A proposal of a visitor: for an entry, for one that is missing, or about a barrier.

    `form_key` names the form that was sent, so that sending it twice makes one request; `digest` is that
    of its content. `target_name` is what the visitor read, and stays when the offer goes. `contact` is
    removed on `contact_delete_on`. `reason` is the answer to the visitor. `version` moves with every
    decision, so that of two reviewers at once the second is told. `is_provider`: the provider of the
    entry sent it, through a link made for them. `source_id` is set where no visitor sent it but a source says
    otherwise than we hold.
    """

    __tablename__ = "change_request"

    reference: Mapped[str] = mapped_column(unique=True)
    form_key: Mapped[str] = mapped_column(unique=True)
    digest: Mapped[str]
    kind: Mapped[ChangeKind] = mapped_column(choice(ChangeKind))
    status: Mapped[ChangeStatus] = mapped_column(choice(ChangeStatus), default=ChangeStatus.NEW)
    reason: Mapped[str] = optional_text()
    offer_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("service_at_location.id", ondelete="SET NULL"), index=True
    )
    target_name: Mapped[str] = optional_text()
    message: Mapped[str] = optional_text()
    contact: Mapped[str] = optional_text()
    contact_delete_on: Mapped[dt.date | None]
    lang: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    version: Mapped[int] = mapped_column(default=0, server_default="0")
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[str] = optional_text()
    is_provider: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    source_id: Mapped[int | None] = mapped_column(sa.ForeignKey("source.id", ondelete="SET NULL"), index=True)

    fields: Mapped[list[ChangeRequestField]] = relationship(
        cascade="all, delete-orphan", order_by="ChangeRequestField.id", passive_deletes=True
    )


class ChangeRequestField(Identified, Base):
    """One field of a request: what it said when the visitor read it, what it should say, and whether that
    was accepted (None before the decision).
    """

    __tablename__ = "change_request_field"
    __table_args__ = (sa.UniqueConstraint("change_request_id", "field_name"),)

    change_request_id: Mapped[int] = mapped_column(sa.ForeignKey("change_request.id", ondelete="CASCADE"))
    field_name: Mapped[str]
    previous_value: Mapped[str] = optional_text()
    proposed_value: Mapped[str] = optional_text()
    is_accepted: Mapped[bool | None]
