"""The numbers of the access rules, each once, under one name and version.

A change of any number or rule is a new RULE_VERSION; the facts stay as they are, and `finder
reindex` computes every reading anew. Sources: KV Berlin's publication of the KBV levels; the OSM
wiki for `wheelchair=limited` (one step of at most 7 cm).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

RULE_SET: Final = "finder-access"
RULE_VERSION: Final = 1

SILL_CM: Final = 3.0
"""A threshold higher than this counts as a step of its height."""

LIMITED_STEP_CM: Final = 7.0
"""The one step that OSM's `limited` allows."""


@dataclass(frozen=True, slots=True)
class Level:
    """What one level of the KBV asks for: at most so many steps, so high, or so steep a ramp; at
    least so much room, 0 where it says nothing of that.
    """

    steps: int
    slope_pct: float
    step_cm: float = math.inf
    door_cm: float = 0
    lift_door_cm: float = 0
    cabin_width_cm: float = 0
    cabin_length_cm: float = 0
    turning_cm: float = 0
    is_handrail_needed: bool = False


FULL: Final = Level(
    steps=0, slope_pct=6, door_cm=90, lift_door_cm=90, cabin_width_cm=110, cabin_length_cm=140, turning_cm=150
)
"""KBV "uneingeschränkt barrierefrei"."""

PARTIAL: Final = Level(
    steps=1, slope_pct=20, door_cm=80, lift_door_cm=70, cabin_width_cm=70, cabin_length_cm=90, turning_cm=110
)
"""KBV "weitgehend barrierefrei"."""

WALKING: Final = Level(steps=3, slope_pct=20, step_cm=15, is_handrail_needed=True)
"""KBV "barrierefrei für Gehbehinderte"; it does not speak of ramps, so the level above does."""

TOILET_DOOR_CM: Final = 90.0
TOILET_SPACE_CM: Final = 150.0
"""The barrier-free toilet: its door opens outwards, is so wide, with so much room before the seat."""
