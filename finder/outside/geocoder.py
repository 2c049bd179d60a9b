"""Geocoding services through geopy: a written address becomes points, a point an address.

Only staff's addresses go out, never what a visitor types, and only where an operator has chosen a
service. The public Nominatim server asks for a User-Agent with a contact and at most one request a
second (https://operations.osmfoundation.org/policies/nominatim/); the throttle is the caller's.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from importlib.metadata import version
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
from geopy import geocoders
from geopy.adapters import AdapterHTTPError, BaseSyncAdapter, get_retry_after
from geopy.exc import (
    GeocoderParseError,
    GeocoderServiceError,
    GeocoderTimedOut,
    GeocoderUnavailable,
    GeopyError,
)

from finder.domain.geocoding import question_of
from finder.domain.offer import PublicAddress
from finder.domain.point import Point
from finder.errors import BadInput, ConfigurationError, FinderError
from finder.outside import http
from finder.outside.located import Located, located

TIMEOUT_S = 10.0
_ASKED_FOR = 5
_UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, UserWarning, BadInput)
_PUBLIC = {"nominatim": "https://nominatim.openstreetmap.org", "photon": "https://photon.komoot.io"}
_PASSING = frozenset({408, 500, 502, 503, 504})
"""Statuses after which the same question may be answered a moment later."""


class Trouble(StrEnum):
    """Why a service gave no answer."""

    LATE = "late"
    UNREACHED = "unreached"
    FAILED = "failed"
    REFUSED = "refused"
    UNREADABLE = "unreadable"
    BUSY = "busy"
    RESTING = "resting"


_TOLD = {
    Trouble.LATE: "The geocoding service does not answer in time.",
    Trouble.UNREACHED: "The geocoding service cannot be reached.",
    Trouble.FAILED: "The geocoding service fails.",
    Trouble.REFUSED: "The geocoding service refuses the question.",
    Trouble.UNREADABLE: "The geocoding service answers with something unreadable.",
    Trouble.BUSY: "The geocoding service asks to wait.",
    Trouble.RESTING: "The geocoding service failed too often and is left alone for a while.",
}


class GeocoderDown(FinderError):
    """The service gives no answer, which says nothing about the address; `is_passing` when asking again
    soon may help.
    """

    def __init__(self, trouble: Trouble, is_passing: bool = False) -> None:
        self.trouble = trouble
        self.is_passing = is_passing
        super().__init__(_TOLD[trouble])


class GeocoderBusy(GeocoderDown):
    """The service asks to wait; `retry_after_s` says how long, where it said so."""

    def __init__(self, retry_after_s: float | None) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(Trouble.BUSY, is_passing=True)


class Geocoder(Protocol):
    """A geocoding service; `name` tells it from others, in the cache and the throttle."""

    name: str

    def search(self, address: PublicAddress) -> tuple[Located, ...]:
        """Where an address may be, the likeliest first; nothing when the service does not know it.
        What lies in another country than the address is left out. One network call. Raises
        GeocoderDown, GeocoderBusy.
        """

    def reverse(self, point: Point) -> tuple[Located, ...]:
        """The address at a point, or nothing. One network call. Raises GeocoderDown, GeocoderBusy."""


@dataclass(frozen=True, slots=True)
class _Service:
    """A service of geopy with what only it wants."""

    make: Callable[..., Any]
    search: Callable[[str], dict[str, Any]]
    reverse: dict[str, Any]


_SERVICES: Mapping[str, _Service] = {
    "nominatim": _Service(
        geocoders.Nominatim,
        lambda country: {
            "limit": _ASKED_FOR,
            "addressdetails": True,
            "language": "de",
            "country_codes": country.lower() or None,
        },
        {"language": "de"},
    ),
    "photon": _Service(
        geocoders.Photon, lambda _country: {"limit": _ASKED_FOR, "language": "de"}, {"language": "de"}
    ),
    "pelias": _Service(
        geocoders.Pelias,
        lambda country: {"language": "de", **({"countries": [country]} if country else {})},
        {"language": "de"},
    ),
}


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
    made = _SERVICES[name].make(
        domain=(url.netloc + url.path).rstrip("/"),
        scheme=url.scheme,
        user_agent=f"finder/{version('finder')}{about}",
        timeout=timeout_s,
        adapter_factory=partial(_Adapter, http.Reach.of(url.geturl())),
    )
    return GeopyGeocoder(f"{name}={url.scheme}://{url.netloc}{url.path}", _SERVICES[name], made)


class GeopyGeocoder:
    """A service of geopy behind our words."""

    def __init__(self, name: str, service: _Service, made: Any) -> None:
        self.name = name
        self._service = service
        self._made = made

    def search(self, address: PublicAddress) -> tuple[Located, ...]:
        """See Geocoder."""
        options = self._service.search(address.country)
        found = self._ask(self._made.geocode, question_of(address), **options)
        if not address.country:
            return found
        return tuple(item for item in found if item.address.country in ("", address.country))

    def reverse(self, point: Point) -> tuple[Located, ...]:
        """See Geocoder."""
        return self._ask(self._made.reverse, (point.lat, point.lon), **self._service.reverse)

    @staticmethod
    def _ask(ask: Callable[..., Any], question: object, **options: Any) -> tuple[Located, ...]:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", UserWarning)  # geopy warns of positions outside the earth
                found = ask(question, exactly_one=False, **options) or []
            return tuple(located(item) for item in found)
        except GeocoderTimedOut as error:
            raise GeocoderDown(Trouble.LATE, is_passing=True) from error
        except GeocoderUnavailable as error:
            raise GeocoderDown(Trouble.UNREACHED, is_passing=True) from error
        except GeocoderParseError as error:
            raise GeocoderDown(Trouble.UNREADABLE) from error
        except GeopyError as error:
            raise GeocoderDown(Trouble.REFUSED) from error
        except _UNREADABLE as error:
            raise GeocoderDown(Trouble.UNREADABLE) from error


class _Adapter(BaseSyncAdapter):  # type: ignore[misc]  # geopy has no types
    """geopy's way to the network, through our own limits."""

    def __init__(self, reach: http.Reach, *, proxies: Any, ssl_context: Any) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self._reach = reach

    def get_text(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> str:
        """The body of a good answer; our own or geopy's exceptions otherwise."""
        try:
            answer = http.get(url, headers, timeout, reach=self._reach)
        except requests.Timeout as error:
            raise GeocoderTimedOut("timed out") from error
        except requests.ConnectionError as error:
            raise GeocoderUnavailable("not reached") from error
        except http.TooLong as error:
            raise GeocoderParseError("too long") from error
        except requests.RequestException as error:
            raise GeocoderServiceError("failed") from error
        wait = get_retry_after(answer.headers)
        if answer.status == 429 or (answer.status == 503 and wait is not None):
            raise GeocoderBusy(wait)
        if answer.status in _PASSING:
            raise GeocoderDown(Trouble.FAILED, is_passing=True)
        if answer.status != 200:
            raise AdapterHTTPError("refused", status_code=answer.status, headers=answer.headers, text="")
        return answer.text

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:
        """The body of a good answer as JSON."""
        try:
            return json.loads(self.get_text(url, timeout=timeout, headers=headers))
        except ValueError as error:
            raise GeocoderParseError("no JSON") from error
