"""The clusters of a map are what counting the hits of brute force cell by cell gives."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from search import oracle
from search.offers import batches, catalogues, every_way, offer_at, places, requests

from finder.domain.searchrow import SearchRow
from finder.domain.window import Window
from finder.search import Request, View, build_columns, find_clusters
from finder.search.clusters import MAX_CELLS

WORLD = Window(-180, -90, 180, 90, 0)


def cell_of(lat: float, lon: float, around: int) -> tuple[int, int]:
    """Row and column of a place, the map being so many cells wide and high."""
    column = min(int((lon + 180) / 360 * around), around - 1)
    if abs(lat) > 89.9:
        return (0 if lat > 0 else around - 1), column
    height = math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
    return min(max(math.floor((1 - height / math.pi) / 2 * around), 0), around - 1), column


def cells_of(window: Window) -> tuple[int, set[tuple[int, int]]]:
    """How many cells the map is wide, and those that the window touches."""
    around = 4 * 2**window.zoom
    while True:
        top, left = cell_of(window.north, window.west, around)
        bottom, right = cell_of(window.south, window.east, around)
        if (bottom - top + 1) * (right - left + 1) <= MAX_CELLS:
            columns = range(left, right + 1)
            return around, {(row, column) for row in range(top, bottom + 1) for column in columns}
        around //= 2


@st.composite
def windows(draw: st.DrawFn) -> Window:
    (lat, lon), (other_lat, other_lon) = draw(places()), draw(places())
    west, east = sorted((lon, other_lon))
    south, north = sorted((lat, other_lat))
    zoom = draw(st.integers(0, 22))
    return draw(st.sampled_from((WORLD, replace(WORLD, zoom=zoom), Window(west, south, east, north, zoom))))


def on_map(row: SearchRow) -> tuple[float, float]:
    assert row.lat is not None
    assert row.lon is not None
    return row.lat, row.lon


@given(st.data())
@settings(max_examples=300, deadline=None, derandomize=True)
def test_clusters_are_those_that_brute_force_counts(data: st.DataObject) -> None:
    rows = data.draw(catalogues())
    view, known = View.of(build_columns(rows, 1)), {row.id: row for row in rows}
    for number, batch in enumerate(data.draw(batches())):
        view = view.with_changes(batch, 2 + number)
        known |= {row.id: row for row in batch}
    request, window = data.draw(requests(list(known.values()))), data.draw(windows())
    without = data.draw(st.lists(st.integers(1, 70) | st.just(2**40), max_size=5))
    hits = oracle.search(known.values(), replace(request, limit=10_000, offset=0)).ids
    around, cells = cells_of(window)
    expected = defaultdict(list)
    for key in hits:
        if known[key].lat is not None and key not in without:
            cell = cell_of(*on_map(known[key]), around)
            if cell in cells:
                expected[cell].append(key)
    found = find_clusters(view, request, window, without)
    assert [cluster.n_hits for cluster in found] == [len(expected[cell]) for cell in sorted(expected)]
    for cluster, (_cell, keys) in zip(found, sorted(expected.items()), strict=True):
        points = [on_map(known[key]) for key in keys]
        assert cluster.lat == pytest.approx(sum(lat for lat, _ in points) / len(keys), abs=1e-9)
        assert cluster.lon == pytest.approx(sum(lon for _, lon in points) / len(keys), abs=1e-9)
        assert cluster.id == (keys[0] if len(keys) == 1 else None)
    with every_way():
        assert find_clusters(view, request, window, without) == found


def test_a_window_of_any_size_has_a_bounded_number_of_clusters() -> None:
    rows = [offer_at(n, -80 + n % 161, -180 + n // 161 * 3) for n in range(1, 161 * 119)]
    view = View.of(build_columns(rows, 1))
    for zoom in range(23):
        found = find_clusters(view, Request(), replace(WORLD, zoom=zoom))
        assert sum(cluster.n_hits for cluster in found) == len(rows)
        assert len(found) <= MAX_CELLS


def test_a_cluster_stays_the_same_while_the_map_is_moved() -> None:
    rows = [offer_at(n, 51 + n / 1000, 8 + n % 7 / 100) for n in range(1, 200)]
    view = View.of(build_columns(rows, 1))
    here = find_clusters(view, Request(), Window(8.0, 51.02, 8.1, 51.18, 12))
    moved = find_clusters(view, Request(), Window(8.0, 51.05, 8.1, 51.20, 12))
    both = [cluster for cluster in here if 51.06 < cluster.lat < 51.17]
    assert len(both) > 10
    assert set(both) <= set(moved)
