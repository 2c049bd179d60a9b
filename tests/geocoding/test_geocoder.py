"""Whatever a geocoding service says, or does not say, becomes answers in our words or a plain failure."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest
import requests
from geocoding_world import CONTACT, MARKT
from nominatim import CLOSE, Answer, Service, feature, good, place

from finder.domain.offer import PublicAddress
from finder.domain.point import Point
from finder.errors import ConfigurationError
from finder.outside import http
from finder.outside.geocoder import Geocoder, GeocoderBusy, GeocoderDown, Trouble, geocoder_of


def _geocoder(service: Service, timeout_s: float = 5.0, name: str = "nominatim") -> Geocoder:
    found = geocoder_of(f"{name}={service.url}", CONTACT, timeout_s)
    assert found is not None
    return found


def test_a_good_answer_tells_point_precision_address_and_credit(service: Service) -> None:
    service.answer = lambda _question: good(
        place(51.1041, 8.0715, road="Markt", house_number="1", village="Altenhundem", town="Lennestadt",
              postcode="57368")
    )  # fmt: skip
    (found,) = _geocoder(service).search(MARKT)
    assert (found.point, found.precision, found.label) == (Point(51.1041, 8.0715), "building", "Irgendwo")
    assert found.address == PublicAddress("Markt 1", "", "57368", "Lennestadt", "Altenhundem", "DE")
    assert "OpenStreetMap" in found.credit
    (asked,) = service.asked
    assert asked.question == "Markt 1, 57368 Lennestadt"
    assert asked.params["countrycodes"] == ["de"]
    assert asked.agent.startswith("finder/")
    assert CONTACT in asked.agent


@pytest.mark.parametrize(
    ("kind", "rank", "precision"),
    [("house", 30, "building"), ("road", 26, "street"), ("village", 19, "place")],
)
def test_the_kind_of_thing_tells_how_exact_it_is(
    service: Service, kind: str, rank: int, precision: str
) -> None:
    service.answer = lambda _question: good(place(50.5, 7.5, kind, rank))
    (found,) = _geocoder(service).search(MARKT)
    assert found.precision == precision


def test_several_answers_come_in_their_order_and_none_is_no_failure(service: Service) -> None:
    service.answer = lambda _question: good(place(50.5, 7.5), place(51.5, 8.5))
    assert [found.point.lat for found in _geocoder(service).search(MARKT)] == [50.5, 51.5]
    service.answer = lambda _question: good()
    assert _geocoder(service).search(MARKT) == ()


def test_what_lies_in_another_country_is_no_answer(service: Service) -> None:
    abroad = place(48.2, 16.3, country_code="at")
    service.answer = lambda _question: good(abroad)
    assert _geocoder(service).search(MARKT) == ()
    assert len(_geocoder(service).search(PublicAddress(street="Markt 1", country="AT"))) == 1


def test_the_address_at_a_point_is_told(service: Service) -> None:
    found = place(51.1041, 8.0715, road="Markt", house_number="1", postcode="57368", town="Lennestadt")
    service.answer = lambda _question: good(found)
    (answer,) = _geocoder(service).reverse(Point(51.1041, 8.0715))
    assert answer.address.street == "Markt 1"
    assert (service.asked[0].path, service.asked[0].question) == ("/reverse", "51.1041,8.0715")
    service.answer = lambda _question: (200, {}, b'{"error": "Unable to geocode"}')
    assert _geocoder(service).reverse(Point(0.0, 0.0)) == ()


def test_photon_and_pelias_are_understood_too(service: Service) -> None:
    photon, pelias = (_geocoder(service, name=name) for name in ("photon", "pelias"))
    house = {"type": "house", "street": "Markt", "housenumber": "1", "postcode": "57368"}
    service.answer = lambda _question: feature(
        51.1, 8.07, **house, city="Lennestadt", district="Altenhundem", countrycode="DE"
    )
    for found in (*photon.search(MARKT), *photon.reverse(Point(51.1, 8.07))):
        assert (found.point, found.precision) == (Point(51.1, 8.07), "building")
        assert found.address == PublicAddress("Markt 1", "", "57368", "Lennestadt", "Altenhundem", "DE")
    service.answer = lambda _question: feature(
        51.1, 8.07, layer="street", name="Markt", label="Markt, Lennestadt", locality="Lennestadt",
        country_code="DE", source="openaddresses",
    )  # fmt: skip
    for found in (*pelias.search(MARKT), *pelias.reverse(Point(51.1, 8.07))):
        assert (found.precision, found.label) == ("street", "Markt, Lennestadt")
        assert (found.address.street, found.address.city) == ("Markt", "Lennestadt")
        assert "OpenAddresses" in found.credit
    assert [asked.path for asked in service.asked] == ["/api", "/reverse", "/v1/search", "/v1/reverse"]
    service.answer = lambda _question: feature(48.2, 16.3, type="house", countrycode="AT")
    assert photon.search(MARKT) == ()
    service.answer = lambda _question: (200, {}, b'{"type": "FeatureCollection", "features": []}')
    assert photon.search(MARKT) == pelias.search(MARKT) == photon.reverse(Point(51.1, 8.07)) == ()


HUGE = b"[" + b"0," * (http.MAX_BYTES // 2) + b"0]"


@pytest.mark.parametrize("name", ["nominatim", "photon", "pelias"])
@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        ((500, {}, b"oops"), Trouble.FAILED),
        ((403, {}, b"banned"), Trouble.REFUSED),
        ((404, {}, b""), Trouble.REFUSED),
        ((302, {"Location": "http://127.0.0.1:1/"}, b""), Trouble.REFUSED),
        ((200, {}, b"<html>"), Trouble.UNREADABLE),
        ((200, {}, b"[{"), Trouble.UNREADABLE),
        ((200, {}, b'[{"lat": "north"}]'), Trouble.UNREADABLE),
        ((200, {}, b'["?"]'), Trouble.UNREADABLE),
        ((200, {}, b'{"features": [{"geometry": {"coordinates": [8.0, 91.0]}, "properties": {}}]}'),
         Trouble.UNREADABLE),
        ((200, {}, b'{"features": 7}'), Trouble.UNREADABLE),
        ((200, {}, b'[{"lat": "91", "lon": "8", "display_name": "x"}]'), Trouble.UNREADABLE),
        ((200, {}, b"\xff\xfe"), Trouble.UNREADABLE),
        ((200, {}, HUGE), Trouble.UNREADABLE),
        ((200, {"Content-Length": "9999"}, b"[]"), Trouble.UNREACHED),
        ((CLOSE, {}, b""), Trouble.UNREACHED),
    ],
)  # fmt: skip
def test_whatever_an_ill_service_says_is_told_as_its_failure(
    service: Service, name: str, answer: Answer, trouble: Trouble
) -> None:
    service.answer = lambda _question: answer
    with pytest.raises(GeocoderDown) as caught:
        _geocoder(service, timeout_s=1.0, name=name).search(MARKT)
    assert caught.value.trouble is trouble
    with pytest.raises(GeocoderDown):
        _geocoder(service, timeout_s=1.0, name=name).reverse(Point(51.1, 8.07))
    assert len(service.asked) == 2


def test_a_redirect_is_not_followed_anywhere(service: Service) -> None:
    service.answer = lambda _question: (302, {"Location": f"{service.url}/elsewhere"}, b"")
    with pytest.raises(GeocoderDown):
        _geocoder(service).search(MARKT)
    assert len(service.asked) == 1


def test_no_answer_in_time_and_no_service_at_all_are_failures(service: Service) -> None:
    service.delay_s = 1.0
    started = time.monotonic()
    with pytest.raises(GeocoderDown) as caught:
        _geocoder(service, timeout_s=0.2).search(MARKT)
    assert time.monotonic() - started < 0.9
    assert caught.value.trouble is Trouble.LATE
    nobody = geocoder_of("nominatim=http://127.0.0.1:9", CONTACT)
    assert nobody is not None
    with pytest.raises(GeocoderDown):
        nobody.search(MARKT)


def test_an_answer_that_drips_is_cut_off(service: Service) -> None:
    for size in (2_000_000, 20):
        service.answer = lambda _question, size=size: (200, {}, b" " * size)  # type: ignore[misc]  # mypy sees no default
        service.drip_s = 0.1
        started = time.monotonic()
        with pytest.raises(requests.Timeout):
            http.get(service.url, {}, 0.5)
        assert time.monotonic() - started < 1.5


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("retry_after", "seconds"), [("12", 12.0), ("-3", 0.0), (60.0, 60.0)])
def test_a_busy_service_says_how_long_in_seconds_or_as_a_date(
    service: Service, status: int, retry_after: str | float, seconds: float
) -> None:
    header = (
        retry_after if isinstance(retry_after, str) else formatdate(time.time() + retry_after, usegmt=True)
    )
    service.answer = lambda _question: (status, {"Retry-After": header}, b"")
    with pytest.raises(GeocoderBusy) as caught:
        _geocoder(service).search(MARKT)
    assert caught.value.retry_after_s == pytest.approx(seconds, abs=2.0)


@pytest.mark.parametrize("header", [{}, {"Retry-After": "soon"}])
def test_a_busy_service_may_keep_to_itself_how_long(service: Service, header: dict[str, str]) -> None:
    service.answer = lambda _question: (429, header, b"")
    with pytest.raises(GeocoderBusy) as caught:
        _geocoder(service).search(MARKT)
    assert caught.value.retry_after_s is None


def test_off_means_no_service() -> None:
    assert geocoder_of("off", "") is None


@pytest.mark.parametrize(
    ("setting", "contact"),
    [("nominatim", ""), ("google", CONTACT), ("pelias", CONTACT), ("photon=ftp://x", CONTACT), ("", CONTACT)],
)
def test_a_setting_that_cannot_work_is_refused(setting: str, contact: str) -> None:
    with pytest.raises(ConfigurationError):
        geocoder_of(setting, contact)
