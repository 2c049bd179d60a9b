"""The row of an offer that is searched: what the store writes and the search reads."""

from __future__ import annotations

from typing import Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

_Site = TypeVar("_Site", int, NDArray[np.int64])

_SITES: Final = 2**31
"""Numbers of records are below it."""


def site_of(location_id: int, organization_id: int) -> int:
    """One number for a location and an organization."""
    return location_id * _SITES + organization_id


def location_of(site: _Site) -> _Site:
    """The location of such a number, or of each number of an array."""
    return site // _SITES


class SearchRow(NamedTuple):
    """One offer (a service, by a person or team, at a location) as the search sees it.

    The sets are sorted words joined by single spaces, so that equal sets are equal texts:
    `topics` holds taxonomy keys with all their ancestors ("health paediatrics"), `languages`
    `code/role` pairs, with hours where they have their own ("de/team tr/professional@Th_14:00-18:00",
    see `finder.domain.language.language_key`), `access` the known readings ("lift=no
    step_free=yes"; what is missing is unknown), `areas` the official keys (AGS, or "DE") of the
    areas that an offer without a point serves ("" when it has a point or serves no stated area).
    `measures` are the facts that limits and composed criteria rest on ("entrance.step_count=0 level=1").
    `site` is one number for its house and organization, which colleagues share; 0 is none.
    `lat` and `lon` are degrees WGS 84, or both None: no point, or a secret address.
    `hours` are its hours as `finder.domain.offer_hours` writes them ("" for none).
    `overdue_from` is the day (as `date.toordinal` has it) from which nobody has confirmed it for too long,
    0 where nobody ever did.
    `sort_name` is the folded name, `text` the folded words that are found by name.
    A row with `is_public` false is a tombstone: it was retired, hidden or deleted.
    """

    id: int
    row_version: int
    is_public: bool
    lat: float | None
    lon: float | None
    sort_name: str
    text: str
    topics: str
    languages: str
    access: str
    areas: str
    measures: str = ""
    hours: str = ""
    site: int = 0
    overdue_from: int = 0
