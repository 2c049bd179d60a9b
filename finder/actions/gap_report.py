"""The report on gaps: what is reachable from each village, what is not, and how many people live there."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from finder.actions.context import Finder
from finder.domain.fit import Fit
from finder.domain.gap_query import Area, GapQuery
from finder.domain.population import Population, Populations, load_populations
from finder.domain.query import SearchQuery
from finder.errors import BadInput
from finder.gazetteer.files import POPULATION_AS_OF, POPULATION_SOURCE
from finder.gazetteer.places import Place
from finder.search import Request
from finder.search.gaps import ANY, GapRequest, Gaps, Origin, find_gaps

STEP_FREE: Final = "step_free"
_FITS, _UNKNOWN = tuple(Fit).index(Fit.FITS), tuple(Fit).index(Fit.UNKNOWN)


class Verdict(StrEnum):
    """What somebody in a village finds, the best first."""

    REACHABLE = "reachable"
    UNKNOWN = "unknown"
    SERVED = "served"
    FAR = "far"
    NONE = "none"


class Cell(NamedTuple):
    """What a village has of one kind of offers, by group in the order of Fit: how many are within the
    radius, how far the nearest is in metres (None for none within 200 km), and how many without a point
    serve the area: by telephone, or they come.
    """

    counts: tuple[int, ...]
    nearest_m: tuple[float | None, ...]
    served: tuple[int, ...]

    @property
    def verdict(self) -> Verdict:
        """One that fits is in reach; or one of which that is not known; or one serves the area; or the
        nearest that fits is further away; or there is none.
        """
        if self.fitting:
            return Verdict.REACHABLE
        if self.unknown:
            return Verdict.UNKNOWN
        if self.serving:
            return Verdict.SERVED
        return Verdict.NONE if self.nearest_fitting_m is None else Verdict.FAR

    @property
    def fitting(self) -> int:
        """How many within the radius fit."""
        return self.counts[_FITS]

    @property
    def unknown(self) -> int:
        """Of how many within the radius that is not known."""
        return self.counts[_UNKNOWN]

    @property
    def serving(self) -> int:
        """How many without a point serve the area and may fit."""
        return self.served[_FITS] + self.served[_UNKNOWN]

    @property
    def nearest_fitting_m(self) -> float | None:
        """How far the nearest is that fits."""
        return self.nearest_m[_FITS]


@dataclass(frozen=True, slots=True)
class Row:
    """A village with its cells, one a topic; `population` is None where nobody counted the village."""

    place: Place
    population: Population | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Town:
    """The villages of a municipality, by name, and its inhabitants (None where they are not known)."""

    name: str
    population: Population | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class GapReport:
    """The answer to a query: topics are the columns, towns hold the rows.

    `villages_reached` tells for each language in use, those of most offers first, in how many villages
    one that fits is in reach, a number for each topic. `strange_villages` are the names in the town's
    own table of inhabitants that no village has.
    """

    query: GapQuery
    topics: tuple[str, ...]
    towns: tuple[Town, ...]
    villages_reached: Mapping[str, tuple[int, ...]]
    strange_villages: tuple[str, ...]

    @property
    def rows(self) -> list[Row]:
        """All villages."""
        return [row for town in self.towns for row in town.rows]


def gap_report(finder: Finder, query: GapQuery) -> GapReport:
    """The report as of now; one statement while nothing changed since the last search.

    Raises BadInput for a category that is unknown or has no topics below it, ConfigurationError for a
    table of inhabitants that cannot be used, StoreDown.
    """
    topics = topics_of(finder, query.category)
    populations = load_populations(finder.settings.var)
    places = villages_of(finder, query.area)
    in_use = finder.searcher.languages_in_use()
    gaps = find_gaps(
        finder.searcher.current(Request()),
        gap_request(query, places, topics, in_use, is_step_free=query.is_step_free),
    )
    known = {(place.ags, place.name) for place in places}
    return GapReport(
        query=query,
        topics=topics,
        towns=_towns(finder, places, gaps, populations),
        villages_reached=_villages_reached(in_use, gaps),
        strange_villages=tuple(
            sorted(name for ags, name in populations if _is_strange(finder, ags, name, known))
        ),
    )


def gap_request(
    query: GapQuery,
    places: Sequence[Place],
    topics: Sequence[str],
    others: Sequence[str],
    *,
    is_step_free: bool,
) -> GapRequest:
    """What is counted for a query: its language first, then the others; judged by whether the way is
    step-free or not.
    """
    return GapRequest(
        origins=[Origin(place.point, place.ags) for place in places],
        topics=topics,
        languages=(query.language or ANY, *others),
        radius_m=query.radius_km * 1000.0,
        access=(STEP_FREE,) if is_step_free else (),
    )


def topics_of(finder: Finder, category: str) -> tuple[str, ...]:
    """The topics directly below one, or the fields of action for ""; raises BadInput for a topic that is
    unknown or has none below it.
    """
    if not category:
        return tuple(term.key for term in finder.taxonomy.terms if term.parent is None)
    below = finder.taxonomy.children(category) if category in finder.taxonomy else ()
    if not below:
        raise BadInput("category", category, "a topic that has topics below it")
    return below


def villages_of(finder: Finder, area: Area) -> list[Place]:
    """The villages of the home municipality or of its Kreis, by municipality and name."""
    ags = finder.gazetteer.home.ags
    return finder.gazetteer.settlements.within(ags if area is Area.TOWN else ags[:5])


def search_at(report: GapReport, row: Row, topic: str) -> SearchQuery:
    """The visitor's search that shows what a cell counts."""
    query = report.query
    return SearchQuery(
        near=row.place.label,
        radius_km=float(query.radius_km),
        languages=(query.language,) if query.language else (),
        categories=(topic,),
        access=(STEP_FREE,) if query.is_step_free else (),
    )


def _is_strange(finder: Finder, ags: str, name: str, known: set[tuple[str, str]]) -> bool:
    """Whether a table speaks of a village of an area that was looked at, which is not there."""
    return any(ags == other for other, _ in known) and (ags, name) not in known


def _towns(finder: Finder, places: Sequence[Place], gaps: Gaps, populations: Populations) -> tuple[Town, ...]:
    rows: dict[str, list[Row]] = {}
    for number, place in enumerate(places):
        cells = tuple(_cell(gaps, number, topic) for topic in range(gaps.counts.shape[1]))
        row = Row(place, populations.get((place.ags, place.name)), cells)
        rows.setdefault(place.ags, []).append(row)
    return tuple(
        Town(members[0].place.municipality, population_of_town(finder, ags), tuple(members))
        for ags, members in rows.items()
    )


def population_of_town(finder: Finder, ags: str) -> Population | None:
    """The inhabitants of a municipality, None where they are not known."""
    number = finder.gazetteer.settlements.population_of(ags)
    return None if number is None else Population(number, POPULATION_AS_OF, POPULATION_SOURCE)


def _cell(gaps: Gaps, place: int, topic: int) -> Cell:
    at = (place, topic, 0)
    nearest = [None if math.isinf(metres) else metres for metres in gaps.nearest_m[at].tolist()]
    return Cell(tuple(gaps.counts[at].tolist()), tuple(nearest), tuple(gaps.served[at].tolist()))


def _villages_reached(languages: Sequence[str], gaps: Gaps) -> dict[str, tuple[int, ...]]:
    """The first language of the gaps is that of the cells, the others are these."""
    reached = (gaps.counts[:, :, 1:, _FITS] > 0).sum(axis=0)
    return {language: tuple(reached[:, number].tolist()) for number, language in enumerate(languages)}
