"""The names of served areas by their official keys."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from finder.gazetteer.files import MunicipalityName, read_rows
from finder.paths import DATA
from finder.web.i18n import gettext as _


def area_name(key: str) -> str:
    """The municipality (8 digits), Kreis (5) or state (2) of a key, `DE` in words; else the key."""
    return _("ganz Deutschland") if key == "DE" else _names().get(key, key)


@cache
def _names() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for town in read_rows(DATA / "gazetteer", MunicipalityName):
        names[town.ags] = town.name
        names.setdefault(town.ags[:5], town.district or town.name)
        names.setdefault(town.ags[:2], town.state)
    return names


def areas_near(ags: str) -> list[str]:
    """The keys of the municipalities of the Kreis in which a municipality is, of the Kreis and the state, and
    `DE`, in this order, the municipalities by name.
    """
    towns = sorted((name, key) for key, name in _names().items() if len(key) > 5 and key[:5] == ags[:5])
    return [*(key for _name, key in towns), ags[:5], ags[:2], "DE"]
