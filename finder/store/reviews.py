"""Reads and writes what was confirmed when, and finds what is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.domain.review import (
    GRACE,
    NEVER_CONFIRMED,
    Intervals,
    Method,
    Part,
    ReviewState,
    due_by_part,
)
from finder.domain.text import fold
from finder.store.aids import SearchRowRecord
from finder.store.provenance import Source
from finder.store.records import Address, Service, ServiceAtLocation
from finder.store.review_rows import Review, ReviewRound

_ROW = SearchRowRecord
_EXAMPLES = sa.select(ServiceAtLocation.id).join(Source).where(Source.is_example)
"""Invented examples: there is nothing to check in them."""


class Confirmed(NamedTuple):
    """The last confirmation of a part."""

    day: dt.date
    by: str
    method: str


@dataclass(frozen=True, slots=True)
class DueFilter:
    """Which public entries are wanted, invented examples left out; with `ids` these, whatever they are.
    `states` empty is all; `topic` is a key that counts with all below it, `place` a village or town.
    """

    states: tuple[ReviewState, ...] = ()
    text: str = ""
    topic: str = ""
    place: str = ""
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DueEntry:
    """An entry in the list: `summary` and `detail` are the JSON texts of what the public sees, `round` its
    last round of reminders, if any.
    """

    id: int
    due_on: dt.date | None
    assured_date: dt.date | None
    is_example: bool
    summary: str
    detail: str
    round: ReviewRound | None


def _conditions(wanted: DueFilter, today: dt.date) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [_ROW.is_public.is_(True)]
    found.append(_ROW.offer_id.in_(wanted.ids) if wanted.ids else _ROW.offer_id.not_in(_EXAMPLES))
    if wanted.states:
        found.append(sa.or_(*(_is_in(state, today) for state in wanted.states)))
    for word in fold(wanted.text).split():
        found.append(_ROW.text.contains(word, autoescape=True))
    if wanted.topic:
        found.append((" " + _ROW.topics + " ").contains(f" {wanted.topic} ", autoescape=True))
    if wanted.place:
        at = sa.or_(Address.locality == wanted.place, Address.city == wanted.place)
        there = sa.select(ServiceAtLocation.id).join(
            Address, Address.location_id == ServiceAtLocation.location_id
        )
        found.append(_ROW.offer_id.in_(there.where(at)))
    return found


def _is_in(state: ReviewState, today: dt.date) -> sa.ColumnElement[bool]:
    """Whether the search row says that the entry is in a state today."""
    day = _ROW.overdue_from
    if state is ReviewState.NEVER:
        return day == NEVER_CONFIRMED
    soon = (today + GRACE).toordinal()
    limits = {
        ReviewState.OVERDUE: (NEVER_CONFIRMED, today.toordinal()),
        ReviewState.DUE: (today.toordinal(), soon),
        ReviewState.FRESH: (soon, dt.date.max.toordinal() * 2),
    }
    after, last = limits[state]
    return sa.and_(day > after, day <= last)


def find_due(
    session: Session, wanted: DueFilter, today: dt.date, limit: int, offset: int = 0
) -> tuple[list[DueEntry], int]:
    """A page of entries, those due longest first and those never confirmed at the end, and how many."""
    conditions = _conditions(wanted, today)
    total = session.scalar(sa.select(sa.func.count()).select_from(_ROW).where(*conditions)) or 0
    is_never = sa.case((_ROW.overdue_from == NEVER_CONFIRMED, 1), else_=0)
    rows = session.execute(
        sa.select(_ROW, Service.assured_date, Source.is_example)
        .join(ServiceAtLocation, ServiceAtLocation.id == _ROW.offer_id)
        .join(Service, Service.id == ServiceAtLocation.service_id)
        .join(Source, Source.id == ServiceAtLocation.source_id)
        .where(*conditions)
        .order_by(is_never, _ROW.overdue_from, _ROW.sort_name, _ROW.offer_id)
        .limit(limit)
        .offset(offset)
    ).all()
    rounds = last_rounds(session, [row[0].offer_id for row in rows])
    found = [_entry(row[0], row[1], row[2], rounds.get(row[0].offer_id)) for row in rows]
    return found, total


def _entry(row: _ROW, assured: dt.date | None, is_example: bool, last: ReviewRound | None) -> DueEntry:
    has_day = row.overdue_from != NEVER_CONFIRMED
    due_on = dt.date.fromordinal(row.overdue_from) - GRACE if has_day else None
    return DueEntry(row.offer_id, due_on, assured, is_example, row.summary, row.detail, last)


def last_rounds(session: Session, offers: Collection[int]) -> dict[int, ReviewRound]:
    """The newest round of each offer that had any."""
    rounds = session.scalars(
        sa.select(ReviewRound)
        .where(ReviewRound.service_at_location_id.in_(offers))
        .order_by(ReviewRound.started_on, ReviewRound.id)
    )
    return {one.service_at_location_id: one for one in rounds}


def count_states(connection: sa.Connection, today: dt.date) -> Mapping[ReviewState, int]:
    """How many public entries that are no examples are in each state."""
    counts = [sa.func.count().filter(_is_in(state, today)) for state in ReviewState]
    counted = sa.select(*counts).select_from(_ROW).where(*_conditions(DueFilter(), today))
    row = connection.execute(counted).one()
    return dict(zip(ReviewState, row, strict=True))


def places_of_entries(session: Session) -> Sequence[str]:
    """The villages and towns of public entries, in the order of their names."""
    place = sa.case((Address.locality != "", Address.locality), else_=Address.city)
    found = (
        sa.select(place)
        .join(ServiceAtLocation, ServiceAtLocation.location_id == Address.location_id)
        .join(_ROW, _ROW.offer_id == ServiceAtLocation.id)
        .where(_ROW.is_public, place != "")
    )
    return session.scalars(found.distinct().order_by(place)).all()


def confirmed_parts(session: Session, offer_id: int) -> dict[Part, Confirmed]:
    """The last confirmation of each part of an offer that was confirmed by itself."""
    rows = session.scalars(sa.select(Review).where(Review.service_at_location_id == offer_id))
    return {row.part: Confirmed(row.last_confirmed_on, row.confirmed_by, row.method) for row in rows}


def confirm_parts(
    session: Session,
    offer: ServiceAtLocation,
    parts: Collection[Part],
    confirmed: Confirmed,
    intervals: Intervals,
) -> None:
    """Note that a person has confirmed parts of an offer on a day.

    The day on which the whole service was last confirmed moves with it when every part of all its offers
    has been, to the oldest of these days; it never moves back.
    """
    session.execute(sa.select(Service.id).where(Service.id == offer.service_id).with_for_update())
    rows = {
        row.part: row
        for row in session.scalars(sa.select(Review).where(Review.service_at_location_id == offer.id))
    }
    for part in parts:
        row = rows.get(part) or Review(service_at_location_id=offer.id, part=part)
        row.last_confirmed_on, row.due_on = confirmed.day, confirmed.day + intervals[part]
        row.confirmed_by, row.method = confirmed.by, Method(confirmed.method)
        session.add(row)
    session.flush()
    _assure(session, offer.service_id, confirmed, intervals)


def _assure(session: Session, service_id: int, confirmed: Confirmed, intervals: Intervals) -> None:
    service = session.get_one(Service, service_id)
    offers = list(
        session.scalars(sa.select(ServiceAtLocation.id).where(ServiceAtLocation.service_id == service_id))
    )
    days = []
    for offer_id in offers:
        own = {part: one.day for part, one in confirmed_parts(session, offer_id).items()}
        due = due_by_part(intervals, own, service.assured_date)
        days += [None if day is None else day - intervals[part] for part, day in due.items()]
    known = [day for day in days if day is not None]
    if len(known) == len(days) and (service.assured_date is None or min(known) > service.assured_date):
        service.assured_date = min(known)
        service.assurer_email, service.assured_method = confirmed.by, confirmed.method
