"""Exports what the public may know as the finder's own table, to be imported again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

import orjson

from finder.actions.context import Finder
from finder.clock import today
from finder.domain.lapse import summary_on
from finder.exchange.export import Exported, write_csv
from finder.exchange.own_translations import text_columns
from finder.store.exported import (
    ExportedOffer,
    read_public_sources,
    stream_public_offers,
    stream_translated_details,
)


def export_entries(finder: Finder, write: Callable[[str], object]) -> int:
    """Write every public offer as the own CSV, in the order of their numbers and as of one moment; gives how
    many.

    An offer is called as its source calls it; where there are several sources, with the source's key
    and a colon before that. Raises StoreDown.
    """
    written = 0

    def counted(offers: Iterable[Exported]) -> Iterator[Exported]:
        nonlocal written
        for offer in offers:
            written += 1
            yield offer

    with finder.database.read() as connection:
        has_several_sources = len(read_public_sources(connection)) > 1
        day = today()
        offers = (exported(offer, day, has_several_sources) for offer in stream_public_offers(connection))
        columns = text_columns(map(orjson.loads, stream_translated_details(connection)))
        for text in write_csv(counted(offers), columns):
            write(text)
    return written


def exported(offer: ExportedOffer, day: dt.date, with_source: bool) -> Exported:
    """The offer as it is written on a day, its number with its source's key before it if wanted."""
    number = offer.external_id or f"offer-{offer.id}"
    return Exported(
        id=offer.id,
        key=f"{offer.source}:{number}" if with_source else number,
        lat=offer.lat,
        lon=offer.lon,
        summary=summary_on(orjson.loads(offer.summary), day),
        detail=orjson.loads(offer.detail),
        person=(offer.person_title, offer.person_given, offer.person_family),
    )
