"""Reads and writes what checks of links and telephone numbers found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.domain.text import fold
from finder.store.aids import SearchRowRecord
from finder.store.provenance import Source
from finder.store.records import ServiceAtLocation
from finder.store.review_rows import ContactCheck

COUNTED_AFTER: Final = dt.timedelta(hours=20)
"""A second failure counts only so long after the first: a server may be away for an hour."""


class Offer(NamedTuple):
    """A public offer with the JSON text of its summary."""

    id: int
    summary: str


class Broken(NamedTuple):
    """A contact that does not work, with its entry, and how often in a row that was found."""

    offer_id: int
    summary: str
    value: str
    problem: str
    detail: str
    failures: int
    checked_at: dt.datetime


def _real() -> sa.Select[Any]:
    """The numbers of offers that are no invented examples."""
    return sa.select(ServiceAtLocation.id).join(Source).where(~Source.is_example)


def count_offers(session: Session) -> int:
    """How many offers are checked."""
    row = SearchRowRecord
    counted = sa.select(sa.func.count()).select_from(row)
    return session.scalar(counted.where(row.is_public.is_(True), row.offer_id.in_(_real()))) or 0


def next_offers(session: Session, after: int, limit: int) -> list[Offer]:
    """The next offers by number."""
    row = SearchRowRecord
    wanted = sa.select(row.offer_id, row.summary).where(
        row.is_public.is_(True), row.offer_id > after, row.offer_id.in_(_real())
    )
    return [Offer(*found) for found in session.execute(wanted.order_by(row.offer_id).limit(limit))]


def keep_checks(
    session: Session, offer_id: int, found: Mapping[str, tuple[str, str]], now: dt.datetime
) -> None:
    """Keep what was found of an offer by value: problem and detail; what it no longer has is removed."""
    mine = sa.select(ContactCheck).where(ContactCheck.service_at_location_id == offer_id)
    rows = {row.value: row for row in session.scalars(mine)}
    for value, row in rows.items():
        if value not in found:
            session.delete(row)
    for value, (problem, detail) in found.items():
        row = rows.get(value) or ContactCheck(service_at_location_id=offer_id, value=value, failures=0)
        if not problem:
            row.failures = 0
        elif row.failures == 0 or now - row.checked_at >= COUNTED_AFTER:
            row.failures += 1
        row.problem, row.detail, row.checked_at = problem, detail, now
        session.add(row)


def find_broken(
    session: Session, text: str, problem: str, limit: int, offset: int = 0
) -> tuple[list[Broken], int]:
    """A page of contacts that do not work, those that failed most often first, and how many there are."""
    row = SearchRowRecord
    conditions: list[sa.ColumnElement[bool]] = [ContactCheck.problem != "", row.is_public.is_(True)]
    conditions += [row.text.contains(word, autoescape=True) for word in fold(text).split()]
    if problem:
        conditions.append(ContactCheck.problem == problem)
    on = row.offer_id == ContactCheck.service_at_location_id
    total = session.scalar(
        sa.select(sa.func.count()).select_from(ContactCheck).join(row, on).where(*conditions)
    )
    columns = (
        row.offer_id, row.summary, ContactCheck.value, ContactCheck.problem, ContactCheck.detail,
        ContactCheck.failures, ContactCheck.checked_at,
    )  # fmt: skip
    found = sa.select(*columns).join(row, on).where(*conditions)
    order = (ContactCheck.failures.desc(), row.sort_name, ContactCheck.id)
    rows: Sequence[Any] = session.execute(found.order_by(*order).limit(limit).offset(offset)).all()
    return [Broken(*one) for one in rows], total or 0


def last_checked(session: Session) -> dt.datetime | None:
    """When anything was checked last; None when nothing ever was."""
    newest = sa.select(ContactCheck.checked_at).order_by(ContactCheck.checked_at.desc()).limit(1)
    return session.scalar(newest)
