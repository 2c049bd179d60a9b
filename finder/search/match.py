"""Matching: which offers are hits, how many, and the page of them that is asked for."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from finder.domain.query import Sort, Unknown
from finder.search.circle import Circle
from finder.search.facets import count_facets
from finder.search.order import Hits, Page, by_name, nearest
from finder.search.picks import Mask, Pick, RowNumbers, Rows, without
from finder.search.request import Access, Matched, Plan, Request
from finder.search.select import all_granted, select, select_placed, select_unplaced
from finder.search.table import Table
from finder.search.view import View

_NONE_GONE: Final = np.zeros(0, np.int32)


def match(view: View, request: Request) -> Matched:
    """The page of hits, their exact number, and the number of hits about which something of the
    access asked for is not known.

    With a point: offers within the radius, nearest first (then by name, id), after them by name
    the offers without a point whose area covers the place. Sorted by name, or without a point:
    all in one order by name, id. Takes no lock and changes nothing.
    """
    plan = view.plan(request)
    near, rest = _find(view, plan)
    found = (*near, *rest)
    facets = None
    if request.facets:
        facets = count_facets(view.keys, plan, request.unknown, found, partial(_find, view))
    if plan.circle and request.sort is Sort.NAME:
        near, rest = [], [*(_listed(hits, plan.circle) for hits in near), *rest]
    page = _page(view, plan, request, near, rest)
    return Matched(*page, sum(hits.total for hits in found), sum(hits.unknown for hits in found), facets)


def _find(view: View, plan: Plan) -> tuple[list[Hits], list[Hits]]:
    """The hits that are measured, and those whatever their distance."""
    changed = view.overlay.select(plan)
    near = _within(view, plan, plan.circle, changed) if plan.circle else []
    return near, _whatever_distance(view, plan, changed)


def _within(view: View, plan: Plan, circle: Circle, changed: Pick) -> list[Hits]:
    """The hits within the circle, in the base and in the overlay."""
    base, overlay = view.base.table, view.overlay.table
    found = [_measured(base, select_placed(view.base, plan, circle), view.superseded, plan, circle)]
    if changed.size:
        found.append(_measured(overlay, changed, _NONE_GONE, plan, circle))
    return [hits for hits in found if hits.total or hits.unknown]


def _whatever_distance(view: View, plan: Plan, changed: Pick) -> list[Hits]:
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
    found = [_unmeasured(view.base.table, old, plan), _unmeasured(view.overlay.table, changed, plan)]
    return [hits for hits in found if hits.total or hits.unknown]


def _measured(table: Table, pick: Pick, gone: RowNumbers, plan: Plan, circle: Circle) -> Hits:
    """The picked rows that are within the circle, not gone, and answer what is asked of access."""
    squares = circle.settled_chords(table, pick)
    if len(gone):
        squares[pick.positions_of(gone)] = np.inf
    inside = squares <= circle.outer
    if not plan.access:
        return Hits(table, pick, int(np.count_nonzero(inside)), 0, squares)
    pick, squares = pick.narrow(inside), squares[inside]
    answering, unknown = _answering(table, plan.access, pick)
    pick, squares = pick.narrow(answering), squares[answering]
    return Hits(table, pick, pick.size, unknown, squares)


def _unmeasured(table: Table, pick: Pick, plan: Plan) -> Hits:
    """The picked rows that answer what is asked of access."""
    if not plan.access:
        return Hits(table, pick, pick.size, 0)
    answering, unknown = _answering(table, plan.access, pick)
    pick = pick.narrow(answering)
    return Hits(table, pick, pick.size, unknown)


def _answering(table: Table, access: Access, pick: Pick) -> tuple[Mask, int]:
    """Which rows, none of them barred, are as asked, and how many have something unknown."""
    granted = all_granted(table, access, pick)
    unknown = pick.size - int(np.count_nonzero(granted))
    wanted = {Unknown.EXCLUDE: granted, Unknown.ONLY: ~granted}
    return wanted.get(access.unknown, np.ones(pick.size, bool)), unknown


def _listed(hits: Hits, circle: Circle) -> Hits:
    """Measured hits as hits whatever their distance."""
    within = Rows(hits.pick.rows_at((hits.squared_chords <= circle.outer).nonzero()[0]))
    return hits._replace(pick=within)


def _page(view: View, plan: Plan, request: Request, near: list[Hits], rest: list[Hits]) -> Page:
    """The page asked for: first from the measured hits, after them from the others."""
    n_near, n_rest = sum(hits.total for hits in near), sum(hits.total for hits in rest)
    first, last = request.offset, request.offset + request.limit
    page = Page([], [])
    if plan.circle and first < min(last, n_near):
        page = nearest([hits for hits in near if hits.total], plan.circle, first, min(last, n_near))
    first, last = max(first - n_near, 0), min(last - n_near, n_rest)
    if first < last:
        names = view.base.last_name_key
        others = by_name([hits for hits in rest if hits.total], names, request.point, first, last)
        page = Page(page.ids + others.ids, page.distances_m + others.distances_m)
    return page
