"""The rows that are searched: kept in step with the records, read by the search."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, cast

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.clock import utc_now
from finder.domain.offer import Offer, detail_of, search_row_of, summary_of, to_json
from finder.domain.searchrow import SearchRow
from finder.store.aids import SearchRowRecord, SearchState
from finder.store.engine import driver_rows
from finder.store.offers import load_offers
from finder.store.records import ServiceAtLocation
from finder.store.staff_rows import keep_in_step

BATCH = 500
_TABLE = cast("sa.Table", SearchRowRecord.__table__)
_ROW_COLUMNS = tuple(_TABLE.c["offer_id" if name == "id" else name] for name in SearchRow._fields)


class State(NamedTuple):
    """Which database this is, its newest row version and the version of its vocabulary."""

    dataset: str
    row_version: int
    vocabulary_version: int


class PublicVersion(NamedTuple):
    """What moves with everything that the public may be told; the moment is None before the first change."""

    dataset: str
    records_version: int
    vocabulary_version: int
    changed_at: dt.datetime | None


class PageRow(NamedTuple):
    """What a result shows of one offer: its point, the JSON text of its summary, and the readings,
    measures and hours by which it was matched.
    """

    lat: float | None
    lon: float | None
    summary: str
    access: str = ""
    measures: str = ""
    hours: str = ""


class Page(NamedTuple):
    """The state of the database and the rows asked for, by offer number, as of one moment."""

    state: State
    rows: dict[int, PageRow]


_STATE = "SELECT dataset, row_version, vocabulary_version FROM search_state"
# Written out, because these statements are the whole cost of a search in the database. That of the page
# has one bound parameter for any number of offers, so that its text never changes and it is prepared
# once; a text, because the driver takes longer over a list.
_PAGE = (
    "SELECT s.dataset, s.row_version, s.vocabulary_version, r.offer_id, r.lat, r.lon, r.summary,"
    " r.access, r.measures, r.hours"
    " FROM search_state s LEFT JOIN search_row r ON r.offer_id "
)
_CHANGES = (
    "SELECT s.dataset, s.row_version, s.vocabulary_version,"  # noqa: S608 - constants
    f" {', '.join(f'r.{column.name}' for column in _ROW_COLUMNS)}"
    " FROM search_state s LEFT JOIN search_row r ON r.row_version > "
)
_PAGE_POSTGRESQL = f"{_PAGE}= ANY(%s::int[])"
_PAGE_SQLITE = f"{_PAGE}IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants


def read_state(connection: sa.Connection) -> State:
    """The state of the database; one statement."""
    return State(*connection.exec_driver_sql(_STATE).one())


def read_public_version(connection: sa.Connection) -> PublicVersion:
    """The version of what the public may be told; one statement."""
    columns = (getattr(SearchState, name) for name in PublicVersion._fields)
    return PublicVersion(*connection.execute(sa.select(*columns)).one())


def read_page(connection: sa.Connection, ids: Sequence[int]) -> Page:
    """The state and the rows of the given offers, as of one moment; one statement.

    An offer that does not exist is left out; an empty list of numbers gives the state alone.
    """
    if connection.dialect.name == "postgresql":
        rows = driver_rows(connection, _PAGE_POSTGRESQL, (f"{{{','.join(map(str, ids))}}}",))
    else:
        rows = driver_rows(connection, _PAGE_SQLITE, (orjson.dumps(ids).decode(),))
    state = State(*rows[0][:3])
    return Page(state, {row[3]: PageRow._make(row[4:]) for row in rows if row[3] is not None})


def read_changes(connection: sa.Connection, since: int) -> tuple[State, list[SearchRow]]:
    """The state and the rows changed after a version, in no order, each as it is now; one statement."""
    mark = "%s" if connection.dialect.name == "postgresql" else "?"
    rows = driver_rows(connection, _CHANGES + mark, (since,))
    return State(*rows[0][:3]), [SearchRow(*row[3:]) for row in rows if row[3] is not None]


def stream_rows(connection: sa.Connection) -> Iterator[SearchRow]:
    """Every row, tombstones too, by a server-side cursor; the caller's transaction fixes the moment."""
    result = connection.execution_options(stream_results=True, yield_per=10_000).execute(
        sa.select(*_ROW_COLUMNS)
    )
    for row in result:
        yield SearchRow(*row)


def read_detail(connection: sa.Connection, offer_id: int) -> tuple[PageRow, str] | None:
    """The row of a public offer and the JSON text of its detail, or None; one statement."""
    statement = sa.select(_TABLE.c.lat, _TABLE.c.lon, _TABLE.c.summary, _TABLE.c.detail).where(
        _TABLE.c.offer_id == offer_id, _TABLE.c.is_public
    )
    row = connection.execute(statement).one_or_none()
    return None if row is None else (PageRow(row[0], row[1], row[2]), row[3])


def next_version(session: Session) -> int:
    """The version of this transaction's changes: taken once, and its lock held until the commit,
    so that versions become visible in their order.
    """
    version = session.info.get("row_version")
    if version is None:
        version = session.execute(
            sa.update(SearchState)
            .values(row_version=SearchState.row_version + 1)
            .returning(SearchState.row_version)
        ).scalar_one()
        session.info["row_version"] = version
    return int(version)


def refresh(session: Session, ids: Iterable[int]) -> int:
    """Bring the search rows of these offers in step with their records, in this transaction, and the rows
    of the workplace with them.

    Gives how many search rows changed. Offers that are gone leave a tombstone. Rows that say the same
    already are left alone, so a refresh of everything after orderly edits changes nothing.
    """
    todo = sorted(set(ids))
    if todo:
        _take_turn(session)
    return sum(_refresh_batch(session, todo[at : at + BATCH]) for at in range(0, len(todo), BATCH))


def _take_turn(session: Session) -> None:
    """Wait until nobody else brings rows in step, and keep others waiting until the commit; whatever was
    changed, the public version moves.

    Two transactions may have changed different records of one offer: the second must read what the
    first committed, or it would write the first one's change away.
    """
    version = SearchState.records_version + 1
    session.execute(sa.update(SearchState).values(records_version=version, changed_at=utc_now()))


def _refresh_batch(session: Session, ids: Collection[int]) -> int:
    offers = load_offers(session, ids)
    wanted = {number: _wanted(offer) for number, offer in offers.items()}
    existing = {
        row["offer_id"]: dict(row)
        for row in session.execute(sa.select(_TABLE).where(_TABLE.c.offer_id.in_(ids))).mappings()
    }
    added: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for offer_id in ids:
        values, old = wanted.get(offer_id), existing.get(offer_id)
        if values is None:
            values = _tombstone(old)
        if values is None or (old is not None and all(old[name] == values[name] for name in values)):
            continue
        (added if old is None else changed).append(values)
    if added or changed:
        _write(session, added, changed)
    keep_in_step(session, ids, offers, {values["offer_id"] for values in (*added, *changed)})
    return len(added) + len(changed)


def _wanted(offer: Offer) -> dict[str, Any]:
    """The values that the row should have, without its version."""
    values = search_row_of(offer)._asdict()
    values["offer_id"] = values.pop("id")
    del values["row_version"]
    values["summary"] = to_json(summary_of(offer))
    values["detail"] = to_json(detail_of(offer))
    return values


def _tombstone(old: dict[str, Any] | None) -> dict[str, Any] | None:
    """What stays of a row whose offer was deleted; nothing where there never was a row."""
    if old is None:
        return None
    blank = {name: "" for name in old if isinstance(old[name], str)}
    return {
        "offer_id": old["offer_id"],
        "is_public": False,
        "lat": None,
        "lon": None,
        "site": 0,
        "overdue_from": 0,
        **blank,
    }


def _write(session: Session, added: list[dict[str, Any]], changed: list[dict[str, Any]]) -> None:
    version = next_version(session)
    for values in (*added, *changed):
        values["row_version"] = version
    if added:
        session.execute(sa.insert(_TABLE), added)
    if changed:
        names = [name for name in changed[0] if name != "offer_id"]
        statement = (
            sa.update(_TABLE)
            .where(_TABLE.c.offer_id == sa.bindparam("b_offer_id"))
            .values({name: sa.bindparam(f"b_{name}") for name in names})
        )
        session.connection().execute(
            statement, [{f"b_{name}": value for name, value in row.items()} for row in changed]
        )


def all_offer_ids(session: Session, after: int, limit: int) -> list[int]:
    """The next offer numbers after a number, ascending: of existing offers and of search rows."""
    offers = sa.select(ServiceAtLocation.id.label("id")).where(ServiceAtLocation.id > after)
    rows = sa.select(_TABLE.c.offer_id.label("id")).where(_TABLE.c.offer_id > after)
    either = sa.union(offers, rows).subquery()
    return list(session.scalars(sa.select(either.c.id).order_by(either.c.id).limit(limit)))


def touch_vocabulary(session: Session) -> None:
    """Tell every process that topics or their words changed."""
    session.execute(sa.update(SearchState).values(vocabulary_version=SearchState.vocabulary_version + 1))


class ListedOffer(NamedTuple):
    """What an index of pages needs of a public offer: the JSON texts of its summary and detail."""

    summary: str
    detail: str


def count_public(connection: sa.Connection) -> int:
    """The number of public offers; one statement."""
    statement = sa.select(sa.func.count()).select_from(_TABLE).where(_TABLE.c.is_public)
    return int(connection.execute(statement).scalar_one())


def stream_public(connection: sa.Connection, offset: int, limit: int) -> Iterator[ListedOffer]:
    """Public offers by number, so many after so many, by a server-side cursor; one statement."""
    statement = (
        sa.select(_TABLE.c.summary, _TABLE.c.detail)
        .where(_TABLE.c.is_public)
        .order_by(_TABLE.c.offer_id)
        .offset(offset)
        .limit(limit)
    )
    result = connection.execution_options(stream_results=True, yield_per=BATCH).execute(statement)
    return (ListedOffer(*row) for row in result)
