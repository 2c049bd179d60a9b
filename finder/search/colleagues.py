"""Offers that lack the language asked for while another one in the same house has it (rule 3).

"A paediatrician who speaks Turkish" is one offer that is both. Where only a colleague speaks Turkish, the
paediatrician is no hit, but worth knowing of apart from the hits.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from finder.domain.fit import Fit
from finder.domain.needs import NO_LIMITS
from finder.domain.query import Related, Sort
from finder.search.match import hits_of, match, page_of, wanted_total
from finder.search.order import Groups
from finder.search.picks import Mask, without
from finder.search.request import Colleagues, Matched, Plan, Request
from finder.search.select import any_key, select, select_placed
from finder.search.sites import NO_SITE
from finder.search.view import View


def match_with_colleagues(view: View, request: Request) -> Matched:
    """The match of a request, with the colleagues when `max_colleagues` asks for any."""
    matched = match(view, request)
    if not request.max_colleagues or request.wish.is_any:
        return matched
    return matched._replace(colleagues=_colleagues(view, request))


def _colleagues(view: View, request: Request) -> Colleagues:
    """The offers that would be hits but for the language, at a site where another offer has it:
    their exact number, and the nearest of them.
    """
    speaking = view.plan(_place_and_language(request))
    has_speaker = _sites_with_speakers(view, speaking)
    others = _without_language(request)
    plan = view.plan(others)
    near, rest = (
        [_silent(groups, plan, speaking, has_speaker) for groups in found] for found in hits_of(view, plan)
    )
    page, _fits = page_of(view, plan, others, near, rest)
    return Colleagues(wanted_total(plan, (*near, *rest)), page.ids, page.distances_m)


def _place_and_language(request: Request) -> Request:
    """The request without its other filters: who speaks there, whatever they do."""
    return replace(
        request, topics=(), words=(), access=(), limits=NO_LIMITS, open_at=(), groups=(Fit.FITS,), now=None
    )


def _without_language(request: Request) -> Request:
    """The request without the wish, for its nearest results."""
    return replace(
        request,
        languages=(), roles=(), language_time=None, related=Related.EXCLUDE,
        sort=Sort.DISTANCE, limit=request.max_colleagues, offset=0, now=None,
    )  # fmt: skip


def _silent(groups: Groups, plan: Plan, speaking: Plan, has_speaker: Mask) -> Groups:
    """The hits that do not have the language themselves, at sites where somebody has."""
    masks = speaking.languages.masks if speaking.languages else ()
    silent = []
    for hits in groups:
        lacks = has_speaker.take(hits.pick.take(hits.table.site))
        lacks &= ~any_key(hits.table.language_bits, masks, hits.pick)
        if plan.circle and len(hits.squared_chords):
            lacks &= hits.squared_chords <= plan.circle.outer
        silent.append(hits.only(lacks))
    return tuple(silent)


def _sites_with_speakers(view: View, plan: Plan) -> Mask:
    """For each site by its number whether an offer there has the language, as far as it matters:
    offers of one site are at one place, so that only those about the circle or without a point count.
    """
    base, overlay = view.base, view.overlay
    if plan.circle:
        picks = [select_placed(base, plan, plan.circle), select(base, plan, len(base.grid), len(base))]
    else:
        picks = [select(base, plan, 0, len(base))]
    if len(view.superseded):
        picks = [without(pick, view.superseded) for pick in picks]
    has_speaker = np.zeros(len(view.keys.sites), bool)
    for pick in picks:
        has_speaker[pick.take(base.table.site)] = True
    has_speaker[overlay.select(plan).take(overlay.table.site)] = True
    has_speaker[NO_SITE] = False
    return has_speaker
