"""Public offers by their numbers, some hundred at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Final

from sqlalchemy.orm import Session

from finder.domain.offer import Offer
from finder.store.offers import load_offers

BATCH: Final = 500


def public_offers(session: Session, numbers: Collection[int]) -> Iterator[Offer]:
    """The offers of these numbers, ascending; one that is not public is left out."""
    rest = iter(sorted(numbers))
    while batch := list(islice(rest, BATCH)):
        yield from (offer for offer in load_offers(session, batch).values() if offer.is_public)
