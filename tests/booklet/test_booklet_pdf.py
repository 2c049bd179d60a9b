"""The PDF: all that is public is in it, nothing secret, and readers of any kind can use it."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from typing import Any

import pypdf
import pypdfium2
import pytest
from small_town import FINDER_URL, HIDDEN_STREET, Town

from finder.actions.booklet.contents import collect
from finder.actions.booklet.editions import current_files
from finder.actions.jobs import list_jobs
from finder.domain.edition import compare
from finder.web.booklet.job import KIND
from finder.web.booklet.order import Order, Paper
from finder.web.booklet.render import render
from finder.web.contact import written_number

BOOKS = {"de": "german_book", "ar": "arabic_book"}
TITLES = {"de": "Integrationswegweiser", "ar": "دليل الاندماج"}


def text_of(pdf: bytes) -> str:
    """All text in the order in which it is written, Arabic letters by themselves and blanks alike."""
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(unicodedata.normalize("NFKC", text).split())


@pytest.fixture(params=BOOKS)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def book(lang: str, request: pytest.FixtureRequest) -> bytes:
    return bytes(request.getfixturevalue(BOOKS[lang]))


def test_every_public_entry_is_in_it_with_its_numbers_and_no_secret_address(
    printed_town: Town, book: bytes
) -> None:
    text = text_of(book)
    for page in collect(printed_town.finder).offers:
        assert page.summary["name"] in text
        for phone in page.detail["phones"]:
            assert written_number(phone["number"]) in text
    assert HIDDEN_STREET not in text
    assert "Gasse" not in text
    assert "dl-de/by-2-0" in text
    assert "Stadt Beispiel" in text


def test_it_is_tagged_with_language_title_bookmarks_and_all_its_fonts(book: bytes, lang: str) -> None:
    reader = pypdf.PdfReader(io.BytesIO(book))
    root: Any = reader.root_object
    assert root["/Lang"] == lang
    assert root["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert TITLES[lang] in str(reader.metadata.title)
    marks = list(titles_of(reader.outline))
    assert TITLES[lang] in marks
    assert "Hausarztpraxis Yıldız" in marks
    assert set(fonts_without_file(reader)) == set()


def titles_of(outline: list[Any]) -> Any:
    for item in outline:
        if isinstance(item, list):
            yield from titles_of(item)
        else:
            yield item.title


def fonts_without_file(reader: pypdf.PdfReader) -> Any:
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for name, font in resources.get("/Font", {}).items():
            described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            if not any(key.startswith("/FontFile") for key in described):
                yield name


def test_pages_follow_one_another_from_the_right_where_one_reads_so(book: bytes, lang: str) -> None:
    root: Any = pypdf.PdfReader(io.BytesIO(book)).root_object
    assert root["/ViewerPreferences"].get("/Direction") == ("/R2L" if lang == "ar" else None)


def test_the_site_and_the_job_know_how_large_it_is(printed_town: Town, german_book: bytes) -> None:
    (file,) = current_files(printed_town.finder)
    n_pages = len(pypdf.PdfReader(io.BytesIO(german_book)).pages)
    assert (file.size_bytes, file.n_pages) == (len(german_book), n_pages)
    (job,), _total = list_jobs(printed_town.finder, kind=KIND, limit=2)
    assert job.counted.done == n_pages


def test_symbols_and_codes_say_in_words_what_they_are(german_book: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(german_book))
    elements: Iterator[Any] = (
        reader.get_object(number) for number in range(1, int(str(reader.trailer["/Size"])))
    )
    figures = [item for item in elements if isinstance(item, dict) and item.get("/S") == "/Figure"]
    assert len(figures) > 20
    assert all(figure.get("/Alt") for figure in figures)


def test_contents_and_indexes_name_the_right_pages(german_book: bytes) -> None:
    document = pypdfium2.PdfDocument(german_book)
    pages = [page.get_textpage().get_text_range() for page in document]
    contents = pages[1]
    line = next(line for line in contents.splitlines() if line.startswith("Allgemeinmedizin"))
    number = int(line.split()[-1])
    assert "Hausarztpraxis Yıldız" in pages[number - 1]
    document.close()


def test_an_entry_is_printed_once_and_named_below_its_other_topics(german_book: bytes) -> None:
    text = text_of(german_book)
    assert text.count(written_number("+492723608701")) == 1
    assert "Siehe auch" in text


def test_invented_entries_are_marked_and_codes_lead_to_entries(
    printed_town: Town, german_book: bytes
) -> None:
    document = pypdfium2.PdfDocument(german_book)
    for page in document:
        text = page.get_textpage().get_text_range()
        assert "Musterapotheke" not in text or "Beispiel-Eintrag" in text
    document.close()
    links = {
        annotation.get_object().get("/A", {}).get("/URI")
        for page in pypdf.PdfReader(io.BytesIO(german_book)).pages
        for annotation in page.get("/Annots", [])
    }
    assert f"{FINDER_URL}/de/angebot/{printed_town.ids['doctor']}" in links
    assert f"{FINDER_URL}/de/angebot/{printed_town.ids['shelter']}" in links


def test_the_insert_has_what_is_new_whole_and_what_is_gone_by_name(printed_town: Town) -> None:
    contents = collect(printed_town.finder)
    before = dict(contents.said)
    doctor = printed_town.ids["doctor"]
    before[99_999] = {"name": "Altes Angebot", "address": {"street": "Alter Weg 1"}}
    for name in ("advice", "example"):
        before[printed_town.ids[name]] = {**before[printed_town.ids[name]], "email": "alt@example.org"}
    del before[doctor]
    changes = compare(before, contents.said)
    order = Order("de", Paper.A4, contents, 3, 2, changes, is_insert=True)
    pdf = render(printed_town.client.application, order)
    assert [round(side) for side in pypdf.PdfReader(io.BytesIO(pdf)).pages[0].mediabox[2:]] == [595, 842]
    text = text_of(pdf)
    assert "Was sich seit Ausgabe 2 geändert hat" in text
    assert "Hausarztpraxis Yıldız" in text
    assert written_number("+492723608700") in text
    assert "Altes Angebot" in text
    assert "Alter Weg" not in text
    assert "alt@example.org" in text
    assert "Musterapotheke Beispiel-Eintrag" in text
    assert "dl-de/by-2-0" in text
