"""The map of villages by how far the nearest offer is: drawn on the server, with a table behind it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from finder.actions.gap_report import GapReport, Row
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
    points = [(row.place.point.lon, row.place.point.lat) for row in report.rows]
    project, height = _projection([*points, *(point for ring in rings for point in ring)])
    rows = sorted(report.rows, key=lambda row: -_distance(row, shown))
    marks = tuple(_mark(report, row, shown, project) for row in rows)
    label = labels.topic(report.topics[shown])
    return VillageMap(
        label=label,
        choices=tuple((key, labels.topic(key), key == report.topics[shown]) for key in report.topics),
        height=height,
        outlines=tuple(
            " ".join("{:.0f},{:.0f}".format(*project(*point)) for point in ring) for ring in rings
        ),
        marks=marks,
        names=tuple(place_names(marks, WIDTH)),
        summary=_summary(marks),
    )


def _distance(row: Row, topic: int) -> float:
    metres = row.cells[topic].nearest_fitting_m
    return math.inf if metres is None else metres


def _mark(
    report: GapReport, row: Row, topic: int, project: Callable[[float, float], tuple[float, float]]
) -> Mark:
    metres, radius_m = _distance(row, topic), report.query.radius_km * 1000
    x, y = project(row.place.point.lon, row.place.point.lat)
    if math.isinf(metres):
        return Mark("none", x, y, row.place.name, _("keins"))
    shape = "near" if metres <= radius_m else "middle" if metres <= 2 * radius_m else "far"
    return Mark(shape, x, y, row.place.name, format_distance(metres))


def _summary(marks: tuple[Mark, ...]) -> str:
    """Where the way is longest, in a sentence; "" without villages."""
    if not marks:
        return ""
    return _("Am weitesten: %(village)s, %(distance)s.", village=marks[0].name, distance=marks[0].distance)


def _projection(
    points: list[tuple[float, float]],
) -> tuple[Callable[[float, float], tuple[float, float]], float]:
    """From degrees to the drawing, true to shape in the middle of these points, and its height."""
    lons, lats = [lon for lon, _lat in points] or [0.0], [lat for _lon, lat in points] or [0.0]
    stretch = math.cos(math.radians((min(lats) + max(lats)) / 2))
    scale = (WIDTH - 2 * _MARGIN) / max((max(lons) - min(lons)) * stretch, max(lats) - min(lats), 1e-3)

    def project(lon: float, lat: float) -> tuple[float, float]:
        x, y = (lon - min(lons)) * stretch * scale, (max(lats) - lat) * scale
        return round(x + _MARGIN, 1), round(y + _MARGIN, 1)

    return project, round((max(lats) - min(lats)) * scale + 2 * _MARGIN)
