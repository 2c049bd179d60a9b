"""The numbers of the public records that answer criteria."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from finder.domain.open_records import (
    KBV_LEVEL,
    OWN_NUMBERS,
    Criterion,
    Field,
    RecordKind,
    Wanted,
    Way,
)
from finder.domain.text import fold, words
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
    """The records that answer all criteria, so many after so many; two statements, and one more for each
    town or postcode.
    """
    if _named(kind, criteria):
        ids = sorted(find_all(connection, kind, criteria))
        return FoundIds(ids[offset : offset + limit], len(ids))
    statement = _matching(kind, _with_towns(connection, criteria))
    total = connection.execute(sa.select(sa.func.count()).select_from(statement.subquery())).scalar_one()
    if not limit or offset >= total:
        return FoundIds([], total)
    page = statement.order_by(_ids_of(kind)).offset(offset).limit(limit)
    return FoundIds(list(connection.execute(page).scalars()), total)


def find_all(connection: sa.Connection, kind: RecordKind, criteria: Sequence[Criterion]) -> set[int]:
    """The numbers of all records that answer all criteria; one statement, and one more for each town or
    postcode.
    """
    statement = _matching(kind, _with_towns(connection, criteria))
    named = _named(kind, criteria)
    if not named:
        return set(connection.execute(statement).scalars())
    found = set()
    for number, *names in connection.execute(_with_names(kind, statement)):
        texts = [name for name in names if name]
        if all(_answers(texts, criterion) for criterion in named):
            found.add(number)
    return found


def _answers(texts: Sequence[str], criterion: Criterion) -> bool:
    wanted: Iterable[Wanted] = criterion.values
    return any(each.is_answered_by(texts) for each in wanted)


def _named(kind: RecordKind, criteria: Iterable[Criterion]) -> list[Criterion]:
    """The criteria that are looked at one record after the other: the names of locations and organizations
    are not kept folded, and folding is Python's, so that both engines agree.
    """
    if kind not in (RecordKind.LOCATION, RecordKind.ORGANIZATION):
        return []
    return [criterion for criterion in criteria if criterion.field is Field.NAME]


def _with_names(kind: RecordKind, statement: sa.Select[Any]) -> sa.Select[Any]:
    """The numbers with the names under which they are found."""
    if kind is RecordKind.ORGANIZATION:
        return statement.add_columns(Organization.name, Organization.alternate_name)
    owner = aliased(Organization)
    name = sa.func.coalesce(sa.func.nullif(Location.name, ""), owner.name)
    joined = statement.outerjoin(owner, owner.id == Location.organization_id)
    return joined.add_columns(name, Location.alternate_name)


def _with_towns(connection: sa.Connection, criteria: Iterable[Criterion]) -> Iterator[Criterion]:
    """The criteria with towns and postcodes as they are stored."""
    for criterion in criteria:
        column = _TOWNS.get(criterion.field)
        if column is None:
            yield criterion
        else:
            stored = connection.execute(sa.select(column).distinct()).scalars()
            yield replace(criterion, values=tuple(text for text in stored if _answers([text], criterion)))


_TOWNS: Mapping[Field, Any] = {Field.CITY: Address.city, Field.POSTAL_CODE: Address.postal_code}


def _ids_of(kind: RecordKind) -> Any:
    return {RecordKind.LOCATION: Location.id, RecordKind.ORGANIZATION: Organization.id}.get(kind, _OFFER.id)


def _matching(kind: RecordKind, criteria: Iterable[Criterion]) -> sa.Select[Any]:
    """The numbers of the public records of a kind that answer the criteria, or may if `_named`."""
    statement = sa.select(_ids_of(kind).label("id"))
    conditions = [_condition(kind, criterion) for criterion in criteria]
    if kind is RecordKind.LOCATION:
        offers = public_offers().where(_OFFER.location_id == Location.id, *conditions)
        return statement.where(sa.not_(Location.is_address_secret), sa.exists(offers))
    if kind is RecordKind.ORGANIZATION:
        return statement.where(
            sa.exists(public_offers().where(Service.organization_id == Organization.id, *conditions))
        )
    statement = statement.join(Service, Service.id == _OFFER.service_id).join(
        _ROW, sa.and_(_ROW.offer_id == _OFFER.id, _ROW.is_public)
    )
    named = [_OFFER.person_id.is_not(None)] if kind is RecordKind.ROLE else []
    return statement.where(*named, *conditions)


def public_offers() -> sa.Select[Any]:
    """The offers that the public sees, with their services, for a question whether there are any."""
    joined = sa.select(_OFFER.id).join(Service, Service.id == _OFFER.service_id)
    return joined.join(_ROW, sa.and_(_ROW.offer_id == _OFFER.id, _ROW.is_public))


def _condition(kind: RecordKind, criterion: Criterion) -> sa.ColumnElement[bool]:
    condition: sa.ColumnElement[bool]
    if criterion.field is Field.ID:
        condition = _ids_of(kind).in_(criterion.values)
    elif criterion.field in _TOWNS:
        condition = _OFFER.location_id.in_(
            sa.select(Address.location_id).where(
                Address.address_type != LocationType.POSTAL, _TOWNS[criterion.field].in_(criterion.values)
            )
        )
    elif criterion.field is Field.NAME:
        condition = sa.or_(sa.false(), *(_NAMES[kind](wanted) for wanted in criterion.values))
    else:
        condition = _CONDITIONS[criterion.field](criterion.values)
    return condition


def _is_called(wanted: Wanted) -> sa.ColumnElement[bool]:
    """An offer of this name."""
    if wanted.way is Way.EXACT:
        return Service.name == wanted.text
    has = _ROW.sort_name.contains if wanted.way is Way.CONTAINS else _ROW.sort_name.startswith
    folded = fold(wanted.text)
    return has(folded, autoescape=True) if folded else sa.false()


def _may_be_called(wanted: Wanted) -> sa.ColumnElement[bool]:
    """An offer of an organization that may have this name: all its words are among those it is found by."""
    return sa.and_(sa.true(), *(_ROW.text.contains(word, autoescape=True) for word in words(wanted.text)))


_NAMES: Mapping[RecordKind, Callable[[Wanted], sa.ColumnElement[bool]]] = {
    RecordKind.OFFER: _is_called,
    RecordKind.ROLE: _is_called,
    RecordKind.ORGANIZATION: _may_be_called,
    RecordKind.LOCATION: lambda _wanted: sa.true(),
}


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
