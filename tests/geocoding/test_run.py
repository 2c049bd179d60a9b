"""A run over all entries: gazetteer first, then politely the service; never where nobody may look."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from geocoding_world import Clock, locations
from importing import OTHER, PRAXIS, Row, run_import, write_table
from nominatim import Answer, Service, good, place

from finder.actions.context import Finder
from finder.actions.geocoding import run as module
from finder.actions.geocoding.candidates import candidates
from finder.actions.geocoding.job import KIND, report_csv
from finder.actions.geocoding.run import GeocodeOptions, GeocodeReport, Result, geocode
from finder.actions.jobs import cancel_job, get_job, start_job
from finder.actions.reindex import reindex
from finder.actions.work import Worker
from finder.clock import utc_now
from finder.domain.geocoding import GeocodePrecision, Outcome
from finder.domain.job import JobState
from finder.domain.point import Point
from finder.store import geocodes
from finder.store.aids import GeocodeCache, SearchRowRecord
from finder.store.entry_changes import forget_point
from finder.store.records import Address, Location

UNPLACED = {**PRAXIS, "lat": "", "lon": "", "village": ""}
NOWHERE = {**UNPLACED, "postcode": "", "city": "Xyzzystadt", "street": "Weg 1"}
IN_TOWN: dict[str, Any] = {"postcode": "57368", "town": "Lennestadt"}


def _import(finder: Finder, tmp_path: Path, *rows: Row) -> None:
    assert run_import(finder, write_table(tmp_path / "t.csv", rows)).rejected == []


class _Run:
    """A run of the geocoder whose waiting is noted instead of done."""

    def __init__(self, finder: Finder, **options: object) -> None:
        self.results: list[Result] = []
        given = GeocodeOptions(on_result=self.results.append, pace=Clock().pace)
        for name, value in options.items():
            setattr(given, name, value)
        self.report: GeocodeReport = geocode(finder, given)

    @property
    def outcomes(self) -> list[Outcome]:
        """What became of each location."""
        return [result.outcome for result in self.results]


def test_a_village_is_found_in_the_gazetteer_and_searched_from_there(finder: Finder, tmp_path: Path) -> None:
    _import(
        finder, tmp_path, {**UNPLACED, "village": "Altenhundem"}, {**UNPLACED, "id": "2", "street": "Weg 2"}
    )
    assert _Run(finder).report == GeocodeReport(by_gazetteer=2)
    first, second = locations(finder)
    for location in (first, second):
        assert location.latitude == pytest.approx(51.1, abs=0.1)
        assert location.longitude == pytest.approx(8.07, abs=0.1)
        assert (location.geocode_source, location.geocode_precision) == ("gazetteer", "place")
        assert location.geocoded_at is not None
        assert location.geom is not None
    assert first.geocode_address == "Markt 1, Altenhundem, 57368 Lennestadt"
    with finder.database.change("test") as session:
        rows = session.scalars(sa.select(SearchRowRecord).order_by(SearchRowRecord.offer_id)).all()
        assert [(row.lat, row.lon) for row in rows] == [
            (each.latitude, each.longitude) for each in (first, second)
        ]
        assert all(json.loads(row.detail)["point_precision"] == "place" for row in rows)
    assert reindex(finder) == 0
    assert _Run(finder).report == GeocodeReport()


def test_secret_addresses_points_that_are_known_and_places_without_address_are_left_alone(
    asker: Finder, tmp_path: Path, service: Service
) -> None:
    service.answer = lambda _question: good(place(51.1, 8.07))
    secret = {**UNPLACED, "id": "1", "address_secret": "yes", "street": "Geheimweg 7"}
    hotline = {**OTHER, "id": "2", "lat": "", "lon": ""}
    known = {**PRAXIS, "id": "3"}
    _import(asker, tmp_path, secret, hotline, known)
    run = _Run(asker)
    assert (run.report, run.results, service.asked) == (GeocodeReport(), [], [])
    points = [(location.latitude, location.longitude) for location in locations(asker)]
    assert points == [(None, None), (None, None), (51.1, 8.07)]


@contextmanager
def _meanwhile(asker: Finder, service: Service, **changed: object) -> Iterator[None]:
    """While the service thinks, somebody changes the only location."""

    def answer(_question: str) -> Answer:
        with asker.database.change("staff") as session:
            location = session.scalars(sa.select(Location)).one()
            for name, value in changed.items():
                setattr(location, name, value)
            if not changed:
                session.scalars(sa.select(Address)).one().address_1 = "Weg 99"
        return good(place(51.1, 8.07))

    service.answer = answer
    yield


def test_an_address_that_becomes_secret_or_another_while_the_service_thinks_gets_no_point(
    asker: Finder, tmp_path: Path, service: Service
) -> None:
    _import(asker, tmp_path, NOWHERE)
    with _meanwhile(asker, service):
        _Run(asker)
    assert locations(asker)[0].latitude is None
    with _meanwhile(asker, service, is_address_secret=True):
        _Run(asker)
    assert locations(asker)[0].latitude is None


def test_a_pin_that_somebody_confirmed_is_never_moved(
    asker: Finder, tmp_path: Path, service: Service
) -> None:
    service.answer = lambda _question: good(place(51.105, 8.075, **IN_TOWN))
    _import(asker, tmp_path, UNPLACED)
    with asker.database.change("clerk") as session:
        location = session.scalars(sa.select(Location)).one()
        location.place_at(Point(51.1, 8.07))
        location.geocode_source, location.geocode_precision = "gazetteer", GeocodePrecision.PLACE
        location.pin_confirmed_by, location.pin_confirmed_at = "clerk", utc_now()
    assert _Run(asker).report == GeocodeReport()
    _import(asker, tmp_path, {**UNPLACED, "lat": "51.2", "lon": "8.2"})
    _import(asker, tmp_path, {**UNPLACED, "address_secret": "yes"})
    _import(asker, tmp_path, UNPLACED)
    assert _Run(asker).report == GeocodeReport()
    (location,) = locations(asker)
    assert (location.latitude, location.longitude, location.pin_confirmed_by) == (51.1, 8.07, "clerk")
    with _meanwhile(
        asker, service, pin_confirmed_at=utc_now(), latitude=51.0, longitude=8.0, geocode_source="pin"
    ):
        with asker.database.change("test") as session:
            session.scalars(sa.select(Location)).one().pin_confirmed_at = None
            forget_point(session.scalars(sa.select(Location)).one())
        _Run(asker)
    assert (locations(asker)[0].latitude, locations(asker)[0].geocode_source) == (51.0, "pin")


def test_without_a_service_what_the_gazetteer_does_not_know_stays_open_and_is_told(
    finder: Finder, tmp_path: Path
) -> None:
    _import(finder, tmp_path, NOWHERE, {**OTHER, "lat": "", "lon": "", "location_type": "physical"})
    run = _Run(finder)
    assert run.report == GeocodeReport(open=2)
    assert [(each.name, each.address, each.outcome) for each in run.results] == [
        ("Praxis am Markt", "Weg 1, Xyzzystadt", Outcome.UNKNOWN),
        ("Beratungsstelle", "", Outcome.NO_ADDRESS),
    ]


def test_a_town_abroad_is_not_taken_for_its_german_namesake(finder: Finder, tmp_path: Path) -> None:
    _import(finder, tmp_path, {**UNPLACED, "city": "Berlin", "postcode": "", "country": "US"})
    run = _Run(finder)
    assert run.report == GeocodeReport(open=1)
    assert run.results[0].address == "Markt 1, Berlin, US"


def test_the_service_makes_more_exact_what_the_gazetteer_only_knows_as_a_place(
    finder: Finder, asker: Finder, tmp_path: Path, service: Service
) -> None:
    _import(asker, tmp_path, UNPLACED, {**UNPLACED, "id": "2", "street": ""})
    assert _Run(finder).report == GeocodeReport(by_gazetteer=2)
    service.answer = lambda _question: good()
    assert _Run(asker).report == GeocodeReport(kept=2)
    service.answer = lambda _question: good(place(51.105, 8.075, **IN_TOWN))
    assert _Run(asker).report == GeocodeReport(kept=2)  # nobody asks again so soon
    with asker.database.change("test") as session:
        session.execute(sa.delete(GeocodeCache))
    run = _Run(asker)
    assert run.outcomes == [Outcome.IMPROVED, Outcome.KEPT]
    first, second = locations(asker)
    assert (first.latitude, first.geocode_source, first.geocode_precision) == (
        51.105,
        "nominatim",
        "building",
    )
    assert first.geocode_address == "Markt 1, 57368 Lennestadt"
    assert second.geocode_precision == "place"
    assert [asked.question for asked in service.asked] == ["Markt 1, 57368 Lennestadt"] * 2


def test_while_the_service_is_down_entries_get_their_place_or_wait_without_a_point(
    asker: Finder, tmp_path: Path, service: Service
) -> None:
    service.answer = lambda _question: (500, {}, b"oops")
    _import(asker, tmp_path, NOWHERE, {**UNPLACED, "id": "2"})
    run = _Run(asker)
    assert (run.report, run.outcomes) == (GeocodeReport(by_gazetteer=1, open=1), [Outcome.DOWN] * 2)
    service.answer = lambda _question: good(place(51.105, 8.075, **IN_TOWN))
    later = Clock(Clock().moment + 1000)
    assert _Run(asker, pace=later.pace).report == GeocodeReport(by_service=2)


def test_an_answer_that_postcode_or_municipality_speak_against_is_not_taken(
    asker: Finder, tmp_path: Path, service: Service
) -> None:
    _import(asker, tmp_path, UNPLACED, {**UNPLACED, "id": "2", "street": "Weg 2"})
    right = place(51.105, 8.075)
    service.answer = lambda question: good(
        place(53.5, 10.0), right if question.startswith("Weg 2") else place(51.3, 8.4)
    )
    assert _Run(asker).report == GeocodeReport(by_gazetteer=1, by_service=1)
    assert locations(asker)[1].latitude == 51.105


def test_answers_far_apart_are_no_answer_and_parts_of_one_street_are(
    asker: Finder, tmp_path: Path, service: Service
) -> None:
    near, far = place(50.501, 7.501, "road", 26), place(52.0, 9.0, "road", 26)
    service.answer = lambda question: good(
        place(50.5, 7.5, "road", 26), near if question.startswith("Weg 1") else far
    )
    _import(asker, tmp_path, NOWHERE, {**NOWHERE, "id": "2", "street": "Weg 2"})
    run = _Run(asker)
    assert run.outcomes == [Outcome.PLACED, Outcome.SEVERAL]
    assert [location.latitude for location in locations(asker)] == [50.5, None]


def test_a_limit_and_a_source_bound_what_is_looked_at(finder: Finder, tmp_path: Path) -> None:
    _import(finder, tmp_path, *({**UNPLACED, "id": str(n), "street": f"Weg {n}"} for n in range(3)))
    run_import(finder, write_table(tmp_path / "u.csv", [UNPLACED]), source="other")
    assert _Run(finder, limit=2).report.by_gazetteer == 2
    assert _Run(finder, source="other").report.by_gazetteer == 1
    assert _Run(finder).report.by_gazetteer == 1


def test_a_job_that_is_cut_off_goes_on_where_it_was_and_reports_on_all(
    finder: Finder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 1)
    rows = [{**UNPLACED, "id": str(n), "street": f"Weg {n}"} for n in range(3)]
    _import(finder, tmp_path, *rows, {**NOWHERE, "id": "9", "organization": "=1+1"})
    number = start_job(finder, KIND, {}, "clerk@example.org")
    written: list[int] = []
    place_locations = geocodes.place_locations

    def falls_over(*args: Any) -> int:
        written.append(1)
        if len(written) == 3:
            raise ZeroDivisionError
        return place_locations(*args)

    monkeypatch.setattr(module, "place_locations", falls_over)
    worker = Worker(finder)
    assert worker.run_next()
    assert [location.latitude is not None for location in locations(finder)] == [True, True, False, False]
    monkeypatch.setattr(module, "place_locations", place_locations)
    with finder.database.change("test") as session:
        session.execute(sa.text("UPDATE job SET due_at = created_at"))
    assert worker.run_next()
    job = get_job(finder, number)
    assert (job.state, job.counted.done, job.counted.total) == (JobState.DONE, 4, 4)
    lines = report_csv(finder, number).splitlines()
    assert lines[0].startswith("\ufeffNummer;Name")
    assert [line.split(";")[3] for line in lines[1:]] == ["Position gefunden"] * 3 + ["Adresse nicht bekannt"]
    assert lines[1].split(";")[6].startswith("51,")
    assert "'=1+1" in lines[4]


def test_a_job_that_is_cancelled_stops_and_keeps_what_it_has(
    finder: Finder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 1)
    _import(finder, tmp_path, *({**UNPLACED, "id": str(n), "street": f"Weg {n}"} for n in range(3)))
    number = start_job(finder, KIND, {}, "clerk@example.org")
    look = candidates

    def cancelled_meanwhile(*args: Any) -> object:
        cancel_job(finder, number, "clerk@example.org")
        return look(*args)

    monkeypatch.setattr(module, "candidates", cancelled_meanwhile)
    assert Worker(finder).run_next()
    assert get_job(finder, number).state is JobState.CANCELLED
    assert [location.latitude is not None for location in locations(finder)] == [True, False, False]
