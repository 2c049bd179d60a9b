"""Adds, claims and finishes mails of the outbox."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.domain.mail import MailProblem, MailState
from finder.store.base import n_changed
from finder.store.outbox_rows import OutboxMail

CLAIM_LASTS = dt.timedelta(minutes=10)
"""Longer than any attempt; a worker that died gives its mail back after that."""

OF_ACCOUNT = "account:"
"""With this begins what mails with the link of an account are about."""

_NO_CONTACT = {"to": "", "subject": "", "text": "", "answer": ""}


def claim_next(session: Session, now: dt.datetime) -> OutboxMail | None:
    """The mail that is due longest, claimed for one attempt; None when none is due.

    No other worker gets it before the claim runs out. A mail that a worker left behind after it was
    handed over may have been delivered: it is not sent again but fails as unclear.
    """
    due = sa.select(OutboxMail).where(_is_due(now)).order_by(OutboxMail.next_try_at, OutboxMail.id).limit(1)
    for_us = due.with_for_update(skip_locked=True)
    while mail := session.scalar(for_us):
        if mail.handed_over_at is None:
            mail.attempts += 1
            mail.claim = secrets.token_hex(16)
            mail.next_try_at = now + CLAIM_LASTS
            return mail
        mail.state, mail.problem, mail.claim = MailState.FAILED, MailProblem.UNCLEAR, ""
        session.flush()
    return None


def _is_due(now: dt.datetime) -> sa.ColumnElement[bool]:
    return sa.and_(OutboxMail.state == MailState.WAITING, OutboxMail.next_try_at <= now)


def hand_over(session: Session, mail: OutboxMail, now: dt.datetime) -> bool:
    """Note that the server gets the text now; gives whether the claim on the mail still holds."""
    held = sa.update(OutboxMail).where(
        OutboxMail.claim == mail.claim,
        OutboxMail.state == MailState.WAITING,
        OutboxMail.next_try_at > now,
    )
    return _count(session, held.values(handed_over_at=now)) == 1


def finish(session: Session, mail: OutboxMail, values: Mapping[str, Any]) -> None:
    """Keep what an attempt came to, if no later attempt has begun."""
    mine = sa.update(OutboxMail).where(OutboxMail.claim == mail.claim)
    _count(session, mine.values(**values, claim=""))


def is_of_account(session: Session, mail_id: int) -> bool:
    """Whether there is such a mail and it has a link by which somebody gets into an account."""
    about = session.scalar(sa.select(OutboxMail.about).where(OutboxMail.id == mail_id))
    return about is not None and about.startswith(OF_ACCOUNT)


def send_again(session: Session, mail_id: int, now: dt.datetime) -> bool:
    """Let a mail that has failed wait again, with all its attempts; gives whether there is such a one."""
    failed = sa.update(OutboxMail).where(
        OutboxMail.id == mail_id, OutboxMail.state == MailState.FAILED, OutboxMail.to != ""
    )
    fresh = {"state": MailState.WAITING, "problem": None, "answer": "", "attempts": 0}
    return _count(session, failed.values(**fresh, handed_over_at=None, next_try_at=now)) == 1


def mark_sent(session: Session, mail_id: int, now: dt.datetime) -> bool:
    """Note that a person has sent a mail by other means; gives whether it still had to be sent and no
    attempt was running.
    """
    mine = sa.update(OutboxMail).where(
        OutboxMail.id == mail_id, OutboxMail.state != MailState.SENT, OutboxMail.claim == ""
    )
    return _count(session, mine.values(state=MailState.SENT, problem=None, answer="", sent_at=now)) == 1


def mails_by_state(session: Session) -> Mapping[MailState, int]:
    """How many mails are in each state."""
    counted = sa.select(OutboxMail.state, sa.func.count()).group_by(OutboxMail.state)
    return dict(session.execute(counted).all())


def list_mails(
    session: Session, states: Sequence[MailState], limit: int, *, with_accounts: bool = True
) -> Sequence[OutboxMail]:
    """The mails in these states, the newest first; those with the link of an account only where asked for."""
    newest = sa.select(OutboxMail).where(OutboxMail.state.in_(states)).order_by(OutboxMail.id.desc())
    if not with_accounts:
        newest = newest.where(~OutboxMail.about.startswith(OF_ACCOUNT))
    return session.scalars(newest.limit(limit)).all()


def forget_mails(session: Session, created_before: dt.datetime) -> int:
    """Remove address, subject and text of the mails from before a moment; gives of how many. Those that
    still waited have failed.
    """
    old = OutboxMail.created_at < created_before
    too_old = {"state": MailState.FAILED, "problem": MailProblem.TOO_OLD, "claim": ""}
    _count(
        session,
        sa.update(OutboxMail).where(old, OutboxMail.state == MailState.WAITING).values(too_old),
    )
    return _count(session, sa.update(OutboxMail).where(old, OutboxMail.to != "").values(_NO_CONTACT))


def _count(session: Session, statement: sa.Update) -> int:
    """How many rows a statement has changed; mails that were read before keep what they said."""
    return n_changed(session, statement.execution_options(synchronize_session=False))
