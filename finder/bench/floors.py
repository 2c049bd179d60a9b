"""The search in the engine's own SQL, as good as it gets: the floor that the finder is measured against.

A table of its own with bits of topics, languages and access, one statement for the exact total and
the page of 20 with its summaries. PostGIS: rows in Hilbert order, GiST on geometry, GIN for what is
rare and for words; SpatiaLite: an R*Tree, lists of rows for what is rare, FTS5 for words. Both test
on the plane first and take the geodesic only near the radius.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa

from finder.bench.queries import NEEDY, Query
from finder.bench.world import LANGUAGES, World
from finder.domain.fit import Fit
from finder.domain.measures import facts_of
from finder.domain.needs import NO_LIMITS, limits_of, needs_of
from finder.domain.verdicts import verdicts
from finder.store.database import Database
from finder.store.engine import create_guest_engine

Params = dict[str, Any]
Statement = tuple[str, Params]
Numbers = list[int]

_COMMON: Final = 0.02
"""What a larger share of the offers has is tested by bits, what is rarer found by an index."""

_M_PER_DEGREE: Final = 111_200.0
_PAGE: Final = 20
_RAW: Final = ("id", "lon", "lat", "topics", "languages", "step_free", "needy", "words")

_POSTGIS: Final = (
    "CREATE TABLE floor_raw (id int, lon float8, lat float8, topics int[], languages int[],"
    " step_free bool, needy bool, words text)",
    "CREATE TABLE floor AS SELECT id, lon, lat, ST_SetSRID(ST_MakePoint(lon, lat), 4326) AS geom, topics,"
    " languages, bits(topics) AS topic_bits, bits(languages) AS language_bits, step_free, needy,"
    " to_tsvector('simple', words) AS words FROM floor_raw ORDER BY 4",
    "DROP TABLE floor_raw",
    "CREATE INDEX ON floor USING gist (geom)",
    "CREATE INDEX ON floor USING gin (topics)",
    "CREATE INDEX ON floor USING gin (languages)",
    "CREATE INDEX ON floor USING gin (words)",
    "VACUUM ANALYZE floor",
)
_BITS: Final = (
    "CREATE FUNCTION bits(int[]) RETURNS int8 LANGUAGE sql IMMUTABLE AS"
    " $$ SELECT coalesce(bit_or(1::int8 << n), 0) FROM unnest($1) AS n $$"
)
_SPATIALITE: Final = (
    "CREATE TABLE floor (id INTEGER PRIMARY KEY, lon REAL, lat REAL, topic_bits INTEGER,"
    " language_bits INTEGER, step_free INTEGER, needy INTEGER)",
    "CREATE VIRTUAL TABLE floor_tree USING rtree (id, west, east, south, north)",
    "CREATE TABLE floor_topics (number INTEGER, id INTEGER, PRIMARY KEY (number, id)) WITHOUT ROWID",
    "CREATE TABLE floor_languages (number INTEGER, id INTEGER, PRIMARY KEY (number, id)) WITHOUT ROWID",
    "CREATE VIRTUAL TABLE floor_words USING fts5 (words, content='', tokenize='unicode61')",
)


def build_floor(database: Database, world: World) -> None:
    """Make and fill the tables of the floor from the search rows."""
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with database.read() as reader, engine.connect() as writer:
        if database.is_postgresql:
            writer.exec_driver_sql("SET statement_timeout = 0")
            writer.exec_driver_sql(_BITS)
            writer.exec_driver_sql(_POSTGIS[0])
            raw: Any = writer.connection.driver_connection
            with raw.cursor().copy(f"COPY floor_raw ({', '.join(_RAW)}) FROM STDIN") as copy:
                for row in _floor_rows(reader, world):
                    copy.write_row(row)
            for statement in _POSTGIS[1:]:
                writer.exec_driver_sql(statement)
        else:
            _build_spatialite(writer, list(_floor_rows(reader, world)))


def _build_spatialite(writer: sa.Connection, rows: list[tuple[Any, ...]]) -> None:
    raw: Any = writer.connection.driver_connection
    for statement in ("BEGIN", *_SPATIALITE):
        raw.execute(statement)
    raw.executemany(
        "INSERT INTO floor VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(r[0], r[1], r[2], _bits(r[3]), _bits(r[4]), r[5], r[6]) for r in rows],
    )
    raw.executemany(
        "INSERT INTO floor_tree VALUES (?, ?, ?, ?, ?)", [(r[0], r[1], r[1], r[2], r[2]) for r in rows]
    )
    raw.executemany("INSERT INTO floor_topics VALUES (?, ?)", [(n, r[0]) for r in rows for n in r[3]])
    raw.executemany("INSERT INTO floor_languages VALUES (?, ?)", [(n, r[0]) for r in rows for n in r[4]])
    raw.executemany("INSERT INTO floor_words (rowid, words) VALUES (?, ?)", [(r[0], r[7]) for r in rows])
    raw.execute("COMMIT")
    raw.execute("ANALYZE")


def _floor_rows(reader: sa.Connection, world: World) -> Iterator[tuple[Any, ...]]:
    """Id, lon, lat, numbers of topics and languages, whether step-free, whether all that the needy
    profile needs is there, words; of those with a point.
    """
    topics = {key: number for number, key in enumerate(world.topics)}
    languages = {code: number for number, code in enumerate(LANGUAGES)}

    @lru_cache(maxsize=100_000)
    def numbers(text: str) -> tuple[Numbers, Numbers]:
        keys = [part.partition("/")[0] for part in text.split()]
        return [topics[key] for key in keys if key in topics], [languages[k] for k in keys if k in languages]

    query = sa.text(
        "SELECT offer_id, lon, lat, topics, languages, access, measures, text FROM search_row"
        " WHERE lon IS NOT NULL ORDER BY offer_id"
    )
    with reader.execution_options(stream_results=True, yield_per=10_000).execute(query) as result:
        for number, lon, lat, topic_text, language_text, access, measures, words in result:
            is_free, is_fit = "step_free=yes" in access.split(), _is_fit(access, measures)
            yield number, lon, lat, numbers(topic_text)[0], numbers(language_text)[1], is_free, is_fit, words


@lru_cache(maxsize=100_000)
def _is_fit(access: str, measures: str) -> bool:
    """Whether the needy profile fits; to the SQL a bit that is there already, which is generous."""
    found = verdicts(facts_of(access, measures), limits_of([NEEDY], NO_LIMITS), needs_of([NEEDY]))
    return all(verdict.fit is Fit.FITS for verdict in found)


def _bits(numbers: Numbers) -> int:
    return sum(1 << number for number in set(numbers))


class Floor:
    """A connection of one client that answers queries by SQL alone."""

    def __init__(self, url: str) -> None:
        self._engine = create_guest_engine(url)
        self._connection = self._engine.connect()
        self._raw: Any = self._connection.connection.driver_connection

    def __call__(self, statement: Statement) -> list[Any]:
        """The rows: total, id, squared metres, lat, lon, summary."""
        rows: list[Any] = self._raw.execute(*statement).fetchall()
        return rows

    def close(self) -> None:
        """End the connection."""
        self._connection.close()
        self._engine.dispose()


def statements(url: str, world: World, queries: list[Query]) -> list[Statement]:
    """The statements of queries for the engine of a database."""
    make = _postgis if url.startswith("postgresql") else _spatialite
    return [make(query, world) for query in queries]


def _frame(query: Query) -> Params:
    """The place, its bounding box, and metres for a degree in both directions around it.

    The plane is off by less than the band around the radius in which the geodesic decides.
    """
    point, radius_m = query.request.point, query.request.radius_m
    assert point is not None  # noqa: S101 - every class searches near a point
    kx = _M_PER_DEGREE * math.cos(math.radians(point.lat))
    band = max(0.01, radius_m / 4e6)
    margin_m = radius_m * 1.01
    reach = math.cos(math.radians(min(89.0, abs(point.lat) + margin_m / _M_PER_DEGREE)))
    east, north = margin_m / (_M_PER_DEGREE * reach), margin_m / _M_PER_DEGREE
    return {
        "lon": point.lon, "lat": point.lat, "kx": kx, "ky": _M_PER_DEGREE, "radius": radius_m,
        "inner": (radius_m * (1 - band)) ** 2, "outer": (radius_m * (1 + band)) ** 2,
        "west": point.lon - east, "east": point.lon + east,
        "south": point.lat - north, "north": point.lat + north,
    }  # fmt: skip


def _wanted(query: Query, world: World) -> Iterator[tuple[str, int, bool]]:
    """Column, number and whether it is rare, for each topic and language asked for."""
    for key in query.asked.categories:
        number = world.topics.index(key)
        yield "topic", number, bool(world.topic_shares[number] < _COMMON)
    for code in query.asked.languages:
        number = LANGUAGES.index(code)
        yield "language", number, bool(world.language_shares[number] < _COMMON)


_Mark = Callable[[str], str]


def _statement(source: str, where: list[str], exact: str, mark: _Mark) -> str:
    d2 = f"(lon - {mark('lon')}) * {mark('kx')} * (lon - {mark('lon')}) * {mark('kx')} + " + (
        f"(lat - {mark('lat')}) * {mark('ky')} * (lat - {mark('lat')}) * {mark('ky')}"
    )
    near = f"{d2} <= {mark('outer')} AND ({d2} <= {mark('inner')} OR {exact} <= {mark('radius')})"
    tests = " AND ".join([*where, near])
    return (
        f"WITH hit AS MATERIALIZED (SELECT f.id, {d2} AS d2 FROM {source} WHERE {tests}),"  # noqa: S608 - our own
        f" page AS (SELECT id, d2 FROM hit ORDER BY d2, id LIMIT {_PAGE})"
        " SELECT (SELECT count(*) FROM hit), page.id, page.d2, r.lat, r.lon, r.summary"
        " FROM page JOIN search_row r ON r.offer_id = page.id ORDER BY page.d2, page.id"
    )


def _postgis(query: Query, world: World) -> Statement:
    params = _frame(query)
    where = ["geom && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)"]
    for column, number, is_rare in _wanted(query, world):
        if is_rare:
            where.append(f"{column}s @> ARRAY[%({column})s::int]")
            params[column] = number
        else:
            where.append(f"{column}_bits & %({column})s::int8 <> 0")
            params[column] = 1 << number
    if query.asked.access:
        where.append("step_free")
    if query.asked.profiles:
        where.append("needy")
    if query.asked.q:
        where.append("words @@ %(word)s::tsquery")
        params["word"] = f"{query.asked.q}:*"
    exact = "ST_Distance(geom::geography, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography)"
    return _statement("floor f", where, exact, "%({})s::float8".format), params


def _spatialite(query: Query, world: World) -> Statement:
    params = _frame(query)
    source, where = (
        "floor_tree t JOIN floor f ON f.id = t.id",
        ["t.east >= :west AND t.west <= :east AND t.north >= :south AND t.south <= :north"],
    )
    for column, number, is_rare in _wanted(query, world):
        if is_rare:
            source, where = f"floor_{column}s l JOIN floor f ON f.id = l.id", [f"l.number = :{column}"]
            params[column] = number
        else:
            where.append(f"f.{column}_bits & :{column}")
            params[column] = 1 << number
    if query.asked.access:
        where.append("f.step_free")
    if query.asked.profiles:
        where.append("f.needy")
    if query.asked.q:
        source, where = "floor_words w JOIN floor f ON f.id = w.rowid", ["floor_words MATCH :word"]
        params["word"] = f'"{query.asked.q}"*'
    exact = "ST_Distance(MakePoint(lon, lat, 4326), MakePoint(:lon, :lat, 4326), 1)"
    return _statement(source, where, exact, ":{}".format), params
