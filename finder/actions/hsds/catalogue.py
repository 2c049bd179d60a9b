"""The index of everything public by its public ids, kept by a process as long as nothing changes."""

from __future__ import annotations

import threading
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
    records, the translations that there are (field, language, origin) and the areas of services (official
    keys); as of one version of the public data.
    """

    state: State
    offers: Sequence[IndexedOffer]
    uids: Uids
    translations: Sequence[tuple[str, str, str]]
    areas: Mapping[int, Sequence[str]]

    @classmethod
    def read(cls, connection: sa.Connection, state: State) -> Catalogue:
        """The catalogue of what a connection sees; five statements."""
        index = read_public_index(connection)
        uids = uids_of(index.uid_root, _records(index.offers), index.known)
        ordered = sorted(
            index.offers, key=lambda item: (uids[SERVICE, item.service], uids[OFFER, item.offer])
        )
        return cls(state, ordered, uids, index.translations, index.areas)

    @cached_property
    def numbers(self) -> Mapping[tuple[str, str], int]:
        """The number of each record by kind and public id."""
        return {(kind, uid): number for (kind, number), uid in self.uids.items()}

    @cached_property
    def by_number(self) -> Mapping[int, IndexedOffer]:
        """The offers by their numbers."""
        return {item.offer: item for item in self.offers}

    @cached_property
    def services(self) -> Sequence[int]:
        """The numbers of all services, by their ids."""
        return list(self._groups[SERVICE])

    def offers_of(self, kind: str, number: int) -> Sequence[IndexedOffer]:
        """The offers of a service, of an organization or at a location, in the order of the catalogue."""
        return self._groups[kind].get(number, ())

    @cached_property
    def _groups(self) -> Mapping[str, Mapping[int, Sequence[IndexedOffer]]]:
        return {kind: _grouped(self.offers, kind) for kind in (SERVICE, LOCATION, ORGANIZATION)}


class Catalogues:
    """Gives the catalogue of a process; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: Catalogue | None = None

    def current(self, connection: sa.Connection) -> Catalogue:
        """The catalogue of what a connection sees; one statement while nothing changed, else six."""
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
    found: dict[int, list[IndexedOffer]] = {}
    for item in offers:
        found.setdefault(getattr(item, kind), []).append(item)
    return found
