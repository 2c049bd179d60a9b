"""The public offers with what identifies them, for an export."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa

from finder.store.aids import SearchRowRecord
from finder.store.provenance import ExternalId, Source
from finder.store.records import Location, Person, ServiceAtLocation

BATCH = 1000


class ExportedOffer(NamedTuple):
    """A public offer: its texts are those that are served; the parts of the person's name and the
    number that its source gives it are "" where there are none.
    """

    id: int
    lat: float | None
    lon: float | None
    summary: str
    detail: str
    source: str
    external_id: str
    person_title: str
    person_given: str
    person_family: str


def stream_public_offers(connection: sa.Connection) -> Iterator[ExportedOffer]:
    """Every public offer by its number, ascending, by a server-side cursor; one statement."""
    statement = _public_offers().order_by(SearchRowRecord.offer_id)
    result = connection.execution_options(stream_results=True, yield_per=BATCH).execute(statement)
    return (ExportedOffer(*values) for values in result)


def read_public_offers(connection: sa.Connection, ids: Collection[int]) -> dict[int, ExportedOffer]:
    """The public ones of these offers by number; one statement, for at most about a thousand numbers."""
    statement = _public_offers().where(SearchRowRecord.offer_id.in_(ids))
    return {row[0]: ExportedOffer(*row) for row in connection.execute(statement)}


def public_number() -> sa.ColumnElement[str | None]:
    """The number that the source of an offer gives it, in a statement that has the offer and its location;
    null where there is none, and where it is that of an object of OpenStreetMap, which tells where a place is
    whose address is secret.
    """
    offer, number = ServiceAtLocation, ExternalId.external_id
    tells_place = sa.or_(*(number.like(f"{kind}/%") for kind in ("node", "way", "relation")))
    return (
        sa.select(sa.func.min(number))
        .where(
            ExternalId.entity == offer.__tablename__,
            ExternalId.entity_id == offer.id,
            ExternalId.source_id == offer.source_id,
            sa.not_(sa.and_(Location.is_address_secret, tells_place)),
        )
        .correlate(offer, Location)
        .scalar_subquery()
    )


def _public_offers() -> sa.Select[Any]:
    row, offer = SearchRowRecord, ServiceAtLocation
    texts = (public_number(), Person.title, Person.given, Person.family)
    return (
        sa.select(row.offer_id, row.lat, row.lon, row.summary, row.detail, Source.key)
        .add_columns(*(sa.func.coalesce(text, "") for text in texts))
        .join(offer, offer.id == row.offer_id)
        .join(Source, Source.id == offer.source_id)
        .join(Location, Location.id == offer.location_id)
        .outerjoin(Person, Person.id == offer.person_id)
        .where(row.is_public)
    )


def stream_translated_details(connection: sa.Connection) -> Iterator[str]:
    """The details of the public offers that have texts in other languages; one statement."""
    row = SearchRowRecord
    statement = sa.select(row.detail).where(row.is_public, row.detail.contains('"translations":{"'))
    result = connection.execution_options(stream_results=True, yield_per=BATCH).execute(statement)
    return (values[0] for values in result)


class PublicSource(NamedTuple):
    """A source of public offers, on which terms they may be used, and how many there are."""

    key: str
    name: str
    licence: str
    attribution: str
    is_example: bool
    n_offers: int


def read_public_sources(connection: sa.Connection) -> list[PublicSource]:
    """The sources that the public offers come from, by name; one statement."""
    columns = [getattr(Source, name) for name in PublicSource._fields[:-1]]
    statement = (
        sa.select(*columns, sa.func.count())
        .join(ServiceAtLocation, ServiceAtLocation.source_id == Source.id)
        .join(SearchRowRecord, SearchRowRecord.offer_id == ServiceAtLocation.id)
        .where(SearchRowRecord.is_public)
        .group_by(Source.id, *columns)
        .order_by(Source.name, Source.key)
    )
    return [PublicSource._make(row) for row in connection.execute(statement)]
