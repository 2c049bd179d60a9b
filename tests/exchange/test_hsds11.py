"""HSDS data packages: tables become entries, and every row that finds no owner is told."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from pathlib import Path

import pytest

from finder.domain.entry import Entry, Rejected
from finder.exchange.context import ReadContext
from finder.exchange.hsds import read_package


def package(shared_data: Path) -> Path:
    return shared_data / "hsds" / "sample_datapackage_1.1"


def write(folder: Path, **tables: str) -> Path:
    """A package of tables, the rows of each separated by `|`."""
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text.replace("|", "\n"), encoding="utf-8")
    return folder


SERVICES = "id,organization_id,name,status|s1,o1,Beratung,active"


def entries_of(path: Path, context: ReadContext) -> dict[str, Entry]:
    return {
        entry.external_id: entry for entry in read_package.read(path, context) if isinstance(entry, Entry)
    }


@pytest.mark.real_data
def test_the_sample_gives_thirteen_services_at_ten_places_and_rejects_nothing(
    shared_data: Path, context: ReadContext
) -> None:
    results = list(read_package.read(package(shared_data), context))
    entries = [result for result in results if isinstance(result, Entry)]
    assert len(results) == len(entries) == 13
    assert len({entry.location.key for entry in entries}) == 10
    assert len({entry.service.key for entry in entries}) == 13
    assert len({entry.organization.key for entry in entries}) == 10
    # services.csv has 17 lines without its header because four descriptions run over several.
    assert (package(shared_data) / "services.csv").read_text(encoding="utf-8").strip().count("\n") == 17
    statuses = Counter(entry.service.status for entry in entries)
    assert statuses == {"active": 10, "inactive": 3}
    # Only one of the ten places has coordinates.
    assert sum(entry.location.point is not None for entry in entries) == 1


@pytest.mark.real_data
def test_the_package_may_be_named_by_its_description(shared_data: Path, context: ReadContext) -> None:
    path = package(shared_data) / "datapackage.json"
    assert read_package.detect(path)
    assert read_package.detect(path.parent)
    assert list(read_package.read(path, context)) == list(read_package.read(path.parent, context))


@pytest.mark.real_data
def test_rows_of_the_sample_stand_with_the_record_they_belong_to(
    shared_data: Path, context: ReadContext
) -> None:
    entries = entries_of(package(shared_data), context)
    helpline = entries["d254626c-6858-46ad-850a-6e1c53ea463a"]
    [hours] = helpline.hours
    assert hours.opening_hours == "Mo-We 09:00-17:00"
    assert hours.description == "2019-12-24 - 2019-12-26: closed"
    assert [spoken.code for spoken in helpline.languages] == ["en", "es"]
    assert [(fact.key, fact.note) for fact in helpline.location.facts] == [
        ("parking.disabled", "Some details regarding the parking lot")
    ]
    assert helpline.service.eligibility_description == "adult\nGebiet: Sample service area"
    assert helpline.service.fees_description == "cash, credit card"
    assert [item.document for item in helpline.service.documents] == ["Sample required document"]
    assert helpline.location.address is not None
    assert helpline.location.address.city == "New York City"
    assert [note.column for note in helpline.notes] == ["service_areas"]
    laundry = entries["c54183ce-b165-4e4a-9ace-57221ccc13da"]
    assert [phone.number for phone in laundry.phones] == ["(773) 2351 2461"]
    assert [phone.number for phone in laundry.service.phones] == ["(223) 4567 12534"]
    assert [phone.type for phone in laundry.organization.phones] == ["voice", "tty"]
    assert {(spoken.code, spoken.role.value) for spoken in laundry.service.languages} == {
        ("en", "phone"),
        ("es", "phone"),
    }


@pytest.mark.real_data
def test_no_row_of_the_sample_is_lost(shared_data: Path, context: ReadContext, tmp_path: Path) -> None:
    """A package with one row more than the sample rejects exactly that row."""
    folder = Path(shutil.copytree(package(shared_data), tmp_path / "p"))
    with (folder / "phones.csv").open("a", encoding="utf-8") as file:
        csv.writer(file).writerow(["x", "", "unknown", "", "", "", "030 1", "", "voice", "", "", ""])
    rejected = [result for result in read_package.read(folder, context) if isinstance(result, Rejected)]
    assert [(r.file, r.row, r.column, r.value) for r in rejected] == [
        ("phones.csv", "7", "service_id", "unknown")
    ]


def test_a_row_counts_from_the_line_on_which_it_begins(context: ReadContext, tmp_path: Path) -> None:
    folder = write(tmp_path, services='id,organization_id,name,description|s1,,A,"two|lines"|s2,,B,|,,C,')
    results = list(read_package.read(folder, context))
    assert [(r.row, isinstance(r, Entry)) for r in results] == [("5", False), ("2", True), ("4", True)]


@pytest.mark.parametrize(
    ("tables", "file", "column"),
    [
        (
            {"services_at_location": "id,service_id,location_id|p1,s9,l1"},
            "services_at_location",
            "service_id",
        ),
        (
            {"services_at_location": "id,service_id,location_id|p1,s1,l9"},
            "services_at_location",
            "location_id",
        ),
        ({"languages": "id,service_id,language|a,s9,Türkisch"}, "languages", "service_id"),
        ({"phones": "id,contact_id,number|a,c9,1"}, "phones", "contact_id"),
        ({"organizations": "id,name|o2,Verein"}, "organizations", "id"),
        ({"organizations": "id,name|o1,Verein|o1,Verein"}, "organizations", "id"),
    ],
)
def test_a_row_without_an_owner_and_an_owner_without_rows_are_rejected(
    tables: dict[str, str], file: str, column: str, context: ReadContext, tmp_path: Path
) -> None:
    folder = write(tmp_path, services=SERVICES, locations="id,organization_id,name|l1,o1,Haus", **tables)
    [rejected] = [result for result in read_package.read(folder, context) if isinstance(result, Rejected)]
    assert (rejected.file, rejected.column) == (f"{file}.csv", column)


def test_a_place_without_a_service_is_offered_under_its_own_name(
    context: ReadContext, tmp_path: Path
) -> None:
    folder = write(
        tmp_path,
        services=SERVICES,
        organizations="id,name|o1,Verein|o2,Kreis",
        locations="id,organization_id,name|l1,o2,Haus",
    )
    entries = entries_of(folder, context)
    assert entries.keys() == {"s1", "location/l1"}
    assert entries["location/l1"].service.name == "Haus"
    assert entries["location/l1"].organization.name == "Kreis"


def test_topics_come_by_either_way_of_naming_terms(context: ReadContext, tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        services='id,organization_id,name,taxonomy_ids|s1,o1,A,|s2,o1,B,"t1, t2"',
        services_taxonomy="id,service_id,taxonomy_id|x,s1,t1",
        taxonomy="id,name|t1,Schuldnerberatung|t2,Schwangerschaftsberatung",
    )
    entries = entries_of(folder, context)
    assert entries["s1"].service.topics == ("debt",)
    assert entries["s2"].service.topics == ("debt", "pregnancy")


def test_tables_of_version_3_are_read_as_well(context: ReadContext, tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        services=SERVICES,
        locations="id,location_type,latitude,longitude|l1,physical,51.1,8.07",
        service_at_location="id,service_id,location_id|p1,s1,l1",
        schedules="id,service_at_location_id,freq,byday,opens_at,closes_at|x,p1,WEEKLY,MO,08:00,12:00",
        accessibility="id,location_id,description|x,l1,rollstuhlgerecht",
    )
    entry = entries_of(folder, context)["p1"]
    assert entry.location.point is not None
    assert [hours.opening_hours for hours in entry.hours] == ["Mo 08:00-12:00"]
    assert [fact.key for fact in entry.location.facts] == ["stated.wheelchair"]


@pytest.mark.parametrize("name", ["services.csv", "none", "datapackage.json"])
def test_other_paths_are_no_package(name: str, tmp_path: Path) -> None:
    (tmp_path / "services.csv").write_bytes(b"\xff\xfe\x00id;name")
    assert not read_package.detect(tmp_path / name)
    assert not read_package.detect(tmp_path)


def test_a_cell_that_is_too_long_ends_its_table_and_no_other(context: ReadContext, tmp_path: Path) -> None:
    folder = write(tmp_path, services=SERVICES, languages=f'id,service_id,language|a,s1,"{"x" * 200_000}"')
    results = list(read_package.read(folder, context))
    assert [(type(r), getattr(r, "file", "")) for r in results] == [(Rejected, "languages.csv"), (Entry, "")]
