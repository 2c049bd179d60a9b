"""The geocoding service as all processes share it: cache, rest after failures, throttle, question."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import orjson

from finder.actions.context import Finder
from finder.clock import utc_now
from finder.domain.geocoding import GeocodePrecision, question_of
from finder.domain.offer import PublicAddress
from finder.domain.point import Point
from finder.outside.geocoder import Geocoder, GeocoderBusy, GeocoderDown, Trouble, geocoder_of
from finder.outside.located import Located
from finder.store.database import Database
from finder.store.geocodes import cached_answer, forget_old_answers, remember_answer
from finder.store.throttle import note_failure, note_success, postpone_slots, rests_until, take_slot

ACTOR: Final = "geocode"

EVERY_S: Final = 1.1
"""At most one request in so many seconds to a service, over all processes: a second, and what a busy
machine may be late by."""

LATE_S: Final = 0.05
"""A process that wakes later than this after its moment takes another one."""

_TRIES_FOR_A_MOMENT: Final = 5
BACKOFF_S, MAX_BACKOFF_S = 1.0, 30.0
"""The first pause before asking again, doubled each time, and the longest; each is varied by half."""

DEFAULT_WAIT_S, MAX_WAIT_S = 5.0, 3_600.0
"""How long a service that asks to wait is left alone when it does not say how long, and at most."""

_REVERSE_DIGITS: Final = 5
"""Decimals of degrees in the cached question about a point: about a metre."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a question is asked while the service fails in passing, and how many seconds may pass
    until the last attempt begins.
    """

    attempts: int
    within_s: float


AT_DESK = Patience(attempts=2, within_s=6.0)
"""For a clerk who waits for the page."""

IN_RUN = Patience(attempts=3, within_s=120.0)
"""For a run over many entries, for which nobody waits."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Time and chance, so that tests can have their own: seconds since 1970, a pause, 0 to 1."""

    now: Callable[[], float] = field(default=lambda: utc_now().timestamp())
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random


def service_of(finder: Finder, patience: Patience, pace: Pace | None = None) -> SharedGeocoder | None:
    """The service that the settings name; None when there is none. Raises ConfigurationError when the
    setting is wrong.
    """
    geocoder = geocoder_of(finder.settings.geocoder, finder.settings.contact)
    return None if geocoder is None else SharedGeocoder(finder.database, geocoder, patience, pace or Pace())


def forget_answers(finder: Finder) -> int:
    """Remove answers that are too old to be used; gives how many. Raises StoreDown."""
    with finder.database.change(ACTOR) as session:
        return forget_old_answers(session, utc_now())


class SharedGeocoder:
    """A geocoding service behind what all processes know of it. Every method may raise GeocoderDown (with
    Trouble.RESTING while the service is left alone), GeocoderBusy and StoreDown.
    """

    def __init__(self, database: Database, geocoder: Geocoder, patience: Patience, pace: Pace) -> None:
        self._database = database
        self._geocoder = geocoder
        self._patience = patience
        self._pace = pace

    @property
    def name(self) -> str:
        """The service with its address, under which its answers are kept."""
        return self._geocoder.name

    @property
    def source(self) -> str:
        """The service's name without its address, as it is noted beside a point."""
        return self._geocoder.name.partition("=")[0]

    def search(self, address: PublicAddress) -> tuple[Located, ...]:
        """Where an address may be, the likeliest first; at most one answered request, none when cached."""
        return self._cached(search_question(address), lambda: self._geocoder.search(address))

    def known(self, address: PublicAddress) -> tuple[Located, ...]:
        """The same as far as it was answered before, without a request."""
        with self._database.change(ACTOR) as session:
            answer = cached_answer(session, self.name, search_question(address))
        return () if answer is None else from_json(answer)

    def reverse(self, point: Point) -> tuple[Located, ...]:
        """The address at a point."""
        near = Point(round(point.lat, _REVERSE_DIGITS), round(point.lon, _REVERSE_DIGITS))
        question = f"reverse {near.lat:.{_REVERSE_DIGITS}f} {near.lon:.{_REVERSE_DIGITS}f}"
        return self._cached(question, lambda: self._geocoder.reverse(near))

    def _cached(self, question: str, ask: Callable[[], tuple[Located, ...]]) -> tuple[Located, ...]:
        name = self._geocoder.name
        with self._database.change(ACTOR) as session:
            known = cached_answer(session, name, question)
        if known is not None:
            return from_json(known)
        answer = self._patiently(ask)
        with self._database.change(ACTOR) as session:
            remember_answer(session, name, question, to_json(answer))
        return answer

    def _patiently(self, ask: Callable[[], tuple[Located, ...]]) -> tuple[Located, ...]:
        last = self._pace.now() + self._patience.within_s
        for attempt in range(1, self._patience.attempts + 1):
            try:
                return self._once(ask, last)
            except GeocoderDown as down:
                pause_s = self._pause_s(down, attempt)
                is_over = attempt == self._patience.attempts or self._pace.now() + pause_s > last
                if is_over or not down.is_passing:
                    raise
                self._pace.sleep(pause_s)
        raise GeocoderDown(Trouble.FAILED)

    def _pause_s(self, down: GeocoderDown, attempt: int) -> float:
        """How long to wait before the next attempt; one who asks to wait has the moments postponed."""
        if isinstance(down, GeocoderBusy):
            return min(DEFAULT_WAIT_S if down.retry_after_s is None else down.retry_after_s, MAX_WAIT_S)
        pause_s = min(BACKOFF_S * 2.0 ** (attempt - 1), MAX_BACKOFF_S)
        return pause_s * (0.5 + self._pace.chance())

    def _once(self, ask: Callable[[], tuple[Located, ...]], last: float) -> tuple[Located, ...]:
        name = self._geocoder.name
        with self._database.change(ACTOR) as session:
            is_resting = rests_until(session, name, self._pace.now()) > 0
        if is_resting:
            raise GeocoderDown(Trouble.RESTING)
        self._wait_for_moment(last)
        try:
            answer = ask()
        except GeocoderBusy as busy:
            with self._database.change(ACTOR) as session:
                postpone_slots(session, name, self._pace.now() + self._pause_s(busy, 1))
            raise
        except GeocoderDown:
            with self._database.change(ACTOR) as session:
                note_failure(session, name, self._pace.now())
            raise
        with self._database.change(ACTOR) as session:
            note_success(session, name)
        return answer

    def _wait_for_moment(self, last: float) -> None:
        """Wait for the next free moment; raises GeocoderBusy when it comes too late."""
        for _try in range(_TRIES_FOR_A_MOMENT):
            now = self._pace.now()
            with self._database.change(ACTOR) as session:
                slot = take_slot(session, self._geocoder.name, now, EVERY_S, max(last - now, 0.0))
            if slot is None:
                raise GeocoderBusy(None)
            if slot > now:
                self._pace.sleep(slot - now)
            if self._pace.now() - slot <= LATE_S:
                return


def search_question(address: PublicAddress) -> str:
    """Under which question the answers for an address are kept."""
    return f"search {address.country} {question_of(address)}"


def to_json(answer: tuple[Located, ...]) -> str:
    """The answer as it is cached: a list, the empty one for no match."""
    return orjson.dumps([asdict(item) for item in answer]).decode()


def from_json(text: str) -> tuple[Located, ...]:
    """The answer of such a text."""
    return tuple(_located(item) for item in orjson.loads(text))


def _located(item: dict[str, Any]) -> Located:
    return Located(
        point=Point(**item["point"]),
        precision=GeocodePrecision(item["precision"]),
        label=item["label"],
        address=PublicAddress(**item["address"]),
        credit=item["credit"],
    )
