"""Facts become readings by the published thresholds; what is not recorded stays unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.domain.access import CRITERIA, FACT_KEYS, FACT_UNITS, Fact, Reading, read_access

GROUND = {"level": "0"}


def reading(criterion: str, facts: dict[str, str]) -> Reading:
    return read_access(Fact(key, value) for key, value in facts.items())[criterion]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "unknown"),
        ({"entrance.step_count": "0"}, "unknown"),
        (GROUND, "unknown"),
        (GROUND | {"entrance.step_count": "0"}, "yes"),
        (GROUND | {"entrance.is_level": "yes"}, "yes"),
        (GROUND | {"entrance.is_level": "no"}, "no"),
        (GROUND | {"entrance.threshold_cm": "3"}, "unknown"),
        (GROUND | {"entrance.threshold_cm": "3", "entrance.step_count": "0"}, "yes"),
        (GROUND | {"entrance.threshold_cm": "3.1"}, "limited"),
        (GROUND | {"entrance.threshold_cm": "7.1"}, "no"),
        (GROUND | {"entrance.step_count": "1", "entrance.step_height_cm": "7"}, "limited"),
        (GROUND | {"entrance.step_count": "1", "entrance.step_height_cm": "7.1"}, "no"),
        (GROUND | {"entrance.step_count": "1"}, "no"),
        (GROUND | {"entrance.step_count": "2", "entrance.step_height_cm": "5"}, "no"),
        (GROUND | {"entrance.step_count": "2", "entrance.ramp": "yes"}, "unknown"),
        (GROUND | {"entrance.step_count": "2", "entrance.ramp": "yes", "entrance.slope_pct": "6"}, "yes"),
        (
            GROUND | {"entrance.step_count": "2", "entrance.ramp": "yes", "entrance.slope_pct": "6.1"},
            "limited",
        ),
        (GROUND | {"entrance.step_count": "2", "entrance.ramp": "yes", "entrance.slope_pct": "20.1"}, "no"),
        ({"entrance.step_count": "0", "level": "2"}, "unknown"),
        ({"entrance.step_count": "0", "level": "2", "lift": "no"}, "no"),
        ({"entrance.step_count": "0", "level": "2", "lift": "yes"}, "yes"),
        ({"entrance.step_count": "0", "lift": "yes"}, "yes"),
        ({"entrance.step_count": "0", "lift": "yes", "lift.cabin_length_cm": "100"}, "limited"),
        ({"entrance.step_count": "0", "lift": "no"}, "unknown"),
        ({"entrance.step_count": "3", "level": "2", "lift": "yes"}, "no"),
        ({"stated.wheelchair": "yes"}, "yes"),
        ({"stated.wheelchair": "limited"}, "limited"),
        ({"stated.wheelchair": "no"}, "no"),
        (GROUND | {"stated.wheelchair": "yes", "entrance.step_count": "3"}, "no"),
        ({"stated.wheelchair": "yes", "entrance.step_count": "3"}, "no"),
    ],
)
def test_step_free(facts: dict[str, str], expected: str) -> None:
    assert reading("step_free", facts) == expected


@pytest.mark.parametrize(
    ("criterion", "facts", "expected"),
    [
        ("door_wide", {"entrance.door_width_cm": "90"}, "yes"),
        ("door_wide", {"entrance.door_width_cm": "89.9"}, "limited"),
        ("door_wide", {"entrance.door_width_cm": "79"}, "no"),
        ("lift", {"lift": "yes", "lift.door_width_cm": "89"}, "limited"),
        ("lift", {"lift": "yes", "lift.cabin_length_cm": "89"}, "no"),
        ("lift", {"lift.door_width_cm": "120"}, "unknown"),
        ("toilet", {"toilet.accessible": "yes"}, "yes"),
        ("toilet", {"toilet.accessible": "yes", "toilet.door_width_cm": "89"}, "limited"),
        ("parking", {"parking.disabled_count": "0"}, "no"),
        ("parking", {"parking.disabled_count": "2"}, "yes"),
        ("parking", {"parking.disabled": "yes"}, "yes"),
        ("quiet", {"cognition.quiet": "limited"}, "limited"),
    ],
)
def test_other_criteria(criterion: str, facts: dict[str, str], expected: str) -> None:
    assert reading(criterion, facts) == expected


def test_without_facts_everything_is_unknown() -> None:
    assert read_access([]) == dict.fromkeys(CRITERIA, Reading.UNKNOWN)


values = st.sampled_from(["yes", "no", "limited", "unknown", "0", "1", "3", "7", "80", "90", "150", "", "x"])


@given(st.dictionaries(st.sampled_from(FACT_KEYS), values), st.sampled_from(FACT_KEYS), values)
def test_a_fact_changes_only_readings_that_rest_on_it(facts: dict[str, str], key: str, value: str) -> None:
    before = read_access(Fact(k, v) for k, v in facts.items())
    after = read_access(Fact(k, v) for k, v in {**facts, key: value}.items())
    changed = {criterion for criterion in CRITERIA if before[criterion] != after[criterion]}
    assert len(changed) <= 2, "only lifts and statements serve two criteria"


def test_every_measure_has_a_unit_or_is_a_count() -> None:
    assert {key for key, unit in FACT_UNITS.items() if not unit} == {
        "entrance.step_count", "level", "parking.disabled_count",
    }  # fmt: skip
