"""A tiny benchmark runs through on both engines and says what it measured; no speed is judged here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from finder.bench.report import Target
from finder.bench.scratch import COLUMNS, n_filled, row_of
from finder.bench.world import CHUNK, LANGUAGES, World
from finder.cli.bench import bench
from finder.store.aids import SearchRowRecord
from finder.store.engine import create_engine

ROWS = 400


@pytest.fixture(scope="module")
def world() -> World:
    """What offers are made of."""
    return World.load()


def _timings(value: Any) -> list[dict[str, float]]:
    """Every timing in a result."""
    if isinstance(value, dict):
        if "p50_ms" in value:
            return [value]
        return [found for inner in value.values() for found in _timings(inner)]
    return [found for inner in value for found in _timings(inner)] if isinstance(value, list) else []


def test_a_run_prints_its_table_and_writes_its_json(
    engine_name: str, postgis_url: str, tmp_path: Path
) -> None:
    server, results = postgis_url.format("postgres"), tmp_path / "results.json"
    arguments = ["--rows", str(ROWS), "--engine", engine_name, "--database-url", server]
    arguments += ["--classes", "no_filter,needs,equal", "--requests", "5"]
    arguments += ["--directory", str(tmp_path), "--json", str(results)]
    done = CliRunner().invoke(bench, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    for expected in (
        f"{ROWS} offers on {engine_name}",
        "worker 2:",
        "no_filter:",
        "bare SQL",
        "constant page",
    ):
        assert expected in done.output
    written = json.loads(results.read_text())
    (run,) = written["runs"]
    assert [one["name"] for one in run["classes"]] == ["no_filter", "needs", "equal", "mix"]
    assert all(one["hits"] >= one["returned"] > 0 for one in run["classes"])
    timings = _timings(run)
    assert len(timings) == 4 * (2 + 2 + 1 + 2)
    assert all(0 < timing["p50_ms"] <= timing["p95_ms"] <= timing["p99_ms"] for timing in timings)
    assert run["build_s"] > 0
    assert run["snapshot_bytes"] > 0
    assert all(memory["resident_mb"] > 0 for memory in run["workers"])
    assert {target["is_met"] for target in written["targets"]} <= {True, False}
    assert list(tmp_path.glob("*/bench.sqlite*")) == []
    if engine_name == "postgis":
        admin = create_engine(server)
        with admin.connect() as connection:
            left = connection.exec_driver_sql("SELECT datname FROM pg_database").scalars().all()
        admin.dispose()
        assert f"finder_bench_{ROWS}" not in left


def test_what_was_not_kept_counts_as_empty(engine_name: str, postgis_url: str, tmp_path: Path) -> None:
    postgis = postgis_url.format("finder_bench_nothing")
    assert n_filled(postgis if engine_name == "postgis" else f"sqlite:///{tmp_path}/nothing.sqlite") == 0


def test_postgis_needs_a_server(tmp_path: Path) -> None:
    done = CliRunner().invoke(bench, ["--rows", "100", "--engine", "postgis", "--directory", str(tmp_path)])
    assert "--database-url" in str(done.exception)


def test_the_same_seed_gives_the_same_offers(world: World) -> None:
    first, second = (list(World.load().chunk(1, 3 * CHUNK)) for _ in range(2))
    assert first == second
    assert [offer.id for offer in first] == list(range(CHUNK + 1, 2 * CHUNK + 1))
    assert len(list(world.chunk(1, CHUNK + 7))) == 7
    assert list(world.chunk(0, CHUNK)) != first


def test_offers_lie_in_germany_with_many_common_and_few_rare_languages(world: World) -> None:
    offers = list(world.chunk(0, CHUNK))
    placed = [offer.point for offer in offers if offer.point is not None]
    assert all(46.5 < point.lat < 55.8 and 4.5 < point.lon < 16.5 for point in placed)
    assert 0.98 < len(placed) / len(offers) < 1.0
    shares = [
        sum(any(spoken.code == code for spoken in offer.languages) for offer in offers) / len(offers)
        for code in LANGUAGES
    ]
    assert shares[0] == 1.0
    assert shares[3] > shares[12] > shares[30]
    assert sum(not offer.facts for offer in offers) > 0.3 * len(offers)


def test_the_rows_are_those_of_the_table_of_search_rows(world: World) -> None:
    table = sa.inspect(SearchRowRecord)
    assert set(COLUMNS) == {column.key for column in table.columns}
    assert len(row_of(next(world.chunk(0, 1)))) == len(COLUMNS)


@pytest.mark.parametrize(
    ("measured", "limit", "is_least", "verdict"),
    [
        (1.5, 2.0, False, "met"),
        (3.0, 2.0, False, "MISSED by 50%"),
        (1.0, 4.0, True, "MISSED by 75%"),
        (4.0, 4.0, True, "met"),
    ],
)
def test_a_target_says_by_how_much_it_was_missed(
    measured: float, limit: float, is_least: bool, verdict: str
) -> None:
    assert Target("x", measured, limit, is_least).text().endswith(f": {verdict}")
