"""The classes of queries: what visitors ask, drawn from the world with a seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

import numpy as np
from numpy.random import Generator, default_rng

from finder.actions.context import Finder
from finder.actions.search import request_of, resolve_place
from finder.bench.world import LANGUAGES, SEED, Town, World
from finder.domain.point import Point
from finder.domain.query import MAX_RADIUS_KM, MIN_RADIUS_KM, SearchQuery
from finder.search import Request, View, match

N_QUERIES = 100
FULL_PAGE = 20
EQUAL_HITS = 200
_TRIES = 8
NEEDY = "electric_wheelchair"
"""The profile of the class `needs`."""

Draw = Callable[[World, Generator], SearchQuery]


@dataclass(frozen=True)
class Query:
    """One search in all forms in which it is measured, with what it finds."""

    asked: SearchQuery
    request: Request
    path: str
    total: int
    returned: int


def draw_queries(finder: Finder, view: View, world: World, names: Sequence[str]) -> dict[str, list[Query]]:
    """So many queries of each class, the same for the same offers; such as fill a page where a few
    tries find them. Prepares the `equal` class, whose radius gives every query about EQUAL_HITS hits.
    """
    drawn = {}
    for name in names:
        rng = default_rng([SEED, NAMES.index(name)])
        make = _equal(view) if name == EQUAL else _DRAWS[name]
        drawn[name] = [_full(finder, view, world, rng, make) for _ in range(N_QUERIES)]
    return drawn


def _full(finder: Finder, view: View, world: World, rng: Generator, make: Draw) -> Query:
    best: Query | None = None
    for _ in range(_TRIES):
        query = _worked_out(finder, view, make(world, rng))
        if best is None or query.returned > best.returned:
            best = query
        if best.returned == FULL_PAGE:
            break
    return best  # type: ignore[return-value]  # there is at least one try


def _worked_out(finder: Finder, view: View, asked: SearchQuery) -> Query:
    place = resolve_place(finder, asked.near) if asked.near else None
    point = place.point if place else asked.point
    request = request_of(finder, asked, place, point)
    found = match(view, request)
    path = "/api/v1/search?" + urlencode(asked.to_params())
    return Query(asked, request, path, found.total, len(found.ids))


def _town(world: World, rng: Generator, low: int = 0, high: int = 10**9) -> Town:
    """A town with so many inhabitants, the larger the likelier."""
    while True:
        town = world.towns[rng.choice(len(world.towns), p=world.town_shares)]
        if low <= town.population <= high:
            return town


def _near(town: Town, rng: Generator) -> Point:
    """Somewhere within a kilometre or so of the seat."""
    north, east = rng.normal(0.0, 0.005, 2).tolist()
    return Point(round(town.lat + north, 5), round(town.lon + east, 5))


def _topic(world: World, rng: Generator, first: int, last: int) -> tuple[str, ...]:
    return (world.topics[rng.integers(first, last)],)


def _dense(world: World, rng: Generator) -> SearchQuery:
    point = _near(_town(world, rng, low=200_000), rng)
    return SearchQuery(point=point, radius_km=2.0, categories=_topic(world, rng, 0, 5), access=("step_free",))


def _rural(world: World, rng: Generator) -> SearchQuery:
    point = _near(_town(world, rng, high=8_000), rng)
    return SearchQuery(point=point, radius_km=20.0, categories=_topic(world, rng, 0, 20))


def _rare_language(world: World, rng: Generator) -> SearchQuery:
    language = LANGUAGES[rng.integers(20, 32)]
    return SearchQuery(point=_near(_town(world, rng), rng), radius_km=50.0, languages=(language,))


def _no_filter(world: World, rng: Generator) -> SearchQuery:
    return SearchQuery(point=_near(_town(world, rng), rng), radius_km=5.0)


def _nearest(world: World, rng: Generator) -> SearchQuery:
    point = _near(_town(world, rng), rng)
    return SearchQuery(point=point, radius_km=MAX_RADIUS_KM, categories=_topic(world, rng, 50, 60))


def _name(world: World, rng: Generator) -> SearchQuery:
    family = world.families[rng.integers(0, 40)]
    return SearchQuery(point=_near(_town(world, rng), rng), radius_km=20.0, q=family.lower())


def _needs(world: World, rng: Generator) -> SearchQuery:
    point = _near(_town(world, rng), rng)
    return SearchQuery(point=point, radius_km=20.0, profiles=(NEEDY,))


def _by_postcode(world: World, rng: Generator) -> SearchQuery:
    return SearchQuery(near=_town(world, rng).postcode, radius_km=5.0)


def _counted(draw: Draw) -> Draw:
    """The same queries with the counts beside the filters."""
    return lambda world, rng: replace(draw(world, rng), facets=True)


def _open_at(world: World, rng: Generator) -> SearchQuery:
    return SearchQuery(point=_near(_town(world, rng), rng), radius_km=5.0, open="tu-09:30")


def _equal(view: View) -> Draw:
    """Queries without a filter whose radius gives them as many hits whatever the number of offers."""

    def draw(world: World, rng: Generator) -> SearchQuery:
        point = _near(_town(world, rng, low=20_000), rng)
        low, high = MIN_RADIUS_KM, MAX_RADIUS_KM
        for _ in range(20):
            radius_km = float(np.sqrt(low * high))
            total = match(view, Request(point=point, radius_m=1000 * radius_km)).total
            low, high = (low, radius_km) if total > EQUAL_HITS else (radius_km, high)
        return SearchQuery(point=point, radius_km=round(high, 4))

    return draw


_DRAWS: Final[Mapping[str, Draw]] = {
    "dense": _dense,
    "rural": _rural,
    "rare_language": _rare_language,
    "no_filter": _no_filter,
    "nearest": _nearest,
    "name": _name,
    "postcode": _by_postcode,
    "facets": _counted(_no_filter),
    "facets_dense": _counted(_dense),
    "needs": _needs,
    "open_at": _open_at,
}
EQUAL: Final = "equal"
NAMES: Final = (*_DRAWS, EQUAL)
"""The classes: dense city 2 km with topic and step-free access; rural 20 km with a topic; a rare
language 50 km; no filter 5 km; nearest of a rare topic nationwide; a word of a name 20 km; no filter
5 km around a postcode; the counts beside the filters for no filter and for dense; all that an electric
wheelchair needs 20 km; open on Tuesday at 09:30, 5 km; and one for growth, with the same number of hits
at every size."""
