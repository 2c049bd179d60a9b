"""The numbers of the public records that answer criteria."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from finder.domain.open_records import (
    KBV_LEVEL,
    OWN_NUMBERS,
    TEXT_FIELDS,
    Criterion,
    Field,
    RecordKind,
    Wanted,
)
from finder.store.aids import SearchRowRecord
from finder.store.details import Attribute
from finder.store.provenance import ExternalId, Source
from finder.store.records import (
    Address,
    Location,
    LocationType,
    Organization,
    Service,
    ServiceAtLocation,
)
from finder.store.vocabulary import TaxonomyTerm

_ROW, _OFFER = SearchRowRecord, ServiceAtLocation


class FoundIds(NamedTuple):
    """A page of numbers, ascending, and how many there are in all."""

    ids: list[int]
    total: int


def find_page(
    connection: sa.Connection, kind: RecordKind, criteria: Sequence[Criterion], offset: int, limit: int
) -> FoundIds:
    """The records that answer all criteria, so many after so many; at most two statements."""
    if any(criterion.field in TEXT_FIELDS for criterion in criteria):
        ids = sorted(find_all(connection, kind, criteria))
        return FoundIds(ids[offset : offset + limit], len(ids))
    statement = _matching(kind, criteria)
    total = connection.execute(sa.select(sa.func.count()).select_from(statement.subquery())).scalar_one()
    if not limit or offset >= total:
        return FoundIds([], total)
    page = statement.order_by(_ids_of(kind)).offset(offset).limit(limit)
    return FoundIds(list(connection.execute(page).scalars()), total)


def find_all(connection: sa.Connection, kind: RecordKind, criteria: Sequence[Criterion]) -> set[int]:
    """The numbers of all records that answer all criteria; one statement."""
    texts = [criterion for criterion in criteria if criterion.field in TEXT_FIELDS]
    statement = _matching(kind, [criterion for criterion in criteria if criterion.field not in TEXT_FIELDS])
    if not texts:
        return set(connection.execute(statement).scalars())
    rows = connection.execute(_with_texts(kind, statement)).mappings()
    return {row["id"] for row in rows if all(_has_text(row, criterion) for criterion in texts)}


def _has_text(row: Any, criterion: Criterion) -> bool:
    wanted: Iterable[Wanted] = criterion.values
    names = [name for name in row if name.startswith(criterion.field.value)]
    texts = [row[name] for name in names if row[name]]
    return any(each.is_answered_by(texts) for each in wanted)


def _with_texts(kind: RecordKind, statement: sa.Select[Any]) -> sa.Select[Any]:
    """The numbers with the texts by which they are found; folding is Python's, so that both engines agree."""
    if kind in (RecordKind.OFFER, RecordKind.ROLE):
        return statement.add_columns(Service.name.label("name"))
    if kind is RecordKind.ORGANIZATION:
        columns = (Organization.name.label("name"), Organization.alternate_name.label("name_2"))
        return statement.add_columns(*columns)
    owner = aliased(Organization)
    name = sa.func.coalesce(sa.func.nullif(Location.name, ""), owner.name)
    return (
        statement.outerjoin(owner, owner.id == Location.organization_id)
        .outerjoin(Address, IS_ADDRESS)
        .add_columns(
            name.label("name"),
            Location.alternate_name.label("name_2"),
            Address.city.label("city"),
            Address.postal_code.label("postal_code"),
        )
    )


IS_ADDRESS = sa.and_(Address.location_id == Location.id, Address.address_type != LocationType.POSTAL)
"""Which addresses say where a location is."""


def _ids_of(kind: RecordKind) -> Any:
    return {RecordKind.LOCATION: Location.id, RecordKind.ORGANIZATION: Organization.id}.get(kind, _OFFER.id)


def _matching(kind: RecordKind, criteria: Iterable[Criterion]) -> sa.Select[Any]:
    """The numbers of the public records of a kind that answer the criteria, none of which is a text."""
    statement = sa.select(_ids_of(kind).label("id"))
    if kind is RecordKind.LOCATION:
        offers = public_offers().where(_OFFER.location_id == Location.id)
        statement = statement.where(sa.not_(Location.is_address_secret))
    elif kind is RecordKind.ORGANIZATION:
        offers = public_offers().where(Service.organization_id == Organization.id)
    else:
        statement = statement.join(Service, Service.id == _OFFER.service_id).join(
            _ROW, sa.and_(_ROW.offer_id == _OFFER.id, _ROW.is_public)
        )
        named = [_OFFER.person_id.is_not(None)] if kind is RecordKind.ROLE else []
        return statement.where(*named, *(_condition(kind, each) for each in criteria))
    offers = offers.where(*(_condition(kind, each) for each in criteria if each.field is not Field.ID))
    own = [_ids_of(kind).in_(each.values) for each in criteria if each.field is Field.ID]
    return statement.where(sa.exists(offers), *own)


def public_offers() -> sa.Select[Any]:
    """The offers that the public sees, with their services, for a question whether there are any."""
    joined = sa.select(_OFFER.id).join(Service, Service.id == _OFFER.service_id)
    return joined.join(_ROW, sa.and_(_ROW.offer_id == _OFFER.id, _ROW.is_public))


def _condition(kind: RecordKind, criterion: Criterion) -> sa.ColumnElement[bool]:
    condition: sa.ColumnElement[bool]
    if criterion.field is Field.ID:
        condition = _ids_of(kind).in_(criterion.values)
    else:
        condition = _CONDITIONS[criterion.field](criterion.values)
    return condition


def _is_at(locations: Collection[int]) -> sa.ColumnElement[bool]:
    """At any of the locations; nobody learns so who is at a secret one."""
    known = sa.select(Location.id).where(Location.id.in_(locations), sa.not_(Location.is_address_secret))
    return _OFFER.location_id.in_(known)


def _has_topic(keys: Collection[str]) -> sa.ColumnElement[bool]:
    terms = sa.select(Attribute.service_id).join(TaxonomyTerm, TaxonomyTerm.id == Attribute.taxonomy_term_id)
    return Service.id.in_(terms.where(TaxonomyTerm.code.in_(keys)))


def _has_identifier(identifiers: Collection[tuple[str, str]]) -> sa.ColumnElement[bool]:
    """The number at the source, or our own (`offer-12`, at the source OWN_NUMBERS); "" is any source."""
    conditions: list[sa.ColumnElement[bool]] = [sa.false()]
    for source, number in identifiers:
        own = number.removeprefix("offer-")
        if source in ("", OWN_NUMBERS) and own != number and own.isdecimal() and len(own) < 10:
            conditions.append(_OFFER.id == int(own))
        known = sa.select(ExternalId.entity_id).where(
            ExternalId.entity == _OFFER.__tablename__,
            ExternalId.source_id == _OFFER.source_id,
            ExternalId.external_id == number,
        )
        if source:
            known = known.join(Source, Source.id == ExternalId.source_id).where(Source.key == source)
        conditions.append(_OFFER.id.in_(known))
    return sa.or_(*conditions)


def _has_word(column: Any) -> Callable[[Collection[str]], sa.ColumnElement[bool]]:
    """Any of the words among those of a column, where a `@` and a time may follow."""
    ends = sa.literal(" ")

    def condition(words: Collection[str]) -> sa.ColumnElement[bool]:
        text = ends + column + ends
        starts = (text.contains(f" {word}{end}", autoescape=True) for word in words for end in " @")
        return sa.or_(sa.false(), *starts)

    return condition


def _has_access(readings: Collection[str]) -> sa.ColumnElement[bool]:
    """Any of the readings, or of the labels computed from them."""
    levels = [reading for reading in readings if reading.startswith(KBV_LEVEL)]
    words = [reading for reading in readings if reading not in levels]
    marks = (f'"kbv_level":"{level.removeprefix(KBV_LEVEL)}"' for level in levels)
    return sa.or_(_has_word(_ROW.access)(words), *(_ROW.detail.contains(m, autoescape=True) for m in marks))


_CONDITIONS: Mapping[Field, Callable[[Collection[Any]], sa.ColumnElement[bool]]] = {
    Field.OFFER: _OFFER.id.in_,
    Field.LOCATION: _is_at,
    Field.ORGANIZATION: Service.organization_id.in_,
    Field.IDENTIFIER: _has_identifier,
    Field.TOPIC: _has_topic,
    Field.LANGUAGE: _has_word(_ROW.languages),
    Field.ACCESS: _has_access,
}
