"""When a service outside may be asked, or a duty be done: the next free moment, and of services the rest
after failures, for all processes together. All moments are in seconds since 1970.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.store.aids import ThrottleSlot
from finder.store.base import n_changed
from finder.store.dialect import insert_into, larger_of

OPENS_AFTER = 5
"""After so many failures in a row a service is left alone."""

PAUSE_S, MAX_PAUSE_S = 60.0, 900.0
"""For how long at first, and at most: each further failure doubles it."""

PROBE_S = 30.0
"""So long has the one process that asks after a rest, before another one may."""


def take_slot(session: Session, service: str, now: float, every_s: float, within_s: float) -> float | None:
    """Take the next free moment of a service in one atomic statement; None, and nothing is taken, when
    that is more than `within_s` away.

    No two takers get moments nearer than `every_s`, in whatever process.
    """
    after = _move_slot(session, service, now, every_s, now + within_s)
    return None if after is None else after - every_s


def claim_slot(session: Session, service: str, now: float, every_s: float) -> bool:
    """Whether a moment of a service is free now; if so it is taken, and the next one is free `every_s` later.

    Of several that ask at once in whatever processes, one is told so.
    """
    statement = (
        insert_into(session, ThrottleSlot)
        .values(service=service, free_at=now + every_s)
        .on_conflict_do_update(
            index_elements=["service"], set_={"free_at": now + every_s}, where=ThrottleSlot.free_at <= now
        )
        .returning(ThrottleSlot.free_at)
    )
    return session.execute(statement).first() is not None


def taken_slots(connection: sa.Connection, now: float) -> set[str]:
    """The services without a free moment now."""
    return set(connection.scalars(sa.select(ThrottleSlot.service).where(ThrottleSlot.free_at > now)))


def postpone_slots(session: Session, service: str, until: float) -> None:
    """No moment before `until` is given any more."""
    _move_slot(session, service, until, 0.0, float("inf"))


def _move_slot(session: Session, service: str, not_before: float, by_s: float, last: float) -> float | None:
    statement = (
        insert_into(session, ThrottleSlot)
        .values(service=service, free_at=not_before + by_s)
        .on_conflict_do_update(
            index_elements=["service"],
            set_={"free_at": larger_of(session, ThrottleSlot.free_at, not_before) + by_s},
            where=ThrottleSlot.free_at <= min(last, 1e300),
        )
        .returning(ThrottleSlot.free_at)
    )
    moved: float | None = session.execute(statement).scalar_one_or_none()
    return moved


def rests_until(session: Session, service: str, now: float) -> float:
    """Until when a service is left alone, 0 when it may be asked. After a rest only one process is let
    through, which tells with `note_success` or `note_failure` how it went.
    """
    row = session.get(ThrottleSlot, service)
    if row is None or row.failures < OPENS_AFTER:
        return 0.0
    probing = (
        sa.update(ThrottleSlot)
        .where(ThrottleSlot.service == service, ThrottleSlot.open_until <= now)
        .values(open_until=now + PROBE_S)
        .execution_options(synchronize_session=False)
    )
    is_let_through = n_changed(session, probing) == 1
    return 0.0 if is_let_through else max(row.open_until, now)


def note_failure(session: Session, service: str, now: float) -> None:
    """A request failed; after OPENS_AFTER in a row the service rests."""
    statement = (
        insert_into(session, ThrottleSlot)
        .values(service=service, free_at=now, failures=1)
        .on_conflict_do_update(index_elements=["service"], set_={"failures": ThrottleSlot.failures + 1})
        .returning(ThrottleSlot.failures)
    )
    more = session.execute(statement).scalar_one() - OPENS_AFTER
    if more >= 0:
        pause_s = min(PAUSE_S * 2.0 ** min(more, 10), MAX_PAUSE_S)
        session.execute(
            sa.update(ThrottleSlot).where(ThrottleSlot.service == service).values(open_until=now + pause_s)
        )


def note_success(session: Session, service: str) -> None:
    """A request was answered: failures before it no longer count."""
    session.execute(
        sa.update(ThrottleSlot)
        .where(ThrottleSlot.service == service, ThrottleSlot.failures > 0)
        .values(failures=0, open_until=0.0)
    )
