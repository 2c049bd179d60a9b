"""Who lacks only the language, in a house where a colleague speaks it, is told apart from the hits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from search import oracle
from search.offers import batches, catalogues, every_way, requests

from finder.domain.point import Point
from finder.domain.query import Related, Sort
from finder.domain.searchrow import SearchRow
from finder.search import Request, View, build_columns, match, match_with_colleagues
from finder.search.request import Colleagues

HOUSES = ((51.1, 8.07), (51.1, 8.07), (51.15, 8.1), (None, None))
"""Places of the sites 0 (none), 1, 2 and 3."""


def housed(row: SearchRow) -> SearchRow:
    site = row.id % len(HOUSES)
    lat, lon = HOUSES[site]
    return row._replace(lat=lat, lon=lon, areas="" if lat else "DE", site=site)


def expected(rows: list[SearchRow], request: Request) -> tuple[int, list[int]]:
    """By brute force: their number, and the first of them."""
    anyone = replace(request, languages=(), roles=(), language_time=None, related=Related.EXCLUDE)
    hits = oracle.search(rows, replace(anyone, sort=Sort.DISTANCE, limit=10_000, offset=0)).ids
    by_id = {row.id: row for row in rows}
    spoken_at = {row.site for row in rows if row.is_public and oracle.speaks(row, request)}
    found = [
        key
        for key in hits
        if not oracle.speaks(by_id[key], request) and by_id[key].site and by_id[key].site in spoken_at
    ]
    return len(found), found[: request.max_colleagues]


@given(st.data())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_colleagues_are_those_that_brute_force_finds(data: st.DataObject) -> None:
    rows = [housed(row) for row in data.draw(catalogues())]
    view, known = View.of(build_columns(rows, 1)), {row.id: row for row in rows}
    for number, batch in enumerate(data.draw(batches())):
        changes = [housed(row) for row in batch]
        view = view.with_changes(changes, 2 + number)
        known |= {row.id: row for row in changes}
    request = data.draw(requests(list(known.values())))
    request = replace(request, languages=request.languages or ("tr",), max_colleagues=3)
    if request.point:
        request = replace(request, point=Point(51.1, 8.07))
    found = match_with_colleagues(view, request)
    assert found._replace(colleagues=Colleagues()) == match(view, request)
    assert (found.colleagues.total, list(found.colleagues.ids)) == expected(list(known.values()), request)
    with every_way():
        again = match_with_colleagues(view, request)
        assert again.colleagues == found.colleagues


@pytest.mark.parametrize("languages", [(), ("tr",)])
def test_nobody_is_told_apart_unless_asked_for(languages: tuple[str, ...]) -> None:
    rows = [
        SearchRow(1, 1, True, 51.1, 8.07, "a", "a", "health", "de/team", "", "", site=7),
        SearchRow(2, 1, True, 51.1, 8.07, "b", "b", "health", "tr/team", "", "", site=7),
    ]
    view = View.of(build_columns(rows, 1))
    asked = Request(languages=languages, topics=("health",), max_colleagues=5 if not languages else 0)
    assert match_with_colleagues(view, asked).colleagues.total == 0
