"""What a visitor states to need: limits in numbers, things that must be there, ready-made profiles.

The numbers of the profiles are those of `finder.domain.thresholds`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from finder.domain.access import CRITERIA
from finder.domain.thresholds import FULL, LIMITED_STEP_CM, PARTIAL, WALKING

Cabin = tuple[float, float]

ANY_CABIN: Final[Cabin] = (0.0, 0.0)
"""A lift of any size."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The needs that are numbers; None where the visitor states none.

    `lift_cabin` is width and length in cm of the lift that is needed where the room is not on the
    ground floor, ANY_CABIN for a lift of any size. `ramp_pct` is how steep a ramp may be that
    stands in for steps, where `max_slope_pct` does not say so.
    """

    max_steps: int | None = None
    max_step_cm: float | None = None
    max_slope_pct: float | None = None
    min_door_cm: float | None = None
    lift_cabin: Cabin | None = None
    parking_m: int | None = None
    ramp_pct: float | None = None

    @property
    def slope_pct(self) -> float:
        """The steepest ramp that counts as a way in."""
        stated = self.ramp_pct if self.max_slope_pct is None else self.max_slope_pct
        return FULL.slope_pct if stated is None else stated

    @property
    def are_stated(self) -> bool:
        """Whether any need is stated."""
        return any(getattr(self, name) is not None for name in LIMITS)


NO_LIMITS: Final = Limits()
"""No need stated in numbers."""

LIMITS: tuple[str, ...] = tuple(field.name for field in fields(Limits) if field.name != "ramp_pct")
"""The limits that a visitor can state, each under the name of its parameter."""

NEEDS: tuple[str, ...] = tuple(key for key in CRITERIA if key not in ("step_free", "door_wide", "lift"))
"""The needs that are there or not; those left out are stated in numbers instead."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A ready-made set of needs."""

    limits: Limits = NO_LIMITS
    needs: tuple[str, ...] = ()


PROFILES: Mapping[str, Profile] = {
    "manual_wheelchair": Profile(
        Limits(
            max_steps=FULL.steps,
            ramp_pct=FULL.slope_pct,
            min_door_cm=PARTIAL.door_cm,
            lift_cabin=(PARTIAL.cabin_width_cm, PARTIAL.cabin_length_cm),
        ),
        needs=("toilet",),
    ),
    "electric_wheelchair": Profile(
        Limits(
            max_steps=FULL.steps,
            ramp_pct=FULL.slope_pct,
            min_door_cm=FULL.door_cm,
            lift_cabin=(FULL.cabin_width_cm, FULL.cabin_length_cm),
        ),
        needs=("toilet",),
    ),
    "walker_or_pram": Profile(
        Limits(
            max_steps=PARTIAL.steps,
            max_step_cm=LIMITED_STEP_CM,
            ramp_pct=PARTIAL.slope_pct,
            min_door_cm=PARTIAL.door_cm,
            lift_cabin=(PARTIAL.cabin_width_cm, PARTIAL.cabin_length_cm),
        )
    ),
    "walking_difficulty": Profile(
        Limits(
            max_steps=WALKING.steps,
            max_step_cm=WALKING.step_cm,
            ramp_pct=WALKING.slope_pct,
            lift_cabin=ANY_CABIN,
        )
    ),
    "blind_or_low_vision": Profile(needs=("tactile_guide", "assistance_dog")),
    "deaf_or_hard_of_hearing": Profile(needs=("visual_call", "booking_without_phone")),
    "cognitive": Profile(needs=("easy_language", "quiet")),
}
"""The profiles in the order in which they are offered. A ramp stands in for steps; a profile does not
ask for its slope where the entrance has no steps."""


_STRICTEST: Mapping[str, Callable[[list[Any]], Any]] = {
    **dict.fromkeys(("max_steps", "max_step_cm", "max_slope_pct", "parking_m", "ramp_pct"), min),
    "min_door_cm": max,
    "lift_cabin": lambda cabins: tuple(map(max, zip(*cabins, strict=True))),
}


def limits_of(profiles: Iterable[str], stated: Limits) -> Limits:
    """The limits of several profiles, of each the strictest; a stated limit outweighs them all."""
    chosen = [PROFILES[key].limits for key in profiles]
    values: dict[str, Any] = {}
    for name, strictest in _STRICTEST.items():
        given = [value for limits in chosen if (value := getattr(limits, name)) is not None]
        values[name] = strictest(given) if given else None
        if getattr(stated, name) is not None:
            values[name] = getattr(stated, name)
    return Limits(**values)


def needs_of(profiles: Iterable[str]) -> tuple[str, ...]:
    """What must be there for all of these profiles, each once."""
    return tuple(dict.fromkeys(need for key in profiles for need in PROFILES[key].needs))
