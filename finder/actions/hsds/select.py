"""Which offers a list of HSDS is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

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


def selected(finder: Finder, catalogue: Catalogue, query: HsdsQuery) -> Sequence[IndexedOffer]:
    """The offers that meet everything in a query: in the order of the search where words are asked for, of
    the distance where a proximity is, else of the catalogue.

    Words are understood as in `search`. A postcode alone asks for what serves it: services with an area
    that it lies in, and of those without areas the ones at an address with it. Raises BadInput, StoreDown.
    """
    found: Sequence[IndexedOffer] = catalogue.offers
    if query.search:
        found = _numbered(catalogue, found_by_words(finder, query.search))
    if query.postcode:
        found = _at_postcode(finder, catalogue, query, found)
    tests = list(_tests(finder, catalogue, query))
    return [item for item in found if all(test(item) for test in tests)] if tests else found


def found_by_words(finder: Finder, text: str) -> Sequence[int]:
    """The numbers of all offers that a search for these words finds, in its order; two statements while
    nothing changed. Raises StoreDown.
    """
    sought = search(finder, SearchQuery(q=text, limit=1)).sought
    place = resolve_place(finder, sought.near) if sought.near else None
    request = request_of(finder, sought, place, sought.point if place is None else place.point)
    whole = replace(request, limit=MAX_OFFSET, offset=0, max_colleagues=0)
    return match(finder.searcher.current(whole), whole).ids


def _numbered(catalogue: Catalogue, numbers: Sequence[int]) -> list[IndexedOffer]:
    known = catalogue.by_number
    return [known[number] for number in numbers if number in known]


def _at_postcode(
    finder: Finder, catalogue: Catalogue, query: HsdsQuery, found: Sequence[IndexedOffer]
) -> list[IndexedOffer]:
    place = _place_of(finder, query.postcode)
    if query.proximity_m is None:
        ags = place.ags or finder.gazetteer.municipality_at(place.point)
        return [item for item in found if _serves(catalogue, item, query.postcode, ags)]
    view = finder.searcher.current(Request(point=place.point))
    metres = offers_nearby(view, place.point, query.proximity_m).offer_distances()
    near = [item for item in found if item.offer in metres]
    return near if query.search else sorted(near, key=lambda item: metres[item.offer])


def _place_of(finder: Finder, postcode: str) -> Place:
    answer = finder.gazetteer.resolve(postcode) if postcode.isdigit() else None
    if not isinstance(answer, Place) or answer.kind is not PlaceKind.POSTCODE:
        raise BadInput("postcode", postcode, "a German postcode")
    return answer


def _serves(catalogue: Catalogue, item: IndexedOffer, postcode: str, ags: str) -> bool:
    areas = catalogue.areas.get(item.service)
    if not areas:
        return item.postal_code == postcode
    return any(area == "DE" or (ags and ags.startswith(area)) for area in areas)


def _tests(finder: Finder, catalogue: Catalogue, query: HsdsQuery) -> list[Test]:
    tests: list[Test] = []
    if query.taxonomy_term_id:
        tests.append(_has_term(finder, query.taxonomy_term_id))
    if query.taxonomy_id:
        tests.append(_BY_TAXONOMY.get(query.taxonomy_id, lambda _item: False))
    if query.organization_id:
        number = catalogue.numbers.get((ORGANIZATION, query.organization_id))
        tests.append(lambda item: item.organization == number)
    if query.modified_after is not None:
        moment = query.modified_after
        tests.append(lambda item: item.last_modified >= moment)
    return tests


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
