"""Which entries are linked to an object of OpenStreetMap: by the number that their source gives them, or by
the address under which they were found.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa

from finder.store.provenance import ExternalId
from finder.store.records import ServiceAtLocation

_OBJECT: Final = re.compile(
    r"(?:https?://(?:www\.)?openstreetmap\.org/)?((?:node|way|relation)/\d{1,20})\b.*"
)


def linked_objects(connection: sa.Connection) -> Mapping[int, tuple[str, ...]]:
    """The objects (`node/123`) of each offer that has any, by its number; two statements."""
    found: dict[int, dict[str, None]] = defaultdict(dict)
    numbers = sa.select(ExternalId.entity_id, ExternalId.external_id).where(
        ExternalId.entity == ServiceAtLocation.__tablename__,
        sa.or_(*(ExternalId.external_id.like(f"{kind}/%") for kind in ("node", "way", "relation"))),
    )
    addresses = sa.select(ServiceAtLocation.id, ServiceAtLocation.source_url).where(
        ServiceAtLocation.source_url.like("%openstreetmap.org/%")
    )
    for statement in (numbers, addresses):
        for offer_id, text in connection.execute(statement):
            if match := _OBJECT.fullmatch(text):
                found[offer_id][match[1]] = None
    return {offer_id: tuple(objects) for offer_id, objects in found.items()}
