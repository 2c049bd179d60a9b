"""Places with what is known of their access, as A11yJSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from finder.actions.context import Finder, access_names
from finder.actions.export_entries import exported
from finder.actions.search import search
from finder.clock import today
from finder.domain.query import SearchQuery
from finder.errors import NotFound
from finder.exchange.a11yjson import place_info, place_infos
from finder.store.exported import read_public_offers


def access_place(finder: Finder, offer_id: int, site: str) -> dict[str, Any]:
    """The place of a public offer; `site` is what absolute addresses begin with. One statement.

    Raises NotFound also where it has no public point, StoreDown.
    """
    found = next(_places(finder, [offer_id], site), None)
    if found is None:
        raise NotFound(f"There is no place to be shown of an offer {offer_id}.")
    return found


def access_places(finder: Finder, query: SearchQuery, site: str) -> dict[str, Any]:
    """The places of the hits of a page of a search, in their order; hits without a public point are left
    out. Raises what `search` raises.
    """
    result = search(finder, query)
    places = _places(finder, [hit.id for hit in result.hits], site)
    return place_infos(places, result.total)


def _places(finder: Finder, ids: Sequence[int], site: str) -> Iterator[dict[str, Any]]:
    offers = finder.database.newest(lambda connection: read_public_offers(connection, ids))
    day = today()
    for number in ids:
        if number in offers:
            offer = exported(offers[number], day, True)
            found = place_info(offer, f"{site}/de{offer.summary['url']}", access_names())
            if found is not None:
                yield found
