"""What the search answers is what brute force over the rows answers."""

from __future__ import annotations

import math
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from search import oracle
from search.offers import (
    AREAS,
    CRITERIA,
    GROUPS,
    HOURS,
    LANGUAGES,
    READINGS,
    TOPIC_KEYS,
    WORDS,
    batches,
    catalogues,
    every_way,
    limits,
    measured_facts,
    offer_at,
    requests,
)

from finder.domain.fit import Fit
from finder.domain.language import LanguageRole
from finder.domain.measures import facts_of
from finder.domain.needs import NO_LIMITS, Limits, limits_of
from finder.domain.point import Point
from finder.domain.query import Related, Sort
from finder.domain.searchrow import SearchRow
from finder.domain.verdicts import verdicts
from finder.domain.weektime import WeekTime
from finder.search import Matched, Request, View, build_columns, match


def view_of(rows: list[SearchRow]) -> View:
    return View.of(build_columns(rows, 1))


def assert_same(found: Matched, expected: Matched) -> None:
    assert found.ids == expected.ids
    assert found.fits == expected.fits
    assert found[3:] == expected[3:]
    assert [apart is None for apart in found.distances_m] == [apart is None for apart in expected.distances_m]
    for ours, theirs in zip(found.distances_m, expected.distances_m, strict=True):
        assert ours is None or ours == pytest.approx(theirs, abs=1e-5)


@given(st.data())
@settings(max_examples=300, deadline=None, derandomize=True)
def test_any_search_answers_as_brute_force_does(data: st.DataObject) -> None:
    rows = data.draw(catalogues())
    request = data.draw(requests(rows))
    assert_same(match(view_of(rows), request), oracle.search(rows, request))
    with every_way():
        assert_same(match(view_of(rows), request), oracle.search(rows, request))


@given(st.data())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_changes_over_a_base_answer_as_a_fresh_build_does(data: st.DataObject) -> None:
    rows = data.draw(catalogues())
    view, known = view_of(rows), {row.id: row for row in rows}
    for number, changes in enumerate(data.draw(batches())):
        view = view.with_changes(changes, 2 + number)
        known |= {row.id: row for row in changes}
        assert view.row_version == 2 + number
    request = data.draw(requests(list(known.values())))
    expected = oracle.search(known.values(), request)
    assert_same(match(view_of(list(known.values())), request), expected)
    assert_same(match(view, request), expected)
    with every_way():
        assert_same(match(view, request), expected)


@given(st.data())
@settings(max_examples=150, deadline=None, derandomize=True)
def test_a_filter_more_never_adds_a_hit(data: st.DataObject) -> None:
    rows = data.draw(catalogues())
    view, request = view_of(rows), replace(data.draw(requests(rows)), limit=100, offset=0)
    criterion = data.draw(st.sampled_from([key for key in CRITERIA if key not in request.access]))
    word = (data.draw(st.sampled_from(WORDS)), frozenset({data.draw(st.sampled_from(TOPIC_KEYS))}))
    narrower = [replace(request, words=(*request.words, word))]
    if request.groups == (Fit.FITS,):
        narrower.append(replace(request, access=(*request.access, criterion)))
    if request.groups == (Fit.FITS,) and request.limits.min_door_cm is None:
        narrower.append(replace(request, limits=replace(request.limits, min_door_cm=80)))
    if not request.languages:
        narrower.append(replace(request, languages=("fa",)))
    if not request.roles:
        narrower.append(replace(request, roles=(LanguageRole.TEAM, LanguageRole.INTERPRETER)))
    if not request.language_time:
        narrower.append(replace(request, language_time=WeekTime(3, 900)))
    if not request.topics:
        narrower.append(replace(request, topics=("health", "work")))
    if request.point:
        narrower.append(replace(request, radius_m=request.radius_m / 2))
    hits = set(match(view, request).ids)
    assert all(set(match(view, other).ids) <= hits for other in narrower)


@given(st.lists(measured_facts(), max_size=20), limits())
@settings(max_examples=100, deadline=None, derandomize=True)
def test_a_million_offers_are_judged_as_one_is(texts: list[str], wanted: Limits) -> None:
    rows = [offer_at(key, 51, 8)._replace(measures=text) for key, text in enumerate(texts)]
    found = match(view_of(rows), Request(limits=wanted, groups=tuple(Fit), limit=100))
    alone = [
        oracle.overall(verdict.fit for verdict in verdicts(facts_of("", text), wanted, ())) for text in texts
    ]
    assert dict(zip(found.ids, found.fits, strict=True)) == dict(enumerate(alone))


@given(st.data())
@settings(max_examples=100, deadline=None, derandomize=True)
def test_pages_are_slices_of_one_order(data: st.DataObject) -> None:
    rows = data.draw(catalogues(50))
    view, request = view_of(rows), replace(data.draw(requests(rows)), limit=100, offset=0)
    whole = match(view, request)
    size = data.draw(st.integers(1, 7))
    pages = [match(view, replace(request, limit=size, offset=start)) for start in range(0, 60, size)]
    assert [key for page in pages for key in page.ids] == whole.ids
    assert [apart for page in pages for apart in page.distances_m] == whole.distances_m
    assert [group for page in pages for group in page.fits] == whole.fits
    assert {page[3:] for page in pages} == {whole[3:]}


def crowd(n: int, seed: int) -> list[SearchRow]:
    """Offers around Altenhundem and over all of Germany, many at one place, many of one name."""
    some = random.Random(seed)
    rows = []
    for key in range(1, n + 1):
        spread = some.choice((0.0, 0.01, 0.1, 2.0))
        place = (51.1 + some.gauss(0, spread), 8.07 + some.gauss(0, spread)) if some.random() < 0.95 else None
        rows.append(
            SearchRow(
                id=key,
                row_version=1,
                is_public=some.random() < 0.97,
                lat=place[0] if place else None,
                lon=place[1] if place else None,
                sort_name=f"name {int(some.expovariate(0.01))}",
                text=" ".join({some.choice(WORDS), some.choice(WORDS), f"w{int(some.expovariate(0.02))}"}),
                topics=" ".join(sorted({some.choice(TOPIC_KEYS), *some.choices(TOPIC_KEYS[:2])})),
                languages=" ".join(sorted({some.choice(LANGUAGES), some.choice(LANGUAGES[:2])})),
                access=f"{some.choice(CRITERIA)}={some.choice(READINGS)}" if some.random() < 0.7 else "",
                areas="" if place else some.choice(AREAS),
                measures=some.choice(MEASURED_PLACES),
                hours=some.choice(HOURS),
            )
        )
    return rows


MEASURED_PLACES = (
    "",
    "entrance.step_count=0",
    "entrance.door_width_cm=95 entrance.step_count=0 level=0",
    "entrance.door_width_cm=85 entrance.step_count=0 level=2 lift=no",
    "entrance.ramp=yes entrance.slope_pct=5 entrance.step_count=3 level=0",
    "entrance.door_width_cm=75",
)
ELECTRIC = limits_of(["electric_wheelchair"], NO_LIMITS)


@pytest.fixture(scope="module")
def town() -> list[SearchRow]:
    return crowd(4000, seed=7)


@pytest.mark.parametrize("seed", range(60))
def test_thousands_of_offers_answer_as_brute_force_does(town: list[SearchRow], seed: int) -> None:
    some = random.Random(seed)
    base = View.of(build_columns(town, 1))
    changes = [row._replace(id=row.id + 100, sort_name=row.sort_name + "b") for row in some.sample(town, 60)]
    view = base.with_changes(changes, 2) if seed % 2 else base
    rows = list({row.id: row for row in (*town, *(changes if seed % 2 else ()))}.values())
    request = Request(
        point=Point(51.1 + some.gauss(0, 0.05), 8.07 + some.gauss(0, 0.05)) if seed % 10 else None,
        radius_m=some.choice((300, 2_000, 5_000, 20_000, 60_000)),
        languages=some.choice(((), (), ("fa",), ("tr", "de"))),
        roles=some.choice(((), (), (LanguageRole.TEAM,), (LanguageRole.PHONE, LanguageRole.PROFESSIONAL))),
        language_time=some.choice((None, None, WeekTime(3, 900))),
        topics=some.choice(((), (), ("midwife",), ("work", "jobcentre"))),
        access=some.choice(((), ("step_free",), ("toilet", "lift"))),
        limits=some.choice((NO_LIMITS, Limits(max_steps=0, min_door_cm=80), ELECTRIC)),
        groups=some.choice(GROUPS),
        words=some.choice(
            ((), (), (("w", frozenset()),), (("w1", frozenset({"work"})), ("zahn", frozenset())))
        ),
        related=some.choice(list(Related)),
        sort=some.choice((Sort.DISTANCE, Sort.LANGUAGE, Sort.LANGUAGE, Sort.NAME)),
        limit=some.choice((1, 20, 100)),
        offset=some.choice((0, 0, 37, 400)),
        area="05966024",
    )
    assert_same(match(view, request), oracle.search(rows, request))


@pytest.mark.parametrize("away", [0.0, 0.05, 0.2])
def test_places_a_hand_apart_are_in_the_order_of_their_distances(away: float) -> None:
    some = random.Random(away)
    places = [(51.1 + some.uniform(0, 4e-5), 8.07 + away + some.uniform(0, 4e-5)) for _ in range(1500)]
    view = view_of([offer_at(key, *place) for key, place in enumerate(places)])
    metres = [oracle.metres(51.1, 8.07, *place) for place in places]
    order = sorted(range(len(places)), key=metres.__getitem__)
    for start in (0, 3, 7, 20, 100, 700, 1490):
        for beyond in order[start : start + 60]:
            # Radii for which the first guess at the last distance of the page falls just there.
            radius = max(metres[beyond], 10.0) * math.sqrt(len(places) / (4 * start + 40))
            request = Request(
                Point(51.1, 8.07), min(max(radius, max(metres)), 200_000), limit=10, offset=start
            )
            assert match(view, request).ids == order[start : start + 10]


@pytest.mark.parametrize("edge_km", [1, 2, 5, 10, 20, 50, 100, 200])
def test_a_band_of_distance_ends_exactly_at_its_edge(edge_km: int) -> None:
    """Around an edge, offers with an interpreter only are before those that speak beyond the edge."""
    rows = []
    for key in range(400):
        away = edge_km * 1000 + (key - 200) * 0.01
        line = Geodesic.WGS84.Direct(51.1, 8.07, 77.0, away)
        rows.append(
            offer_at(key, line["lat2"], line["lon2"])._replace(
                languages="tr/professional" if key % 2 else "tr/interpreter"
            )
        )
    request = Request(
        Point(51.1, 8.07), 200_000, languages=("tr",), sort=Sort.LANGUAGE, limit=100, offset=150
    )
    assert_same(match(view_of(rows), request), oracle.search(rows, request))


def test_threads_share_one_view(town: list[SearchRow]) -> None:
    view = View.of(build_columns(town, 1)).with_changes(town[:50], 2)
    asked = [
        Request(point=Point(51.1, 8.07 + step / 100), radius_m=9_000, topics=("work",)) for step in range(40)
    ]
    alone = [match(view, request) for request in asked]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda request: match(view, request), asked * 5)) == alone * 5
