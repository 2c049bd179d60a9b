"""The entries of the town and around it, for devices that will have no network."""

from __future__ import annotations

from dataclasses import dataclass

from finder.actions.context import Finder
from finder.gazetteer.places import Place
from finder.search import Request
from finder.store.search_rows import PageRow

RADIUS_KM = 15.0
MAX_ENTRIES = 500


@dataclass(frozen=True, slots=True)
class Pack:
    """The public offers within RADIUS_KM of the home place, at most MAX_ENTRIES by number and nearest
    first, after them by name those without a point that serve its municipality; `total` counts all of
    them. `places` are where one may search around, the home place first.
    """

    home: Place
    places: tuple[Place, ...]
    rows: dict[int, PageRow]
    total: int


def offline_pack(finder: Finder) -> Pack:
    """The pack as of now; one statement while nothing changed. Raises StoreDown."""
    home = finder.gazetteer.home
    request = Request(point=home.point, radius_m=RADIUS_KM * 1000, area=home.ags, limit=MAX_ENTRIES)
    found = finder.searcher.find(request)
    places = (home, *(place for place in finder.gazetteer.near_home(RADIUS_KM) if place != home))
    rows = {offer_id: found.page.rows[offer_id] for offer_id in found.matched.ids}
    return Pack(home, places, rows, found.matched.total)
