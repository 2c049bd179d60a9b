"""Addresses get points: from the gazetteer, then politely from a service, and secret ones never."""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests
import sqlalchemy as sa
from importing import OTHER, PRAXIS, Row, run_import, write_table
from nominatim import Service, good, place, running
from slots import take_slots

from finder.actions.context import Finder
from finder.actions.geocode import GeocodeOptions, GeocodeReport, OpenLocation, geocode
from finder.actions.reindex import reindex
from finder.errors import ConfigurationError
from finder.outside import http
from finder.outside.geocoder import (
    Geocoder,
    GeocoderBusy,
    GeocoderDown,
    Located,
    NoMatch,
    geocoder_of,
)
from finder.store.aids import GeocodeCache, SearchRowRecord
from finder.store.records import Location

CONTACT = "finder@example.org"
UNPLACED = {**PRAXIS, "lat": "", "lon": "", "village": ""}
NOWHERE = {**UNPLACED, "postcode": "", "city": "Xyzzystadt", "street": "Weg 1"}


@pytest.fixture
def service() -> Iterator[Service]:
    with running() as service:
        yield service


def _locations(finder: Finder) -> list[Location]:
    with finder.database.change("test") as session:
        return list(session.scalars(sa.select(Location).order_by(Location.id)))


def _asking(finder: Finder, service: Service) -> Finder:
    settings = replace(finder.settings, geocoder=f"nominatim={service.url}", contact=CONTACT)
    return replace(finder, settings=settings)


def _import(finder: Finder, tmp_path: Path, *rows: Row) -> None:
    assert run_import(finder, write_table(tmp_path / "t.csv", rows)).rejected == []


class _Run:
    """A run of the geocoder whose waiting is noted instead of done."""

    def __init__(self, finder: Finder, **options: object) -> None:
        self.open: list[OpenLocation] = []
        self.slept: list[float] = []
        given = GeocodeOptions(on_open=self.open.append, sleep=self.slept.append)
        for name, value in options.items():
            setattr(given, name, value)
        self.report: GeocodeReport = geocode(finder, given)


def test_a_village_is_found_in_the_gazetteer_and_searched_from_there(finder: Finder, tmp_path: Path) -> None:
    _import(
        finder, tmp_path, {**UNPLACED, "village": "Altenhundem"}, {**UNPLACED, "id": "2", "street": "Weg 2"}
    )
    run = _Run(finder)
    assert (run.report.by_gazetteer, run.report.by_service, run.report.open) == (2, 0, 0)
    first, second = _locations(finder)
    for location in (first, second):
        assert location.latitude == pytest.approx(51.1, abs=0.1)
        assert location.longitude == pytest.approx(8.07, abs=0.1)
        assert (location.geocode_source, location.geocode_precision) == ("gazetteer", "place")
        assert location.geocoded_at is not None
        assert location.geom is not None
    assert (first.geocode_address, second.geocode_address) == ("Altenhundem, Lennestadt", "57368 Lennestadt")
    with finder.database.change("test") as session:
        rows = session.scalars(sa.select(SearchRowRecord).order_by(SearchRowRecord.offer_id)).all()
        assert [(row.lat, row.lon) for row in rows] == [
            (each.latitude, each.longitude) for each in (first, second)
        ]
        assert all(json.loads(row.detail)["point_precision"] == "place" for row in rows)
    assert reindex(finder) == 0
    assert _Run(finder).report == GeocodeReport()


def test_secret_addresses_points_that_are_known_and_places_without_address_are_left_alone(
    finder: Finder, tmp_path: Path, service: Service
) -> None:
    service.answer = lambda _question: good(place(51.0, 8.0))
    secret = {**UNPLACED, "id": "1", "address_secret": "yes", "street": "Geheimweg 7"}
    hotline = {**OTHER, "id": "2", "lat": "", "lon": ""}
    known = {**PRAXIS, "id": "3"}
    _import(finder, tmp_path, secret, hotline, known)
    run = _Run(_asking(finder, service))
    assert (run.report, run.open, service.asked) == (GeocodeReport(), [], [])
    points = [(location.latitude, location.longitude) for location in _locations(finder)]
    assert points == [(None, None), (None, None), (51.1, 8.07)]


def test_an_address_that_becomes_secret_while_the_service_thinks_gets_no_point(
    finder: Finder, tmp_path: Path, service: Service
) -> None:
    _import(finder, tmp_path, NOWHERE)

    def answer(_question: str) -> tuple[int, dict[str, str], bytes]:
        with finder.database.change("staff") as session:
            session.scalars(sa.select(Location)).one().is_address_secret = True
        return good(place(51.0, 8.0))

    service.answer = answer
    assert _Run(_asking(finder, service)).report.by_service == 0
    assert _locations(finder)[0].latitude is None


def test_without_a_service_what_the_gazetteer_does_not_know_stays_open_and_is_listed(
    finder: Finder, tmp_path: Path
) -> None:
    _import(finder, tmp_path, NOWHERE, {**OTHER, "lat": "", "lon": "", "location_type": "physical"})
    run = _Run(finder)
    assert run.report == GeocodeReport(open=2)
    assert [(each.name, each.address, each.reason) for each in run.open] == [
        ("Praxis am Markt", "Weg 1, Xyzzystadt", "not in the gazetteer"),
        ("Beratungsstelle", "", "not in the gazetteer"),
    ]


def test_a_town_abroad_is_not_taken_for_its_german_namesake(finder: Finder, tmp_path: Path) -> None:
    _import(finder, tmp_path, {**UNPLACED, "city": "Berlin", "postcode": "", "country": "US"})
    run = _Run(finder)
    assert run.report == GeocodeReport(open=1)
    assert run.open[0].address == "Markt 1, Berlin, US"


@pytest.mark.parametrize(
    ("kind", "rank", "precision"),
    [("house", 30, "building"), ("road", 26, "street"), ("village", 19, "place")],
)
def test_the_service_is_asked_for_the_rest_once_with_our_name(
    finder: Finder, tmp_path: Path, service: Service, kind: str, rank: int, precision: str
) -> None:
    service.answer = lambda _question: good(place(50.5, 7.5, kind, rank))
    _import(finder, tmp_path, NOWHERE)
    run = _Run(_asking(finder, service))
    assert (run.report.by_service, run.report.open) == (1, 0)
    (location,) = _locations(finder)
    assert (location.latitude, location.longitude) == (50.5, 7.5)
    assert (location.geocode_source, location.geocode_precision) == ("nominatim", precision)
    assert location.geocode_address == "Weg 1, Xyzzystadt"
    (asked,) = service.asked
    assert asked.question == "Weg 1, Xyzzystadt"
    assert asked.agent.startswith("finder/")
    assert CONTACT in asked.agent


def test_answers_are_kept_also_that_there_is_none(finder: Finder, tmp_path: Path, service: Service) -> None:
    service.answer = lambda question: good(place(50.5, 7.5)) if question.startswith("Weg 1") else good()
    rows = [
        NOWHERE,
        {**NOWHERE, "id": "2", "organization": "Labor"},
        {**NOWHERE, "id": "3", "street": "Weg 2"},
    ]
    _import(finder, tmp_path, *rows)
    first = _Run(_asking(finder, service))
    assert (first.report.by_service, first.report.open) == (2, 1)
    assert first.open[0].reason.startswith("not known")
    assert [asked.question for asked in service.asked] == ["Weg 1, Xyzzystadt", "Weg 2, Xyzzystadt"]
    second = _Run(_asking(finder, service))
    assert (second.report.by_service, second.report.open) == (0, 1)
    assert len(service.asked) == 2
    with finder.database.change("test") as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(GeocodeCache)) == 2


def test_answers_far_apart_are_no_answer_and_parts_of_one_street_are(
    finder: Finder, tmp_path: Path, service: Service
) -> None:
    near, far = place(50.501, 7.501, "road", 26), place(52.0, 9.0, "road", 26)
    service.answer = lambda question: good(
        place(50.5, 7.5, "road", 26), near if question.startswith("Weg 1") else far
    )
    _import(finder, tmp_path, NOWHERE, {**NOWHERE, "id": "2", "street": "Weg 2"})
    run = _Run(_asking(finder, service))
    assert (run.report.by_service, run.report.open) == (1, 1)
    assert [location.latitude for location in _locations(finder)] == [50.5, None]


def test_no_request_comes_before_its_second(finder: Finder, tmp_path: Path, service: Service) -> None:
    _import(finder, tmp_path, *({**NOWHERE, "id": str(n), "street": f"Weg {n}"} for n in range(3)))
    start = time.time()
    run = _Run(_asking(finder, service), sleep=time.sleep)
    assert run.report.open == 3
    # A slow machine may bring a request late, and so nearer to the next one, but never early.
    waits = [asked.moment - start for asked in service.asked]
    assert len(waits) == 3
    assert all(wait >= number - 0.01 for number, wait in enumerate(waits))


def test_several_processes_never_share_a_moment(database_url: str) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager:
        slots = manager.list()
        processes = [context.Process(target=take_slots, args=(database_url, 20, slots)) for _ in range(3)]
        for process in processes:
            process.start()
        for process in processes:
            process.join(120)
        assert sorted(slots) == [1000.0 + number for number in range(60)]


def test_a_request_to_wait_is_obeyed(finder: Finder, tmp_path: Path, service: Service) -> None:
    answers = [(429, {"Retry-After": "7"}, b""), good(place(50.5, 7.5))]
    service.answer = lambda _question: answers.pop(0)
    _import(finder, tmp_path, NOWHERE)
    run = _Run(_asking(finder, service))
    assert run.report.by_service == 1
    assert len(run.slept) == 1
    assert 6.0 < run.slept[0] <= 7.0


@pytest.mark.parametrize("retry_after", ["86400", "3"])
def test_a_service_that_keeps_asking_to_wait_is_left_alone(
    finder: Finder, tmp_path: Path, service: Service, retry_after: str
) -> None:
    service.answer = lambda _question: (429, {"Retry-After": retry_after}, b"")
    _import(finder, tmp_path, *({**NOWHERE, "id": str(n), "street": f"Weg {n}"} for n in range(5)))
    run = _Run(_asking(finder, service))
    assert run.report == GeocodeReport(open=5)
    assert len(service.asked) == (3 if retry_after == "86400" else 9)
    assert run.open[0].reason == "The geocoding service asks to wait."
    assert run.open[-1].reason == "the service failed too often"
    with finder.database.change("test") as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(GeocodeCache)) == 0


def test_a_limit_and_a_source_bound_what_is_looked_at(finder: Finder, tmp_path: Path) -> None:
    _import(finder, tmp_path, *({**UNPLACED, "id": str(n), "street": f"Weg {n}"} for n in range(3)))
    run_import(finder, write_table(tmp_path / "u.csv", [UNPLACED]), source="other")
    assert _Run(finder, limit=2).report.by_gazetteer == 2
    assert _Run(finder, source="other").report.by_gazetteer == 1
    assert _Run(finder).report.by_gazetteer == 1


def _geocoder(service: Service, timeout_s: float = 5.0, name: str = "nominatim") -> Geocoder:
    found = geocoder_of(f"{name}={service.url}", CONTACT, timeout_s)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "answer",
    [
        (500, {}, b"oops"),
        (403, {}, b"banned"),
        (302, {"Location": "http://127.0.0.1:1/"}, b""),
        (200, {}, b"<html>"),
        (200, {}, b"[{"),
        (200, {}, b'[{"lat": "north"}]'),
        (200, {}, b'["?"]'),
        (200, {}, b'{"error": "x"}'),
        (200, {}, b'[{"lat": "91", "lon": "8", "display_name": "x"}]'),
        (200, {}, b"\xff\xfe"),
        (200, {}, b"[" + b"0," * (http.MAX_BYTES // 2) + b"0]"),
    ],
)
def test_whatever_an_ill_service_says_is_told_as_its_failure(
    service: Service, answer: tuple[int, dict[str, str], bytes]
) -> None:
    service.answer = lambda _question: answer
    with pytest.raises(GeocoderDown):
        _geocoder(service).locate("Weg 1")
    assert len(service.asked) == 1


def test_no_answer_in_time_and_no_service_at_all_are_failures(service: Service) -> None:
    service.delay_s = 1.0
    started = time.monotonic()
    with pytest.raises(GeocoderDown):
        _geocoder(service, timeout_s=0.2).locate("Weg 1")
    assert time.monotonic() - started < 0.9
    nobody = geocoder_of("nominatim=http://127.0.0.1:9", CONTACT)
    assert nobody is not None
    with pytest.raises(GeocoderDown):
        nobody.locate("Weg 1")


def test_an_answer_that_drips_is_cut_off(service: Service) -> None:
    service.answer = lambda _question: (200, {}, b" " * 2_000_000)
    service.drip_s = 0.2
    started = time.monotonic()
    with pytest.raises(requests.Timeout):
        http.get(service.url, {}, 1.0)
    assert time.monotonic() - started < 3.0


@pytest.mark.parametrize(("header", "seconds"), [({}, None), ({"Retry-After": "12"}, 12.0)])
def test_a_busy_service_says_how_long(
    service: Service, header: dict[str, str], seconds: float | None
) -> None:
    service.answer = lambda _question: (429, header, b"")
    with pytest.raises(GeocoderBusy) as caught:
        _geocoder(service).locate("Weg 1")
    assert caught.value.retry_after_s == seconds


def test_photon_and_pelias_are_understood_too(service: Service) -> None:
    def feature(**properties: str) -> bytes:
        geometry = {"type": "Point", "coordinates": [7.5, 50.5]}
        found = {
            "type": "Feature",
            "geometry": geometry,
            "properties": {"name": "x", "label": "x", **properties},
        }
        return json.dumps({"type": "FeatureCollection", "features": [found]}).encode()

    service.answer = lambda _question: (200, {}, feature(type="house"))
    found = _geocoder(service, name="photon").locate("Weg 1")
    assert isinstance(found, Located)
    assert (found.point.lat, found.point.lon, found.precision) == (50.5, 7.5, "building")
    service.answer = lambda _question: (200, {}, feature(layer="street"))
    found = _geocoder(service, name="pelias").locate("Weg 1")
    assert isinstance(found, Located)
    assert found.precision == "street"
    service.answer = lambda _question: (200, {}, b'{"type": "FeatureCollection", "features": []}')
    assert isinstance(_geocoder(service, name="photon").locate("Weg 1"), NoMatch)


def test_off_means_no_service() -> None:
    assert geocoder_of("off", "") is None


@pytest.mark.parametrize(
    ("setting", "contact"),
    [("nominatim", ""), ("google", CONTACT), ("pelias", CONTACT), ("photon=ftp://x", CONTACT), ("", CONTACT)],
)
def test_a_setting_that_cannot_work_is_refused(setting: str, contact: str) -> None:
    with pytest.raises(ConfigurationError):
        geocoder_of(setting, contact)
