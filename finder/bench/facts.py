"""Generated access facts: of many places nothing is known, of most something, of a few everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from numpy.random import Generator

from finder.domain.access import FACT_UNITS, Fact

KNOWS_NOTHING: Final = 0.4
KNOWS_ALL: Final = 0.1
_KNOWN: Final = 0.4

_VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    "entrance.step_count": ("0", "0", "1", "3"),
    "entrance.step_height_cm": ("7", "15"),
    "entrance.threshold_cm": ("0", "2", "4"),
    "entrance.is_level": ("yes", "no"),
    "entrance.ramp": ("yes", "no", "no"),
    "entrance.slope_pct": ("4", "6", "12"),
    "entrance.door_width_cm": ("75", "80", "85", "90", "95", "100"),
    "level": ("0", "0", "1", "2"),
    "lift": ("yes", "no"),
    "lift.door_width_cm": ("80", "90", "90"),
    "lift.cabin_width_cm": ("90", "110", "120"),
    "lift.cabin_length_cm": ("120", "140", "150"),
    "toilet.accessible": ("yes", "no", "limited"),
    "parking.disabled_count": ("0", "1", "2"),
    "parking.distance_m": ("10", "40", "150"),
    "treatment.adjustable_couch": ("yes", "no"),
    "hearing.induction_loop": ("yes", "no"),
    "booking.without_phone": ("yes", "no"),
    "booking.home_visit": ("yes", "no"),
    "dogs.assistance": ("yes", "no"),
}


def draw_facts(rng: Generator, n_places: int) -> Iterator[tuple[Fact, ...]]:
    """The facts of so many places."""
    known = rng.random((n_places, len(_VALUES))) < _KNOWN
    share = rng.random(n_places)
    known[share < KNOWS_NOTHING] = False
    known[share > 1 - KNOWS_ALL] = True
    dice = rng.integers(0, 12, known.shape)
    table = [(key, FACT_UNITS.get(key, ""), values) for key, values in _VALUES.items()]
    for row, values in zip(known, dice.tolist(), strict=True):
        drawn = ((*table[n], values[n]) for n in row.nonzero()[0].tolist())
        yield tuple(Fact(key, some[die % len(some)], unit) for key, unit, some, die in drawn)
