"""Completeness: the gaps are those of the rules, they weigh what they should, and filling one helps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.domain.access import FACT_KEYS, FACT_UNITS, Fact
from finder.domain.completeness import MAIN_LANGUAGES, WEIGHTS, completeness_of
from finder.domain.fit import Fit
from finder.domain.language import LanguageRole, SpokenLanguage
from finder.domain.needs import PROFILES
from finder.domain.offer import Hours, Offer, PublicPhone, PublicSource
from finder.domain.point import Point
from finder.domain.translation import Translated
from finder.domain.verdicts import verdicts

EMPTY = Offer(
    id=1,
    is_public=True,
    name="Praxis",
    organization="Praxis",
    source=PublicSource("k", "n"),
    all_topics=("doctors",),
)
_KNOWN_FACTS = {key: "0" if key in FACT_UNITS else "no" for key in FACT_KEYS}
FULL = replace(
    EMPTY,
    topics=("general",),
    languages=(SpokenLanguage("tr", LanguageRole.TEAM),),
    facts=tuple(Fact(key, value) for key, value in _KNOWN_FACTS.items()),
    point=Point(51.1, 8.0),
    phones=(PublicPhone("+4927239000"),),
    hours=(Hours("visit", "Mo 08:00-12:00"),),
    translations=tuple(Translated("name", lang, "x") for lang in MAIN_LANGUAGES),
    new_patients="no",
    assured_date=date(2026, 1, 1),
)
facts = st.dictionaries(st.sampled_from(FACT_KEYS), st.sampled_from(["yes", "no", "0", "1", "95", "150"]))


def _with_facts(offer: Offer, values: dict[str, str]) -> Offer:
    return replace(offer, facts=tuple(Fact(key, value) for key, value in values.items()))


def test_nothing_is_0_and_everything_is_100() -> None:
    assert completeness_of(EMPTY).score == 0
    assert set(completeness_of(EMPTY).parts) == set(WEIGHTS)
    assert completeness_of(FULL).score == 100
    assert completeness_of(FULL).gaps == ()


@given(facts)
def test_score_and_gaps_make_100_and_every_gap_has_its_groups(values: dict[str, str]) -> None:
    found = completeness_of(_with_facts(EMPTY, values))
    known = 100 - sum(gap.points for gap in found.gaps)
    assert known == pytest.approx(found.score, abs=1)
    assert all(gap.points > 0 and gap.groups for gap in found.gaps)
    assert [gap.points for gap in found.gaps] == sorted((gap.points for gap in found.gaps), reverse=True)


@given(facts)
def test_the_groups_of_a_fact_are_the_profiles_whose_verdict_asks_for_it(values: dict[str, str]) -> None:
    gaps = {gap.key: gap.groups for gap in completeness_of(_with_facts(EMPTY, values)).gaps}
    for key, profile in PROFILES.items():
        for verdict in verdicts(values, profile.limits, profile.needs):
            for fact in verdict.missing:
                assert key in gaps[fact]
            if verdict.fit is not Fit.UNKNOWN:
                assert not verdict.missing


def test_a_hotline_lacks_no_door_and_a_secret_place_no_point() -> None:
    hotline = completeness_of(replace(EMPTY, location_type="virtual"))
    shelter = completeness_of(replace(EMPTY, is_address_secret=True))
    assert not {"access", "position"} & set(hotline.parts)
    assert "position" not in shelter.parts
    assert "new_patients" not in completeness_of(replace(EMPTY, all_topics=("police",))).parts
    assert completeness_of(replace(FULL, location_type="virtual", facts=(), point=None)).score == 100


@pytest.mark.parametrize("part", [part for part in WEIGHTS if part not in ("access", "translations")])
def test_what_is_filled_in_is_no_gap_and_counts_its_weight(part: str) -> None:
    field = {"position": "point", "confirmation": "assured_date", "phone": "phones"}.get(part, part)
    value = getattr(FULL, field)
    filled = completeness_of(replace(EMPTY, **{field: value}))
    assert part not in filled.parts
    assert filled.score == int(WEIGHTS[part])


def test_a_description_must_be_translated_where_there_is_one() -> None:
    names = tuple(Translated("name", lang, "x") for lang in MAIN_LANGUAGES)
    told = replace(FULL, translations=names, texts={"description": "Hilfe"})
    assert completeness_of(told).parts == ("translations",)
    gaps = completeness_of(replace(told, translations=(Translated("description", "tr", "y"),))).gaps
    assert {gap.key for gap in gaps} == set(MAIN_LANGUAGES) - {"tr"}
