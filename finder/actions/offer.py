"""One offer with everything the public may know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from finder.actions.context import Finder
from finder.clock import today
from finder.domain.evidence import marks_of
from finder.domain.land import land_at
from finder.domain.lapse import summary_on
from finder.errors import NotFound
from finder.store.joined import find_replacement
from finder.store.search_rows import read_detail


@dataclass(frozen=True, slots=True)
class OfferPage:
    """One public offer: its point, the properties of a result, and what only its page tells, where
    facts are marked as old or as stated by the provider alone.
    """

    id: int
    lat: float | None
    lon: float | None
    summary: Mapping[str, Any]
    detail: Mapping[str, Any]

    @property
    def land(self) -> str:
        """The Bundesland, whose holidays count; "" where it is not known."""
        return land_at((self.summary["address"] or {}).get("postal_code", ""), self.detail["areas"])


def replacement_of(finder: Finder, offer_id: int) -> int | None:
    """The offer into which a retired one was merged, None for any other; one statement. Raises StoreDown."""
    return finder.database.newest(lambda connection: find_replacement(connection, offer_id))


def get_offer(finder: Finder, offer_id: int) -> OfferPage:
    """The public offer with this number; one statement. Raises NotFound, StoreDown.

    It comes from the primary: asking that whether a standby lags would cost as much.
    """
    found = finder.database.newest(lambda connection: read_detail(connection, offer_id))
    if found is None:
        raise NotFound(f"There is no public offer {offer_id}.")
    row, text = found
    detail = orjson.loads(text)
    day, max_age = today(), finder.settings.fact_max_age_days
    detail["facts"] = [{**fact, **marks_of(fact, day, max_age)} for fact in detail["facts"]]
    summary = summary_on(orjson.loads(row.summary), day)
    return OfferPage(offer_id, row.lat, row.lon, summary, detail)
