"""What is missing: for places, topics and languages the offers in reach, by whether they fit a need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from finder.domain.distance import Floats
from finder.domain.gaps import Counts, Kinds, reach
from finder.domain.needs import NO_LIMITS, Limits
from finder.domain.point import Point
from finder.domain.wish import LanguageWish
from finder.search.judge import by_fit
from finder.search.keys import Bits
from finder.search.order import GROUPS
from finder.search.picks import Mask, Pick, Spans, without
from finder.search.request import AnyKey, Needs, Request
from finder.search.select import any_key, select_unplaced
from finder.search.spoken import keys_answering
from finder.search.table import Table
from finder.search.view import View

ANY: Final = ""
"""In the place of a topic or language: whatever it is."""

_NO_ROWS: Final = np.zeros(0, np.int32)


class Origin(NamedTuple):
    """A place from which offers are reached: its point, and the official key of its municipality ("" for
    none).
    """

    point: Point
    area: str


@dataclass(frozen=True, slots=True)
class GapRequest:
    """What is counted: each topic with each language (BCP 47 range), ANY for all, within a radius in metres
    (at most MAX_ARC_M) of each origin; `access` and `limits` are the needs by which offers fit.
    """

    origins: Sequence[Origin]
    topics: Sequence[str]
    languages: Sequence[str]
    radius_m: float
    access: tuple[str, ...] = ()
    limits: Limits = NO_LIMITS


class Gaps(NamedTuple):
    """By origin, topic, language and group (in the order of Fit): how many offers are in reach, how far the
    nearest is in metres (infinite for none within 200 km), and how many without a point serve the area.
    """

    counts: Counts
    nearest_m: Floats
    served: Counts


class _Members(NamedTuple):
    """Of some rows: (topics, n), (languages, n) and (groups, n), whether a row is of it."""

    topics: NDArray[np.bool_]
    languages: NDArray[np.bool_]
    groups: NDArray[np.bool_]

    def rows(self) -> Iterator[NDArray[np.int64]]:
        """The rows of every topic with every language in every group."""
        for topic in self.topics:
            for language in self.languages:
                both = topic & language
                yield from (np.flatnonzero(both & group) for group in self.groups)

    def counts(self) -> Counts:
        """How many rows those are."""
        numbers: Counts = np.einsum("tn,ln,gn->tlg", *(part.astype(np.int64) for part in self), optimize=True)
        return numbers


def find_gaps(view: View, request: GapRequest) -> Gaps:
    """What is in reach of each origin. Takes no lock and changes nothing; see `finder.domain.gaps.reach`
    for the cost.
    """
    question = _Question.of(view, request)
    placed = [_placed(view.base.table, view.superseded), _placed(view.overlay.table, _NO_ROWS)]
    members = [question.members(table, pick) for table, pick in placed]
    together = _Members(*(np.concatenate(parts, axis=1) for parts in zip(*members, strict=True)))
    lons, lats = (
        np.concatenate([pick.take(getattr(table, name)) for table, pick in placed]) for name in ("lon", "lat")
    )
    points = [origin.point for origin in request.origins]
    found = reach(points, lons, lats, Kinds.of(together.rows()), request.radius_m)
    shape = (len(points), len(request.topics), len(request.languages), len(GROUPS))
    served = {area: question.served(view, area) for area in {origin.area for origin in request.origins}}
    by_origin = [served[origin.area] for origin in request.origins]
    return Gaps(
        found.counts.reshape(shape),
        found.nearest_m.reshape(shape),
        np.array(by_origin, np.int64).reshape(shape),
    )


def _placed(table: Table, gone: NDArray[Any]) -> tuple[Table, Pick]:
    """The rows of a table that have a point and count."""
    everything: Pick = Spans([(0, len(table))])
    return table, without(everything.narrow(~np.isnan(table.lon)), gone)


@dataclass(frozen=True, slots=True)
class _Question:
    """A request in the numbers of a view; None is anything."""

    topics: list[AnyKey | None]
    languages: list[AnyKey | None]
    needs: Needs | None

    @classmethod
    def of(cls, view: View, request: GapRequest) -> _Question:
        keys = view.keys
        topics = [None if key == ANY else AnyKey.of(keys.topics, [key]) for key in request.topics]
        spoken = (LanguageWish((code,) if code != ANY else ()) for code in request.languages)
        languages = [
            None if wish.is_any else AnyKey.numbered(tuple(keys_answering(keys.languages, wish)))
            for wish in spoken
        ]
        plan = view.plan(Request(access=request.access, limits=request.limits))
        return cls(topics, languages, plan.needs)

    def members(self, table: Table, pick: Pick) -> _Members:
        """Which of the picked rows are of what."""
        if self.needs is None:
            everything = np.ones(pick.size, bool)
            groups: tuple[Mask, ...] = (everything, ~everything, ~everything)
        else:
            groups = by_fit(table, self.needs, pick)
        return _Members(
            _any_of(table.topic_bits, self.topics, pick),
            _any_of(table.language_bits, self.languages, pick),
            np.array(groups, bool).reshape(len(GROUPS), pick.size),
        )

    def served(self, view: View, area: str) -> Counts:
        """By topic, language and group: how many offers without a point serve an area."""
        plan = view.plan(Request())._replace(area=area)
        old = without(select_unplaced(view.base, plan), view.superseded)
        changed = view.overlay.unplaced(Spans([(0, len(view.overlay))]), area)
        return (
            self.members(view.base.table, old).counts() + self.members(view.overlay.table, changed).counts()
        )


def _any_of(bits: Bits, keys: Sequence[AnyKey | None], pick: Pick) -> NDArray[np.bool_]:
    found = [np.ones(pick.size, bool) if key is None else any_key(bits, key.masks, pick) for key in keys]
    return np.array(found, bool).reshape(len(keys), pick.size)
