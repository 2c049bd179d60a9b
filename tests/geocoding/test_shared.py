"""All processes share what they know of a service: its answers, its moments, and its rest after failures."""

from __future__ import annotations

import datetime as dt
import multiprocessing
from email.utils import formatdate
from itertools import pairwise

import pytest
import sqlalchemy as sa
from geocoding_world import CONTACT, MARKT, Clock
from nominatim import Answer, Service, good, place
from slots import ask, take_slots

from finder.actions.geocoding.service import AT_DESK, IN_RUN, MAX_WAIT_S, Patience, SharedGeocoder
from finder.clock import utc_now
from finder.domain.offer import PublicAddress
from finder.domain.point import Point
from finder.outside.geocoder import GeocoderBusy, GeocoderDown, Trouble, geocoder_of
from finder.store.aids import GeocodeCache, ThrottleSlot
from finder.store.database import Database
from finder.store.geocodes import ANSWER_LASTS, NO_MATCH_LASTS, forget_old_answers
from finder.store.throttle import MAX_PAUSE_S, OPENS_AFTER, PAUSE_S, PROBE_S

ONCE = Patience(attempts=1, within_s=10.0)
FAILS: Answer = (500, {}, b"oops")


def _shared(
    database: Database, service: Service, clock: Clock, patience: Patience = IN_RUN
) -> SharedGeocoder:
    geocoder = geocoder_of(f"nominatim={service.url}", CONTACT, 1.0)
    assert geocoder is not None
    return SharedGeocoder(database, geocoder, patience, clock.pace)


def _ages(database: Database, age: dt.timedelta) -> None:
    with database.change("test") as session:
        session.execute(sa.update(GeocodeCache).values(asked_at=utc_now() - age))


def test_an_answer_is_kept_for_its_time_and_that_there_is_none_for_a_shorter_one(
    database: Database, service: Service, clock: Clock
) -> None:
    shared = _shared(database, service, clock)
    nowhere = PublicAddress(street="Weg 1")
    service.answer = lambda question: good() if question == "Weg 1" else good(place(51.1, 8.07, road="Markt"))
    first = shared.search(MARKT), shared.search(nowhere), shared.reverse(Point(51.1, 8.07))
    assert len(service.asked) == 3
    assert (shared.search(MARKT), shared.search(nowhere), shared.reverse(Point(51.1, 8.07))) == first
    assert len(service.asked) == 3
    _ages(database, NO_MATCH_LASTS + dt.timedelta(days=1))
    assert (shared.search(MARKT), shared.search(nowhere)) == first[:2]
    assert [asked.question for asked in service.asked[3:]] == ["Weg 1"]
    _ages(database, ANSWER_LASTS + dt.timedelta(days=1))
    assert shared.search(MARKT) == first[0]
    assert len(service.asked) == 5


def test_answers_that_nobody_may_use_any_more_are_removed(
    database: Database, service: Service, clock: Clock
) -> None:
    shared = _shared(database, service, clock)
    shared.search(MARKT)
    _ages(database, ANSWER_LASTS + dt.timedelta(days=1))
    for removed in (1, 0):
        with database.change("test") as session:
            assert forget_old_answers(session, utc_now()) == removed


def test_a_failure_is_not_kept_and_asked_again_after_a_growing_pause(
    database: Database, service: Service, clock: Clock
) -> None:
    answers = [FAILS, FAILS, good(place(51.1, 8.07))]
    service.answer = lambda _question: answers.pop(0)
    assert len(_shared(database, service, clock).search(MARKT)) == 1
    assert clock.slept[0::2] == [1.0, 2.0]  # between them what is left of the second
    assert len(service.asked) == 3


@pytest.mark.parametrize("answer", [(403, {}, b""), (200, {}, b"<html>")])
def test_what_will_not_pass_is_not_asked_again(
    database: Database, service: Service, clock: Clock, answer: tuple[int, dict[str, str], bytes]
) -> None:
    service.answer = lambda _question: answer
    with pytest.raises(GeocoderDown):
        _shared(database, service, clock).search(MARKT)
    assert len(service.asked) == 1


@pytest.mark.parametrize("is_date", [False, True])
def test_a_request_to_wait_is_obeyed_by_all(
    database: Database, service: Service, clock: Clock, is_date: bool
) -> None:
    clock.moment = utc_now().timestamp()
    wait = formatdate(clock.moment + 30, usegmt=True) if is_date else "30"
    answers = [(429, {"Retry-After": wait}, b""), good(place(51.1, 8.07))]
    service.answer = lambda _question: answers.pop(0)
    started = clock.moment
    with pytest.raises(GeocoderBusy):
        _shared(database, service, clock, ONCE).search(MARKT)
    with pytest.raises(GeocoderBusy):
        _shared(database, service, clock, AT_DESK).search(PublicAddress(street="Weg 2"))
    assert len(service.asked) == 1
    assert clock.moment - started < 30.0
    assert len(_shared(database, service, clock, IN_RUN).search(MARKT)) == 1
    assert clock.moment - started == pytest.approx(30.0, abs=3.0)


def test_a_request_to_wait_for_a_year_is_obeyed_for_an_hour(
    database: Database, service: Service, clock: Clock
) -> None:
    answers = [(429, {"Retry-After": "31536000"}, b""), good(place(51.1, 8.07))]
    service.answer = lambda _question: answers.pop(0)
    shared = _shared(database, service, clock)
    with pytest.raises(GeocoderBusy):
        shared.search(MARKT)
    clock.moment += MAX_WAIT_S - IN_RUN.within_s - 1.0
    with pytest.raises(GeocoderBusy):
        shared.search(MARKT)
    clock.moment += IN_RUN.within_s + 1.0
    assert len(shared.search(MARKT)) == 1


def test_a_service_that_fails_again_and_again_rests_is_tried_by_one_and_works_again(
    database: Database, service: Service, clock: Clock
) -> None:
    service.answer = lambda _question: FAILS
    one, other = (_shared(database, service, clock, ONCE) for _ in range(2))
    for number in range(OPENS_AFTER):
        with pytest.raises(GeocoderDown) as caught:
            (one if number % 2 else other).search(MARKT)
        assert caught.value.trouble is Trouble.FAILED
    for shared in (one, other):
        with pytest.raises(GeocoderDown) as caught:
            shared.search(MARKT)
        assert caught.value.trouble is Trouble.RESTING
    assert len(service.asked) == OPENS_AFTER
    clock.moment += PAUSE_S
    seen: list[Trouble] = []

    def probed(_question: str) -> tuple[int, dict[str, str], bytes]:
        with pytest.raises(GeocoderDown) as refused:
            other.search(MARKT)  # while the first one is being answered
        seen.append(refused.value.trouble)
        return FAILS

    service.answer = probed
    with pytest.raises(GeocoderDown):
        one.search(MARKT)
    assert seen == [Trouble.RESTING]
    clock.moment += PAUSE_S
    with pytest.raises(GeocoderDown) as caught:
        one.search(MARKT)
    assert caught.value.trouble is Trouble.RESTING  # the second rest is twice as long
    clock.moment += PAUSE_S
    service.answer = lambda _question: good(place(51.1, 8.07))
    assert len(one.search(MARKT)) == 1
    assert len(other.search(PublicAddress(street="Weg 2"))) == 1
    with database.change("test") as session:
        slot = session.scalars(sa.select(ThrottleSlot)).one()
        assert (slot.failures, slot.open_until) == (0, 0.0)


def test_a_rest_has_an_end_and_one_who_died_trying_is_followed_by_another(
    database: Database, service: Service, clock: Clock
) -> None:
    service.answer = lambda _question: FAILS
    shared = _shared(database, service, clock, ONCE)
    for _ in range(20):
        with pytest.raises(GeocoderDown):
            shared.search(MARKT)
        clock.moment += MAX_PAUSE_S
    assert len(service.asked) == 20
    with database.change("test") as session:
        session.execute(sa.update(ThrottleSlot).values(open_until=clock.moment + PROBE_S))
    clock.moment += PROBE_S
    service.answer = lambda _question: good(place(51.1, 8.07))
    assert len(shared.search(MARKT)) == 1


def test_being_asked_to_wait_is_no_failure(database: Database, service: Service, clock: Clock) -> None:
    service.answer = lambda _question: (429, {"Retry-After": "1"}, b"")
    shared = _shared(database, service, clock, ONCE)
    for _ in range(2 * OPENS_AFTER):
        with pytest.raises(GeocoderBusy):
            shared.search(MARKT)
    assert len(service.asked) == 2 * OPENS_AFTER


def test_processes_never_share_a_moment(database_url: str) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager:
        slots = manager.list()
        processes = [context.Process(target=take_slots, args=(database_url, 20, slots)) for _ in range(3)]
        for process in processes:
            process.start()
        for process in processes:
            process.join(120)
        assert sorted(slots) == [1000.0 + number for number in range(60)]


@pytest.mark.parametrize("engine_name", ["spatialite"], indirect=True)
def test_requests_of_several_processes_are_a_second_apart(database_url: str, service: Service) -> None:
    context = multiprocessing.get_context("spawn")
    setting = f"nominatim={service.url}"
    streets = ["Weg 1", "Weg 2"], ["Weg 3", "Weg 4"]
    processes = [context.Process(target=ask, args=(database_url, setting, mine)) for mine in streets]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    moments = sorted(asked.moment for asked in service.asked)
    assert len(moments) == 4
    assert all(later - earlier >= 1.0 for earlier, later in pairwise(moments))
