"""Asks a website whether it is there: one or two small requests, never to an address of the own network."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from threading import Timer
from typing import Final
from urllib.parse import urljoin, urlsplit

from finder.outside.http import is_public_address

TIMEOUT_S: Final = 10.0
MAX_REDIRECTS: Final = 5
_PORTS: Final = {"http": 80, "https": 443}
_GONE: Final = (404, 410)
_NO_HEAD: Final = (400, 403, 404, 405, 406, 410, 500, 501, 503)
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_FOR_GOOD: Final = (301, 308)


class LinkProblem(StrEnum):
    """Why a link is not as it should be."""

    ADDRESS = "address"
    HOST = "host"
    DOWN = "down"
    SLOW = "slow"
    CERTIFICATE = "certificate"
    GONE = "gone"
    ERROR = "error"
    CIRCLE = "circle"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class LinkState:
    """What a check found: no problem, or which, with a status or the new address as detail."""

    problem: LinkProblem | None = None
    detail: str = ""


class _Failed(Exception):
    def __init__(self, problem: LinkProblem, detail: str = "") -> None:
        self.state = LinkState(problem, detail)
        super().__init__(problem)


def check_link(url: str, agent: str, wait: Callable[[str], None], timeout_s: float = TIMEOUT_S) -> LinkState:
    """Whether a website answers; redirects are followed. Network calls.

    `agent` says who asks; `wait` is called with the name of the host before each request.
    """
    asked, is_moved = url, False
    try:
        for _ in range(MAX_REDIRECTS + 1):
            status, target = _ask(asked, agent, wait, timeout_s)
            if status not in _REDIRECTS or not target:
                return _state(status, asked if is_moved else "")
            is_moved = is_moved or (status in _FOR_GOOD and not _is_same_host(url, target))
            asked = target
    except _Failed as failed:
        return failed.state
    return LinkState(LinkProblem.CIRCLE)


def _state(status: int, moved_to: str) -> LinkState:
    if status in _GONE:
        return LinkState(LinkProblem.GONE, str(status))
    if status >= 500:
        return LinkState(LinkProblem.ERROR, str(status))
    return LinkState(LinkProblem.MOVED, moved_to[:500]) if moved_to else LinkState()


def _is_same_host(url: str, other: str) -> bool:
    """Whether two addresses are at the same host, with or without `www.`."""
    names = [(urlsplit(one).hostname or "").removeprefix("www.") for one in (url, other)]
    return names[0] == names[1]


def _ask(url: str, agent: str, wait: Callable[[str], None], timeout_s: float) -> tuple[int, str]:
    """The status of an address and where it leads on ("" for nowhere): by HEAD, and by GET where a server
    may not know that.
    """
    found = _request("HEAD", url, agent, wait, timeout_s)
    return _request("GET", url, agent, wait, timeout_s) if found[0] in _NO_HEAD else found


def _request(
    method: str, url: str, agent: str, wait: Callable[[str], None], timeout_s: float
) -> tuple[int, str]:
    try:
        parts = urlsplit(url)
        scheme, host = parts.scheme, (parts.hostname or "").encode("idna").decode()
        port = parts.port or _PORTS.get(scheme, 0)
    except (ValueError, UnicodeError):
        raise _Failed(LinkProblem.ADDRESS) from None
    if scheme not in _PORTS or not host or parts.username is not None:
        raise _Failed(LinkProblem.ADDRESS)
    address = _public_address(host, port)
    wait(host)
    connection = _Pinned(host, port, address, is_encrypted=scheme == "https", timeout_s=timeout_s)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with connection.for_seconds(timeout_s):
            connection.request(method, _quoted(path), headers={"User-Agent": agent, "Accept": "*/*"})
            answer = connection.getresponse()
        target = answer.headers.get("Location", "")
        return answer.status, urljoin(url, target) if target else ""
    except ssl.SSLCertVerificationError as error:
        raise _Failed(LinkProblem.CERTIFICATE, error.verify_message[:200]) from error
    except TimeoutError as error:
        raise _Failed(LinkProblem.SLOW) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _Failed(LinkProblem.DOWN) from error
    finally:
        connection.close()


def _quoted(path: str) -> str:
    """The path in ASCII, what is quoted already left as it is."""
    return "".join(
        char if "!" <= char <= "~" else "".join(f"%{b:02X}" for b in char.encode()) for char in path
    )


def _public_address(host: str, port: int) -> str:
    """An address of the host, of which all must be public: then that one is asked, so that a name cannot
    mean another machine a moment later.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise _Failed(LinkProblem.HOST) from None
    addresses = [str(item[4][0]) for item in found]
    if not addresses or not all(map(is_public_address, addresses)):
        raise _Failed(LinkProblem.ADDRESS)
    return addresses[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was checked, under the name of the host."""

    def __init__(self, host: str, port: int, address: str, *, is_encrypted: bool, timeout_s: float) -> None:
        super().__init__(host, port, timeout=timeout_s)
        self._address = address
        self._is_late = False
        self._tls = ssl.create_default_context() if is_encrypted else None
        if is_encrypted:
            self.default_port = 443

    def connect(self) -> None:
        """Connect to the checked address, and encrypt for the host's name."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._tls is not None:
            wrap = self._tls.wrap_socket
            self.sock = wrap(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock.do_handshake()

    @contextmanager
    def for_seconds(self, seconds: float) -> Iterator[None]:
        """Break off what takes longer in all: a server that sends a byte now and then is never silent for as
        long as the socket waits. Raises TimeoutError.
        """
        timer = Timer(seconds, self._break_off)
        timer.start()
        try:
            yield
        except (OSError, http.client.HTTPException) as error:
            if self._is_late:
                raise TimeoutError from error
            raise
        finally:
            timer.cancel()
        if self._is_late:
            raise TimeoutError

    def _break_off(self) -> None:
        self._is_late = True
        with suppress(OSError, AttributeError):  # not connected yet, or closed already
            self.sock.shutdown(socket.SHUT_RDWR)
