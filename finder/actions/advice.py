"""What to do when nothing was found: other searches that find something, with their exact numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from finder.actions.context import Finder
from finder.domain.distance import SAME_M
from finder.domain.fit import Fit
from finder.domain.language import are_related
from finder.domain.limit_params import limit_params
from finder.domain.query import MAX_RADIUS_KM, RADIUS_STEPS_KM, SearchQuery, Sort, Unknown
from finder.domain.taxonomy import Taxonomy
from finder.domain.text import words
from finder.search import Matched

HEALTH: Final = "health"
"""The field of action whose searches are shown the telephone numbers."""

HEALTH_NUMBERS: Final = ("116117", "112")
"""The medical on-call service of the statutory physicians, and the emergency call."""

INTERPRETERS: Final = "interpreter_pool"
"""The topic of those who send interpreters."""

# Fewer letters begin words of topics of every kind.
_MIN_WORD: Final = 3

Narrowing = Iterator[tuple[str, tuple[str, ...], SearchQuery]]
"""Filters: parameter, values, and the query without them."""

Ask = Callable[[SearchQuery], Matched]
"""Matches another query at the same place and moment; it asks the database nothing."""


@dataclass(frozen=True, slots=True)
class OtherSearch:
    """A search that finds something, and the number of its hits."""

    query: SearchQuery
    total: int


@dataclass(frozen=True, slots=True)
class Removal(OtherSearch):
    """The search without one filter: the parameter and its values that are taken away."""

    parameter: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelatedLanguage(OtherSearch):
    """The search for a closely related language in place of those asked for."""

    language: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What finds something where a search finds nothing; None or empty where nothing does.

    `radius` is the search in the smallest of the usual radii that has hits, `removal` the one
    without the filter that costs most, `languages` those for related languages, those with
    most hits first, `interpreters` the interpreter pools within MAX_RADIUS_KM. `telephones` are the
    numbers for whoever needs medical help now, where the search concerns health.
    """

    radius: OtherSearch | None
    removal: Removal | None
    languages: tuple[RelatedLanguage, ...]
    interpreters: OtherSearch | None
    telephones: tuple[str, ...]


def advise(finder: Finder, query: SearchQuery, ask: Ask) -> Advice:
    """The advice for a query that finds nothing. Cost: four matches and one for every filter,
    no statement.
    """
    first = replace(query, offset=0)
    return Advice(
        radius=_wider(first, ask),
        removal=_without_one(first, ask),
        languages=tuple(_related(first, ask)),
        interpreters=_interpreters(finder.taxonomy, first, ask),
        telephones=HEALTH_NUMBERS if _concerns_health(finder.taxonomy, query) else (),
    )


def _total(query: SearchQuery, ask: Ask) -> int:
    return ask(replace(query, limit=1, facets=False)).total


def _wider(query: SearchQuery, ask: Ask) -> OtherSearch | None:
    """The search in the first step that reaches the nearest hit of any group."""
    farthest = replace(query, radius_km=MAX_RADIUS_KM, sort=Sort.DISTANCE, limit=1, facets=False)
    nearest = [ask(replace(farthest, fit=(group,), unknown=Unknown.EXCLUDE)) for group in query.groups]
    distances = (distance for matched in nearest for distance in matched.distances_m)
    nearest_m = min((distance for distance in distances if distance is not None), default=None)
    if nearest_m is None:
        return None
    radius_km = next(km for km in RADIUS_STEPS_KM if nearest_m <= 1000 * km + SAME_M)
    wider = replace(query, radius_km=radius_km)
    return OtherSearch(wider, _total(wider, ask))


def _without_one(query: SearchQuery, ask: Ask) -> Removal | None:
    """The removal with most hits, the first of equals."""
    removals = [
        Removal(other, _total(other, ask), parameter, values)
        for parameter, values, other in _narrowing(query)
    ]
    best = max(removals, key=lambda removal: removal.total, default=None)
    return best if best and best.total else None


def _narrowing(query: SearchQuery) -> Narrowing:
    """Every filter that keeps hits away, and the query without it. Of languages and categories any
    may apply: one of several keeps nothing away, only all together do.
    """
    yield from _needs(query)
    if query.languages:
        yield "language", query.languages, replace(query, languages=())
    if query.roles:
        yield "role", query.roles, replace(query, roles=())
    if query.language_time:
        yield "language_time", (str(query.language_time),), replace(query, language_time=None)
    if query.categories:
        yield "category", query.categories, replace(query, categories=())
    if query.q:
        yield "q", (query.q,), replace(query, q="")


def _needs(query: SearchQuery) -> Narrowing:
    """Every need alone, and the groups of results where they are not those that fit."""
    for key in query.profiles:
        yield "profile", (key,), replace(query, profiles=_without(query.profiles, key))
    for name, value in limit_params(query.limits):
        changes: dict[str, Any] = {name: None}
        yield name, (value,), replace(query, limits=replace(query.limits, **changes))
    for key in query.needs:
        yield "need", (key,), replace(query, needs=_without(query.needs, key))
    for key in query.access:
        yield "access", (key,), replace(query, access=_without(query.access, key))
    if query.open:
        yield "open", (query.open,), replace(query, open="")
    if query.phone_open:
        yield "phone_open", (query.phone_open,), replace(query, phone_open="")
    if query.has_needs and query.groups != (Fit.FITS,):
        parameter, groups = ("fit", tuple(query.fit)) if query.fit else ("unknown", (query.unknown,))
        yield parameter, groups, replace(query, fit=(), unknown=Unknown.EXCLUDE)


def _without(keys: Iterable[str], key: str) -> tuple[str, ...]:
    return tuple(other for other in keys if other != key)


def _related(query: SearchQuery, ask: Ask) -> Iterator[RelatedLanguage]:
    """The searches for closely related languages, those with most hits first."""
    if not query.languages:
        return
    facets = ask(replace(query, limit=1, facets=True)).facets
    counts = facets.languages if facets else {}
    for code in sorted(counts, key=lambda code: (-counts[code], code)):
        if any(are_related(wanted, code) for wanted in query.languages):
            yield RelatedLanguage(replace(query, languages=(code,)), counts[code], code)


def _interpreters(taxonomy: Taxonomy, query: SearchQuery, ask: Ask) -> OtherSearch | None:
    if INTERPRETERS not in taxonomy:
        return None
    pools = SearchQuery(
        near=query.near,
        point=query.point,
        radius_km=MAX_RADIUS_KM,
        categories=(INTERPRETERS,),
        limit=query.limit,
    )
    total = _total(pools, ask)
    return OtherSearch(pools, total) if total else None


def _concerns_health(taxonomy: Taxonomy, query: SearchQuery) -> bool:
    """Whether a topic asked for, by its key or by a word that names it, is one of health."""
    telling = [word for word in words(query.q) if len(word) >= _MIN_WORD]
    named = (key for word in telling for key in taxonomy.keys_for_word(word))
    return HEALTH in taxonomy.with_ancestors([*query.categories, *named])
