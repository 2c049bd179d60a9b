"""The hits of a search as a file to keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from finder.actions.context import Finder
from finder.actions.export_entries import exported
from finder.actions.search import search
from finder.clock import utc_now
from finder.domain.query import SearchQuery
from finder.exchange.result_file import WRITERS, About, Found
from finder.store.exported import read_public_offers

MAX_HITS = 1000
"""A file has at most so many hits, the first ones."""


def result_file(
    finder: Finder, query: SearchQuery, format_name: str, *, lang: str, site: str, address: str
) -> Iterator[str]:
    """The hits of a query on all its pages, in their order, at most MAX_HITS, in a format of
    `finder.exchange.result_file.WRITERS`; in three statements. `site` and the language are what the
    addresses of pages begin with, `address` is that of the search. An offer that was hidden meanwhile is
    left out.

    Raises what `search` raises.
    """
    result = search(finder, replace(query, limit=MAX_HITS, offset=0, facets=False), lang=lang)
    hits = {hit.id: hit for hit in result.hits}
    offers = finder.database.guest(lambda connection: read_public_offers(connection, hits))
    found = (
        Found(exported(offers[number], True), hit.distance_m, f"{site}/{lang}{hit.properties['url']}")
        for number, hit in hits.items()
        if number in offers
    )
    return WRITERS[format_name](found, About(address, utc_now().date().isoformat(), result.total))
