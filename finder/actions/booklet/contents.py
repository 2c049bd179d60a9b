"""What a booklet is made of: the public offers as of one moment, and whom they are owed to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import orjson

from finder.actions.context import Finder
from finder.actions.credits import Credit, entry_sources
from finder.actions.offer import OfferPage
from finder.clock import today
from finder.domain.edition import Said, said_of
from finder.domain.lapse import summary_on
from finder.domain.point import Point
from finder.errors import BadInput
from finder.store.exported import stream_public_offers

MAX_ENTRIES: Final = 3_000
"""More are no booklet any more, and memory for the pages is bounded by this."""

_AREA_DIGITS: Final = (2, 5, 8)


@dataclass(frozen=True, slots=True)
class Contents:
    """The offers of a booklet by number, what is said of each, and their sources; `day` is that of the
    data in Germany.
    """

    day: dt.date
    area: str
    offers: tuple[OfferPage, ...]
    said: Mapping[int, Said]
    sources: Sequence[Credit]

    @property
    def examples(self) -> frozenset[int]:
        """The numbers of the offers that are invented."""
        return frozenset(page.id for page in self.offers if page.summary["source"]["is_example"])


def collect(finder: Finder, area: str = "") -> Contents:
    """The public offers of an area: those that are in it, and those without a point that serve it.

    Raises BadInput for an area that is no official key, or with more than MAX_ENTRIES offers; StoreDown.
    """
    _check(area)
    day = today()
    with finder.database.read() as connection:
        rows = stream_public_offers(connection)
        pages = (
            OfferPage(
                row.id,
                row.lat,
                row.lon,
                summary_on(orjson.loads(row.summary), day),
                orjson.loads(row.detail),
            )
            for row in rows
        )
        chosen = (page for page in pages if not area or _is_for(finder, page, area))
        offers = tuple(islice(chosen, MAX_ENTRIES + 1))
    if len(offers) > MAX_ENTRIES:
        raise BadInput("area", area, f"an area with at most {MAX_ENTRIES} entries")
    return Contents(
        day=day,
        area=area,
        offers=offers,
        said={page.id: said_of(page.summary, page.detail) for page in offers},
        sources=_sources(finder, offers),
    )


def _check(area: str) -> None:
    if area and not (area.isdecimal() and area.isascii() and len(area) in _AREA_DIGITS):
        raise BadInput("area", area, "an official key of a municipality (8 digits), Kreis (5) or state (2)")


def _is_for(finder: Finder, page: OfferPage, area: str) -> bool:
    if page.lat is not None and page.lon is not None:
        return finder.gazetteer.municipality_at(Point(page.lat, page.lon)).startswith(area)
    return any(key == "DE" or key.startswith(area) or area.startswith(key) for key in page.detail["areas"])


def _sources(finder: Finder, offers: Sequence[OfferPage]) -> Sequence[Credit]:
    """The sources of these offers by name."""
    names: set[Any] = {page.summary["source"]["name"] for page in offers}
    return [source for source in entry_sources(finder) if source.name in names]
