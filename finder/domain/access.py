"""Access facts and what they mean: facts are stored, readings are computed (rules 1 and 2).

A fact is something measured or seen (steps at the entrance, door width in cm). A reading answers
one criterion a visitor asks for ("step-free?") with yes, limited, no or unknown. A missing fact
leaves its criterion unknown, never no. The numbers are those of `finder.domain.thresholds`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from finder.domain.thresholds import FULL, LIMITED_STEP_CM, PARTIAL, SILL_CM, TOILET_DOOR_CM


class Reading(StrEnum):
    """What the facts say about one criterion."""

    YES = "yes"
    LIMITED = "limited"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Fact:
    """One recorded fact: `value` is `yes`, `limited`, `no` or a decimal number in `unit`."""

    key: str
    value: str
    unit: str = ""
    note: str = ""
    source: str = ""
    observed_on: date | None = None
    checked_by: str = ""
    evidence_url: str = ""


FACT_UNITS: Mapping[str, str] = {
    "entrance.step_count": "",
    "entrance.step_height_cm": "cm",
    "entrance.threshold_cm": "cm",
    "entrance.slope_pct": "%",
    "entrance.door_width_cm": "cm",
    "level": "",
    "lift.door_width_cm": "cm",
    "lift.cabin_width_cm": "cm",
    "lift.cabin_length_cm": "cm",
    "room.turning_cm": "cm",
    "toilet.door_width_cm": "cm",
    "toilet.space_cm": "cm",
    "parking.disabled_count": "",
    "parking.distance_m": "m",
}
"""The facts that are numbers, with their units; every other fact is yes, limited or no."""

FACT_KEYS: tuple[str, ...] = (
    *FACT_UNITS,
    "entrance.is_level",
    "entrance.ramp",
    "entrance.door_automatic",
    "entrance.bell",
    "entrance.handrail",
    "lift",
    "lift.speech_output",
    "toilet.accessible",
    "toilet.door_opens_out",
    "toilet.grab_bars",
    "toilet.emergency_call",
    "toilet.changing_table",
    "toilet.changing_table_adult",
    "parking.disabled",
    "treatment.adjustable_couch",
    "treatment.in_wheelchair",
    "treatment.patient_lifter",
    "hearing.induction_loop",
    "hearing.sign_language",
    "hearing.visual_call",
    "booking.without_phone",
    "booking.home_visit",
    "booking.video",
    "booking.walk_in",
    "vision.tactile_guide",
    "vision.braille",
    "vision.high_contrast",
    "dogs.assistance",
    "cognition.easy_language",
    "cognition.quiet",
    "staff.help",
    "stated.wheelchair",
)
"""Every fact key, as in the vocabulary of the field (OSM, A11yJSON) under this project's names.
`stated.wheelchair` is what a source such as OSM says as a whole (`wheelchair=yes`), where it gives
no measure; measured facts outweigh it."""

Facts = Mapping[str, str]
Rule = Callable[[Facts], Reading]


def number(facts: Facts, key: str) -> float | None:
    """The measure under a key; None when it is not recorded or is no number that can be one.

    Only a floor (`level`) may be below zero; of a slope its steepness counts, up or down.
    """
    try:
        value = float(facts[key])
    except (KeyError, ValueError):
        return None
    if key == "entrance.slope_pct":
        value = abs(value)
    return value if math.isfinite(value) and (value >= 0 or key == "level") else None


def stated(facts: Facts, key: str) -> Reading:
    """The reading of a fact that is its own answer."""
    value = facts.get(key, "unknown")
    return Reading(value) if value in ("yes", "limited", "no") else Reading.UNKNOWN


def is_recorded(facts: Facts, key: str) -> bool:
    """Whether a fact says something: a measure that is a number, or yes, limited or no."""
    if key in FACT_UNITS:
        return number(facts, key) is not None
    return stated(facts, key) is not Reading.UNKNOWN


def _plain(key: str) -> Rule:
    return lambda facts: stated(facts, key)


def _at_most(value: float, full: float, partial: float) -> Reading:
    return Reading.YES if value <= full else Reading.LIMITED if value <= partial else Reading.NO


def _entrance(facts: Facts) -> Reading:
    """The way from the pavement into the building."""
    steps = number(facts, "entrance.step_count")
    threshold = number(facts, "entrance.threshold_cm")
    slope = number(facts, "entrance.slope_pct")
    height = number(facts, "entrance.step_height_cm")
    ramp = facts.get("entrance.ramp") == "yes"
    if ramp and slope is not None:
        return _at_most(slope, FULL.slope_pct, PARTIAL.slope_pct)
    if threshold is not None and threshold > SILL_CM and not steps:
        return Reading.LIMITED if threshold <= LIMITED_STEP_CM else Reading.NO
    if steps is not None and steps > 0:
        if ramp:  # of facts that contradict each other the worse one counts
            return Reading.NO if facts.get("entrance.is_level") == "yes" else Reading.UNKNOWN
        is_low = height is not None and height <= LIMITED_STEP_CM
        return Reading.LIMITED if steps == 1 and is_low else Reading.NO
    if steps == 0 or facts.get("entrance.is_level") == "yes":
        return Reading.YES
    return Reading.NO if facts.get("entrance.is_level") == "no" and not ramp else Reading.UNKNOWN


def _at_least(value: float | None, full: float, partial: float) -> Reading:
    if value is None:
        return Reading.UNKNOWN
    return Reading.YES if value >= full else Reading.LIMITED if value >= partial else Reading.NO


def _lift(facts: Facts) -> Reading:
    lift = stated(facts, "lift")
    if lift is not Reading.YES:
        return lift
    sizes = (
        ("lift.door_width_cm", FULL.lift_door_cm, PARTIAL.lift_door_cm),
        ("lift.cabin_width_cm", FULL.cabin_width_cm, PARTIAL.cabin_width_cm),
        ("lift.cabin_length_cm", FULL.cabin_length_cm, PARTIAL.cabin_length_cm),
    )
    measured = [_at_least(number(facts, key), full, partial) for key, full, partial in sizes]
    return min((lift, *(size for size in measured if size is not Reading.UNKNOWN)), key=_ORDER.index)


def _lift_to_level(facts: Facts) -> Reading:
    """The lift where the floor is not the ground floor; where the floor is not recorded, only a
    lift that is there says anything, large or small, because a building without one may not need it.
    """
    is_needed = number(facts, "level") is not None or stated(facts, "lift") is Reading.YES
    return _lift(facts) if is_needed else Reading.UNKNOWN


_ORDER = (Reading.NO, Reading.UNKNOWN, Reading.LIMITED, Reading.YES)


def _upstairs(facts: Facts) -> Reading:
    return Reading.YES if number(facts, "level") == 0 else _lift_to_level(facts)


def way_in(facts: Facts) -> Reading:
    """Step-free from the street to the room, by measured facts alone: the entrance, and a lift where
    the room is upstairs.
    """
    return min(_entrance(facts), _upstairs(facts), key=_ORDER.index)


def _step_free(facts: Facts) -> Reading:
    """The way in; where no measured fact speaks, a source's own `wheelchair` statement."""
    measured = way_in(facts)
    if measured is not Reading.UNKNOWN:
        return measured
    known = {_entrance(facts), _upstairs(facts)} - {Reading.UNKNOWN}
    return min(known | {stated(facts, "stated.wheelchair")}, key=_ORDER.index)


def door(facts: Facts) -> Reading:
    """Whether the entrance door is wide enough."""
    return _at_least(number(facts, "entrance.door_width_cm"), FULL.door_cm, PARTIAL.door_cm)


def _toilet(facts: Facts) -> Reading:
    toilet = stated(facts, "toilet.accessible")
    width = number(facts, "toilet.door_width_cm")
    is_narrow = width is not None and width < TOILET_DOOR_CM
    return Reading.LIMITED if toilet is Reading.YES and is_narrow else toilet


def parking(facts: Facts) -> Reading:
    """Whether there is a parking space for disabled people."""
    count = number(facts, "parking.disabled_count")
    if count is not None:
        return Reading.YES if count > 0 else Reading.NO
    return stated(facts, "parking.disabled")


_COMPOSED: Mapping[str, tuple[Rule, tuple[str, ...]]] = {
    "step_free": (
        _step_free,
        (
            "entrance.step_count",
            "entrance.step_height_cm",
            "entrance.threshold_cm",
            "entrance.is_level",
            "entrance.ramp",
            "entrance.slope_pct",
            "level",
            "lift",
            "lift.door_width_cm",
            "lift.cabin_width_cm",
            "lift.cabin_length_cm",
            "stated.wheelchair",
        ),
    ),
    "door_wide": (door, ("entrance.door_width_cm",)),
    "lift": (_lift, ("lift", "lift.door_width_cm", "lift.cabin_width_cm", "lift.cabin_length_cm")),
    "toilet": (_toilet, ("toilet.accessible", "toilet.door_width_cm")),
    "parking": (parking, ("parking.disabled", "parking.disabled_count")),
}
"""The criteria that several facts decide together, with these facts, the first to ask about first."""

_SIMPLE: Mapping[str, str] = {
    "adjustable_couch": "treatment.adjustable_couch",
    "patient_lifter": "treatment.patient_lifter",
    "treatment_in_wheelchair": "treatment.in_wheelchair",
    "induction_loop": "hearing.induction_loop",
    "sign_language": "hearing.sign_language",
    "visual_call": "hearing.visual_call",
    "booking_without_phone": "booking.without_phone",
    "home_visit": "booking.home_visit",
    "tactile_guide": "vision.tactile_guide",
    "assistance_dog": "dogs.assistance",
    "easy_language": "cognition.easy_language",
    "quiet": "cognition.quiet",
}
"""The criteria that one fact decides alone."""

CRITERIA: Mapping[str, Rule] = {
    **{criterion: rule for criterion, (rule, _) in _COMPOSED.items()},
    **{criterion: _plain(key) for criterion, key in _SIMPLE.items()},
}
"""What a visitor can ask for, in the order in which it is offered; at most 64, because the search
keeps each as one bit."""

CRITERION_FACTS: Mapping[str, tuple[str, ...]] = {
    **{criterion: keys for criterion, (_, keys) in _COMPOSED.items()},
    **{criterion: (key,) for criterion, key in _SIMPLE.items()},
}
"""The facts that each criterion rests on, and no others."""


def read_access(facts: Iterable[Fact]) -> dict[str, Reading]:
    """The reading of every criterion, in the order of CRITERIA; without facts all are unknown."""
    by_key = {fact.key: fact.value for fact in facts}
    return {criterion: rule(by_key) for criterion, rule in CRITERIA.items()}
