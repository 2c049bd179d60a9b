"""The hits of a search to keep: all of them, in their order, public, and never a formula."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from hostile import HOSTILE_NAMES
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from page import CheckedClient, parse, unpacked
from statements import counted
from website import N_ATTENDORN, Site

from finder.actions import result_file
from finder.actions.result_file import FORMATS
from finder.domain.offer import Offer, PublicSource, detail_of, summary_of
from finder.exchange.export import Exported
from finder.exchange.formulas import as_text, as_written
from finder.exchange.own_columns import COLUMNS
from finder.exchange.result_file import EXTRA_COLUMNS, About, Found
from finder.exchange.result_sheet import MAX_CELL, write_xlsx

CLUBS = "near=Attendorn&category=club"
OFFER = Offer(1, True, "Name", "Organization", PublicSource("key", "Source"))
SUMMARY, DETAIL = summary_of(OFFER), detail_of(OFFER)
HOSTILE = "lat=50.8&lon=8.4&radius_km=20&language=so"


def rows(client: CheckedClient, query: str) -> list[dict[str, str]]:
    answer = client.get(f"/de/suche.csv?{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    text = answer.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def collection(client: CheckedClient, query: str) -> dict[str, Any]:
    answer = client.get(f"/de/suche.geojson?{query}")
    assert answer.mimetype == "application/geo+json"
    found: dict[str, Any] = json.loads(unpacked(answer))
    return found


def sheets(data: bytes) -> tuple[list[dict[str, object]], list[list[object]]]:
    """The rows of the entries and what the file says of itself, as another program reads them."""
    book = load_workbook(io.BytesIO(data))
    entries, about = book.worksheets
    for cell in (cell for row in entries.iter_rows() for cell in row):
        assert cell.data_type in ("s", "inlineStr", "n"), cell.coordinate
    names, *values = entries.iter_rows(values_only=True)
    rows = [dict(zip(map(str, names), row, strict=True)) for row in values]
    return rows, [[cell for cell in row if cell is not None] for row in about.iter_rows(values_only=True)]


def spreadsheet(client: CheckedClient, query: str) -> list[dict[str, object]]:
    answer = client.get(f"/de/suche.xlsx?{query}")
    assert str(answer.mimetype).endswith("spreadsheetml.sheet")
    return sheets(answer.data)[0]


def test_the_spreadsheet_says_the_same_as_the_table(client: CheckedClient) -> None:
    for query in (CLUBS, "near=Altenhundem&category=dentist"):
        table = rows(client, query)
        for sheet_row, row in zip(spreadsheet(client, query), table, strict=True):
            for name, cell in row.items():
                said = sheet_row[name]
                assert (float(cell) if name in ("lat", "lon", "distance_m") else cell or None) == said


def test_the_spreadsheet_says_where_all_is_from(client: CheckedClient) -> None:
    query = "near=Altenhundem&category=dentist"
    data = client.get(f"/en/suche.xlsx?{query}").data
    _rows, about = sheets(data)
    assert about[0][0] == "Date of the file"
    assert about[1] == ["Search", f"http://localhost/en/suche?{query}"]
    licence = "https://creativecommons.org/publicdomain/zero/1.0/"
    assert about[-1] == [
        "Source demo",
        "CC0-1.0",
        licence,
        "Kreis Beispiel",
        "invented, for trying things out",
    ]
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Entries", "About this file"]
    entries = book.worksheets[0]
    assert (entries.freeze_panes, entries["A1"].font.b) == ("A2", True)
    assert entries.column_dimensions["B"].width > entries.column_dimensions["D"].width


def test_a_cell_is_text_whatever_it_begins_with() -> None:
    file = io.BytesIO()
    odd = ["=1+1", "+49 2723 1", "-1", "@SUM(A1)", "12", "http://example.org", "<r><t>x</t></r>", "\x07a",
           "{=A1}", "_x0041_", "zwei\nZeilen", "x" * 40_000, "😀" * 20_000, "<r></is></c></r>"]  # fmt: skip
    offer = Exported(1, "key", None, None, SUMMARY, DETAIL, ("", "", ""))
    about = About("", "2026-06-04", len(odd), ())
    write_xlsx(file, (Found(offer, None, text) for text in odd), about)
    read = [unescape(str(row["page"])) for row in sheets(file.getvalue())[0]]
    changed = {
        "\x07a": "a",
        "<r><t>x</t></r>": "<r><t>x</t></r> ",
        "<r></is></c></r>": "<r></is></c></r> ",
        "x" * 40_000: "x" * (MAX_CELL - 1) + "…",
        "😀" * 20_000: "😀" * ((MAX_CELL - 1) // 2) + "…",
    }
    assert read == [changed.get(text, text) for text in odd]


def test_the_licences_are_linked(client: CheckedClient) -> None:
    for ending in FORMATS:
        answer = client.get(f"/de/suche.{ending}?near=Altenhundem&category=dentist")
        assert answer.headers.getlist("Link") == [
            '<https://creativecommons.org/publicdomain/zero/1.0/>; rel="license"'
        ]
    collected = collection(client, "near=Altenhundem&category=dentist")
    [source] = collected["sources"]
    assert source == {
        "key": "demo",
        "name": "Source demo",
        "licence": "CC0-1.0",
        "licence_url": "https://creativecommons.org/publicdomain/zero/1.0/",
        "attribution": "Kreis Beispiel",
        "is_example": True,
    }
    assert re.fullmatch(r"demo:offer-\d+", collected["features"][0]["properties"]["key"])


def test_both_files_have_the_hits_of_all_pages_in_their_order(client: CheckedClient) -> None:
    table, map_data = rows(client, f"{CLUBS}&offset=20"), collection(client, f"{CLUBS}&limit=1")
    assert [row["name"] for row in table] == [f"Verein {number:02}" for number in range(N_ATTENDORN)]
    assert [row["name"] for row in table] == [f["properties"]["name"] for f in map_data["features"]]
    assert list(table[0]) == [*COLUMNS, *EXTRA_COLUMNS]
    assert map_data["numberMatched"] == N_ATTENDORN


def test_a_file_says_whom_it_is_owed_to_and_when_and_how_far_away_all_is(client: CheckedClient) -> None:
    query = "near=Altenhundem&category=dentist"
    [row] = rows(client, query)
    assert [row["source"], row["licence"], row["attribution"]] == ["Source demo", "CC0-1.0", "Kreis Beispiel"]
    assert row["is_example"] == "yes"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["written_on"])
    assert 0 <= int(row["distance_m"]) < 3000
    page = client.get(row["page"].removeprefix("http://localhost"))
    assert page.status_code == 200
    data = collection(client, query)
    assert data["search"] == f"http://localhost/de/suche?{query}"
    [feature] = data["features"]
    assert feature["properties"]["source"]["licence"] == "CC0-1.0"
    assert feature["properties"]["distance_m"] == pytest.approx(int(row["distance_m"]), abs=1)


def test_what_must_stay_secret_is_in_no_file(client: CheckedClient) -> None:
    query = "near=57368&category=violence_against_women"
    [row], [feature] = rows(client, query), collection(client, query)["features"]
    assert (row["name"], row["lat"], row["lon"], row["street"]) == ("Frauenhaus", "", "", "")
    assert feature["geometry"] is None
    assert feature["properties"]["address"] is None
    [sheet_row] = spreadsheet(client, query)
    assert (sheet_row["name"], sheet_row["lat"], sheet_row["street"]) == ("Frauenhaus", None, None)


def test_a_filter_never_gives_what_it_excludes_nor_what_is_only_unknown(client: CheckedClient) -> None:
    query = "lat=51.1041&lon=8.0715&language=tr&access=step_free"
    assert [row["name"] for row in rows(client, query)] == ["Hausarztpraxis Yıldız"]
    assert [row["name"] for row in rows(client, f"{query}&fit=unknown")] == ["Kinderarztpraxis Weber"]


def test_hostile_names_are_text_in_both_files(client: CheckedClient) -> None:
    names = {feature["properties"]["name"] for feature in collection(client, HOSTILE)["features"]}
    assert names == set(HOSTILE_NAMES)
    cells = [row["name"] for row in rows(client, HOSTILE)]
    assert len(cells) == len(HOSTILE_NAMES)
    assert '\'=HYPERLINK("http://example.org";"frei")' in cells
    assert not [cell for row in rows(client, HOSTILE) for cell in row.values() if cell.startswith(("=", "@"))]
    assert len(spreadsheet(client, HOSTILE)) == len(HOSTILE_NAMES)
    assert '=HYPERLINK("http://example.org";"frei")' in {row["name"] for row in spreadsheet(client, HOSTILE)}


@given(st.text() | st.from_regex(r"'{0,2}[=+@\-\t ][ -~]*", fullmatch=True))
def test_no_cell_is_a_formula_and_numbers_stay_as_they_are(text: str) -> None:
    cell = as_text(text)
    assert cell in (text, f"'{text}")
    assert as_written(cell) == text
    begins = cell.lstrip("\t\r\n ")
    if begins[:1] in ("=", "@", "+", "-") and begins:
        assert begins[0] in "+-"
        assert not re.search(r"[A-Za-z=|!]", begins)


@pytest.mark.parametrize(
    "text", ["+49 2723 608-800", "-7.5", "+492723608800; +4915112345678", "A=B", "", "a@b.de"]
)
def test_a_number_or_a_plain_text_needs_no_apostrophe(text: str) -> None:
    assert as_text(text) == text


def test_a_file_is_bounded(client: CheckedClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(result_file, "MAX_HITS", 7)
    assert len(rows(client, CLUBS)) == 7
    assert collection(client, CLUBS)["numberMatched"] == N_ATTENDORN


def test_a_file_takes_few_statements(site: Site) -> None:
    client = site.client
    client.get(f"/de/suche.csv?{CLUBS}")
    with counted(site.app.extensions["finder"].database) as sent:
        client.get(f"/de/suche.csv?{CLUBS}")
    assert len(sent) <= 4


@pytest.mark.parametrize("query", ["radius_km=x", "near=Hespecke", "category=nothing", "q=%00&lat=91"])
@pytest.mark.parametrize("ending", FORMATS)
def test_a_search_that_is_not_understood_leads_to_its_page(
    client: CheckedClient, query: str, ending: str
) -> None:
    answer = client.get(f"/en/suche.{ending}?{query}")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/en/suche?{query}"


def test_the_page_offers_the_files_of_its_search_and_robots_leave_them(client: CheckedClient) -> None:
    tree = parse(client.get(f"/de/suche?{CLUBS}&offset=20").text)
    links = [link for link in tree.iter("a") if "download" in link.attrib]
    assert [link.get("href") for link in links] == [
        f"/de/suche.{ending}?{CLUBS}" for ending in ("xlsx", "csv", "geojson")
    ]
    assert {link.get("rel") for link in links} == {"nofollow"}
    answer = client.get(links[0].get("href", ""))
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert re.fullmatch(r"attachment; filename=finder-[\d-]+\.xlsx", answer.headers["Content-Disposition"])
