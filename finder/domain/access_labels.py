"""Labels that other systems give to a place as a whole, computed from its facts and from nothing else.

Each is claimed only where the facts prove it; where they neither prove nor rule it out, it is unknown.
A source's own blanket statement (`stated.wheelchair`) proves nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from finder.domain.access import Facts, Reading, door, number, stated, way_in
from finder.domain.fit import MET, Answer, judge
from finder.domain.measures import UNKNOWN_AT_MOST, measure
from finder.domain.needs import ANY_CABIN, Limits
from finder.domain.thresholds import (
    FULL,
    PARTIAL,
    RULE_SET,
    RULE_VERSION,
    TOILET_DOOR_CM,
    TOILET_SPACE_CM,
    WALKING,
    Level,
)


class KbvLevel(StrEnum):
    """The four levels of the KBV, and unknown."""

    FULL = "uneingeschraenkt"
    PARTIAL = "weitgehend"
    WALKING = "gehbehinderte"
    NONE = "nicht"
    UNKNOWN = "unknown"


_LEVELS: Final[Mapping[KbvLevel, Level]] = {
    KbvLevel.FULL: FULL,
    KbvLevel.PARTIAL: PARTIAL,
    KbvLevel.WALKING: WALKING,
}


def labels_of(facts: Facts) -> dict[str, Any]:
    """Every label with the rules that gave it; JSON-ready."""
    return {
        "osm_wheelchair": osm_wheelchair(facts).value,
        "kbv_level": kbv_level(facts).value,
        "barrier_free_toilet": barrier_free_toilet(facts).value,
        "rule_set": RULE_SET,
        "rule_version": RULE_VERSION,
    }


def osm_wheelchair(facts: Facts) -> Reading:
    """OSM `wheelchair` as yes, limited, no or unknown: the way in and up; a door that was measured
    counts, one that was not is no reason against it.
    """
    way, width = way_in(facts), door(facts)
    if way is Reading.UNKNOWN:
        return Reading.NO if width is Reading.NO else way
    known = {way, width} - {Reading.UNKNOWN}
    return next(reading for reading in (Reading.NO, Reading.LIMITED, Reading.YES) if reading in known)


def kbv_level(facts: Facts) -> KbvLevel:
    """The best level that is proven; NONE where each is ruled out, UNKNOWN otherwise.

    The seats that the third level asks for are no fact that is recorded, and not judged.
    """
    answers = {name: _level(facts, level) for name, level in _LEVELS.items()}
    proven = next((name for name, answer in answers.items() if answer.met), None)
    if proven is not None:
        return proven
    return KbvLevel.NONE if all(answer.failed for answer in answers.values()) else KbvLevel.UNKNOWN


def _level(facts: Facts, level: Level) -> Answer:
    cabin = (level.cabin_width_cm, level.cabin_length_cm)
    limits = Limits(
        max_steps=level.steps,
        max_step_cm=None if math.isinf(level.step_cm) else level.step_cm,
        lift_cabin=cabin if all(cabin) else ANY_CABIN,
        ramp_pct=level.slope_pct,
    )
    return (
        judge(limits, lambda name: _measure(facts, name))
        .both(_at_least(facts, "entrance.door_width_cm", level.door_cm))
        .both(_at_least(facts, "room.turning_cm", level.turning_cm))
        .both(_lift_door(facts, level))
        .both(_handrail(facts, level))
    )


def _measure(facts: Facts, name: str) -> int:
    """As a need is measured; but to the KBV a threshold alone describes an entrance."""
    value = measure(facts, name)
    is_sill_known = number(facts, "entrance.threshold_cm") is not None
    if name in ("stairs", "step") and value == UNKNOWN_AT_MOST and is_sill_known:
        return 0
    return value


def _at_least(facts: Facts, key: str, limit: float) -> Answer:
    value = number(facts, key)
    if limit == 0:
        return MET
    return Answer(met=value is not None and value >= limit, failed=value is not None and value < limit)


def _lift_door(facts: Facts, level: Level) -> Answer:
    """The door of a lift, where there is one and the floor is not the ground floor."""
    floor = number(facts, "level")
    if floor == 0 or stated(facts, "lift") is not Reading.YES:
        return MET
    width = _at_least(facts, "lift.door_width_cm", level.lift_door_cm)
    return width._replace(failed=width.failed and floor is not None)


def _handrail(facts: Facts, level: Level) -> Answer:
    if not level.is_handrail_needed or _measure(facts, "stairs") == 0:
        return MET
    return _answer(stated(facts, "entrance.handrail"))


def barrier_free_toilet(facts: Facts) -> Reading:
    """Whether there is a barrier-free toilet by the KBV: door to the outside, wide enough, and room
    before the seat. A statement alone proves only that there is none.
    """
    if stated(facts, "toilet.accessible") is Reading.NO:
        return Reading.NO
    answer = (
        _answer(stated(facts, "toilet.door_opens_out"))
        .both(_at_least(facts, "toilet.door_width_cm", TOILET_DOOR_CM))
        .both(_at_least(facts, "toilet.space_cm", TOILET_SPACE_CM))
    )
    return Reading.YES if answer.met else Reading.NO if answer.failed else Reading.UNKNOWN


def _answer(reading: Reading) -> Answer:
    return Answer(met=reading is Reading.YES, failed=reading in (Reading.NO, Reading.LIMITED))
