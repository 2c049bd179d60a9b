"""What is asked of the search and what it answers, and the request worked out for one view."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from finder.domain.distance import MAX_ARC_M
from finder.domain.fit import Fit
from finder.domain.language import LanguageRole
from finder.domain.needs import NO_LIMITS, Limits
from finder.domain.offer_hours import Channel
from finder.domain.point import Point
from finder.domain.query import DEFAULT_LIMIT, Related, Sort
from finder.domain.weektime import WeekTime
from finder.domain.wish import LanguageWish
from finder.search.circle import Circle
from finder.search.keys import KeyIndex, Masks, access_masks, any_masks
from finder.search.opening import Asked
from finder.search.spoken import keys_answering


@dataclass(frozen=True, slots=True)
class Request:
    """A search, resolved: languages (BCP 47 ranges) and topics any-of; access criteria and limits, the
    needs of the visitor, all-of. Hits are the offers of the groups asked for, in the order of `Fit`.

    `roles`, `language_time` and `related` belong to the wish for a language (see `LanguageWish`).
    Each word must begin a word of an offer's text or, through the keys given with it, name one of
    its topics. `area` is the official key (AGS) of the place searched at, or "" when not known.
    `open_at` are the moments (aware) at which it must be possible to come, or to call.
    `today` is the day (as `date.toordinal` has it) on which an entry may be overdue.
    `max_colleagues` is how many offers to name that lack only the language, where a colleague has it.
    `radius_m` is at most MAX_ARC_M and counts only with a point. `facets` asks for counts, too, with
    `now` also of what is open at that moment.
    """

    point: Point | None = None
    radius_m: float = MAX_ARC_M
    languages: tuple[str, ...] = ()
    roles: tuple[LanguageRole, ...] = ()
    language_time: WeekTime | None = None
    related: Related = Related.EXCLUDE
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
    max_colleagues: int = 0
    today: int = 0

    def __post_init__(self) -> None:
        if self.point is not None and not 0 <= self.radius_m <= MAX_ARC_M:
            raise ValueError(f"radius_m must be from 0 to {MAX_ARC_M:g}, not {self.radius_m!r}")

    @property
    def wish(self) -> LanguageWish:
        """The wish for a language."""
        has_related = self.related is Related.INCLUDE
        return LanguageWish(self.languages, self.roles, self.language_time, has_related)


class Colleagues(NamedTuple):
    """Offers that lack only the language asked for, at a site where another offer has it: how many,
    and the first of them with their distances, nearest first.
    """

    total: int = 0
    ids: Sequence[int] = ()
    distances_m: Sequence[float | None] = ()


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
    colleagues: Colleagues = Colleagues()

    @property
    def shown(self) -> list[int]:
        """The numbers of all offers to be shown."""
        return [*self.ids, *self.colleagues.ids]


class AnyKey(NamedTuple):
    """Any of some keys, by their numbers and as masks."""

    numbers: tuple[int, ...]
    masks: Masks

    @classmethod
    def of(cls, index: KeyIndex, names: Iterable[str]) -> Self:
        """The keys of an index that answer to the names."""
        return cls.numbered(index.numbers_of(names))

    @classmethod
    def numbered(cls, numbers: tuple[int, ...]) -> Self:
        """The keys with these numbers."""
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

    `ranks` are the masks of the language keys of each rank, the worst first, where it decides the order.
    """

    circle: Circle | None
    topics: AnyKey | None
    languages: AnyKey | None
    needs: Needs | None
    groups: tuple[Fit, ...]
    words: tuple[Word, ...]
    area: str
    ranks: tuple[tuple[int, Masks], ...]
    now: tuple[Asked, ...] = ()
    today: int = 0

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
        ranks = {} if request.wish.is_any else keys_answering(languages, request.wish)
        return cls(
            Circle.around(request.point, request.radius_m) if request.point else None,
            AnyKey.of(topics, request.topics) if request.topics else None,
            None if request.wish.is_any else AnyKey.numbered(tuple(ranks)),
            needs,
            request.groups if needs else (Fit.FITS,),
            tuple(Word(text, AnyKey.of(topics, sorted(keys))) for text, keys in request.words),
            request.area,
            _rank_masks(ranks) if request.sort is Sort.LANGUAGE else (),
            today=request.today,
        )


def _rank_masks(ranks: Mapping[int, int]) -> tuple[tuple[int, Masks], ...]:
    """The masks of the keys of each rank, the worst first."""
    by_rank: dict[int, list[int]] = {}
    for number, rank in ranks.items():
        by_rank.setdefault(rank, []).append(number)
    return tuple((rank, any_masks(by_rank[rank])) for rank in sorted(by_rank, reverse=True))


def _needs(request: Request, criteria: KeyIndex, hours: tuple[Asked, ...]) -> Needs | None:
    if not request.access and not request.limits.are_stated and not hours:
        return None
    masks = access_masks(criteria.numbers_of(request.access))
    has_unrecorded = any(key not in criteria.numbers for key in request.access)
    return Needs(masks, has_unrecorded, request.limits, hours)
