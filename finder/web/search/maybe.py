"""Words of a search that name several topics: each topic with the search for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from finder.domain.query import SearchQuery
from finder.domain.reading import Read
from finder.domain.taxonomy import Taxonomy
from finder.domain.typed import without
from finder.web import labels
from finder.web.search.chips import Link, quoted
from finder.web.search.form import search_path


@dataclass(frozen=True, slots=True)
class Maybe:
    """Words as they were typed, in quotation marks, and the topics that they may mean."""

    words: str
    links: tuple[Link, ...]


def maybe_meant(query: SearchQuery, maybe: Iterable[Read], taxonomy: Taxonomy) -> tuple[Maybe, ...]:
    """The ambiguous words of a search as it was matched, in the order of the text; each topic leads to
    the search with it and without these words.
    """
    known = (read for read in maybe if taxonomy.get(read.key) is not None)
    return tuple(
        Maybe(quoted(words), tuple(Link(labels.topic(read.key), _search_for(query, read)) for read in reads))
        for words, reads in groupby(known, key=lambda read: read.words)
    )


def _search_for(query: SearchQuery, read: Read) -> str:
    categories = tuple(dict.fromkeys((*query.categories, read.key)))
    rest = without(query.q, read.words)
    return search_path(replace(query, categories=categories, q=rest, offset=0))
