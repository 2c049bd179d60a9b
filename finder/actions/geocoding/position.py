"""The position of an entry as a clerk sets it: what is proposed, what speaks against it, what is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.geocoding.candidates import Yardstick, candidates
from finder.actions.geocoding.service import AT_DESK, service_of
from finder.clock import utc_now
from finder.domain.distance import metres_between
from finder.domain.geocoding import (
    FAR_M,
    Candidate,
    GeocodePrecision,
    NoMatch,
    only_place,
    question_of,
)
from finder.domain.offer import PublicAddress
from finder.domain.point import Point
from finder.errors import FinderError
from finder.outside.geocoder import GeocoderDown
from finder.store import positions as store
from finder.store.entry_changes import forget_point
from finder.store.geocodes import set_point
from finder.store.positions import Position
from finder.store.records import Location

BY_HAND = "pin"
"""`geocode_source` of a point that a clerk set without a candidate."""

_SAME_M = 0.5
"""A pin so near to a candidate is that candidate: forms round coordinates."""


class Adopt(StrEnum):
    """What of the form is taken over: its address, its pin, or both."""

    ADDRESS = "address"
    PIN = "pin"
    BOTH = "both"


class NoPosition(FinderError):
    """This entry has no position: its address is secret, or it is no place one can go to."""


class StalePosition(FinderError):
    """Somebody else changed address or point in the meantime."""


@dataclass(frozen=True, slots=True)
class PinCheck:
    """What speaks against a pin: `away_m` is its distance in metres to what the address was found at,
    which is as exact as `precision`; None where the address is not known. `municipality` is in which it
    lies, "" where that is not known; the rest is as in Candidate.
    """

    away_m: float | None = None
    precision: GeocodePrecision | None = None
    is_far: bool = False
    postcode_m: float | None = None
    is_near_postcode: bool | None = None
    is_inside: bool | None = None
    municipality: str = ""

    @property
    def is_doubtful(self) -> bool:
        """Whether a clerk should look twice."""
        return self.is_far or self.is_inside is False or self.is_near_postcode is False


def get_position(finder: Finder, offer_id: int) -> Position:
    """The position of an offer. Raises NotFound and StoreDown."""
    with finder.database.read() as connection, Session(connection) as session:
        return store.get_position(session, offer_id)


def state_of(position: Position) -> str:
    """A text that is another one as soon as address or point are changed."""
    what = position.address, position.point, position.confirmed_at, position.is_secret
    return hashlib.sha256(repr(what).encode()).hexdigest()[:16]


def check_pin(finder: Finder, address: PublicAddress, pin: Point, known: Sequence[Candidate]) -> PinCheck:
    """What speaks against a pin for an address with these candidates."""
    yardstick = Yardstick(finder.gazetteer, address)
    judged = yardstick.judged(Candidate(pin, GeocodePrecision.BUILDING, "", BY_HAND, ""))
    away_m, precision = _nearest(pin, known)
    return PinCheck(
        away_m=away_m,
        precision=precision,
        is_far=away_m is not None and precision is not None and away_m > FAR_M[precision],
        postcode_m=judged.postcode_m,
        is_near_postcode=judged.is_near_postcode,
        is_inside=judged.is_inside,
        municipality=finder.gazetteer.whereabouts.municipality_name(pin),
    )


def _nearest(pin: Point, known: Sequence[Candidate]) -> tuple[float | None, GeocodePrecision | None]:
    """The distance to the nearest of the candidates that fit and are as exact as any of these."""
    fitting = [candidate for candidate in known if candidate.fits]
    exact = [candidate for candidate in fitting if candidate.precision is fitting[0].precision]
    if not exact:
        return None, None
    return min(metres_between(pin, candidate.point) for candidate in exact), exact[0].precision


def save_position(
    finder: Finder,
    offer_id: int,
    adopt: Adopt,
    address: PublicAddress,
    pin: Point | None,
    *,
    known: Sequence[Candidate] = (),
    seen: str,
    actor: str,
    reason: str = "",
    request_id: str = "",
) -> Position:
    """Store what the clerk takes over; gives the position as it is then.

    A pin counts as confirmed by `actor`, and no import and no run moves it. It has the source and the
    precision of the candidate that it stands on, else those of a pin set by hand. An address alone takes
    the point of the former one away, unless that was confirmed; the gazetteer then gives that of the
    place, if it knows it. `seen` is `state_of` what the clerk saw. Raises NoPosition, StalePosition,
    NotFound and StoreDown; BadInput is the form's.
    """
    with finder.database.change(actor, reason, request_id) as session:
        number = store.get_position(session, offer_id).location_id
        location = store.lock_location(session, number)
        before = store.get_position(session, offer_id)
        if before.is_secret or not before.is_physical:
            raise NoPosition("This entry has no position.")
        if state_of(before) != seen:
            raise StalePosition("Somebody else changed this position.")
        if adopt is not Adopt.PIN:
            store.write_address(session, number, address)
        valid = before.address if adopt is Adopt.PIN else address
        if adopt is not Adopt.ADDRESS and pin is not None:
            _confirm(location, pin, valid, known, actor)
        elif question_of(address) != question_of(before.address):
            _follow(finder, location, address)
        session.flush()
        return store.get_position(session, offer_id)


def _confirm(
    location: Location, pin: Point, address: PublicAddress, known: Sequence[Candidate], actor: str
) -> None:
    on = next((each for each in known if metres_between(pin, each.point) <= _SAME_M), None)
    by_hand = Candidate(pin, GeocodePrecision.BUILDING, "", BY_HAND, "")
    set_point(location, by_hand if on is None else replace(on, point=pin), question_of(address))
    location.pin_confirmed_by, location.pin_confirmed_at = actor, utc_now()


def _follow(finder: Finder, location: Location, address: PublicAddress) -> None:
    """The point of the former address goes, unless somebody confirmed it."""
    if location.pin_confirmed_at is not None:
        return
    forget_point(location)
    found = candidates(finder, address, None)
    best = None if isinstance(found, NoMatch) else only_place(found)
    if best is not None:
        set_point(location, best, question_of(address))


def address_at(finder: Finder, pin: Point, typed: PublicAddress) -> PublicAddress | NoMatch:
    """The address that the service knows at a pin, with the addition that was typed; NoMatch where it knows
    none, or there is no service. Raises GeocoderDown, ConfigurationError and StoreDown.
    """
    service = service_of(finder, AT_DESK)
    found = () if service is None else service.reverse(pin)
    if not found:
        return NoMatch()
    best = found[0].address
    return replace(best, extra=typed.extra, country=best.country or typed.country)


def look_up(
    finder: Finder, address: PublicAddress, *, may_ask: bool
) -> tuple[tuple[Candidate, ...], GeocoderDown | None]:
    """The candidates for an address, and why the service gave no answer, if it was asked in vain: then they
    are those of the gazetteer. Raises ConfigurationError and StoreDown.
    """
    service = service_of(finder, AT_DESK)
    try:
        found, trouble = candidates(finder, address, service, may_ask=may_ask), None
    except GeocoderDown as down:
        found, trouble = candidates(finder, address, None), down
    return (() if isinstance(found, NoMatch) else found), trouble
