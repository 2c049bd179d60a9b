"""Finds points for locations that have an address: in the gazetteer, then at a service if one is set."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from finder.actions.context import Finder
from finder.clock import utc_now
from finder.domain.offer import PublicAddress
from finder.domain.point import Point
from finder.errors import BadInput
from finder.gazetteer.places import Place
from finder.outside.geocoder import Geocoder, GeocoderBusy, GeocoderDown, Located, NoMatch, geocoder_of
from finder.store.database import Database
from finder.store.geocodes import (
    Found,
    Waiting,
    cached_answer,
    place_locations,
    postpone_slots,
    remember_answer,
    take_slot,
    waiting_locations,
)
from finder.store.records import GeocodePrecision

ACTOR = "geocode"
BATCH = 500
EVERY_S = 1.0
"""At most one request in so many seconds to a service, over all processes."""
ATTEMPTS = 3
"""So often is one address asked for when the service asks to wait, and so many addresses in a row may
fail before the service is left alone."""
PAUSE_S, MAX_PAUSE_S = 5.0, 120.0
"""How long to wait when a service does not say how long; if it says longer, it is asked another day."""


@dataclass(frozen=True, slots=True)
class OpenLocation:
    """A location that still has no point, and why."""

    id: int
    name: str
    address: str
    reason: str


@dataclass(slots=True)
class GeocodeReport:
    """How many locations got their point from where, and how many are still open."""

    by_gazetteer: int = 0
    by_service: int = 0
    open: int = 0


@dataclass(slots=True)
class GeocodeOptions:
    """How to geocode: at most `limit` locations (None for all), of one source or all, with or without
    the service. `on_open` is told of each location that stays open, `on_progress` of every number
    done; `sleep` waits for the throttle.
    """

    limit: int | None = None
    source: str = ""
    may_ask: bool = True
    on_open: Callable[[OpenLocation], None] = lambda _location: None
    on_progress: Callable[[int], None] = lambda _count: None
    sleep: Callable[[float], None] = time.sleep


def geocode(finder: Finder, options: GeocodeOptions) -> GeocodeReport:
    """Give a point to every physical location that has none; secret addresses are never looked at.

    The gazetteer knows towns and villages, so its points are as exact as a place; a service is asked
    only when FINDER_GEOCODER names one. Raises ConfigurationError when that setting is wrong, and
    StoreDown; a service that fails leaves its locations open.
    """
    geocoder = geocoder_of(finder.settings.geocoder, finder.settings.contact) if options.may_ask else None
    service = None if geocoder is None else _Service(finder.database, geocoder, options.sleep)
    report = GeocodeReport()
    for batch in _batches(finder.database, options):
        for waiting in _by_gazetteer(finder, batch, report):
            reason = "not in the gazetteer" if service is None else service.place(waiting, report)
            if reason:
                report.open += 1
                options.on_open(OpenLocation(waiting.id, waiting.name, one_line(waiting.address), reason))
        options.on_progress(len(batch))
    return report


def _batches(database: Database, options: GeocodeOptions) -> Iterator[list[Waiting]]:
    """The waiting locations, each once, in parts."""
    after, left = 0, options.limit
    while left is None or left > 0:
        with database.change(ACTOR) as session:
            rows = waiting_locations(
                session, after, BATCH if left is None else min(BATCH, left), options.source
            )
        if not rows:
            return
        first = {row.id: row for row in reversed(rows)}
        yield [first[number] for number in sorted(first)]
        after = rows[-1].id
        left = None if left is None else left - len(first)


def one_line(address: PublicAddress) -> str:
    """The address on one line, with the country where it is not Germany; "" for none."""
    town = " ".join(filter(None, (address.postal_code, address.city)))
    country = "" if address.country == "DE" else address.country
    parts = (address.street, address.extra, address.locality, town, country)
    return ", ".join(filter(None, parts))


def _by_gazetteer(finder: Finder, batch: list[Waiting], report: GeocodeReport) -> list[Waiting]:
    """Place what the gazetteer knows; gives the rest."""
    found = {item.location_id: item for item in filter(None, (_look_up(finder, each) for each in batch))}
    if found:
        with finder.database.change(ACTOR) as session:
            report.by_gazetteer += place_locations(session, found.values())
    return [waiting for waiting in batch if waiting.id not in found]


def _look_up(finder: Finder, waiting: Waiting) -> Found | None:
    for text in _place_texts(waiting.address):
        try:
            place = finder.gazetteer.resolve(text)
        except BadInput:
            continue
        if isinstance(place, Place):
            return Found(waiting.id, place.point, "gazetteer", GeocodePrecision.PLACE, text)
    return None


def _place_texts(address: PublicAddress) -> Iterator[str]:
    """How the gazetteer may know the place, most exact first; it knows Germany alone."""
    if address.country != "DE":
        return
    if address.locality and address.city:
        yield f"{address.locality}, {address.city}"
    if address.postal_code and address.city:
        yield f"{address.postal_code} {address.city}"
    yield from filter(None, (address.postal_code, address.city))


class _Service:
    """A geocoding service behind the cache and the throttle that all processes share."""

    def __init__(self, database: Database, geocoder: Geocoder, sleep: Callable[[float], None]) -> None:
        self._database = database
        self._geocoder = geocoder
        self._sleep = sleep
        self._failures = 0

    def place(self, waiting: Waiting, report: GeocodeReport) -> str:
        """Ask where a location is and give it its point; says why it stays open, or "" when placed."""
        text = one_line(waiting.address)
        if not text:
            return "no address"
        if self._failures >= ATTEMPTS:
            return "the service failed too often"
        try:
            answer = self._answer(text)
        except GeocoderDown as error:
            self._failures += 1
            return str(error)
        self._failures = 0
        if isinstance(answer, NoMatch):
            return "not known to the service, or several places"
        source, precision = self._geocoder.name.split("=")[0], GeocodePrecision(answer.precision)
        with self._database.change(ACTOR) as session:
            report.by_service += place_locations(
                session, [Found(waiting.id, answer.point, source, precision, text)]
            )
        return ""

    def _answer(self, text: str) -> Located | NoMatch:
        name = self._geocoder.name
        with self._database.change(ACTOR) as session:
            known = cached_answer(session, name, text)
        if known is not None:
            return _from_json(known)
        answer = self._ask(text)
        with self._database.change(ACTOR) as session:
            remember_answer(session, name, text, _to_json(answer))
        return answer

    def _ask(self, text: str) -> Located | NoMatch:
        """The service's answer; a request to wait is obeyed some times. Raises GeocoderDown."""
        for _attempt in range(ATTEMPTS - 1):
            try:
                return self._ask_once(text)
            except GeocoderBusy as busy:
                pause = PAUSE_S if busy.retry_after_s is None else busy.retry_after_s
                if pause > MAX_PAUSE_S:
                    raise
                with self._database.change(ACTOR) as session:
                    postpone_slots(session, self._geocoder.name, utc_now().timestamp() + pause)
        return self._ask_once(text)

    def _ask_once(self, text: str) -> Located | NoMatch:
        now = utc_now().timestamp()
        with self._database.change(ACTOR) as session:
            slot = take_slot(session, self._geocoder.name, now, EVERY_S)
        if slot > now:
            self._sleep(slot - now)
        return self._geocoder.locate(text)


def _to_json(answer: Located | NoMatch) -> str:
    if isinstance(answer, NoMatch):
        return "null"
    point = answer.point
    return orjson.dumps({"lat": point.lat, "lon": point.lon, "precision": answer.precision}).decode()


def _from_json(text: str) -> Located | NoMatch:
    value: dict[str, Any] | None = orjson.loads(text)
    return NoMatch() if value is None else Located(Point(value["lat"], value["lon"]), value["precision"])
