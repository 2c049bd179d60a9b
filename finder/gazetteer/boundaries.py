"""The boundaries of municipalities and Kreise: made for the map, and asked where a point lies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from finder.domain.point import Point
from finder.errors import ConfigurationError
from finder.gazetteer.files import MunicipalityName

MUNICIPALITIES, DISTRICTS = "municipalities.geojson", "districts.geojson"

GAP_DEGREES = 0.004
"""Gaps narrower than this (about 300 m) come from boundaries that were simplified one by one; they
go to the neighbour."""

TOLERANCE_DEGREES = 0.0005
GERMANY = (5.86, 47.27, 15.05, 55.06)
"""West, south, east and north of the country in degrees."""


def write_boundaries(
    output: Path, geometries: Mapping[str, Any], names: Mapping[str, MunicipalityName], attribution: str
) -> None:
    """Write the boundaries of municipalities, and the outlines of every Kreis that is whole, as
    GeoJSON (RFC 7946) with five decimals.

    `geometries` are GeoJSON geometries by official key. Neighbours share their border exactly:
    gaps and overlaps of the source are closed, so a border may move by about 100 m.
    """
    keys = sorted(set(geometries) & set(names))
    shapes = [shapely.from_geojson(json.dumps(geometries[key])) for key in keys]
    cleaned = shapely.coverage_clean(np.array(shapes, dtype=object), gap_width=GAP_DEGREES)
    simple = shapely.coverage_simplify(cleaned, TOLERANCE_DEGREES)
    polygons = dict(zip(keys, (_rounded(shape) for shape in simple), strict=True))
    output.mkdir(parents=True, exist_ok=True)
    _write(output / MUNICIPALITIES, attribution, [_municipality(names[key], polygons[key]) for key in keys])
    _write(output / DISTRICTS, attribution, _districts(polygons, names))


def _rounded(shape: shapely.Geometry) -> shapely.Geometry:
    rounded = shapely.transform(shape, lambda lon_lat: np.round(lon_lat, 5))
    return rounded if rounded.is_valid else rounded.buffer(0)


def _districts(
    polygons: Mapping[str, shapely.Geometry], names: Mapping[str, MunicipalityName]
) -> list[dict[str, Any]]:
    whole: dict[str, list[str]] = {}
    for key in sorted(names):
        whole.setdefault(key[:5], []).append(key)
    return [
        _feature(
            {"key": key, "name": names[members[0]].district},
            shapely.union_all([polygons[m] for m in members]),
        )
        for key, members in whole.items()
        if names[members[0]].district and all(member in polygons for member in members)
    ]


def _municipality(name: MunicipalityName, polygon: shapely.Geometry) -> dict[str, Any]:
    return _feature({"ags": name.ags, "name": name.name, "district": name.district}, polygon)


def _feature(properties: dict[str, str], shape: shapely.Geometry) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(shape))}


def _write(path: Path, attribution: str, features: list[dict[str, Any]]) -> None:
    head = {"type": "FeatureCollection", "attribution": attribution}
    lines = [json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features]
    text = json.dumps(head, ensure_ascii=False)[:-1] + ', "features": [\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8")


def _extent(polygons: Mapping[str, shapely.Geometry]) -> tuple[float, float, float, float]:
    if not polygons:
        return GERMANY
    west, south, east, north = shapely.total_bounds(np.array(list(polygons.values()), dtype=object)).tolist()
    return west, south, east, north


class Boundaries:
    """The municipalities whose boundaries are known, by their official keys; `extent` is west, south,
    east and north of them all, that of Germany where none is known.
    """

    def __init__(self, polygons: Mapping[str, shapely.Geometry]) -> None:
        self.keys = tuple(sorted(polygons))
        self.extent = _extent(polygons)
        self._polygons = dict(polygons)
        self._tree = shapely.STRtree([polygons[key] for key in self.keys])

    @classmethod
    def of(cls, geometries: Mapping[str, Any]) -> Boundaries:
        """The boundaries that are given as GeoJSON geometries by official key."""
        return cls({key: shapely.from_geojson(json.dumps(shape)) for key, shape in geometries.items()})

    @classmethod
    def load(cls, directory: Path) -> Boundaries:
        """The boundaries that `write_boundaries` wrote to a directory.

        Raises ConfigurationError when the file is missing or is no such GeoJSON.
        """
        path = directory / MUNICIPALITIES
        try:
            features = json.loads(path.read_text(encoding="utf-8"))["features"]
            return cls.of({f["properties"]["ags"]: f["geometry"] for f in features})
        except (OSError, ValueError, LookupError, TypeError, shapely.errors.ShapelyError) as error:
            raise ConfigurationError(
                f"The boundaries {path} cannot be read ({error}); build them with: finder gazetteer build."
            ) from error

    def containing(self, point: Point) -> str:
        """The official key of the municipality that contains the point, "" for none; on a common
        border the lower key.
        """
        hits = self._tree.query(shapely.Point(point.lon_lat), predicate="intersects")
        return self.keys[int(min(hits))] if len(hits) else ""

    def is_near(self, key: str, point: Point, degrees: float) -> bool:
        """Whether a point lies in the municipality of this key, or no more than `degrees` from it."""
        return bool(shapely.dwithin(self._polygons[key], shapely.Point(point.lon_lat), degrees))

    def touching(self, west: float, south: float, east: float, north: float) -> list[str]:
        """The official keys of the municipalities with a part in a box of degrees, in their order."""
        hits = self._tree.query(shapely.box(west, south, east, north), predicate="intersects")
        return sorted(self.keys[int(hit)] for hit in hits)

    def outlines(self, key: str) -> list[list[tuple[float, float]]]:
        """The outer lines of the municipality of this key in lon-lat degrees, one for each of its parts;
        none where its boundary is not known.
        """
        parts = shapely.get_parts(self._polygons.get(key))
        return [list(map(tuple, shapely.get_exterior_ring(part).coords)) for part in parts]

    def containing_each(self, lon_lat: np.ndarray[Any, Any]) -> list[str]:
        """For each of (n, 2) lon-lat degrees the same as `containing`."""
        points, hits = self._tree.query(shapely.points(lon_lat), predicate="intersects")
        found = [""] * len(lon_lat)
        for point, hit in sorted(zip(points.tolist(), hits.tolist(), strict=True), reverse=True):
            found[point] = self.keys[hit]
        return found
