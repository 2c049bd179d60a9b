"""The positions that somebody should look at, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.geocoding.candidates import Yardstick, of_service
from finder.actions.geocoding.service import AT_DESK, from_json, search_question, service_of
from finder.domain.geocoding import (
    Candidate,
    Doubt,
    GeocodePrecision,
    is_far,
    one_line,
    only_place,
    question_of,
)
from finder.domain.offer import PublicAddress
from finder.domain.text import fold
from finder.store.geocodes import cached_answers
from finder.store.positions import Position, list_positions

PAGE_SIZE: Final = 25
_VAGUE: Mapping[GeocodePrecision | None, Doubt] = {
    GeocodePrecision.STREET: Doubt.STREET_ONLY,
    GeocodePrecision.PLACE: Doubt.PLACE_ONLY,
}


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A position with everything that speaks against it, at least one thing."""

    position: Position
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class DoubtfulPage:
    """A page of positions, those without a point first, then by name; `total` that were found in all,
    `counts` of each doubt among those that the text finds, `n_entries` with a physical place at all.
    """

    listed: tuple[Doubtful, ...]
    total: int
    counts: Mapping[Doubt, int]
    n_entries: int


def list_doubtful(
    finder: Finder, *, text: str = "", doubt: Doubt | None = None, offset: int = 0
) -> DoubtfulPage:
    """The positions to look at whose name, organization or address has all words of a text, with one
    doubt or any; beyond the end the last page. Secret places are never among them. Raises
    ConfigurationError for a wrong geocoder, and StoreDown.
    """
    judge = _Judge(finder)
    words = fold(text).split()
    counts: Counter[Doubt] = Counter()
    found, n_entries = [], 0
    for position in judge.positions:
        n_entries += 1
        doubts = judge.doubts(position)
        if not doubts or not _has_words(position, words):
            continue
        counts.update(doubts)
        if doubt is None or doubt in doubts:
            found.append(Doubtful(position, doubts))
    offset = min(offset, max(len(found) - 1, 0) // PAGE_SIZE * PAGE_SIZE)
    found.sort(key=lambda item: (Doubt.NO_POINT not in item.doubts, fold(item.position.name)))
    return DoubtfulPage(tuple(found[offset : offset + PAGE_SIZE]), len(found), counts, n_entries)


def _has_words(position: Position, words: list[str]) -> bool:
    text = fold(f"{position.name} {position.organization} {one_line(position.address)}")
    return all(word in text for word in words)


class _Judge:
    """What is known of all addresses without asking anybody: gazetteer and cache."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._yardsticks: dict[PublicAddress, Yardstick] = {}
        service = service_of(finder, AT_DESK)
        self._source = "" if service is None else service.source
        with finder.database.read() as connection, Session(connection) as session:
            self.positions = tuple(list_positions(session))
            self._cached = {} if service is None else cached_answers(session, service.name)

    def doubts(self, position: Position) -> tuple[Doubt, ...]:
        """Why somebody should look at a position; nothing when all is well."""
        point = position.point
        if point is None:
            return (Doubt.NO_POINT,)
        if position.confirmed_at is not None:
            is_other = bool(position.question) and position.question != question_of(position.address)
            return (Doubt.PIN_AND_ADDRESS,) if is_other else ()
        return tuple(self._of_point(position, Candidate(point, GeocodePrecision.BUILDING, "", "", "")))

    def _of_point(self, position: Position, at: Candidate) -> Iterator[Doubt]:
        yardstick = self._yardstick(position.address)
        if position.precision in _VAGUE:
            yield _VAGUE[position.precision]
        judged = yardstick.judged(at)
        if judged.is_near_postcode is False:
            yield Doubt.FAR_FROM_POSTCODE
        if judged.is_inside is False:
            yield Doubt.OUTSIDE_MUNICIPALITY
        known = self._known(position.address, yardstick)
        if known is not None and is_far(at.point, known):
            yield Doubt.PIN_AND_ADDRESS

    def _known(self, address: PublicAddress, yardstick: Yardstick) -> Candidate | None:
        """Where the service said that the address is, when it was asked and left no doubt."""
        answer = self._cached.get(search_question(address)) if self._cached else None
        if answer is None:
            return None
        return only_place([yardstick.judged(of_service(item, self._source)) for item in from_json(answer)])

    def _yardstick(self, address: PublicAddress) -> Yardstick:
        """Addresses of one place share what is known of it."""
        place = replace(address, street="", extra="")
        if place not in self._yardsticks:
            self._yardsticks[place] = Yardstick(self._finder.gazetteer, place)
        return self._yardsticks[place]
