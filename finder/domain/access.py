"""Access facts and what they mean: facts are stored, readings are computed (rules 1 and 2).

A fact is something measured or seen (steps at the entrance, door width in cm). A reading answers
one criterion a visitor asks for ("step-free?") with yes, limited, no or unknown. A missing fact
leaves its criterion unknown, never no. Thresholds: KV Berlin's publication of the KBV levels,
level "uneingeschränkt"; OSM `wheelchair=limited` allows one step of at most 7 cm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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


def _number(facts: Facts, key: str) -> float | None:
    try:
        return float(facts[key])
    except (KeyError, ValueError):
        return None


def _plain(key: str) -> Rule:
    """The reading of a fact that is its own answer."""

    def rule(facts: Facts) -> Reading:
        value = facts.get(key, "unknown")
        return Reading(value) if value in ("yes", "limited", "no") else Reading.UNKNOWN

    return rule


def _entrance(facts: Facts) -> Reading:
    """The way from the pavement into the building."""
    steps = _number(facts, "entrance.step_count")
    threshold = _number(facts, "entrance.threshold_cm")
    slope = _number(facts, "entrance.slope_pct")
    height = _number(facts, "entrance.step_height_cm")
    ramp = facts.get("entrance.ramp") == "yes"
    if ramp and slope is not None:
        return Reading.YES if slope <= 6 else Reading.LIMITED if slope <= 20 else Reading.NO
    if threshold is not None and threshold > 3 and not steps:
        return Reading.LIMITED if threshold <= 7 else Reading.NO
    if steps is not None and steps > 0:
        if ramp:
            return Reading.UNKNOWN
        return Reading.LIMITED if steps == 1 and height is not None and height <= 7 else Reading.NO
    if steps == 0 or threshold is not None or facts.get("entrance.is_level") == "yes":
        return Reading.YES
    return Reading.NO if facts.get("entrance.is_level") == "no" and not ramp else Reading.UNKNOWN


def _lift(facts: Facts) -> Reading:
    stated = facts.get("lift", "unknown")
    if stated != "yes":
        return Reading(stated) if stated in ("no", "limited") else Reading.UNKNOWN
    sizes = (
        ("lift.door_width_cm", 90, 70),
        ("lift.cabin_width_cm", 110, 70),
        ("lift.cabin_length_cm", 140, 90),
    )
    worst = Reading.YES
    for key, full, partial in sizes:
        size = _number(facts, key)
        if size is not None and size < partial:
            return Reading.NO
        if size is not None and size < full:
            worst = Reading.LIMITED
    return worst


def _lift_to_level(facts: Facts) -> Reading:
    """The lift where the floor is not the ground floor; where the floor is not recorded, only a
    lift that is there says anything, because a building without one may not need it.
    """
    lift = _lift(facts)
    return lift if lift is Reading.YES or _number(facts, "level") is not None else Reading.UNKNOWN


_ORDER = (Reading.NO, Reading.UNKNOWN, Reading.LIMITED, Reading.YES)


def _step_free(facts: Facts) -> Reading:
    """Step-free from the street to the room: entrance, and a lift where the room is upstairs.

    A source's own `wheelchair` statement counts only where no measured fact speaks.
    """
    entrance = _entrance(facts)
    upstairs = Reading.YES if _number(facts, "level") == 0 else _lift_to_level(facts)
    measured = min(entrance, upstairs, key=_ORDER.index)
    if measured is not Reading.UNKNOWN:
        return measured
    stated = _plain("stated.wheelchair")(facts)
    known = {entrance, upstairs} - {Reading.UNKNOWN}
    return min(known | {stated}, key=_ORDER.index)


def _door(facts: Facts) -> Reading:
    width = _number(facts, "entrance.door_width_cm")
    if width is None:
        return Reading.UNKNOWN
    return Reading.YES if width >= 90 else Reading.LIMITED if width >= 80 else Reading.NO


def _toilet(facts: Facts) -> Reading:
    stated = _plain("toilet.accessible")(facts)
    width = _number(facts, "toilet.door_width_cm")
    return Reading.LIMITED if stated is Reading.YES and width is not None and width < 90 else stated


def _parking(facts: Facts) -> Reading:
    count = _number(facts, "parking.disabled_count")
    if count is not None:
        return Reading.YES if count > 0 else Reading.NO
    return _plain("parking.disabled")(facts)


CRITERIA: Mapping[str, Rule] = {
    "step_free": _step_free,
    "door_wide": _door,
    "lift": _lift,
    "toilet": _toilet,
    "parking": _parking,
    "adjustable_couch": _plain("treatment.adjustable_couch"),
    "patient_lifter": _plain("treatment.patient_lifter"),
    "induction_loop": _plain("hearing.induction_loop"),
    "sign_language": _plain("hearing.sign_language"),
    "visual_call": _plain("hearing.visual_call"),
    "booking_without_phone": _plain("booking.without_phone"),
    "home_visit": _plain("booking.home_visit"),
    "tactile_guide": _plain("vision.tactile_guide"),
    "assistance_dog": _plain("dogs.assistance"),
    "easy_language": _plain("cognition.easy_language"),
    "quiet": _plain("cognition.quiet"),
}
"""What a visitor can ask for, in the order in which it is offered; at most 64, because the search
keeps each as one bit."""


def read_access(facts: Iterable[Fact]) -> dict[str, Reading]:
    """The reading of every criterion, in the order of CRITERIA; without facts all are unknown."""
    by_key = {fact.key: fact.value for fact in facts}
    return {criterion: rule(by_key) for criterion, rule in CRITERIA.items()}
