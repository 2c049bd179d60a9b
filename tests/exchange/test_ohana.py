"""Ohana's folder of tables becomes entries."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from finder.domain.access import Reading, read_access
from finder.domain.entry import Entry, Rejected
from finder.exchange import ohana
from finder.exchange.context import ReadContext
from finder.exchange.hsds import read_package

LOCATIONS = "id,organization_id,accessibility,languages,latitude,longitude,name,virtual\n"
SERVICES = "id,location_id,name,status\n"


def entries_of(path: Path, context: ReadContext) -> dict[str, Entry]:
    return {entry.external_id: entry for entry in ohana.read(path, context) if isinstance(entry, Entry)}


@pytest.fixture
def sample(shared_data: Path) -> Path:
    """The sample tables of the Ohana API."""
    return shared_data / "directories" / "ohana_sample_csv"


@pytest.mark.real_data
def test_the_sample_gives_its_23_services_at_22_places_of_8_organizations(
    sample: Path, context: ReadContext
) -> None:
    assert ohana.detect(sample)
    assert not read_package.detect(sample)
    entries = entries_of(sample, context)
    assert len(entries) == 23
    assert len({entry.location.key for entry in entries.values()}) == 22
    assert len({entry.organization.key for entry in entries.values()}) == 8
    assert Counter(entry.service.status for entry in entries.values()) == {
        "active": 21,
        "defunct": 1,
        "inactive": 1,
    }
    assert [key for key, entry in entries.items() if entry.location.point is None] == ["service/20"]


@pytest.mark.real_data
def test_only_telephones_of_contacts_that_were_left_out_are_rejected(
    sample: Path, context: ReadContext
) -> None:
    rejected = [result for result in ohana.read(sample, context) if isinstance(result, Rejected)]
    assert not (sample / "contacts.csv").exists()
    assert {(r.file, r.column) for r in rejected} == {("phones.csv", "contact_id")}
    assert [r.value for r in rejected] == ["29", "29", "36", "32", "32", "29"]


@pytest.mark.real_data
def test_codes_lists_and_times_of_the_sample_are_understood(sample: Path, context: ReadContext) -> None:
    entries = entries_of(sample, context)
    access = read_access(entries["service/10"].location.facts)
    assert {key for key, reading in access.items() if reading is Reading.YES} == {
        "step_free",
        "lift",
        "toilet",
        "parking",
    }
    spoken = entries["service/2"].location.languages
    assert [language.code for language in spoken] == ["zh", "fil", "it", "es"]
    passports = entries["service/22"]
    assert [hours.opening_hours for hours in passports.service.hours] == [
        "Mo 08:00-12:00,14:00-16:00, We 10:00-15:00"
    ]
    assert [hours.opening_hours for hours in passports.location.hours] == [
        "Mo-Fr 08:00-17:00, Sa 10:00-18:00, Su 11:00-17:00"
    ]
    assert "12/24/2015" in passports.location.hours[0].description
    [document] = passports.service.documents
    assert document.document.startswith("Government-issued")
    assert "Cash, Check, Credit Card" in passports.service.fees_description
    numbers = {(phone.number, phone.type) for phone in passports.location.phones}
    assert ("+18003726200", "hotline") in numbers
    assert entries["service/9"].service.topics == ("library",)


@pytest.mark.real_data
def test_what_could_not_be_read_of_the_sample_is_noted(sample: Path, context: ReadContext) -> None:
    notes = Counter(note.column for entry in entries_of(sample, context).values() for note in entry.notes)
    # Counties are no German areas; five terms have no topic here; "9am to 03:00" is no opening;
    # "cd" and "tape or Braille" are no facts of a building; Taiwanese is named for both its services.
    assert notes == {"service_areas": 32, "attributes": 6, "accessibility": 2, "languages": 2, "schedules": 1}


def folder(path: Path, locations: str, services: str) -> Path:
    (path / "locations.csv").write_text(LOCATIONS + locations, encoding="utf-8")
    (path / "services.csv").write_text(SERVICES + services, encoding="utf-8")
    (path / "organizations.csv").write_text("id,name\no1,Verein\n", encoding="utf-8")
    return path


def test_a_location_without_a_service_is_offered_under_its_own_name(
    context: ReadContext, tmp_path: Path
) -> None:
    path = folder(tmp_path, 'l1,o1,,"Türkisch, Vogonisch",51.1,8.07,Haus,false\n', "")
    entries = entries_of(path, context)
    assert list(entries) == ["location/l1"]
    entry = entries["location/l1"]
    assert (entry.service.name, entry.organization.name) == ("Haus", "Verein")
    assert [spoken.code for spoken in entry.location.languages] == ["tr"]
    assert [note.value for note in entry.notes] == ["Vogonisch"]


def test_a_virtual_location_has_no_point_and_is_no_place_on_the_map(
    context: ReadContext, tmp_path: Path
) -> None:
    path = folder(tmp_path, "l1,o1,,,,,Telefon,true\n", "s1,l1,Seelsorge,active\n")
    location = entries_of(path, context)["service/s1"].location
    assert (location.location_type, location.point) == ("virtual", None)


def test_latitude_100_is_rejected_and_costs_no_other(context: ReadContext, tmp_path: Path) -> None:
    locations = "l1,o1,,,100,8,A,false\nl2,o1,,,51,8,B,false\n"
    path = folder(tmp_path, locations, "s1,l1,A,active\ns2,l2,B,active\n")
    bad, good = ohana.read(path, context)
    assert isinstance(bad, Rejected)
    assert (bad.file, bad.row, bad.column) == ("services.csv", "2", "latitude")
    assert isinstance(good, Entry)


def test_a_service_at_no_known_location_is_told_and_offered_without_a_place(
    context: ReadContext, tmp_path: Path
) -> None:
    dangling, location, service = sorted(
        ohana.read(folder(tmp_path, "l1,o1,,,51,8,A,false\n", "s1,l9,B,active\n"), context),
        key=lambda result: (isinstance(result, Entry), result.external_id),
    )
    assert isinstance(dangling, Rejected)
    assert (dangling.column, dangling.value) == ("location_id", "l9")
    assert isinstance(location, Entry)
    assert isinstance(service, Entry)
    assert service.location.location_type == "virtual"


def test_a_folder_of_other_tables_is_not_of_this_format(tmp_path: Path) -> None:
    assert not ohana.detect(tmp_path)
    (tmp_path / "services.csv").write_text("id,organization_id,name\n", encoding="utf-8")
    assert not ohana.detect(tmp_path)
    assert not ohana.detect(tmp_path / "services.csv")
