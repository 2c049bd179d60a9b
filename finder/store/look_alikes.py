"""The entries that may be the same offer as one, found by what stands in an index: a few of all."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple, cast

import sqlalchemy as sa

from finder.domain.duplicates import Traits, own_hosts
from finder.domain.point import Point
from finder.domain.same_words import beginnings
from finder.domain.text import fold
from finder.store.aids import SearchRowRecord, StaffRow
from finder.store.records import Location, ServiceAtLocation

_TABLE = cast("sa.Table", StaffRow.__table__)
_M_PER_DEGREE: Final = 111_200.0
_NEAR_M: Final = 200.0
_FEW, _MANY = 60, 200
"""The most rows of one way to look: where many entries share a number, a few of them tell enough."""
_MIN_NAME: Final = 5
_COLUMNS = (
    "offer_id", "publication", "name", "organization", "person", "phones", "contacts", "street",
    "postal_code", "place", "lat", "lon", "topics",
)  # fmt: skip


class Candidate(NamedTuple):
    """An entry that has something in common with the one looked for."""

    offer_id: int
    publication: str
    traits: Traits


def look_alikes(connection: sa.Connection, traits: Traits, without: Collection[int]) -> list[Candidate]:
    """The entries that share a telephone, a host, a name, or a telling word of the name near by; whatever
    their publication, without the given numbers, in no order. A few statements, each by an index.
    """
    found: dict[int, Candidate] = {}
    columns = [_TABLE.c[name] for name in _COLUMNS]
    for condition, limit in _ways(traits):
        for row in connection.execute(sa.select(*columns).where(condition).limit(limit)).mappings():
            if row["offer_id"] not in without:
                found[row["offer_id"]] = _candidate(row)
    return list(found.values())


def stream_mapped(connection: sa.Connection) -> Iterator[Candidate]:
    """The public entries that have a place on a map, by their numbers, ascending; no secret address is one.
    One statement.
    """
    statement = (
        sa.select(*(_TABLE.c[name] for name in _COLUMNS))
        .join(SearchRowRecord, SearchRowRecord.offer_id == _TABLE.c.offer_id)
        .join(ServiceAtLocation, ServiceAtLocation.id == _TABLE.c.offer_id)
        .join(Location, Location.id == ServiceAtLocation.location_id)
        .where(
            SearchRowRecord.is_public,
            Location.is_address_secret.is_(False),
            Location.location_type == "physical",
            _TABLE.c.lat.is_not(None),
        )
        .order_by(_TABLE.c.offer_id)
    )
    result = connection.execution_options(stream_results=True, yield_per=1000).execute(statement)
    return (_candidate(row) for row in result.mappings())


def _ways(traits: Traits) -> Iterator[tuple[sa.ColumnElement[bool], int]]:
    if traits.phones:
        yield _TABLE.c.phone.in_(traits.phones), _FEW
    if hosts := own_hosts(contact.casefold() for contact in traits.contacts):
        yield _TABLE.c.host.in_(hosts), _FEW
    if len(name := fold(traits.name)) >= _MIN_NAME:
        yield sa.and_(_TABLE.c.sort_name >= name, _TABLE.c.sort_name <= name + "zz"), _FEW
    beginnings = _beginnings(traits)
    if beginnings is not None and traits.postal_code:
        yield sa.and_(_TABLE.c.postal_code == traits.postal_code, beginnings), _MANY
    if beginnings is not None and traits.point is not None:
        yield sa.and_(_near(traits.point), beginnings), _MANY


def _beginnings(traits: Traits) -> sa.ColumnElement[bool] | None:
    """That a word begins like one of the name, the person or the organization."""
    found = beginnings(f"{traits.name} {traits.person} {traits.organization}")
    likes = [_TABLE.c.text.like(f"% {beginning}%") for beginning in found]
    return sa.or_(*likes) if likes else None


def _near(point: Point) -> sa.ColumnElement[bool]:
    lat = _NEAR_M / _M_PER_DEGREE
    lon = lat / max(math.cos(math.radians(point.lat)), 0.01)
    return sa.and_(
        _TABLE.c.lat.between(point.lat - lat, point.lat + lat),
        _TABLE.c.lon.between(point.lon - lon, point.lon + lon),
    )


def _candidate(row: sa.RowMapping) -> Candidate:
    traits = Traits(
        name=row["name"],
        organization=row["organization"],
        person=row["person"],
        phones=tuple(row["phones"].split()),
        contacts=tuple(row["contacts"].split()),
        street=row["street"],
        postal_code=row["postal_code"],
        city=row["place"],
        point=None if row["lat"] is None else Point(row["lat"], row["lon"]),
        topics=tuple(row["topics"].split()),
    )
    return Candidate(row["offer_id"], row["publication"], traits)
