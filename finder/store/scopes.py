"""What decides who may edit an offer: whose it is and where; and organizations by their names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.store.records import Address, Location, Organization, Person, Service, ServiceAtLocation


class Belonging(NamedTuple):
    """Whose an offer is (with the organizations above) and where; None and "" where that is not known."""

    organizations: frozenset[int]
    lat: float | None
    lon: float | None
    postal_code: str
    city: str


def find_belonging(connection: sa.Connection, offer_id: int) -> Belonging | None:
    """Whose an offer is and where; None for no offer."""
    row = connection.execute(
        sa.select(
            Service.organization_id,
            Location.organization_id,
            Person.organization_id,
            Location.latitude,
            Location.longitude,
            Address.postal_code,
            Address.city,
        )
        .select_from(ServiceAtLocation)
        .join(Service, Service.id == ServiceAtLocation.service_id)
        .join(Location, Location.id == ServiceAtLocation.location_id)
        .outerjoin(Person, Person.id == ServiceAtLocation.person_id)
        .outerjoin(Address, Address.location_id == Location.id)
        .where(ServiceAtLocation.id == offer_id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    own = {number for number in row[:3] if number is not None}
    return Belonging(_with_parents(connection, own), row[3], row[4], row[5] or "", row[6] or "")


def _with_parents(connection: sa.Connection, own: set[int]) -> frozenset[int]:
    below = sa.select(Organization.id, Organization.parent_organization_id).where(Organization.id.in_(own))
    chain = below.cte("above", recursive=True)
    above = chain.union(
        sa.select(Organization.id, Organization.parent_organization_id).where(
            Organization.id == chain.c.parent_organization_id
        )
    )
    return frozenset(connection.scalars(sa.select(above.c.id)))


def organizations_named(session: Session, name: str) -> list[int]:
    """The numbers of the organizations that are called so, at most two."""
    named = sa.select(Organization.id).where(sa.func.lower(Organization.name) == name.lower())
    return list(session.scalars(named.order_by(Organization.id).limit(2)))


def has_organization(session: Session, number: int) -> bool:
    """Whether there is an organization with this number."""
    return bool(session.scalar(sa.select(sa.exists().where(Organization.id == number))))


def names_of(session: Session, numbers: Iterable[int]) -> list[tuple[str, int]]:
    """The names of organizations with their numbers, sorted."""
    found = sa.select(Organization.name, Organization.id).where(Organization.id.in_(list(numbers)))
    return sorted((row[0], row[1]) for row in session.execute(found))
