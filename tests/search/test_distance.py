"""Distances are geodesics, and the cheap chord that stands in for them is near enough."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from search.offers import every_way, offer_at, on_earth, places
from search.oracle import metres

from finder.domain.distance import MAX_ARC_M, MEAN_RADIUS_M, chord_m, ecef_m, ecef_of, geodesic_m
from finder.domain.point import Point
from finder.search import Request, View, build_columns, match
from finder.search.circle import MARGIN_M, Circle
from finder.search.picks import Spans


def pairs(n: int) -> Iterator[tuple[Point, float, float]]:
    """Random points all over the earth, each with a place up to about 200 km away."""
    some = random.Random(1)
    for _ in range(n):
        point = Point(math.degrees(math.asin(some.uniform(-1, 1))), some.uniform(-180, 180))
        reach, course = some.uniform(0, 1.79), some.uniform(0, 2 * math.pi)
        lat = point.lat + reach * math.cos(course)
        turn = reach * math.sin(course) / max(math.cos(math.radians(lat)), 0.01)
        yield point, *on_earth(lat, point.lon + turn)


def test_distances_agree_with_geographiclib() -> None:
    for point, lat, lon in pairs(2000):
        (found,) = geodesic_m(point, np.array([lon]), np.array([lat]))
        assert found == pytest.approx(metres(point.lat, point.lon, lat, lon), abs=2e-6)


def test_many_distances_are_the_single_ones_also_where_places_repeat() -> None:
    point = Point(51.1, 8.07)
    lons, lats = np.repeat(np.linspace(7, 9, 60), 3), np.repeat(np.linspace(50, 52, 60), 3)
    single = [geodesic_m(point, lons[i : i + 1], lats[i : i + 1])[0] for i in range(len(lons))]
    assert geodesic_m(point, lons, lats).tolist() == single


def test_no_places_have_no_distances() -> None:
    assert len(geodesic_m(Point(0, 0), np.zeros(0), np.zeros(0))) == 0


def test_a_chord_bent_to_an_arc_is_within_a_tenth_of_a_metre_of_the_geodesic() -> None:
    for point, lat, lon in pairs(2000):
        ends = ecef_of(point), tuple(float(axis[0]) for axis in ecef_m(np.array([lon]), np.array([lat])))
        arc = 2 * MEAN_RADIUS_M * math.asin(math.dist(*ends) / (2 * MEAN_RADIUS_M))
        exact = metres(point.lat, point.lon, lat, lon)
        if exact <= MAX_ARC_M:
            assert abs(arc - exact) < 0.1
            assert chord_m(exact) == pytest.approx(math.dist(*ends), abs=0.1)


def test_the_margin_covers_what_small_floats_lose() -> None:
    worst = 0.0
    for point, lat, lon in pairs(2000):
        exact = metres(point.lat, point.lon, lat, lon)
        if exact <= MAX_ARC_M:
            table = build_columns([offer_at(1, lat, lon)], 1).table
            (square,) = Circle.around(point, 1000).squared_chords(table, Spans([(0, 1)]))
            worst = max(worst, abs(chord_m(exact) - math.sqrt(square)))
    assert 0.3 < worst < MARGIN_M - 0.2


@given(places(), places(), st.floats(-2e-6, 2e-6))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_an_offer_is_a_hit_up_to_its_very_distance(
    here: tuple[float, float], there: tuple[float, float], slack: float
) -> None:
    point, exact = Point(*here), metres(*here, *there)
    if not 0 <= exact + slack <= MAX_ARC_M or abs(slack + 1e-6) < 1e-7:
        return
    view = View.of(build_columns([offer_at(1, *there)], 1))
    with every_way():
        assert match(view, Request(point=point, radius_m=exact + slack)).total == (slack > -1e-6)


def test_a_radius_that_cannot_be_kept_exact_is_refused() -> None:
    with pytest.raises(ValueError, match="radius_m"):
        Request(point=Point(51, 8), radius_m=MAX_ARC_M + 1)
    with pytest.raises(ValueError, match="radius_m"):
        Request(point=Point(51, 8), radius_m=-1.0)


@pytest.mark.parametrize("place", [(90.0, 0.0), (-90.0, 17.0), (0.0, 180.0), (0.0, -180.0), (90.0, 180.0)])
def test_poles_and_date_line_are_places_like_any_other(place: tuple[float, float]) -> None:
    around = [
        on_earth(place[0] + north, place[1] + east) for north in (-0.01, 0, 0.01) for east in (-0.01, 0, 0.01)
    ]
    view = View.of(build_columns([offer_at(key, *there) for key, there in enumerate(around)], 1))
    with every_way():
        assert match(view, Request(point=Point(*place), radius_m=2_000)).total == len(around)
        assert match(view, Request(point=Point(51.1, 8.07), radius_m=200_000)).total == 0
