"""Our public entries as OpenStreetMap would say them, for mappers to look at; nothing is sent there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.osm_report.offers import public_offers
from finder.domain.offer import Offer
from finder.errors import NotFound
from finder.exchange.osm.ours import entry_of_offer
from finder.exchange.osm.tag_file import Tagged, write_geojson
from finder.exchange.osm.writing import has_tag, tags_of_entry
from finder.store.look_alikes import stream_mapped
from finder.store.osm_links import linked_objects


@dataclass(frozen=True, slots=True)
class EntryTags:
    """The tags of an entry, in their order; none for one that has no place on a map."""

    offer_id: int
    name: str
    source: str
    licence: str
    osm_ids: tuple[str, ...]
    tags: dict[str, str]


def tags_of(finder: Finder, offer_id: int) -> EntryTags:
    """The tags of one public entry; raises NotFound for another, and StoreDown."""
    with finder.database.read() as connection, Session(connection) as session:
        offer = next(public_offers(session, [offer_id]), None)
        links = linked_objects(connection)
    if offer is None:
        raise NotFound(f"There is no public entry {offer_id}.")
    return EntryTags(
        offer_id,
        offer.name,
        offer.source.name,
        offer.source.licence,
        links.get(offer_id, ()),
        _tags(finder, offer),
    )


def tag_file(finder: Finder) -> Iterator[str]:
    """The text of a GeoJSON with every public entry that has a place on a map and a topic that tags can say,
    piece by piece. Raises StoreDown.
    """
    with finder.database.read() as connection, Session(connection) as session:
        links = linked_objects(connection)
        numbers = [
            each.offer_id for each in stream_mapped(connection) if _is_told(finder, each.traits.topics)
        ]
        found = public_offers(session, numbers)
        yield from write_geojson(
            Tagged(offer, links.get(offer.id, ()), _tags(finder, offer)) for offer in found
        )


def _is_told(finder: Finder, topics: Iterable[str]) -> bool:
    return any(has_tag(key, finder.taxonomy) for key in topics)


def _tags(finder: Finder, offer: Offer) -> dict[str, str]:
    return tags_of_entry(entry_of_offer(offer), finder.taxonomy)
