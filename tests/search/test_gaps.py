"""What is missing is what brute force over the rows finds missing."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from search import oracle
from search.offers import (
    CRITERIA,
    LANGUAGE_RANGES,
    TOPIC_KEYS,
    batches,
    catalogues,
    limits,
    offer_at,
    places,
    radii,
)

from finder.domain.distance import MAX_ARC_M
from finder.domain.fit import Fit
from finder.domain.gaps import Kinds, reach
from finder.domain.point import Point
from finder.domain.searchrow import SearchRow
from finder.search import Request, View, build_columns
from finder.search.gaps import ANY, GapRequest, Gaps, Origin, find_gaps

FITS = tuple(Fit)


@st.composite
def gap_requests(draw: st.DrawFn, rows: list[SearchRow]) -> GapRequest:
    points = [Point(*draw(places())) for _ in range(draw(st.integers(0, 3)))]
    areas = st.sampled_from(("", "05966024", "05962004", "09", "11000000"))
    some = points[0] if points else None
    return GapRequest(
        origins=[Origin(point, draw(areas)) for point in points],
        topics=draw(st.lists(st.sampled_from((ANY, *TOPIC_KEYS)), max_size=3, unique=True)),
        languages=draw(st.lists(st.sampled_from((ANY, *LANGUAGE_RANGES)), max_size=3, unique=True)),
        radius_m=draw(st.sampled_from(radii(some, rows))),
        access=tuple(draw(st.lists(st.sampled_from((*CRITERIA, "quiet")), max_size=2, unique=True))),
        limits=draw(limits()),
    )


def by_brute_force(
    rows: list[SearchRow], request: GapRequest, plain: Request
) -> tuple[list[int], list[float], list[int]]:
    """Of one origin, topic and language the counts, the nearest distances and those that serve the area."""
    placed = [row for row in rows if row.lat is not None]
    unplaced = [row for row in rows if row.lat is None]
    near, served = oracle.search(placed, plain), oracle.search(unplaced, plain)
    nearest = []
    for fit in FITS:
        far = oracle.search(placed, replace(plain, radius_m=MAX_ARC_M, groups=(fit,), limit=1))
        nearest.append(far.distances_m[0] if far.fits == [fit] else math.inf)
    return (
        [near.total_fitting, near.total_unknown, near.total_failing],
        [math.inf if metres is None else metres for metres in nearest],
        [served.total_fitting, served.total_unknown, served.total_failing],
    )


def assert_as_brute_force(found: Gaps, rows: list[SearchRow], request: GapRequest) -> None:
    for i, origin in enumerate(request.origins):
        for j, topic in enumerate(request.topics):
            for k, language in enumerate(request.languages):
                plain = Request(
                    point=origin.point,
                    radius_m=request.radius_m,
                    topics=(topic,) if topic else (),
                    languages=(language,) if language else (),
                    access=request.access,
                    limits=request.limits,
                    groups=FITS,
                    area=origin.area,
                )
                counts, nearest, served = by_brute_force(rows, request, plain)
                assert found.counts[i, j, k].tolist() == counts
                assert found.served[i, j, k].tolist() == served
                assert found.nearest_m[i, j, k].tolist() == pytest.approx(nearest, abs=0.2)


@given(st.data())
@settings(max_examples=100, derandomize=True)
def test_gaps_are_those_of_brute_force_also_after_changes(data: st.DataObject) -> None:
    rows = data.draw(catalogues(most=15))
    view, known = View.of(build_columns(rows, 1)), {row.id: row for row in rows}
    for number, changes in enumerate(data.draw(batches())):
        view = view.with_changes(changes, 2 + number)
        known |= {row.id: row for row in changes}
    public = [row for row in known.values() if row.is_public]
    request = data.draw(gap_requests(public))
    assert_as_brute_force(find_gaps(view, request), public, request)


def test_one_offer_counts_for_each_of_its_topics_but_once_for_any() -> None:
    row = offer_at(1, 51.1, 8.07)._replace(topics="health work", languages="ar/team tr/team")
    request = GapRequest([Origin(Point(51.1, 8.07), "")], [ANY, "health", "work"], [ANY, "ar", "tr"], 1.0)
    counts = find_gaps(View.of(build_columns([row], 1)), request).counts
    assert counts[0, :, :, 0].tolist() == [[1, 1, 1]] * 3


def test_nothing_is_reachable_without_offers_or_places() -> None:
    empty = View.of(build_columns([], 1))
    found = find_gaps(empty, GapRequest([Origin(Point(51.1, 8.07), "05966020")], ["health"], [ANY], 5000.0))
    assert found.counts.tolist() == found.served.tolist() == [[[[0, 0, 0]]]]
    assert found.nearest_m.tolist() == [[[[math.inf] * 3]]]
    assert find_gaps(empty, GapRequest([], ["health"], [ANY], 5000.0)).counts.shape == (0, 1, 1, 3)


@pytest.mark.parametrize(("lat", "lon"), [(51.15, 8.05), (52.3, 9.1), (49.6, 7.3)])
def test_the_edge_of_the_radius_is_within(lat: float, lon: float) -> None:
    there = oracle.metres(51.1, 8.07, lat, lon)
    kinds = Kinds.of([np.array([0])])
    for radius_m, expected in ((there, 1), (there - 0.001, 0)):
        found = reach([Point(51.1, 8.07)], np.array([lon]), np.array([lat]), kinds, radius_m)
        assert found.counts.tolist() == [[expected]]
        assert found.nearest_m[0, 0] == pytest.approx(there, abs=0.1)


def test_what_is_further_than_200_km_is_nowhere() -> None:
    row = offer_at(1, 53.1, 8.07)
    request = GapRequest([Origin(Point(51.1, 8.07), "")], [ANY], [ANY], MAX_ARC_M)
    found = find_gaps(View.of(build_columns([row], 1)), request)
    assert found.counts[0, 0, 0].tolist() == [0, 0, 0]
    assert found.nearest_m[0, 0, 0].tolist() == [math.inf] * 3


def test_an_offer_counts_only_where_it_is_now() -> None:
    here, there = Origin(Point(51.1, 8.07), "05966020"), Origin(Point(51.2, 8.3), "05958")
    rows = [offer_at(1, 51.1, 8.07), offer_at(2, 51.1, 8.07)]
    hotline = offer_at(3, None, None)._replace(areas="05966020")
    view = View.of(build_columns([*rows, hotline], 1)).with_changes(
        [
            rows[0]._replace(lat=51.2, lon=8.3),
            rows[1]._replace(is_public=False),
            hotline._replace(areas="05958"),
        ],
        2,
    )
    found = find_gaps(view, GapRequest([here, there], [ANY], [ANY], 1000.0))
    assert found.counts[:, 0, 0, 0].tolist() == [0, 1]
    assert found.served[:, 0, 0, 0].tolist() == [0, 1]
