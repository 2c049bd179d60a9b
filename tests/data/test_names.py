"""Names of languages and of access criteria are complete, and read back what people write."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

from finder.domain.access import CRITERIA, FACT_KEYS
from finder.domain.language import normalize_language
from finder.domain.names import AccessNames, LanguageNames
from finder.domain.text import fold
from finder.errors import ConfigurationError
from finder.paths import DATA

TABLE = DATA / "languages" / "languages.csv"
NAMES = LanguageNames.load(TABLE)
ACCESS = AccessNames.load(DATA / "access" / "labels.csv")
WANTED = (
    "de", "en", "ar", "fa", "fa-AF", "ps", "tr", "kmr", "ckb", "zza", "ti", "am", "so", "uk", "ru",
    "pl", "ro", "bg", "sq", "sr", "hr", "bs", "mk", "rom", "hu", "el", "it", "es", "pt", "fr", "ka",
    "hy", "az", "ur", "hi", "ta", "vi", "th", "zh", "sw", "om", "sk", "cs", "lt", "nl", "gsg", "tsm",
    "ukl", "rsl", "ase", "de-simple",
)  # fmt: skip
UI = ("de", "en", "tr", "ar", "uk", "ru", "pl", "ro", "fr", "fa", "bg", "sq", "de-simple")
SAME = {("fa-AF", "fa"), ("ur", "fa"), ("tsm", "tr"), ("ukl", "uk"), ("rsl", "ru")}
"""Names that are written alike in both languages."""


def _rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_language_of_the_vocabulary_has_all_its_names() -> None:
    assert set(WANTED) <= set(NAMES.codes)
    assert all(row[name] for row in _rows() for name in ("code", "de", "en", "own"))


def test_codes_are_in_their_normal_form_and_names_are_distinct() -> None:
    assert [normalize_language(code) for code in NAMES.codes] == list(NAMES.codes)
    for column in ("de", "en", "own"):
        assert len({row[column] for row in _rows()}) == len(NAMES.codes)


def test_no_spelling_means_two_languages() -> None:
    codes: dict[str, set[str]] = defaultdict(set)
    for row in _rows():
        for text in (row["code"], row["de"], row["en"], row["own"], *row["variants"].split(";")):
            codes[fold(text)].add(row["code"])
    codes.pop("")
    assert [text for text, found in codes.items() if len(found) > 1] == []


@pytest.mark.parametrize("code", WANTED)
def test_every_name_that_is_shown_is_understood(code: str) -> None:
    for text in (NAMES.name(code, "de"), NAMES.name(code, "en"), NAMES.autonym(code), code):
        assert NAMES.code_for_text(text) == code
    for ui_lang in UI:
        assert NAMES.name(code, ui_lang) != code


@pytest.mark.parametrize("ui_lang", UI)
def test_every_language_has_a_name_in_every_language_of_the_interface(ui_lang: str) -> None:
    """None is called by its own name alone, which who does not speak it cannot read."""
    strange = [
        code
        for code in WANTED
        if NAMES.name(code, ui_lang) == NAMES.autonym(code) and code.split("-")[0] != ui_lang.split("-")[0]
    ]
    assert [code for code in strange if (code, ui_lang) not in SAME] == []


def test_labels_belong_to_known_languages_and_tell_the_languages_apart() -> None:
    with TABLE.with_name("labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["code"] for row in rows} <= set(NAMES.codes)
    assert set(rows[0]) == {"code", *UI} - {"de", "en"}
    for row in rows:
        assert [lang for lang, name in row.items() if not name and lang != "de-simple"] == []
    for ui_lang in UI:
        names = [NAMES.name(code, ui_lang) for code in NAMES.codes]
        assert sorted(set(names)) == sorted(names), ui_lang


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Türkisch", "tr"), ("turkish", "tr"), ("Türkçe", "tr"), ("TÜRKÇE", "tr"), ("Kurmanci", "kmr"),
        ("Kurmancî", "kmr"), ("Sorani", "ckb"), ("Kurdisch", "ku"), ("Farsi", "fa"), ("Persisch", "fa"),
        ("Dari", "fa-AF"), ("Serbokroatisch", "sr"), ("Serbo-Kroatisch", "sr"), ("DGS", "gsg"),
        ("Leichte Sprache", "de-simple"), ("Tigrinisch", "ti"), ("Holländisch", "nl"), ("dt.", "de"),
        ("Japanisch", "ja"), ("немецкий", "de"), ("ألماني", "de"), ("tedesco", "de"), ("engleski", "en"),
        ("Weltraumsprache", None), ("siehe oben", None), ("???", None), ("", None),
    ],
)  # fmt: skip
def test_a_language_is_understood_by_the_name_people_give_it(text: str, code: str | None) -> None:
    assert NAMES.code_for_text(text) == code


def test_names_come_from_the_own_table_then_cldr_then_the_own_name() -> None:
    assert NAMES.name("gsg", "de") == "Deutsche Gebärdensprache (DGS)"
    assert NAMES.name("uk", "tr") == "Ukraynaca"
    assert NAMES.name("kmr", "tr") == "Kurmancca (Kuzey Kürtçesi)"
    assert NAMES.name("tr", "de-simple") == "Türkisch"
    assert NAMES.name("gsg", "de-simple") == "Deutsche Gebärden-Sprache (DGS)"
    assert NAMES.name("ja", "de") == "Japanisch"
    assert NAMES.name("sr-Latn", "de") == "Serbisch (Lateinisch)"
    assert NAMES.autonym("ja") == "日本語"


def test_an_unknown_code_or_page_language_shows_the_code() -> None:
    assert NAMES.name("qaa", "de") == "qaa"
    assert NAMES.name("ja", "not a language") == "日本語"
    assert NAMES.autonym("qaa") == "qaa"


@pytest.mark.real_data
def test_most_languages_that_staff_really_typed_are_understood(shared_data: Path) -> None:
    """458 of 537 parts; the rest are sentences, typing mistakes, codes and Tigrinya or Urdu words."""
    text = (shared_data / "values" / "spoken_languages_free_text_A.json").read_text(encoding="utf-8")
    values = [row["value"] for row in json.loads(text)]
    split = re.compile(r"[,;،.()&]| und | and | et | i | y ")
    parts = [part for value in values for part in split.split(value) if part.strip()]
    understood = [part for part in parts if NAMES.code_for_text(part)]
    assert len(parts) == 537
    assert len(understood) >= 458


def test_every_access_criterion_and_fact_has_a_label_in_every_language_of_the_interface() -> None:
    with (DATA / "access" / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(rows[0]) == {"kind", "key", *UI}
    assert [(row["key"], lang) for row in rows for lang, label in row.items() if not label.strip()] == []
    for lang in UI:
        assert all(ACCESS.criterion(key, lang) != key for key in CRITERIA)
        assert all(ACCESS.fact(key, lang) != key for key in FACT_KEYS)
    for lang in UI[2:-1]:
        same = [key for key in FACT_KEYS if ACCESS.fact(key, lang) == ACCESS.fact(key, "de")]
        assert same == []


def test_access_labels_name_nothing_that_does_not_exist() -> None:
    with (DATA / "access" / "labels.csv").open(encoding="utf-8", newline="") as file:
        found = {(row["kind"], row["key"]) for row in csv.DictReader(file)}
    assert found == {("criterion", key) for key in CRITERIA} | {("fact", key) for key in FACT_KEYS}


def test_a_missing_label_shows_german_and_at_last_the_key() -> None:
    assert AccessNames([{"kind": "fact", "key": "level", "de": "Stockwerk", "tr": ""}]).fact(
        "level", "tr"
    ) == ("Stockwerk")
    assert ACCESS.fact("nonsense", "de") == "nonsense"


def test_a_damaged_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        LanguageNames.load(tmp_path / "languages.csv")
    (tmp_path / "labels.csv").write_text("kind,key,de\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="lacks the column en"):
        AccessNames.load(tmp_path / "labels.csv")


def test_languages_are_readable_by_their_names_but_not_by_bare_codes() -> None:
    found: dict[str, set[str]] = {}
    for name, code, _ in NAMES.readable():
        found.setdefault(fold(name), set()).add(code)
    for name, code in {
        "Türkisch": "tr",
        "турецкий": "tr",
        "العربية": "ar",
        "Lehçe": "pl",
        "ukraiński": "uk",
    }.items():
        assert found[fold(name)] == {code}, name
    assert "tr" not in found
    assert all(len(codes) == 1 for codes in found.values())
