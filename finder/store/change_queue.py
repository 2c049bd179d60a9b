"""The queue of requests on which staff decides: found by words and filters, and decided once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from finder.domain.change import OPEN, ChangeKind, ChangeStatus
from finder.store.change_rows import ChangeRequest, ChangeRequestField
from finder.store.details import Attribute
from finder.store.records import Address, ServiceAtLocation
from finder.store.vocabulary import TaxonomyTerm


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which requests are wanted. `statuses` empty is all, `text` is looked for in what was written,
    `topics` are keys of topics (any of them), `place` a village or town, `before` the latest moment of
    arrival, `by_source` whether a source said it and no visitor (None for both).
    """

    statuses: tuple[ChangeStatus, ...] = OPEN
    kind: ChangeKind | None = None
    text: str = ""
    topics: tuple[str, ...] = ()
    place: str = ""
    before: dt.datetime | None = None
    by_source: bool | None = None


class ResponseTimes(NamedTuple):
    """The moments of arrival of open requests, and how long each decided one took."""

    open_since: list[dt.datetime]
    taken: list[dt.timedelta]


def find_requests(
    session: Session, wanted: QueueFilter, limit: int, offset: int = 0
) -> tuple[Sequence[ChangeRequest], int]:
    """A page of requests with their fields, the oldest open ones first, and how many there are."""
    conditions = list(_conditions(wanted))
    total = session.scalar(sa.select(sa.func.count()).select_from(ChangeRequest).where(*conditions)) or 0
    is_open = sa.case((ChangeRequest.status.in_(OPEN), 0), else_=1)
    order = (is_open, sa.case((is_open == 0, ChangeRequest.id), else_=-ChangeRequest.id))
    rows = session.scalars(
        sa.select(ChangeRequest)
        .where(*conditions)
        .options(selectinload(ChangeRequest.fields))
        .order_by(*order)
        .limit(limit)
        .offset(offset)
    ).all()
    return rows, total


def _conditions(wanted: QueueFilter) -> Sequence[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.statuses:
        found.append(ChangeRequest.status.in_(wanted.statuses))
    if wanted.kind:
        found.append(ChangeRequest.kind == wanted.kind)
    if wanted.by_source is not None:
        has_none = ChangeRequest.source_id.is_(None)
        found.append(~has_none if wanted.by_source else has_none)
    if wanted.before:
        found.append(ChangeRequest.created_at <= wanted.before)
    if wanted.text:
        found.append(_mentions(wanted.text))
    if wanted.topics:
        found.append(ChangeRequest.offer_id.in_(_with_topics(wanted.topics)))
    if wanted.place:
        found.append(ChangeRequest.offer_id.in_(_at_place(wanted.place)))
    return found


def _mentions(text: str) -> sa.ColumnElement[bool]:
    fields = sa.select(ChangeRequestField.change_request_id).where(
        ChangeRequestField.proposed_value.icontains(text, autoescape=True)
    )
    own = (ChangeRequest.reference, ChangeRequest.target_name, ChangeRequest.message)
    return sa.or_(*(column.icontains(text, autoescape=True) for column in own), ChangeRequest.id.in_(fields))


def _with_topics(topics: Sequence[str]) -> sa.Select[Any]:
    return (
        sa.select(ServiceAtLocation.id)
        .join(Attribute, Attribute.service_id == ServiceAtLocation.service_id)
        .join(TaxonomyTerm, TaxonomyTerm.id == Attribute.taxonomy_term_id)
        .where(TaxonomyTerm.code.in_(topics))
    )


def _at_place(place: str) -> sa.Select[Any]:
    at = sa.or_(Address.locality == place, Address.city == place)
    return (
        sa.select(ServiceAtLocation.id)
        .join(Address, Address.location_id == ServiceAtLocation.location_id)
        .where(at)
    )


def find_request(session: Session, reference: str, *, lock: bool = False) -> ChangeRequest | None:
    """The request with this reference and its fields; with `lock` nobody else decides meanwhile."""
    statement = sa.select(ChangeRequest).where(ChangeRequest.reference == reference)
    statement = statement.options(selectinload(ChangeRequest.fields))
    return session.scalar(statement.with_for_update() if lock else statement)


def neighbours(session: Session, request: ChangeRequest) -> Sequence[ChangeRequest]:
    """Other open requests for the same entry, the oldest first."""
    if request.offer_id is None:
        return ()
    same = sa.select(ChangeRequest).options(selectinload(ChangeRequest.fields))
    others = same.where(
        ChangeRequest.offer_id == request.offer_id,
        ChangeRequest.id != request.id,
        ChangeRequest.status.in_(OPEN),
    )
    return session.scalars(others.order_by(ChangeRequest.id)).all()


def read_times(connection: sa.Connection, since: dt.datetime) -> ResponseTimes:
    """When open requests came, and how long those decided since a moment took."""
    columns = sa.select(ChangeRequest.status, ChangeRequest.created_at, ChangeRequest.decided_at)
    rows = connection.execute(
        columns.where(sa.or_(ChangeRequest.status.in_(OPEN), ChangeRequest.decided_at >= since))
    ).all()
    taken = [row[2] - row[1] for row in rows if row[2] is not None and row[0] not in OPEN]
    return ResponseTimes([row[1] for row in rows if row[0] in OPEN], taken)


def places_in_queue(session: Session) -> Sequence[str]:
    """The villages and towns of entries to which open requests belong, in the order of their names."""
    offers = sa.select(ChangeRequest.offer_id).where(ChangeRequest.status.in_(OPEN))
    place = sa.case((Address.locality != "", Address.locality), else_=Address.city)
    found = (
        sa.select(place)
        .join(ServiceAtLocation, ServiceAtLocation.location_id == Address.location_id)
        .where(ServiceAtLocation.id.in_(offers), place != "")
    )
    return session.scalars(found.distinct().order_by(place)).all()
