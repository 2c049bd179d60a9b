"""What the map draws itself, without tiles: boundaries, names of places, and stops."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, request

from finder.actions.credits import gazetteer_sources
from finder.gazetteer.boundaries import DISTRICTS, MUNICIPALITIES
from finder.gazetteer.files import (
    BOUNDARIES_DIR,
    PLACES_DIR,
    TABLES,
    MunicipalitySeat,
    Stop,
    Village,
    read_rows,
)
from finder.outside.tiles import tile_at
from finder.paths import DATA
from finder.web.assets import YEAR_S, version_of
from finder.web.current import current_finder
from finder.web.headers import keep_for

STOPS_ZOOM = 11
"""Stops come by tiles of this zoom: some six kilometres wide, a few dozen stops each."""

blueprint = Blueprint("map_base", __name__)


def init_app(app: Flask) -> None:
    """Serve the base layer, and give templates `map_base` and `map_stops`."""
    app.register_blueprint(blueprint)
    app.add_template_global(base_path, "map_base")
    app.add_template_global(stops_path, "map_stops")


def base_path() -> str:
    """The address of boundaries and names."""
    return f"/karte/grenzen.json?v={version_of(_base(current_finder().gazetteer.home.name).encode())}"


def stops_path() -> str:
    """The address of stops, with `{x}` and `{y}` for the numbers of a tile of STOPS_ZOOM."""
    return f"/karte/haltestellen/{{x}}/{{y}}.json?v={_stops_version()}"


@blueprint.get("/karte/grenzen.json")
def base() -> Response:
    """Boundaries of municipalities and Kreise, and the names of places, as GeoJSON."""
    return kept(Response(_base(current_finder().gazetteer.home.name), mimetype="application/geo+json"))


@blueprint.get("/karte/haltestellen/<int:x>/<int:y>.json")
def stops(x: int, y: int) -> Response:
    """The stops in a tile of STOPS_ZOOM, as GeoJSON; 404 where there is no such tile."""
    if max(x, y) >= 2**STOPS_ZOOM:
        abort(404)
    return kept(Response(_collection(_stops().get((x, y), [])), mimetype="application/geo+json"))


def kept(response: Response) -> Response:
    """Kept for a year under an address with a version, else asked for again."""
    response.add_etag()
    if "v" in request.args:
        keep_for(response, YEAR_S, immutable=True)
    response.make_conditional(request)
    return response


@lru_cache(maxsize=1)
def base_credit() -> str:
    """Whom the base layer is owed to, in short; the page about the site names all with their licences."""
    drawn = {MUNICIPALITIES, TABLES[Stop]}
    due = (source.text for source in reversed(gazetteer_sources()) if drawn & set(source.files))
    return ", ".join(due).replace("© ", "©\u00a0")


@lru_cache(maxsize=2)
def _base(home: str) -> str:
    """The boundaries with a point for every seat and village inside."""
    areas = _features(DATA / BOUNDARIES_DIR / MUNICIPALITIES)
    for area in areas:
        area["properties"] = {
            "kind": "home" if area["properties"]["name"] == home else "area",
            **area["properties"],
        }
    districts = _features(DATA / BOUNDARIES_DIR / DISTRICTS)
    for district in districts:
        district["properties"] = {"kind": "district", "name": district["properties"]["name"]}
    towns = {area["properties"]["ags"]: area["properties"]["name"] for area in areas}
    return _collection([*areas, *districts, *_names(towns)])


def _features(path: Path) -> list[dict[str, Any]]:
    """The features of a file; four decimals are ten metres, finer than the boundaries are."""
    collection = json.loads(path.read_text(encoding="utf-8"), parse_float=lambda text: round(float(text), 4))
    features: list[dict[str, Any]] = collection["features"]
    return features


def _names(towns: Mapping[str, str]) -> list[dict[str, Any]]:
    """A point for the seat of every town and for every village in one, by official key."""
    directory = DATA / PLACES_DIR
    seats = [seat for seat in read_rows(directory, MunicipalitySeat) if seat.ags in towns]
    villages = [village for village in read_rows(directory, Village) if village.ags in towns]
    return [
        *(_point(towns[seat.ags], seat.lat, seat.lon, "town") for seat in seats),
        *(_point(village.name, village.lat, village.lon, "village") for village in villages),
    ]


@lru_cache(maxsize=1)
def _stops() -> Mapping[tuple[int, int], list[dict[str, Any]]]:
    """The stops by tile of STOPS_ZOOM."""
    by_tile = defaultdict(list)
    for stop in read_rows(DATA / PLACES_DIR, Stop):
        kind = "station" if stop.station else "stop"
        tile = tile_at(STOPS_ZOOM, stop.lon, stop.lat)
        by_tile[tile].append(_point(stop.name, stop.lat, stop.lon, kind))
    return dict(by_tile)


@lru_cache(maxsize=1)
def _stops_version() -> str:
    return version_of((DATA / PLACES_DIR / TABLES[Stop]).read_bytes())


def _point(name: str, lat: float, lon: float, kind: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"kind": kind, "name": name},
        "geometry": {"type": "Point", "coordinates": [round(lon, 4), round(lat, 4)]},
    }


def _collection(features: list[dict[str, Any]]) -> str:
    collection = {"type": "FeatureCollection", "attribution": base_credit(), "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
