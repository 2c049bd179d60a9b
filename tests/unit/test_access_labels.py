"""Labels are claimed where facts prove them: every threshold from both sides, every fact left out once."""

from __future__ import annotations

import pytest

from finder.domain.access_labels import (
    KbvLevel,
    barrier_free_toilet,
    kbv_level,
    labels_of,
    osm_wheelchair,
)
from finder.domain.thresholds import RULE_SET, RULE_VERSION

Facts = dict[str, str]
FULL: Facts = {
    "entrance.step_count": "0",
    "entrance.door_width_cm": "90",
    "room.turning_cm": "150",
    "level": "0",
}
UPSTAIRS: Facts = {
    **FULL,
    "level": "2",
    "lift": "yes",
    "lift.door_width_cm": "90",
    "lift.cabin_width_cm": "110",
    "lift.cabin_length_cm": "140",
}
STEPS: Facts = {
    **FULL,
    "entrance.step_count": "3",
    "entrance.step_height_cm": "15",
    "entrance.handrail": "yes",
}
TOILET: Facts = {
    "toilet.door_opens_out": "yes",
    "toilet.door_width_cm": "90",
    "toilet.space_cm": "150",
}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (FULL, "uneingeschraenkt"),
        (FULL | {"entrance.door_width_cm": "89.9"}, "weitgehend"),
        (FULL | {"entrance.door_width_cm": "80"}, "weitgehend"),
        (FULL | {"entrance.door_width_cm": "79.9"}, "gehbehinderte"),
        (FULL | {"room.turning_cm": "149.9"}, "weitgehend"),
        (FULL | {"room.turning_cm": "110"}, "weitgehend"),
        (FULL | {"room.turning_cm": "109"}, "gehbehinderte"),
        (FULL | {"entrance.threshold_cm": "3"}, "uneingeschraenkt"),
        (FULL | {"entrance.threshold_cm": "3.1"}, "weitgehend"),
        (FULL | {"entrance.step_count": "1"}, "weitgehend"),
        (FULL | {"entrance.step_count": "2"}, "unknown"),
        (STEPS, "gehbehinderte"),
        (STEPS | {"entrance.step_count": "4"}, "nicht"),
        (STEPS | {"entrance.step_height_cm": "15.1"}, "nicht"),
        (STEPS | {"entrance.handrail": "no"}, "nicht"),
        (STEPS | {"entrance.ramp": "yes", "entrance.slope_pct": "6"}, "uneingeschraenkt"),
        (STEPS | {"entrance.ramp": "yes", "entrance.slope_pct": "6.1"}, "weitgehend"),
        (STEPS | {"entrance.ramp": "yes", "entrance.slope_pct": "20"}, "weitgehend"),
        (STEPS | {"entrance.ramp": "yes", "entrance.slope_pct": "20.1"}, "gehbehinderte"),
        (STEPS | {"entrance.ramp": "yes"}, "gehbehinderte"),
        (UPSTAIRS, "uneingeschraenkt"),
        (UPSTAIRS | {"lift.door_width_cm": "89"}, "weitgehend"),
        (UPSTAIRS | {"lift.door_width_cm": "70"}, "weitgehend"),
        (UPSTAIRS | {"lift.door_width_cm": "69"}, "gehbehinderte"),
        (UPSTAIRS | {"lift.cabin_width_cm": "109"}, "weitgehend"),
        (UPSTAIRS | {"lift.cabin_width_cm": "70"}, "weitgehend"),
        (UPSTAIRS | {"lift.cabin_width_cm": "69"}, "gehbehinderte"),
        (UPSTAIRS | {"lift.cabin_length_cm": "139"}, "weitgehend"),
        (UPSTAIRS | {"lift.cabin_length_cm": "90"}, "weitgehend"),
        (UPSTAIRS | {"lift.cabin_length_cm": "89"}, "gehbehinderte"),
        (UPSTAIRS | {"lift": "no"}, "nicht"),
        ({}, "unknown"),
        ({"stated.wheelchair": "yes"}, "unknown"),
    ],
)
def test_the_kbv_level_is_the_best_that_is_proven(facts: Facts, expected: str) -> None:
    assert kbv_level(facts).value == expected


def test_the_kbv_takes_a_threshold_for_the_entrance() -> None:
    facts = {key: value for key, value in FULL.items() if key != "entrance.step_count"}
    assert kbv_level(facts | {"entrance.threshold_cm": "3"}) is KbvLevel.FULL
    assert kbv_level(facts | {"entrance.threshold_cm": "3.1"}) is KbvLevel.PARTIAL


@pytest.mark.parametrize("facts", [FULL, UPSTAIRS])
def test_no_level_is_proven_without_each_of_its_facts(facts: Facts) -> None:
    for key in facts:
        fewer = {other: value for other, value in facts.items() if other != key}
        proven = KbvLevel.WALKING if key in WALKERS_DO_WITHOUT else KbvLevel.UNKNOWN
        # A lift that is there reaches the room on whatever floor.
        assert kbv_level(fewer) is (KbvLevel.FULL if key == "level" and "lift" in facts else proven)


WALKERS_DO_WITHOUT = {
    "entrance.door_width_cm",
    "room.turning_cm",
    "lift.door_width_cm",
    "lift.cabin_width_cm",
    "lift.cabin_length_cm",
}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "unknown"),
        ({"stated.wheelchair": "yes"}, "unknown"),
        ({"entrance.step_count": "0"}, "unknown"),
        ({"entrance.step_count": "0", "level": "0"}, "yes"),
        ({"entrance.step_count": "0", "level": "0", "entrance.door_width_cm": "90"}, "yes"),
        ({"entrance.step_count": "0", "level": "0", "entrance.door_width_cm": "89"}, "limited"),
        ({"entrance.step_count": "0", "level": "0", "entrance.door_width_cm": "79"}, "no"),
        ({"entrance.door_width_cm": "79"}, "no"),
        ({"entrance.step_count": "1", "entrance.step_height_cm": "7", "level": "0"}, "limited"),
        ({"entrance.step_count": "1", "entrance.step_height_cm": "7.1", "level": "0"}, "no"),
        ({"entrance.step_count": "0", "level": "1", "lift": "no"}, "no"),
    ],
)
def test_osm_wheelchair_is_computed_from_measures(facts: Facts, expected: str) -> None:
    assert osm_wheelchair(facts).value == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (TOILET, "yes"),
        (TOILET | {"toilet.accessible": "yes"}, "yes"),
        (TOILET | {"toilet.accessible": "no"}, "no"),
        (TOILET | {"toilet.door_opens_out": "no"}, "no"),
        (TOILET | {"toilet.door_width_cm": "89.9"}, "no"),
        (TOILET | {"toilet.space_cm": "149.9"}, "no"),
        ({"toilet.accessible": "yes"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_a_barrier_free_toilet_is_proven_by_its_measures(facts: Facts, expected: str) -> None:
    assert barrier_free_toilet(facts).value == expected


@pytest.mark.parametrize("key", TOILET)
def test_a_toilet_of_which_one_measure_is_missing_is_not_known(key: str) -> None:
    assert barrier_free_toilet({k: v for k, v in TOILET.items() if k != key}).value == "unknown"


def test_labels_say_which_rules_gave_them() -> None:
    assert labels_of(FULL | TOILET) == {
        "osm_wheelchair": "yes",
        "kbv_level": "uneingeschraenkt",
        "barrier_free_toilet": "yes",
        "rule_set": RULE_SET,
        "rule_version": RULE_VERSION,
    }


def test_a_blanket_statement_changes_no_label() -> None:
    for facts in ({}, FULL, STEPS, UPSTAIRS):
        for value in ("yes", "limited", "no"):
            assert labels_of({**facts, "stated.wheelchair": value}) == labels_of(facts)
