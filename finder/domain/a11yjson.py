"""The facts of a place as A11yJSON (Sozialhelden) describes them: one table of paths.

Every path was checked against the published types and schemas of A11yJSON 31.1.0 (2024,
https://github.com/sozialhelden/a11yjson); none of its deprecated properties is used.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from finder.domain.access import FACT_UNITS, Facts, Reading, number, stated
from finder.domain.access_labels import osm_wheelchair

_ENTRANCE: Final = "accessibility.entrances[].properties"
_RESTROOM: Final = "accessibility.restrooms[]"
_SIGNAGE: Final = "accessibility.signageSystems[]"
_LIFT: Final = "accessibility.availableEquipment[elevator]"
_CHAIR: Final = "accessibility.availableEquipment[treatmentChair]"

PATHS: Mapping[str, str] = {
    "entrance.step_count": f"{_ENTRANCE}.stairs.count",
    "entrance.step_height_cm": f"{_ENTRANCE}.stairs.stepHeight",
    "entrance.handrail": f"{_ENTRANCE}.stairs.hasHandRail",
    "entrance.threshold_cm": f"{_ENTRANCE}.door.thresholdHeight",
    "entrance.door_width_cm": f"{_ENTRANCE}.door.width",
    "entrance.door_automatic": f"{_ENTRANCE}.door.isAutomatic",
    "entrance.bell": f"{_ENTRANCE}.door.needsDoorbell",
    "entrance.is_level": f"{_ENTRANCE}.isLevel",
    "entrance.ramp": f"{_ENTRANCE}.hasFixedRamp",
    "entrance.slope_pct": f"{_ENTRANCE}.slopeAngle",
    "lift.door_width_cm": f"{_LIFT}.door.width",
    "lift.cabin_width_cm": f"{_LIFT}.cabinWidth",
    "lift.cabin_length_cm": f"{_LIFT}.cabinLength",
    "room.turning_cm": "accessibility.rooms[].turningSpaceInside",
    "toilet.accessible": f"{_RESTROOM}.isAccessibleWithWheelchair",
    "toilet.door_opens_out": f"{_RESTROOM}.entrance.door.doorOpensToOutside",
    "toilet.door_width_cm": f"{_RESTROOM}.entrance.door.width",
    "toilet.space_cm": f"{_RESTROOM}.turningSpaceInside",
    "toilet.grab_bars": f"{_RESTROOM}.hasSupportRails",
    "toilet.emergency_call": f"{_RESTROOM}.hasEmergencyPullstring",
    "toilet.changing_table": f"{_RESTROOM}.hasChangingTableForBabies",
    "toilet.changing_table_adult": f"{_RESTROOM}.hasChangingTableForAdults",
    "parking.disabled_count": "accessibility.parking.forWheelchairUsers.count",
    "parking.distance_m": "accessibility.parking.forWheelchairUsers.distanceToEntrance",
    "treatment.adjustable_couch": f"{_CHAIR}.hasAdjustableHeight",
    "treatment.in_wheelchair": "accessibility.offersTreatmentWithoutLeavingWheelchair",
    "treatment.patient_lifter": "accessibility.hasPatientLifter",
    "hearing.induction_loop": "accessibility.hasInductionLoop",
    "hearing.visual_call": "accessibility.queueSystem.hasVisualAnnouncements",
    "booking.home_visit": "accessibility.appointmentPolicies[].homeVisit",
    "booking.video": "accessibility.appointmentPolicies[].videoCall",
    "booking.walk_in": "accessibility.appointmentPolicies[].allowsWalkIn",
    "vision.tactile_guide": f"{_SIGNAGE}.hasTactileGuideStrips",
    "vision.braille": f"{_SIGNAGE}.hasBraille",
    "vision.high_contrast": f"{_SIGNAGE}.isHighContrast",
    "dogs.assistance": "accessibility.animalPolicy.allowsAssistanceDogs",
    "cognition.easy_language": "accessibility.media[].hasPlainLanguageOption",
    "cognition.quiet": "accessibility.isQuiet",
    "staff.help": "accessibility.staff.hasFreeAssistantForVisitors",
}
"""The place of each fact that A11yJSON has one for; `[]` is the one item of a list, `[elevator]` its item
of that category. A booking without telephone would be an address, and `limited` has no word there: both
are left out."""

_GRADES: Mapping[Reading, str] = {Reading.YES: "fully", Reading.LIMITED: "partially", Reading.NO: "not"}


def a11yjson_of(facts: Facts) -> dict[str, Any]:
    """The recorded facts as A11yJSON: the `accessibility` of a place.

    The grade for wheelchairs is computed. What is not known is left out; {} when nothing is known.
    """
    found: dict[str, Any] = {}
    grade = _GRADES.get(osm_wheelchair(facts))
    if grade:
        _put(found, "accessibility.wheelchairAccessibilityGrade", grade)
    for key, path in PATHS.items():
        value = _value(facts, key)
        if value is not None:
            _put(found, path, value)
    if stated(facts, "hearing.sign_language") is Reading.YES:
        _put(found, "accessibility.staff.languages", ["gsg"])
    if stated(facts, "lift") is Reading.YES:
        _put(found, f"{_LIFT}.category", "elevator")
    return found


def _value(facts: Facts, key: str) -> Any:
    if key in FACT_UNITS:
        value = number(facts, key)
        return None if value is None else _QUANTITIES[FACT_UNITS[key]](value)
    reading = stated(facts, key)
    return {Reading.YES: True, Reading.NO: False}.get(reading)


_QUANTITIES: Mapping[str, Callable[[float], Any]] = {
    "": int,
    "cm": lambda value: {"value": value, "unit": "cm"},
    "m": lambda value: {"value": value, "unit": "m"},
    "%": lambda value: {"value": round(math.degrees(math.atan(value / 100)), 2), "unit": "deg"},
}


def _put(tree: dict[str, Any], path: str, value: Any) -> None:
    *above, last = path.split(".")
    for part in above:
        name, is_list, category = part.partition("[")
        if is_list:
            tree = _item(tree.setdefault(name, []), category.removesuffix("]"))
        else:
            tree = tree.setdefault(name, {})
    tree[last] = value


def _item(items: list[dict[str, Any]], category: str) -> dict[str, Any]:
    """The item of a category, "" for the only one; made where it is not there."""
    found = next((item for item in items if item.get("category", "") == category), None)
    if found is None:
        found = {"category": category} if category else {}
        items.append(found)
    return found
