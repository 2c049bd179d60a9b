"""The order is named by what distances are measured from."""

from __future__ import annotations

import pytest

from finder.actions.context import Finder
from finder.actions.order import Order, OrderKey, order_of
from finder.actions.search import search
from finder.domain.point import Point
from finder.domain.query import SearchQuery, Sort
from finder.gazetteer.places import PlaceKind


@pytest.mark.parametrize(
    ("query", "order"),
    [
        (SearchQuery(), Order(OrderKey.NAME, "")),
        (SearchQuery(near="Altenhundem", sort=Sort.NAME), Order(OrderKey.NAME, "")),
        (SearchQuery(near="Altenhundem"), Order(OrderKey.FROM_VILLAGE, "Altenhundem, Lennestadt")),
        (SearchQuery(near="57368"), Order(OrderKey.FROM_POSTCODE, "57368 Lennestadt")),
        (SearchQuery(near="Lennestadt"), Order(OrderKey.FROM_MUNICIPALITY, "Lennestadt")),
        (
            SearchQuery(near="Bahnhof Altenhundem"),
            Order(OrderKey.FROM_STATION, "Bahnhof Lennestadt-Altenhundem"),
        ),
        (SearchQuery(near="Altenhundem ZOB"), Order(OrderKey.FROM_STOP, "Altenhundem ZOB, Lennestadt")),
        (SearchQuery(near="51.1, 8.07"), Order(OrderKey.FROM_POINT, "")),
        (SearchQuery(point=Point(51.1, 8.07)), Order(OrderKey.FROM_POINT, "")),
    ],
)
def test_the_order_says_what_it_is_measured_from(finder: Finder, query: SearchQuery, order: Order) -> None:
    assert order_of(search(finder, query)) == order


def test_every_kind_of_place_has_its_order() -> None:
    assert {f"distance_from_{kind}" for kind in PlaceKind} < set(OrderKey)
