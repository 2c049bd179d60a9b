"""The index of everything public by its public ids, kept by a process as long as nothing changes."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa

from finder.domain.published import LOCATION, OFFER, ORGANIZATION, PERSON, SERVICE, Uids
from finder.exchange.hsds.ids import uids_of
from finder.store.published import IndexedOffer, read_public_index
from finder.store.search_rows import State, read_state


@dataclass(frozen=True)
class Catalogue:
    """All public offers in the order of their services' ids and then of their own, with the ids of all
    records; as of one version of the public data.
    """

    state: State
    offers: Sequence[IndexedOffer]
    uids: Uids
    translations: Sequence[tuple[str, str, str]]

    @classmethod
    def read(cls, connection: sa.Connection, state: State) -> Catalogue:
        """The catalogue of what a connection sees; four statements."""
        index = read_public_index(connection)
        uids = uids_of(index.uid_root, _records(index.offers), index.known)
        ordered = sorted(
            index.offers, key=lambda item: (uids[SERVICE, item.service], uids[OFFER, item.offer])
        )
        return cls(state, ordered, uids, index.translations)

    @cached_property
    def numbers(self) -> Mapping[tuple[str, str], int]:
        """The number of each record by kind and public id."""
        return {(kind, uid): number for (kind, number), uid in self.uids.items()}

    @cached_property
    def by_number(self) -> Mapping[int, IndexedOffer]:
        """The offers by their numbers."""
        return {item.offer: item for item in self.offers}

    @cached_property
    def of_service(self) -> Mapping[int, Sequence[IndexedOffer]]:
        """The offers of each service."""
        return _grouped(self.offers, SERVICE)

    @cached_property
    def of_organization(self) -> Mapping[int, Sequence[IndexedOffer]]:
        """The offers of each organization."""
        return _grouped(self.offers, ORGANIZATION)

    @cached_property
    def of_location(self) -> Mapping[int, Sequence[IndexedOffer]]:
        """The offers at each location."""
        return _grouped(self.offers, LOCATION)


class Catalogues:
    """Gives the catalogue of a process; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: Catalogue | None = None

    def current(self, connection: sa.Connection) -> Catalogue:
        """The catalogue of what a connection sees; one statement while nothing changed, else five."""
        state = read_state(connection)
        with self._lock:
            if self._last is None or self._last.state != state:
                self._last = Catalogue.read(connection, state)
            return self._last


def _records(offers: Iterable[IndexedOffer]) -> Iterator[tuple[str, int]]:
    for item in offers:
        yield OFFER, item.offer
        yield SERVICE, item.service
        yield LOCATION, item.location
        yield ORGANIZATION, item.organization
        if item.person is not None:
            yield PERSON, item.person


def _grouped(offers: Iterable[IndexedOffer], kind: str) -> Mapping[int, Sequence[IndexedOffer]]:
    found: dict[int, list[IndexedOffer]] = defaultdict(list)
    for item in offers:
        found[getattr(item, kind)].append(item)
    return found
