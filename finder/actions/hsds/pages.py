"""Records and pages of HSDS for its API: plain ones for lists, whole ones where they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.hsds.catalogue import Catalogue
from finder.actions.hsds.export import BATCH, builder_of, load
from finder.actions.hsds.select import hits_of, selected
from finder.domain.hsds_query import DEFAULT_PER_PAGE, HsdsQuery
from finder.domain.published import LOCATION, OFFER, ORGANIZATION, SERVICE, Published, PublishedOffer
from finder.errors import NotFound
from finder.exchange.hsds.build import Builder
from finder.exchange.hsds.ids import read_uid
from finder.exchange.hsds.terms import Record
from finder.store.published import IndexedOffer, load_records


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; `size` is how many records it has, `total` how many the list has."""

    contents: Sequence[Record]
    total: int
    number: int
    per_page: int

    def to_json(self) -> dict[str, Any]:
        """The page as HSDS wants it (`Page` of its API reference)."""
        pages = -(-self.total // self.per_page)
        return {
            "total_items": self.total,
            "total_pages": pages,
            "page_number": self.number,
            "size": len(self.contents),
            "first_page": self.number == 1,
            "last_page": self.number >= pages,
            "empty": not self.contents,
            "contents": self.contents,
        }


Items = Sequence[PublishedOffer]


@dataclass(frozen=True, slots=True)
class _Batch:
    """What was loaded for some records, and how to build each of its public offers; an organization has
    whole services where `full_service` asks for them.
    """

    catalogue: Catalogue
    builder: Builder
    full_service: bool

    def service(self, items: Items) -> Record:
        """A plain service with its plain organization."""
        return self._sourced(self._service(items), items)

    def whole_service(self, items: Items) -> Record:
        """A service with everything."""
        return self.builder.whole_service(items, self._modified(items))

    def offer(self, items: Items) -> Record:
        """A plain service at a location with its plain service and location."""
        location = self.builder.location(items[0].location)
        record = self.builder.offer(items[0]) | {"location": location, "service": self._service(items)}
        return self._sourced(record, items)

    def whole_offer(self, items: Items) -> Record:
        """A service at a location with everything."""
        service = self.whole_service(items)
        del service["service_at_locations"]
        return self.builder.whole_offer(items[0]) | {"service": service}

    def location(self, items: Items) -> Record:
        """A plain location."""
        return self._sourced(self.builder.location(items[0].location), items)

    def whole_location(self, items: Items) -> Record:
        """A location with everything."""
        return self._sourced(self.builder.whole_location(items[0].location), items)

    def organization(self, items: Items) -> Record:
        """A plain organization."""
        return self._sourced(self.builder.organization(items[0].organization), items)

    def whole_organization(self, items: Items) -> Record:
        """An organization with its locations and its services, whole ones where these are asked for."""
        places = {item.location.id: item.location for item in items}
        build = self.whole_service if self.full_service else self._own_service
        record = self.builder.whole_organization(items[0].organization) | {
            "locations": [self.builder.whole_location(place) for place in places.values()],
            "services": [build(group) for group in Published(items, {}, {}).grouped("service")],
        }
        return self._sourced(record, items)

    def _service(self, items: Items) -> Record:
        record = self.builder.service(items[0].service, self._modified(items))
        return record | {"organization": self.builder.organization(items[0].organization)}

    def _own_service(self, items: Items) -> Record:
        """A plain service inside its organization."""
        return self._sourced(self.builder.service(items[0].service, self._modified(items)), items)

    def _modified(self, items: Items) -> datetime:
        """When the service of these offers was last changed, with all that belongs to it."""
        offers = self.catalogue.offers_of(SERVICE, items[0].service.id)
        return max(item.last_modified for item in offers)

    def _sourced(self, record: Record, items: Items) -> Record:
        """A record that is shown without what says where it comes from, with that."""
        said = record.get("attributes", [])
        return record | {"attributes": [*said, *self.builder.sources(record["id"], items)]}


class _Kind(NamedTuple):
    """A kind of record: what offers and ids call it, and how plain and whole ones are built."""

    attribute: str
    uid_kind: str
    plain: Callable[[_Batch, Items], Record]
    whole: Callable[[_Batch, Items], Record]

    def numbers(self, offers: Sequence[IndexedOffer]) -> list[int]:
        """The numbers of the records of offers, in their order, each once."""
        return list(dict.fromkeys(getattr(item, self.attribute) for item in offers))

    def offers_of(self, catalogue: Catalogue, number: int) -> Sequence[IndexedOffer]:
        """All public offers of a record."""
        if self.uid_kind == OFFER:
            offer = catalogue.by_number.get(number)
            return () if offer is None else (offer,)
        return catalogue.offers_of(self.uid_kind, number)


KINDS: Final[Mapping[str, _Kind]] = {
    "services": _Kind("service", SERVICE, _Batch.service, _Batch.whole_service),
    "service_at_locations": _Kind("offer", OFFER, _Batch.offer, _Batch.whole_offer),
    "locations": _Kind("location", LOCATION, _Batch.location, _Batch.whole_location),
    "organizations": _Kind("organization", ORGANIZATION, _Batch.organization, _Batch.whole_organization),
}
"""The lists of records of offers, as the API calls them."""


def hsds_page(finder: Finder, name: str, query: HsdsQuery) -> Page:
    """A page of one of KINDS; a constant number of statements: at most three to find the records, and for
    plain ones one, for whole ones eleven to load them. Raises BadInput, StoreDown.
    """
    kind, hits = KINDS[name], hits_of(finder, query)
    with finder.database.read() as connection:
        catalogue = finder.catalogues.current(connection)
        numbers = kind.numbers(selected(finder, catalogue, query, hits))
        per_page = query.per_page or (max(len(numbers), 1) if query.minimal else DEFAULT_PER_PAGE)
        shown = numbers[(query.page - 1) * per_page : query.page * per_page]
        records = _records(finder, connection, catalogue, kind, shown, query)
    return Page(records, len(numbers), query.page, per_page)


def hsds_record(finder: Finder, name: str, uid: str, query: HsdsQuery) -> Record:
    """One record of KINDS with everything. Raises NotFound, StoreDown."""
    kind = KINDS[name]
    with finder.database.read() as connection:
        catalogue = finder.catalogues.current(connection)
        number = catalogue.numbers.get((kind.uid_kind, read_uid(uid) or ""))
        found = () if number is None else (number,)
        records = _records(finder, connection, catalogue, kind, found, replace(query, full=True))
    if not records:
        raise NotFound("There is no such record.")
    return records[0]


def hsds_lines(finder: Finder, name: str, query: HsdsQuery) -> Iterator[list[Record]]:
    """All records of a list, whatever its pages, BATCH at a time, each batch as of its own moment: so that
    whoever reads slowly keeps no transaction open. Raises BadInput, StoreDown.
    """
    kind, hits = KINDS[name], hits_of(finder, query)
    with finder.database.read() as connection:
        catalogue = finder.catalogues.current(connection)
    numbers = kind.numbers(selected(finder, catalogue, query, hits))
    return (
        _batch(finder, kind, numbers[start : start + BATCH], query) for start in range(0, len(numbers), BATCH)
    )


def _batch(finder: Finder, kind: _Kind, numbers: Sequence[int], query: HsdsQuery) -> list[Record]:
    with finder.database.read() as connection:
        catalogue = finder.catalogues.current(connection)
        return _records(finder, connection, catalogue, kind, numbers, query)


def _records(
    finder: Finder,
    connection: sa.Connection,
    catalogue: Catalogue,
    kind: _Kind,
    numbers: Sequence[int],
    query: HsdsQuery,
) -> list[Record]:
    """The records of these numbers that are still public, in their order."""
    groups = [group for number in numbers if (group := kind.offers_of(catalogue, number))]
    if query.minimal:
        return [_minimal(catalogue, group) for group in groups]
    offers = [item for group in groups for item in group]
    if query.full:
        published = load(connection, offers)
    else:
        with Session(connection) as session:
            published = Published(load_records(session, [item.offer for item in offers]), {}, {})
    batch = _Batch(catalogue, builder_of(finder, catalogue, published), query.full_service)
    build = kind.whole if query.full else kind.plain
    return [build(batch, items) for items in published.grouped(kind.attribute)]


def _minimal(catalogue: Catalogue, group: Sequence[IndexedOffer]) -> Record:
    """A service as no more than its id and when it was last changed."""
    modified = max(item.last_modified for item in group)
    return {"id": catalogue.uids[SERVICE, group[0].service], "modified_date": modified.isoformat()}
