"""What a printed map shows below its numbers: boundaries, towns and villages, stations and stops."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from finder.actions.context import Finder
from finder.actions.credits import gazetteer_sources
from finder.domain.distance import metres_between
from finder.domain.drawing import View
from finder.domain.point import Point
from finder.gazetteer.boundaries import MUNICIPALITIES
from finder.gazetteer.files import PLACES_DIR, TABLES, Stop, Village, read_rows
from finder.gazetteer.labels import Place
from finder.paths import DATA

_STOPS_TO_M: Final = 45.0
_DRAWN: Final = frozenset((MUNICIPALITIES, TABLES[Village], TABLES[Stop]))
_CENTRE_M: Final = 800.0
_LARGE: Final = 20_000


@dataclass(frozen=True, slots=True)
class Area:
    """A municipality with its outer lines in lon-lat degrees; `is_large` from 20,000 inhabitants."""

    name: str
    is_home: bool
    is_large: bool
    rings: Sequence[Sequence[tuple[float, float]]]


def areas_in(finder: Finder, view: View) -> list[Area]:
    """The municipalities of which a part is in the view, as far as boundaries are known; home comes last,
    so that its line lies above those of its neighbours.
    """
    where, home = finder.gazetteer.whereabouts, finder.gazetteer.home.ags
    keys = sorted(where.touching(*view.degrees), key=lambda key: key == home)
    return [_area(finder, key, where.outlines(key)) for key in keys]


def _area(finder: Finder, key: str, rings: Sequence[Sequence[tuple[float, float]]]) -> Area:
    settlements = finder.gazetteer.settlements
    is_large = (settlements.population_of(key) or 0) >= _LARGE
    return Area(settlements.town_name(key), key == finder.gazetteer.home.ags, is_large, rings)


def home_points(finder: Finder) -> list[Point]:
    """The corners of the boundary of the home municipality; its seat where the boundary is not known."""
    home = finder.gazetteer.home
    rings = finder.gazetteer.whereabouts.outlines(home.ags)
    return [Point(lat, lon) for ring in rings for lon, lat in ring] or [home.point]


def villages_in(finder: Finder, view: View) -> list[Place]:
    """The villages of the home Kreis in the view."""
    home = finder.gazetteer.home.ags
    kreis = finder.gazetteer.settlements.within(home[:5]) if home else []
    return [place for place in kreis if _is_in(view, place.point)]


def larger_first(villages: Iterable[Place], view: View) -> list[Place]:
    """The villages, those with more stops in their middle, which are the larger ones, before others."""
    stops = stops_in(view)
    return sorted(villages, key=lambda place: -_stops_near(place.point, stops))


def shows_stops(view: View) -> bool:
    """Whether the view, in millimetres, is so near that stops have room: up to 45 metres a millimetre."""
    return view.unit_m <= _STOPS_TO_M


def stops_in(view: View) -> list[Stop]:
    """The stations and stops in the view."""
    west, south, east, north = view.degrees
    return [stop for stop in _stops() if west <= stop.lon <= east and south <= stop.lat <= north]


@lru_cache(maxsize=1)
def ground_credit() -> str:
    """Whom boundaries, villages and stops are owed to, each with the licence, as a line of German text."""
    due = [source for source in reversed(gazetteer_sources()) if _DRAWN & set(source.files)]
    return "; ".join(f"{source.text}, {source.licence}" for source in due)


def _is_in(view: View, point: Point) -> bool:
    west, south, east, north = view.degrees
    return west <= point.lon <= east and south <= point.lat <= north


def _stops_near(point: Point, stops: Sequence[Stop]) -> int:
    return sum(metres_between(point, Point(stop.lat, stop.lon)) <= _CENTRE_M for stop in stops)


@lru_cache(maxsize=1)
def _stops() -> Sequence[Stop]:
    return read_rows(DATA / PLACES_DIR, Stop)
