"""Where an address may be: candidates for its point, how exact they are, and what speaks against one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from finder.domain.distance import metres_between
from finder.domain.offer import PublicAddress
from finder.domain.point import Point


class GeocodePrecision(StrEnum):
    """How exactly a location's point is known, the most exact first."""

    BUILDING = "building"
    STREET = "street"
    PLACE = "place"


class Doubt(StrEnum):
    """Why somebody should look at the position of an entry."""

    NO_POINT = "no_point"
    STREET_ONLY = "street_only"
    PLACE_ONLY = "place_only"
    FAR_FROM_POSTCODE = "far_from_postcode"
    OUTSIDE_MUNICIPALITY = "outside_municipality"
    PIN_AND_ADDRESS = "pin_and_address"


class Outcome(StrEnum):
    """What a run made of a location."""

    PLACED = "placed"
    IMPROVED = "improved"
    KEPT = "kept"
    UNKNOWN = "unknown"
    SEVERAL = "several"
    UNLIKELY = "unlikely"
    NO_ADDRESS = "no_address"
    DOWN = "down"


FAR_M: Mapping[GeocodePrecision, float] = {
    GeocodePrecision.BUILDING: 150.0,
    GeocodePrecision.STREET: 1_000.0,
    GeocodePrecision.PLACE: 5_000.0,
}
"""From how many metres on a pin is far from a point that an address was found at: a building with its
grounds, a long street, a village with its fields."""

TOGETHER_M = 1_000.0
"""Answers no further apart than this are one place, as the parts of a street are."""

NOWHERE = PublicAddress(country="")
"""An address of which nothing is known."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A point at which an address may be.

    `label` and `credit` are shown as they stand; `source` names who says so (`gazetteer`, `nominatim`).
    `postcode_m` is the distance in metres to the centre of the address's postcode, `is_near_postcode`
    whether that is within what the size of its area allows, `is_inside` whether the point lies in the
    address's municipality: None where that is not known. `address` is that of the point, for reverse
    lookups and to compare.
    """

    point: Point
    precision: GeocodePrecision
    label: str
    source: str
    credit: str
    address: PublicAddress = NOWHERE
    postcode_m: float | None = None
    is_near_postcode: bool | None = None
    is_inside: bool | None = None

    @property
    def fits(self) -> bool:
        """Whether nothing that is known of postcode and municipality speaks against it."""
        return self.is_inside is not False and self.is_near_postcode is not False


@dataclass(frozen=True, slots=True)
class NoMatch:
    """Whoever was asked answers, and knows no such address."""


def one_line(address: PublicAddress) -> str:
    """The address on one line, with the country where it is not Germany; "" for none."""
    town = " ".join(filter(None, (address.postal_code, address.city)))
    country = "" if address.country == "DE" else address.country
    parts = (address.street, address.extra, address.locality, town, country)
    return ", ".join(filter(None, parts))


def question_of(address: PublicAddress) -> str:
    """What a service is asked for an address: the line without the addition ("2. Stock"), which services
    take for a name.
    """
    return one_line(replace(address, extra=""))


def is_far(pin: Point, found: Candidate) -> bool:
    """Whether a pin is further from a candidate than FAR_M of its precision allows."""
    return metres_between(pin, found.point) > FAR_M[found.precision]


def only_place(candidates: Iterable[Candidate]) -> Candidate | None:
    """The first of the candidates that fit, when those as exact as it all lie within TOGETHER_M of it;
    None when none fits, or nobody knows which of several places is meant.
    """
    fitting = [candidate for candidate in candidates if candidate.fits]
    if not fitting:
        return None
    first = fitting[0]
    rivals = (other for other in fitting if other.precision is first.precision)
    is_one = all(metres_between(first.point, other.point) <= TOGETHER_M for other in rivals)
    return first if is_one else None
