"""Where an address may be: the own gazetteer first, then the service, each point held against postcode
and municipality.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Final

from finder.actions.context import Finder
from finder.actions.credits import gazetteer_sources
from finder.actions.geocoding.service import SharedGeocoder
from finder.domain.distance import metres_between
from finder.domain.geocoding import Candidate, GeocodePrecision, NoMatch
from finder.domain.offer import PublicAddress
from finder.domain.point import Point
from finder.errors import BadInput
from finder.gazetteer.places import Choice, Gazetteer, Place, PlaceKind
from finder.outside.located import Located
from finder.store.geocodes import BY_GAZETTEER

MAX_PLACES: Final = 5
"""So many places of one name are offered."""

_KINDS = (PlaceKind.MUNICIPALITY, PlaceKind.VILLAGE, PlaceKind.POSTCODE)
_EXACT_FIRST = list(GeocodePrecision)


@dataclass(frozen=True)
class Yardstick:
    """What is known of an address without asking anybody: its places, its postcode's area and its
    municipality, by which points are judged.
    """

    gazetteer: Gazetteer
    address: PublicAddress

    @cached_property
    def places(self) -> tuple[tuple[str, Place], ...]:
        """The places that the gazetteer knows for the address, each with the text that named it: of the
        most exact text only; several where that means several. It knows Germany alone.
        """
        for text in _place_texts(self.address):
            try:
                found = self.gazetteer.resolve(text)
            except BadInput:
                continue
            several = found.places if isinstance(found, Choice) else ()
            places = [found] if isinstance(found, Place) else list(several)
            if known := [(text, place) for place in places if place.kind in _KINDS]:
                return tuple(known[:MAX_PLACES])
        return ()

    @cached_property
    def ags(self) -> str:
        """The official key of the municipality, "" where it is not certain."""
        keys = {place.ags for _text, place in self.places}
        return keys.pop() if len(keys) == 1 else ""

    def judged(self, candidate: Candidate) -> Candidate:
        """The candidate with its distance to the postcode's centre, and whether it lies where the
        address says.
        """
        at = candidate.point
        away_m, is_near = self.from_postcode(at)
        is_inside = self.gazetteer.whereabouts.is_inside(self.ags, at) if self.ags else None
        return replace(candidate, postcode_m=away_m, is_near_postcode=is_near, is_inside=is_inside)

    def from_postcode(self, point: Point) -> tuple[float | None, bool | None]:
        """How many metres a point is from the postcode's centre, and whether that is near enough."""
        is_german = self.address.country in ("DE", "")
        area = self.gazetteer.whereabouts.postcode_area(self.address.postal_code) if is_german else None
        if area is None:
            return None, None
        away_m = metres_between(point, area.centre)
        return away_m, away_m <= area.reach_m


def candidates(
    finder: Finder, address: PublicAddress, service: SharedGeocoder | None, *, may_ask: bool = True
) -> tuple[Candidate, ...] | NoMatch:
    """Where an address may be, what fits it first, then the most exact, then in the order of the answers.

    Without a service (None) it is the gazetteer alone, which knows places, not streets. Unless it
    `may_ask`, only what the service answered before counts. Raises GeocoderDown and StoreDown.
    """
    yardstick = Yardstick(finder.gazetteer, address)
    found = [yardstick.judged(candidate) for candidate in _of_gazetteer(yardstick)]
    if service is not None and (address.street or not found):
        ask = service.search if may_ask else service.known
        answer = ask(address) if has_question(address) else ()
        found += [yardstick.judged(of_service(item, service.source)) for item in answer]
    return tuple(sorted(_distinct(found), key=_rank)) or NoMatch()


def has_question(address: PublicAddress) -> bool:
    """Whether there is anything to ask for."""
    return any((address.street, address.postal_code, address.city, address.locality))


def _rank(candidate: Candidate) -> tuple[bool, int]:
    return not candidate.fits, _EXACT_FIRST.index(candidate.precision)


def _distinct(found: Iterable[Candidate]) -> list[Candidate]:
    """Each once: services name a building once more for every shop in it."""
    return list({(item.point, item.label): item for item in found}.values())


def _of_gazetteer(yardstick: Yardstick) -> Iterator[Candidate]:
    for _text, place in yardstick.places:
        yield Candidate(
            point=place.point,
            precision=GeocodePrecision.PLACE,
            label=place.label,
            source=BY_GAZETTEER,
            credit=gazetteer_credit(),
            address=PublicAddress(postal_code=place.postcode, city=place.municipality),
        )


@lru_cache(maxsize=1)
def gazetteer_credit() -> str:
    """Whom the places of the gazetteer are owed to, in short; the page about the site says it in full."""
    return ", ".join(source.name for source in gazetteer_sources() if "geojson" not in source.files[0])


def of_service(item: Located, source: str) -> Candidate:
    """The candidate of one answer."""
    return Candidate(
        point=item.point,
        precision=item.precision,
        label=item.label,
        source=source,
        credit=item.credit,
        address=item.address,
    )


def _place_texts(address: PublicAddress) -> Iterator[str]:
    """How the gazetteer may know the place, most exact first; it knows Germany alone."""
    if address.country not in ("DE", ""):
        return
    if address.locality and address.city:
        yield f"{address.locality}, {address.city}"
    if address.postal_code and address.city:
        yield f"{address.postal_code} {address.city}"
    yield from filter(None, (address.postal_code, address.city))
