"""The real files go in whole, a second time without a change, and come out and in again the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from importing import counts, exported, records, run_import

from finder.actions.context import Finder
from finder.actions.reindex import reindex

pytestmark = pytest.mark.real_data

EXPECTED = {
    "directories/afeefa_dresden_2017_half_A.csv": ("table", 305, 3),
    "directories/hospitals_DE_half_A.csv": ("table", 815, 6),
    "directories/ohana_sample_csv": ("ohana", 23, 6),
    "directories/salzburg_doctors_osm.geojson": ("osm-geojson", 380, 1),
    "hsds/sample_datapackage_1.1": ("hsds11", 13, 0),
    "hsds/examples_3.0/location.json": ("hsds3", 0, 1),
    "hsds/examples_3.0/organization_full.json": ("hsds3", 0, 1),
    "hsds/examples_3.0/service_at_location_full.json": ("hsds3", 0, 1),
    "hsds/examples_3.0/service_full.json": ("hsds3", 0, 1),
    "hsds/examples_3.0/service_list.json": ("hsds3", 1, 0),
    "hsds/examples_3.0/tabular.json": ("hsds3", 0, 1),
    "osm/Helsinki.osm.pbf": ("osm", 163, 8),
    "osm/north-bayreuth.osm.gz": ("osm", 12, 0),
}
"""Format, entries and rejected rows of each file.

By SOURCES.md the list of Dresden has 308 organizations (three of them without a name) and that of the
hospitals 821 rows (six twice). HSDS's own examples stand at latitude 100, which is refused.
"""


@pytest.mark.parametrize("name", EXPECTED)
def test_a_real_file_goes_in_and_a_second_run_changes_nothing(
    finder: Finder, shared_data: Path, name: str
) -> None:
    first = run_import(finder, shared_data / name)
    assert (first.report.format, first.report.added, first.report.rejected) == EXPECTED[name]
    assert all(problem.reason and problem.file for problem in (*first.rejected, *first.notes))
    before = records(finder.database)
    second = run_import(finder, shared_data / name)
    assert second.counts == (0, 0, first.report.added, 0, first.report.rejected)
    assert second.rejected == first.rejected
    assert records(finder.database) == before
    assert reindex(finder) == 0


def test_all_real_files_together_come_out_and_in_again_the_same(
    finder: Finder, shared_data: Path, tmp_path: Path, make_database_url: Callable[[str], str]
) -> None:
    for name in EXPECTED:
        run_import(finder, shared_data / name, source="")
    text = exported(finder)
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8", newline="")
    other = "spatialite" if finder.database.is_postgresql else "postgis"
    copy = Finder.open(replace(finder.settings, database_url=make_database_url(other)))
    result = run_import(copy, path)
    assert result.rejected == []
    assert exported(copy) == text
    assert counts(copy.database)["service_at_location"] == result.report.added
    copy.close()
