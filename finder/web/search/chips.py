"""The filters of a search, each with the search without it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from finder.domain.limit_params import limit_params
from finder.domain.query import Related, SearchQuery
from finder.web import labels
from finder.web.i18n import gettext as _
from finder.web.i18n import joined
from finder.web.search.form import search_path
from finder.web.search.form_needs import opening_words


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to another search."""

    text: str
    href: str


def chips(query: SearchQuery) -> Iterator[Link]:
    """Every filter in words, leading to the search without it."""
    first = replace(query, offset=0)
    for code in query.languages:
        yield Link(
            labels.language(code), search_path(replace(first, languages=_without(query.languages, code)))
        )
    for role in query.roles:
        roles = tuple(other for other in query.roles if other is not role)
        yield Link(labels.of(labels.ROLES, role), search_path(replace(first, roles=roles)))
    if query.language_time:
        text = _("gesprochen: %(when)s", when=opening_words(str(query.language_time)))
        yield Link(text, search_path(replace(first, language_time=None)))
    if query.related is Related.INCLUDE:
        yield Link(_("auch verwandte Sprachen"), search_path(replace(first, related=Related.EXCLUDE)))
    for key in query.categories:
        yield Link(labels.topic(key), search_path(replace(first, categories=_without(query.categories, key))))
    yield from _needs(first)
    if query.fit:
        text = joined(labels.of(labels.FITS, group) for group in query.fit)
        yield Link(text, search_path(replace(first, fit=())))
    if query.q:
        yield Link(quoted(query.q), search_path(replace(first, q="")))


def _needs(query: SearchQuery) -> Iterator[Link]:
    for key in query.profiles:
        text = labels.of(labels.PROFILES, key)
        yield Link(text, search_path(replace(query, profiles=_without(query.profiles, key))))
    for name, value in limit_params(query.limits):
        changes: dict[str, Any] = {name: None}
        other = replace(query, limits=replace(query.limits, **changes))
        yield Link(labels.filter_value(name, value), search_path(other))
    for key in query.needs:
        yield Link(labels.criterion(key), search_path(replace(query, needs=_without(query.needs, key))))
    for key in query.access:
        yield Link(labels.criterion(key), search_path(replace(query, access=_without(query.access, key))))
    if query.open:
        text = _("geöffnet: %(when)s", when=opening_words(query.open))
        yield Link(text, search_path(replace(query, open="")))
    if query.phone_open:
        text = _("am Telefon: %(when)s", when=opening_words(query.phone_open))
        yield Link(text, search_path(replace(query, phone_open="")))


def _without(keys: Iterable[str], key: str) -> tuple[str, ...]:
    return tuple(other for other in keys if other != key)


def quoted(text: str) -> str:
    """The text in the quotation marks of the language."""
    return _("„%(text)s“", text=text)
