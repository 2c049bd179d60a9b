"""A need is met, unknown or failed by its own recorded facts; every limit is tried from both sides."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from search.oracle import overall

from finder.domain.access import CRITERION_FACTS, FACT_KEYS, FACT_UNITS, is_recorded, read_access
from finder.domain.access import Fact as RecordedFact
from finder.domain.fit import RULES, Fit
from finder.domain.measures import BEST, MEASURES, facts_of, facts_text, measures_of
from finder.domain.needs import ANY_CABIN, LIMITS, NEEDS, PROFILES, Limits, limits_of, needs_of
from finder.domain.verdicts import verdicts

STEPS, HEIGHT, SILL = "entrance.step_count", "entrance.step_height_cm", "entrance.threshold_cm"
LEVEL, RAMP, SLOPE = "entrance.is_level", "entrance.ramp", "entrance.slope_pct"
DOOR, LIFT_DOOR, FLOOR, LIFT = "entrance.door_width_cm", "lift.door_width_cm", "level", "lift"
WIDTH, LENGTH = "lift.cabin_width_cm", "lift.cabin_length_cm"
COUNT, PLACE, DISTANCE = "parking.disabled_count", "parking.disabled", "parking.distance_m"
COMPOSED = ("toilet", "parking", "lift", "door_wide")
"""The criteria that several facts decide, but for `step_free`."""
Facts = dict[str, str]


def fit(limits: Limits, facts: Facts, *criteria: str) -> str:
    return overall(verdict.fit for verdict in verdicts(facts, limits, criteria)).value


@pytest.mark.parametrize(
    ("limits", "facts", "expected"),
    [
        (Limits(max_steps=0), {}, "unknown"),
        (Limits(max_steps=0), {STEPS: "0"}, "fits"),
        (Limits(max_steps=0), {STEPS: "1"}, "fails"),
        (Limits(max_steps=2), {STEPS: "2"}, "fits"),
        (Limits(max_steps=2), {STEPS: "3"}, "fails"),
        (Limits(max_steps=0), {LEVEL: "yes"}, "fits"),
        (Limits(max_steps=0), {LEVEL: "no"}, "fails"),
        (Limits(max_steps=1), {LEVEL: "no"}, "unknown"),
        (Limits(max_steps=0), {LEVEL: "limited"}, "unknown"),
        (Limits(max_steps=0), {STEPS: "0", SILL: "3"}, "fits"),
        (Limits(max_steps=0), {STEPS: "0", SILL: "3.1"}, "fails"),
        (Limits(max_steps=1), {STEPS: "0", SILL: "3.1"}, "fits"),
        (Limits(max_steps=0), {SILL: "2"}, "unknown"),
        (Limits(max_steps=0), {STEPS: "3", RAMP: "yes"}, "unknown"),
        (Limits(max_steps=0), {STEPS: "3", RAMP: "no"}, "fails"),
        (Limits(max_steps=0), {STEPS: "3", RAMP: "limited"}, "fails"),
        (Limits(max_steps=0), {STEPS: "3", RAMP: "yes", SLOPE: "6"}, "fits"),
        (Limits(max_steps=0), {STEPS: "3", RAMP: "yes", SLOPE: "6.1"}, "fails"),
        (Limits(max_steps=0), {RAMP: "yes", SLOPE: "6"}, "fits"),
        (Limits(max_steps=0), {RAMP: "yes", SLOPE: "-6"}, "fits"),
        (Limits(max_steps=0), {RAMP: "yes", SLOPE: "6.1"}, "unknown"),
        (Limits(max_steps=0, ramp_pct=20), {STEPS: "3", RAMP: "yes", SLOPE: "20"}, "fits"),
        (Limits(max_steps=0, ramp_pct=20), {STEPS: "3", RAMP: "yes", SLOPE: "20.1"}, "fails"),
        (Limits(max_steps=0), {STEPS: "0", RAMP: "yes", SLOPE: "6.1"}, "fails"),
        (Limits(max_steps=0), {STEPS: "0", RAMP: "yes"}, "fits"),
        (Limits(max_steps=0), {"stated.wheelchair": "yes"}, "unknown"),
        (Limits(max_steps=0), {STEPS: "1", "stated.wheelchair": "yes"}, "fails"),
        (Limits(max_steps=0), {STEPS: "viele"}, "unknown"),
        (Limits(max_steps=0), {STEPS: "nan"}, "unknown"),
        (Limits(max_step_cm=7), {}, "unknown"),
        (Limits(max_step_cm=7), {STEPS: "2"}, "unknown"),
        (Limits(max_step_cm=7), {STEPS: "2", HEIGHT: "7"}, "fits"),
        (Limits(max_step_cm=7), {STEPS: "2", HEIGHT: "7.1"}, "fails"),
        (Limits(max_step_cm=7), {HEIGHT: "7"}, "fits"),
        (Limits(max_step_cm=7), {STEPS: "0", HEIGHT: "15"}, "fits"),
        (Limits(max_step_cm=7), {LEVEL: "yes"}, "fits"),
        (Limits(max_step_cm=7), {STEPS: "0", SILL: "7"}, "fits"),
        (Limits(max_step_cm=7), {STEPS: "0", SILL: "7.1"}, "fails"),
        (Limits(max_step_cm=7), {SILL: "7.1"}, "fails"),
        (Limits(max_step_cm=7), {SILL: "7"}, "unknown"),
        (Limits(max_step_cm=7), {HEIGHT: "15", RAMP: "yes", SLOPE: "6"}, "fits"),
        (Limits(max_step_cm=7), {HEIGHT: "15", RAMP: "yes"}, "unknown"),
        (Limits(max_slope_pct=6), {}, "unknown"),
        (Limits(max_slope_pct=6), {SLOPE: "6"}, "fits"),
        (Limits(max_slope_pct=6), {SLOPE: "6.01"}, "fails"),
        (Limits(max_slope_pct=6), {RAMP: "no"}, "fits"),
        (Limits(max_slope_pct=6), {RAMP: "yes"}, "unknown"),
        (Limits(max_slope_pct=6), {LEVEL: "yes"}, "fits"),
        (Limits(max_slope_pct=6), {STEPS: "0"}, "unknown"),
        (Limits(max_slope_pct=6, max_steps=2), {STEPS: "2", RAMP: "yes", SLOPE: "15"}, "fits"),
        (Limits(max_slope_pct=6, max_steps=2), {STEPS: "3", RAMP: "yes", SLOPE: "15"}, "fails"),
        (Limits(min_door_cm=80), {}, "unknown"),
        (Limits(min_door_cm=80), {DOOR: "80"}, "fits"),
        (Limits(min_door_cm=80), {DOOR: "79.9"}, "fails"),
        (Limits(min_door_cm=80), {DOOR: "90", LIFT_DOOR: "79"}, "fails"),
        (Limits(min_door_cm=80), {DOOR: "90", LIFT_DOOR: "79", FLOOR: "0"}, "fits"),
        (Limits(min_door_cm=80), {DOOR: "90", LIFT_DOOR: "80", FLOOR: "2"}, "fits"),
        (Limits(min_door_cm=80), {LIFT_DOOR: "80"}, "unknown"),
        (Limits(min_door_cm=80), {LIFT_DOOR: "79"}, "fails"),
        (Limits(lift_cabin=ANY_CABIN), {}, "unknown"),
        (Limits(lift_cabin=ANY_CABIN), {FLOOR: "0"}, "fits"),
        (Limits(lift_cabin=ANY_CABIN), {FLOOR: "0", LIFT: "no"}, "fits"),
        (Limits(lift_cabin=ANY_CABIN), {FLOOR: "1"}, "unknown"),
        (Limits(lift_cabin=ANY_CABIN), {FLOOR: "-1", LIFT: "no"}, "fails"),
        (Limits(lift_cabin=ANY_CABIN), {FLOOR: "1", LIFT: "limited"}, "fails"),
        (Limits(lift_cabin=ANY_CABIN), {FLOOR: "1", LIFT: "yes"}, "fits"),
        (Limits(lift_cabin=ANY_CABIN), {LIFT: "yes"}, "fits"),
        (Limits(lift_cabin=ANY_CABIN), {LIFT: "no"}, "unknown"),
        (Limits(lift_cabin=(110, 140)), {FLOOR: "0"}, "fits"),
        (Limits(lift_cabin=(110, 140)), {FLOOR: "1", LIFT: "yes"}, "unknown"),
        (Limits(lift_cabin=(110, 140)), {FLOOR: "1", LIFT: "yes", WIDTH: "110"}, "unknown"),
        (Limits(lift_cabin=(110, 140)), {FLOOR: "1", LIFT: "yes", WIDTH: "110", LENGTH: "140"}, "fits"),
        (Limits(lift_cabin=(110, 140)), {FLOOR: "1", LIFT: "yes", WIDTH: "109", LENGTH: "140"}, "fails"),
        (Limits(lift_cabin=(110, 140)), {FLOOR: "1", LIFT: "yes", WIDTH: "110", LENGTH: "139"}, "fails"),
        (Limits(lift_cabin=(110, 140)), {FLOOR: "1", LIFT: "yes", WIDTH: "109"}, "fails"),
        (Limits(lift_cabin=(110, 140)), {LIFT: "yes", WIDTH: "110", LENGTH: "140"}, "fits"),
        (Limits(lift_cabin=(110, 140)), {LIFT: "yes", WIDTH: "109", LENGTH: "140"}, "unknown"),
        (Limits(parking_m=100), {}, "unknown"),
        (Limits(parking_m=100), {COUNT: "2"}, "unknown"),
        (Limits(parking_m=100), {COUNT: "0"}, "fails"),
        (Limits(parking_m=100), {PLACE: "no"}, "fails"),
        (Limits(parking_m=100), {PLACE: "yes"}, "unknown"),
        (Limits(parking_m=100), {PLACE: "yes", DISTANCE: "100"}, "fits"),
        (Limits(parking_m=100), {PLACE: "yes", DISTANCE: "100.5"}, "fails"),
        (Limits(parking_m=100), {DISTANCE: "100"}, "fits"),
        (Limits(parking_m=100), {COUNT: "0", DISTANCE: "50"}, "fails"),
    ],
)
def test_limits_are_judged_by_measured_facts(limits: Limits, facts: Facts, expected: str) -> None:
    assert fit(limits, facts) == expected


@pytest.mark.parametrize("need", NEEDS)
def test_a_need_without_a_number_is_judged_by_its_fact(need: str) -> None:
    key = CRITERION_FACTS[need][0]
    values = {"yes": "fits", "no": "fails", "limited": "fails", "unknown": "unknown", "": "unknown"}
    for value, expected in values.items():
        assert fit(Limits(), {key: value}, need) == expected
    assert fit(Limits(), {}, need) == "unknown"


@pytest.mark.parametrize(
    ("limits", "facts", "missing", "failing"),
    [
        (Limits(max_steps=0), {}, [STEPS], []),
        (Limits(max_steps=0), {STEPS: "3", RAMP: "yes"}, [SLOPE], []),
        (Limits(max_steps=0), {STEPS: "3"}, [], [(STEPS, "3", "")]),
        (Limits(max_steps=0), {STEPS: "3", SILL: "8"}, [], [(STEPS, "3", ""), (SILL, "8", "cm")]),
        (Limits(max_steps=0), {STEPS: "0", SILL: "8"}, [], [(SILL, "8", "cm")]),
        (Limits(max_steps=0), {STEPS: "0", RAMP: "yes", SLOPE: "9.5"}, [], [(SLOPE, "9.5", "%")]),
        (Limits(max_step_cm=7), {}, [STEPS], []),
        (Limits(max_step_cm=7), {STEPS: "1"}, [HEIGHT], []),
        (Limits(min_door_cm=90), {}, [DOOR], []),
        (Limits(min_door_cm=90), {DOOR: "85"}, [], [(DOOR, "85", "cm")]),
        (Limits(lift_cabin=(110, 140)), {}, [FLOOR], []),
        (Limits(lift_cabin=(110, 140)), {FLOOR: "2"}, [LIFT, WIDTH, LENGTH], []),
        (Limits(lift_cabin=(110, 140)), {FLOOR: "2", LIFT: "yes", LENGTH: "150"}, [WIDTH], []),
        (Limits(lift_cabin=(110, 140)), {FLOOR: "2", LIFT: "no"}, [], [(FLOOR, "2", ""), (LIFT, "no", "")]),
        (
            Limits(lift_cabin=(110, 140)),
            {FLOOR: "2", LIFT: "yes", WIDTH: "80", LENGTH: "90"},
            [],
            [(FLOOR, "2", ""), (WIDTH, "80", "cm"), (LENGTH, "90", "cm")],
        ),
        (Limits(min_door_cm=80), {DOOR: "95", LIFT_DOOR: "70", FLOOR: "2"}, [], [(LIFT_DOOR, "70", "cm")]),
        (Limits(parking_m=50), {COUNT: "1"}, [DISTANCE], []),
        (Limits(parking_m=50), {COUNT: "0"}, [], [(COUNT, "0", "")]),
    ],
)
def test_a_verdict_names_the_facts_it_rests_on(
    limits: Limits, facts: Facts, missing: list[str], failing: list[tuple[str, str, str]]
) -> None:
    [verdict] = verdicts(facts, limits, ())
    assert (list(verdict.missing), [tuple(fact) for fact in verdict.failing]) == (missing, failing)


def test_a_criterion_names_the_facts_it_rests_on() -> None:
    [unknown] = verdicts({}, Limits(), ["step_free"])
    assert unknown.missing == (STEPS, FLOOR)
    [failed] = verdicts({"toilet.accessible": "yes", "toilet.door_width_cm": "85"}, Limits(), ["toilet"])
    assert failed.failing == (("toilet.door_width_cm", "85", "cm"),)
    [quiet] = verdicts({"cognition.quiet": "limited"}, Limits(), ["quiet"])
    assert quiet.failing == (("cognition.quiet", "limited", ""),)


numbers = st.sampled_from(
    [
        "0",
        "1",
        "2",
        "3",
        "3.1",
        "5",
        "6",
        "6.5",
        "7",
        "15",
        "50",
        "80",
        "89.9",
        "110",
        "140",
        "x",
        "-1",
        "nan",
    ]
)
words = st.sampled_from(["yes", "no", "limited", "", "unknown"])


@st.composite
def recorded(draw: st.DrawFn) -> Facts:
    keys = draw(st.lists(st.sampled_from(sorted(BEST)), unique=True, max_size=10))
    return {key: draw(numbers if key in FACT_UNITS else words) for key in keys}


@st.composite
def limits(draw: st.DrawFn) -> Limits:
    def some(*values: float) -> float | None:
        return draw(st.none() | st.sampled_from(values))

    cabins = st.sampled_from([ANY_CABIN, (50.0, 50.0), (110.0, 140.0)])
    stated = Limits(
        max_steps=draw(st.none() | st.integers(0, 3)),
        max_step_cm=some(0, 3, 7, 15),
        max_slope_pct=some(0, 6, 6.5, 20),
        min_door_cm=some(0, 80, 89.9, 90),
        lift_cabin=draw(st.none() | cabins),
        parking_m=draw(st.none() | st.integers(0, 60)),
    )
    return limits_of(draw(st.lists(st.sampled_from(list(PROFILES)), max_size=2)), stated)


@given(recorded(), limits())
@settings(max_examples=500, deadline=None)
def test_removing_a_fact_never_turns_unknown_into_fits(facts: Facts, wanted: Limits) -> None:
    every = (*COMPOSED, "step_free")
    before = {verdict.need: verdict.fit for verdict in verdicts(facts, wanted, every)}
    for key in facts:
        fewer = {other: value for other, value in facts.items() if other != key}
        for verdict in verdicts(fewer, wanted, every):
            assert not (before[verdict.need] is Fit.UNKNOWN and verdict.fit is Fit.FITS), key


@given(recorded(), limits(), st.sampled_from(FACT_KEYS), numbers | words)
@settings(max_examples=300, deadline=None)
def test_a_fact_changes_only_the_needs_that_read_it(
    facts: Facts, wanted: Limits, key: str, value: str
) -> None:
    before = {verdict.need: verdict for verdict in verdicts(facts, wanted, NEEDS)}
    after = verdicts({**facts, key: value}, wanted, NEEDS)
    reads = {**{name: rule.facts for name, rule in RULES.items()}, **CRITERION_FACTS}
    assert {v.need for v in after if v != before[v.need]} <= {n for n, keys in reads.items() if key in keys}


@given(recorded(), limits())
@settings(max_examples=300, deadline=None)
def test_a_verdict_names_missing_or_failing_facts_as_recorded(facts: Facts, wanted: Limits) -> None:
    for verdict in verdicts(facts, wanted, (*COMPOSED, "step_free")):
        assert bool(verdict.missing) == (verdict.fit is Fit.UNKNOWN)
        assert bool(verdict.failing) == (verdict.fit is Fit.FAILS)
        assert not set(verdict.missing) & {
            key for key, value in facts.items() if is_recorded({key: value}, key)
        }
        assert all(facts[fact.key] == fact.value for fact in verdict.failing)
        settled = {**facts, **{key: BEST.get(key, "yes") for key in verdict.missing}}
        again = {v.need: v.fit for v in verdicts(settled, wanted, (*COMPOSED, "step_free"))}
        assert again[verdict.need] is Fit.FITS or len(verdict.missing) == 1 or not verdict.missing


@given(recorded(), limits())
@settings(max_examples=300, deadline=None)
def test_the_text_of_a_search_row_keeps_every_verdict(facts: Facts, wanted: Limits) -> None:
    readings = read_access(RecordedFact(key, value) for key, value in facts.items())
    access = " ".join(f"{key}={value}" for key, value in readings.items() if value != "unknown")
    kept = facts_of(access, facts_text(facts))
    criteria = list(readings)
    assert verdicts(kept, wanted, criteria) == verdicts(facts, wanted, criteria)


@given(recorded())
def test_measures_are_integers_of_16_bits(facts: Facts) -> None:
    found = measures_of(facts_text(facts))
    assert len(found) == len(MEASURES)
    assert all(-(2**15) <= value < 2**15 for value in found)


def test_a_stated_limit_outweighs_a_profile_and_of_profiles_the_stricter_counts() -> None:
    both = limits_of(["walking_difficulty", "electric_wheelchair"], Limits())
    assert (both.max_steps, both.min_door_cm, both.lift_cabin) == (0, 90, (110, 140))
    assert limits_of(["electric_wheelchair"], Limits(max_steps=2)).max_steps == 2
    assert limits_of(["electric_wheelchair"], Limits(max_slope_pct=10)).slope_pct == 10
    assert limits_of([], Limits()) == Limits()
    assert needs_of(["manual_wheelchair", "electric_wheelchair", "cognitive"]) == (
        "toilet", "easy_language", "quiet",
    )  # fmt: skip


def test_every_limit_has_a_rule_and_every_fact_of_a_rule_has_a_best_value() -> None:
    assert set(RULES) == set(LIMITS)
    read = {key for rule in RULES.values() for key in rule.facts}
    assert read <= set(BEST) <= set(FACT_KEYS)


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_is_met_by_the_best_facts_and_by_no_facts_unknown(profile: str) -> None:
    wanted, needs = limits_of([profile], Limits()), needs_of([profile])
    best = {key: BEST.get(key, "yes") for key in FACT_KEYS}
    assert fit(wanted, best, *needs) == "fits"
    assert fit(wanted, {}, *needs) == "unknown"
    assert fit(wanted, {"stated.wheelchair": "yes"}, *needs) == "unknown"
