"""Reads the history of an entry with its present state, and writes what leads back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from finder.domain.history import OFFER, Key, Line, State, Step, beginnings, own_lives
from finder.domain.point import Point
from finder.errors import NotFound
from finder.store.details import (
    AccessibilityFact,
    Attribute,
    CostOption,
    Language,
    Phone,
    RequiredDocument,
    Schedule,
    ServiceArea,
)
from finder.store.history_values import columns_of, value_of
from finder.store.provenance import Metadata
from finder.store.records import Address, Location, Organization, Person, Service, ServiceAtLocation
from finder.store.review_rows import Review
from finder.store.vocabulary import TaxonomyTerm, Translation

_TABLE = cast("sa.Table", Metadata.__table__)
_MAIN: Final[tuple[tuple[str, type[Any]], ...]] = (
    ("service_at_location_id", ServiceAtLocation),
    ("service_id", Service),
    ("location_id", Location),
    ("person_id", Person),
    ("organization_id", Organization),
)


DETAILS: Final[Mapping[str, type[Any]]] = {
    model.__tablename__: model
    for model in (
        Address,
        Phone,
        Schedule,
        Language,
        AccessibilityFact,
        Attribute,
        ServiceArea,
        CostOption,
        RequiredDocument,
        Translation,
        Review,
    )
}
"""The models of all details that belong to a record of an entry, by table."""


@dataclass(frozen=True, slots=True)
class History:
    """An entry as it is now and every line that was written of it, the oldest first; `shared` are the main
    records that other entries use too, with the number of those.
    """

    state: State
    lines: tuple[Line, ...]
    shared: Mapping[Key, int]

    @property
    def newest(self) -> int:
        """The number of the newest line, 0 without any."""
        return self.lines[-1].id if self.lines else 0


class CannotReturn(Exception):
    """The database refuses a step: something else is in its place, or what it refers to is gone."""


def load_history(session: Session, offer_id: int) -> History:
    """The history of an entry, public or not. Raises NotFound."""
    owners = _owners(session, offer_id)
    state: State = {}
    for column, model in _MAIN:
        if number := owners.get(column):
            state[model.__tablename__, number] = columns_of(session.get_one(model, number))
    main = list(state)
    for table, model in DETAILS.items():
        for record in session.scalars(sa.select(model).where(_belongs(model, owners)).order_by(model.id)):
            state[table, record.id] = columns_of(record)
    return History(state, tuple(_lines(session, owners, main, state)), dict(_shared(session, owners)))


def _owners(session: Session, offer_id: int) -> dict[str, int]:
    offer = session.get(ServiceAtLocation, offer_id)
    if offer is None:
        raise NotFound(f"There is no offer {offer_id}.")
    owners = {
        "service_at_location_id": offer.id,
        "service_id": offer.service_id,
        "location_id": offer.location_id,
    }
    if offer.person_id is not None:
        owners["person_id"] = offer.person_id
    owners["organization_id"] = session.get_one(Service, offer.service_id).organization_id
    return owners


def _belongs(model: type[Any], owners: Mapping[str, int]) -> sa.ColumnElement[bool]:
    if model is Translation:
        pairs = [(name.removesuffix("_id"), number) for name, number in owners.items()]
        return sa.or_(*(sa.and_(model.entity == e, model.entity_id == number) for e, number in pairs))
    return sa.or_(*(getattr(model, name) == owners[name] for name in owners if hasattr(model, name)))


def _lines(session: Session, owners: Mapping[str, int], main: list[Key], state: State) -> Iterator[Line]:
    """The lines of the main records, and those of details that belong to them or did."""
    of_main = _read(session, main)
    begun = beginnings(of_main, main, (OFFER, owners["service_at_location_id"]))
    named = {f"{table}_id={number}": begun[table, number] for table, number in main}
    details = {key for key in state if key not in main} | _once(session, named)
    of_details = own_lives(_read(session, details), named, frozenset(state))
    own = (line for line in of_main if line.id >= begun[line.key])
    yield from sorted([*own, *of_details], key=lambda line: line.id)


def _once(session: Session, named: Iterable[str]) -> set[Key]:
    """The details of which the history says that they belonged to these owners."""
    columns = sa.select(_TABLE.c.resource_type, _TABLE.c.resource_id).distinct()
    statement = columns.where(
        _TABLE.c.field_name.in_(list(named)), _TABLE.c.last_action_type.in_(("create", "delete"))
    )
    return {(row[0], row[1]) for row in session.execute(statement)}


def _read(session: Session, keys: Iterable[Key]) -> list[Line]:
    by_table: dict[str, list[int]] = {}
    for table, number in keys:
        by_table.setdefault(table, []).append(number)
    found = []
    for table, numbers in by_table.items():
        statement = sa.select(
            _TABLE.c.id, _TABLE.c.resource_type, _TABLE.c.resource_id, _TABLE.c.last_action_date,
            _TABLE.c.last_action_type, _TABLE.c.field_name, _TABLE.c.previous_value,
            _TABLE.c.replacement_value, _TABLE.c.updated_by, _TABLE.c.reason, _TABLE.c.request_id,
        ).where(_TABLE.c.resource_type == table, _TABLE.c.resource_id.in_(numbers))  # fmt: skip
        found += [Line(*row) for row in session.execute(statement)]
    return found


def _shared(session: Session, owners: Mapping[str, int]) -> Iterator[tuple[Key, int]]:
    """The main records that other entries use, with how many do."""
    others = sa.select(sa.func.count()).select_from(ServiceAtLocation)
    others = others.where(ServiceAtLocation.id != owners["service_at_location_id"])
    for name in ("service_id", "location_id", "person_id"):
        if name in owners:
            count = session.scalar(others.where(getattr(ServiceAtLocation, name) == owners[name])) or 0
            if count:
                yield (name.removesuffix("_id"), owners[name]), count
    with_service = others.join(Service, ServiceAtLocation.service_id == Service.id)
    same = Service.organization_id == owners["organization_id"]
    if count := session.scalar(with_service.where(same)) or 0:
        yield ("organization", owners["organization_id"]), count


def topic_keys(session: Session) -> dict[str, str]:
    """The key of every topic by its number as the history keeps it."""
    rows = session.execute(sa.select(TaxonomyTerm.id, TaxonomyTerm.code))
    return {str(row[0]): row[1] for row in rows}


def take_steps(session: Session, steps: Iterable[Step]) -> None:
    """Write the steps, which makes new history. Raises CannotReturn, and then nothing is written."""
    models = {**DETAILS, **{model.__tablename__: model for _column, model in _MAIN}}
    try:
        with session.begin_nested():
            for step in steps:
                _take(session, models[step.key[0]], step)
                session.flush()
    except (IntegrityError, ValueError, KeyError) as error:
        raise CannotReturn(str(error)) from error


def _take(session: Session, model: type[Any], step: Step) -> None:
    number = step.key[1]
    if step.action == "remove":
        session.delete(session.get_one(model, number))
        return
    values = {name: value_of(model, name, then) for name, (_now, then) in step.columns.items()}
    if step.action == "restore":
        is_free = number > 0 and session.get(model, number) is None
        session.add(model(**values, **({"id": number} if is_free else {})))
        return
    record = session.get_one(model, number)
    for name, value in values.items():
        setattr(record, name, value)
    if isinstance(record, Location):
        _keep_point(record)


def _keep_point(location: Location) -> None:
    """The geometry follows the two numbers that the history tells."""
    lat, lon = location.latitude, location.longitude
    location.place_at(None if lat is None or lon is None else Point(lat, lon))
