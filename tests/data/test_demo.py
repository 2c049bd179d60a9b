"""The demonstration data is fictional where it says so, honest where it is real, and fills every filter."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import phonenumbers
import pytest
from opening_hours import OpeningHours
from pyproj import Geod

from finder.domain.access import CRITERIA, FACT_KEYS, FACT_UNITS, Fact, Reading, read_access
from finder.domain.entry import Rejected
from finder.domain.language import LanguageRole, normalize_language
from finder.domain.names import LanguageNames
from finder.domain.taxonomy import Taxonomy
from finder.exchange import own_csv
from finder.exchange.context import ReadContext
from finder.exchange.own_columns import COLUMNS
from finder.exchange.own_translations import text_column
from finder.paths import DATA

Row = dict[str, str]
TAXONOMY = Taxonomy.load(DATA / "taxonomy")
NAMES = LanguageNames.load(DATA / "languages" / "languages.csv")
FILES = ("entries.csv", "institutions.csv")
MUNICIPALITIES = {"Attendorn", "Drolshagen", "Finnentrop", "Kirchhundem", "Lennestadt", "Olpe", "Wenden"}
ALTENHUNDEM = (51.1041, 8.0715)
RESERVED = re.compile(r"\+49(3023125|2214710)\d{3}")
"""The numbers that the Bundesnetzagentur keeps free for media productions (Mitteilung 148/2021)."""


def _rows(name: str) -> list[Row]:
    with (DATA / "demo" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ENTRIES = _rows("entries.csv")
INSTITUTIONS = _rows("institutions.csv")
BOTH = [*ENTRIES, *INSTITUTIONS]


def _list(cell: str) -> list[str]:
    return [item for item in cell.split(";") if item]


def _languages(row: Row) -> Iterator[tuple[str, str, str]]:
    for item in _list(row["languages"]):
        spoken, _, hours = item.partition("@")
        code, _, role = spoken.partition("/")
        yield code, role or "team", hours


def _facts(row: Row) -> Iterator[tuple[str, str, str]]:
    return (item.partition("=") for item in _list(row["facts"]))


def _access(row: Row) -> dict[str, Reading]:
    return read_access(Fact(key, value) for key, _, value in _facts(row))


def _e164(item: str) -> str:
    number = phonenumbers.parse(item.partition(":")[2] or item, "DE")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _key(row: Row) -> tuple[str, ...]:
    return row["organization"], row["name"]


@pytest.mark.parametrize("name", FILES)
def test_the_importer_takes_every_row_without_a_note(name: str) -> None:
    entries = list(own_csv.read(DATA / "demo" / name, ReadContext(TAXONOMY, NAMES)))
    assert [entry for entry in entries if isinstance(entry, Rejected) or entry.notes] == []
    assert len(entries) == len(_rows(name))


@pytest.mark.parametrize("name", FILES)
def test_columns_are_those_of_the_import_format_and_ids_are_distinct(name: str) -> None:
    rows = _rows(name)
    assert {column for column in rows[0] if text_column(column) is None} == COLUMNS.keys() - {"country"}
    assert len({row["id"] for row in rows}) == len(rows)


def test_every_category_language_and_fact_is_in_its_vocabulary() -> None:
    for row in BOTH:
        assert row["categories"]
        assert all(key in TAXONOMY for key in _list(row["categories"]))
        for code, role, _ in _languages(row):
            assert normalize_language(code) == code
            assert role in list(LanguageRole)
        facts = {key: value for key, _, value in _facts(row)}
        assert facts.keys() <= set(FACT_KEYS)
        assert len(facts) == len(_list(row["facts"])), row["id"]
        for key, value in facts.items():
            assert float(value) >= 0 if key in FACT_UNITS else value in ("yes", "limited", "no")


def test_all_hours_are_valid_opening_hours() -> None:
    hours = [row[column] for row in BOTH for column in ("opening_hours", "phone_hours")]
    hours += [times for row in BOTH for _, _, times in _languages(row)]
    assert all(OpeningHours(text) for text in hours if text)


def test_no_later_rule_closes_what_an_earlier_one_opens() -> None:
    """In OSM syntax `;` overrides: a weekday may stand in one rule only, unless it is added by `,`."""
    days = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
    for row in BOTH:
        seen: Counter[str] = Counter()
        for rule in row["opening_hours"].split(";"):
            named: set[str] = set()
            for first, _, last in re.findall(r"\b([A-Z][a-z])(-([A-Z][a-z]))?\b", rule):
                if first in days:
                    named |= set(days[days.index(first) : days.index(last or first) + 1])
            seen.update(named)
        assert max(seen.values(), default=1) == 1, row["opening_hours"]


def test_entries_are_plainly_fictional() -> None:
    for row in ENTRIES:
        assert row["organization"].startswith("Beispiel"), row["id"]
        assert not row["person_given"] or re.search("muster|beispiel", row["person_family"].casefold())
        assert not row["street"] or re.match(r"Beispielstraße \d+$|Postfach ", row["street"])
        assert not row["email"] or row["email"].endswith("@example.org")
        assert not row["website"] or row["website"].startswith("https://www.example.org/")
        assert row["assured_by"] in ("", "redaktion@example.org")
        assert row["source_note"].startswith("Erfundener Beispieleintrag")


def test_entries_use_only_numbers_reserved_for_fiction_and_no_number_twice() -> None:
    by_service = {_key(row): _list(row["phones"]) for row in ENTRIES}
    numbers = [_e164(item) for items in by_service.values() for item in items]
    assert [number for number in numbers if not RESERVED.fullmatch(number)] == []
    assert len(set(numbers)) == len(numbers)


def test_institutions_are_unconfirmed_and_name_their_source() -> None:
    for row in INSTITUTIONS:
        assert row["assured_date"] == row["assured_by"] == ""
        assert re.match(r"Noch nicht von der Stadt bestätigt\. \S", row["source_note"])
        assert not row["person_family"]
        assert not row["languages"] + row["facts"]


@pytest.mark.real_data
def test_institutions_have_no_address_phone_or_point_that_the_source_lacks(shared_data: Path) -> None:
    text = (shared_data / "lennestadt" / "institutions_lennestadt.csv").read_text(encoding="utf-8")
    digits = re.sub(r"\D", "", text.replace("81-567 / -683", "81-567 02761 81-683"))
    for row in INSTITUTIONS:
        assert row["street"] in text
        assert all(re.sub(r"\D", "", item) in digits for item in _list(row["phones"]))
        assert row["lat"] in text
        assert row["lon"] in text
        assert row["email"] in text
        assert row["website"].removeprefix("https://") in text
        assert row["village"] in text
    assert len(INSTITUTIONS) >= len(text.splitlines()) - 1


@pytest.mark.parametrize("rows", [ENTRIES, INSTITUTIONS])
def test_a_secret_address_is_nowhere_in_the_data(rows: list[Row]) -> None:
    secret = [row for row in rows if row["address_secret"] == "yes"]
    assert len(secret) == 1
    for row in secret:
        assert not any(row[name] for name in ("street", "postcode", "city", "village", "lat", "lon"))
        assert row["areas"] == "05966"
        assert row["phones"]


def test_every_topic_has_an_entry() -> None:
    used = {key for row in ENTRIES if row["status"] == "active" for key in _list(row["categories"])}
    leaves = {term.key for term in TAXONOMY.terms if not TAXONOMY.descendants(term.key)}
    assert leaves - used == set()


def test_all_municipalities_many_villages_and_everyday_topics_many_times() -> None:
    assert {row["city"] for row in ENTRIES if row["city"]} == MUNICIPALITIES
    assert len({(row["city"], row["village"]) for row in ENTRIES}) >= 50
    count = Counter(key for row in ENTRIES for key in _list(row["categories"]))
    assert count["general"] >= 15
    assert all(count[key] >= 5 for key in ("paediatrics", "gynaecology", "dentist", "migration_adults"))
    assert all(count[key] >= 5 for key in ("integration_course", "town_hall", "pharmacy"))


def test_many_languages_in_every_role_some_at_certain_times() -> None:
    spoken = [item for row in ENTRIES for item in _languages(row)]
    codes = {code for code, _, _ in spoken}
    assert len(codes) >= 45
    assert codes <= set(NAMES.codes)
    assert {role for _, role, _ in spoken} == set(LanguageRole)
    assert sum(bool(hours) for _, _, hours in spoken) >= 20
    assert any(not row["languages"] for row in ENTRIES)


@pytest.mark.parametrize("criterion", CRITERIA)
def test_every_criterion_is_met_refused_and_unknown_somewhere(criterion: str) -> None:
    readings = Counter(_access(row)[criterion] for row in ENTRIES)
    assert readings[Reading.YES] >= 2
    assert readings[Reading.NO] >= 2
    assert readings[Reading.UNKNOWN] >= 20


def test_near_altenhundem_turkish_meets_every_answer_about_steps() -> None:
    found: Counter[Reading] = Counter()
    for row in ENTRIES:
        if row["lat"] and "tr" in {code for code, _, _ in _languages(row)}:
            lat, lon = ALTENHUNDEM
            _, _, distance_m = Geod(ellps="WGS84").inv(lon, lat, float(row["lon"]), float(row["lat"]))
            found[_access(row)["step_free"]] += distance_m <= 10_000
    assert found[Reading.YES] >= 5
    assert found[Reading.UNKNOWN] >= 3
    assert found[Reading.NO] >= 2
    assert found[Reading.LIMITED] >= 2


def test_some_entries_have_no_point_are_closed_or_were_never_confirmed() -> None:
    kinds = Counter(row["location_type"] for row in ENTRIES)
    assert min(kinds["virtual"], kinds["postal"]) >= 1
    assert "DE" in {area for row in ENTRIES if not row["lat"] for area in _list(row["areas"])}
    states = Counter(row["status"] for row in ENTRIES)
    assert states["temporarily closed"] >= 3
    assert states["inactive"] == states["defunct"] == 1
    years = {date.fromisoformat(row["assured_date"]).year for row in ENTRIES if row["assured_date"]}
    assert years == {2024, 2025, 2026}
    assert sum(not row["assured_date"] for row in ENTRIES) >= 50
    assert sum(bool(row["phone_hours"]) for row in ENTRIES) >= 30


def test_rows_that_share_a_service_agree_on_it_and_differ_in_person_and_language() -> None:
    shared: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in ENTRIES:
        shared[_key(row)].append(row)
    joint = [rows for rows in shared.values() if len(rows) > 1]
    assert len(joint) >= 2
    own = {"id", "person_title", "person_given", "person_family", "languages"}
    for rows in joint:
        assert all(len({row[name] for row in rows}) == 1 for name in rows[0].keys() - own)
        assert (
            len({row["languages"] for row in rows})
            == len({row["person_family"] for row in rows})
            == len(rows)
        )


def test_rows_that_share_a_location_agree_on_it() -> None:
    shared: dict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
    for row in BOTH:
        if row["street"] + row["postcode"] + row["city"]:
            address = tuple(row[name] for name in ("organization", "street", "postcode", "city"))
            shared[address].add(tuple(row[name] for name in ("village", "lat", "lon", "facts")))
    assert [address for address, places in shared.items() if len(places) > 1] == []


def test_a_joint_practice_does_not_merge_who_speaks_with_who_treats() -> None:
    house = [row for row in ENTRIES if row["organization"] == "Beispiel-Ärztehaus am Bahnhof Altenhundem"]
    turkish = {row["categories"] for row in house if "tr" in {code for code, _, _ in _languages(row)}}
    assert turkish == {"gynaecology", "general"}
    assert "paediatrics" in {row["categories"] for row in house}


@pytest.mark.real_data
def test_points_lie_near_their_village(shared_data: Path) -> None:
    villages: dict[tuple[str, str], tuple[float, float]] = {}
    with (shared_data / "gazetteer" / "villages_kreis_olpe.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            villages[row["municipality"], row["village"]] = float(row["lon"]), float(row["lat"])
    for row in ENTRIES:
        if row["village"] and row["lat"]:
            lon, lat = villages[row["city"], row["village"]]
            assert Geod(ellps="WGS84").inv(lon, lat, float(row["lon"]), float(row["lat"]))[2] <= 300


def test_sources_describe_both_files_and_mark_the_examples() -> None:
    sources = json.loads((DATA / "demo" / "sources.json").read_text(encoding="utf-8"))
    assert {source["file"]: source["source"] for source in sources} == {
        "entries.csv": "demo",
        "institutions.csv": "lennestadt-public",
    }
    assert {source["file"]: source["is_example"] for source in sources} == {
        "entries.csv": True,
        "institutions.csv": False,
    }
    assert all(source["name"] and source["licence"] and source["note"] for source in sources)
