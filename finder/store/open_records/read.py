"""The public records themselves, each kind in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, cast

import orjson
import sqlalchemy as sa

from finder.clock import today
from finder.domain.lapse import summary_on
from finder.domain.offer import PublicAddress, PublicPhone, PublicSource
from finder.domain.open_records import LocationRecord, OfferRecord, OrganizationRecord
from finder.domain.point import Point
from finder.store.aids import SearchRowRecord
from finder.store.details import Phone
from finder.store.exported import public_number
from finder.store.open_records.find import public_offers
from finder.store.provenance import Source
from finder.store.records import (
    Address,
    Location,
    LocationType,
    Organization,
    Person,
    Service,
    ServiceAtLocation,
)

_ROW, _OFFER = SearchRowRecord, ServiceAtLocation
_LOCATION, _ADDRESS = cast("sa.Table", Location.__table__), cast("sa.Table", Address.__table__)
_IS_ADDRESS = sa.and_(Address.location_id == Location.id, Address.address_type != LocationType.POSTAL)


def read_offers(connection: sa.Connection, ids: Collection[int]) -> list[OfferRecord]:
    """The public ones of these offers, by number; one statement, for at most about a thousand numbers."""
    statement = (
        sa.select(_OFFER.id, Service.organization_id, Location.id, Location.is_address_secret)
        .add_columns(Person.id, Person.title, Person.given, Person.family, public_number())
        .add_columns(_ROW.summary, _ROW.detail)
        .join(Service, Service.id == _OFFER.service_id)
        .join(Location, Location.id == _OFFER.location_id)
        .join(_ROW, _ROW.offer_id == _OFFER.id)
        .outerjoin(Person, Person.id == _OFFER.person_id)
        .where(_OFFER.id.in_(ids), _ROW.is_public)
        .order_by(_OFFER.id)
    )
    return [_offer(row) for row in connection.execute(statement)]


def _offer(row: Any) -> OfferRecord:
    number, organization, location, is_secret, person, *names, external_id, summary, detail = row
    return OfferRecord(
        id=number,
        organization_id=organization,
        location_id=None if is_secret else location,
        person=None if person is None else (names[0], names[1], names[2]),
        external_id=external_id or "",
        summary=summary_on(orjson.loads(summary), today()),
        detail=orjson.loads(detail),
    )


def read_locations(connection: sa.Connection, ids: Collection[int]) -> list[LocationRecord]:
    """Those of these locations that have a public offer and are not secret, by number; three statements."""
    owners = _owners(connection, _OFFER.location_id, ids)
    phones = _phones(connection, Phone.location_id, owners)
    columns = _LOCATION.c
    statement = (
        sa.select(*(column for column in columns if column.name != "geom"), *_ADDRESS.c)
        .select_from(Location)
        .outerjoin(Address, _IS_ADDRESS)
        .where(columns.id.in_(owners), sa.not_(columns.is_address_secret))
        .order_by(columns.id, _ADDRESS.c.id.desc())
    )
    first = {row[columns.id]: row for row in connection.execute(statement).mappings()}
    return [_location(row, owners[number], phones[number]) for number, row in first.items()]


class _Owner(NamedTuple):
    """An organization with offers at a place, and where they come from."""

    id: int
    name: str
    source: PublicSource


def _owners(connection: sa.Connection, column: Any, ids: Collection[int]) -> dict[int, list[_Owner]]:
    """Who has public offers at each of these places (of each of these organizations), with their sources."""
    statement = (
        sa.select(column, Service.organization_id, Organization.name)
        .add_columns(Source.key, Source.name, Source.licence, Source.attribution, Source.is_example)
        .add_columns(Source.note, Source.url)
        .select_from(_OFFER)
        .join(Service, Service.id == _OFFER.service_id)
        .join(Organization, Organization.id == Service.organization_id)
        .join(Source, Source.id == _OFFER.source_id)
        .join(_ROW, _ROW.offer_id == _OFFER.id)
        .where(column.in_(ids), _ROW.is_public)
        .distinct()
        .order_by(column, Service.organization_id, Source.key)
    )
    found: dict[int, list[_Owner]] = defaultdict(list)
    for key, organization, name, *source in connection.execute(statement):
        found[key].append(_Owner(organization, name, PublicSource(*source)))
    return found


def _phones(
    connection: sa.Connection, column: Any, ids: Collection[int]
) -> dict[int, tuple[PublicPhone, ...]]:
    statement = (
        sa.select(column, Phone.number, Phone.type, Phone.extension, Phone.description)
        .where(column.in_(ids))
        .order_by(column, Phone.id)
    )
    found: dict[int, list[PublicPhone]] = defaultdict(list)
    for key, number, kind, extension, description in connection.execute(statement):
        found[key].append(PublicPhone(number, kind.value, extension, description))
    return defaultdict(tuple, {key: tuple(phones) for key, phones in found.items()})


def _sources(owners: Iterable[_Owner]) -> tuple[PublicSource, ...]:
    return tuple(dict.fromkeys(owner.source for owner in owners))


def _location(value: Any, owners: Sequence[_Owner], phones: tuple[PublicPhone, ...]) -> LocationRecord:
    columns = _LOCATION.c
    owner = next((each for each in owners if each.id == value[columns.organization_id]), owners[0])
    lat, lon = value[columns.latitude], value[columns.longitude]
    return LocationRecord(
        id=value[columns.id],
        organization_id=owner.id,
        organization=owner.name,
        location_type=value[columns.location_type].value,
        name=value[columns.name],
        alternate_name=value[columns.alternate_name],
        description=value[columns.description],
        point=None if lat is None or lon is None else Point(lat, lon),
        address=_address(value),
        phones=phones,
        sources=_sources(owners),
        last_modified=value[columns.last_modified],
    )


def _address(value: Mapping[Any, Any]) -> PublicAddress | None:
    columns = _ADDRESS.c
    if value[columns.id] is None:
        return None
    names = ("address_1", "address_2", "postal_code", "city", "locality", "country")
    return PublicAddress(*(value[columns[name]] for name in names))


def read_organizations(connection: sa.Connection, ids: Collection[int]) -> list[OrganizationRecord]:
    """Those of these organizations that have a public offer, by number; three statements."""
    owners = _owners(connection, Service.organization_id, ids)
    phones = _phones(connection, Phone.organization_id, owners)
    of_parent = public_offers().where(Service.organization_id == Organization.parent_organization_id)
    has_parent = sa.exists(of_parent.correlate(Organization)).label("has_parent")
    statement = (
        sa.select(*cast("sa.Table", Organization.__table__).c, has_parent)
        .where(Organization.id.in_(owners))
        .order_by(Organization.id)
    )
    return [
        OrganizationRecord(
            id=row.id,
            name=row.name,
            alternate_name=row.alternate_name,
            website=row.website,
            email=row.email,
            parent_id=row.parent_organization_id if row.has_parent else None,
            phones=phones[row.id],
            sources=_sources(owners[row.id]),
            last_modified=row.last_modified,
        )
        for row in connection.execute(statement)
    ]
