"""Which offers a list of HSDS is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from finder.actions.context import Finder
from finder.actions.hsds.catalogue import Catalogue
from finder.actions.search import request_of, resolve_place, search
from finder.domain.hsds_query import HsdsQuery
from finder.domain.published import ORGANIZATION
from finder.domain.query import MAX_OFFSET, SearchQuery
from finder.errors import BadInput
from finder.exchange.hsds.terms import ACCESS, FIELDS, TOPICS, TRANSLATIONS, taxonomy_uid, term_uid
from finder.gazetteer.places import Place, PlaceKind
from finder.search import Request, match
from finder.search.nearby import offers_nearby
from finder.store.published import IndexedOffer

Test = Callable[[IndexedOffer], bool]


class Hits(NamedTuple):
    """What the search says to a query: the numbers of the offers that its words find, in their order, and the
    metres of those in its proximity, nearest first; None where neither is asked for. `ags` is the
    municipality of its postcode, "" where there is none or it is not known.
    """

    by_words: Sequence[int] | None = None
    metres: Mapping[int, float] | None = None
    ags: str = ""


def hits_of(finder: Finder, query: HsdsQuery) -> Hits:
    """What the search says to a query, asked before a transaction is begun: the search has its own. Words are
    understood as in `search`. At most three statements while nothing changed. Raises BadInput, StoreDown.
    """
    by_words = _found_by_words(finder, query.search) if query.search else None
    if not query.postcode:
        return Hits(by_words)
    place = _place_of(finder, query.postcode)
    if query.proximity_m is None:
        return Hits(by_words, ags=place.ags or finder.gazetteer.municipality_at(place.point))
    view = finder.searcher.current(Request(point=place.point))
    return Hits(by_words, offers_nearby(view, place.point, query.proximity_m).offer_distances())


def selected(finder: Finder, catalogue: Catalogue, query: HsdsQuery, hits: Hits) -> Sequence[IndexedOffer]:
    """The offers that meet everything in a query: in the order of the search where words are asked for, of
    the distance where a proximity is, else of the catalogue.

    A postcode alone asks for what serves it: services with an area that it lies in, and of those without
    areas the ones at an address with it.
    """
    found: Sequence[IndexedOffer] = catalogue.offers
    ordered = hits.metres if hits.by_words is None else hits.by_words
    if ordered is not None:
        known = catalogue.by_number
        found = [known[number] for number in ordered if number in known]
    tests = list(_tests(finder, catalogue, query, hits))
    return [item for item in found if all(test(item) for test in tests)] if tests else found


def _found_by_words(finder: Finder, text: str) -> Sequence[int]:
    """The numbers of all offers that a search for these words finds, in its order."""
    sought = search(finder, SearchQuery(q=text, limit=1)).sought
    place = resolve_place(finder, sought.near) if sought.near else None
    request = request_of(finder, sought, place, sought.point if place is None else place.point)
    whole = replace(request, limit=MAX_OFFSET, offset=0, max_colleagues=0)
    return match(finder.searcher.current(whole), whole).ids


def _place_of(finder: Finder, postcode: str) -> Place:
    is_number = postcode.isascii() and postcode.isdigit()
    answer = finder.gazetteer.resolve(postcode) if is_number else None
    if not isinstance(answer, Place) or answer.kind is not PlaceKind.POSTCODE:
        raise BadInput("postcode", postcode, "a German postcode")
    return answer


def _serves(catalogue: Catalogue, item: IndexedOffer, postcode: str, ags: str) -> bool:
    areas = catalogue.areas.get(item.service)
    if not areas:
        return item.postal_code == postcode
    return any(area == "DE" or (ags and ags.startswith(area)) for area in areas)


def _tests(finder: Finder, catalogue: Catalogue, query: HsdsQuery, hits: Hits) -> Iterator[Test]:
    metres = hits.metres
    if metres is not None:
        yield lambda item: item.offer in metres
    elif query.postcode:
        yield lambda item: _serves(catalogue, item, query.postcode, hits.ags)
    if query.taxonomy_term_id:
        yield _has_term(finder, query.taxonomy_term_id)
    if query.taxonomy_id:
        yield _BY_TAXONOMY.get(query.taxonomy_id, lambda _item: False)
    if query.organization_id:
        number = catalogue.numbers.get((ORGANIZATION, query.organization_id))
        yield lambda item: item.organization == number
    if query.modified_after is not None:
        moment = query.modified_after
        yield lambda item: item.last_modified >= moment


def _has_term(finder: Finder, uid: str) -> Test:
    """Whether an offer has a topic, or one below it."""
    key = next((each.key for each in finder.taxonomy.terms if term_uid(TOPICS, each.key) == uid), None)
    return lambda item: key is not None and key in item.topics.split()


_BY_TAXONOMY: dict[str, Test] = {
    taxonomy_uid(TOPICS): lambda item: bool(item.topics),
    taxonomy_uid(ACCESS): lambda item: item.has_facts,
    taxonomy_uid(TRANSLATIONS): lambda item: item.has_translations,
    taxonomy_uid(FIELDS): lambda _item: True,  # every entry names its source
}
