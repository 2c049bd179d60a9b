"""The report of differences between our public entries and OpenStreetMap: what it says, and nothing is
changed by it, here or there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from finder.domain.duplicates import SAME_FROM


class Side(StrEnum):
    """Who says something."""

    OURS = "ours"
    OSM = "osm"
    BOTH = "both"


class Certainty(StrEnum):
    """How certain it is that an entry and an object are one: linked by number, or by what both say."""

    LINKED = "linked"
    SAME = "same"
    MAYBE = "maybe"


class Advice(StrEnum):
    """What a person may do by hand with a difference: enter what OSM says here, tell OSM what we know, or
    find out who is right.
    """

    TAKE = "take"
    TELL = "tell"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which the two sides do not say the same. `side` is who alone says something, BOTH where
    they differ. The days are those of the last check or, on the side of OSM, of the last edit
    (`is_checked` false); None where nobody knows. `tags` would say our value in OSM, "" where none can.
    """

    field: str
    side: Side
    ours: str = ""
    osm: str = ""
    ours_on: dt.date | None = None
    osm_on: dt.date | None = None
    is_checked: bool = False
    tags: str = ""

    @property
    def advice(self) -> Advice:
        """Of two values the later one is likely to be right; without both days somebody must ask."""
        if self.side is not Side.BOTH:
            return Advice.TAKE if self.side is Side.OSM else Advice.TELL
        if self.ours_on is None or self.osm_on is None or self.ours_on == self.osm_on:
            return Advice.ASK
        return Advice.TAKE if self.osm_on > self.ours_on else Advice.TELL


@dataclass(frozen=True, slots=True)
class Compared:
    """An entry of ours, an object of OSM, or both as one place (`side` BOTH) with what they say otherwise.

    On one side alone, the number of the other side names what it resembles but is another's already, or,
    with LINKED, the object that the entry is linked to and the file does not have. `score` is that of the
    comparison, 0 to 1; `metres` lie between the two points.
    """

    side: Side
    name: str
    offer_id: int | None = None
    osm_id: str = ""
    osm_name: str = ""
    certainty: Certainty | None = None
    score: float | None = None
    metres: float | None = None
    topics: tuple[str, ...] = ()
    organization: str = ""
    place: str = ""
    source: str = ""
    is_example: bool = False
    n_same: int = 0
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """Of a report: the file and the day of its data, when and for whom it was made, of which town, whether
    the file could be read to its end, and what was counted.
    """

    file: str
    as_of: dt.date | None
    made_at: dt.datetime
    made_by: str
    municipality: str
    is_whole: bool
    counts: Mapping[str, int] = field(default_factory=dict)


COUNTS: Final = (
    "objects", "rejected", "entries", "pairs", "pairs_alike", "differences", "only_ours", "only_osm",
    "outside", "without_tags",
)  # fmt: skip
"""What is counted: objects with a topic and those that could not be used; our entries with a place; pairs,
those without any difference; fields that differ; entries and objects alone; and of the entries alone those
outside of the area of the file and those that no tag can say, which are not listed."""


def certainty_of(score: float) -> Certainty:
    """What a score of the comparison means."""
    return Certainty.SAME if score >= SAME_FROM else Certainty.MAYBE
