"""Lists of languages, as people write them, name the languages that they name."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.actions.read_text import languages_reading
from finder.domain.language import LanguageLevel, LanguageRole, normalize_language
from finder.exchange.context import ReadContext
from finder.exchange.language_text import read_languages

INTERPRETERS_AND_OTHERS = (
    r"(?i)olmetsch|traduct|interpret|переводчик|مترجم|noch einiges mehr"
    r"|^(weitere|autres|altre|other|другие|أخرى|siehe oben|\?+)$"
)
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
    ("Deutsch, (Russisch, Ukrainisch nach Weiterleitung)", "de", ""),
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


BY_HAND = json.loads((Path(__file__).parent / "languages_by_hand.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("sample", BY_HAND, ids=[sample["text"] for sample in BY_HAND])
def test_a_text_is_read_as_a_person_reads_it(sample: dict[str, object]) -> None:
    reading = languages_reading(str(sample["text"]))
    assert {"languages": reading["languages"], "rest": reading["rest"]} == {
        "languages": sample["languages"],
        "rest": sample["rest"],
    }


def test_an_interpreter_for_no_language_in_particular_is_named_apart(context: ReadContext) -> None:
    found = read_languages("Deutsch; bei Bedarf Dolmetscher", context.names)
    assert found.interpreter == "bei Bedarf Dolmetscher"
    assert not read_languages("Dolmetscher für Arabisch", context.names).interpreter


def test_an_import_takes_only_what_is_certainly_spoken(context: ReadContext) -> None:
    found = read_languages("Deutsch, Rusisch (Arabisch nach Weiterleitung)", context.names)
    assert [spoken.code for spoken in found.languages] == ["de"]
    assert [(spoken.code, spoken.note) for spoken in found.doubtful] == [
        ("ru", ""),
        ("ar", "nach Weiterleitung"),
    ]


LANGUAGES, DOUBTFUL, LEFT = 549, 42, 19
"""Of the real texts' items 549 are read as languages (96.7 %), 42 of these with doubt; none of the 19
items that are left names a language: looked through by hand.
"""


@pytest.mark.real_data
def test_of_what_people_really_wrote_every_language_is_read(shared_data: Path, context: ReadContext) -> None:
    path = shared_data / "values" / "spoken_languages_free_text_A.json"
    texts = [row["value"] for row in json.loads(path.read_text(encoding="utf-8"))]
    assert len(texts) == 124
    read = [read_languages(text, context.names) for text in texts]
    named, left = sum(len(found.found) for found in read), sum(len(found.unread) for found in read)
    doubtful = sum(len(found.doubtful) for found in read)
    assert (named, doubtful, left) == (LANGUAGES, DOUBTFUL, LEFT)


@pytest.mark.real_data
def test_of_what_people_really_wrote_only_words_that_name_no_language_are_left(
    shared_data: Path, context: ReadContext
) -> None:
    path = shared_data / "values" / "spoken_languages_free_text_A.json"
    texts = [row["value"] for row in json.loads(path.read_text(encoding="utf-8"))]
    left = {text for value in texts for text in read_languages(value, context.names).unread}
    unread = {text for text in left if not re.search(INTERPRETERS_AND_OTHERS, text)}
    assert len(unread) == 5, unread  # the five of the one text that lists activities


@settings(deadline=None, derandomize=True)
@given(text=st.text(max_size=200))
def test_no_text_ever_raises_and_every_code_is_normal(text: str, context: ReadContext) -> None:
    for spoken, _ in read_languages(text, context.names).found:
        assert normalize_language(spoken.code) == spoken.code


@settings(deadline=None, derandomize=True)
@given(
    parts=st.lists(
        st.sampled_from(
            ["Deutsch", "türkisch", "ru", "عربي", "bei Bedarf", "weitere", "(", ")", ",", ";", ":"]
        ),
        max_size=12,
        unique_by=lambda part: part if part[0].isalpha() else object(),
    )
)
def test_every_word_is_read_or_left_over(parts: list[str], context: ReadContext) -> None:
    """However a text is bracketed and cut, a language in it is found or its name is left as text."""
    found = read_languages(" ".join(parts), context.names)
    left = " ".join(found.unread)
    for name, code in (("Deutsch", "de"), ("türkisch", "tr"), ("عربي", "ar")):
        if name in parts:
            assert code in {language.spoken.code for language in found.found} or name in left
    for words in ("weitere", "bei Bedarf"):
        notes = " ".join(language.spoken.note for language in found.found)
        if words in parts:
            assert words in left or words in notes
