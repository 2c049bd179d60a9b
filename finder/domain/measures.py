"""What the recorded facts leave of a way in, as small integers that a visitor's limits meet at once.

A number from 0 up is exact. A negative one is only a bound, `~bound`: a measure that must be at most
something is at least that large, one that must be at least something at most that large; so `~0`
and `~ENDLESS` say nothing, which is the value for unknown. Lengths and slopes are in tenths, rounded
to the worse side, so that comparing whole tenths is exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from finder.domain.access import CRITERION_FACTS, Facts, Reading, is_recorded, number, parking, stated
from finder.domain.thresholds import SILL_CM

ENDLESS: Final = 32_767
"""More than any measure, and the largest number of 16 bits."""

UNKNOWN_AT_MOST: Final = ~0
UNKNOWN_AT_LEAST: Final = ~ENDLESS

NO_LIFT, SMALL_LIFT, LIFT, GROUND_FLOOR = 0, 1, 2, 3
"""The floor is reached: not at all; by a lift if its cabin is large enough; by a lift, if one is needed
at all, large enough or not; without one."""

_ENOUGH: Final = "9999"
BEST: Mapping[str, str] = {
    "entrance.step_count": "0",
    "entrance.is_level": "yes",
    "entrance.step_height_cm": "0",
    "entrance.threshold_cm": "0",
    "entrance.ramp": "yes",
    "entrance.slope_pct": "0",
    "entrance.door_width_cm": _ENOUGH,
    "level": "0",
    "lift": "yes",
    "lift.door_width_cm": _ENOUGH,
    "lift.cabin_width_cm": _ENOUGH,
    "lift.cabin_length_cm": _ENOUGH,
    "toilet.accessible": "yes",
    "toilet.door_width_cm": _ENOUGH,
    "parking.distance_m": "0",
    "parking.disabled_count": "1",
    "parking.disabled": "yes",
    "stated.wheelchair": "yes",
}
"""The facts that measures and composed criteria are made of, each with the value that nobody minds."""


def _up(facts: Facts, key: str, scale: int = 10) -> int | None:
    value = number(facts, key)
    return None if value is None else min(math.ceil(round(value * scale, 6)), ENDLESS - 1)


def _down(facts: Facts, key: str) -> int | None:
    value = number(facts, key)
    return None if value is None else min(math.floor(round(value * 10, 6)), ENDLESS - 1)


def _stairs(facts: Facts) -> int:
    """The steps from the pavement to the door, without its sill."""
    count = _up(facts, "entrance.step_count", 1)
    if count is not None:
        return count
    level = facts.get("entrance.is_level")
    return 0 if level == "yes" else ~1 if level == "no" else UNKNOWN_AT_MOST


def _step(facts: Facts) -> int:
    """The highest of these steps."""
    if number(facts, "entrance.step_count") == 0:
        return 0
    height = _up(facts, "entrance.step_height_cm")
    if height is not None:
        return height
    return 0 if facts.get("entrance.is_level") == "yes" else UNKNOWN_AT_MOST


def _sill(facts: Facts) -> int:
    """The threshold; one that nobody recorded is no obstacle that is known."""
    return _up(facts, "entrance.threshold_cm") or 0


def _slope(facts: Facts) -> int:
    """The slope of the way to the door; none where there is no ramp or the entrance is level."""
    slope = _up(facts, "entrance.slope_pct")
    if slope is not None:
        return slope
    is_flat = facts.get("entrance.ramp") == "no" or facts.get("entrance.is_level") == "yes"
    return 0 if is_flat else UNKNOWN_AT_MOST


def _ramp(facts: Facts) -> int:
    """The slope of a ramp beside steps; ENDLESS where none is recorded.

    Steps at an entrance that is called level contradict each other; a ramp that nobody measured
    does not settle that.
    """
    if facts.get("entrance.ramp") != "yes":
        return ENDLESS
    slope = _up(facts, "entrance.slope_pct")
    if slope is not None:
        return slope
    return ENDLESS if facts.get("entrance.is_level") == "yes" else UNKNOWN_AT_MOST


def _door(facts: Facts) -> int:
    """The narrowest door: that of the entrance, and that of a lift unless the room is on the ground
    floor. Only the entrance must be recorded.
    """
    lift = None if number(facts, "level") == 0 else _down(facts, "lift.door_width_cm")
    others = ENDLESS if lift is None else lift
    entrance = _down(facts, "entrance.door_width_cm")
    return ~others if entrance is None else min(entrance, others)


def _lift(facts: Facts) -> int:
    level, lift = number(facts, "level"), stated(facts, "lift")
    if level == 0:
        return GROUND_FLOOR
    if lift is Reading.YES:
        return LIFT if level is None else SMALL_LIFT
    return UNKNOWN_AT_MOST if level is None or lift is Reading.UNKNOWN else NO_LIFT


def _cabin(key: str) -> Callable[[Facts], int]:
    def cabin(facts: Facts) -> int:
        size = _down(facts, key)
        return UNKNOWN_AT_LEAST if size is None else size

    return cabin


def _parking(facts: Facts) -> int:
    """Metres from a parking space for disabled people; ENDLESS where there is none."""
    if parking(facts) in (Reading.NO, Reading.LIMITED):
        return ENDLESS
    distance = _up(facts, "parking.distance_m", 1)
    return UNKNOWN_AT_MOST if distance is None else distance


_STAIRS: Final = ("entrance.step_count", "entrance.is_level")
_SLOPE: Final = ("entrance.slope_pct", "entrance.ramp", "entrance.is_level")
_MEASURES: Mapping[str, tuple[Callable[[Facts], int], tuple[str, ...]]] = {
    "stairs": (_stairs, _STAIRS),
    "step": (_step, (*_STAIRS, "entrance.step_height_cm")),
    "sill": (_sill, ("entrance.threshold_cm",)),
    "slope": (_slope, _SLOPE),
    "ramp": (_ramp, _SLOPE),
    "door": (_door, ("entrance.door_width_cm", "lift.door_width_cm", "level")),
    "lift": (_lift, ("level", "lift")),
    "cabin_width": (_cabin("lift.cabin_width_cm"), ("lift.cabin_width_cm",)),
    "cabin_length": (_cabin("lift.cabin_length_cm"), ("lift.cabin_length_cm",)),
    "parking": (_parking, ("parking.disabled_count", "parking.disabled", "parking.distance_m")),
}
"""How each measure is taken, and the facts that it reads, and no others."""

MEASURES: tuple[str, ...] = tuple(_MEASURES)
"""Every measure; the search keeps each as a column, in this order."""

SILL_LIMIT: Final = round(10 * SILL_CM)


def facts_text(facts: Facts) -> str:
    """The facts of BEST that say something, as sorted `key=value` pairs joined by spaces."""
    return " ".join(f"{key}={facts[key].strip()}" for key in sorted(BEST) if is_recorded(facts, key))


def facts_of(access: str, measures: str) -> dict[str, str]:
    """The facts behind the readings and measures of a search row: of the text by `facts_text`, and
    those that are their own reading.
    """
    facts = _pairs(measures)
    for criterion, reading in _pairs(access).items():
        keys = CRITERION_FACTS.get(criterion, ())
        if len(keys) == 1 and keys[0] not in BEST:
            facts[keys[0]] = reading
    return facts


def measures_of(text: str) -> list[int]:
    """The measures, in the order of MEASURES, of a text by `facts_text`; of "" all unknown."""
    facts = _pairs(text)
    return [measure(facts, name) for name in MEASURES]


def measure(facts: Facts, name: str) -> int:
    """One of MEASURES."""
    return _taken(name, tuple(map(facts.get, _MEASURES[name][1])))


# Few facts with few values each: a snapshot of a million offers takes some thousand measures.
@lru_cache(maxsize=65_536)
def _taken(name: str, values: tuple[str | None, ...]) -> int:
    take, keys = _MEASURES[name]
    return take({key: value for key, value in zip(keys, values, strict=True) if value is not None})


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split())
