"""Lists of languages, as people write them, name the languages that they name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.domain.language import LanguageLevel, LanguageRole, normalize_language
from finder.exchange.context import ReadContext
from finder.exchange.language_text import read_languages

LISTS = [
    ("Deutsch, Englisch", "de en", ""),
    ("Deutsch & Englisch", "de en", ""),
    ("Deutsch und Englisch", "de en", ""),
    ("deutsch; polnisch / russisch", "de pl ru", ""),
    ("de,en,", "de en", ""),
    ("de, ara, fa,ku, ru,en,pl", "de ar fa ku ru en pl", ""),
    ("dt., engl.", "de en", ""),
    ("DGS", "gsg", ""),
    ("немецкий, английский", "de en", ""),
    ("العربية والروسية والكردية", "ar ru ku", ""),
    ("Chinese (Mandarin), Tagalog", "zh fil", ""),
    ("Chinese (Cantonese)", "yue", ""),
    ("Kurdisch (Sorani)", "ckb", ""),
    ("Deutsch, weitere", "de", "weitere"),
    ("Deutsch; Englisch; bei Bedarf Dolmetscher", "de en", "bei Bedarf Dolmetscher"),
    ("Deutsch, (Russisch, Ukrainisch nach Weiterleitung)", "de", "(Russisch, Ukrainisch nach Weiterleitung)"),
    ("oft, man, siehe oben", "", "oft|man|siehe oben"),
    ("und", "", "und"),
    ("", "", ""),
]


@pytest.mark.parametrize(("text", "codes", "unread"), LISTS)
def test_a_list_names_its_languages_and_the_rest_is_left_over(
    text: str, codes: str, unread: str, context: ReadContext
) -> None:
    found = read_languages(text, context.names)
    assert " ".join(spoken.code for spoken in found.languages) == codes
    assert "|".join(found.unread) == unread


def test_words_in_brackets_say_how_well(context: ReadContext) -> None:
    english, russian = read_languages(
        "Englisch (fließend), Russisch (Grundkenntnisse)", context.names
    ).languages
    assert (english.code, english.level) == ("en", LanguageLevel.FLUENT)
    assert (russian.code, russian.level) == ("ru", LanguageLevel.BASIC)


def test_the_role_is_that_of_the_column(context: ReadContext) -> None:
    [spoken] = read_languages("Türkisch", context.names, LanguageRole.PROFESSIONAL).languages
    assert spoken.role is LanguageRole.PROFESSIONAL


@pytest.mark.real_data
def test_of_what_people_really_wrote_more_than_five_parts_in_six_are_understood(
    shared_data: Path, context: ReadContext
) -> None:
    path = shared_data / "values" / "spoken_languages_free_text_A.json"
    texts = [row["value"] for row in json.loads(path.read_text(encoding="utf-8"))]
    assert len(texts) == 124
    read = [read_languages(text, context.names) for text in texts]
    named, left = sum(len(found.languages) for found in read), sum(len(found.unread) for found in read)
    assert named > 5 * left
    understood = [text for text, found in zip(texts, read, strict=True) if found.languages]
    assert len(understood) >= 115


@settings(deadline=None, derandomize=True)
@given(text=st.text(max_size=200))
def test_no_text_ever_raises_and_every_code_is_normal(text: str, context: ReadContext) -> None:
    for spoken in read_languages(text, context.names).languages:
        assert normalize_language(spoken.code) == spoken.code
