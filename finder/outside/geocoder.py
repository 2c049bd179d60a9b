"""Geocoding services through geopy: a written address becomes a point, or is not known.

Only staff's addresses go out, never what a visitor types, and only where an operator has chosen a
service. The public Nominatim server asks for a User-Agent with a contact and at most one request a
second (https://operations.osmfoundation.org/policies/nominatim/); the throttle is the caller's.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
from geopy import geocoders
from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.exc import (
    GeocoderParseError,
    GeocoderRateLimited,
    GeocoderServiceError,
    GeocoderTimedOut,
    GeocoderUnavailable,
    GeopyError,
)

from finder.domain.point import Point
from finder.errors import BadInput, ConfigurationError, FinderError
from finder.outside import http

TIMEOUT_S = 10.0
_ASKED_FOR = 5
_UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, UserWarning, BadInput)
_TOGETHER_DEGREES = 0.01
"""Answers that lie within about a kilometre are one place, as the parts of a street are."""
_PUBLIC = {"nominatim": "https://nominatim.openstreetmap.org", "photon": "https://photon.komoot.io"}
_BUILDING = frozenset(
    {"house", "building", "amenity", "shop", "office", "healthcare", "address", "venue", "place_of_worship"}
)
_STREET = frozenset({"street", "road", "highway", "residential", "pedestrian"})


@dataclass(frozen=True, slots=True)
class Located:
    """Where an address is; `precision` is `building`, `street` or `place`."""

    point: Point
    precision: str


@dataclass(frozen=True, slots=True)
class NoMatch:
    """The service answers, and knows no such address, or several far apart."""


class GeocoderDown(FinderError):
    """The service does not answer in time, or not as agreed."""


class GeocoderBusy(GeocoderDown):
    """The service asks to wait; `retry_after_s` says how long, where it said so."""

    def __init__(self, retry_after_s: float | None) -> None:
        self.retry_after_s = retry_after_s
        super().__init__("The geocoding service asks to wait.")


class Geocoder(Protocol):
    """A geocoding service; `name` tells it from others, in the cache and the throttle."""

    name: str

    def locate(self, address: str) -> Located | NoMatch:
        """Where a written address is. One network call. Raises GeocoderDown, GeocoderBusy."""


def geocoder_of(setting: str, contact: str, timeout_s: float = TIMEOUT_S) -> Geocoder | None:
    """The service that FINDER_GEOCODER names (`nominatim`, `photon=https://host/path`), None for `off`.

    Raises ConfigurationError for an unknown service, a bad address, or a missing contact.
    """
    name, _equals, address = setting.partition("=")
    if name == "off":
        return None
    if name not in _SERVICES:
        raise ConfigurationError("FINDER_GEOCODER: use off, nominatim, photon or pelias, or pelias=ADDRESS.")
    if not contact and name == "nominatim":
        raise ConfigurationError("FINDER_CONTACT: Nominatim wants the address of the operator; set it.")
    url = urlsplit(address or _PUBLIC.get(name, ""))
    if url.scheme not in ("http", "https") or not url.hostname:
        raise ConfigurationError(f"FINDER_GEOCODER: {name} needs an http(s) address, {name}=https://HOST.")
    about = f" ({contact})" if contact else ""
    service = _SERVICES[name](
        domain=(url.netloc + url.path).rstrip("/"),
        scheme=url.scheme,
        user_agent=f"finder/{version('finder')}{about}",
        timeout=timeout_s,
        adapter_factory=_Adapter,
    )
    return GeopyGeocoder(f"{name}={url.scheme}://{url.netloc}{url.path}", service)


_SERVICES: Mapping[str, Callable[..., Any]] = {
    "nominatim": geocoders.Nominatim,
    "photon": geocoders.Photon,
    "pelias": geocoders.Pelias,
}


class GeopyGeocoder:
    """A service of geopy behind our words."""

    def __init__(self, name: str, service: Any) -> None:
        self.name = name
        self._service = service

    def locate(self, address: str) -> Located | NoMatch:
        """Where a written address is. One network call. Raises GeocoderDown, GeocoderBusy."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", UserWarning)  # geopy warns of positions outside the earth
                found = self._service.geocode(address, exactly_one=False, **self._options()) or []
            return _best([_located(item) for item in found])
        except GeocoderRateLimited as error:
            raise GeocoderBusy(error.retry_after) from error
        except GeopyError as error:
            raise GeocoderDown(f"The geocoding service fails ({type(error).__name__}).") from error
        except _UNREADABLE as error:
            raise GeocoderDown("The geocoding service answers with something unreadable.") from error

    def _options(self) -> dict[str, Any]:
        return {} if isinstance(self._service, geocoders.Pelias) else {"limit": _ASKED_FOR}


def _best(found: list[Located]) -> Located | NoMatch:
    """The first answer, unless another one lies elsewhere: then nobody knows which is meant."""
    if not found:
        return NoMatch()
    first = found[0]
    is_one_place = all(
        abs(other.point.lat - first.point.lat) <= _TOGETHER_DEGREES
        and abs(other.point.lon - first.point.lon) <= _TOGETHER_DEGREES
        for other in found
    )
    return first if is_one_place else NoMatch()


def _located(item: Any) -> Located:
    """One answer of geopy: the kind of thing stands elsewhere in each service."""
    raw = item.raw
    properties = raw.get("properties", {})
    kinds = {
        raw.get("addresstype"),
        raw.get("class"),
        raw.get("type"),
        *map(properties.get, ("type", "layer")),
    }
    if raw.get("place_rank", 0) >= 30 or properties.get("housenumber") or kinds & _BUILDING:
        precision = "building"
    else:
        precision = "street" if kinds & _STREET else "place"
    return Located(Point(float(item.latitude), float(item.longitude)), precision)


class _Adapter(BaseSyncAdapter):  # type: ignore[misc]  # geopy has no types
    """geopy's way to the network, through our own limits."""

    def __init__(self, *, proxies: Any, ssl_context: Any) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)

    def get_text(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> str:
        """The body of a good answer; geopy's exceptions otherwise."""
        try:
            answer = http.get(url, headers, timeout)
        except requests.Timeout as error:
            raise GeocoderTimedOut("timed out") from error
        except requests.ConnectionError as error:
            raise GeocoderUnavailable("not reached") from error
        except requests.RequestException as error:
            raise GeocoderServiceError("failed") from error
        if answer.status != 200:
            raise AdapterHTTPError("refused", status_code=answer.status, headers=answer.headers, text="")
        return answer.text

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:
        """The body of a good answer as JSON."""
        try:
            return json.loads(self.get_text(url, timeout=timeout, headers=headers))
        except ValueError as error:
            raise GeocoderParseError("no JSON") from error
