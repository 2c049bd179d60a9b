"""Real addresses in the own gazetteer alone: their place, and no more than it knows."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from finder.actions.context import Finder
from finder.actions.geocoding.candidates import Yardstick, candidates
from finder.domain.geocoding import NoMatch, only_place
from finder.domain.offer import PublicAddress
from finder.domain.point import Point

pytestmark = pytest.mark.real_data


@pytest.mark.parametrize("engine_name", ["spatialite"], indirect=True)
def test_hospitals_of_all_germany_get_their_place_and_lie_near_it(finder: Finder, shared_data: Path) -> None:
    precisions: Counter[str] = Counter()
    away: list[bool | None] = []
    with (shared_data / "directories" / "hospitals_DE_half_A.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            address = PublicAddress(row["Street"], "", row["Postcode"], row["City"])
            found = candidates(finder, address, None)
            best = None if isinstance(found, NoMatch) else only_place(found)
            precisions[best.precision if best else "unknown"] += 1
            if row["Latitude"]:
                point = Point(float(row["Latitude"]), float(row["Longitude"]))
                away.append(_is_near(finder, address, point))
    assert precisions == {"place": 817, "unknown": 4}
    known = [is_near for is_near in away if is_near is not None]
    assert len(known) > 800
    assert known.count(True) / len(known) > 0.99


def _is_near(finder: Finder, address: PublicAddress, point: Point) -> bool | None:
    return Yardstick(finder.gazetteer, address).from_postcode(point)[1]
