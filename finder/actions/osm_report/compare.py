"""Compares an entry with an object of OSM field by field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from finder.actions.osm_report.fields import COMPARED, POSITION, Field, Said, fact_fields
from finder.domain.entry import Entry
from finder.domain.holiday import Calendars
from finder.domain.hours_same import mean_the_same
from finder.domain.land import land_at
from finder.domain.osm_report import Difference, Side
from finder.domain.taxonomy import Taxonomy
from finder.domain.text import fold
from finder.exchange.osm.dates import observed_on
from finder.exchange.osm.objects import OsmObject
from finder.exchange.osm.writing import has_tag, tags_of_entry

FAR_M: Final = 75.0
"""From so many metres on two points are told as different positions."""


@dataclass(frozen=True, slots=True)
class Sides:
    """An entry of ours and an object with the entry that it is read as."""

    ours: Entry
    osm: Entry
    found: OsmObject
    metres: float | None


class _Rests(NamedTuple):
    """What only we say and what only OSM says, by what makes values equal."""

    mine: set[str]
    theirs: set[str]


class Comparer:
    """Compares the two sides field by field, as of a day."""

    def __init__(self, taxonomy: Taxonomy, calendars: Calendars, today: dt.date) -> None:
        self._taxonomy = taxonomy
        self._calendars = calendars
        self._today = today

    def differences(self, sides: Sides) -> tuple[list[Difference], int]:
        """The fields that differ, in a fixed order, and how many say the same. What no tag can say is not
        missing in OSM.
        """
        tags = tags_of_entry(sides.ours, self._taxonomy)
        found: list[Difference] = []
        n_same = 0
        for field in (*COMPARED, *fact_fields(sides.ours, sides.osm)):
            rests = self._rests(field, sides)
            mine = self._sayable(field, rests.mine, tags)
            said_by = Side.BOTH if mine and rests.theirs else Side.OURS if mine else Side.OSM
            if mine or rests.theirs:
                found.append(_difference(field, sides, said_by, _tags_text(field, tags, mine)))
            elif field.said(sides.ours) and not rests.mine:
                n_same += 1
        return [*found, *_position(sides)], n_same

    def _sayable(self, field: Field, mine: set[str], tags: Said) -> set[str]:
        """What of our values a tag can say."""
        if field.tag_of is not None:
            return {value for value in mine if field.tag_of(value) in tags}
        if field.name == "topics":
            return {key for key in mine if has_tag(key, self._taxonomy)}
        return mine if any(tag in tags for tag in field.tags) else set()

    def _rests(self, field: Field, sides: Sides) -> _Rests:
        """What each side says that the other does not. Our organization may be what mappers call the place,
        and they seldom name who runs it.
        """
        ours, osm = field.said(sides.ours), field.said(sides.osm)
        mine, theirs = set(ours) - set(osm), set(osm) - set(ours)
        if field.name == "operator" and not osm:
            return _Rests(set(), set())
        if field.name == "name" and theirs == {fold(sides.ours.organization.name)}:
            return _Rests(set(), set())
        if field.name == "topics":
            return _Rests(self._less_related(mine, osm), self._less_related(theirs, ours))
        if field.is_hours and mine and theirs and self._are_same_hours(ours, osm, sides):
            return _Rests(set(), set())
        return _Rests(mine, theirs)

    def _less_related(self, keys: set[str], others: Said) -> set[str]:
        """The topics but those that are above or below one of the other side."""
        above = {over for other in others for over in self._taxonomy.ancestors(other)}
        return {
            key for key in keys if key not in above and not set(self._taxonomy.ancestors(key)) & set(others)
        }

    def _are_same_hours(self, ours: Said, osm: Said, sides: Sides) -> bool:
        address = sides.ours.location.address or sides.osm.location.address
        calendar = self._calendars.of(land_at(address.postal_code if address else ""))
        return mean_the_same(_joined(ours), _joined(osm), calendar, self._today)


def _difference(field: Field, sides: Sides, side: Side, tags: str) -> Difference:
    day, is_checked = _osm_day(field, sides)
    return Difference(
        field=field.name,
        side=side,
        ours=_joined(field.said(sides.ours)),
        osm=_joined(field.said(sides.osm)),
        ours_on=_our_day(field, sides.ours),
        osm_on=day,
        is_checked=is_checked,
        tags=tags,
    )


def _joined(said: Said) -> str:
    return "; ".join(sorted(said.values()))


def _our_day(field: Field, ours: Entry) -> dt.date | None:
    """The day on which the fact was seen, else the entry confirmed."""
    seen = (fact.observed_on for fact in ours.location.facts if fact.key == field.name)
    return next(filter(None, seen), None) or ours.service.assured_date


def _osm_day(field: Field, sides: Sides) -> tuple[dt.date | None, bool]:
    """The latest day of a check of the field's tags, else that of the last edit; whether it is a check."""
    checked = filter(None, (observed_on(sides.found.tags, tag) for tag in field.tags))
    day = max(checked, default=None)
    return (day, True) if day else (sides.found.edited_on, False)


def _tags_text(field: Field, tags: Said, mine: set[str]) -> str:
    """The tags that would say our values, "" when there are none to say."""
    names = map(field.tag_of, sorted(mine)) if field.tag_of else field.tags if mine else ()
    return " ".join(f"{name}={tags[name]}" for name in names if name in tags)


def _position(sides: Sides) -> Iterator[Difference]:
    ours, osm = sides.ours.location.point, sides.osm.location.point
    if ours and osm and sides.metres is not None and sides.metres > FAR_M:
        mine, theirs = (f"{point.lat:.5f}, {point.lon:.5f}" for point in (ours, osm))
        day = sides.ours.service.assured_date
        yield Difference(POSITION, Side.BOTH, mine, theirs, ours_on=day, osm_on=sides.found.edited_on)
