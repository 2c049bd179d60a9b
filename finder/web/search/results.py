"""What the page of results shows: heading, count, filters to take away, entries, map, next steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from finder.actions.advice import Advice, OtherSearch, Removal
from finder.actions.context import Finder
from finder.actions.order import OrderKey, order_of
from finder.actions.search import SearchResult, UnclearPlace, resolve_place, search
from finder.domain.fit import Fit
from finder.domain.point import Point
from finder.domain.query import SearchQuery, Sort, Unknown
from finder.errors import BadInput
from finder.gazetteer.places import Place
from finder.web import labels
from finder.web.clean import without_directions
from finder.web.current import current_finder
from finder.web.i18n import current_lang, format_number, isolated, joined, mark, ngettext
from finder.web.i18n import gettext as _
from finder.web.map.data import results_map
from finder.web.present import Entry, entries, shortened
from finder.web.search.chips import Link, chips, quoted
from finder.web.search.form import Form, search_path
from finder.web.search.maybe import Maybe, maybe_meant
from finder.web.search.paging import Paging, paging
from finder.web.search.share import Share, share


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence with what it speaks of."""

    text: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of one group on this page; `heading` is "" where there is only one group."""

    key: str
    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class SortLink:
    """An order to choose, or the one chosen."""

    key: str
    text: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Everything the page of results writes, apart from the layout."""

    form: Form
    heading: str
    count: str
    order: str
    filters: tuple[Link, ...]
    maybe: tuple[Maybe, ...]
    counts: tuple[Link, ...]
    colleagues: Note | None
    steps: tuple[Link, ...]
    is_health: bool
    entries: tuple[Entry, ...]
    groups: tuple[Group, ...]
    sorts: tuple[SortLink, ...]
    paging: Paging | None
    share: Share
    map: dict[str, Any] | None

    @property
    def title(self) -> str:
        """The heading with the filters, and where in the results the page begins."""
        begins = [_("ab Treffer %(number)s", number=self.entries[0].number)] if self._is_later else []
        details = joined([*(link.text for link in self.filters), *begins])
        return without_directions(f"{self.heading} ({details})" if details else self.heading)

    @property
    def _is_later(self) -> bool:
        return bool(self.paging and self.paging.previous)

    @property
    def has_examples(self) -> bool:
        """Whether any entry on the page is invented."""
        return any(entry.is_example for entry in self.entries)


def present_results(result: SearchResult, form: Form) -> ResultsPage:
    """The page for a result; where it has no hits, with steps that lead to some."""
    query = result.sought
    listed = entries(result)
    heading = _heading(result)
    return ResultsPage(
        form=form,
        heading=heading,
        count=_count(result),
        order=_order(result),
        filters=(*chips(query), *_place_read(result)),
        maybe=maybe_meant(query, result.reading.maybe, current_finder().taxonomy),
        counts=tuple(_counts(result)),
        colleagues=_colleagues(result),
        steps=tuple(_steps(result)) if result.advice or not listed else (),
        is_health=bool(result.advice and result.advice.telephones),
        entries=listed,
        groups=tuple(_groups(query, listed)),
        sorts=tuple(_sorts(result.query)),
        paging=paging(result),
        share=share(result.query, without_directions(heading)),
        map=results_map(result, listed, tuple(Fit) if _shows_all(query) else query.groups),
    )


def _heading(result: SearchResult) -> str:
    query = result.sought
    what = labels.topic(query.categories[0]) if len(query.categories) == 1 else _("Angebote")
    where = _place_text(result.place, result.point)
    if where:
        return _("%(what)s rund um %(place)s", what=what, place=isolated(where))
    return _("%(what)s – alle Orte", what=what)


def _place_text(place: Place | None, point: Point | None) -> str:
    if place is not None:
        return place.label
    if point is not None:
        return f"{format_number(point.lat, 4)} / {format_number(point.lon, 4)}"
    return ""


_ORDERS = {
    OrderKey.NAME: mark("nach Namen sortiert"),
    OrderKey.FROM_POSTCODE: mark("sortiert nach Luftlinie ab der Mitte des Postleitzahlgebiets %(place)s"),
    OrderKey.FROM_MUNICIPALITY: mark("sortiert nach Luftlinie ab der Mitte von %(place)s"),
    OrderKey.FROM_VILLAGE: mark("sortiert nach Luftlinie ab der Mitte von %(place)s"),
    OrderKey.FROM_STATION: mark("sortiert nach Luftlinie ab der Haltestelle %(place)s"),
    OrderKey.FROM_STOP: mark("sortiert nach Luftlinie ab der Haltestelle %(place)s"),
    OrderKey.FROM_POINT: mark("sortiert nach Luftlinie ab diesem Punkt"),
}


def _order(result: SearchResult) -> str:
    """How far around and in which order, in one sentence."""
    order = order_of(result)
    words = _(_ORDERS[order.key], place=isolated(order.place))
    if result.point is None:
        return _("%(order)s; mit einem Ort zeigen wir Entfernungen", order=words)
    return _("im Umkreis von %(km)s km, %(order)s", km=format_number(result.sought.radius_km, 3), order=words)


_SORTS = {Sort.DISTANCE: mark("Entfernung"), Sort.NAME: mark("Name"), Sort.LANGUAGE: mark("Sprache")}


def _sorts(query: SearchQuery) -> Iterable[SortLink]:
    for sort, text in _SORTS.items():
        path = search_path(replace(query, sort=sort, offset=0))
        yield SortLink(sort.value, _(text), path, sort is query.sort)


def _hits_in_words(number: int) -> str:
    return ngettext("%(num)s Treffer", "%(num)s Treffer", number)


def _place_read(result: SearchResult) -> Iterable[Link]:
    """The place that was read from the words, to be taken away where it was not meant."""
    if result.reading.near and result.place:
        text = _("bei %(place)s", place=isolated(result.place.name))
        yield Link(text, search_path(replace(result.sought, near="", offset=0)))


def _count(result: SearchResult) -> str:
    """How many hits there are; with needs and all groups on the page, how many of them fit."""
    if not _shows_all(result.sought):
        return _hits_in_words(result.total)
    return ngettext("%(num)s passender Treffer", "%(num)s passende Treffer", result.total_fitting)


def _counts(result: SearchResult) -> Iterable[Link]:
    """How many offers there are in the other groups, leading to each alone; none without needs."""
    query, n = result.sought, format_number
    if not query.has_needs:
        return
    first = replace(query, offset=0, unknown=Unknown.EXCLUDE)
    if not _shows_all(query):
        yield Link(_("%(num)s passen", num=n(result.total_fitting)), search_path(replace(first, fit=())))
    for group, number, text in (
        (
            Fit.UNKNOWN,
            result.total_unknown,
            _("%(num)s, bei denen etwas nicht bekannt ist", num=n(result.total_unknown)),
        ),
        (Fit.FAILS, result.total_failing, _("%(num)s, die nicht passen", num=n(result.total_failing))),
    ):
        if number:
            yield Link(text, search_path(replace(first, fit=(group,))))


def _shows_all(query: SearchQuery) -> bool:
    """Whether the page shows all groups, because something is needed and none was chosen."""
    return query.has_needs and not query.fit and query.unknown is Unknown.EXCLUDE


def _colleagues(result: SearchResult) -> Note | None:
    """The offers that lack only the language, where somebody else in the house speaks it (rule 3)."""
    if not result.total_colleagues:
        return None
    text = ngettext(
        "Bei %(num)s weiteren Angebot spricht jemand anders in derselben Einrichtung die Sprache:",
        "Bei %(num)s weiteren Angeboten spricht jemand anders in derselben Einrichtung die Sprache:",
        result.total_colleagues,
    )
    names = ((hit.properties, shortened(hit.properties["name"])) for hit in result.colleagues)
    return Note(text, tuple(Link(name, f"/{current_lang()}{shown['url']}") for shown, name in names))


def _groups(query: SearchQuery, listed: Iterable[Entry]) -> Iterable[Group]:
    """The entries one group after the other, as they are listed."""
    for key, group in groupby(listed, key=lambda entry: entry.fit):
        yield Group(key, labels.of(labels.FITS, key) if query.has_needs else "", tuple(group))


def search_in_groups(finder: Finder, query: SearchQuery) -> SearchResult:
    """The result of a query as its page shows it, with counts beside the choices. Where something is
    needed and no group was chosen, the page lists all three groups; counts and advice stay those of
    what fits.
    """
    result = search(finder, query, lang=current_lang(), facets=True)
    if not _shows_all(result.sought):
        return result
    listed = search(finder, replace(query, fit=tuple(Fit)), lang=current_lang())
    return replace(listed, query=query, sought=result.sought, facets=result.facets, advice=result.advice)


def _steps(result: SearchResult) -> Iterable[Link]:
    """What to try when the page is empty, each with the number of its hits."""
    if result.advice is None:
        yield Link(_("Zur ersten Seite der Treffer"), search_path(replace(result.query, offset=0)))
        return
    for text, other in _advised(result.advice):
        query = replace(other.query, limit=result.query.limit)
        yield Link(f"{text}: {_hits_in_words(other.total)}", search_path(query))


def _advised(advice: Advice) -> Iterable[tuple[str, OtherSearch]]:
    """The searches that find something, each in words."""
    if advice.radius:
        km = format_number(advice.radius.query.radius_km, 3)
        yield _("Umkreis auf %(km)s km vergrößern", km=km), advice.radius
    if advice.removal:
        yield _("Ohne %(what)s", what=_removed(advice.removal)), advice.removal
    for related in advice.languages:
        yield _("Eng verwandte Sprache %(language)s", language=labels.language(related.language)), related
    if advice.interpreters:
        yield _("Jemanden zum Dolmetschen finden"), advice.interpreters


def _removed(removal: Removal) -> str:
    """The filter that is taken away, as its chips name it."""
    return joined(quoted(labels.filter_value(removal.parameter, value)) for value in removal.values)


def present_choice(finder: Finder, query: SearchQuery, unclear: UnclearPlace) -> tuple[Link, ...]:
    """The places that may be meant, each leading to the same search there."""
    return tuple(
        Link(place.label, search_path(_there(finder, replace(query, offset=0), place)))
        for place in unclear.places
    )


def _there(finder: Finder, query: SearchQuery, place: Place) -> SearchQuery:
    """The query near this place: by its label where that names it alone, else by its point."""
    try:
        if resolve_place(finder, place.label).point == place.point:
            return replace(query, near=place.label, point=None)
    except BadInput:
        pass
    return replace(query, near="", point=place.point)
