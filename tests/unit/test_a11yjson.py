"""Facts stand where A11yJSON 31.1.0 has a place for them, under its names and in its types."""

from __future__ import annotations

from a11y_shapes import ACCESSIBILITY, check
from hypothesis import given
from hypothesis import strategies as st

from finder.domain.a11yjson import PATHS, a11yjson_of
from finder.domain.access import FACT_KEYS, FACT_UNITS

CATEGORIES = {"elevator", "treatmentChair"}

FACTS = st.dictionaries(
    st.sampled_from(sorted(FACT_KEYS)), st.sampled_from(["0", "1", "3.5", "90", "yes", "no", "limited"])
)


@given(FACTS)
def test_everything_said_has_the_names_and_types_of_the_specification(facts: dict[str, str]) -> None:
    found = a11yjson_of(facts)
    check(found, {"accessibility": ACCESSIBILITY}, "")
    equipment = [each["category"] for each in found.get("accessibility", {}).get("availableEquipment", [])]
    assert len(equipment) == len(set(equipment))
    assert set(equipment) <= CATEGORIES


def test_every_fact_with_a_path_is_said_at_once() -> None:
    facts = {key: "1" if key in FACT_UNITS else "yes" for key in FACT_KEYS}
    check(a11yjson_of(facts), {"accessibility": ACCESSIBILITY}, "")
    assert len(a11yjson_of(facts)["accessibility"]) == len(ACCESSIBILITY)


def test_facts_stand_at_their_paths_in_a11yjson() -> None:
    facts = {
        "entrance.step_count": "0",
        "entrance.door_width_cm": "90",
        "room.turning_cm": "150",
        "level": "2",
        "lift": "yes",
        "lift.door_width_cm": "90",
        "lift.cabin_width_cm": "110",
        "lift.cabin_length_cm": "140",
        "entrance.slope_pct": "6",
        "entrance.handrail": "no",
        "toilet.grab_bars": "yes",
        "parking.disabled_count": "2",
        "parking.distance_m": "40",
        "hearing.sign_language": "yes",
        "dogs.assistance": "limited",
        "treatment.adjustable_couch": "no",
        "vision.braille": "yes",
        "vision.high_contrast": "yes",
        "stated.wheelchair": "no",
    }
    assert a11yjson_of(facts) == {
        "accessibility": {
            "wheelchairAccessibilityGrade": "fully",
            "entrances": [
                {
                    "properties": {
                        "stairs": {"count": 0, "hasHandRail": False},
                        "door": {"width": {"value": 90.0, "unit": "cm"}},
                        "slopeAngle": {"value": 3.43, "unit": "deg"},
                    }
                }
            ],
            "rooms": [{"turningSpaceInside": {"value": 150.0, "unit": "cm"}}],
            "restrooms": [{"hasSupportRails": True}],
            "parking": {
                "forWheelchairUsers": {"count": 2, "distanceToEntrance": {"value": 40.0, "unit": "m"}}
            },
            "staff": {"languages": ["gsg"]},
            "availableEquipment": [
                {
                    "category": "elevator",
                    "door": {"width": {"value": 90.0, "unit": "cm"}},
                    "cabinWidth": {"value": 110.0, "unit": "cm"},
                    "cabinLength": {"value": 140.0, "unit": "cm"},
                },
                {"category": "treatmentChair", "hasAdjustableHeight": False},
            ],
            "signageSystems": [{"hasBraille": True, "isHighContrast": True}],
        }
    }


def test_nothing_known_is_nothing_said_in_a11yjson() -> None:
    assert a11yjson_of({}) == {}
    assert a11yjson_of({"stated.wheelchair": "yes", "level": "3", "dogs.assistance": "limited"}) == {}


@given(st.sampled_from(sorted(PATHS)), st.sampled_from(["0", "1", "90", "yes", "no", "limited", "", "x"]))
def test_one_fact_is_one_value_in_a11yjson(key: str, value: str) -> None:
    found = a11yjson_of({key: value})
    is_said = value in (("0", "1", "90") if key in FACT_UNITS else ("yes", "no"))
    leaf = PATHS[key].split(".")[-1]
    assert (f"'{leaf}'" in str(found)) == is_said


def test_every_path_is_of_a_fact_that_exists() -> None:
    assert set(PATHS) <= set(FACT_KEYS)
