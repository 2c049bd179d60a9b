"""Elements of the Overpass API become entries, however it was asked to write their positions."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.domain.entry import Entry, Rejected
from finder.exchange.context import ReadContext
from finder.exchange.osm import overpass
from finder.exchange.registry import find_reader

HEAD = {"version": 0.6, "generator": "Overpass API", "osm3s": {
    "timestamp_osm_base": "2026-11-01T10:00:00Z", "copyright": "ODbL"}}  # fmt: skip
SCHOOL = {"amenity": "school", "name": "Beispielschule"}
CORNERS = [(8.0, 51.0), (8.1, 51.0), (8.1, 51.1), (8.0, 51.1), (8.0, 51.0)]
HOLE = [(8.04, 51.04), (8.06, 51.04), (8.06, 51.06), (8.04, 51.06), (8.04, 51.04)]
SQUARE = shapely.Polygon(CORNERS, [HOLE])


def write(path: Path, *elements: object) -> Path:
    path.write_text(json.dumps({**HEAD, "elements": elements}), encoding="utf-8")
    return path


def read(path: Path, context: ReadContext) -> dict[str, Entry | Rejected]:
    return {item.external_id: item for item in overpass.read(path, context)}


def point_of(item: Entry | Rejected) -> shapely.Point:
    assert isinstance(item, Entry)
    assert item.location.point is not None
    return shapely.Point(item.location.point.lon_lat)


def geometry(corners: list[tuple[float, float]]) -> list[dict[str, float]]:
    return [{"lat": lat, "lon": lon} for lon, lat in corners]


def node_elements(corners: list[tuple[float, float]], first: int) -> list[dict[str, Any]]:
    return [
        {"type": "node", "id": first + i, "lat": lat, "lon": lon} for i, (lon, lat) in enumerate(corners[:-1])
    ]


def refs(corners: list[tuple[float, float]], first: int) -> list[int]:
    return [first + i % (len(corners) - 1) for i in range(len(corners))]


def test_nodes_and_elements_with_a_centre_are_read_and_the_rest_is_passed_over(
    context: ReadContext, tmp_path: Path
) -> None:
    path = write(
        tmp_path / "a.json",
        {"type": "node", "id": 1, "lat": 51.05, "lon": 8.05, "tags": SCHOOL},
        {"type": "way", "id": 1, "center": {"lat": 51.05, "lon": 8.05}, "tags": SCHOOL},
        {"type": "relation", "id": 1, "center": {"lat": 51.05, "lon": 8.05}, "tags": SCHOOL},
        {"type": "node", "id": 2, "lat": 51.0, "lon": 8.0},
        {"type": "node", "id": 3, "lat": 51.0, "lon": 8.0, "tags": {"amenity": "bench"}},
        {"type": "node", "id": 4, "lat": 51.0, "lon": 8.0, "tags": SCHOOL, "visible": False},
    )
    assert find_reader(path).NAME == overpass.NAME
    assert str(overpass.as_of(path)) == "2026-11-01"
    found = read(path, context)
    assert [*found] == ["node/1", "way/1", "relation/1"]
    assert {point_of(item).coords[0] for item in found.values()} == {(8.05, 51.05)}
    assert overpass.count(path, context) == 3


GEOMETRIES = {
    "geom": [
        {"type": "way", "id": 5, "tags": SCHOOL, "geometry": [*geometry(CORNERS), None]},
        {"type": "relation", "id": 6, "tags": SCHOOL, "members": [
            {"type": "way", "ref": 7, "role": "outer", "geometry": geometry(CORNERS[:3])},
            {"type": "way", "ref": 8, "role": "outer", "geometry": geometry(CORNERS[2:])},
            {"type": "way", "ref": 9, "role": "inner", "geometry": geometry(HOLE)},
            {"type": "node", "ref": 9, "role": "label", "lat": 1, "lon": 1},
        ]},
    ],
    "skeleton": [
        {"type": "relation", "id": 6, "tags": SCHOOL, "members": [
            {"type": "way", "ref": 7, "role": "outer"}, {"type": "way", "ref": 9, "role": "inner"}]},
        {"type": "way", "id": 5, "tags": SCHOOL, "nodes": refs(CORNERS, 10)},
        *node_elements(HOLE, 20),
        {"type": "way", "id": 7, "nodes": refs(CORNERS, 10)},
        {"type": "way", "id": 9, "nodes": refs(HOLE, 20)},
        *node_elements(CORNERS, 10),
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", GEOMETRIES)
def test_the_point_of_a_shape_lies_within_it_however_it_is_written(
    kind: str, context: ReadContext, tmp_path: Path
) -> None:
    found = read(write(tmp_path / "a.json", *GEOMETRIES[kind]), context)
    assert shapely.Polygon(CORNERS).contains(point_of(found["way/5"]))
    assert SQUARE.contains(point_of(found["relation/6"]))


@pytest.mark.parametrize(
    "element",
    [
        {"type": "way", "id": 1, "nodes": [11, 12]},
        {"type": "way", "id": 1, "nodes": "1,2", "geometry": "none", "center": []},
        {"type": "way", "id": 1},
        {"type": "relation", "id": 1, "members": [{"type": "way", "ref": 1}, None, 5]},
        {"type": "relation", "id": 1, "members": {"type": "way"}},
        {"type": "node", "id": 1},
        {"type": "node", "id": 1, "lat": "51", "lon": None},
        {"type": "node", "id": 1, "lat": 151, "lon": 8},
        {"type": "area", "id": 1, "lat": 51, "lon": 8},
        {"type": "node", "id": "1", "lat": 51, "lon": 8},
    ],
)
def test_what_has_no_position_or_number_is_rejected_and_costs_no_other(
    element: dict[str, Any], context: ReadContext, tmp_path: Path
) -> None:
    good = {"type": "node", "id": 2, "lat": 51, "lon": 8, "tags": SCHOOL}
    path = write(tmp_path / "a.json", {**element, "tags": SCHOOL}, 5, None, good)
    rejected, entry = overpass.read(path, context)
    assert isinstance(rejected, Rejected)
    assert rejected.column in ("id", "geometry")
    assert entry.external_id == "node/2"


def test_a_file_that_breaks_off_is_read_as_far_as_it_goes(context: ReadContext, tmp_path: Path) -> None:
    nodes = [{"type": "node", "id": i, "lat": 51, "lon": 8, "tags": SCHOOL} for i in range(3)]
    path = write(tmp_path / "a.json", *nodes)
    whole = path.read_bytes()
    for length in (0, 30, len(whole) - 150, len(whole) - 5):
        path.write_bytes(whole[:length])
        results = list(overpass.read(path, context))
        assert [type(item) for item in results] == [Entry] * (len(results) - 1) + [Rejected]


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["way", "node", "x"])
NAMES = ("type", "id", "lat", "lon", "center", "geometry", "members", "nodes", "ref", "role", "timestamp")
ELEMENTS = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=12,
)


@settings(deadline=None, derandomize=True, max_examples=80)
@given(elements=st.lists(ELEMENTS, max_size=4))
def test_no_elements_ever_raise(
    elements: list[Any], context: ReadContext, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tagged = [{**item, "tags": SCHOOL} if isinstance(item, dict) else item for item in elements]
    path = write(tmp_path_factory.mktemp("x") / "a.json", *tagged)
    expected = sum(isinstance(item, dict) for item in tagged)
    assert len(list(itertools.islice(overpass.read(path, context), 100))) == expected
