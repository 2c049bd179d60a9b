"""What is kept of a search that found nothing names nobody, and what is shown tells nothing rare."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.domain.miss import (
    PAIRS,
    SEVERAL,
    K,
    Miss,
    Outcome,
    Trait,
    miss_of,
    rounded,
    shown,
    week_of,
)
from finder.domain.query import SearchQuery

KNOWN = ("ar", "de", "tr")
FIELDS = {"dentist": ("health",), "midwife": ("health", "family_care"), "debt": ("counselling",)}


def kept(query: SearchQuery, place: str = "") -> Miss:
    miss = miss_of(query, place, Outcome.NOTHING, KNOWN)
    assert miss is not None
    return miss


def test_keys_alone_are_kept_in_one_order() -> None:
    query = SearchQuery.from_params(
        {
            "near": ["Elspe"],
            "radius_km": ["7.3"],
            "category": ["midwife", "dentist"],
            "language": ["tr", "ar"],
            "profile": ["manual_wheelchair"],
            "min_door_cm": ["87"],
            "open": ["tu-09:30"],
        }
    )
    expected = Miss(
        "dentist midwife",
        "ar tr",
        "manual_wheelchair min_door_cm open",
        "10",
        "05966020 Elspe",
        Outcome.NOTHING,
    )
    assert kept(query, "05966020 Elspe") == expected
    assert kept(query) == expected._replace(radius="", place="")


def test_no_text_of_a_visitor_is_kept() -> None:
    assert miss_of(SearchQuery(q="dr mustermann"), "", Outcome.NOTHING, KNOWN) is None
    assert kept(SearchQuery(languages=("x-mustermann", "en-x-57368"))).languages == "other"
    many = tuple(f"topic_{number}" for number in range(5))
    assert kept(SearchQuery(categories=many)).topics == SEVERAL
    assert kept(replace(SearchQuery(), radius_km=199.0), "05966020").radius == "200"


def test_a_week_begins_on_monday() -> None:
    assert [week_of(dt.date(2026, 11, day)) for day in (22, 23, 29)] == [
        dt.date(2026, 11, 16),
        dt.date(2026, 11, 23),
        dt.date(2026, 11, 23),
    ]


misses = st.builds(
    Miss,
    topics=st.sampled_from(("", "dentist", "debt", "debt dentist", "gone")),
    languages=st.sampled_from(("", "ar", "ar tr")),
    needs=st.sampled_from(("", "toilet")),
    radius=st.sampled_from(("", "5")),
    place=st.sampled_from(("", "05966020", "05966020 Elspe")),
    outcome=st.sampled_from(Outcome),
)


@given(st.dictionaries(misses, st.integers(1, 12)))
def test_numbers_are_those_of_brute_force_rounded_down_and_none_is_rare(counts: dict[Miss, int]) -> None:
    found = shown(counts, lambda topic: FIELDS.get(topic, ()))
    assert set(found) == {*((trait,) for trait in Trait), *PAIRS}
    for numbers in found.values():
        assert all(number >= K and number % K == 0 for number in numbers.values())
        assert list(numbers.values()) == sorted(numbers.values(), reverse=True)
    by_field_and_language: Counter[tuple[str, str]] = Counter()
    for miss, times in counts.items():
        fields = {field for topic in miss.topics.split() for field in FIELDS.get(topic, ())}
        for field in fields:
            for language in miss.languages.split():
                by_field_and_language[field, language] += times
    expected = {key: rounded(times) for key, times in by_field_and_language.items() if times >= K}
    assert found[Trait.FIELD, Trait.LANGUAGE] == expected


@pytest.mark.parametrize(("number", "expected"), [(0, 0), (4, 0), (5, 5), (9, 5), (10, 10)])
def test_numbers_are_rounded_down_to_fives(number: int, expected: int) -> None:
    assert rounded(number) == expected
