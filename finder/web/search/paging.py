"""The pages of a result: where one is, and the way to the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from finder.actions.search import SearchResult, next_page, previous_page
from finder.domain.query import SearchQuery
from finder.web.i18n import format_number
from finder.web.i18n import gettext as _
from finder.web.search.form import search_path


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page by its number; a gap between two of them has no address."""

    text: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Paging:
    """`range` says which hits of how many are shown; `previous` and `following` are "" at the ends."""

    range: str
    previous: str
    following: str
    pages: tuple[PageLink, ...]


def paging(result: SearchResult) -> Paging | None:
    """The pages of a result; None where one holds all hits, or this one is behind the last."""
    query = result.query
    before, after = previous_page(query), next_page(query, result.total)
    if not result.hits or (before is None and after is None):
        return None
    return Paging(
        range=_(
            "%(first)s–%(last)s von %(total)s",
            first=format_number(query.offset + 1),
            last=format_number(query.offset + len(result.hits)),
            total=format_number(result.total),
        ),
        previous=search_path(before) if before else "",
        following=search_path(after) if after else "",
        pages=tuple(_pages(query, result.total)),
    )


def _pages(query: SearchQuery, total: int) -> Iterator[PageLink]:
    """The first page, the last, this one and its neighbours, with gaps."""
    last, here = (total - 1) // query.limit, query.offset // query.limit
    shown = sorted({0, last, *range(max(0, here - 1), min(last, here + 1) + 1)})
    for before, number in zip([-1, *shown], shown, strict=False):
        if number > before + 1:
            yield PageLink("", "", is_current=False)
        offset = number * query.limit
        path = search_path(replace(query, offset=offset))
        yield PageLink(format_number(number + 1), path, offset == query.offset)
