"""The workplace compares the entries with a file of OpenStreetMap, and only shows what it finds."""

from __future__ import annotations

import csv
import io
import json
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from osm_world import near, node, overpass_text
from page import parse, text_of
from staffsite import StaffClient, StaffSite
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from finder.actions.imports.receive import MAX_BYTES
from finder.actions.jobs import cancel_job, get_job
from finder.actions.osm_report import keep
from finder.actions.work import Worker
from finder.domain.job import JobState
from finder.domain.roles import Scope

PAGE = "/staff/osm"
BANK = node(700_077, near(-50), {"amenity": "bank", "name": "<b>Neue Bank</b>"})


def send(client: StaffClient, content: bytes, name: str = "lennestadt.json") -> TestResponse:
    boundary, body = encode_multipart({"datei": FileStorage(BytesIO(content), name)})
    return client.post(PAGE, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def by_class(tree: Element, name: str) -> list[Element]:
    return [element for element in tree.iter() if name in element.get("class", "").split()]


def work(site: StaffSite) -> JobState:
    job = keep.last_job(site.finder)
    assert job is not None
    Worker(site.finder, duties=()).run_next()
    return get_job(site.finder, job.id).state


def elements_of(site: StaffSite) -> list[dict[str, Any]]:
    """Every entry of the site as OSM has it, with a website of its own."""
    found = json.loads(site.as_role("reviewer").get(f"{PAGE}/tags.geojson").text)
    return [
        {
            **node(number, near(0), {**feature["properties"]["tags"], "website": "https://osm.example"}),
            "lon": feature["geometry"]["coordinates"][0],
            "lat": feature["geometry"]["coordinates"][1],
        }
        for number, feature in enumerate(found["features"], start=1)
    ]


@pytest.fixture(scope="module")
def compared(staff_site: StaffSite) -> StaffSite:
    """The site after a comparison with a file that knows another website of every entry, and one bank."""
    answer = send(staff_site.as_role("editor"), overpass_text(*elements_of(staff_site), BANK).encode())
    assert (answer.status_code, answer.location) == (303, PAGE)
    waiting = staff_site.as_role("reviewer").get(PAGE).text
    assert "staff-progress" in waiting
    assert 'name="datei"' not in waiting
    assert work(staff_site) is JobState.DONE
    return staff_site


def test_differences_are_shown_with_links_to_both_sides(compared: StaffSite) -> None:
    tree = parse(compared.as_role("editor").get(f"{PAGE}?feld=website").text)
    items = by_class(tree, "osm-item")
    assert items
    links = [link.get("href", "") for link in items[0].iter("a")]
    assert [link.rpartition("/")[0] for link in links] == [
        "/staff/eintraege",
        "https://www.openstreetmap.org/node",
        PAGE,
    ]
    assert "https://osm.example" in text_of(items[0])
    assert "Bei uns prüfen und eintragen" in text_of(items[0])
    assert "Er ändert nichts, weder hier noch in OpenStreetMap." in text_of(tree)
    assert "ODbL" in text_of(tree)


def test_an_object_of_osm_alone_is_data_and_no_markup(compared: StaffSite) -> None:
    tree = parse(compared.as_role("reviewer").get(f"{PAGE}?wo=osm&q=neue+bank").text)
    (bank,) = by_class(tree, "osm-item")
    assert "<b>Neue Bank</b>" in text_of(bank)
    assert "1. Juni 2025" not in text_of(bank)


def test_filters_leave_what_was_asked_for_on_page_and_in_files(compared: StaffSite) -> None:
    client = compared.as_role("reviewer")
    for query, expected in (
        ("q=neue+bank", {"<b>Neue Bank</b>"}),
        ("q=neue+bank&wo=osm", {"<b>Neue Bank</b>"}),
        ("q=neue+bank&wo=ours", set()),
        ("q=neue+bank&sicher=linked", set()),
        ("q=neue+bank&feld=website", set()),
        ("q=neue+bank&rat=take", set()),
        ("q=gibt+es+nicht", set()),
    ):
        lines = list(
            csv.DictReader(io.StringIO(client.get(f"{PAGE}.csv?{query}").text.removeprefix("\ufeff")))
        )
        assert {line["name"] for line in lines} == expected
        assert {item["name"] for item in client.get(f"{PAGE}.json?{query}").get_json()["items"]} == expected
        page = parse(client.get(f"{PAGE}?{query}").text)
        assert len(by_class(page, "osm-item")) == len(expected)
    every = client.get(f"{PAGE}.json").get_json()["items"]
    told = {difference["field"] for item in every for difference in item["differences"]}
    assert "website" in told
    nonsense = client.get(f"{PAGE}?feld=x&wo=x&rat=x&sicher=x&seite=99999")
    assert nonsense.status_code == 200


def test_a_reviewer_reads_and_who_is_bound_does_not_compare(compared: StaffSite) -> None:
    reviewer = compared.as_role("reviewer")
    tree = parse(reviewer.get(PAGE).text)
    assert not by_class(tree, "osm-new")
    to_entries = [link.get("href", "") for link in tree.iter("a") if "/eintraege/" in link.get("href", "")]
    assert to_entries
    assert all(link.endswith("/stand") for link in to_entries)
    bound = compared.as_role("editor", Scope(areas=frozenset({"05966020"})))
    assert 'name="datei"' not in bound.get(PAGE).text
    assert send(bound, b"{}").status_code == 403


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"name\nA\n", "Das ist keine Datei von OpenStreetMap"),
        (b"", "Die Datei ist leer."),
    ],
)
def test_a_file_of_something_else_is_refused_beside_the_field(
    compared: StaffSite, content: bytes, problem: str
) -> None:
    answer = send(compared.as_role("editor"), content)
    assert answer.status_code == 422
    assert problem in text_of(parse(answer.text))
    job = keep.last_job(compared.finder)
    assert job is None or job.state.is_over
    assert compared.as_role("editor").post(PAGE).status_code == 422


def test_one_comparison_runs_at_a_time_and_a_cancelled_one_leaves_the_last(compared: StaffSite) -> None:
    editor = compared.as_role("editor")
    before = keep.last_report(compared.finder)
    assert send(editor, overpass_text(BANK).encode()).status_code == 303
    assert send(editor, overpass_text(BANK).encode()).status_code == 303
    assert "Es wird gerade schon eine Datei verglichen." in text_of(parse(editor.get(PAGE).text))
    job = keep.last_job(compared.finder)
    assert job is not None
    large = send(editor, b"x" * (MAX_BYTES + 200_000))
    assert large.status_code == 413
    page = parse(large.text)
    assert [text_of(each) for each in by_class(page, "problem")] == ["Die Datei ist größer als 50 MB."]
    assert "Eine Datei wird verglichen" in text_of(page)
    assert not by_class(page, "osm-new")
    cancel_job(compared.finder, job.id, "editor@example.org")
    assert keep.last_report(compared.finder) == before
    large = send(editor, b"x" * (MAX_BYTES + 200_000))
    assert large.status_code == 413
    assert [text_of(each) for each in by_class(parse(large.text), "field-problem")] == [
        "Die Datei ist größer als 50 MB."
    ]
    home = compared.finder.settings.var / "osm"
    assert send(editor, overpass_text(BANK).encode()).status_code == 303
    assert work(compared) is JobState.DONE
    assert [path.name for path in home.iterdir()] == ["report.json"]
    send(editor, overpass_text(*elements_of(compared), BANK).encode())
    assert work(compared) is JobState.DONE


def test_what_went_wrong_is_told_and_the_last_comparison_stays(compared: StaffSite) -> None:
    editor = compared.as_role("editor")
    assert send(editor, overpass_text(BANK).encode()).status_code == 303
    for folder in (compared.finder.settings.var / "osm").iterdir():
        if folder.is_dir():
            (folder / "upload.json").write_text("{}", encoding="utf-8")
    before = keep.last_report(compared.finder)
    assert work(compared) is JobState.FAILED
    page = text_of(parse(editor.get(PAGE).text))
    assert "Der letzte Vergleich ist gescheitert." in page
    assert "Das ist keine Datei von OpenStreetMap" in page
    assert keep.last_report(compared.finder) == before
    whole = overpass_text(*elements_of(compared), BANK).encode()
    send(editor, whole[:-40])
    assert work(compared) is JobState.DONE
    assert "beschädigt oder unvollständig" in text_of(parse(editor.get(PAGE).text))
    send(editor, whole)
    assert work(compared) is JobState.DONE
    assert "beschädigt" not in text_of(parse(editor.get(PAGE).text))


def test_the_tags_of_an_entry_are_shown_and_of_none_that_is_not_public(compared: StaffSite) -> None:
    client = compared.as_role("reviewer")
    answer = client.get(f"{PAGE}/{compared.ids['family_doctor']}")
    assert "healthcare:speciality" in answer.text
    assert client.get(f"{PAGE}/2147483647").status_code == 404


def test_it_speaks_english(compared: StaffSite) -> None:
    answer = compared.as_role("editor").get(PAGE, headers={"Accept-Language": "en"})
    assert "Comparison with OpenStreetMap" in answer.text


def test_without_a_comparison_that_can_be_read_there_is_none(compared: StaffSite) -> None:
    report = compared.finder.settings.var / "osm" / "report.json"
    kept = report.read_bytes()
    report.unlink()
    try:
        client = compared.as_role("editor")
        assert client.get(f"{PAGE}.csv").status_code == 404
        assert "Letzter Vergleich" not in client.get(PAGE).text
        report.write_text('{"about":{}}', encoding="utf-8")
        assert "Letzter Vergleich" not in client.get(PAGE).text
    finally:
        report.write_bytes(kept)
