"""Where offers are, with how that was found and who confirmed it: for the staff, never for the public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.domain.geocoding import NOWHERE, GeocodePrecision
from finder.domain.offer import PublicAddress
from finder.domain.point import Point
from finder.errors import NotFound
from finder.store.geocodes import addresses_of
from finder.store.records import (
    Address,
    Location,
    LocationType,
    Organization,
    Publication,
    Service,
    ServiceAtLocation,
)


@dataclass(frozen=True, slots=True)
class Position:
    """The position of a location, named after one of its offers; `n_offers` are there in all.

    `question` is the address for which the point was found ("" when it was not found for one). A secret
    location has no point here, whatever is stored.
    """

    location_id: int
    offer_id: int
    n_offers: int
    name: str
    organization: str
    organization_id: int | None
    is_physical: bool
    is_secret: bool
    address: PublicAddress
    point: Point | None
    precision: GeocodePrecision | None
    source: str
    question: str
    geocoded_at: dt.datetime | None
    confirmed_by: str
    confirmed_at: dt.datetime | None


_OFFERS = (
    sa.select(
        ServiceAtLocation.location_id,
        sa.func.min(ServiceAtLocation.id).label("offer_id"),
        sa.func.count().label("n_offers"),
    )
    .where(ServiceAtLocation.publication != Publication.ARCHIVED)
    .group_by(ServiceAtLocation.location_id)
    .subquery()
)


def _positions(offers: sa.FromClause) -> sa.Select[Any]:
    return (
        sa.select(offers.c.offer_id, offers.c.n_offers, Service.name, Organization.name, Location)
        .join(Location, Location.id == offers.c.location_id)
        .join(ServiceAtLocation, ServiceAtLocation.id == offers.c.offer_id)
        .join(Service, Service.id == ServiceAtLocation.service_id)
        .outerjoin(Organization, Organization.id == Location.organization_id)
    )


def list_positions(session: Session) -> Iterator[Position]:
    """The position of every physical location with an offer that is not retired and whose address is no
    secret, by number; two statements.
    """
    wanted = _positions(_OFFERS).where(
        Location.location_type == LocationType.PHYSICAL, ~Location.is_address_secret
    )
    rows = session.execute(wanted.order_by(Location.id)).all()
    addresses = addresses_of(session)
    for row in rows:
        yield _position(row, addresses.get(row[-1].id, NOWHERE))


def get_position(session: Session, offer_id: int) -> Position:
    """The position of an offer, whatever its state. Raises NotFound."""
    here = sa.select(ServiceAtLocation.location_id).where(ServiceAtLocation.id == offer_id)
    count = sa.select(sa.func.count()).where(ServiceAtLocation.location_id.in_(here)).scalar_subquery()
    offers = (
        sa.select(
            ServiceAtLocation.location_id,
            ServiceAtLocation.id.label("offer_id"),
            count.label("n_offers"),
        )
        .where(ServiceAtLocation.id == offer_id)
        .subquery()
    )
    row = session.execute(_positions(offers)).one_or_none()
    if row is None:
        raise NotFound(f"There is no offer {offer_id}.")
    number = row[-1].id
    return _position(row, addresses_of(session, [number]).get(number, NOWHERE))


def _position(row: sa.Row[Any], address: PublicAddress) -> Position:
    offer_id, n_offers, name, organization, location = tuple(row)
    is_hidden = location.is_address_secret or location.latitude is None or location.longitude is None
    return Position(
        location_id=location.id,
        offer_id=offer_id,
        n_offers=n_offers,
        name=name,
        organization=organization or "",
        organization_id=location.organization_id,
        is_physical=location.location_type == LocationType.PHYSICAL,
        is_secret=location.is_address_secret,
        address=address,
        point=None if is_hidden else Point(location.latitude, location.longitude),
        precision=location.geocode_precision,
        source=location.geocode_source,
        question=location.geocode_address,
        geocoded_at=location.geocoded_at,
        confirmed_by=location.pin_confirmed_by,
        confirmed_at=location.pin_confirmed_at,
    )


def lock_location(session: Session, location_id: int) -> Location:
    """The location, kept from others until the end of the transaction. Raises NotFound."""
    location = session.get(Location, location_id, with_for_update=True, populate_existing=True)
    if location is None:
        raise NotFound(f"There is no location {location_id}.")
    return location


def write_address(session: Session, location_id: int, address: PublicAddress) -> None:
    """Make this the physical address of a location."""
    row = session.scalars(
        sa.select(Address)
        .where(Address.location_id == location_id, Address.address_type == LocationType.PHYSICAL)
        .order_by(Address.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        row = Address(location_id=location_id)
        session.add(row)
    row.address_1, row.address_2 = address.street, address.extra
    row.postal_code, row.city = address.postal_code, address.city
    row.locality, row.country = address.locality, address.country or "DE"
