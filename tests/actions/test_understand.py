"""The one search box over the shipped words and the real gazetteer, on both engines."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from make import make_offer

from finder.actions.context import Finder
from finder.actions.present import understood
from finder.actions.search import SearchResult, search
from finder.actions.suggest import Suggestion, suggest
from finder.actions.understand import understand
from finder.domain.language import LanguageRole
from finder.domain.point import Point
from finder.domain.query import SearchQuery, YesNo
from finder.domain.reading import Reading
from finder.settings import Settings


@pytest.fixture
def finder(database_url: str, tmp_path: Path) -> Iterator[Finder]:
    """The opened finder on each engine in turn, with a few offers near Altenhundem."""
    finder = Finder.open(Settings(var=tmp_path, database_url=database_url, secret_key="s" * 32))
    with finder.database.change("test") as session:
        make_offer(
            session, name="Kinderarzt Beispielpraxis", topics=["paediatrics"],
            languages=[("tr", LanguageRole.PROFESSIONAL)], facts={"entrance.step_count": "0", "level": "0"},
        )  # fmt: skip
        make_offer(session, name="Praxis Mustermann", topics=["dentist"], person="Zahnartz")
        make_offer(session, name="Elterntelefon", topics=["family_education"])
        make_offer(session, name="Zahnarzt in Berlin", point=Point(52.52, 13.4), topics=["dentist"])
    yield finder
    finder.close()


def _shown(reading: Reading) -> dict[str, object]:
    """What was read, without what is empty."""
    near = reading.near.words if reading.near else ""
    parts = {
        "topics": [each.key for each in reading.categories],
        "languages": [each.key for each in reading.languages],
        "access": [each.key for each in reading.access],
        "near": near,
        "open": bool(reading.open),
        "rest": reading.rest,
    }
    return {name: value for name, value in parts.items() if value}


EXAMPLES: dict[str, dict[str, object]] = {
    "kinderarzt türkisch altenhundem": {
        "topics": ["paediatrics"], "languages": ["tr"], "near": "altenhundem",
    },
    "طبيب أسنان": {"topics": ["dentist"]},
    "гінеколог": {"topics": ["gynaecology"]},
    "kadın doktoru": {"topics": ["gynaecology"]},
    "HNO": {"topics": ["otolaryngology"]},
    "lawyer asylum": {"topics": ["legal_aid", "asylum_procedure"]},
    "Arzt der türkisch spricht in Meggen": {
        "topics": ["doctors"], "languages": ["tr"], "near": "in Meggen",
    },
    "rollstuhlgerecht zahnarzt 57368": {"topics": ["dentist"], "access": ["step_free"], "near": "57368"},
    "doctor who speaks arabic near grevenbrück open now": {
        "topics": ["doctors"], "languages": ["ar"], "near": "near grevenbrück", "open": True,
    },
    "Altenhundem'de Türkçe konuşan diş doktoru": {
        "topics": ["dentist"], "languages": ["tr"], "near": "Altenhundem",
    },
    "طبيب أطفال في أولبه": {"topics": ["paediatrics"], "near": "في أولبه"},
    "стоматолог в Олпе": {"topics": ["dentist"], "near": "в Олпе"},
    "Bahnhof Altenhundem Apotheke": {"topics": ["pharmacy"], "near": "Bahnhof Altenhundem"},
    "Grevenbrük": {"near": "Grevenbrük"},
    "Dr. Müller Meggen": {"near": "Meggen", "rest": "Müller"},
    "Müller": {"rest": "Müller"},
    "Schmidt": {"rest": "Schmidt"},
    "Zahnarzt Essen": {"topics": ["dentist"], "near": "Essen"},
}  # fmt: skip


def test_what_people_type_is_read(finder: Finder) -> None:
    assert {text: _shown(understand(finder, text)) for text in EXAMPLES} == EXAMPLES


def test_who_reads_easy_german_types_german(finder: Finder) -> None:
    for text in ("Zahnarzt am", "Ärztin für die Kinder", "Frau mit Türkisch"):
        assert understand(finder, text, "de-simple") == understand(finder, text, "de")
    shown = [each.label for each in suggest(finder, "Kinderar", "de-simple") if each.kind == "topic"]
    assert "Arzt für Kinder" in shown


def test_a_word_that_an_entry_has_is_no_slip(finder: Finder) -> None:
    assert _shown(understand(finder, "Zahnartz")) == {"rest": "Zahnartz"}
    assert _shown(understand(finder, "Zahnatzt")) == {"topics": ["dentist"]}


def test_reading_takes_less_than_20_milliseconds(finder: Finder) -> None:
    texts = [*EXAMPLES, "x" * 200, "wort " * 40, "Straße der Einheit in der Nähe von Nirgendwo bei Irgendwo"]
    understand(finder, "warm")
    for text in texts:
        started = time.thread_time()
        understand(finder, text)
        assert time.thread_time() - started < 0.020, text


def _names(result: SearchResult) -> list[str]:
    return [hit.properties["name"] for hit in result.hits]


def test_what_was_read_narrows_the_search_and_is_added_to_what_was_asked_for(finder: Finder) -> None:
    result = search(finder, SearchQuery(q="kinderarzt türkisch altenhundem stufenlos"))
    assert _names(result) == ["Kinderarzt Beispielpraxis"]
    assert result.place is not None
    assert result.place.name == "Altenhundem"
    assert _names(search(finder, SearchQuery(q="kinderarzt altenhundem", languages=("ar",)))) == []
    both = search(finder, SearchQuery(q="zahnarzt altenhundem", categories=("paediatrics",)))
    assert both.sought.categories == ("paediatrics", "dentist")
    assert sorted(_names(both)) == ["Kinderarzt Beispielpraxis", "Praxis Mustermann"]


def test_a_place_asked_for_outdoes_one_that_was_read(finder: Finder) -> None:
    result = search(finder, SearchQuery(q="zahnarzt altenhundem", near="Berlin"))
    assert _names(result) == ["Zahnarzt in Berlin"]
    result = search(finder, SearchQuery(q="zahnarzt altenhundem", point=Point(52.52, 13.4)))
    assert _names(result) == ["Zahnarzt in Berlin"]
    assert result.place is None


def test_the_answer_says_what_was_read_and_what_was_matched(finder: Finder) -> None:
    query = SearchQuery(q="Zahnarzt jetzt offen in Meggen Mustermann", access=("step_free",))
    said = understood(search(finder, query))
    assert (said["categories"], said["access"]) == (("dentist",), ("step_free",))
    assert said["open"]["asked"] == "now"
    assert (said["q"], said["rest"]) == (query.q, "Mustermann")
    assert said["near"]["name"] == "Meggen"
    assert said["read"] == {
        "categories": [{"key": "dentist", "words": "Zahnarzt"}],
        "languages": [],
        "access": [],
        "near": {"key": "Meggen, Lennestadt", "words": "in Meggen"},
        "open": {"key": "", "words": "jetzt offen"},
        "rest": "Mustermann",
        "maybe": [],
    }


def test_words_stay_plain_where_that_is_wanted(finder: Finder) -> None:
    result = search(finder, SearchQuery(q="altenhundem zahnarzt", read=YesNo.NO))
    assert result.reading == Reading(rest="altenhundem zahnarzt")
    assert (result.place, result.total) == (None, 0)


def test_a_misspelt_name_is_found(finder: Finder) -> None:
    for typed in ("Beispielpraksis", "beispielpraxi", "Mustermnan", "Mustermann"):
        assert len(_names(search(finder, SearchQuery(q=typed)))) == 1, typed


def test_a_name_that_looks_like_a_topic_is_found_where_no_offer_has_the_topic(finder: Finder) -> None:
    with finder.database.change("test") as session:
        make_offer(session, name="Haus Apotheke am Tor", topics=["self_help"])
    result = search(finder, SearchQuery(q="Apotheke am Tor"))
    assert _names(result) == ["Haus Apotheke am Tor"]
    assert result.reading.categories == ()


def _labels(suggestions: list[Suggestion]) -> list[str]:
    return [f"{each.kind}:{each.label}" for each in suggestions]


@pytest.mark.parametrize(
    ("text", "lang", "first", "q"),
    [
        ("zahn", "de", "topic:Zahnmedizin", "Zahn"),
        ("kinderarzt tür", "de", "language:Türkisch", "kinderarzt Türkisch"),
        ("kinderarzt tür", "en", "language:Turkish", "kinderarzt Turkish"),
        ("zahnarzt in meg", "de", "place:Meggen, Lennestadt", "zahnarzt in Meggen, Lennestadt"),
        ("diş", "tr", "topic:Diş hekimi", "diş"),
        ("зуб", "ru", "topic:Стоматология", "зуб"),
        ("rollst", "de", "access:Stufenlos", "Rollstuhl"),
        ("zahnartz", "de", "topic:Zahnmedizin", "Zahnmedizin"),
        ("altenhu", "de", "place:Altenhundem, Lennestadt", "Altenhundem, Lennestadt"),
    ],
)
def test_the_last_words_are_completed(finder: Finder, text: str, lang: str, first: str, q: str) -> None:
    found = suggest(finder, text, lang)
    assert _labels(found)[0] == first
    assert found[0].q == q
    assert len(found) <= 10
    assert len({(each.kind, each.key) for each in found}) == len(found)


@pytest.mark.parametrize("text", ["", " ", "?", "x" * 201, "qqqqqqq"])
def test_where_nothing_can_be_meant_nothing_is_suggested(finder: Finder, text: str) -> None:
    assert suggest(finder, text) == []


def test_what_is_suggested_is_understood(finder: Finder) -> None:
    for text in ("zahn", "fra", "kin", "sch", "тур", "ara", "roll", "meg", "ol"):
        for each in suggest(finder, text):
            reading = understand(finder, each.q)
            read = (*reading.categories, *reading.languages, *reading.access)
            keys = {part.key for part in read} | ({"place"} if reading.near else set())
            assert keys & {each.key, each.kind}, (text, each)


def test_suggesting_takes_less_than_20_milliseconds(finder: Finder) -> None:
    suggest(finder, "warm")
    for text in ("a", "s", "st", "zah", "al", "kinderarzt türkisch in der nähe von al", "طب", "wort " * 39):
        started = time.thread_time()
        suggest(finder, text)
        assert time.thread_time() - started < 0.020, text
