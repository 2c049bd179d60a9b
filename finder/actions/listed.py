"""The public offers as an index of pages lists them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from finder.actions.context import Finder
from finder.store.search_rows import ListedOffer, count_public, stream_public


@dataclass(frozen=True, slots=True)
class ListedPage:
    """The address of a page without its language, and the day of its last change."""

    path: str
    changed_on: dt.date | None = None


def count_offers(finder: Finder) -> int:
    """The number of public offers, invented examples too; one statement. Raises StoreDown."""
    return finder.database.guest(count_public)


def list_offers(finder: Finder, offset: int, limit: int) -> Iterator[ListedPage]:
    """The pages of at most so many public offers after so many, by number, without invented examples,
    read while they are used; one statement. Raises StoreDown.
    """
    with finder.database.read() as connection:
        for offer in stream_public(connection, offset, limit):
            yield from _listed(offer)


def _listed(offer: ListedOffer) -> Iterator[ListedPage]:
    summary = orjson.loads(offer.summary)
    if not summary["source"]["is_example"]:
        changed = orjson.loads(offer.detail)["last_modified"]
        yield ListedPage(summary["url"], dt.datetime.fromisoformat(changed).date() if changed else None)
