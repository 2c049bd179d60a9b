"""A run over all locations that lack a point or an exact one: gazetteer first, then the service."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from finder.actions.context import Finder
from finder.actions.geocoding.candidates import candidates, has_question
from finder.actions.geocoding.service import ACTOR, IN_RUN, Pace, SharedGeocoder, service_of
from finder.domain.geocoding import Candidate, GeocodePrecision, NoMatch, Outcome, one_line, only_place
from finder.outside.geocoder import GeocoderDown
from finder.store.geocodes import (
    BY_GAZETTEER,
    Found,
    Waiting,
    note_outcomes,
    place_locations,
    waiting_locations,
)

BATCH = 500
"""So many locations are placed in one transaction where no service is asked."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a location; `address` is on one line, `source` and `precision` are those of the
    point that was found ("" and None without one).
    """

    location_id: int
    name: str
    address: str
    outcome: Outcome
    source: str
    precision: GeocodePrecision | None


@dataclass(slots=True)
class GeocodeReport:
    """How many locations got a point from where, how many keep that of their place because nothing more
    exact is known, and how many are still without one.
    """

    by_gazetteer: int = 0
    by_service: int = 0
    kept: int = 0
    open: int = 0


@dataclass(slots=True)
class GeocodeOptions:
    """How to geocode: at most `limit` locations (None for all) after the number `after`, of one source or
    all, with or without the service. `on_result` is told of each location after it is stored.

    A run that can be taken up again has a `run_id`, under which what becomes of each location is kept;
    `before_batch` may raise to end it, `on_stored` is told in the transaction that stores a batch of its
    last number and its size. `reason` stands in the history.
    """

    limit: int | None = None
    after: int = 0
    source: str = ""
    may_ask: bool = True
    run_id: int | None = None
    reason: str = ""
    on_result: Callable[[Result], None] = lambda _result: None
    before_batch: Callable[[], None] = lambda: None
    on_stored: Callable[[Session, int, int], None] = lambda _session, _last, _count: None
    pace: Pace = field(default_factory=Pace)


def geocode(finder: Finder, options: GeocodeOptions) -> GeocodeReport:
    """Give a point to every physical location that has none, and a more exact one where the gazetteer
    only knew the place; secret addresses and points that somebody confirmed are never looked at.

    The gazetteer knows towns and villages; a service is asked only when FINDER_GEOCODER names one, and
    its answer is taken only where postcode and municipality do not speak against it and it is one place.
    Raises ConfigurationError when that setting is wrong, and StoreDown; while a service fails, locations
    get the point of their place or stay open.
    """
    service = service_of(finder, IN_RUN, options.pace) if options.may_ask else None
    report = GeocodeReport()
    size = BATCH if service is None else 1
    for batch in _batches(finder, options, size, may_improve=service is not None):
        options.before_batch()
        found = [_decide(finder, waiting, service) for waiting in batch]
        with finder.database.change(ACTOR, options.reason) as session:
            place_locations(session, found)
            if options.run_id is not None:
                note_outcomes(session, options.run_id, found)
            options.on_stored(session, batch[-1].id, len(batch))
        for waiting, item in zip(batch, found, strict=True):
            _count(report, waiting, item)
            options.on_result(_result(waiting, item))
    return report


def _batches(
    finder: Finder, options: GeocodeOptions, size: int, may_improve: bool
) -> Iterator[list[Waiting]]:
    """The waiting locations, each once, in parts."""
    after, left = options.after, options.limit
    while left is None or left > 0:
        wanted = size if left is None else min(size, left)
        with finder.database.change(ACTOR) as session:
            rows = waiting_locations(session, after, wanted, options.source, may_improve)
        if not rows:
            return
        yield rows
        after = rows[-1].id
        left = None if left is None else left - len(rows)


def _decide(finder: Finder, waiting: Waiting, service: SharedGeocoder | None) -> Found:
    address = waiting.address
    if not has_question(address):
        return Found(waiting.id, address, Outcome.NO_ADDRESS)
    try:
        return _judge(waiting, candidates(finder, address, service))
    except GeocoderDown:
        alone = _judge(waiting, candidates(finder, address, None))
        return Found(waiting.id, address, Outcome.DOWN, alone.candidate)


def _judge(waiting: Waiting, known: Sequence[Candidate] | NoMatch) -> Found:
    """What is made of the candidates: the one place that they are, or why there is none."""
    address = waiting.address
    if isinstance(known, NoMatch):
        return Found(waiting.id, address, Outcome.UNKNOWN)
    best = only_place(known)
    if best is None:
        is_several = any(candidate.fits for candidate in known)
        return Found(waiting.id, address, Outcome.SEVERAL if is_several else Outcome.UNLIKELY)
    if not waiting.has_point:
        return Found(waiting.id, address, Outcome.PLACED, best)
    if best.precision is GeocodePrecision.PLACE:
        return Found(waiting.id, address, Outcome.KEPT)
    return Found(waiting.id, address, Outcome.IMPROVED, best)


def _count(report: GeocodeReport, waiting: Waiting, item: Found) -> None:
    if item.candidate is None:
        report.kept += waiting.has_point
        report.open += not waiting.has_point
    elif item.candidate.source == BY_GAZETTEER:
        report.by_gazetteer += 1
    else:
        report.by_service += 1


def _result(waiting: Waiting, item: Found) -> Result:
    candidate = item.candidate
    return Result(
        location_id=waiting.id,
        name=waiting.name,
        address=one_line(waiting.address),
        outcome=item.outcome,
        source="" if candidate is None else candidate.source,
        precision=None if candidate is None else candidate.precision,
    )
