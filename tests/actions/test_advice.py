"""Where nothing is found, every way on that is offered leads to exactly as many hits as it says."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from make import make_offer
from search import oracle
from sqlalchemy.orm import Session
from statements import counted

from finder.actions.advice import HEALTH_NUMBERS, INTERPRETERS, Advice, OtherSearch
from finder.actions.context import Finder
from finder.actions.search import request_of, search
from finder.domain.language import LanguageRole
from finder.domain.point import Point
from finder.domain.query import RADIUS_STEPS_KM, SearchQuery, Sort, Unknown, YesNo
from finder.domain.searchrow import SearchRow
from finder.store.records import Organization
from finder.store.search_rows import stream_rows

SEED = 5736
N_QUERIES = 500
STATION = Point(51.1041, 8.0715)
RELATIVES = {"kmr": {"ku"}, "ku": {"kmr"}, "apc": {"ar"}, "ar": {"apc"}, "fa-AF": {"fa"}, "fa": {"fa-AF"}}
"""Which of the languages of these tests are related, told by hand."""
LANGUAGES = ("de", "tr", *RELATIVES)
TOPICS = ("paediatrics", "dentist", "debt", INTERPRETERS)
FACTS: tuple[dict[str, str], ...] = (
    {"entrance.step_count": "0", "level": "0"},
    {"entrance.step_count": "3"},
    {"lift": "yes"},
    {},
)


def _fill(session: Session) -> None:
    """Few offers, far apart: most searches near the station find none."""
    chance = random.Random(SEED)
    for number in range(90):
        spread = chance.choice((0.02, 0.2, 1.0, 3.0))
        make_offer(
            session,
            name=f"{chance.choice(('Praxis', 'Beratung'))} {number}",
            point=Point(STATION.lat + chance.gauss(0, spread), STATION.lon + chance.gauss(0, spread)),
            topics=chance.sample(TOPICS, 1),
            languages=[(code, LanguageRole.TEAM) for code in chance.sample(LANGUAGES, 2)],
            facts=chance.choice(FACTS),
        )


@pytest.fixture
def filled(finder: Finder) -> Finder:
    with finder.database.change("test") as session:
        _fill(session)
    return finder


def _queries() -> Iterator[SearchQuery]:
    chance = random.Random(SEED + 1)
    for _ in range(N_QUERIES):
        yield SearchQuery(
            point=STATION if chance.random() < 0.9 else None,
            radius_km=chance.choice((0.5, 2.0, 7.5, 20.0, 100.0)),
            languages=tuple(chance.sample(LANGUAGES, chance.choice((0, 1, 1, 1, 2)))),
            categories=tuple(chance.sample(TOPICS, chance.choice((0, 0, 1)))),
            access=tuple(chance.sample(("step_free", "lift"), chance.choice((0, 0, 1, 2)))),
            unknown=chance.choice(list(Unknown)),
            q=chance.choice(("", "", "", "praxis", "praxis 7", "nirgends")),
            sort=chance.choice(list(Sort)),
            offset=chance.choice((0, 20)),
            facets=chance.random() < 0.3,
            read=YesNo.NO,
        )


def _total(finder: Finder, rows: list[SearchRow], query: SearchQuery) -> int:
    return oracle.search(rows, request_of(finder, query, None, query.point)).total


def _without(query: SearchQuery) -> list[tuple[str, tuple[str, ...], SearchQuery]]:
    """Each filter by itself taken away."""
    ways: list[tuple[str, tuple[str, ...], SearchQuery]] = [
        ("language", query.languages, replace(query, languages=())),
        ("category", query.categories, replace(query, categories=())),
        ("q", (query.q,) if query.q else (), replace(query, q="")),
    ]
    for key in query.access:
        ways.append(("access", (key,), replace(query, access=tuple(sorted({*query.access} - {key})))))
    if query.unknown is Unknown.ONLY and query.access:
        ways.append(("unknown", ("only",), replace(query, unknown=Unknown.EXCLUDE)))
    return [way for way in ways if way[1]]


def _assert_right(finder: Finder, rows: list[SearchRow], query: SearchQuery, advice: Advice) -> None:
    steps = [replace(query, radius_km=km) for km in RADIUS_STEPS_KM if km > query.radius_km and query.point]
    reaching = [(step.radius_km, _total(finder, rows, step)) for step in steps]
    expected = next((pair for pair in reaching if pair[1]), None)
    assert (advice.radius and (advice.radius.query.radius_km, advice.radius.total)) == expected
    totals = {way[:2]: _total(finder, rows, way[2]) for way in _without(query)}
    removal = advice.removal
    assert (removal.total if removal else 0) == max(totals.values(), default=0)
    assert removal is None or totals[removal.parameter, removal.values] == removal.total
    relatives = {code for wanted in query.languages for code in RELATIVES.get(wanted, ())}
    related = {code: _total(finder, rows, replace(query, languages=(code,))) for code in relatives}
    assert {one.language: one.total for one in advice.languages} == {k: n for k, n in related.items() if n}
    pools = SearchQuery(point=query.point, radius_km=200.0, categories=(INTERPRETERS,))
    assert (advice.interpreters.total if advice.interpreters else 0) == _total(finder, rows, pools)


def test_advice_is_what_brute_force_says_and_its_searches_keep_their_word(filled: Finder) -> None:
    with filled.database.read() as connection:
        rows = list(stream_rows(connection))
    n_found = {"radius": 0, "removal": 0, "languages": 0, "none": 0}
    for query in _queries():
        result = search(filled, query)
        advice = result.advice
        assert (advice is None) == (result.total > 0)
        if advice is None:
            continue
        _assert_right(filled, rows, query, advice)
        offered: list[OtherSearch | None] = [
            advice.radius, advice.removal, *advice.languages, advice.interpreters,
        ]  # fmt: skip
        for other in filter(None, offered):
            assert search(filled, other.query).total == other.total > 0
            assert (other.query.offset, other.query.near, other.query.point) == (0, query.near, query.point)
        n_found["radius"] += advice.radius is not None
        n_found["removal"] += advice.removal is not None
        n_found["languages"] += bool(advice.languages)
        n_found["none"] += not any(offered[:-1])
    assert min(n_found.values()) >= 10, n_found


@pytest.mark.parametrize(
    ("asked", "is_health"),
    [
        ({"categories": ("paediatrics",)}, True),
        ({"categories": ("health",)}, True),
        ({"q": "Zahnarzt"}, True),
        ({"categories": ("debt",)}, False),
        ({"q": "Schuldnerberatung"}, False),
        ({"q": "a z"}, False),
        ({}, False),
    ],
)
def test_the_numbers_for_medical_help_are_given_where_health_is_concerned(
    finder: Finder, asked: dict[str, object], is_health: bool
) -> None:
    advice = search(finder, replace(SearchQuery(point=STATION), **asked)).advice  # type: ignore[arg-type]  # of many types
    assert advice is not None
    assert advice.telephones == (HEALTH_NUMBERS if is_health else ())


def test_a_search_with_advice_takes_one_statement_and_three_after_an_edit(filled: Finder) -> None:
    query = SearchQuery(near="Altenhundem", languages=("kmr", "apc"), access=("lift",), q="nirgends")
    filled.searcher.prepare()
    with counted(filled.database) as sent:
        assert search(filled, query).advice is not None
    assert len(sent) == 1
    with filled.database.change("test") as session:
        session.query(Organization).limit(1).one().name = "Anderer Träger"
    with counted(filled.database) as sent:
        assert search(filled, query).advice is not None
    assert len(sent) <= 3


def test_advice_knows_what_was_added_and_taken_away_just_now(finder: Finder) -> None:
    query = SearchQuery(point=STATION, radius_km=1.0, languages=("kmr",))
    away = Point(51.15, 8.0715)
    for total in (1, 2):
        with finder.database.change("test") as session:
            make_offer(session, point=away, languages=[("kmr", LanguageRole.TEAM)])
            make_offer(session, point=STATION, languages=[("ku", LanguageRole.TEAM)])
        advice = search(finder, query).advice
        assert advice is not None
        assert advice.radius == OtherSearch(replace(query, radius_km=10.0, read=YesNo.NO), total)
        assert [(one.language, one.total) for one in advice.languages] == [("ku", total)]
