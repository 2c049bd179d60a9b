"""Makes the report: reads a file object by object, matches it with our public entries, compares the pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.osm_report.compare import Comparer, Sides
from finder.actions.osm_report.index import Alike, Index, Known
from finder.actions.osm_report.match import Matched, Matcher, Pair, Read
from finder.actions.osm_report.offers import public_offers
from finder.clock import today, utc_now
from finder.domain.entry import Entry, Rejected
from finder.domain.offer import Offer, PublicAddress
from finder.domain.osm_report import COUNTS, About, Certainty, Compared, Side
from finder.domain.point import Point
from finder.domain.text import fold
from finder.exchange.context import ReadContext
from finder.exchange.osm.files import SOURCE, find_osm_reader
from finder.exchange.osm.objects import Found, OsmObject
from finder.exchange.osm.ours import entry_of_offer
from finder.exchange.osm.tags import read_object, topics_of_tags
from finder.exchange.osm.writing import has_tag
from finder.store.look_alikes import stream_mapped
from finder.store.osm_links import linked_objects


@dataclass(frozen=True, slots=True)
class Report:
    """What the report says: pairs that differ, by name, then what only one side has, by name."""

    about: About
    items: tuple[Compared, ...]


def make_report(
    finder: Finder,
    path: Path,
    *,
    file_name: str = "",
    made_by: str = "",
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Report:
    """The report of a file. `on_progress` is told how many objects were read, of about how many. Of the file
    memory holds what is ours or in town, and of an extract the positions of its nodes.

    Raises BadInput for a file that is none of OpenStreetMap, StoreDown, and what `on_progress` raises.
    """
    work = _Work(finder)
    as_of = work.read(path, on_progress)
    with finder.database.read() as connection, Session(connection) as session:
        items = (*work.pairs(session), *work.only_ours(session), *work.only_osm())
    town, counts = finder.gazetteer.home.municipality, {name: work.counts[name] for name in COUNTS}
    about = About(file_name or path.name, as_of, utc_now(), made_by, town, work.is_whole, counts)
    return Report(about, items)


class _Work:
    """One report on its way."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        with finder.database.read() as connection:
            links = linked_objects(connection)
            known = [
                Known(each.offer_id, each.traits, links.get(each.offer_id, ()))
                for each in stream_mapped(connection)
            ]
        self._matcher = Matcher(Index(known))
        self._matched: Matched
        self._comparer = Comparer(finder.taxonomy, finder.calendars, today())
        self.counts: Counter[str] = Counter(entries=len(known))
        self.is_whole = True

    def read(self, path: Path, on_progress: Callable[[int, int], None]) -> date | None:
        """Match every object of the file; gives the day of its data."""
        reader = find_osm_reader(path)
        context = ReadContext(self._finder.taxonomy, self._finder.names)
        total = reader.count(path, context)
        for done, item in enumerate(reader.objects(path, context), start=1):
            on_progress(done, max(done, total))
            self._take(item, path, context)
        self._matched = self._matcher.matched()
        return reader.as_of(path)

    def _take(self, item: Found, path: Path, context: ReadContext) -> None:
        if not isinstance(item, OsmObject):
            self._reject(item)
            return
        is_in_town = self._is_in_town(item.point)
        if not self._matcher.may_be_ours(item) and not is_in_town:
            self.counts["objects"] += bool(topics_of_tags(item.tags, context.taxonomy))
            return
        entry = read_object(item.external_id, item.tags, item.point, path.name, context)
        if isinstance(entry, Entry):
            self.counts["objects"] += 1
            self._matcher.add(Read(item, entry), is_in_town=is_in_town)
        elif entry is not None:
            self._reject(entry)

    def _reject(self, item: Rejected) -> None:
        """Where a file breaks off, what is rejected has neither number nor column."""
        if item.external_id or item.column:
            self.counts["rejected"] += 1
        else:
            self.is_whole = False

    def _is_in_town(self, point: Point | None) -> bool:
        if point is None:
            return False
        gazetteer = self._finder.gazetteer
        inside = gazetteer.whereabouts.is_inside(gazetteer.home.ags, point)
        return (
            gazetteer.whereabouts.municipality_at(point) == gazetteer.home.ags if inside is None else inside
        )

    def pairs(self, session: Session) -> list[Compared]:
        """The pairs that differ in something, by the name of our entry."""
        by_offer = {pair.alike.offer_id: pair for pair in self._matched.pairs}
        found = [self._pair(by_offer[offer.id], offer) for offer in public_offers(session, by_offer)]
        self.counts["pairs"] = len(found)
        self.counts["pairs_alike"] = sum(not pair.differences for pair in found)
        self.counts["differences"] = sum(len(pair.differences) for pair in found)
        return sorted((pair for pair in found if pair.differences), key=_by_name)

    def _pair(self, pair: Pair, offer: Offer) -> Compared:
        read = self._matcher.kept[pair.osm_id]
        sides = Sides(entry_of_offer(offer), read.entry, read.found, pair.alike.metres)
        differences, n_same = self._comparer.differences(sides)
        return replace(
            _ours(offer),
            side=Side.BOTH,
            osm_id=pair.osm_id,
            osm_name=read.entry.service.name,
            certainty=pair.certainty,
            score=round(pair.alike.score, 3),
            metres=_rounded(pair.alike.metres),
            n_same=n_same,
            differences=tuple(differences),
        )

    def only_ours(self, session: Session) -> list[Compared]:
        """Our entries within the area of the file that no object of it is; those that no tag can say are
        counted, not listed.
        """
        listed = []
        for number in self._matcher.alone(self._matched):
            traits = self._matcher.index.known[number].traits
            if traits.point is None or traits.point not in self._matcher.box:
                self.counts["outside"] += 1
            elif not any(has_tag(key, self._finder.taxonomy) for key in traits.topics):
                self.counts["without_tags"] += 1
            else:
                listed.append(number)
        self.counts["only_ours"] = len(listed)
        return sorted((self._alone(offer) for offer in public_offers(session, listed)), key=_by_name)

    def _alone(self, offer: Offer) -> Compared:
        """An entry alone, with the object that it is linked to though the file has it not, or resembles."""
        links = self._matcher.index.known[offer.id].osm_ids
        if links:
            return replace(_ours(offer), osm_id=links[0], certainty=Certainty.LINKED)
        osm_id, alike = self._matched.resembling.get(offer.id, ("", None))
        if alike is None:
            return _ours(offer)
        kept = self._matcher.kept[osm_id]
        return replace(_ours(offer), osm_id=osm_id, osm_name=kept.entry.service.name, **_resemblance(alike))

    def only_osm(self) -> list[Compared]:
        """The objects in town that are none of our entries."""
        found = [self._object(read) for read in self._matched.only_osm]
        self.counts["only_osm"] = len(found)
        return sorted(found, key=_by_name)

    def _object(self, read: Read) -> Compared:
        osm_id, service = read.found.external_id, read.entry.service
        alone = Compared(
            Side.OSM,
            service.name,
            osm_id=osm_id,
            osm_name=service.name,
            topics=service.topics,
            organization=read.entry.organization.name,
            place=_place(read.entry.location.address),
            source=SOURCE["name"],
        )
        alike = self._matched.resembled.get(osm_id)
        return alone if alike is None else replace(alone, offer_id=alike.offer_id, **_resemblance(alike))


def _ours(offer: Offer) -> Compared:
    return Compared(
        Side.OURS,
        offer.name,
        offer_id=offer.id,
        topics=offer.topics,
        organization=offer.organization,
        place=_place(offer.address),
        source=offer.source.name,
        is_example=offer.source.is_example,
    )


def _place(address: PublicAddress | None) -> str:
    if address is None:
        return ""
    town = " ".join(filter(None, (address.postal_code, address.city)))
    return ", ".join(filter(None, (address.street, town)))


def _resemblance(alike: Alike) -> dict[str, Any]:
    return {"score": round(alike.score, 3), "metres": _rounded(alike.metres)}


def _rounded(metres: float | None) -> float | None:
    return None if metres is None else round(metres, 1)


def _by_name(item: Compared) -> tuple[str, str, str]:
    return fold(item.name), item.name, item.osm_id
