"""The geocoder's cache, the locations that lack a point or an exact one, and what runs made of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from finder.clock import utc_now
from finder.domain.geocoding import NOWHERE, Candidate, GeocodePrecision, Outcome, question_of
from finder.domain.offer import PublicAddress
from finder.store.aids import GeocodeCache, GeocodeOutcome
from finder.store.base import n_changed
from finder.store.provenance import Source
from finder.store.records import Address, Location, LocationType, Organization, ServiceAtLocation

ANSWER_LASTS = dt.timedelta(days=180)
NO_MATCH_LASTS = dt.timedelta(days=30)
"""After so long a service is asked again about an address that it did not know: maps grow."""

NO_MATCH = "[]"
"""How the answer that there is none is kept."""

BY_GAZETTEER = "gazetteer"
"""`geocode_source` of a point that the own gazetteer gave."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A location with an address whose point is missing, or known by its place alone (`has_point`);
    `name` is its own or its organization's.
    """

    id: int
    name: str
    address: PublicAddress
    has_point: bool


def waiting_locations(
    session: Session, after: int, limit: int, source: str, may_improve: bool
) -> list[Waiting]:
    """The next locations after a number, each once, that are physical, not secret, not confirmed by
    anybody, and without a point or, with `may_improve`, at one that the gazetteer gave; with a source's
    key, only those with an offer of that source.
    """
    rows = session.execute(
        sa.select(Location.id, Location.name, Organization.name, Location.latitude)
        .outerjoin(Organization, Location.organization_id == Organization.id)
        .where(Location.id > after, *_is_waiting(may_improve), *_is_of(source))
        .order_by(Location.id)
        .limit(limit)
    ).all()
    addresses = addresses_of(session, [row[0] for row in rows])
    return [
        Waiting(number, name or owner or "", addresses.get(number, NOWHERE), latitude is not None)
        for number, name, owner, latitude in rows
    ]


def count_waiting(session: Session, source: str, may_improve: bool) -> int:
    """How many locations `waiting_locations` gives in all."""
    statement = sa.select(sa.func.count(Location.id)).where(*_is_waiting(may_improve), *_is_of(source))
    return session.execute(statement).scalar_one()


def _is_waiting(may_improve: bool) -> tuple[sa.ColumnElement[bool], ...]:
    is_open: sa.ColumnElement[bool] = Location.latitude.is_(None)
    if may_improve:
        is_open |= (Location.geocode_source == BY_GAZETTEER) & (
            Location.geocode_precision == GeocodePrecision.PLACE
        )
    return (
        is_open,
        Location.location_type == LocationType.PHYSICAL,
        ~Location.is_address_secret,
        Location.pin_confirmed_at.is_(None),
    )


def _is_of(source: str) -> tuple[sa.ColumnElement[bool], ...]:
    if not source:
        return ()
    offers = sa.select(ServiceAtLocation.location_id).join(Source).where(Source.key == source)
    return (Location.id.in_(offers),)


def addresses_of(session: Session, numbers: Sequence[int] | None = None) -> dict[int, PublicAddress]:
    """The address of each of these locations (all for None), the first where there are several; those
    without one are left out.
    """
    statement = (
        sa.select(
            Address.location_id,
            Address.address_1,
            Address.address_2,
            Address.postal_code,
            Address.city,
            Address.locality,
            Address.country,
        )
        .where(Address.address_type == LocationType.PHYSICAL)
        .order_by(Address.id.desc())
    )
    if numbers is not None:
        statement = statement.where(Address.location_id.in_(numbers))
    return {number: PublicAddress(*parts) for number, *parts in session.execute(statement)}


@dataclass(frozen=True, slots=True)
class Found:
    """What a run made of a location: its point in `candidate`, or none; `address` is that of which it
    was thought.
    """

    location_id: int
    address: PublicAddress
    outcome: Outcome
    candidate: Candidate | None = None


def place_locations(session: Session, found: Iterable[Found]) -> int:
    """Give these locations their points, unless somebody confirmed one, hid the address or changed it in
    the meantime; gives how many got theirs.
    """
    by_id = {item.location_id: item for item in found if item.candidate is not None}
    waiting = sa.select(Location).where(Location.id.in_(by_id), *_is_waiting(may_improve=True))
    locations = session.scalars(waiting.with_for_update()).all()
    addresses = addresses_of(session, list(by_id))
    placed = 0
    for location in locations:
        item = by_id[location.id]
        if item.candidate is None or addresses.get(location.id) != item.address:
            continue
        set_point(location, item.candidate, question_of(item.address))
        placed += 1
    return placed


def set_point(location: Location, candidate: Candidate, question: str) -> None:
    """Give a location a point with how it was found."""
    location.place_at(candidate.point)
    location.geocode_source = candidate.source
    location.geocode_precision = candidate.precision
    location.geocode_address = question
    location.geocoded_at = utc_now()


def note_outcomes(session: Session, run_id: int, found: Iterable[Found]) -> None:
    """Note what a run made of locations, in the place of what it noted of them before."""
    rows = [_outcome(run_id, item) for item in found]
    numbers = [row["location_id"] for row in rows]
    noted = GeocodeOutcome.run_id == run_id, GeocodeOutcome.location_id.in_(numbers)
    session.execute(sa.delete(GeocodeOutcome).where(*noted))
    session.execute(sa.insert(GeocodeOutcome), rows)


def _outcome(run_id: int, item: Found) -> dict[str, Any]:
    candidate = item.candidate
    return {
        "run_id": run_id,
        "location_id": item.location_id,
        "outcome": item.outcome,
        "source": "" if candidate is None else candidate.source,
        "precision": None if candidate is None else candidate.precision,
        "question": question_of(item.address),
    }


def outcomes_of(session: Session, run_id: int) -> list[tuple[GeocodeOutcome, Location, str]]:
    """What a run made of locations, by number, each with the location as it is now and the name of its
    organization; those that became secret since are left out.
    """
    rows = session.execute(
        sa.select(GeocodeOutcome, Location, sa.func.coalesce(Organization.name, ""))
        .join(Location, GeocodeOutcome.location_id == Location.id)
        .outerjoin(Organization, Location.organization_id == Organization.id)
        .where(GeocodeOutcome.run_id == run_id, ~Location.is_address_secret)
        .order_by(Location.id)
    )
    return [(outcome, location, name) for outcome, location, name in rows]


def cached_answer(session: Session, service: str, question: str) -> str | None:
    """What the service answered before, as JSON (NO_MATCH for nothing); None when it must be asked."""
    row = session.get(GeocodeCache, (service, question))
    if row is None:
        return None
    lasts = NO_MATCH_LASTS if row.answer == NO_MATCH else ANSWER_LASTS
    return row.answer if utc_now() - row.asked_at <= lasts else None


def cached_answers(session: Session, service: str) -> dict[str, str]:
    """Every answer of a service that knew something, by question."""
    statement = sa.select(GeocodeCache.question, GeocodeCache.answer).where(
        GeocodeCache.service == service, GeocodeCache.answer != NO_MATCH
    )
    return {row.question: row.answer for row in session.execute(statement)}


def remember_answer(session: Session, service: str, question: str, answer: str) -> None:
    """Keep an answer for the next time."""
    session.merge(GeocodeCache(service=service, question=question, answer=answer, asked_at=utc_now()))


def forget_old_answers(session: Session, now: dt.datetime) -> int:
    """Remove answers that are not used any more; gives how many."""
    return n_changed(session, sa.delete(GeocodeCache).where(GeocodeCache.asked_at < now - ANSWER_LASTS))
