"""What is exported as HSDS and imported into an empty database is exported again byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from hsds_world import make_hsds_world, unused_columns
from importing import records, run_import

from finder.actions.context import Finder
from finder.actions.demo import load_demo
from finder.actions.hsds.export import export_hsds
from finder.actions.vocabulary import load_vocabulary
from finder.store.records import Service

FORMATS = {"hsds-json": "json", "hsds-tabular": "json", "hsds-csv": "zip"}
NEVER_ENTERED = {
    "organization": {"parent_organization_id"},
    "location": {
        "geocode_source", "geocode_address", "geocoded_at", "pin_confirmed_by", "pin_confirmed_at",
        "nearest_stop",
    },
    "service_at_location": {"archived_at", "archived_reason", "replaced_by_id"},
    "address": {"region", "state_province"},
    "language": {"phone_id"},
    "service_area": {"name"},
}  # fmt: skip
"""What nobody can enter, and how a point was found."""


def exports(finder: Finder) -> tuple[int, dict[str, bytes]]:
    """How many offers there are, and the file in each form."""
    files = {name: BytesIO() for name in FORMATS}
    (count,) = {export_hsds(finder, name, file.write) for name, file in files.items()}
    return count, {name: file.getvalue() for name, file in files.items()}


@pytest.fixture
def empty(
    finder: Finder, make_database_url: Callable[[str], str], tmp_path: Path
) -> Iterator[Callable[[], Finder]]:
    """A function that opens a finder on another empty database, of the other engine."""
    other = "spatialite" if finder.database.is_postgresql else "postgis"
    opened: list[Finder] = []

    def make() -> Finder:
        settings = replace(finder.settings, database_url=make_database_url(other), var=tmp_path / "other")
        opened.append(Finder.open(settings))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


def assert_round_trip(source: tuple[int, Mapping[str, bytes]], copy: Finder, form: str, folder: Path) -> None:
    """One form brings all of them back; reading it notes nothing, and reading it again changes nothing."""
    path = folder / f"export.{FORMATS[form]}"
    count, files = source
    path.write_bytes(files[form])
    result = run_import(copy, path, source="")
    assert (result.rejected, result.notes) == ([], [])
    assert result.report.added == count
    n_offers, again = exports(copy)
    assert n_offers == count
    for each in FORMATS:
        assert again[each] == files[each], f"{each} after {form}"
    assert run_import(copy, path, source="").counts == (0, 0, count, 0, 0)


def test_a_world_that_uses_every_field(finder: Finder, empty: Callable[[], Finder], tmp_path: Path) -> None:
    load_vocabulary(finder)
    with finder.database.change("test") as session:
        make_hsds_world(session, seed=1)
        assert unused_columns(session) == NEVER_ENTERED
    source = exports(finder)
    for form in FORMATS:
        copy = empty()
        assert_round_trip(source, copy, form, tmp_path)
    with copy.database.change("nur@lennestadt.example") as session:
        session.scalars(sa.select(Service).order_by(Service.id)).first().alert = "Heute zu"  # type: ignore[union-attr]
    corrected = records(copy.database)
    again = run_import(copy, tmp_path / f"export.{FORMATS[form]}", source="")
    assert (again.report.changed, again.report.rejected) == (0, 0)
    assert records(copy.database) == corrected


@pytest.mark.parametrize("engine_name", ["spatialite"])
def test_the_demonstration_from_spatialite_to_postgis(
    finder: Finder, empty: Callable[[], Finder], tmp_path: Path
) -> None:
    load_demo(finder)
    assert_round_trip(exports(finder), empty(), "hsds-tabular", tmp_path)


@pytest.mark.real_data
@pytest.mark.parametrize("engine_name", ["postgis"])
def test_the_real_files_from_postgis_to_spatialite(
    finder: Finder, empty: Callable[[], Finder], shared_data: Path, tmp_path: Path
) -> None:
    for name in ("afeefa_dresden_2017_half_A.csv", "hospitals_DE_half_A.csv"):
        run_import(finder, shared_data / "directories" / name, source="")
    assert_round_trip(exports(finder), empty(), "hsds-csv", tmp_path)
