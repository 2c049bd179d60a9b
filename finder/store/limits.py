"""Token buckets that all processes share: how often a sender may do something."""

from __future__ import annotations

import math
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.errors import TooMany
from finder.store.aids import RateLimit
from finder.store.base import n_changed
from finder.store.dialect import insert_into, larger_of, smaller_of

HOUR_S = 3_600.0


@dataclass(frozen=True, slots=True)
class Limit:
    """So many times in an hour for a purpose, all at once or spread."""

    purpose: str
    per_hour: int


def take_token(session: Session, limit: Limit, sender: str, now: float) -> None:
    """Take one token of a sender at a moment (seconds since 1970) in one atomic statement.

    Raises TooMany when none is left: the transaction must then be rolled back, and with it the token.
    """
    passed_s = larger_of(session, sa.literal(now, sa.Double()) - RateLimit.counted_at, 0.0)
    due = RateLimit.tokens + passed_s * (limit.per_hour / HOUR_S)
    refilled = smaller_of(session, due, float(limit.per_hour))
    statement = (
        insert_into(session, RateLimit)
        .values(purpose=limit.purpose, sender=sender, tokens=limit.per_hour - 1.0, counted_at=now)
        .on_conflict_do_update(
            index_elements=["purpose", "sender"],
            set_={"tokens": refilled - 1.0, "counted_at": larger_of(session, RateLimit.counted_at, now)},
        )
        .returning(RateLimit.tokens)
    )
    left = float(session.execute(statement).scalar_one())
    if left < 0:
        raise TooMany(math.ceil(-left * HOUR_S / limit.per_hour))


def drop_old_counts(session: Session, before: float) -> int:
    """Remove what was last counted before a moment (seconds since 1970); gives how many rows."""
    return n_changed(session, sa.delete(RateLimit).where(RateLimit.counted_at < before))


@dataclass(frozen=True, slots=True)
class Backoff:
    """A growing wait after failures: so many are free, then the wait doubles from one to the other length."""

    purpose: str
    n_free: int
    first_s: float
    longest_s: float

    def wait_s(self, n_failures: int) -> float:
        """How long nobody may try again after so many failures."""
        if n_failures < self.n_free:
            return 0.0
        return min(self.first_s * 2.0 ** min(n_failures - self.n_free, 60), self.longest_s)


def try_once(session: Session, backoff: Backoff, key: str, now: float) -> None:
    """Count a try at a moment (seconds since 1970) as a failure, before it is known whether it is one: tries
    at the same time cannot slip through. `forget_failures` takes it back.

    The row is written, and so locked, before it is read. Raises TooMany while the wait after earlier
    failures lasts; such a try does not count, and the transaction must be rolled back.
    """
    session.execute(
        insert_into(session, RateLimit)
        .values(purpose=backoff.purpose, sender=key, tokens=0.0, counted_at=now)
        .on_conflict_do_update(index_elements=["purpose", "sender"], set_={"tokens": RateLimit.tokens})
    )
    mine = (RateLimit.purpose == backoff.purpose, RateLimit.sender == key)
    failures, failed_at = session.execute(
        sa.select(RateLimit.tokens, RateLimit.counted_at).where(*mine)
    ).one()
    left_s = failed_at + backoff.wait_s(int(failures)) - now
    if left_s > 0:
        raise TooMany(math.ceil(left_s))
    session.execute(sa.update(RateLimit).where(*mine).values(tokens=failures + 1, counted_at=now))


def forget_failures(session: Session, backoff: Backoff, key: str) -> None:
    """Begin anew after a success."""
    session.execute(sa.delete(RateLimit).where(RateLimit.purpose == backoff.purpose, RateLimit.sender == key))
