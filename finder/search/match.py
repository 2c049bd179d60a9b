"""Matching: which offers are hits, how many, and the page of them that is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

import numpy as np

from finder.domain.fit import Fit
from finder.domain.point import Point
from finder.domain.query import Sort
from finder.search.bands import named_by_rank, nearest_by_rank
from finder.search.circle import Circle
from finder.search.facets import count_facets
from finder.search.judge import by_fit
from finder.search.order import GROUPS, NO_CHORDS, Groups, Hits, Page, by_name, nearest
from finder.search.picks import Mask, Pick, RowNumbers, Rows, without
from finder.search.request import Matched, Plan, Request
from finder.search.select import select, select_placed, select_unplaced
from finder.search.table import Table
from finder.search.view import View

_NONE: Final = np.zeros(0, np.int32)


def match(view: View, request: Request) -> Matched:
    """The page of hits, their exact number, and the number of offers in each group: those that fit
    the needs, of which something needed is not known, and that fail.

    One group comes after the other. Within each, with a point: offers within the radius, nearest first (of
    equally near ones those confirmed in time, then by name, id), after them by name the offers without a
    point whose area covers the place. Sorted by name, or without a point: all in one order by name, id.
    Sorted by language, those within the radius go by band of distance, rank of the language and distance,
    and those that go by name by the rank first. Takes no lock and changes nothing.
    """
    plan = view.plan(request)
    near, rest = hits_of(view, plan)
    facets = None
    if request.facets:
        facets = count_facets(view.keys, plan, request, (*near, *rest), partial(hits_of, view))
    if plan.circle and request.sort is Sort.NAME:
        near, rest = [], [*(_listed(groups, plan.circle) for groups in near), *rest]
    fitting, unknown, failing = group_totals((*near, *rest))
    page, fits = page_of(view, plan, request, near, rest)
    total = wanted_total(plan, (*near, *rest))
    return Matched(page.ids, page.distances_m, fits, total, fitting, unknown, failing, facets)


def group_totals(found: Sequence[Groups]) -> list[int]:
    """How many hits there are in each group."""
    return [sum(groups[number].total for groups in found) for number in range(len(GROUPS))]


def wanted_total(plan: Plan, found: Sequence[Groups]) -> int:
    """How many hits there are in the groups asked for."""
    totals = group_totals(found)
    return sum(totals[GROUPS.index(group)] for group in plan.groups)


def hits_of(view: View, plan: Plan) -> tuple[list[Groups], list[Groups]]:
    """The hits within the circle, and those that count whatever their distance."""
    changed = view.overlay.select(plan)
    near = _within(view, plan, plan.circle, changed) if plan.circle else []
    return near, _whatever_distance(view, plan, changed)


def _within(view: View, plan: Plan, circle: Circle, changed: Pick) -> list[Groups]:
    """The hits within the circle, in the base and in the overlay."""
    base, overlay = view.base.table, view.overlay.table
    found = [_measured(base, select_placed(view.base, plan, circle), view.superseded, plan, circle)]
    if changed.size:
        found.append(_measured(overlay, changed, _NONE, plan, circle))
    return _with_hits(found)


def _whatever_distance(view: View, plan: Plan, changed: Pick) -> list[Groups]:
    """The hits in the base and in the overlay that count whatever their distance: with a circle
    the offers without a point that serve the place, without one all.
    """
    if plan.circle:
        old: Pick = select_unplaced(view.base, plan)
        changed = view.overlay.unplaced(changed, plan.area)
    else:
        old = select(view.base, plan, 0, len(view.base))
    if len(view.superseded):
        old = without(old, view.superseded)
    tables = ((view.base.table, old), (view.overlay.table, changed))
    return _with_hits(
        _grouped(table, plan, Hits(table, pick, pick.size)) for table, pick in tables if pick.size
    )


def _with_hits(found: Iterable[Groups]) -> list[Groups]:
    return [groups for groups in found if any(hits.total for hits in groups)]


def _measured(table: Table, pick: Pick, gone: RowNumbers, plan: Plan, circle: Circle) -> Groups:
    """The picked rows that are within the circle and not gone."""
    squares = circle.settled_chords(table, pick)
    if len(gone):
        squares[pick.positions_of(gone)] = np.inf
    inside = squares <= circle.outer
    total = int(np.count_nonzero(inside))
    if not plan.needs:
        return _grouped(table, plan, Hits(table, pick, total, squares))
    return _grouped(table, plan, Hits(table, pick.narrow(inside), total, squares[inside]))


def _grouped(table: Table, plan: Plan, hits: Hits) -> Groups:
    """Hits by group; without needs all fit."""
    if not plan.needs:
        return hits, _total_alone(table, 0), _total_alone(table, 0)
    masks = by_fit(table, plan.needs, hits.pick)
    return tuple(_group(hits, mask, group in plan.groups) for group, mask in zip(GROUPS, masks, strict=True))


def _group(hits: Hits, mask: Mask, is_wanted: bool) -> Hits:
    return hits.only(mask) if is_wanted else _total_alone(hits.table, int(np.count_nonzero(mask)))


def _total_alone(table: Table, total: int) -> Hits:
    return Hits(table, Rows(_NONE), total, NO_CHORDS)


def _listed(groups: Groups, circle: Circle) -> Groups:
    """Measured hits as hits whatever their distance."""
    return tuple(
        hits._replace(pick=Rows(hits.pick.rows_at((hits.squared_chords <= circle.outer).nonzero()[0])))
        for hits in groups
    )


def page_of(
    view: View, plan: Plan, request: Request, near: list[Groups], rest: list[Groups]
) -> tuple[Page, list[Fit]]:
    """The page asked for, with the group of each offer on it: one group after the other."""
    page, fits = Page([], []), []
    first, last = request.offset, request.offset + request.limit
    for group in plan.groups:
        number = GROUPS.index(group)
        measured, others = ([groups[number] for groups in found] for found in (near, rest))
        part = _part(view, plan, request, (measured, others), (first, last))
        page = Page(page.ids + part.ids, page.distances_m + part.distances_m)
        fits += [group] * len(part.ids)
        total = _total(measured) + _total(others)
        first, last = max(first - total, 0), max(last - total, 0)
    return page, fits


def _part(
    view: View, plan: Plan, request: Request, hits: tuple[list[Hits], list[Hits]], ranks: tuple[int, int]
) -> Page:
    """The hits of these ranks in one group: first of the measured ones, after them of the others."""
    (near, rest), (first, last) = hits, ranks
    n_near, n_rest = _total(near), _total(rest)
    page = Page([], [])
    if plan.circle and first < min(last, n_near):
        page = _nearest([some for some in near if some.total], plan, plan.circle, first, min(last, n_near))
    first, last = max(first - n_near, 0), min(last - n_near, n_rest)
    if first < last:
        names = view.base.last_name_key
        others = _named([some for some in rest if some.total], plan, names, request.point, first, last)
        page = Page(page.ids + others.ids, page.distances_m + others.distances_m)
    return page


def _total(hits: Iterable[Hits]) -> int:
    return sum(some.total for some in hits)


def _nearest(hits: list[Hits], plan: Plan, circle: Circle, first: int, last: int) -> Page:
    """Measured hits by distance, or by the rank of their language within bands of distance."""
    if plan.ranks:
        return nearest_by_rank(hits, plan.ranks, circle, plan.today, first, last)
    return nearest(hits, circle, plan.today, first, last)


def _named(hits: list[Hits], plan: Plan, names: int, point: Point | None, first: int, last: int) -> Page:
    """Other hits by name, or by the rank of their language and then by name."""
    if plan.ranks:
        return named_by_rank(hits, plan.ranks, names, point, first, last)
    return by_name(hits, names, point, first, last)
