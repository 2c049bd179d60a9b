"""The search on a terminal prints what the site and the API show."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from make import make_offer

from finder.cli.search import search_command
from finder.domain.language import LanguageRole
from finder.domain.point import Point
from finder.store.database import Database

Run = Callable[..., str]


@pytest.fixture
def run(make_database_url: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A function that runs the command on a few offers and gives what it prints."""
    url = make_database_url("spatialite")
    database = Database(url)
    with database.change("test") as session:
        spoken = [("tr", LanguageRole.TEAM), ("de", LanguageRole.TEAM)]
        make_offer(session, name="Praxis A", point=Point(51.1041, 8.0715), languages=spoken)
        make_offer(session, name="Praxis B", point=Point(51.11, 8.08), languages=spoken[1:])
    database.close()
    monkeypatch.setenv("FINDER_DATABASE_URL", url)
    monkeypatch.setenv("FINDER_VAR", str(tmp_path / "var"))
    return lambda *given: CliRunner().invoke(search_command, given, catch_exceptions=False).stdout


def test_results_are_listed_with_their_distances(run: Run) -> None:
    first, *rows = run("--near", "Altenhundem", "--language", "tr").splitlines()
    assert first.startswith("1 found near Altenhundem")
    assert [row.split("m  ")[1] for row in rows] == ["Praxis A, 57368 Lennestadt"]


def test_what_finds_nothing_is_told_what_would(run: Run) -> None:
    first, *advice = run("--near", "Altenhundem", "--language", "kmr", "--q", "markt").splitlines()
    assert first.startswith("0 found near Altenhundem")
    assert advice == ["Without language kmr: 2."]
    doctor = run("--lat", "51.2", "--lon", "8.07", "--radius-km", "1", "--category", "dentist").splitlines()
    assert doctor[1:] == ["Medical help: 116117 (on call), 112 (emergency)."]
    wider = run("--lat", "51.2", "--lon", "8.07", "--radius-km", "1", "--language", "tr").splitlines()
    assert wider[1:] == ["Within 20 km: 1."]


def test_counts_are_listed_by_parameter_most_first(run: Run) -> None:
    printed = run("--near", "Altenhundem", "--facets").splitlines()
    assert printed[-5:-2] == ["language: de 2, tr 1", "category: none", "access: none"]
    answer = json.loads(run("--near", "Altenhundem", "--facets", "--json"))
    assert answer["facets"]["language"] == {"de": 2, "tr": 1}
    assert "facets" not in json.loads(run("--json"))
