"""A translation is no surer than what it was made of, and outdated when its German text moves on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.domain.translation import (
    Translated,
    TranslationOrigin,
    TranslationStatus,
    put_together,
    source_hash,
    state_now,
    translated_of,
    translations_json,
)
from finder.exchange.own_translations import (
    FIELDS,
    STATES,
    TextColumn,
    read_translations,
    text_column,
    text_columns,
    translated_cells,
)

HUMAN, MACHINE = TranslationOrigin
DRAFT, REVIEWED, OUTDATED = TranslationStatus
LANGS = ("ar", "de-simple", "fa-AF", "sr-Latn", "uk")
ITEMS = st.builds(
    Translated,
    st.sampled_from(sorted(FIELDS.values())),
    st.sampled_from(LANGS),
    st.text(min_size=1, max_size=5),
    st.sampled_from(TranslationOrigin),
    st.sampled_from(TranslationStatus),
)


def test_a_translation_is_outdated_when_the_german_text_is_another() -> None:
    assert state_now(REVIEWED, source_hash("Hilfe"), "Hilfe") is REVIEWED
    assert state_now(DRAFT, source_hash("Hilfe"), "Hilfe und Rat") is OUTDATED
    assert state_now(DRAFT, "", "irgendetwas") is DRAFT


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ((HUMAN, REVIEWED), (HUMAN, REVIEWED), (HUMAN, REVIEWED)),
        ((HUMAN, REVIEWED), (MACHINE, REVIEWED), (MACHINE, REVIEWED)),
        ((HUMAN, DRAFT), (MACHINE, REVIEWED), (MACHINE, DRAFT)),
        ((HUMAN, OUTDATED), (HUMAN, DRAFT), (HUMAN, OUTDATED)),
    ],
)
def test_two_texts_together_are_no_surer_than_either(
    first: tuple[TranslationOrigin, TranslationStatus],
    second: tuple[TranslationOrigin, TranslationStatus],
    both: tuple[TranslationOrigin, TranslationStatus],
) -> None:
    one, other = (
        Translated("description", "ar", "a", *first),
        Translated("offer_description", "ar", "b", *second),
    )
    assert put_together(one, other) == Translated("description", "ar", "a\n\nb", *both)


@given(st.lists(ITEMS, unique_by=lambda item: (item.field, item.lang)))
def test_stored_translations_and_the_columns_of_the_table_give_them_back(items: list[Translated]) -> None:
    stored = translations_json(items)
    assert {translated_of(stored, item.field, item.lang) for item in items} == set(items)
    detail = {"translations": stored, "texts": {item.field: "deutsch" for item in items}}
    cells = translated_cells(detail)
    assert set(text_columns([detail])) == set(cells)
    assert read_translations({**dict.fromkeys(FIELDS, "deutsch"), **cells}) == tuple(sorted(items))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", FIELDS)
def test_columns_are_known_by_name_language_and_state(name: str, state: str) -> None:
    column = TextColumn(name, "fa-AF", state)
    assert text_column(column.header) == column
    assert text_column(column.header.lower()) == column


@pytest.mark.parametrize(
    "header",
    [
        "name",
        "name:",
        "name:de",
        "street:ar",
        "name:ar:guessed",
        "name:not a language",
        "name:ar:draft:x",
        "",
    ],
)
def test_anything_else_is_no_such_column(header: str) -> None:
    assert text_column(header) is None


def test_the_first_cell_of_a_field_counts_and_a_translation_of_nothing_does_not() -> None:
    cells = {
        "name": "Rat",
        "name:ar": "",
        "name:ar:machine": "a",
        "name:ar:draft": "b",
        "fees": "",
        "fees:ar": "c",
    }
    assert read_translations(cells) == (Translated("name", "ar", "a", MACHINE, DRAFT),)
