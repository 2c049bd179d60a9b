"""Everything public as whole services of HSDS."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.actions.context import Finder, access_names
from finder.actions.hsds.catalogue import Catalogue
from finder.clock import today
from finder.domain.names import LanguageNames
from finder.domain.published import SERVICE, Published
from finder.domain.taxonomy import Taxonomy
from finder.exchange.hsds.build import Builder
from finder.exchange.hsds.terms import Record, Words
from finder.exchange.hsds.write import WRITERS
from finder.store.published import IndexedOffer, load_published

BATCH = 200
"""So many services are in memory at once."""


def export_hsds(finder: Finder, format_name: str, write: Callable[[bytes], object]) -> int:
    """Write everything public in a format of `finder.exchange.hsds.write.WRITERS`, as of one moment and in
    the order of the ids; gives how many offers there are. Raises StoreDown.
    """
    with finder.database.read() as connection:
        catalogue = finder.catalogues.current(connection)
        services = whole_services(finder, connection, catalogue)
        for piece in WRITERS[format_name](services, words_of(finder)):
            write(piece)
    return len(catalogue.offers)


def whole_services(finder: Finder, connection: sa.Connection, catalogue: Catalogue) -> Iterator[Record]:
    """All services with everything nested, by their ids; eleven statements for every BATCH of them."""
    for start in range(0, len(catalogue.services), BATCH):
        numbers = catalogue.services[start : start + BATCH]
        published = load(
            connection, [item for number in numbers for item in catalogue.offers_of(SERVICE, number)]
        )
        builder = builder_of(finder, catalogue, published)
        yield from map(builder.whole_service, published.grouped("service"))


def load(connection: sa.Connection, offers: Iterable[IndexedOffer]) -> Published:
    """Offers with everything that belongs to them, in the given order; eleven statements."""
    with Session(connection) as session:
        return load_published(session, [item.offer for item in offers])


def builder_of(finder: Finder, catalogue: Catalogue, published: Published) -> Builder:
    """A builder of records of what was loaded, as it holds today."""
    return Builder(published, catalogue.uids, words_of(finder), today())


def words_of(finder: Finder) -> Words:
    """The German names by which records are described."""
    return _words(finder.taxonomy, finder.names)


@lru_cache(maxsize=1)
def _words(taxonomy: Taxonomy, names: LanguageNames) -> Words:
    return Words(taxonomy, access_names(), names)
