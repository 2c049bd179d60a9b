"""The geocoder's cache, its throttle shared by all processes, and the locations that lack a point."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from finder.clock import utc_now
from finder.domain.offer import PublicAddress
from finder.domain.point import Point
from finder.store.aids import GeocodeCache, ThrottleSlot
from finder.store.provenance import Source
from finder.store.records import (
    Address,
    GeocodePrecision,
    Location,
    LocationType,
    Organization,
    ServiceAtLocation,
)

NO_MATCH_LASTS = dt.timedelta(days=30)
"""After so long a service is asked again about an address that it did not know."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A location with an address but no point; `name` is its own or its organization's."""

    id: int
    name: str
    address: PublicAddress


def waiting_locations(session: Session, after: int, limit: int, source: str = "") -> list[Waiting]:
    """The next locations after a number that are physical, not secret, and without a point; with a
    source's key, only those with an offer of that source. Several addresses give several rows.
    """
    rows = session.execute(
        sa.select(Location.id, Location.name, Organization.name, Address)
        .outerjoin(Organization, Location.organization_id == Organization.id)
        .outerjoin(Address, sa.and_(Address.location_id == Location.id, Address.address_type == "physical"))
        .where(Location.id > after, *_is_waiting(), *_is_of(source))
        .order_by(Location.id, Address.id)
        .limit(limit)
    )
    return [Waiting(number, name or owner or "", _address(address)) for number, name, owner, address in rows]


def _is_waiting() -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Location.latitude.is_(None),
        Location.location_type == LocationType.PHYSICAL,
        ~Location.is_address_secret,
    )


def _is_of(source: str) -> tuple[sa.ColumnElement[bool], ...]:
    if not source:
        return ()
    offers = sa.select(ServiceAtLocation.location_id).join(Source).where(Source.key == source)
    return (Location.id.in_(offers),)


def _address(address: Address | None) -> PublicAddress:
    if address is None:
        return PublicAddress(country="")
    return PublicAddress(
        street=address.address_1,
        extra=address.address_2,
        postal_code=address.postal_code,
        city=address.city,
        locality=address.locality,
        country=address.country,
    )


@dataclass(frozen=True, slots=True)
class Found:
    """The point of a location, by whom, how exactly, and for which text."""

    location_id: int
    point: Point
    source: str
    precision: GeocodePrecision
    text: str


def place_locations(session: Session, found: Iterable[Found]) -> int:
    """Give these locations their points, if they are still waiting; gives how many were."""
    by_id = {item.location_id: item for item in found}
    locations = session.scalars(sa.select(Location).where(Location.id.in_(by_id), *_is_waiting())).all()
    for location in locations:
        item = by_id[location.id]
        location.place_at(item.point)
        location.geocode_source = item.source
        location.geocode_precision = item.precision
        location.geocode_address = item.text
        location.geocoded_at = utc_now()
    return len(locations)


def cached_answer(session: Session, service: str, question: str) -> str | None:
    """What the service answered before, as JSON (`null` for no match); None when it must be asked."""
    row = session.get(GeocodeCache, (service, question))
    if row is None or (row.answer == "null" and utc_now() - row.asked_at > NO_MATCH_LASTS):
        return None
    return row.answer


def remember_answer(session: Session, service: str, question: str, answer: str) -> None:
    """Keep an answer for the next time."""
    session.merge(GeocodeCache(service=service, question=question, answer=answer, asked_at=utc_now()))


def take_slot(session: Session, service: str, now: float, every_s: float) -> float:
    """Take the next free moment of a service in one atomic statement; gives it in seconds since 1970.

    No two takers get moments nearer than `every_s`, in whatever process.
    """
    return _move_slot(session, service, now, every_s) - every_s


def claim_slot(session: Session, service: str, now: float, every_s: float) -> bool:
    """Whether a moment of a service is free now; if so it is taken, and the next one is free `every_s` later.

    Of several that ask at once in whatever processes, one is told so.
    """
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert(ThrottleSlot) if is_postgresql else sqlite.insert(ThrottleSlot)
    statement = (
        insert.values(service=service, free_at=now + every_s)
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
    _move_slot(session, service, until, 0.0)


def _move_slot(session: Session, service: str, not_before: float, by_s: float) -> float:
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert(ThrottleSlot) if is_postgresql else sqlite.insert(ThrottleSlot)
    larger = sa.func.greatest if is_postgresql else sa.func.max
    statement = (
        insert.values(service=service, free_at=not_before + by_s)
        .on_conflict_do_update(
            index_elements=["service"], set_={"free_at": larger(ThrottleSlot.free_at, not_before) + by_s}
        )
        .returning(ThrottleSlot.free_at)
    )
    return float(session.execute(statement).scalar_one())
