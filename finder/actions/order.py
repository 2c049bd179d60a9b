"""The order of results in parts, so that one sentence can explain it (rule 7)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from finder.actions.search import SearchResult
from finder.domain.query import Sort
from finder.gazetteer.places import Place


class OrderKey(StrEnum):
    """By name, or by the distance as the crow flies from the middle of a place or from a point."""

    NAME = "name"
    FROM_POSTCODE = "distance_from_postcode"
    FROM_MUNICIPALITY = "distance_from_municipality"
    FROM_VILLAGE = "distance_from_village"
    FROM_STATION = "distance_from_station"
    FROM_STOP = "distance_from_stop"
    FROM_POINT = "distance_from_point"


@dataclass(frozen=True, slots=True)
class Order:
    """What orders the results: `place` is the label of the place that distances are measured from,
    "" for a bare point and for an order by name.
    """

    key: OrderKey
    place: str


def order_of(result: SearchResult) -> Order:
    """The order of a result. Offers without a point come last in any order by distance."""
    if result.point is None or result.query.sort is Sort.NAME:
        return Order(OrderKey.NAME, "")
    if result.place is None:
        return Order(OrderKey.FROM_POINT, "")
    key = _key(result.place)
    return Order(key, "" if key is OrderKey.FROM_POINT else result.place.label)


def _key(place: Place) -> OrderKey:
    return OrderKey.FROM_STATION if place.is_station else OrderKey(f"distance_from_{place.kind}")
