"""The report on gaps as a file: every village with every topic, language and step-free way."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from finder.actions.context import Finder
from finder.actions.credits import gazetteer_sources
from finder.actions.gap_report import gap_request, population_of_town, topics_of, villages_of
from finder.clock import utc_now
from finder.domain.gap_query import GapQuery
from finder.domain.population import Population, Populations, load_populations
from finder.exchange.gap_file import GapLine, write_csv
from finder.gazetteer.files import TABLES, Village
from finder.gazetteer.places import Place
from finder.search import Request
from finder.search.gaps import Gaps, find_gaps


@dataclass(frozen=True, slots=True)
class _Report:
    """What the lines of a file are made of."""

    query: GapQuery
    places: Sequence[Place]
    topics: Sequence[tuple[str, str]]
    languages: Sequence[tuple[str, str]]
    gaps: Gaps
    populations: Populations


def gap_file(finder: Finder, query: GapQuery, *, all_languages: bool = False) -> Iterator[str]:
    """The text of a CSV for a query, a line for each village and topic, with `all_languages` for each
    language in use, too. Whether a way is step-free stands in the columns, whatever the query says.

    Raises what `gap_report` raises, before the first line.
    """
    places, topics = villages_of(finder, query.area), topics_of(finder, query.category)
    others = finder.searcher.languages_in_use() if all_languages else ()
    request = gap_request(query, places, topics, others, is_step_free=True)
    report = _Report(
        query,
        places,
        [(key, finder.taxonomy.label(key, "de")) for key in topics],
        [(code, finder.names.name(code, "de") if code else "") for code in request.languages],
        find_gaps(finder.searcher.current(Request()), request),
        load_populations(finder.settings.var),
    )
    return write_csv(GapLine, _lines(finder, report))


def _lines(finder: Finder, report: _Report) -> Iterator[GapLine]:
    named = [source for source in gazetteer_sources() if TABLES[Village] in source.files]
    attribution, licence = "; ".join(c.text for c in named), "; ".join(c.licence for c in named)
    last = (attribution, licence, utc_now().date().isoformat())
    for i, place in enumerate(report.places):
        village = (place.municipality, place.ags, place.name, place.point.lat, place.point.lon)
        people = _people(finder, place, report.populations)
        for (j, topic), (k, language) in product(enumerate(report.topics), enumerate(report.languages)):
            yield GapLine._make(
                (
                    *(*village, *people, *topic, *language, report.query.radius_km),
                    *report.gaps.counts[i, j, k].tolist(),
                    *map(_metres, report.gaps.nearest_m[i, j, k].tolist()),
                    *report.gaps.served[i, j, k].tolist(),
                    *last,
                )
            )


def _people(finder: Finder, place: Place, populations: Populations) -> tuple[int | str, str, str, str]:
    """The inhabitants of the village, else of its municipality, and which of the two."""
    of_village = populations.get((place.ags, place.name))
    found: Population | None = of_village or population_of_town(finder, place.ags)
    if found is None:
        return "", "", "", ""
    return found.number, "village" if of_village else "municipality", found.as_of, found.source


def _metres(value: float) -> int | str:
    return "" if math.isinf(value) else round(value)
