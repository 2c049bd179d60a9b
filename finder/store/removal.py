"""Removes a source with every record that is only its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.store import audit
from finder.store.provenance import ExternalId, ImportRun, Metadata, Source
from finder.store.records import Location, Organization, Person, Service, ServiceAtLocation
from finder.store.tracking import touch
from finder.store.translations import remove_orphans

_USERS: tuple[tuple[type[Any], tuple[Any, ...]], ...] = (
    (Service, (ServiceAtLocation.service_id,)),
    (Location, (ServiceAtLocation.location_id,)),
    (Person, (ServiceAtLocation.person_id,)),
    (Organization, (Service.organization_id, Location.organization_id, Person.organization_id)),
)
"""The records that offers share, and what may still need them."""


def remove_source(session: Session, source: Source) -> int:
    """Delete a source, its offers, and the records that it brought and nothing else uses; gives the
    number of offers. Their search rows become tombstones at the commit.
    """
    offers = session.scalars(
        sa.select(ServiceAtLocation.id).where(ServiceAtLocation.source_id == source.id)
    ).all()
    touch(session, "service_at_location_id", offers)
    session.execute(sa.delete(ServiceAtLocation).where(ServiceAtLocation.source_id == source.id))
    for model, users in _USERS:
        session.execute(sa.delete(model).where(model.id.in_(_brought(source, model)), *_unused(model, users)))
    remove_orphans(session)
    for owned in (ExternalId, ImportRun):
        session.execute(sa.delete(owned).where(owned.source_id == source.id))
    session.execute(sa.delete(Source).where(Source.id == source.id))
    _note_deletion(session, offers)
    return len(offers)


def _brought(source: Source, model: type[Any]) -> sa.Select[int]:
    return sa.select(ExternalId.entity_id).where(
        ExternalId.source_id == source.id, ExternalId.entity == model.__tablename__
    )


def _unused(model: type[Any], users: Iterable[Any]) -> tuple[sa.ColumnElement[bool], ...]:
    return tuple(~sa.exists().where(user == model.id) for user in users)


def _note_deletion(session: Session, offers: Iterable[int]) -> None:
    lines = [audit.line(session, ServiceAtLocation.__tablename__, number, "delete") for number in offers]
    if lines:
        session.execute(sa.insert(Metadata), lines)
