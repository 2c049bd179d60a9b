"""Rounds of reminders: begun, gone on with, and ended, each step once."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.domain.review import GRACE, LINK_LASTS, NEVER_CONFIRMED, ROUND_EVERY, Channel, RoundAnswer
from finder.store.aids import SearchRowRecord
from finder.store.base import n_changed
from finder.store.provenance import Source
from finder.store.records import ServiceAtLocation
from finder.store.review_rows import ReviewRound


def open_round(session: Session, offer_id: int, today: dt.date) -> ReviewRound | None:
    """The round of an offer that waits for an answer, if there is one."""
    return session.scalar(
        sa.select(ReviewRound)
        .where(ReviewRound.service_at_location_id == offer_id, *_is_open(today))
        .order_by(ReviewRound.id.desc())
        .limit(1)
    )


def _is_open(today: dt.date) -> tuple[sa.ColumnElement[bool], ...]:
    return ReviewRound.answered_at.is_(None), ReviewRound.expires_on >= today


def begin_round(
    session: Session, offer_id: int, channel: Channel, today: dt.date, by: str
) -> ReviewRound | None:
    """A new round for an offer; None when one is open, or was begun on this day."""
    session.execute(sa.select(ServiceAtLocation.id).where(ServiceAtLocation.id == offer_id).with_for_update())
    begun = sa.select(ReviewRound.id).where(
        ReviewRound.service_at_location_id == offer_id, ReviewRound.started_on == today
    )
    if open_round(session, offer_id, today) or session.scalar(begun):
        return None
    is_mail = channel is Channel.MAIL
    made = ReviewRound(
        service_at_location_id=offer_id,
        key=secrets.token_urlsafe(24),
        channel=channel,
        started_on=today,
        started_by=by,
        expires_on=today + LINK_LASTS,
        next_on=today if is_mail else None,
    )
    session.add(made)
    session.flush()
    return made


def take_step(session: Session, one: ReviewRound, step: int, next_on: dt.date | None) -> bool:
    """Note that a reminder is sent now; gives whether nobody else has, and no answer came meanwhile."""
    still = _still_open(one).where(ReviewRound.step == step - 1)
    return n_changed(session, still.values(step=step, next_on=next_on)) == 1


def answer_round(
    session: Session, one: ReviewRound, answer: RoundAnswer, now: dt.datetime, reference: str = ""
) -> bool:
    """End a round; gives whether it was open. No reminder follows."""
    answered = {"answer": answer, "answered_at": now, "reference": reference, "next_on": None}
    return n_changed(session, _still_open(one).values(answered)) == 1


def _still_open(one: ReviewRound) -> sa.Update:
    """Changes a round unless somebody has answered it meanwhile."""
    still = sa.update(ReviewRound).where(ReviewRound.id == one.id, ReviewRound.answered_at.is_(None))
    return still.execution_options(synchronize_session=False)


def due_rounds(session: Session, today: dt.date, limit: int) -> Sequence[ReviewRound]:
    """The open rounds by mail of which a reminder is due, the oldest first."""
    due = sa.select(ReviewRound).where(ReviewRound.next_on <= today, *_is_open(today))
    return session.scalars(due.order_by(ReviewRound.next_on, ReviewRound.id).limit(limit)).all()


def offers_to_remind(session: Session, today: dt.date, limit: int) -> Sequence[int]:
    """Public offers that are due and of which no round was begun lately, the longest due first; invented
    examples and what was never confirmed are left out.
    """
    row = SearchRowRecord
    lately = sa.select(ReviewRound.service_at_location_id).where(ReviewRound.started_on > today - ROUND_EVERY)
    due = (
        sa.select(row.offer_id)
        .join(ServiceAtLocation, ServiceAtLocation.id == row.offer_id)
        .join(Source, Source.id == ServiceAtLocation.source_id)
        .where(
            row.is_public,
            row.overdue_from != NEVER_CONFIRMED,
            row.overdue_from <= (today + GRACE).toordinal(),
            ~Source.is_example,
            row.offer_id.not_in(lately),
            ~row.detail.contains('"email":""'),
        )
    )
    return session.scalars(due.order_by(row.overdue_from, row.offer_id).limit(limit)).all()


def find_round(session: Session, round_id: int, key: str) -> ReviewRound | None:
    """The round of a link."""
    return session.scalar(sa.select(ReviewRound).where(ReviewRound.id == round_id, ReviewRound.key == key))
