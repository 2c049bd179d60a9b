"""All offers around a point, whatever they offer, for lists that are narrowed by something else."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from finder.domain.distance import geodesic_m
from finder.domain.point import Point
from finder.domain.searchrow import location_of
from finder.search.facets import inside
from finder.search.match import hits_of
from finder.search.order import Hits
from finder.search.picks import RowNumbers
from finder.search.request import Plan, Request
from finder.search.view import View


class Nearby(NamedTuple):
    """Offers and their locations, parallel, with geodesic distances in metres; nearest first, of equally
    near ones the lowest number.
    """

    offers: NDArray[np.int64]
    locations: NDArray[np.int64]
    metres: NDArray[np.float64]

    def offer_distances(self) -> dict[int, float]:
        """The distance of each offer, nearest first."""
        return dict(zip(self.offers.tolist(), self.metres.tolist(), strict=True))

    def location_distances(self) -> dict[int, float]:
        """The distance of each location, nearest first."""
        _, firsts = np.unique(self.locations, return_index=True)
        firsts.sort()
        return dict(zip(self.locations[firsts].tolist(), self.metres[firsts].tolist(), strict=True))


def offers_nearby(view: View, point: Point, radius_m: float) -> Nearby:
    """The offers with a public point at most `radius_m` metres (up to MAX_ARC_M) from a point."""
    plan = view.plan(Request(point=point, radius_m=radius_m))
    near, _rest = hits_of(view, plan)
    sites = view.keys.sites.values()
    parts = [_part(groups[0], plan, sites, point) for groups in near]
    if not parts:
        return Nearby(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    offers, locations, metres = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.lexsort((offers, metres))
    return Nearby(offers[order], locations[order], metres[order])


def _part(hits: Hits, plan: Plan, sites: NDArray[np.int64], point: Point) -> Nearby:
    rows: RowNumbers = hits.pick.rows_at(inside(hits, plan).nonzero()[0])
    table = hits.table
    locations = location_of(sites.take(table.site.take(rows)))
    metres = geodesic_m(point, table.lon.take(rows), table.lat.take(rows))
    return Nearby(table.ids.take(rows).astype(np.int64), locations, metres)
