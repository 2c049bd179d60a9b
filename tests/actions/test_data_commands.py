"""The commands for data: what they print, write and refuse."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from importing import OTHER, PRAXIS, write_table

from finder.cli import data, export
from finder.cli.context import opened_finder
from finder.errors import BadInput
from finder.exchange.own_columns import COLUMNS


@pytest.fixture
def run(
    make_database_url: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """A function that runs one of the commands on a fresh database."""
    monkeypatch.setenv("FINDER_DATABASE_URL", make_database_url("spatialite"))
    monkeypatch.setenv("FINDER_VAR", str(tmp_path / "var"))
    commands = {command.name: command for command in (*data.COMMANDS, *export.COMMANDS)}

    def run(name: str, *arguments: str | Path) -> Result:
        return CliRunner().invoke(commands[name], [str(each) for each in arguments], catch_exceptions=False)

    return run


def test_the_template_can_be_imported(run: Callable[..., Result], tmp_path: Path) -> None:
    printed = run("import", "--template").stdout
    assert printed.splitlines()[0] == ",".join(COLUMNS)
    path = tmp_path / "list.csv"
    path.write_text(printed, encoding="utf-8")
    done = run("import", path)
    assert done.stdout.startswith("list (csv): 1 added, 0 changed, 0 unchanged, 0 retired, 0 rejected")
    assert done.stderr == ""
    assert "0 added, 0 changed, 1 unchanged" in run("import", path).stdout


def test_rejected_rows_are_shown_or_written(run: Callable[..., Result], tmp_path: Path) -> None:
    path = write_table(tmp_path / "list.csv", [PRAXIS, {**OTHER, "lat": "100", "x": "?"}], (*COLUMNS, "x"))
    shown = run("import", path)
    assert "1 added" in shown.stdout
    assert "1 rejected, 1 values left out" in shown.stdout
    assert "list.csv, 3, lat: '100' rejected: expected a number from -90 to 90" in shown.stderr
    run("import", path, "--rejected", tmp_path / "rejected.csv")
    with (tmp_path / "rejected.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["row"], row["column"], row["value"], row["effect"]) for row in csv.DictReader(file)]
    assert sorted(rows) == [("1", "x", "", "left out"), ("3", "lat", "100", "rejected")]


def test_an_import_may_look_for_points_at_once(run: Callable[..., Result], tmp_path: Path) -> None:
    path = write_table(tmp_path / "list.csv", [{**PRAXIS, "lat": "", "lon": ""}])
    done = run("import", path, "--geocode", "--source", "amt")
    assert "1 found in the gazetteer, 0 by the service, 0 open" in done.stdout


def test_a_dry_run_says_what_would_be(run: Callable[..., Result], tmp_path: Path) -> None:
    done = run("import", write_table(tmp_path / "list.csv", [PRAXIS]), "--dry-run", "--geocode")
    assert "1 would be added" in done.stdout
    assert json.loads(run("export", "-").stdout)["features"] == []


def test_why_nothing_was_retired_is_said(run: Callable[..., Result], tmp_path: Path) -> None:
    done = run("import", write_table(tmp_path / "list.csv", []), "--retire-missing")
    assert done.stderr == "nothing retired: the file has no good entry\n"


def test_an_export_is_a_whole_file_or_none(run: Callable[..., Result], tmp_path: Path) -> None:
    run("import", write_table(tmp_path / "list.csv", [PRAXIS, OTHER]))
    out = tmp_path / "out"
    out.mkdir()
    done = run("export", out / "all.csv", "--format", "csv")
    assert done.stderr == "2 offers\n"
    assert [each.name for each in out.iterdir()] == ["all.csv"]
    assert (out / "all.csv").read_bytes().decode() == run(
        "export", "-", "--format", "csv"
    ).stdout_bytes.decode()
    with pytest.raises(BadInput):
        run("export", tmp_path / "nowhere" / "all.csv")
    assert run("export", out / "all.xls", "--format", "xls").exit_code == 2


def test_open_addresses_are_listed(run: Callable[..., Result], tmp_path: Path) -> None:
    nowhere = {**PRAXIS, "lat": "", "lon": "", "postcode": "", "city": "Xyzzystadt"}
    run("import", write_table(tmp_path / "list.csv", [nowhere]))
    done = run("geocode", "--limit", "5")
    assert "  Praxis am Markt, Markt 1, Xyzzystadt: not known\n" in done.stdout
    assert "0 found in the gazetteer, 0 by the service, 1 open" in done.stdout


def test_the_demonstration_data_comes_and_goes_by_command(run: Callable[..., Result]) -> None:
    loaded = run("demo", "load")
    assert loaded.stdout.count(" added, 0 changed, 0 unchanged") == 2
    with opened_finder() as finder, finder.database.read() as connection:
        offers = connection.exec_driver_sql("SELECT count(*) FROM service_at_location").scalar_one()
    assert run("demo", "remove").stdout == f"{offers} offers removed\n"


def test_a_reindex_counts_what_differed(run: Callable[..., Result], tmp_path: Path) -> None:
    run("import", write_table(tmp_path / "list.csv", [PRAXIS, OTHER]))
    with opened_finder() as finder, finder.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE search_row SET text = 'x' WHERE offer_id = 1")
    assert run("reindex").stdout == "1 search rows differed\n"


def test_an_import_without_a_file_is_refused(run: Callable[..., Result], tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        run("import")
    with pytest.raises(BadInput):
        run("import", tmp_path / "missing.csv")
