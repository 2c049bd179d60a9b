"""Staff sees what is due and confirms it: by telephone, by mail or by a visit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.clock import today, utc_now
from finder.domain.review import (
    BY_STAFF,
    Method,
    Part,
    ReviewState,
    RoundAnswer,
    due_by_part,
    review_intervals,
    state_on,
)
from finder.errors import BadInput, NotFound
from finder.store import reviews as store
from finder.store.records import ServiceAtLocation
from finder.store.review_rows import ReviewRound
from finder.store.reviews import Confirmed, DueEntry, DueFilter
from finder.store.rounds import answer_round, open_round

PAGE_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class DuePage:
    """A page of the list, how many entries there are, how many in each state, and places to filter by."""

    entries: tuple[DueEntry, ...]
    total: int
    counts: Mapping[ReviewState, int]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartReview:
    """A part of an entry: when it is due, and its last confirmation (None where there is none of its own)."""

    part: Part
    due_on: dt.date | None
    state: ReviewState
    confirmed: Confirmed | None


@dataclass(frozen=True, slots=True)
class EntryReview:
    """A public entry with all its parts; `summary` and `detail` are what the public sees of it."""

    id: int
    summary: Mapping[str, Any]
    detail: Mapping[str, Any]
    assured_date: dt.date | None
    is_example: bool
    parts: tuple[PartReview, ...]
    round: ReviewRound | None


def list_due(finder: Finder, wanted: DueFilter, offset: int = 0, limit: int = PAGE_SIZE) -> DuePage:
    """A page of entries, those due longest first. Raises StoreDown."""
    with finder.database.read() as connection, Session(connection) as session:
        rows, total = store.find_due(session, wanted, today(), limit, offset)
        counts = store.count_states(connection, today())
        return DuePage(tuple(rows), total, counts, tuple(store.places_of_entries(session)))


def get_review(finder: Finder, offer_id: int) -> EntryReview:
    """A public entry with all its parts. Raises NotFound, StoreDown."""
    with finder.database.read() as connection, Session(connection) as session:
        return read_review(session, offer_id)


def read_review(session: Session, offer_id: int) -> EntryReview:
    """The same in an open transaction."""
    rows, _total = store.find_due(session, DueFilter(ids=(offer_id,)), today(), 1)
    if not rows:
        raise NotFound(f"There is no public offer {offer_id}.")
    [entry] = rows
    confirmed = store.confirmed_parts(session, offer_id)
    days = {part: one.day for part, one in confirmed.items()}
    due = due_by_part(review_intervals(), days, entry.assured_date)
    return EntryReview(
        id=offer_id,
        summary=orjson.loads(entry.summary),
        detail=orjson.loads(entry.detail),
        assured_date=entry.assured_date,
        is_example=entry.is_example,
        parts=tuple(
            PartReview(part, due[part], state_on(due[part], today()), confirmed.get(part)) for part in Part
        ),
        round=entry.round,
    )


def confirm_entries(
    finder: Finder, offer_ids: Collection[int], parts: Collection[Part], method: Method, actor: str
) -> int:
    """Note that staff has confirmed parts of entries today; gives how many entries. Rounds of reminders for
    an entry end when all of it is confirmed.

    This, a provider's own confirmation and the form of an entry are all that moves the day of the last
    confirmation (rule 5). Raises BadInput for a method that is none of staff, StoreDown.
    """
    confirmed = _by_staff(method, actor)
    with finder.database.change(actor) as session:
        found = [offer for number in sorted(offer_ids) if (offer := session.get(ServiceAtLocation, number))]
        for offer in found:
            _confirm(session, offer, parts, confirmed)
    return len(found)


def confirm_all(session: Session, offer: ServiceAtLocation, method: str, actor: str) -> None:
    """The same for the whole of one entry in an open transaction."""
    _confirm(session, offer, tuple(Part), _by_staff(method, actor))


def _by_staff(method: str, actor: str) -> Confirmed:
    if method not in BY_STAFF:
        raise BadInput("method", method, "phone, mail or visit")
    return Confirmed(today(), actor, method)


def _confirm(
    session: Session, offer: ServiceAtLocation, parts: Collection[Part], confirmed: Confirmed
) -> None:
    store.confirm_parts(session, offer, parts, confirmed, review_intervals())
    waiting = open_round(session, offer.id, today())
    if waiting is not None and set(parts) == set(Part):
        answer_round(session, waiting, RoundAnswer.BY_STAFF, utc_now())
