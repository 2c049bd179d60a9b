"""Whether a place fits a visitor's needs: the table of rules, one a need, each on its own facts.

A rule says of its need "met" and "failed"; neither means unknown. The same rules judge one offer by
its measures as integers and a million by their columns as arrays: they compare with numbers and
join with `&` and `|` only. Promises, held by property tests: a need reads its own facts alone; a fact
more makes unknown known or shows a contradiction; a fact less never turns unknown into fits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from finder.domain.measures import GROUND_FLOOR, NO_LIFT, SILL_LIMIT, SMALL_LIFT
from finder.domain.needs import ANY_CABIN, Limits


class Fit(StrEnum):
    """The three groups of results, in the order in which they are shown."""

    FITS = "fits"
    UNKNOWN = "unknown"
    FAILS = "fails"


class Answer(NamedTuple):
    """Whether a need is met and whether it failed: two bools, or two arrays of them."""

    met: Any
    failed: Any

    def either(self, other: Answer) -> Answer:
        """The answer where one of two ways is enough."""
        return Answer(self.met | other.met, self.failed & other.failed)

    def both(self, other: Answer) -> Answer:
        """The answer where both are needed."""
        return Answer(self.met & other.met, self.failed | other.failed)


MET: Final = Answer(met=True, failed=False)

Measure = Callable[[str], Any]
"""The value of a measure of `finder.domain.measures`: an integer, or an array of them."""


def _bound(value: Any) -> Any:
    """The number itself, or the bound of which it is the complement."""
    return value ^ (value >> 15)


def _at_most(value: Any, limit: int) -> Answer:
    return Answer((value >= 0) & (value <= limit), _bound(value) > limit)


def _at_least(value: Any, limit: int) -> Answer:
    return Answer(value >= limit, _bound(value) < limit)


def _tenths(limit: float) -> int:
    return round(10 * limit)


def _ramp(limits: Limits, measure: Measure) -> Answer:
    return _at_most(measure("ramp"), _tenths(limits.slope_pct))


def _steps(limits: Limits, measure: Measure) -> Answer:
    """Few enough steps, or a ramp beside them; a high sill is a step. Where no step is left, the way
    itself must not be steeper than a ramp may be.
    """
    most = limits.max_steps or 0
    stairs = measure("stairs")
    is_steep = (stairs == 0) & (measure("slope") > _tenths(limits.slope_pct))
    walked = _at_most(stairs, most)
    by_stairs = Answer(walked.met & (is_steep == 0), walked.failed | is_steep)
    is_sill_high = (measure("sill") > SILL_LIMIT) & (most < 1)
    return by_stairs.either(_ramp(limits, measure)).both(Answer(is_sill_high == 0, is_sill_high))


def _step_height(limits: Limits, measure: Measure) -> Answer:
    """Low enough steps, or a ramp beside them, and a sill that is no higher."""
    highest = _tenths(limits.max_step_cm or 0)
    by_stairs = _at_most(measure("step"), highest)
    return by_stairs.either(_ramp(limits, measure)).both(_at_most(measure("sill"), highest))


def _slope(limits: Limits, measure: Measure) -> Answer:
    """A flat enough way, or steps beside it that the visitor can take."""
    way = _at_most(measure("slope"), _tenths(limits.max_slope_pct or 0))
    if limits.max_steps is None:
        return way
    stairs = measure("stairs")
    can_climb = (stairs >= 1) & (stairs <= limits.max_steps)
    if limits.max_step_cm is not None:
        can_climb = can_climb & _at_most(measure("step"), _tenths(limits.max_step_cm)).met
    return Answer(way.met | can_climb, way.failed & (can_climb == 0))


def _door(limits: Limits, measure: Measure) -> Answer:
    return _at_least(measure("door"), _tenths(limits.min_door_cm or 0))


def _lift(limits: Limits, measure: Measure) -> Answer:
    """The ground floor, or a lift with a cabin that is large enough."""
    lift, size = measure("lift"), limits.lift_cabin or ANY_CABIN
    is_there = Answer(lift >= SMALL_LIFT, lift == NO_LIFT)
    if size == ANY_CABIN:
        return is_there
    width, length = (_at_least(measure(name), _tenths(cm)) for name, cm in zip(_CABIN, size, strict=True))
    cabin = width.both(length)
    return Answer(
        (lift == GROUND_FLOOR) | (is_there.met & cabin.met),
        is_there.failed | ((lift == SMALL_LIFT) & cabin.failed),
    )


def _parking(limits: Limits, measure: Measure) -> Answer:
    return _at_most(measure("parking"), limits.parking_m or 0)


_CABIN: Final = ("cabin_width", "cabin_length")
_WAY_IN: Final = (
    "entrance.step_count",
    "entrance.is_level",
    "entrance.threshold_cm",
    "entrance.ramp",
    "entrance.slope_pct",
)


class Rule(NamedTuple):
    """How a limit is judged, and the facts that it reads, the first to ask about first."""

    answer: Callable[[Limits, Measure], Answer]
    facts: tuple[str, ...]


RULES: Mapping[str, Rule] = {
    "max_steps": Rule(_steps, _WAY_IN),
    "max_step_cm": Rule(_step_height, (*_WAY_IN[:1], "entrance.step_height_cm", *_WAY_IN[1:])),
    "max_slope_pct": Rule(
        _slope, ("entrance.slope_pct", "entrance.ramp", *_WAY_IN[:2], "entrance.step_height_cm")
    ),
    "min_door_cm": Rule(_door, ("entrance.door_width_cm", "lift.door_width_cm", "level")),
    "lift_cabin": Rule(_lift, ("level", "lift", "lift.cabin_width_cm", "lift.cabin_length_cm")),
    "parking_m": Rule(_parking, ("parking.distance_m", "parking.disabled", "parking.disabled_count")),
}
"""The rule of every limit; needs that are there or not are judged by their criterion."""


def judge(limits: Limits, measure: Measure) -> Answer:
    """The answer to all stated limits together; MET without any."""
    answer = MET
    for name, rule in RULES.items():
        if getattr(limits, name) is not None:
            answer = answer.both(rule.answer(limits, measure))
    return answer
