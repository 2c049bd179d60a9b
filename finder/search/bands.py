"""The order by language: in bands of distance, within a band by how well the language is offered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from finder.domain.distance import BAND_EDGES_M, SAME_M, chord_m, geodesic_m
from finder.domain.language import N_RANKS
from finder.domain.point import Point
from finder.search.circle import MARGIN_M, Circle
from finder.search.keys import Masks
from finder.search.order import Hits, Page, by_name, nearest
from finder.search.select import any_key

_Classes = NDArray[np.uint8]
_Order = Callable[[list[Hits], int, int], Page]

Ranks = Sequence[tuple[int, Masks]]
"""The masks of the language keys of each rank, the worst first."""

_EDGES: Final = np.array(BAND_EDGES_M, float)
# Beyond these squared chords a row may be, and is for certain, beyond the edge.
_MAYBE: Final = np.array([chord_m(edge - MARGIN_M) ** 2 for edge in BAND_EDGES_M])
_SURELY: Final = np.array([chord_m(edge + MARGIN_M) ** 2 for edge in BAND_EDGES_M])


def nearest_by_rank(
    hits: Sequence[Hits], ranks: Ranks, circle: Circle, today: int, first: int, last: int
) -> Page:
    """The hits of rank `first` to before `last`: by band, rank of the language, then as `nearest`."""
    inside = [some.only(some.squared_chords <= circle.outer) for some in hits]
    classes = [N_RANKS * _bands(some, circle.point) + _ranks(some, ranks) for some in inside]
    return _by_class(
        inside, classes, (first, last), lambda some, low, high: nearest(some, circle, today, low, high)
    )


def named_by_rank(
    hits: Sequence[Hits], ranks: Ranks, last_name_key: int, point: Point | None, first: int, last: int
) -> Page:
    """The hits (all their rows are) of rank `first` to before `last`: by rank of the language, name, id."""
    classes = [_ranks(some, ranks) for some in hits]
    return _by_class(
        hits, classes, (first, last), lambda some, low, high: by_name(some, last_name_key, point, low, high)
    )


def _bands(hits: Hits, point: Point) -> _Classes:
    """The band of each row; the geodesic decides where the chord may be on either side of an edge."""
    bands = _SURELY.searchsorted(hits.squared_chords)
    unsure = (bands != _MAYBE.searchsorted(hits.squared_chords)).nonzero()[0]
    if len(unsure):
        rows = hits.pick.rows_at(unsure)
        metres = geodesic_m(point, hits.table.lon.take(rows), hits.table.lat.take(rows))
        bands[unsure] = _EDGES.searchsorted(metres - SAME_M)
    return bands.astype(np.uint8)


def _ranks(hits: Hits, ranks: Ranks) -> _Classes:
    """The best rank of each row."""
    best = np.full(hits.pick.size, N_RANKS - 1, np.uint8)
    for rank, masks in ranks:
        best[any_key(hits.table.language_bits, masks, hits.pick)] = rank
    return best


def _by_class(
    hits: Sequence[Hits], classes: Sequence[_Classes], ranks: tuple[int, int], order: _Order
) -> Page:
    """The page of the ranks (first, past the last): class after class, each in its own order."""
    first, last = ranks
    page, before = Page([], []), 0
    counts = np.bincount(np.concatenate(classes))
    for number in counts.nonzero()[0].tolist():
        count = int(counts[number])
        low, high = max(first - before, 0), min(last - before, count)
        if low < high:
            some = [part.only(own == number) for part, own in zip(hits, classes, strict=True)]
            more = order([part for part in some if part.total], low, high)
            page = Page(page.ids + more.ids, page.distances_m + more.distances_m)
        before += count
        if before >= last:
            break
    return page
