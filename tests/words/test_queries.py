"""Searches as people type them, each with the reading that a sensible human gives it.

`queries.csv` was written from the words people use, without a look at the synonyms of the finder. One row
is one search: `query` as typed, `lang` its main language, and one column for each part of the reading:
`categories` (topic keys), `languages`, `access` (keys of CRITERIA), `near` (the place as a German gazetteer
names it, or a postcode), `open` (`now` or empty) and `rest` (words that stay plain text, such as names).

In each of these columns `;` joins what belongs together, in any order, and `|` separates readings that are
equally right; a reading is right when it equals one of them. Nothing beside a `|` is a reading too: the part
may stay empty. So `|radiology` means radiology or no topic, and `|Termin` that the word may stay or go. Words
of `rest` are written as typed, without punctuation at their ends; they compare without regard to case.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from finder.actions.context import Finder
from finder.actions.understand import understand
from finder.domain.access import CRITERIA
from finder.domain.reading import Reading
from finder.gazetteer.places import Place
from finder.paths import DATA

QUERIES = Path(__file__).with_name("queries.csv")
TEN_LANGUAGES = ("de", "en", "tr", "ar", "uk", "ru", "pl", "ro", "fr", "fa")
PARTS = ("categories", "languages", "access", "near", "open", "rest")
FLOORS = {
    "de": 95, "en": 95, "tr": 100, "ar": 95, "uk": 100, "ru": 100, "pl": 95, "ro": 100, "fr": 100, "fa": 100,
}  # fmt: skip
"""The least percentage of searches that are read right in every part, for languages with 20 searches or
more; FLOOR is that of all searches.
"""
FLOOR = 95

Readings = tuple[frozenset[str], ...]
"""The readings of one part that are equally right."""


@dataclass(frozen=True, slots=True)
class Query:
    """One search and, for each of PARTS, what may be read in it."""

    text: str
    lang: str
    readings: dict[str, Readings]


def load_queries() -> list[Query]:
    """All searches of the test set, in the order of the file."""
    with QUERIES.open(encoding="utf-8", newline="") as file:
        return [
            Query(row["query"], row["lang"], {part: _readings(row[part]) for part in PARTS})
            for row in csv.DictReader(file, strict=True)
        ]


def _readings(cell: str) -> Readings:
    return tuple(frozenset(one.split(";")) if one else frozenset() for one in cell.split("|"))


def _words(part: str) -> Iterator[tuple[str, str]]:
    """Each single value of one part with the search it belongs to."""
    for query in load_queries():
        for reading in query.readings[part]:
            yield from ((query.text, word) for word in reading)


def _column(path: Path, name: str, *, delimiter: str = ",") -> set[str]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        return {row[name] for row in csv.DictReader(file, delimiter=delimiter)}


def _places() -> set[str]:
    tables = (
        ("osm_municipalities", "name"), ("db_osm_villages", "name"), ("db_osm_stops", "name"),
        ("osm_postcodes", "postcode"),
    )  # fmt: skip
    return set().union(
        *(_column(DATA / "gazetteer" / f"{table}.tsv.gz", name, delimiter="\t") for table, name in tables)
    )


def test_there_are_enough_searches_in_each_of_ten_languages() -> None:
    per_language = Counter(query.lang for query in load_queries())
    assert per_language.total() >= 240
    assert per_language["de"] >= 40
    assert {lang: per_language[lang] for lang in TEN_LANGUAGES if per_language[lang] < 20} == {}


def test_no_search_is_asked_twice() -> None:
    asked = Counter(query.text.casefold() for query in load_queries())
    assert [text for text, times in asked.items() if times > 1] == []


@pytest.mark.parametrize("part", ["categories", "languages", "access", "open"])
def test_every_expected_key_exists(part: str) -> None:
    known = {
        "categories": _column(DATA / "taxonomy" / "terms.csv", "key"),
        "languages": _column(DATA / "languages" / "languages.csv", "code"),
        "access": set(CRITERIA),
        "open": {"now"},
    }[part]
    assert [found for found in _words(part) if found[1] not in known] == []


def test_the_language_of_every_search_is_one_we_know() -> None:
    known = _column(DATA / "languages" / "languages.csv", "code")
    assert {query.lang for query in load_queries()} <= known


def test_every_expected_place_is_in_the_gazetteer() -> None:
    known = _places()
    expected = {query.text: set().union(*query.readings["near"]) for query in load_queries()}
    assert [text for text, places in expected.items() if places and not places & known] == []


def test_words_that_stay_are_words_of_the_search() -> None:
    assert [found for found in _words("rest") if found[1].casefold() not in found[0].casefold()] == []


def test_no_reading_is_given_twice() -> None:
    doubled = [
        (query.text, part)
        for query in load_queries()
        for part, readings in query.readings.items()
        if len(set(readings)) < len(readings)
    ]
    assert doubled == []


def _parts(finder: Finder, reading: Reading) -> dict[str, frozenset[str]]:
    """What was read, as the columns of the test set give it; words that stay in lower case."""
    place = finder.gazetteer.resolve(reading.near.key) if reading.near else None
    return {
        "categories": frozenset(read.key for read in reading.categories),
        "languages": frozenset(read.key for read in reading.languages),
        "access": frozenset(read.key for read in reading.access),
        "near": frozenset([place.name]) if isinstance(place, Place) else frozenset(),
        "open": frozenset(["now"] if reading.open else []),
        "rest": frozenset(word.strip('.,;:!?"„“').casefold() for word in reading.rest.split()) - {""},
    }


def _wrong_parts(finder: Finder, query: Query) -> list[str]:
    """The parts of a search that nobody sensible would read so, each with what was read."""
    got = _parts(finder, understand(finder, query.text, query.lang))
    wanted = {
        part: [frozenset(word.casefold() if part == "rest" else word for word in one) for one in readings]
        for part, readings in query.readings.items()
    }
    return [f"{part} {sorted(got[part])}" for part in PARTS if got[part] not in wanted[part]]


def test_most_searches_of_every_language_are_read_right_in_every_part(finder: Finder) -> None:
    queries = load_queries()
    asked = Counter(query.lang for query in queries)
    misses = [(query, wrong) for query in queries if (wrong := _wrong_parts(finder, query))]
    missed = Counter(query.lang for query, _ in misses)
    reached = {lang: 100 * (1 - missed[lang] / asked[lang]) for lang in asked}
    told = [", ".join(f"{lang} {share:.0f} %" for lang, share in reached.items())]
    told += [f"{query.lang} {query.text!r}: {'; '.join(wrong)}" for query, wrong in misses]
    assert {lang for lang in asked if asked[lang] >= 20} == FLOORS.keys()
    assert {lang for lang, floor in FLOORS.items() if reached[lang] < floor} == set(), "\n".join(told)
    assert 100 * (1 - len(misses) / len(queries)) >= FLOOR, "\n".join(told)
