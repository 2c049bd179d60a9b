"""The search by brute force: plain Python over the rows, distances by geographiclib.

Written from the promises alone and slow on purpose; it shares no code with the search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from geographiclib.geodesic import Geodesic

from finder.domain.access import CRITERIA
from finder.domain.point import Point
from finder.domain.searchrow import SearchRow
from finder.search import Facets, Matched, Request


@lru_cache(maxsize=200_000)
def metres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The geodesic distance, to the micrometre."""
    line = Geodesic.WGS84.Inverse(lat, lon, other_lat, other_lon, Geodesic.DISTANCE)
    return float(round(line["s12"], 6))


def is_far(point: Point, row: SearchRow, radius_m: float) -> bool:
    """Whether a row is out of reach even if the earth were a ball one per cent smaller."""
    assert row.lat is not None
    assert row.lon is not None
    phi, other = radians(point.lat), radians(row.lat)
    half = sin((other - phi) / 2) ** 2 + cos(phi) * cos(other) * sin(radians(row.lon - point.lon) / 2) ** 2
    return 2 * 6_371_000 * asin(sqrt(min(half, 1))) * 0.99 > radius_m + 10


def speaks(row: SearchRow, wanted: str) -> bool:
    codes = [pair.split("/")[0] for pair in row.languages.split()]
    return any(code == wanted or (code.startswith(wanted + "-") and code != "de-simple") for code in codes)


def has_word(row: SearchRow, word: str, topics: frozenset[str]) -> bool:
    begins = any(own.startswith(word) for own in row.text.split())
    return begins or any(topic in topics for topic in row.topics.split())


def is_served(row: SearchRow, area: str) -> bool:
    return any(key == "DE" or (area != "" and area.startswith(key)) for key in row.areas.split())


def readings(row: SearchRow, wanted: Iterable[str]) -> list[str]:
    known = dict(pair.split("=") for pair in row.access.split())
    return [known.get(criterion, "unknown") for criterion in wanted]


def fits(row: SearchRow, request: Request) -> bool:
    """Everything asked for but access."""
    return (
        row.is_public
        and (not request.languages or any(speaks(row, wanted) for wanted in request.languages))
        and (not request.topics or any(topic in request.topics for topic in row.topics.split()))
        and all(has_word(row, word, topics) for word, topics in request.words)
    )


def distance(row: SearchRow, request: Request) -> float | None:
    if request.point is None or row.lat is None or row.lon is None:
        return None
    return metres(request.point.lat, request.point.lon, row.lat, row.lon)


def is_near(row: SearchRow, request: Request) -> bool:
    if request.point is None:
        return True
    if row.lat is None:
        return is_served(row, request.area)
    if is_far(request.point, row, request.radius_m):
        return False
    found = distance(row, request)
    return found is not None and found <= request.radius_m + 1e-6


def search(rows: Iterable[SearchRow], request: Request) -> Matched:
    """What the search must answer."""
    near = [row for row in rows if fits(row, request) and is_near(row, request)]
    granted, unsure = [], []
    for row in near:
        found = readings(row, request.access)
        if all(reading == "yes" for reading in found):
            granted.append(row)
        elif all(reading in ("yes", "unknown") for reading in found):
            unsure.append(row)
    hits = {"exclude": granted, "include": granted + unsure, "only": unsure if request.access else near}
    chosen = hits[request.unknown.value]

    def order(row: SearchRow) -> tuple[bool, float, str, int]:
        apart = distance(row, request)
        if request.sort.value == "name" or apart is None:
            return (apart is None and request.sort.value == "distance", 0.0, row.sort_name, row.id)
        return (False, apart, row.sort_name, row.id)

    page = sorted(chosen, key=order)[request.offset : request.offset + request.limit]
    return Matched(
        [row.id for row in page], [distance(row, request) for row in page], len(chosen), len(unsure)
    )


def facets(rows: Sequence[SearchRow], request: Request) -> Facets:
    """What must stand beside each value: the hits of the search with it, asked one by one."""

    def with_hits(values: Iterable[str], asking: Callable[[str], Request]) -> dict[str, int]:
        totals = {value: search(rows, asking(value)).total for value in values}
        return {value: total for value, total in totals.items() if total}

    codes = [pair.split("/")[0].split("-") for row in rows for pair in row.languages.split()]
    ranges = {"-".join(subtags[: end + 1]) for subtags in codes for end in range(len(subtags))}
    topics = {topic for row in rows for topic in row.topics.split()}
    criteria = {pair.split("=")[0] for row in rows for pair in row.access.split()} | set(CRITERIA)
    return Facets(
        with_hits(ranges, lambda value: replace(request, languages=(value,))),
        with_hits(topics, lambda value: replace(request, topics=(value,))),
        with_hits(criteria, lambda value: replace(request, access=(*request.access, value))),
    )
