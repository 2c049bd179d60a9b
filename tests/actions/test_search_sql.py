"""Search answers equal the engines' own spatial SQL, are the same on both, and cost few statements."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from geoalchemy2 import Geography
from make import make_offer
from sqlalchemy.orm import Session
from statements import counted

from finder.actions.context import Finder
from finder.actions.offer import get_offer
from finder.actions.search import search
from finder.actions.searcher import Searcher
from finder.domain.fit import Fit
from finder.domain.language import LanguageRole
from finder.domain.needs import ANY_CABIN, NO_LIMITS, Limits
from finder.domain.point import Point
from finder.domain.query import SearchQuery, Sort
from finder.search import Request
from finder.settings import Settings
from finder.store.database import Database
from finder.store.records import Location, Organization, Publication, Service, ServiceAtLocation

SEED = 5736
N_OFFERS = 220
N_QUERIES = 120
EDGE_M = 0.00001
"""So near to the radius the engines' rounding may decide otherwise."""

CENTRES = [
    Point(51.1041, 8.0715),  # a town
    Point(52.52, 13.405),  # a city
    Point(-16.8, 179.99),  # Fiji, at the date line
    Point(-16.8, -179.99),  # the same from the other side
    Point(89.95, 10.0),  # near the poles
    Point(-90.0, 0.0),
    Point(0.0, 0.0),
]
TOPICS = ["paediatrics", "dentist", "general", "legal_aid"]
LANGUAGES = ["de", "tr", "ar", "fa-AF"]
NAMES = ["Praxis Ährenfeld", "Praxis Ahrenfeld", "Zahnärzte am Markt", "Братья", "سلام", "Praxis Öz", "zzz"]
GROUND_FLOOR = Limits(max_steps=0, lift_cabin=ANY_CABIN)
MakeUrl = Callable[[str], str]


def _fill(session: Session) -> None:
    """The same offers, whatever the database, with the same numbers."""
    chance = random.Random(SEED)
    places: list[Point] = []
    for number in range(N_OFFERS):
        point = chance.choice(places) if places and chance.random() < 0.2 else _near(chance)
        places.append(point)
        offer = make_offer(
            session,
            name=chance.choice(NAMES),
            organization=f"Träger {chance.randrange(9)}",
            point=None if chance.random() < 0.08 else point,
            topics=chance.sample(TOPICS, chance.randrange(1, 3)),
            languages=[
                (code, chance.choice(list(LanguageRole))) for code in LANGUAGES if chance.random() < 0.4
            ],
            facts={"entrance.step_count": str(chance.randrange(3)), "level": "0"} if number % 3 else {},
            areas=chance.choice([(), ("DE",), ("05966",), ("05966020",)]),
            is_address_secret=chance.random() < 0.08,
        )
        if chance.random() < 0.05:
            offer.publication = Publication.HIDDEN


def _near(chance: random.Random) -> Point:
    centre = chance.choice(CENTRES)
    spread = chance.choice([0.002, 0.05, 1.0])
    lat = max(-90.0, min(90.0, centre.lat + chance.uniform(-spread, spread)))
    lon = (centre.lon + chance.uniform(-spread, spread) + 540.0) % 360.0 - 180.0
    return Point(lat, lon)


@pytest.fixture
def filled(database: Database) -> Database:
    """The offers on each engine in turn."""
    with database.change("test") as session:
        _fill(session)
    return database


def _requests(number: int) -> Iterator[Request]:
    """Requests of every kind."""
    chance = random.Random(SEED + 1)
    for _ in range(number):
        yield Request(
            point=_near(chance) if chance.random() < 0.9 else None,
            radius_m=chance.choice([100.0, 1_000.0, 5_000.0, 50_000.0, 200_000.0]) * chance.uniform(0.5, 1.0),
            languages=tuple(chance.sample(["de", "tr", "fa", "zh"], chance.choice([0, 0, 1, 2]))),
            topics=tuple(chance.sample(TOPICS, chance.choice([0, 0, 1, 2]))),
            access=chance.choice([(), (), ("step_free",), ("step_free", "lift")]),
            limits=chance.choice([NO_LIMITS, NO_LIMITS, Limits(max_steps=1), GROUND_FLOOR]),
            groups=chance.choice([(Fit.FITS,), (Fit.FITS, Fit.UNKNOWN), tuple(Fit)]),
            words=chance.choice([(), (), (("praxis", frozenset()),), (("z", frozenset({"dentist"})),)]),
            sort=chance.choice([Sort.DISTANCE, Sort.DISTANCE, Sort.NAME]),
            limit=chance.choice([1, 7, 20, 100]),
            offset=chance.choice([0, 0, 3, 50]),
            area=chance.choice(["", "05966020", "05966"]),
            facets=chance.random() < 0.5,
        )


def _by_sql(database: Database, point: Point, radius_m: float) -> dict[int, float]:
    """Public offers with a shown point within a radius, by the engine's own geodesy: id to metres."""
    centre: sa.ColumnElement[Any]
    is_near: sa.ColumnElement[bool]
    if database.is_postgresql:
        centre = sa.cast(sa.func.ST_SetSRID(sa.func.ST_MakePoint(point.lon, point.lat), 4326), Geography)
        place = sa.cast(Location.geom, Geography)
        metres, is_near = sa.func.ST_Distance(place, centre), sa.func.ST_DWithin(place, centre, radius_m)
    else:
        centre = sa.func.MakePoint(point.lon, point.lat, 4326)
        metres = sa.func.ST_Distance(Location.geom, centre, 1)
        is_near = sa.func.PtDistWithin(Location.geom, centre, radius_m, 1) == 1
    statement = (
        sa.select(ServiceAtLocation.id, metres)
        .join(Location, ServiceAtLocation.location_id == Location.id)
        .where(
            Location.geom.is_not(None),
            sa.not_(Location.is_address_secret),
            ServiceAtLocation.publication == Publication.PUBLIC,
            is_near,
        )
    )
    with database.read() as connection:
        return {row[0]: row[1] for row in connection.execute(statement)}


def _all_within(searcher: Searcher, point: Point, radius_m: float) -> list[tuple[int, float]]:
    """The numbers and distances of everything within the radius, page by page."""
    found: list[tuple[int, float]] = []
    while True:
        page = searcher.find(Request(point=point, radius_m=radius_m, limit=100, offset=len(found))).matched
        placed = [
            (key, metres)
            for key, metres in zip(page.ids, page.distances_m, strict=True)
            if metres is not None
        ]
        found += placed
        if len(placed) < 100:
            return found


def test_hits_and_distances_are_those_of_the_engines_own_geodesy(filled: Database, tmp_path: Path) -> None:
    searcher, chance, n_hits = Searcher(filled, tmp_path), random.Random(SEED + 2), 0
    for number in range(N_QUERIES):
        point = _near(chance)
        radius_m = chance.choice([50.0, 2_000.0, 20_000.0, 200_000.0])
        if number % 3 == 0:  # a radius that ends at an offer
            reached = sorted(_by_sql(filled, point, 200_000.0).values())
            radius_m = reached[len(reached) // 2] if reached else radius_m
        by_sql = _by_sql(filled, point, radius_m + 1.0)
        found = _all_within(searcher, point, radius_m)
        certain = {key for key, metres in by_sql.items() if metres < radius_m - EDGE_M}
        possible = {key for key, metres in by_sql.items() if metres < radius_m + EDGE_M}
        assert certain <= {key for key, _ in found} <= possible
        for key, metres in found:
            assert metres == pytest.approx(by_sql[key], abs=EDGE_M)
        assert [metres for _, metres in found] == sorted(metres for _, metres in found)
        n_hits += len(found)
    assert n_hits > 10 * N_QUERIES


def test_both_engines_give_the_same_hits_in_the_same_order(
    make_database_url: MakeUrl, tmp_path: Path
) -> None:
    answers = []
    for engine in ("spatialite", "postgis"):
        database = Database(make_database_url(engine))
        with database.change("test") as session:
            _fill(session)
        (tmp_path / engine).mkdir()
        searcher = Searcher(database, tmp_path / engine)
        found = [searcher.find(request) for request in _requests(3 * N_QUERIES)]
        answers.append([(one.matched, {key: row[:2] for key, row in one.page.rows.items()}) for one in found])
        database.close()
    assert answers[0] == answers[1]
    assert sum(matched.total > 0 for matched, _ in answers[0]) > N_QUERIES


def test_the_engines_distance_reaches_over_the_date_line_and_the_pole(
    database: Database, tmp_path: Path
) -> None:
    with database.change("test") as session:
        ids = [
            make_offer(session, point=Point(lat, lon)).id
            for lat, lon in ((10.0, 179.999), (10.0, -179.999), (10.0, 180.0), (10.0, -180.0))
        ]
        poles = [make_offer(session, point=Point(90.0, lon)).id for lon in (0.0, 77.0, -180.0)]
    searcher = Searcher(database, tmp_path)
    for point in (Point(10.0, 180.0), Point(10.0, -180.0), Point(10.0, 179.9995)):
        by_sql = _by_sql(database, point, 1_000.0)
        assert {key for key, _ in _all_within(searcher, point, 1_000.0)} == set(by_sql) == set(ids)
    assert {key for key, _ in _all_within(searcher, Point(90.0, 123.0), 1.0)} == set(poles)


@pytest.fixture
def finder(database_url: str, tmp_path: Path) -> Iterator[Finder]:
    """The opened finder on each engine in turn."""
    finder = Finder.open(Settings(var=tmp_path, database_url=database_url, secret_key="s" * 32))
    yield finder
    finder.close()


def _rename_organization(finder: Finder) -> None:
    with finder.database.change("test") as session:
        session.scalars(sa.select(Organization).limit(1)).one().name = "Anderer Träger"


@pytest.mark.parametrize("n_offers", [1, 100])
def test_a_search_takes_one_statement_and_three_after_an_edit_however_many_hits(
    finder: Finder, n_offers: int
) -> None:
    with finder.database.change("test") as session:
        for number in range(n_offers):
            make_offer(session, name=f"Praxis {number}", languages=[("tr", LanguageRole.TEAM)])
    finder.searcher.prepare()
    query = SearchQuery(near="Altenhundem", languages=("tr",), radius_km=20.0, limit=100)
    with counted(finder.database) as sent:
        assert len(search(finder, query).hits) == n_offers
    assert len(sent) == 1
    _rename_organization(finder)
    with counted(finder.database) as sent:
        assert len(search(finder, query).hits) == n_offers
    assert len(sent) <= 3
    with counted(finder.database) as sent:
        assert search(finder, query, facets=True).facets is not None
    assert len(sent) == 1


@pytest.mark.parametrize("n_offers", [1, 100])
def test_a_detail_page_takes_one_statement_whatever_changed(finder: Finder, n_offers: int) -> None:
    with finder.database.change("test") as session:
        ids = [make_offer(session).id for _ in range(n_offers)]
    _rename_organization(finder)
    with counted(finder.database) as sent:
        assert get_offer(finder, ids[-1]).id == ids[-1]
    assert len(sent) == 1


def test_an_edit_of_a_name_is_found_by_the_new_name_alone(finder: Finder) -> None:
    with finder.database.change("test") as session:
        offer_id = make_offer(session, name="Alt Vergangen").id
    assert _found(finder, "vergangen") == [offer_id]
    with finder.database.change("test") as session:
        service: Any = session.get_one(Service, session.get_one(ServiceAtLocation, offer_id).service_id)
        service.name = "Neu Gegenwart"
    assert (_found(finder, "vergangen"), _found(finder, "gegenwart")) == ([], [offer_id])


def _found(finder: Finder, words: str) -> list[int]:
    return [hit.id for hit in search(finder, SearchQuery(q=words)).hits]
