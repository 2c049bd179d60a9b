"""What the map module of a page reads: points with their numbers and texts, never markup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from finder.domain.point import Point
from finder.web.i18n import gettext as _
from finder.web.present import Entry


def map_data(listed: Sequence[Entry], centre: Point | None, radius_m: float) -> dict[str, Any] | None:
    """The points of the entries, and the place and radius searched around; None when there is no point."""
    places = [_place(entry) for entry in listed if entry.lat is not None and entry.lon is not None]
    if not places and centre is None:
        return None
    return {
        "places": places,
        "centre": None if centre is None else {"lat": centre.lat, "lon": centre.lon, "radius": radius_m},
        "words": _words(),
    }


def _place(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "lat": entry.lat,
        "lon": entry.lon,
        "name": entry.name,
        "about": " · ".join(part for part in (entry.distance, *entry.address[:1]) if part),
        "href": entry.path,
    }


def _words() -> dict[str, str]:
    return {
        "centre": _("Hier wird gesucht"),
        "show": _("Auf der Karte zeigen"),
        "several": _("Hier sind mehrere Angebote"),
        "close": _("Schließen"),
        "up": _("Karte nach oben bewegen"),
        "down": _("Karte nach unten bewegen"),
        "left": _("Karte nach links bewegen"),
        "right": _("Karte nach rechts bewegen"),
    }
