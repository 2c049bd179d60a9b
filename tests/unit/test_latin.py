"""Names of German places in Cyrillic letters come back as they are written in German."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.domain.latin import in_latin


@pytest.mark.parametrize(
    ("cyrillic", "name"),
    [
        ("Олпе", "olpe"), ("Ольпе", "olpe"), ("Леннештадт", "lennestadt"), ("Альтенхундем", "altenhundem"),
        ("Аттендорн", "attendorn"), ("Мешеде", "meschede"), ("Вінтерберг", "winterberg"),
        ("Финнентроп", "finnentrop"), ("Веттер", "wetter"), ("Верден", "verden"), ("Майнц", "meinz"),
    ],
)  # fmt: skip
def test_one_spelling_is_the_german_one(cyrillic: str, name: str) -> None:
    assert name in in_latin(cyrillic)


@given(st.text())
def test_there_are_few_spellings_and_none_without_cyrillic_letters(text: str) -> None:
    spellings = in_latin(text)
    assert len(spellings) <= 4
    assert len(set(spellings)) == len(spellings)
    assert bool(spellings) == any("\u0400" <= char <= "\u052f" for char in text.casefold())
