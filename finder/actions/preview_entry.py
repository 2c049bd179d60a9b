"""Shows an entry as its public page would, before anything is saved."""

from __future__ import annotations

from contextlib import suppress

import orjson

from finder.actions.context import Finder
from finder.actions.edit_entry import own_source, read_or_refuse
from finder.actions.offer import OfferPage
from finder.domain.entry_fields import Values
from finder.domain.entry_merge import merge
from finder.domain.offer import Offer, detail_of, summary_of, to_json
from finder.store.entry_save import apply_values, create_aggregate
from finder.store.entry_values import load_aggregate, values_of
from finder.store.offers import load_offers


class _Undo(Exception):
    """Ends a preview."""


def preview_entry(
    finder: Finder, offer_id: int | None, base: Values, sent: Values, beside: int | None = None
) -> OfferPage:
    """The page of an offer as it would be with what was typed; nothing is saved.

    It is made by saving and undoing that, so that it cannot differ from the page to come. Raises
    UnusableEntry, NotFound, StoreDown.
    """
    mine = read_or_refuse(sent, base)
    offers: list[Offer] = []
    with suppress(_Undo), finder.database.change("preview") as session:
        if offer_id is None:
            neighbour = None if beside is None else load_aggregate(session, beside)
            found = create_aggregate(session, mine, own_source(session, finder), neighbour)
        else:
            found = load_aggregate(session, offer_id)
            merged = merge(base, mine, values_of(found))
            apply_values(session, found, merged.values, merged.changed)
        offers += load_offers(session, [found.offer.id]).values()
        raise _Undo
    return _page(offers[0])


def _page(offer: Offer) -> OfferPage:
    """What the page of an offer shows, as the database would keep it."""
    summary, detail = (orjson.loads(to_json(part)) for part in (summary_of(offer), detail_of(offer)))
    lat, lon = (None, None) if offer.point is None else (offer.point.lat, offer.point.lon)
    return OfferPage(offer.id, lat, lon, summary, detail)
