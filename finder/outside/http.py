"""Small answers over HTTP: with a time limit, a size limit, no redirects, and only from whom was named."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError

MAX_BYTES = 2_000_000
CONNECT_TIMEOUT_S = 5.0
_CHUNK_BYTES = 65_536
_WITH_IPV4_LAST = (ipaddress.ip_network("::/96"), ipaddress.ip_network("64:ff9b::/96"))
_SITE_LOCAL = ipaddress.ip_network("fec0::/10")
_OWN_NAMES = (".local", ".internal", ".lan", ".intranet", ".localhost")


class TooLong(requests.RequestException):
    """An answer is longer than was allowed."""


class BrokenOff(requests.ConnectionError):
    """An answer ended before it was over."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; the names of `headers` are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as UTF-8; bytes that are none become replacement characters."""
        return self.body.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom requests may go to: `host` with its port as in an address, and whether that may be in a
    private network.
    """

    host: str
    may_be_private: bool

    @classmethod
    def of(cls, url: str) -> Self:
        """The host of an address and nobody else; in a private network only when the address names one:
        an IP address that is private, or a name that means nothing outside (`photon`, `geo.internal`).
        """
        parts = urlsplit(url)
        return cls(parts.netloc, _names_private(parts.hostname or ""))


def _names_private(name: str) -> bool:
    try:
        return not is_public_address(name)
    except ValueError:
        return "." not in name or name.endswith(_OWN_NAMES)


def is_public_address(address: str) -> bool:
    """Whether an IP address is one of the internet: no loopback, no private or reserved range. Raises
    ValueError for what is no IP address.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    meant = _ipv4_in(ip) if isinstance(ip, ipaddress.IPv6Address) else None
    return (meant or ip).is_global and not ip.is_multicast and ip not in _SITE_LOCAL


def _ipv4_in(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address to which an IPv6 address leads in the end (RFC 4291 2.5.5, 3056, 6052)."""
    if any(ip in network for network in _WITH_IPV4_LAST):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour


class _OnlyPublic:
    """A connection that is given up as soon as it turns out to lead into a private network: the address
    that is looked at is the one that is talked to.
    """

    def _new_conn(self) -> Any:
        connected = super()._new_conn()  # type: ignore[misc]  # of the class that this is mixed into
        if not is_public_address(connected.getpeername()[0]):
            connected.close()
            raise NewConnectionError(self, "leads into a private network")  # type: ignore[arg-type]  # as above
        return connected


class _PublicHTTP(_OnlyPublic, HTTPConnection):
    pass


class _PublicHTTPS(_OnlyPublic, HTTPSConnection):
    pass


class _HTTPPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _PublicHTTP


class _HTTPSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _PublicHTTPS


class _PublicAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}


def get(
    url: str,
    headers: Mapping[str, str],
    timeout_s: float,
    max_bytes: int = MAX_BYTES,
    reach: Reach | None = None,
) -> Answer:
    """The answer to a GET request, a redirect as it is. One network call.

    Raises requests.RequestException when the server cannot be reached, takes longer than `timeout_s` to
    begin or to end, sends more than `max_bytes`, or is not within `reach` (None: anybody).
    """
    if reach is not None and urlsplit(url).netloc != reach.host:
        raise requests.exceptions.InvalidURL("not the host that was named")
    with session_within(reach) as session:
        return _get(session, url, headers, timeout_s, max_bytes)


@contextmanager
def session_within(reach: Reach | None) -> Iterator[requests.Session]:
    """A session that gives up connections into private networks, where `reach` does not allow them."""
    with requests.Session() as session:
        if reach is not None and not reach.may_be_private:
            for scheme in ("http://", "https://"):
                session.mount(scheme, _PublicAdapter())
        yield session


def _get(
    session: requests.Session, url: str, headers: Mapping[str, str], timeout_s: float, max_bytes: int
) -> Answer:
    ends_at = time.monotonic() + timeout_s
    plain = {"Accept-Encoding": "identity", **headers}
    timeouts = (min(CONNECT_TIMEOUT_S, timeout_s), timeout_s)
    with session.get(url, headers=plain, timeout=timeouts, allow_redirects=False, stream=True) as response:
        body = b"".join(parts_of(response, ends_at, max_bytes))
        return Answer(response.status_code, headers_of(response), body)


def headers_of(response: requests.Response) -> dict[str, str]:
    """The headers of an answer, with names in lower case."""
    return {name.lower(): value for name, value in response.headers.items()}


def parts_of(response: requests.Response, ends_at: float, max_bytes: int) -> Iterator[bytes]:
    """The body of an answer as it comes, not decoded. Raises requests.RequestException when it is longer than
    allowed, not over at a moment of the monotonic clock, or broken off.
    """
    size = 0
    try:
        while part := response.raw.read1(_CHUNK_BYTES):
            size += len(part)
            if size > max_bytes:
                raise TooLong("too long an answer")
            if time.monotonic() > ends_at:
                raise requests.exceptions.ReadTimeout("too slow an answer")
            yield part
    except urllib3.exceptions.TimeoutError as error:
        raise requests.exceptions.ReadTimeout("too slow an answer") from error
    except urllib3.exceptions.HTTPError as error:
        raise BrokenOff("broken off") from error
