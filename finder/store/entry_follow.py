"""Records that their source now calls by another key: known again by the entries that state them.

The keys of tables are made of names and addresses, so a service or an organization that is renamed would come
as a new one, and lose what staff had put right. It is the same where every offer that uses it is stated anew
under one and the same new key. A place is another one where its address changes, with other steps and doors;
unless the address was put right here: then it is for people to decide which one is right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, cast

import orjson
import sqlalchemy as sa

from finder.domain.entry import Entry
from finder.store.base import Reads
from finder.store.entry_columns import COLUMNS, plain
from finder.store.entry_rows import stored_key
from finder.store.provenance import ExternalId
from finder.store.records import Address, Publication, Service, ServiceAtLocation

_EXTERNAL = cast("sa.Table", ExternalId.__table__)
_ADDRESS = cast("sa.Table", Address.__table__)
_USED_BY: Final[Mapping[str, Any]] = {
    "organization": Service.organization_id,
    "service": ServiceAtLocation.service_id,
    "location": ServiceAtLocation.location_id,
}

Place = tuple[str, str]


def follow(
    reads: Reads,
    source_id: int,
    entries: Sequence[Entry],
    offers: Mapping[str, int],
    known: Collection[Place],
) -> Iterator[tuple[Place, Any]]:
    """Table and new key of records that are known by another one, each with its row of `external_id`;
    `offers` are the numbers of the entries that exist, `known` what is known under its key.
    """
    stated = [(entry, offers[entry.external_id]) for entry in entries if entry.external_id in offers]
    fresh = [pair for pair in stated if any(place not in known for place in _places(pair[0]))]
    if not fresh:
        return
    used = _records_of(reads, [number for _entry, number in stated])
    for entity in _USED_BY:
        moves: dict[int, set[str]] = defaultdict(set)
        users: dict[int, set[int]] = defaultdict(set)
        for entry, offer in stated:
            moves[used[offer][entity]].add(stored_key(getattr(entry, entity).key))
            users[used[offer][entity]].add(offer)
        wanted = {
            record: next(iter(keys))
            for record, keys in moves.items()
            if len(keys) == 1 and not any((entity, key) in known for key in keys)
        }
        yield from _known(reads, source_id, entity, wanted, users)


def _places(entry: Entry) -> Iterator[Place]:
    return ((entity, stored_key(getattr(entry, entity).key)) for entity in _USED_BY)


def _records_of(reads: Reads, offers: Sequence[int]) -> dict[int, dict[str, int]]:
    rows = reads.execute(
        sa.select(
            ServiceAtLocation.id,
            Service.organization_id.label("organization"),
            Service.id.label("service"),
            ServiceAtLocation.location_id.label("location"),
        )
        .join(Service, Service.id == ServiceAtLocation.service_id)
        .where(ServiceAtLocation.id.in_(offers))
    )
    return {row.id: dict(row._mapping) for row in rows}


def _known(
    reads: Reads, source_id: int, entity: str, wanted: Mapping[int, str], users: Mapping[int, set[int]]
) -> Iterator[tuple[Place, Any]]:
    """Those of the wanted records that nobody else uses, by their new key."""
    if not wanted:
        return
    column = _USED_BY[entity]
    counted = (
        sa.select(column, sa.func.count(ServiceAtLocation.id))
        .select_from(ServiceAtLocation)
        .join(Service, Service.id == ServiceAtLocation.service_id)
        .where(column.in_([*wanted]), ServiceAtLocation.publication != Publication.ARCHIVED)
        .group_by(column)
    )
    alone = [row[0] for row in reads.execute(counted) if row[1] <= len(users[row[0]])]
    kept = sa.select(_EXTERNAL).where(
        _EXTERNAL.c.source_id == source_id, _EXTERNAL.c.entity == entity, _EXTERNAL.c.entity_id.in_(alone)
    )
    rows = {row.entity_id: row for row in reads.execute(kept.order_by(_EXTERNAL.c.id))}
    taken: set[str] = set()
    for record, row in rows.items():
        if wanted[record] in taken or (entity == "location" and not _is_put_right(reads, row)):
            continue
        taken.add(wanted[record])
        yield (entity, wanted[record]), row


def _is_put_right(reads: Reads, row: Any) -> bool:
    """Whether a place has another address here than its source said."""
    said = orjson.loads(row.statement).get("address", []) if row.statement else []
    mine = sa.select(_ADDRESS).where(_ADDRESS.c.location_id == row.entity_id).order_by(_ADDRESS.c.id).limit(1)
    held = reads.execute(mine).first()
    names = COLUMNS["address"]
    ours = {} if held is None else {name: plain(getattr(held, name)) for name in names}
    return bool(said) and any(ours.get(name) != said[0].get(name) for name in names)
