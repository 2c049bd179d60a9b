"""The hits of a search as a file to keep."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from finder.actions.context import Finder
from finder.actions.export_entries import exported
from finder.actions.search import search
from finder.clock import today
from finder.domain.query import SearchQuery
from finder.exchange.result_file import About, Found, Terms, terms_of, write_csv, write_geojson
from finder.exchange.result_sheet import GERMAN_WORDS, Words, write_xlsx
from finder.store.exported import read_public_offers

MAX_HITS = 1000
"""A file has at most so many hits, the first ones."""

FORMATS = ("csv", "geojson", "xlsx")
"""The formats, by the ending of a file."""


class ResultFile(NamedTuple):
    """The content of a file, part by part, and the sources of what is in it."""

    parts: Iterable[bytes]
    terms: tuple[Terms, ...]


def result_file(
    finder: Finder,
    query: SearchQuery,
    ending: str,
    *,
    lang: str,
    site: str,
    address: str,
    words: Words = GERMAN_WORDS,
) -> ResultFile:
    """The hits of a query on all its pages, in their order, at most MAX_HITS, in one of FORMATS; in three
    statements. `site` and the language are what the addresses of pages begin with, `address` is that of the
    search, `words` is what a spreadsheet says of itself. An offer that was hidden meanwhile is left out.

    Raises what `search` raises.
    """
    result = search(finder, replace(query, limit=MAX_HITS, offset=0, facets=False), lang=lang)
    hits = {hit.id: hit for hit in result.hits}
    offers = finder.database.guest(lambda connection: read_public_offers(connection, hits))
    day = today()
    found = [
        Found(exported(offers[number], day, True), hit.distance_m, f"{site}/{lang}{hit.properties['url']}")
        for number, hit in hits.items()
        if number in offers
    ]
    about = About(address, day.isoformat(), result.total, _terms(found))
    return ResultFile(_parts(ending, found, about, words), about.terms)


def _parts(ending: str, found: Iterable[Found], about: About, words: Words) -> Iterable[bytes]:
    if ending == "xlsx":
        return [_sheet(found, about, words)]
    parts = write_csv(found, about) if ending == "csv" else write_geojson(found, about)
    return (part.encode() for part in parts)


def _sheet(found: Iterable[Found], about: About, words: Words) -> bytes:
    file = io.BytesIO()
    write_xlsx(file, found, about, words=words)
    return file.getvalue()


def _terms(found: Iterable[Found]) -> tuple[Terms, ...]:
    """The sources of these offers, each once, by name."""
    sources = {source["key"]: source for source in (each.offer.detail["source"] for each in found)}
    return tuple(sorted(map(_terms_of, sources.values()), key=lambda terms: (terms.name, terms.key)))


def _terms_of(source: Mapping[str, Any]) -> Terms:
    licence, attribution = (source.get(name, "") for name in ("licence", "attribution"))
    return terms_of(source["key"], source["name"], licence, attribution, source["is_example"])
