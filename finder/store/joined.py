"""Two offers become one, and two again: whose numbers of sources are whose, and what became of the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final, cast

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.domain.history import OFFER, Line
from finder.store import audit
from finder.store.entry_values import Aggregate
from finder.store.provenance import ExternalId
from finder.store.records import Location, Publication, Service, ServiceAtLocation

MERGE, UNMERGE = "merge", "unmerge"
"""The actions of the history, written of the offer that stays."""

_EXTERNAL = cast("sa.Table", ExternalId.__table__)
_POINT: Final = (
    "geocode_source", "geocode_precision", "geocode_address", "geocoded_at", "pin_confirmed_by",
    "pin_confirmed_at",
)  # fmt: skip


def replace_offer(
    session: Session, mine: Aggregate, theirs: Aggregate, reason: str, now: dt.datetime
) -> None:
    """Retire the other offer in favour of mine, which gets its numbers of sources: the next import of
    either source finds mine. Records that other offers use keep theirs.
    """
    other, moved = theirs.offer, dict(_move(session, mine, theirs))
    before = {"other": other.id, "publication": other.publication.value, "external_ids": moved}
    audit.note(
        session, OFFER, mine.offer.id, MERGE, "external_id", orjson.dumps(before).decode(), str(other.id)
    )
    retire_offer(other, reason, now)
    earlier = sa.select(ServiceAtLocation).where(ServiceAtLocation.replaced_by_id == other.id)
    for offer in (*session.scalars(earlier), other):
        offer.replaced_by_id = mine.offer.id


def retire_offer(offer: ServiceAtLocation, reason: str, now: dt.datetime) -> None:
    """Take an offer from the public, with reason and date."""
    offer.publication = Publication.ARCHIVED
    offer.archived_at, offer.archived_reason = now, reason


def bring_back_offer(offer: ServiceAtLocation, publication: Publication) -> None:
    """Let a retired offer be one again."""
    offer.publication = publication
    offer.archived_at, offer.archived_reason, offer.replaced_by_id = None, "", None


def split_again(session: Session, line: Line) -> None:
    """Take the replacement back of which the history has this line, unless the other offer has gone or gone
    elsewhere since; then its numbers stay.
    """
    before: dict[str, Any] = orjson.loads(line.old)
    other = session.get(ServiceAtLocation, before["other"])
    if other is None or other.replaced_by_id != line.record:
        return
    for row_id, number in before["external_ids"].items():
        _point_to(session, int(row_id), number)
    bring_back_offer(other, Publication(before["publication"]))
    audit.note(session, OFFER, line.record, UNMERGE, new=str(other.id))


def _move(session: Session, mine: Aggregate, theirs: Aggregate) -> Iterator[tuple[str, int]]:
    """Let the numbers of the other records mean mine; gives the rows with what they meant before."""
    for entity, name in _ENTITIES.items():
        old, new = theirs.number_of(name), mine.number_of(name)
        if old is None or new is None or old == new or not _is_own(session, theirs, name):
            continue
        rows = sa.select(_EXTERNAL.c.id).where(_EXTERNAL.c.entity == entity, _EXTERNAL.c.entity_id == old)
        for row_id in session.scalars(rows).all():
            _point_to(session, row_id, new)
            yield str(row_id), old


_ENTITIES: Final = {
    OFFER: "offer",
    "service": "service",
    "location": "location",
    "person": "person",
    "organization": "organization",
}


def _point_to(session: Session, row_id: int, number: int) -> None:
    session.execute(sa.update(_EXTERNAL).where(_EXTERNAL.c.id == row_id).values(entity_id=number))


def _is_own(session: Session, found: Aggregate, name: str) -> bool:
    """Whether no other offer uses the record."""
    offers = sa.select(ServiceAtLocation.id).where(ServiceAtLocation.id != found.offer.id)
    columns = {
        "service": ServiceAtLocation.service_id,
        "location": ServiceAtLocation.location_id,
        "person": ServiceAtLocation.person_id,
    }
    if name == "offer":
        return True
    if name in columns:
        others = offers.where(columns[name] == found.number_of(name))
    else:
        number = found.organization.id
        others = offers.join(Service, ServiceAtLocation.service_id == Service.id)
        others = others.where(Service.organization_id == number)
    return session.scalar(others.limit(1)) is None


def take_point(mine: Location, theirs: Location) -> None:
    """The point of the other place, with all that is noted of how it was found."""
    mine.latitude, mine.longitude = theirs.latitude, theirs.longitude
    mine.geom = theirs.geom
    for name in _POINT:
        setattr(mine, name, getattr(theirs, name))


def find_replacement(connection: sa.Connection, offer_id: int) -> int | None:
    """The offer into which a retired one was merged; one statement."""
    column = cast("sa.Table", ServiceAtLocation.__table__).c
    statement = sa.select(column.replaced_by_id).where(column.id == offer_id)
    return connection.scalar(statement.where(column.publication == Publication.ARCHIVED))
