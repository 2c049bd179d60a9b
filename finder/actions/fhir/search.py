"""A FHIR search: found by the database and, around a point, by the search of the finder; then read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import sqlalchemy as sa

from finder.actions.context import Finder
from finder.actions.fhir.criteria import RECORDS, criteria_of
from finder.domain.fhir_search import FhirSearch, Kind, Summary
from finder.domain.open_records import (
    Criterion,
    Field,
    LocationRecord,
    OfferRecord,
    OrganizationRecord,
    RecordKind,
)
from finder.errors import NotFound
from finder.exchange.fhir.bundle import SUMMARY_ELEMENTS, included, match, only, searchset
from finder.exchange.fhir.parts import CodeBook, Resource
from finder.exchange.fhir.resources import healthcare_service, location, organization, practitioner_role
from finder.search import Request, offers_nearby
from finder.store.open_records.find import find_all, find_page
from finder.store.open_records.read import read_locations, read_offers, read_organizations

Record = OfferRecord | LocationRecord | OrganizationRecord
_Read = Callable[[sa.Connection, Collection[int]], Sequence[Record]]

_READERS: Final[Mapping[Kind, _Read]] = {
    Kind.LOCATION: read_locations,
    Kind.ORGANIZATION: read_organizations,
    Kind.SERVICE: read_offers,
    Kind.ROLE: read_offers,
}
_BUILDERS: Final[Mapping[Kind, Callable[[CodeBook, Any], Resource]]] = {
    Kind.LOCATION: location,
    Kind.ORGANIZATION: organization,
    Kind.SERVICE: healthcare_service,
    Kind.ROLE: practitioner_role,
}
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class _Found:
    """A page of numbers in their order, how many there are in all, and distances in metres by number."""

    ids: Sequence[int]
    total: int
    distances_m: Mapping[int, float]


def read_resource(finder: Finder, book: CodeBook, kind: Kind, number: int) -> Resource:
    """One resource by its number; at most four statements. Raises NotFound, StoreDown."""
    with finder.database.read() as connection:
        records = _records(connection, kind, [number])
    if not records:
        raise NotFound(f"There is no public {kind}/{number}.")
    return _BUILDERS[kind](book, records[0])


def search_resources(finder: Finder, book: CodeBook, search: FhirSearch) -> Resource:
    """The Bundle of a page of a search, by number or, around a point, nearest first.

    The same number of statements whatever is on the page. Raises BadInput, StoreDown.
    """
    criteria = criteria_of(search, finder.taxonomy)
    distances = _distances(finder, search)
    with finder.database.read() as connection:
        found = _find(connection, search, criteria, distances)
        records = _records(connection, search.kind, found.ids)
        others = list(_included(connection, book, search, records)) if records else []
    unit = search.near.unit if search.near else "m"
    matches = (
        match(book, _shown(search, book, record), found.distances_m.get(record.id), unit)
        for record in records
    )
    entries = [*matches, *(included(book, resource) for resource in others)]
    return searchset(entries, found.total, _links(book, search, found.total))


def _distances(finder: Finder, search: FhirSearch) -> dict[int, float] | None:
    """The distance of every location or offer in the circle, nearest first; None without a circle."""
    if search.near is None:
        return None
    point, radius_m = search.near.point, search.near.radius_m
    view = finder.searcher.current(Request(point=point, radius_m=radius_m))
    nearby = offers_nearby(view, point, radius_m)
    return nearby.location_distances() if search.kind is Kind.LOCATION else nearby.offer_distances()


def _find(
    connection: sa.Connection,
    search: FhirSearch,
    criteria: Sequence[Criterion],
    distances: dict[int, float] | None,
) -> _Found:
    kind, first = RECORDS[search.kind], search.offset
    count = 0 if search.summary is Summary.COUNT else search.count
    if distances is None:
        page = find_page(connection, kind, criteria, first, count)
        return _Found(page.ids, page.total, {})
    ids = list(distances)
    if criteria or kind is RecordKind.ROLE:
        matching = find_all(connection, kind, criteria)
        ids = [number for number in ids if number in matching]
    return _Found(ids[first : first + count], len(ids), distances)


def _records(connection: sa.Connection, kind: Kind, ids: Sequence[int]) -> list[Any]:
    """The public records of these numbers, in their order."""
    if not ids:
        return []
    records = {record.id: record for record in _READERS[kind](connection, ids)}
    found = [records[number] for number in ids if number in records]
    if kind is Kind.ROLE:
        found = [record for record in found if isinstance(record, OfferRecord) and record.person]
    return found


def _shown(search: FhirSearch, book: CodeBook, record: Record) -> Resource:
    """The resource, or the elements of it that are wanted."""
    resource = _BUILDERS[search.kind](book, record)
    if search.elements:
        return only(resource, search.elements)
    if search.summary is Summary.TRUE:
        return only(resource, SUMMARY_ELEMENTS[search.kind])
    return only(resource, ()) if search.summary is Summary.TEXT else resource


def _included(
    connection: sa.Connection, book: CodeBook, search: FhirSearch, records: Sequence[Any]
) -> Iterator[Resource]:
    """What the records refer to and what refers to them, as far as it is wanted, each once."""
    for name in search.includes:
        target = name.partition(":")[2]
        if target == "location":
            found = {record.location_id for record in records} - {None}
            yield from (location(book, record) for record in read_locations(connection, found))
        elif target == "service":
            yield from (healthcare_service(book, record) for record in records)
        else:
            wanted = _organizations(target, records)
            yield from (organization(book, record) for record in read_organizations(connection, wanted))
    offers = _offers(connection, search, records) if search.reverse_includes else []
    for name in search.reverse_includes:
        if name.startswith(Kind.SERVICE):
            yield from (healthcare_service(book, offer) for offer in offers)
        else:
            yield from (practitioner_role(book, offer) for offer in offers if offer.person)


def _organizations(target: str, records: Sequence[Any]) -> set[int]:
    """The organizations that the records refer to, without those that are on the page themselves."""
    if target == "partof":
        return {record.parent_id for record in records} - {None, *(record.id for record in records)}
    return {record.organization_id for record in records}


def _offers(connection: sa.Connection, search: FhirSearch, records: Sequence[Any]) -> Sequence[OfferRecord]:
    """The offers at the locations found, or those that were found themselves."""
    if search.kind is not Kind.LOCATION:
        return records
    at_them = Criterion(Field.LOCATION, tuple(record.id for record in records))
    ids = sorted(find_all(connection, RecordKind.OFFER, [at_them]))
    return list(_in_batches(connection, ids))


def _in_batches(connection: sa.Connection, ids: Sequence[int]) -> Iterable[OfferRecord]:
    for start in range(0, len(ids), _BATCH):
        yield from read_offers(connection, ids[start : start + _BATCH])


def _links(book: CodeBook, search: FhirSearch, total: int) -> dict[str, str]:
    """Where this page and its neighbours are."""
    pages = {"self": search.offset}
    if search.offset:
        pages["previous"] = max(0, search.offset - search.count)
    if search.count and search.offset + search.count < total:
        pages["next"] = search.offset + search.count
    address = f"{book.base}{search.kind}"
    return {
        relation: f"{address}?{urlencode(search.page_params(offset))}" for relation, offset in pages.items()
    }
