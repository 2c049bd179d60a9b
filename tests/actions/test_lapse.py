"""What holds only for a time ends by the date alone: no job, no edit, nothing to forget."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import orjson
import pytest
from make import make_offer

from finder.actions.context import Finder
from finder.actions.export_entries import exported
from finder.actions.offer import get_offer
from finder.actions.present import feature
from finder.actions.search import search
from finder.domain.lapse import NewPatients, summary_text_on
from finder.domain.point import Point
from finder.domain.query import SearchQuery
from finder.store.exported import stream_public_offers
from finder.store.records import Service, ServiceStatus

LAST = dt.date(2026, 3, 4)
PLACE = Point(51.1, 8.07)


@pytest.fixture
def offer_id(finder: Finder) -> int:
    with finder.database.change("test") as session:
        offer = make_offer(session, name="Praxis", point=PLACE)
        service = session.get_one(Service, offer.service_id)
        service.status, service.closed_until = ServiceStatus.TEMPORARILY_CLOSED, LAST
        offer.new_patients, offer.new_patients_until = NewPatients.NO, LAST
        return offer.id


def by_search(finder: Finder, _offer_id: int) -> dict[str, object]:
    [hit] = search(finder, SearchQuery(point=PLACE)).hits
    found: dict[str, object] = orjson.loads(orjson.dumps(feature(hit)))["properties"]
    return found


def by_page(finder: Finder, offer_id: int) -> dict[str, object]:
    return dict(get_offer(finder, offer_id).summary)


@pytest.mark.parametrize("read", [by_search, by_page])
def test_a_closure_and_a_stop_of_new_patients_end_by_themselves(
    finder: Finder,
    offer_id: int,
    monkeypatch: pytest.MonkeyPatch,
    read: Callable[[Finder, int], dict[str, object]],
) -> None:
    found = []
    for day in (LAST, LAST + dt.timedelta(days=1)):
        noon = dt.datetime.combine(day, dt.time(12), dt.UTC)
        monkeypatch.setattr("finder.clock.utc_now", lambda noon=noon: noon)
        summary = read(finder, offer_id)
        found.append((summary["status"], summary["closed_until"], summary["new_patients"]))
    assert found == [("temporarily closed", LAST.isoformat(), "no"), ("active", None, "unknown")]


def test_files_say_the_same(finder: Finder, offer_id: int) -> None:
    assert offer_id
    day = dt.date(2026, 3, 5)
    with finder.database.read() as connection:
        [offer] = [exported(one, day, with_source=False) for one in stream_public_offers(connection)]
    assert (offer.summary["status"], offer.summary["new_patients"]) == ("active", "unknown")


def test_what_has_no_last_day_stays_as_it_is() -> None:
    text = '{"status":"temporarily closed","closed_until":null,"new_patients":"no","new_patients_until":null}'
    assert summary_text_on(text, LAST) is text
