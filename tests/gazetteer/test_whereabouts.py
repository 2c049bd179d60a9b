"""Where a point lies, and the stop next to it, against brute force."""

from __future__ import annotations

import json
import random

import pytest
import shapely
from geographiclib.geodesic import Geodesic

from finder.domain.point import Point
from finder.errors import ConfigurationError
from finder.gazetteer.boundaries import DISTRICTS, GERMANY, MUNICIPALITIES, Boundaries
from finder.gazetteer.files import Stop, read_rows
from finder.gazetteer.places import Gazetteer
from finder.paths import DATA

BOX = (7.25, 50.57, 8.98, 51.55)


@pytest.fixture(scope="module")
def polygons() -> dict[str, shapely.Geometry]:
    features = json.loads((DATA / "boundaries" / MUNICIPALITIES).read_text("utf-8"))["features"]
    return {f["properties"]["ags"]: shapely.geometry.shape(f["geometry"]) for f in features}


def random_points(count: int) -> list[Point]:
    rng = random.Random(5)
    west, south, east, north = BOX
    return [Point(rng.uniform(south, north), rng.uniform(west, east)) for _ in range(count)]


def test_municipality_at_agrees_with_every_polygon_tried(
    places: Gazetteer, polygons: dict[str, shapely.Geometry]
) -> None:
    inside = 0
    for point in random_points(2000):
        containing = sorted(
            ags for ags, shape in polygons.items() if shape.covers(shapely.Point(point.lon_lat))
        )
        answer = places.municipality_at(point)
        if containing:
            inside += 1
            assert answer == containing[0]
        else:
            assert answer not in polygons
    assert inside > 1000


def test_point_on_a_common_border_is_in_the_lower_key(polygons: dict[str, shapely.Geometry]) -> None:
    boundaries = Boundaries(polygons)
    vertices = [Point(lat, lon) for lon, lat in polygons["05966020"].exterior.coords]
    for vertex in vertices:
        owners = [ags for ags, shape in polygons.items() if shape.covers(shapely.Point(vertex.lon_lat))]
        assert boundaries.containing(vertex) == min(owners)


def test_known_points_lie_where_they_lie(places: Gazetteer) -> None:
    assert places.municipality_at(Point(51.1041, 8.0715)) == "05966020"
    assert places.municipality_at(Point(51.0276, 7.8436)) == "05966024"
    assert places.municipality_at(Point(52.5177, 13.4055)) == "11000000", "seat and postcode leave no doubt"
    for nowhere in (Point(0.0, 0.0), Point(90.0, 0.0), Point(-90.0, 180.0), Point(54.5, 7.0)):
        assert places.municipality_at(nowhere) == ""


def test_boundaries_are_a_coverage_without_gaps_in_the_kreis(polygons: dict[str, shapely.Geometry]) -> None:
    assert all(shape.is_valid for shape in polygons.values())
    assert shapely.coverage_is_valid(list(polygons.values()))
    features = json.loads((DATA / "boundaries" / DISTRICTS).read_text("utf-8"))["features"]
    outlines = {f["properties"]["key"]: shapely.geometry.shape(f["geometry"]) for f in features}
    assert {"05966", "05962", "05958", "05970", "05374"} <= set(outlines)
    olpe = outlines["05966"]
    assert olpe.geom_type == "Polygon"
    assert not olpe.interiors
    parts = [shape for ags, shape in polygons.items() if ags.startswith("05966")]
    assert len(parts) == 7
    assert shapely.union_all(parts).symmetric_difference(olpe).area < 1e-9


def test_boundaries_are_compact_and_named() -> None:
    files = list((DATA / "boundaries").glob("*.geojson"))
    assert sum(path.stat().st_size for path in files) < 400_000
    assert all("BKG" in json.loads(path.read_text("utf-8"))["attribution"] for path in files)


def test_missing_boundaries_are_a_configuration_error(tmp_path: object) -> None:
    with pytest.raises(ConfigurationError, match="gazetteer build"):
        Boundaries.load(DATA / "nowhere")


def test_nearest_stop_agrees_with_every_stop_measured(places: Gazetteer) -> None:
    stops = read_rows(DATA / "gazetteer", Stop)
    for point in random_points(25):
        measured = [
            (Geodesic.WGS84.Inverse(point.lat, point.lon, stop.lat, stop.lon)["s12"], stop)
            for stop in stops
            if abs(stop.lat - point.lat) < 0.05 and abs(stop.lon - point.lon) < 0.08
        ]
        nearest = min(measured)
        found = places.nearest_stop(point, nearest[0] + 0.01)
        assert found is not None
        away = Geodesic.WGS84.Inverse(point.lat, point.lon, found.point.lat, found.point.lon)["s12"]
        assert away == pytest.approx(nearest[0], abs=0.01)
        assert places.nearest_stop(point, nearest[0] - 0.01) is None


def test_nearest_stop_at_the_ends_of_the_earth_is_none(places: Gazetteer) -> None:
    for point in (Point(90.0, 0.0), Point(-90.0, 0.0), Point(0.0, 180.0), Point(0.0, -180.0)):
        assert places.nearest_stop(point, 10_000) is None
    station = places.nearest_stop(Point(51.1041, 8.0715), 100)
    assert station is not None
    assert station.label == "Bahnhof Lennestadt-Altenhundem"


def test_the_extent_is_that_of_all_boundaries_or_of_the_country() -> None:
    west, south, east, north = Boundaries.load(DATA / "boundaries").extent
    assert 7 < west < 8.07 < east < 9.1
    assert 50.4 < south < 51.1 < north < 51.7
    assert Boundaries({}).extent == GERMANY
