"""The Bundesland of a place, from its postcode or the areas it serves: both lead to official keys (AGS)."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Mapping, Sequence
from functools import cache

from finder.domain.holiday import land_of
from finder.paths import DATA

_TOWNS = DATA / "gazetteer" / "osm_municipalities.tsv.gz"


def land_at(postcode: str, areas: Sequence[str] = ()) -> str:
    """The Bundesland of a postcode, else that of all the areas (AGS), such as `NW`; "" where there
    is none or more than one, as for the few postcodes on both sides of a border.
    """
    found = _lands_by_postcode().get(postcode.strip())
    if found is None:
        lands = {land_of(area) for area in areas}
        found = lands.pop() if len(lands) == 1 else ""
    return found


@cache
def _lands_by_postcode() -> Mapping[str, str]:
    lands: dict[str, str] = {}
    with gzip.open(_TOWNS, "rt", encoding="utf-8", newline="") as file:
        for town in csv.DictReader(file, delimiter="\t"):
            land = land_of(town["ags"])
            for postcode in town["postcodes"].split():
                lands[postcode] = land if lands.get(postcode, land) == land else ""
    return lands
