"""The number beside a value is the number of hits of the search with it."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from search import oracle
from search.offers import GROUPS, LANGUAGE_RANGES, batches, catalogues, every_way, requests
from search.test_match import crowd

from finder.clock import ZONE
from finder.domain.fit import Fit
from finder.domain.offer_hours import Channel
from finder.domain.point import Point
from finder.domain.searchrow import SearchRow
from finder.search import Facets, Request, View, build_columns, match

MONDAY = dt.datetime(2026, 6, 15, 8, 30, tzinfo=ZONE)


def choices(view: View) -> list[str]:
    """The languages that are or were offered, of those whose relatives the oracle knows."""
    return [name for name in LANGUAGE_RANGES if name in view.keys.languages.named]


def among_choices(facets: Facets) -> Facets:
    return facets._replace(languages={k: n for k, n in facets.languages.items() if k in LANGUAGE_RANGES})


def counted(view: View, request: Request) -> Facets:
    found = match(view, replace(request, facets=True, now=MONDAY)).facets
    assert found is not None
    return found


@st.composite
def worlds(draw: st.DrawFn) -> tuple[View, list[SearchRow]]:
    """A view of a base with changes over it, and the rows that count."""
    rows = draw(catalogues())
    view, known = View.of(build_columns(rows, 1)), {row.id: row for row in rows}
    for number, changes in enumerate(draw(batches())):
        view = view.with_changes(changes, 2 + number)
        known |= {row.id: row for row in changes}
    return view, list(known.values())


@given(st.data())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_facet_counts_are_those_of_asking_for_each_value(data: st.DataObject) -> None:
    view, rows = data.draw(worlds())
    request = data.draw(requests(rows))
    expected = oracle.facets(rows, replace(request, now=MONDAY), choices(view))
    assert among_choices(counted(view, request)) == expected
    with every_way():
        assert among_choices(counted(view, request)) == expected


@given(st.data())
@settings(max_examples=150, deadline=None, derandomize=True)
def test_a_value_that_narrows_never_adds_a_hit(data: st.DataObject) -> None:
    view, rows = data.draw(worlds())
    request = replace(data.draw(requests(rows)), limit=100, offset=0)
    now, facets = match(view, request), counted(view, request)
    narrower = []
    if not request.languages:
        narrower += [(n, replace(request, languages=(value,))) for value, n in facets.languages.items()]
    if not request.topics:
        narrower += [(n, replace(request, topics=(value,))) for value, n in facets.topics.items()]
    if Fit.FITS in request.groups and request.groups != (Fit.FITS, Fit.FAILS):
        asked = request.access
        narrower += [(n, replace(request, access=(*asked, value))) for value, n in facets.access.items()]
        narrower += [
            (n, replace(request, open_at=(*request.open_at, (channel, MONDAY))))
            for channel, n in facets.openings.items()
        ]
    for count, other in narrower:
        then = match(view, other)
        assert then.total == count <= now.total
        assert set(then.ids) <= set(now.ids)


@given(st.data())
@settings(max_examples=50, deadline=None, derandomize=True)
def test_counting_changes_nothing_of_the_answer(data: st.DataObject) -> None:
    view, rows = data.draw(worlds())
    request = data.draw(requests(rows))
    assert match(view, replace(request, facets=True))._replace(facets=None) == match(view, request)


def test_a_value_of_an_unfiltered_facet_counts_hits_without_that_filter() -> None:
    rows = [
        SearchRow(1, 1, True, 51.1, 8.07, "a", "a", "health", "de/team tr/team", "", ""),
        SearchRow(2, 1, True, 51.1, 8.07, "b", "b", "health", "ar/team de/team", "", ""),
        SearchRow(3, 1, True, 51.1, 8.07, "c", "c", "work", "ar/team de/team", "", ""),
    ]
    request = Request(languages=("tr",), topics=("health",))
    found = counted(View.of(build_columns(rows, 1)), request)
    assert found == Facets({"ar": 1, "de": 2, "tr": 1}, {"health": 1}, {}, {})


def test_counts_of_access_take_the_unknown_as_the_search_does() -> None:
    readings = ("step_free=yes toilet=yes", "step_free=yes", "toilet=yes", "step_free=yes toilet=no", "")
    rows = [SearchRow(n, 1, True, 51.1, 8.07, "a", "a", "", "", text, "") for n, text in enumerate(readings)]
    view = View.of(build_columns(rows, 1))
    found = [counted(view, Request(access=("step_free",), groups=groups)).access for groups in GROUPS]
    assert [counts.get("toilet", 0) for counts in found] == [1, 4, 3, 4, 5]
    assert [counts.get("step_free", 0) for counts in found] == [3, 5, 2, 2, 5]
    assert [counts.get("lift", 0) for counts in found] == [0, 5, 5, 5, 5]


@pytest.mark.parametrize("seed", range(24))
def test_the_facets_of_thousands_of_offers_are_counted_exactly(seed: int) -> None:
    some, rows = random.Random(seed), crowd(1500, seed=7)
    changes = [
        row._replace(id=row.id + 100, languages="sr-Latn/team tr/phone") for row in some.sample(rows, 40)
    ]
    view = View.of(build_columns(rows, 1))
    view = view.with_changes(changes, 2) if seed % 2 else view
    known = list({row.id: row for row in (*rows, *(changes if seed % 2 else ()))}.values())
    request = Request(
        point=Point(51.1 + some.gauss(0, 0.05), 8.07 + some.gauss(0, 0.05)) if seed % 5 else None,
        radius_m=some.choice((2_000, 20_000, 60_000)),
        languages=some.choice(((), ("fa",), ("tr", "de"))),
        topics=some.choice(((), ("midwife",), ("work", "jobcentre"))),
        access=some.choice(((), ("step_free",))),
        groups=some.choice(GROUPS),
        open_at=((Channel.VISIT, MONDAY),) if some.random() < 0.3 else (),
        area="05966024",
    )
    expected = oracle.facets(known, replace(request, now=MONDAY), choices(view))
    assert among_choices(counted(view, request)) == expected
    with every_way():
        assert among_choices(counted(view, request)) == expected
