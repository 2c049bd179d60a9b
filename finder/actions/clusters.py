"""All hits of a visitor's search on a map, near ones counted together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from finder.actions.context import Finder
from finder.actions.search import check_categories, request_of, resolve_place, search
from finder.domain.offer import COORDINATE_DIGITS
from finder.domain.point import Point
from finder.domain.query import SearchQuery, YesNo
from finder.domain.window import Window
from finder.search import Cluster, find_clusters


def clusters(
    finder: Finder, query: SearchQuery, window: Window, without: Sequence[int] = ()
) -> list[Cluster]:
    """The hits of a query in a window of a map (see `find_clusters`), but for the offers `without`.

    They are those of `search` that have a public point, whatever page of them is asked for. One
    statement while nothing changed; where words of `q` are read, the search is done once before.
    Raises UnclearPlace, BadInput, StoreDown.
    """
    check_categories(finder, query)
    sought = query
    if query.q and query.read is YesNo.YES:
        sought = search(finder, replace(query, limit=1, offset=0, facets=False)).sought
    place = resolve_place(finder, sought.near) if sought.near else None
    request = request_of(finder, sought, place, sought.point if place is None else place.point)
    return find_clusters(finder.searcher.current(request), request, window, without)


def cluster_collection(found: Sequence[Cluster]) -> dict[str, Any]:
    """Clusters as a GeoJSON FeatureCollection; six decimals are ten centimetres."""
    return {
        "type": "FeatureCollection",
        "numberMatched": sum(cluster.n_hits for cluster in found),
        "features": [_feature(cluster) for cluster in found],
    }


def _feature(cluster: Cluster) -> dict[str, Any]:
    point = Point(round(cluster.lat, COORDINATE_DIGITS), round(cluster.lon, COORDINATE_DIGITS))
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": point.lon_lat},
        "properties": {"count": cluster.n_hits},
    }
    return feature if cluster.id is None else {"id": cluster.id, **feature}
