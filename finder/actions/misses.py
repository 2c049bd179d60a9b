"""Searches that found nothing: which of them are counted, and what of the numbers is shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from finder.actions.context import Finder
from finder.actions.search import SearchResult
from finder.clock import ZONE, utc_now
from finder.domain.miss import Outcome, Shown, Trait, miss_of, rounded, shown, week_of
from finder.exchange.gap_file import MissLine, write_csv
from finder.gazetteer.places import PlaceKind
from finder.store.misses import read_misses

WEEKS: Final = (4, 13, 52)
"""So many whole weeks can be looked at; the current one is not shown before it is over."""


def note_miss(finder: Finder, result: SearchResult, sender: str) -> None:
    """Count a search whose result has nothing that fits; others change nothing."""
    if result.total_fitting or result.query.offset:
        return
    outcome = Outcome.UNKNOWN if result.total_unknown else Outcome.NOTHING
    miss = miss_of(result.sought, _place_key(finder, result), outcome, finder.names.codes)
    if miss is not None:
        finder.misses.note(miss, sender)


def _place_key(finder: Finder, result: SearchResult) -> str:
    """The official key of the municipality, "" for none; for a village of the home Kreis with its name,
    unless the topic is one that nobody should be asked about.
    """
    place = result.place
    if place is None:
        return finder.gazetteer.municipality_at(result.point) if result.point else ""
    is_home = place.kind is PlaceKind.VILLAGE and place.ags[:5] == finder.gazetteer.home.ags[:5]
    if is_home and not finder.taxonomy.has_sensitive(result.sought.categories):
        return f"{place.ags} {place.name}"
    return place.ags


@dataclass(frozen=True, slots=True)
class MissReport:
    """What people searched and did not find in some whole weeks: `total` and all numbers rounded down to a
    multiple of `finder.domain.miss.K`; `first` and `last` are Mondays.
    """

    weeks: int
    first: dt.date
    last: dt.date
    total: int
    shown: Shown


def miss_report(finder: Finder, weeks: int = WEEKS[0]) -> MissReport:
    """The report for the last whole weeks; one statement. Raises StoreDown."""
    last = week_of(utc_now().astimezone(ZONE).date()) - dt.timedelta(weeks=1)
    first = last - dt.timedelta(weeks=weeks - 1)
    counts = finder.database.guest(lambda connection: read_misses(connection, first, last))
    return MissReport(
        weeks,
        first,
        last,
        rounded(sum(counts.values())),
        shown(counts, lambda topic: _fields_of(finder, topic)),
    )


def miss_file(finder: Finder, weeks: int = WEEKS[0]) -> Iterator[str]:
    """The report as the text of a CSV, line by line. Raises StoreDown before the first line."""
    report = miss_report(finder, weeks)
    days = [day.isoformat() for day in (report.first, report.last, utc_now().date())]
    return write_csv(MissLine, _lines(finder, report, *days))


def _lines(finder: Finder, report: MissReport, *days: str) -> Iterator[MissLine]:
    for traits, numbers in report.shown.items():
        for keys, times in numbers.items():
            pairs = zip(traits, keys, strict=True)
            named = [(trait.value, key, name_of(finder, trait, key)) for trait, key in pairs]
            first, second = (*named, ("", "", ""))[:2]
            yield MissLine(*first, *second, times, *days)


def name_of(finder: Finder, trait: Trait, key: str) -> str:
    """What a topic, language or place is called in German; of other traits, and of what is gone, the key."""
    match trait:
        case Trait.FIELD | Trait.TOPIC if key in finder.taxonomy:
            return finder.taxonomy.label(key, "de")
        case Trait.LANGUAGE if key in finder.names.codes:
            return finder.names.name(key, "de")
        case Trait.PLACE:
            ags, _, village = key.partition(" ")
            return ", ".join(filter(None, (village, finder.gazetteer.settlements.town_name(ags)))) or key
    return key


def _fields_of(finder: Finder, topic: str) -> tuple[str, ...]:
    """The field of action of a topic; none for a topic that is gone."""
    if topic not in finder.taxonomy:
        return ()
    return (topic, *finder.taxonomy.ancestors(topic))[-1:]
