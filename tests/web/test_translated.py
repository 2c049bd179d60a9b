"""Texts of entries in the language of the page, with what is to be said of them; else German, and said so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from every_language import offer_all
from make import make_offer
from page import CheckedClient, parse, text_of

from finder.actions.context import Finder
from finder.app import create_app
from finder.domain.translation import TranslationOrigin, TranslationStatus, source_hash
from finder.settings import Settings
from finder.store.records import Service
from finder.store.vocabulary import Translation

HUMAN, MACHINE = TranslationOrigin
DRAFT, REVIEWED, OUTDATED = TranslationStatus
GERMAN = {"name": "Rathaus", "description": "Hilfe für alle.", "wait_time": "Zwei Wochen.", "alert": "Umbau!"}
ONLY_GERMAN = "Dieser Text ist nur auf Deutsch da."
COMPUTER = "Diesen Text hat ein Computer übersetzt. Niemand hat ihn geprüft."
TEXTS = (
    ("ar", "name", "بلدية", HUMAN, REVIEWED), ("ar", "description", "مساعدة للجميع.", MACHINE, DRAFT),
    ("ar", "wait_time", "أسبوعان.", HUMAN, REVIEWED), ("ar", "alert", "أعمال بناء!", HUMAN, DRAFT),
    ("uk", "name", "Ратуша", MACHINE, REVIEWED),
    ("uk", "description", "Допомога <b>всім</b>.", HUMAN, OUTDATED),
    ("de-simple", "description", "Hilfe für Sie.", HUMAN, REVIEWED),
)  # fmt: skip


@pytest.fixture(scope="module")
def pages(
    spatialite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[CheckedClient, int]]:
    """A guest of a site with one offer whose texts are translated in part, and the number of the offer."""
    folder = tmp_path_factory.mktemp("translated")
    shutil.copy(spatialite_template, folder / "finder.sqlite")
    with pytest.MonkeyPatch.context() as patch:
        offer_all(patch, folder / "translations", has_words=False)
        app = create_app(Settings.from_env({"FINDER_VAR": str(folder)}))
        app.testing = True
        app.test_client_class = CheckedClient
        finder: Finder = app.extensions["finder"]
        with finder.database.change("test") as session:
            offer = make_offer(session, name=GERMAN["name"])
            service = session.get_one(Service, offer.service_id)
            for field, text in GERMAN.items():
                setattr(service, field, text)
            for lang, field, text, origin, status in TEXTS:
                key = {"entity": "service", "entity_id": service.id, "field": field, "lang": lang}
                state = {"origin": origin, "status": status, "source_hash": source_hash(GERMAN[field])}
                session.add(Translation(**key, **state, text=text))
        client = app.test_client()
        assert isinstance(client, CheckedClient)
        yield client, offer.id
        finder.close()


def _page(pages: tuple[CheckedClient, int], lang: str) -> Element:
    client, number = pages
    return parse(client.get(f"/{lang}/angebot/{number}", follow_redirects=True).text)


def _paragraphs(tree: Element, lang: str, direction: str) -> list[str]:
    found = [p for p in tree.iter("p") if p.get("lang") == lang and p.get("dir") == direction]
    return [text_of(p) for p in found]


def test_translated_texts_are_in_their_language_and_direction(pages: tuple[CheckedClient, int]) -> None:
    tree = _page(pages, "ar")
    assert _paragraphs(tree, "ar", "rtl") == ["بلدية", "أعمال بناء!", "مساعدة للجميع.", "أسبوعان."]
    assert [text_of(h1) for h1 in tree.iter("h1")] == ["Rathaus"]


def test_what_a_person_did_not_check_says_so(pages: tuple[CheckedClient, int]) -> None:
    remarks = [text_of(p) for p in _page(pages, "ar").iter("p") if p.get("class") == "remark"]
    assert remarks == ["Diese Übersetzung hat noch niemand geprüft.", COMPUTER]
    remarks = [text_of(p) for p in _page(pages, "uk").iter("p") if p.get("class") == "remark"]
    assert remarks == [
        "Diesen Text hat ein Computer übersetzt, und ein Mensch hat ihn geprüft.",
        "Der deutsche Text hat sich seit dieser Übersetzung geändert.",
        ONLY_GERMAN,
    ]


def test_the_german_text_is_behind_each_translation(pages: tuple[CheckedClient, int]) -> None:
    tree = _page(pages, "ar")
    behind = [d for d in tree.iter("details") if d.get("class") == "more original"]
    assert [text_of(p) for d in behind for p in d.iter("p")] == [GERMAN["description"], GERMAN["wait_time"]]
    assert {p.get("lang") for d in behind for p in d.iter("p")} == {"de"}


@pytest.mark.parametrize("lang", ["pl", "fa", "en"])
def test_a_text_without_translation_is_german_and_says_so_once(
    pages: tuple[CheckedClient, int], lang: str
) -> None:
    tree = _page(pages, lang)
    assert {GERMAN["description"], GERMAN["wait_time"], GERMAN["alert"]} <= {*_paragraphs(tree, "de", "ltr")}
    remarks = [text_of(p) for p in tree.iter("p") if p.get("class") == "remark"]
    assert len(remarks) == 1
    assert not [p for p in tree.iter("p") if p.get("class") == "meaning"]


def test_the_german_page_has_nothing_to_say_of_translations(pages: tuple[CheckedClient, int]) -> None:
    tree = _page(pages, "de")
    assert not [p for p in tree.iter("p") if p.get("class") in ("remark", "meaning")]
    assert GERMAN["description"] in _paragraphs(tree, "de", "ltr")


def test_easy_german_is_a_translation_of_german(pages: tuple[CheckedClient, int]) -> None:
    tree = _page(pages, "de-simple")
    assert _paragraphs(tree, "de-simple", "ltr") == ["Hilfe für Sie."]
    assert [text_of(p) for p in tree.iter("p") if p.get("class") == "remark"].count(ONLY_GERMAN) <= 1


@pytest.mark.parametrize(("lang", "meanings"), [("ar", ["بلدية"]), ("uk", []), ("de", [])])
def test_a_list_shows_names_that_need_no_remark(
    pages: tuple[CheckedClient, int], lang: str, meanings: list[str]
) -> None:
    tree = parse(pages[0].get(f"/{lang}/suche").text)
    assert [text_of(p) for p in tree.iter("p") if p.get("class") == "meaning"] == meanings
    assert any(text_of(bdi) == "Rathaus" and bdi.get("lang") == "de" for bdi in tree.iter("bdi"))
