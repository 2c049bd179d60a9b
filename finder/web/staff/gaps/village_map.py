"""The map of villages by how far the nearest offer is: drawn on the server, with a table behind it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from finder.actions.gap_report import GapReport, Row
from finder.domain.drawing import View
from finder.domain.point import Point
from finder.gazetteer.whereabouts import Whereabouts
from finder.web import labels
from finder.web.i18n import format_distance
from finder.web.i18n import gettext as _
from finder.web.staff.gaps.names import Mark, Name, place_names

WIDTH: Final = 1000.0
_MARGIN: Final = 60.0


@dataclass(frozen=True, slots=True)
class VillageMap:
    """The map of one topic; `marks` begin with the village that has the longest
    way; `names` are those for which there is room.
    """

    label: str
    choices: tuple[tuple[str, str, bool], ...]
    height: float
    outlines: tuple[str, ...]
    marks: tuple[Mark, ...]
    names: tuple[Name, ...]
    summary: str


def village_map(whereabouts: Whereabouts, report: GapReport, shown: int) -> VillageMap:
    """The map of the topic with this number; lengths in the units of a drawing that is WIDTH wide."""
    rings = [
        ring
        for ags in dict.fromkeys(row.place.ags for row in report.rows)
        for ring in whereabouts.outlines(ags)
    ]
    corners = [Point(lat, lon) for ring in rings for lon, lat in ring]
    shown_points = [*(row.place.point for row in report.rows), *corners]
    view = View.around(shown_points, WIDTH, WIDTH, _MARGIN)
    rows = sorted(report.rows, key=lambda row: -_distance(row, shown))
    marks = tuple(_mark(report, row, shown, view) for row in rows)
    label = labels.topic(report.topics[shown])
    return VillageMap(
        label=label,
        choices=tuple((key, labels.topic(key), key == report.topics[shown]) for key in report.topics),
        height=view.height,
        outlines=tuple(
            " ".join("{:.0f},{:.0f}".format(*view.at(*point)) for point in ring) for ring in rings
        ),
        marks=marks,
        names=tuple(place_names(marks, WIDTH)),
        summary=_summary(marks),
    )


def _distance(row: Row, topic: int) -> float:
    metres = row.cells[topic].nearest_fitting_m
    return math.inf if metres is None else metres


def _mark(report: GapReport, row: Row, topic: int, view: View) -> Mark:
    metres, radius_m = _distance(row, topic), report.query.radius_km * 1000
    x, y = view.at(*row.place.point.lon_lat)
    if math.isinf(metres):
        return Mark("none", x, y, row.place.name, _("keins"))
    shape = "near" if metres <= radius_m else "middle" if metres <= 2 * radius_m else "far"
    return Mark(shape, x, y, row.place.name, format_distance(metres))


def _summary(marks: tuple[Mark, ...]) -> str:
    """Where the way is longest, in a sentence; "" without villages."""
    if not marks:
        return ""
    return _("Am weitesten: %(village)s, %(distance)s.", village=marks[0].name, distance=marks[0].distance)
