"""Files of every kind go in through the door of the staff, and what they say is read as it is meant."""

from __future__ import annotations

import datetime as dt
import shutil
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from uploading import checked, outcomes, receive, receive_bytes, rows, uploaded

from finder.actions.context import Finder
from finder.actions.imports import receive as door
from finder.actions.imports.receive import columns_of, map_columns
from finder.actions.imports.staged import entry_of, problems_of
from finder.domain.entry import Entry
from finder.errors import BadInput
from finder.exchange import archive, spreadsheet
from finder.exchange.encoding import find_encoding
from finder.settings import Settings
from finder.store.uploads import UploadView
from finder.web.staff.imports.reasons import words_of

HEAD = "Nachname;Vorname;Straße;PLZ;Ort;Telefon;Fachgebiete;Sprachen;Sprechzeiten;Barrierefreiheit;lat;lon"
ROW = "Müller;Jürgen;Hauptstr. 1;57368;Lennestadt;02723 6088;Augenheilkunde;Türkisch;Mo 8-12 Uhr;;51,1;8,07"


@pytest.fixture(scope="module")
def finder(spatialite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finder]:
    """One finder for all: what a file says is read before anything is written."""
    var = tmp_path_factory.mktemp("var")
    shutil.copy(spatialite_template, var / "finder.sqlite")
    finder = Finder.open(Settings.from_env({"FINDER_VAR": str(var)}))
    yield finder
    finder.close()


def mapped(finder: Finder, upload: UploadView) -> UploadView:
    """The upload with its columns as they are offered, checked."""
    if upload.format == "table":
        upload = map_columns(
            finder, upload, [column.field for column in columns_of(finder, upload)], "c@x.de"
        )
    return checked(finder, upload)


def read(finder: Finder, text: str, encoding: str = "utf-8") -> list[Entry]:
    upload = mapped(finder, receive_bytes(finder, text.encode(encoding)))
    return [entry_of(row.entry) for row in rows(finder, upload) if row.entry]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850", "mac_roman"])
def test_umlauts_are_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    lines = [ROW.replace("Müller", name) for name in ("Müller", "Größ", "Äsop", "Öhler", "Übel", "Weiß")]
    path.write_bytes("\n".join([HEAD, *lines]).encode(encoding))
    found = find_encoding(path)
    assert path.read_text(found).lstrip("\ufeff") == path.read_text(encoding).lstrip("\ufeff")


def test_values_are_read_as_they_are_meant(finder: Finder) -> None:
    no = "rollstuhlgerecht - die Mitarbeiter helfen gern in die erste Etage"
    east = ROW.replace("57368;Lennestadt", "1067;Dresden").replace("51,1;8,07", "51,05;13,73")
    found = read(
        finder,
        "\n".join(
            [
                HEAD,
                ROW.replace("Mo 8-12 Uhr;;", f"Mo, Mi 8-12 Uhr und nach Vereinbarung;{no};"),
                east.replace("Müller", "Ost").replace("02723 6088", "351 4561234"),
            ]
        ),
    )
    first, second = found
    assert first.location.point is not None
    assert (first.location.point.lat, first.location.point.lon) == (51.1, 8.07)
    assert [(fact.key, fact.value) for fact in first.location.facts] == [("stated.wheelchair", "no")]
    assert first.hours[0].opening_hours.startswith("Mo,We 08:00-12:00")
    assert first.languages[0].code == "tr"
    assert second.location.address is not None
    assert second.location.address.postal_code == "01067", "the lost zero is back"
    assert second.phones[0].number == "+493514561234"


def test_a_point_in_the_sea_does_not_hide_a_lost_zero(finder: Finder) -> None:
    row = ROW.replace("57368;Lennestadt", "1067;Dresden").replace("51,1;8,07", "54,9;6,5")
    [entry] = read(finder, f"{HEAD}\n{row}")
    assert entry.location.point is None
    assert entry.location.address is not None
    assert (entry.location.address.postal_code, entry.location.address.country) == ("01067", "DE")


def test_postcode_and_town_in_one_column_and_several_rows_for_one_doctor(finder: Finder) -> None:
    text = (
        "lanr,name,praxis,straße,plz_ort\n"
        "111,Dr. Berta Beispiel,Praxis A,Weg 1,71638 Ludwigsburg\n"
        "111,Dr. Berta Beispiel,Praxis B,Weg 2,71638 Ludwigsburg\n"
    )
    first, second = read(finder, text)
    for entry in (first, second):
        assert entry.location.address is not None
        assert (entry.location.address.postal_code, entry.location.address.city) == ("71638", "Ludwigsburg")
        assert entry.person is not None
    assert first.person == second.person
    assert first.external_id != second.external_id


@pytest.mark.parametrize(
    ("lat", "lon", "column", "outcome"),
    [
        ("8,07", "51,1", "lat", "rejected"),
        ("54,9", "6,5", "lat, lon", "new"),
        ("0", "0", "lat, lon", "new"),
        ("91", "8", "lat", "rejected"),
        ("51,1", "", "lon", "rejected"),
    ],
    ids=["swapped", "in the sea", "null", "no latitude", "half"],
)
def test_a_wrong_point_never_gets_onto_the_map(
    finder: Finder, lat: str, lon: str, column: str, outcome: str
) -> None:
    upload = mapped(
        finder, receive_bytes(finder, f"{HEAD}\n{ROW.replace('51,1;8,07', f'{lat};{lon}')}".encode())
    )
    [row] = rows(finder, upload)
    assert row.outcome == outcome
    assert column in {problem.column for problem in problems_of(row.problems)}
    assert not row.entry or entry_of(row.entry).location.point is None


def _workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "Hinweise"
    book.active.append(["Bitte nicht verteilen"])
    sheet = book.create_sheet("Ärzte")
    sheet.append(["Stand 2026"])
    sheet.append([])
    sheet.append(["Nachname", "PLZ", "Ort", "Straße", "Telefon", "Beschreibung"])
    sheet.append(["Müller", 1067, "Dresden", "Weg 1", 3514561234, dt.date(2026, 5, 31)])
    sheet.append(["Groß", 57368, "Lennestadt", "Weg 2", "02723 6088", True])
    book.save(path)
    return path


def test_a_spreadsheet_is_read_from_its_headings_on(finder: Finder, tmp_path: Path) -> None:
    upload = mapped(finder, receive(finder, _workbook(tmp_path / "a.xlsx")))
    assert [sheet["name"] for sheet in upload.layout["sheets"]] == ["Ärzte", "Hinweise"]
    first, second = rows(finder, upload)
    assert (first.place, second.place) == ("4", "5"), "as the spreadsheet counts"
    entry = entry_of(first.entry)
    assert entry.location.address is not None
    assert entry.location.address.postal_code == "01067"
    assert entry.phones[0].number == "+493514561234"
    assert entry.service.description == "2026-05-31"


def test_an_ods_file_is_read(finder: Finder, tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = (["Name", "Straße", "PLZ", "Ort"], ["Praxis Ähre", "Weg 1", "57368", "Lennestadt"])
    body = "".join(
        f"<table:table-row>{''.join(cell.format(text) for text in line)}</table:table-row>" for line in lines
    )
    names = {
        name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text")
    }
    spaces = " ".join(f'xmlns:{name}="{urn}"' for name, urn in names.items())
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="A">{body}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("META-INF/manifest.xml", '<?xml version="1.0"?><manifest/>')
        file.writestr("content.xml", content)
    upload = mapped(finder, receive(finder, path))
    assert [row.title for row in rows(finder, upload)] == ["Praxis Ähre"]


def test_what_unpacks_to_too_much_is_refused_and_leaves_nothing(
    finder: Finder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = set((finder.settings.var / "imports").iterdir())
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", "<a>" * 3_000_000)
        file.writestr("[Content_Types].xml", "x" * 40_000_000)
    tables = BytesIO()
    with zipfile.ZipFile(tables, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("services.csv", "x" * 3_000_000)
    monkeypatch.setattr(archive, "MAX_BYTES", 1_000_000)
    for name, content in (("a.xlsx", bomb), ("b.zip", tables)):
        with pytest.raises(BadInput):
            receive_bytes(finder, content.getvalue(), name)
    monkeypatch.setattr(door, "MAX_BYTES", 10)
    with pytest.raises(BadInput, match="at most 50 MB"):
        receive_bytes(finder, b"x" * 11)
    assert set((finder.settings.var / "imports").iterdir()) == before


def test_a_sheet_with_too_many_rows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _workbook(tmp_path / "a.xlsx")
    monkeypatch.setattr(spreadsheet, "MAX_ROWS", -15)
    monkeypatch.setattr("resource.setrlimit", lambda *_limits: None)
    assert spreadsheet.main(path, tmp_path) == spreadsheet._TOO_LARGE


def test_columns_are_mapped_by_hand_and_remembered(finder: Finder) -> None:
    text = b"Wer;Wo;Was\nPraxis A;57368 Lennestadt;Augenheilkunde\n"
    upload = receive_bytes(finder, text)
    assert [(column.field, column.is_known) for column in columns_of(finder, upload)] == [("", True)] * 3
    with pytest.raises(BadInput):
        map_columns(finder, upload, ["", "postal_city", "topic"], "c@x.de")
    fields = ["name", "postal_city", "topic"]
    upload = checked(finder, map_columns(finder, upload, fields, "c@x.de"))
    [row] = rows(finder, upload)
    assert entry_of(row.entry).service.topics == ("ophthalmology",)
    again = receive_bytes(finder, text)
    assert [column.field for column in columns_of(finder, again)] == fields
    door.read_as(finder, again, encoding="cp1252", delimiter=",", file="", actor="c@x.de")
    assert [column.heading for column in columns_of(finder, uploaded(finder, again.id))] == ["Wer;Wo;Was"]


SHARED = {
    "directories/afeefa_dresden_2017_half_A.csv": 300,
    "directories/hospitals_DE_half_A.csv": 800,
    "directories/salzburg_doctors_osm.geojson": 360,
    "directories/ohana_sample_csv": 20,
    "hsds/sample_datapackage_1.1": 10,
    "hsds/examples_3.0/service_full.json": 0,
    "hsds/examples_3.0/organization_full.json": 0,
    "hsds/examples_3.0/service_at_location_full.json": 0,
    "hsds/examples_3.0/tabular.json": 0,
    "osm/Helsinki.osm.pbf": 60,
    "osm/north-bayreuth.osm.gz": 12,
}
"""The files, and at least how many of their entries are usable."""


@pytest.mark.real_data
@pytest.mark.parametrize("name", SHARED)
def test_real_files_go_in(finder: Finder, shared_data: Path, tmp_path: Path, name: str) -> None:
    path = shared_data / name
    if path.is_dir():
        packed = tmp_path / f"{path.name}.zip"
        with zipfile.ZipFile(packed, "w") as file:
            for table in path.iterdir():
                file.write(table, f"folder/{table.name}")
        path = packed
    upload = mapped(finder, receive(finder, path))
    found = outcomes(finder, upload)
    assert found.get("new", 0) >= SHARED[name], found
    assert sum(found.values()) > 0
    problems = [problem for row in rows(finder, upload) for problem in problems_of(row.problems)]
    assert {problem.reason for problem in problems if words_of(problem.reason) is None} == set()
