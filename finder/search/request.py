"""What is asked of the search and what it answers, and the request worked out for one view."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self

from finder.domain.distance import MAX_ARC_M
from finder.domain.fit import Fit
from finder.domain.needs import NO_LIMITS, Limits
from finder.domain.offer_hours import Channel
from finder.domain.point import Point
from finder.domain.query import DEFAULT_LIMIT, Sort
from finder.search.circle import Circle
from finder.search.keys import KeyIndex, Masks, access_masks, any_masks
from finder.search.opening import Asked


@dataclass(frozen=True, slots=True)
class Request:
    """A search, resolved: languages (BCP 47 ranges) and topics any-of; access criteria and limits, the
    needs of the visitor, all-of. Hits are the offers of the groups asked for, in the order of `Fit`.

    Each word must begin a word of an offer's text or, through the keys given with it, name one of
    its topics. `area` is the official key (AGS) of the place searched at, or "" when not known.
    `open_at` are the moments (aware) at which it must be possible to come, or to call.
    `radius_m` is at most MAX_ARC_M and counts only with a point. `facets` asks for counts, too, with
    `now` also of what is open at that moment.
    """

    point: Point | None = None
    radius_m: float = MAX_ARC_M
    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    limits: Limits = NO_LIMITS
    groups: tuple[Fit, ...] = (Fit.FITS,)
    words: tuple[tuple[str, frozenset[str]], ...] = ()
    sort: Sort = Sort.DISTANCE
    limit: int = DEFAULT_LIMIT
    offset: int = 0
    area: str = ""
    facets: bool = False
    now: dt.datetime | None = None
    open_at: tuple[tuple[Channel, dt.datetime], ...] = ()

    def __post_init__(self) -> None:
        if self.point is not None and not 0 <= self.radius_m <= MAX_ARC_M:
            raise ValueError(f"radius_m must be from 0 to {MAX_ARC_M:g}, not {self.radius_m!r}")


class Facets(NamedTuple):
    """By language (BCP 47 range), topic, access criterion and channel: how many hits the search would
    have with this value; values without a hit are left out.

    With a language or topic in the place of those asked for, with a criterion, or being open now,
    as one more need.
    """

    languages: Mapping[str, int]
    topics: Mapping[str, int]
    access: Mapping[str, int]
    openings: Mapping[Channel, int]


class Matched(NamedTuple):
    """A page of hits in order, each with its geodesic distance in metres (None where there is no
    point to measure from or to) and its group; the number of all hits, and that of each group;
    `facets` where they were asked for.
    """

    ids: list[int]
    distances_m: list[float | None]
    fits: list[Fit]
    total: int
    total_fitting: int
    total_unknown: int
    total_failing: int
    facets: Facets | None = None


class AnyKey(NamedTuple):
    """Any of some keys, by their numbers and as masks."""

    numbers: tuple[int, ...]
    masks: Masks

    @classmethod
    def of(cls, index: KeyIndex, names: Iterable[str]) -> Self:
        """The keys of an index that answer to the names."""
        numbers = index.numbers_of(names)
        return cls(numbers, any_masks(numbers))


class Word(NamedTuple):
    """A word asked for, and the topics that it names."""

    text: str
    topics: AnyKey


class Needs(NamedTuple):
    """Criteria and limits asked for, and when it must be open. `has_unrecorded`: about a criterion
    nothing at all is known.
    """

    masks: Masks
    has_unrecorded: bool
    limits: Limits
    hours: tuple[Asked, ...]


class Plan(NamedTuple):
    """A request in the numbers of one view; what is None or empty does not filter. Without needs
    every offer fits.
    """

    circle: Circle | None
    topics: AnyKey | None
    languages: AnyKey | None
    needs: Needs | None
    groups: tuple[Fit, ...]
    words: tuple[Word, ...]
    area: str
    now: tuple[Asked, ...] = ()

    @classmethod
    def of(
        cls,
        request: Request,
        topics: KeyIndex,
        languages: KeyIndex,
        criteria: KeyIndex,
        hours: tuple[Asked, ...],
    ) -> Self:
        """The request with its names looked up; `hours` are its moments with the states at them."""
        needs = _needs(request, criteria, hours)
        return cls(
            Circle.around(request.point, request.radius_m) if request.point else None,
            AnyKey.of(topics, request.topics) if request.topics else None,
            AnyKey.of(languages, request.languages) if request.languages else None,
            needs,
            request.groups if needs else (Fit.FITS,),
            tuple(Word(text, AnyKey.of(topics, sorted(keys))) for text, keys in request.words),
            request.area,
        )


def _needs(request: Request, criteria: KeyIndex, hours: tuple[Asked, ...]) -> Needs | None:
    if not request.access and not request.limits.are_stated and not hours:
        return None
    masks = access_masks(criteria.numbers_of(request.access))
    has_unrecorded = any(key not in criteria.numbers for key in request.access)
    return Needs(masks, has_unrecorded, request.limits, hours)
