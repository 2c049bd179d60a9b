"""The parts of the published types of A11yJSON 31.1.0 that are in use, written down by hand from its
interfaces; a list stands for an array.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import langcodes

BOOLEAN, NUMBER, TEXT, QUANTITY, LOCALIZED = "boolean", "number", "string", "Quantity", "LocalizedString"
UNITS = {"cm", "m", "deg"}
Shape = Mapping[str, Any]

DOOR: Shape = {
    "doorOpensToOutside": BOOLEAN,
    "isAutomatic": BOOLEAN,
    "needsDoorbell": BOOLEAN,
    "thresholdHeight": QUANTITY,
    "width": QUANTITY,
}
ENTRANCE_PROPERTIES: Shape = {
    "door": DOOR,
    "hasFixedRamp": BOOLEAN,
    "isLevel": BOOLEAN,
    "slopeAngle": QUANTITY,
    "stairs": {"count": NUMBER, "hasHandRail": BOOLEAN, "stepHeight": QUANTITY},
}
ROOM: Shape = {
    "entrance": ENTRANCE_PROPERTIES,
    "hasSupportRails": BOOLEAN,
    "isAccessibleWithWheelchair": BOOLEAN,
    "turningSpaceInside": QUANTITY,
}
ACCESSIBILITY: Shape = {
    "animalPolicy": {"allowsAssistanceDogs": BOOLEAN},
    "appointmentPolicies": [{"allowsWalkIn": BOOLEAN, "homeVisit": BOOLEAN, "videoCall": BOOLEAN}],
    "availableEquipment": [
        {
            "cabinLength": QUANTITY,
            "cabinWidth": QUANTITY,
            "category": TEXT,
            "door": DOOR,
            "hasAdjustableHeight": BOOLEAN,
        }
    ],
    "entrances": [{"properties": ENTRANCE_PROPERTIES}],
    "hasInductionLoop": BOOLEAN,
    "hasPatientLifter": BOOLEAN,
    "isQuiet": BOOLEAN,
    "media": [{"hasPlainLanguageOption": BOOLEAN}],
    "offersTreatmentWithoutLeavingWheelchair": BOOLEAN,
    "parking": {"forWheelchairUsers": {"count": NUMBER, "distanceToEntrance": QUANTITY}},
    "queueSystem": {"hasVisualAnnouncements": BOOLEAN},
    "restrooms": [
        {
            **ROOM,
            "hasChangingTableForAdults": BOOLEAN,
            "hasChangingTableForBabies": BOOLEAN,
            "hasEmergencyPullstring": BOOLEAN,
        }
    ],
    "rooms": [ROOM],
    "signageSystems": [{"hasBraille": BOOLEAN, "hasTactileGuideStrips": BOOLEAN, "isHighContrast": BOOLEAN}],
    "staff": {"hasFreeAssistantForVisitors": BOOLEAN, "languages": [TEXT]},
    "wheelchairAccessibilityGrade": TEXT,
}
ADDRESS: Shape = {
    **dict.fromkeys(("text", "street", "postalCode", "district", "city"), LOCALIZED),
    **dict.fromkeys(("stateCode", "countryCode"), TEXT),
}
PLACE_PROPERTIES: Shape = {
    "name": LOCALIZED,
    "address": ADDRESS,
    "description": LOCALIZED,
    "phoneNumber": TEXT,
    "category": TEXT,
    "accessibility": ACCESSIBILITY,
    "originalId": TEXT,
    "infoPageUrl": TEXT,
    "placeWebsiteUrl": TEXT,
}


def check(found: Any, shape: Any, path: str) -> None:
    """Fails where what was found has another name or type than the shape."""
    if isinstance(shape, str):
        is_right = {
            BOOLEAN: isinstance(found, bool),
            NUMBER: isinstance(found, int) and not isinstance(found, bool),
            TEXT: isinstance(found, str),
            QUANTITY: is_quantity(found),
            LOCALIZED: is_localized(found),
        }
        assert is_right[shape], (path, found)
    elif isinstance(shape, list):
        assert isinstance(found, list), (path, found)
        for each in found:
            check(each, shape[0], path)
    else:
        assert isinstance(found, dict), (path, found)
        assert set(found) <= set(shape), (path, found)
        for name, value in found.items():
            check(value, shape[name], f"{path}.{name}")


def is_quantity(found: Any) -> bool:
    """Whether it is a measure with its unit."""
    is_measure = isinstance(found, dict) and set(found) == {"value", "unit"} and found["unit"] in UNITS
    return is_measure and isinstance(found["value"], int | float) and not isinstance(found["value"], bool)


def is_localized(found: Any) -> bool:
    """Whether it is a text by language, in at least one."""
    texts = found.items() if isinstance(found, dict) else ()
    return bool(texts) and all(langcodes.tag_is_valid(lang) and text.strip() for lang, text in texts)
