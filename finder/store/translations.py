"""The translations of the texts of offers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.domain.translation import TRANSLATED, Translated, state_now
from finder.store.records import Location, Service, ServiceAtLocation
from finder.store.vocabulary import Translation

_MODELS: Mapping[str, Any] = {model.__tablename__: model for model in (Service, ServiceAtLocation, Location)}

Found = Mapping[tuple[str, int], list[Any]]


def load_translations(session: Session, keys: Mapping[str, Collection[int]]) -> Found:
    """The rows for records by their numbers below `service_id` and the like; one statement."""
    wanted = [
        sa.and_(Translation.entity == entity, Translation.entity_id.in_(ids))
        for entity in TRANSLATED
        if (ids := keys.get(f"{entity}_id"))
    ]
    found: dict[tuple[str, int], list[Any]] = defaultdict(list)
    if wanted:
        statement = sa.select(*Translation.__table__.c).where(sa.or_(*wanted))
        for row in session.execute(statement.order_by(Translation.__table__.c.id)):
            found[row.entity, row.entity_id].append(row)
    return found


def offer_translations(offer: Any, service: Any, location: Any, found: Found) -> tuple[Translated, ...]:
    """What is known of the texts of an offer, by its records; nothing of a secret place."""
    parts = [("service", service), ("service_at_location", offer)]
    if not location.is_address_secret:
        parts.append(("location", location))
    return tuple(item for entity, record in parts for item in _translations_of(entity, record, found))


def _translations_of(entity: str, record: Any, found: Found) -> Iterator[Translated]:
    """What is known of a record's texts in other languages; nothing of a text that is no longer there."""
    names = TRANSLATED[entity]
    for row in found.get((entity, record.id), ()):
        source = getattr(record, row.field) if row.field in names else ""
        if source and row.text:
            status = state_now(row.status, row.source_hash, source)
            yield Translated(names[row.field], row.lang, row.text, row.origin, status)


def remove_orphans(session: Session) -> None:
    """Delete the translations of records that are gone, whose numbers SQLite may give again."""
    for entity, model in _MODELS.items():
        gone = ~sa.exists().where(model.id == Translation.entity_id)
        session.execute(
            sa.delete(Translation).where(Translation.entity == entity, gone),
            execution_options={"synchronize_session": False},
        )
