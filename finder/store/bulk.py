"""Counts bulk answers by reader and window of time, for all processes together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.errors import TooMany
from finder.store.aids import BulkUse
from finder.store.base import n_changed
from finder.store.dialect import insert_into

_KEY: Final = "key:"


class Window(StrEnum):
    """A time in which so many answers are allowed; it begins with the hour or day in UTC."""

    HOUR = "hour"
    DAY = "day"


LENGTHS_S: Final = {Window.HOUR: 3_600, Window.DAY: 86_400}


@dataclass(frozen=True, slots=True)
class Use:
    """What a reader has had of a window, which ends in so many seconds."""

    window: Window
    quota: int
    used: int
    ends_in_s: int

    @property
    def left(self) -> int:
        """How many answers are left."""
        return max(0, self.quota - self.used)


class QuotaUsedUp(TooMany):
    """There is nothing left in a window; `uses` are all of them."""

    def __init__(self, uses: tuple[Use, ...]) -> None:
        self.uses = uses
        super().__init__(max(use.ends_in_s for use in uses if not use.left))


def key_reader(key_id: int) -> str:
    """What uses of an API key are counted under."""
    return f"{_KEY}{key_id}"


def take_bulk(session: Session, reader: str, quotas: dict[Window, int], now: float) -> tuple[Use, ...]:
    """Count one answer in every window at a moment (seconds since 1970), each in one atomic statement.

    Raises QuotaUsedUp when that is more than a window allows: the transaction must then be rolled back, so
    that what is refused does not count.
    """
    uses = tuple(_counted(session, reader, window, quota, now) for window, quota in quotas.items())
    if any(use.used > use.quota for use in uses):
        raise QuotaUsedUp(tuple(Use(use.window, use.quota, use.used - 1, use.ends_in_s) for use in uses))
    return uses


def _counted(session: Session, reader: str, window: Window, quota: int, now: float) -> Use:
    began_at, ends_in_s = _span(window, now)
    statement = (
        insert_into(session, BulkUse)
        .values(reader=reader, period=window.value, began_at=began_at, n=1)
        .on_conflict_do_update(index_elements=["reader", "period", "began_at"], set_={"n": BulkUse.n + 1})
        .returning(BulkUse.n)
    )
    return Use(window, quota, int(session.execute(statement).scalar_one()), ends_in_s)


def _span(window: Window, now: float) -> tuple[int, int]:
    """When the window of a moment began, and in how many whole seconds it ends; at least one."""
    length = LENGTHS_S[window]
    began_at = int(now // length) * length
    return began_at, max(1, math.ceil(began_at + length - now))


def uses_of_keys(connection: sa.Connection, now: float) -> dict[tuple[str, Window], int]:
    """How many answers API keys have had in the windows of a moment; what was not used is left out."""
    begun = [
        sa.and_(BulkUse.period == window.value, BulkUse.began_at == _span(window, now)[0])
        for window in Window
    ]
    statement = sa.select(BulkUse.reader, BulkUse.period, BulkUse.n).where(
        BulkUse.reader.startswith(_KEY), sa.or_(*begun)
    )
    return {(reader, Window(period)): n for reader, period, n in connection.execute(statement)}


def days_of_keys(connection: sa.Connection) -> dict[str, int]:
    """How many answers each API key has had on all days that are kept."""
    statement = (
        sa.select(BulkUse.reader, sa.func.sum(BulkUse.n))
        .where(BulkUse.reader.startswith(_KEY), BulkUse.period == Window.DAY.value)
        .group_by(BulkUse.reader)
    )
    return {reader: int(n) for reader, n in connection.execute(statement)}


def drop_old_uses(session: Session, before: float, days_before: float) -> int:
    """Remove what began before a moment (seconds since 1970), days of API keys only before the second one;
    gives how many rows.
    """
    is_day_of_key = sa.and_(BulkUse.reader.startswith(_KEY), BulkUse.period == Window.DAY.value)
    is_old = sa.or_(
        sa.and_(sa.not_(is_day_of_key), BulkUse.began_at < before), BulkUse.began_at < days_before
    )
    return n_changed(session, sa.delete(BulkUse).where(is_old))
