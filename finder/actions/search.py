"""A visitor's search: understand the place and the words, match, and give the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

from finder.actions.advice import Advice, advise
from finder.actions.context import Finder
from finder.actions.searcher import Found
from finder.actions.spoken import LanguageMatch, spoken_for
from finder.actions.understand import NOTHING_READ, as_typed, understand, with_reading
from finder.clock import today, utc_now
from finder.domain.fit import Fit
from finder.domain.holiday import Calendars
from finder.domain.hours import State
from finder.domain.lapse import summary_text_on
from finder.domain.measures import facts_of
from finder.domain.needs import Limits
from finder.domain.offer_hours import Channel, state_of
from finder.domain.opening import HOURS_FACTS, NOW, moment_of
from finder.domain.point import Point
from finder.domain.query import SearchQuery, YesNo
from finder.domain.reading import Reading
from finder.domain.text import words
from finder.domain.verdicts import NO_REASONS, FailedFact, Reasons, reasons
from finder.domain.wish import LanguageWish
from finder.errors import BadInput
from finder.gazetteer.places import Choice, Place, Unknown
from finder.search import Facets, Request
from finder.store.search_rows import PageRow

Moments = Mapping[Channel, dt.datetime]
"""When it must be possible to come, or to call."""

MAX_COLLEAGUES = 5
"""How many offers are named where only somebody else in the house speaks the language."""


class UnclearPlace(BadInput):
    """A place that cannot be told: `places` are what may be meant, the likeliest first.

    `is_ambiguous` tells several places of one name from a name that nothing has.
    """

    def __init__(self, near: str, places: tuple[Place, ...], *, is_ambiguous: bool) -> None:
        self.places = places
        self.is_ambiguous = is_ambiguous
        super().__init__("near", near, "the name of one place, a postcode, or lat,lon")


class Hit(NamedTuple):
    """One result: `distance_m` is None without a place to measure from or without a point;
    `summary` is the JSON text of its properties; `reasons` say why it is not known to fit. `spoken`
    are the languages for which it is one, those that serve best first; empty when no language was
    wished for.
    """

    id: int
    distance_m: float | None
    lat: float | None
    lon: float | None
    summary: str
    fit: Fit = Fit.FITS
    reasons: Reasons = NO_REASONS
    spoken: tuple[LanguageMatch, ...] = ()

    @property
    def properties(self) -> dict[str, Any]:
        """The summary as a dict."""
        properties: dict[str, Any] = orjson.loads(self.summary)
        return properties


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The page of results, nearest first unless asked otherwise.

    `query` is what was asked, `reading` what its words were read as, and `sought` the query that was
    matched: the one asked with what was read, its `q` only what stayed plain text.
    `total` counts all hits in the groups asked for; the others count the offers that satisfy all
    but the needs: that fit these too, of which something needed is not known, and that fail. `place`
    is what `near` was understood as, and `point` where distances are measured from; both None in a
    search without a place. `facets` are the counts beside the filters, where they were asked for;
    `advice` says what would find something when nothing was found; `moments` are those meant by
    `open` and `phone_open`.

    `total_colleagues` counts the offers that lack only the language asked for while another offer of
    the organization at the same location has it; `colleagues` are the nearest of them, at most
    MAX_COLLEAGUES. They are no hits (rule 3), and counted only where a topic or words are asked for.
    """

    query: SearchQuery
    reading: Reading
    sought: SearchQuery
    place: Place | None
    point: Point | None
    total: int
    total_fitting: int
    total_unknown: int
    total_failing: int
    hits: tuple[Hit, ...]
    facets: Facets | None = None
    advice: Advice | None = None
    moments: Moments = field(default_factory=dict)
    total_colleagues: int = 0
    colleagues: tuple[Hit, ...] = ()


def search(finder: Finder, query: SearchQuery, *, lang: str = "de", facets: bool = False) -> SearchResult:
    """The results of a query by a visitor whose language is `lang`; with `facets` counted though the
    query does not ask for it.

    Topics read from `q` narrow the search; where that leaves nothing but the words themselves are in
    names ("Hotline for parents"), they stay plain text and the results are those.

    Raises UnclearPlace when `near` is no single place, BadInput for an unknown category, StoreDown.
    """
    check_categories(finder, query)
    if not query.q or query.read is YesNo.NO:
        return _matched(finder, query, replace(NOTHING_READ, rest=query.q), facets=facets)
    reading = understand(finder, query.q, lang)
    result = _matched(finder, query, reading, facets=facets)
    if reading.categories and not (result.total or result.total_unknown):
        plain = _matched(finder, query, as_typed(reading), facets=facets)
        result = plain if plain.total else result
    return result


def check_categories(finder: Finder, query: SearchQuery) -> None:
    """Raises BadInput for a category that the topics do not have."""
    for key in query.categories:
        if finder.taxonomy.get(key) is None:
            raise BadInput("category", key, "a key of the topics")


def _matched(finder: Finder, query: SearchQuery, reading: Reading, *, facets: bool) -> SearchResult:
    """The results of a query with what was read from it."""
    sought = with_reading(query, reading, finder.taxonomy)
    place = resolve_place(finder, sought.near) if sought.near else None
    point = sought.point if place is None else place.point
    request = request_of(finder, sought, place, point)
    if facets or query.facets:
        request = replace(request, facets=True, now=moment_of(NOW, utc_now()))
    found = finder.searcher.find(request)
    matched, advice = found.matched, None
    if not matched.total:
        advice = advise(finder, sought, lambda other: found.match(request_of(finder, other, place, point)))
    return SearchResult(
        query,
        reading,
        sought,
        place,
        point,
        matched.total,
        matched.total_fitting,
        matched.total_unknown,
        matched.total_failing,
        _hits(found, sought, dict(request.open_at), finder.calendars),
        matched.facets,
        advice,
        dict(request.open_at),
        matched.colleagues.total,
        _colleagues(found),
    )


def _hits(found: Found, query: SearchQuery, moments: Moments, calendars: Calendars) -> tuple[Hit, ...]:
    matched, limits, criteria = found.matched, query.all_limits, query.all_criteria
    wish, day = query.language_wish, today()
    hits = []
    for offer_id, distance, fit in zip(matched.ids, matched.distances_m, matched.fits, strict=True):
        row, why = found.page.rows[offer_id], NO_REASONS
        if fit is not Fit.FITS:
            missing, failing = _reasons(row.access, row.measures, limits, criteria)
            unsaid, closed = _hours_reasons(row.hours, moments, calendars)
            why = Reasons(missing + unsaid, failing + closed)
        summary = summary_text_on(row.summary, day)
        hits.append(Hit(offer_id, distance, row.lat, row.lon, summary, fit, why, _spoken(row, wish)))
    return tuple(hits)


def _spoken(row: PageRow, wish: LanguageWish) -> tuple[LanguageMatch, ...]:
    return () if wish.is_any else spoken_for(orjson.loads(row.summary), wish)


def _colleagues(found: Found) -> tuple[Hit, ...]:
    """The offers where only somebody else in the house speaks the language."""
    others = found.matched.colleagues
    rows = [found.page.rows[offer_id] for offer_id in others.ids]
    day = today()
    return tuple(
        Hit(offer_id, distance, row.lat, row.lon, summary_text_on(row.summary, day))
        for offer_id, distance, row in zip(others.ids, others.distances_m, rows, strict=True)
    )


@lru_cache(maxsize=4096)
def _reasons(access: str, measures: str, limits: Limits, criteria: tuple[str, ...]) -> Reasons:
    return reasons(facts_of(access, measures), limits, criteria)


def _hours_reasons(hours: str, moments: Moments, calendars: Calendars) -> Reasons:
    """The hours to ask about, and those by which it is closed."""
    states = {
        HOURS_FACTS[channel]: state_of(hours, channel, moment, calendars)
        for channel, moment in moments.items()
    }
    closed = [FailedFact(name, state.value, "") for name, state in states.items() if state is State.CLOSED]
    return Reasons(tuple(name for name, state in states.items() if state is State.UNKNOWN), tuple(closed))


def resolve_place(finder: Finder, near: str) -> Place:
    """The one place that a text names; raises UnclearPlace with what may be meant, or BadInput."""
    answer = finder.gazetteer.resolve(near)
    if isinstance(answer, Choice):
        raise UnclearPlace(near, tuple(answer.places), is_ambiguous=True)
    if isinstance(answer, Unknown):
        raise UnclearPlace(near, tuple(answer.suggestions), is_ambiguous=False)
    return answer


def request_of(finder: Finder, query: SearchQuery, place: Place | None, point: Point | None) -> Request:
    """What is matched: the query with its place resolved and its words looked up."""
    area = ""
    if place is not None and place.ags:
        area = place.ags
    elif point is not None:
        area = finder.gazetteer.municipality_at(point)
    return Request(
        point=point,
        radius_m=query.radius_km * 1000.0,
        languages=query.languages,
        roles=query.roles,
        language_time=query.language_time,
        related=query.related,
        topics=query.categories,
        access=query.all_criteria,
        limits=query.all_limits,
        groups=query.groups,
        words=tuple(_word(finder, word) for word in words(query.q)),
        sort=query.sort,
        limit=query.limit,
        offset=query.offset,
        area=area,
        facets=query.facets,
        open_at=_moments(query),
        max_colleagues=MAX_COLLEAGUES if query.categories or query.q else 0,
        today=today().toordinal(),
    )


def _moments(query: SearchQuery) -> tuple[tuple[Channel, dt.datetime], ...]:
    asked = ((Channel.VISIT, query.open), (Channel.PHONE, query.phone_open))
    return tuple((channel, moment_of(text, utc_now())) for channel, text in asked if text)


def _word(finder: Finder, word: str) -> tuple[str, frozenset[str]]:
    """A word that stayed plain text and the topics it begins the name of. One that nothing begins with
    is taken for a slip of a word that entries have.
    """
    topics = finder.taxonomy.keys_for_word(word)
    if topics or finder.searcher.has_word(word):
        return word, topics
    return finder.searcher.nearest_word(word) or word, topics


def next_page(query: SearchQuery, total: int) -> SearchQuery | None:
    """The query of the following page, or None on the last one."""
    following = query.offset + query.limit
    return replace(query, offset=following) if following < total else None


def previous_page(query: SearchQuery) -> SearchQuery | None:
    """The query of the page before, or None on the first one."""
    return replace(query, offset=max(0, query.offset - query.limit)) if query.offset else None
