"""What the map module of a page reads: points with their numbers and texts, never markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from finder.actions.search import SearchResult
from finder.domain.fit import Fit
from finder.domain.point import Point
from finder.domain.query import DEFAULT_LIMIT, DEFAULT_RADIUS_KM, Sort, Unknown, YesNo
from finder.web.i18n import gettext as _
from finder.web.present import Entry
from finder.web.search.form import search_path


def results_map(
    result: SearchResult, listed: Sequence[Entry], groups: Sequence[Fit]
) -> dict[str, Any] | None:
    """The map of a page of results, on which what fails is not drawn; None when there is nothing to draw.

    `groups` are those that the page lists. `more` is where the other hits in them are counted, "" when
    the page has all; `search` is the same search without its place.
    """
    drawn = [entry for entry in listed if entry.fit != Fit.FAILS]
    data = map_data(drawn, result.point, result.sought.radius_km * 1000.0)
    if data is not None:
        data["more"] = _more(result, len(drawn), [group for group in groups if group is not Fit.FAILS])
        anywhere = replace(result.sought, near="", point=None, radius_km=DEFAULT_RADIUS_KM, offset=0)
        data["search"] = search_path(anywhere)
    return data


def _more(result: SearchResult, n_drawn: int, groups: Sequence[Fit]) -> str:
    totals = {Fit.FITS: result.total_fitting, Fit.UNKNOWN: result.total_unknown}
    if sum(totals[group] for group in groups) <= n_drawn:
        return ""
    query = replace(
        result.sought,
        read=YesNo.NO,
        fit=tuple(groups) if result.sought.has_needs else (),
        unknown=Unknown.EXCLUDE,
        sort=Sort.DISTANCE,
        limit=DEFAULT_LIMIT,
        offset=0,
        facets=False,
    )
    shown = [("without", str(hit.id)) for hit in result.hits]
    return "/api/v1/clusters?" + urlencode([*query.to_params(), *shown])


def map_data(listed: Sequence[Entry], centre: Point | None, radius_m: float) -> dict[str, Any] | None:
    """The points of the entries, and the place and radius searched around; None when there is no point."""
    places = [_place(entry) for entry in listed if entry.lat is not None and entry.lon is not None]
    if not places and centre is None:
        return None
    return {
        "places": places,
        "centre": None if centre is None else {"lat": centre.lat, "lon": centre.lon, "radius": radius_m},
        "words": map_words(),
    }


def _place(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "lat": entry.lat,
        "lon": entry.lon,
        "name": entry.name,
        "about": [part for part in (entry.distance, *entry.address[:1]) if part],
        "href": entry.path,
    }


def map_words() -> dict[str, str]:
    """The words of the map's controls, in the language of the page."""
    return {
        "centre": _("Hier wird gesucht. Der Punkt lässt sich ziehen."),
        "show": _("Auf der Karte zeigen"),
        "several": _("Hier sind mehrere Angebote"),
        "more": _("Weitere Treffer hier: %(number)s", number="{number}"),
        "here": _("In diesem Ausschnitt suchen"),
        "around": _("Um diesen Punkt suchen"),
        "close": _("Schließen"),
        "up": _("Karte nach oben bewegen"),
        "down": _("Karte nach unten bewegen"),
        "left": _("Karte nach links bewegen"),
        "right": _("Karte nach rechts bewegen"),
    }
