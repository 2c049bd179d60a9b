"""Which of some rows fit the needs asked for: criteria by their bits, limits by the measures,
opening by the hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

import numpy as np

from finder.domain.fit import Answer, judge
from finder.domain.measures import MEASURES
from finder.search.opening import CLOSED, OPEN
from finder.search.picks import Column, Mask, Pick
from finder.search.request import Needs
from finder.search.table import Table

_PLACES: Final[Mapping[str, int]] = {name: place for place, name in enumerate(MEASURES)}


def by_fit(table: Table, needs: Needs, pick: Pick) -> tuple[Mask, Mask, Mask]:
    """For each picked row whether it fits, is not known or fails: exactly one of the three."""
    answer = _criteria(table, needs, pick)
    if needs.limits.are_stated:
        answer = answer.both(_limits(table, needs, pick))
    for asked in needs.hours:
        states = asked.of(table, pick)
        answer = answer.both(Answer(states == OPEN, states == CLOSED))
    fits = answer.met & ~answer.failed
    return fits, ~(fits | answer.failed), answer.failed


def _criteria(table: Table, needs: Needs, pick: Pick) -> Answer:
    """Met where all criteria read yes, failed where one is barred: reads limited or no."""
    met, failed = np.full(pick.size, not needs.has_unrecorded), np.zeros(pick.size, bool)
    for byte, mask in needs.masks:
        if byte < len(table.access_bits):
            bits = pick.take(table.access_bits[byte])
            met &= (bits & mask) == mask
            failed |= (bits & (mask << 1)) != 0
        else:
            met[:] = False
    return Answer(met, failed)


def _limits(table: Table, needs: Needs, pick: Pick) -> Answer:
    @cache
    def measure(name: str) -> Column:
        return pick.take(table.measures[_PLACES[name]])

    return judge(needs.limits, measure)
