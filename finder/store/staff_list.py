"""Reads the list of all entries: one page of it, and how many there are in each state."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, cast

import sqlalchemy as sa

from finder.domain.entry_list import PAGE_SIZE, Confirmed, ListQuery, ListSort
from finder.domain.text import words
from finder.store.aids import StaffRow
from finder.store.provenance import Source

_TABLE = cast("sa.Table", StaffRow.__table__)
_MIN_DIGITS: Final = 4
_WORTH_AN_INDEX: Final = 40
_NUMBER: Final = re.compile(r"[\d\s/().+-]+")
_COUNTRY: Final = re.compile(r"^(?:00|\+)49|^0")


class ListedEntry(NamedTuple):
    """An entry as the list shows it; `gaps` are the parts that lack something, `assured_date` is ISO."""

    offer_id: int
    publication: str
    name: str
    organization: str
    organization_id: int
    person: str
    place: str
    postal_code: str
    phone: str
    source_id: int
    assured_date: str
    completeness: int
    gaps: str
    changed_at: dt.datetime
    changed_by: str


class ListPage(NamedTuple):
    """A page of the list, and how many entries the other filters leave in each state of publication."""

    entries: list[ListedEntry]
    counts: dict[str, int]


class Limits(NamedTuple):
    """The days (ISO) before which a confirmation is too old, and before which it is due."""

    overdue: str
    due: str


def read_list(connection: sa.Connection, query: ListQuery, limits: Limits) -> ListPage:
    """The page asked for and the counts; two statements. A page after the last one is empty."""
    conditions = list(_conditions(query, limits))
    counted = sa.select(_TABLE.c.publication, sa.func.count()).where(*conditions)
    rows = connection.execute(counted.group_by(_TABLE.c.publication))
    counts = {row[0]: int(row[1]) for row in rows}
    if query.publication:
        conditions.append(_TABLE.c.publication == query.publication)
    n_found = counts.get(query.publication, 0) if query.publication else sum(counts.values())
    if query.offset >= n_found:
        return ListPage([], counts)
    wanted = sa.select(_TABLE.c.offer_id).where(*conditions).order_by(*_order(query, n_found, conditions))
    numbers = wanted.offset(query.offset).limit(PAGE_SIZE).subquery()
    columns = [_TABLE.c[name] for name in ListedEntry._fields]
    page = sa.select(*columns).join(numbers, numbers.c.offer_id == _TABLE.c.offer_id)
    rows = connection.execute(page.order_by(*_columns(query.sort)))
    return ListPage([ListedEntry(*row) for row in rows], counts)


def _order(
    query: ListQuery, n_found: int, conditions: Sequence[sa.ColumnElement[bool]]
) -> list[sa.ColumnElement[Any]]:
    """The order by columns, which the database reads along their index; where few entries are found or a
    late page of some is asked for, by expressions, because sorting those few takes less than looking at
    all along the index.
    """
    is_common = not conditions or n_found > _WORTH_AN_INDEX * (query.offset + PAGE_SIZE)
    return _columns(query.sort, is_indexed=is_common)


def _columns(sort: ListSort, *, is_indexed: bool = True) -> list[sa.ColumnElement[Any]]:
    """The columns of an order; those of the index as they are, or as expressions."""
    first, number = (_TABLE.c[name] for name in _ORDERS[sort])
    columns: list[sa.ColumnElement[Any]] = [first if is_indexed else sa.func.coalesce(first, first), number]
    return [column.desc() for column in columns] if sort is ListSort.CHANGED else columns


_ORDERS: Mapping[ListSort, tuple[str, str]] = {
    ListSort.NAME: ("sort_name", "offer_id"),
    ListSort.PLACE: ("place", "offer_id"),
    ListSort.CHANGED: ("changed_at", "offer_id"),
    ListSort.CONFIRMED: ("assured_date", "offer_id"),
    ListSort.COMPLETENESS: ("completeness", "offer_id"),
}


def _conditions(query: ListQuery, limits: Limits) -> Iterator[sa.ColumnElement[bool]]:
    yield from _text(query.text)
    if query.topic:
        yield _TABLE.c.all_topics.like(f"% {query.topic} %")
    if query.source_id:
        yield _TABLE.c.source_id == query.source_id
    if query.organization_id:
        yield _TABLE.c.organization_id == query.organization_id
    if query.gap:
        yield _TABLE.c.gaps.like(f"% {query.gap} %")
    if query.changed_by:
        yield _TABLE.c.changed_by.startswith(query.changed_by, autoescape=True)
    if query.confirmed is not None:
        yield _confirmed(query.confirmed, limits)


def _confirmed(state: Confirmed, limits: Limits) -> sa.ColumnElement[bool]:
    day = _TABLE.c.assured_date
    if state is Confirmed.NEVER:
        return day == ""
    if state is Confirmed.OVERDUE:
        return sa.and_(day != "", day < limits.overdue)
    return day.between(limits.overdue, limits.due) if state is Confirmed.DUE else day > limits.due


def _text(text: str) -> Iterator[sa.ColumnElement[bool]]:
    """Every word must stand somewhere; digits are a telephone, a postcode, or the number of the entry."""
    digits = re.sub(r"\D", "", _COUNTRY.sub("", re.sub(r"[\s/().-]", "", text)))
    if digits and _NUMBER.fullmatch(text.strip()):
        is_number = _TABLE.c.offer_id == int(digits) if len(digits) <= 9 else sa.false()
        has_digits = _TABLE.c.text.like(f"%{digits}%") if len(digits) >= _MIN_DIGITS else sa.false()
        yield sa.or_(is_number, has_digits)
        return
    for word in words(text):
        yield _TABLE.c.text.like(f"%{word}%")


def read_named(connection: sa.Connection, numbers: Collection[int]) -> list[ListedEntry]:
    """The entries of these numbers, by name; unknown numbers are left out."""
    columns = [_TABLE.c[name] for name in ListedEntry._fields]
    statement = sa.select(*columns).where(_TABLE.c.offer_id.in_(numbers))
    return [ListedEntry(*row) for row in connection.execute(statement.order_by(_TABLE.c.sort_name))]


def read_sources(connection: sa.Connection) -> dict[int, str]:
    """The names of all sources by number, in the order of their names."""
    return {
        row[0]: row[1] for row in connection.execute(sa.select(Source.id, Source.name).order_by(Source.name))
    }
