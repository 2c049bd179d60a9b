"""The entries of a visitor's own list. Nothing of the list is kept: it is in the address alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from finder.actions.context import Finder
from finder.actions.offer import OfferPage, get_offer, replacement_of
from finder.actions.senders import sender_of
from finder.clock import utc_now
from finder.errors import NotFound
from finder.store.limits import Limit, take_token

SHEETS: Final = Limit("handout", 60)
"""How many sheets one sender has made in an hour."""

_GUEST: Final = "guest"


@dataclass(frozen=True, slots=True)
class Listed:
    """The public entries of a list in its order, and the numbers of those that are gone."""

    pages: tuple[OfferPage, ...]
    gone: tuple[int, ...]


def find_offers(finder: Finder, ids: Sequence[int]) -> Listed:
    """The entries with these numbers, each once; one statement each. What was merged into another entry
    stands there as that one. Raises StoreDown.
    """
    pages: dict[int, OfferPage] = {}
    gone = []
    for offer_id in ids:
        page = _offer(finder, offer_id)
        if page is None:
            gone.append(offer_id)
        else:
            pages.setdefault(page.id, page)
    return Listed(tuple(pages.values()), tuple(gone))


def _offer(finder: Finder, offer_id: int) -> OfferPage | None:
    """The public entry of a number, or the one that took its place; None for neither."""
    try:
        return get_offer(finder, offer_id)
    except NotFound:
        other = replacement_of(finder, offer_id)
    try:
        return None if other is None else get_offer(finder, other)
    except NotFound:
        return None


def count_sheet(finder: Finder, address: str) -> None:
    """Count a sheet against the limit of who sends from a network address, of which only a keyed hash is
    kept (see `finder.actions.senders`). Raises TooMany and StoreDown; then it does not count.
    """
    now = utc_now()
    with finder.database.change(_GUEST) as session:
        take_token(session, SHEETS, sender_of(finder, address, now.date()), now.timestamp())
