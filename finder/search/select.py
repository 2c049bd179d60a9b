"""Which rows satisfy the filters, by the cheapest way: reading whole ranges of rows through, or
starting from the posting lists of the rarest thing asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np

from finder.search.circle import Circle
from finder.search.columns import Columns
from finder.search.keys import Bits, Masks
from finder.search.picks import Mask, Pick, Rows, Spans
from finder.search.postings import Postings, Segments, marked, union
from finder.search.request import AnyKey, Plan

# So few rows are picked out faster than it takes to find out which ranges could be read instead.
_FEW_ROWS: Final = 4000
# Picking out one row costs as much as reading so many through.
_PICKING: Final = 4


class _Filter(NamedTuple):
    """Something asked for: the lists of rows that have it, and the test of any rows for it."""

    segments: Segments
    test: Callable[[Pick], Mask]

    def n_rows(self) -> int:
        """How many rows have it, at most."""
        return sum(map(len, self.segments))


def select_placed(columns: Columns, plan: Plan, circle: Circle) -> Pick:
    """The rows that satisfy the filters, all within the circle among them, and some about it."""
    if len(columns.grid) <= _FEW_ROWS:
        return select(columns, plan, 0, len(columns.grid))
    begin, end = columns.grid.belt(circle.point, circle.outer_chord_m)
    return _selected(
        _filters(columns, plan, begin, end),
        (begin, end),
        lambda: Spans(columns.grid.touched(circle.point, circle.outer_chord_m)),
    )


def select(columns: Columns, plan: Plan, begin: int, end: int) -> Pick:
    """The rows from `begin` to before `end` that satisfy the filters."""
    filters = _filters(columns, plan, begin, end)
    return _selected(filters, (begin, end), lambda: Spans([(begin, end)]))


def select_unplaced(columns: Columns, plan: Plan) -> Pick:
    """The rows without a point whose served areas cover the place searched at, and that satisfy
    the filters.
    """
    begin, end = len(columns.grid), len(columns)
    covering = [columns.areas.rows_of(index) for index in _covering(columns, plan.area)]
    if not covering:
        return Rows(np.zeros(0, np.int32))
    filters = [_listed(covering, begin, end), *_filters(columns, plan, begin, end)]
    return _selected(filters, (begin, end), lambda: Spans([(begin, end)]))


def _covering(columns: Columns, area: str) -> list[int]:
    """The area keys that cover an area: the whole country, and every beginning of its key."""
    keys = ("DE", *(area[:end] for end in range(1, len(area) + 1)))
    return [columns.area_numbers[key] for key in keys if key in columns.area_numbers]


def _selected(
    filters: Sequence[_Filter],
    belt: tuple[int, int],
    ranges: Callable[[], Spans],
) -> Pick:
    """What satisfies all filters, out of ranges within the belt."""
    filters = sorted(filters, key=_Filter.n_rows)
    pick = _start(filters, belt, ranges)
    for wanted in filters[isinstance(pick, Rows) :]:
        if pick.size:
            pick = pick.narrow(wanted.test(pick))
    return pick


def _start(filters: Sequence[_Filter], belt: tuple[int, int], ranges: Callable[[], Spans]) -> Pick:
    """The rows with the rarest thing asked for, or all in the ranges where it is not rare."""
    if not filters:
        return ranges()
    n_rarest = filters[0].n_rows()
    if n_rarest >= _FEW_ROWS:
        spans = ranges()
        if n_rarest * _PICKING >= spans.size:
            return spans
    return Rows(union(filters[0].segments, *belt))


def _filters(columns: Columns, plan: Plan, begin: int, end: int) -> list[_Filter]:
    """The filters of a plan, with lists cut to the rows from `begin` to before `end`."""
    filters = []
    for word in plan.words:
        segments = columns.words.segments(*columns.words.texts.starting_with(word.text), begin, end)
        segments += _lists(columns.topics, word.topics, begin, end)
        filters.append(_listed(segments, begin, end))
    if plan.topics:
        segments = _lists(columns.topics, plan.topics, begin, end)
        filters.append(_keyed(segments, columns.table.topic_bits, plan.topics))
    if plan.languages:
        segments = _lists(columns.languages, plan.languages, begin, end)
        filters.append(_keyed(segments, columns.table.language_bits, plan.languages))
    return filters


def _listed(segments: Segments, begin: int, end: int) -> _Filter:
    """What only the lists say about the rows from `begin` to before `end`."""
    return _Filter(segments, lambda pick: pick.take(marked(segments, begin, end), begin))


def _keyed(segments: Segments, bits: Bits, keys: AnyKey) -> _Filter:
    """What the bits of any row say, too."""
    return _Filter(segments, lambda pick: any_key(bits, keys.masks, pick))


def _lists(postings: Postings, keys: AnyKey, begin: int, end: int) -> Segments:
    """The posting lists of the keys that occur here at all, cut to the range of rows."""
    known = [number for number in keys.numbers if number < len(postings.texts)]
    return [rows for number in known for rows in postings.segments(number, number + 1, begin, end)]


def any_key(bits: Bits, masks: Masks, pick: Pick) -> Mask:
    """Which rows have any of the keys; those added after these bits were laid out have none."""
    found: list[Mask] = [(pick.take(bits[byte]) & mask) != 0 for byte, mask in masks if byte < len(bits)]
    has_any = found[0] if found else np.zeros(pick.size, bool)
    for other in found[1:]:
        has_any |= other
    return has_any
