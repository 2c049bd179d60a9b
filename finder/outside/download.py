"""Fetches a file over HTTPS into a file of ours: only when it has changed, bounded in time and size, and
never out of a private network that nobody has named.
"""

from __future__ import annotations

import hashlib
import time
import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

import requests

from finder.errors import FinderError
from finder.outside.http import (
    CONNECT_TIMEOUT_S,
    BrokenOff,
    Reach,
    TooLong,
    headers_of,
    parts_of,
    session_within,
)

MAX_REDIRECTS: Final = 5
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_NOT_MODIFIED: Final = 304
_GZIP: Final = 16 + zlib.MAX_WBITS
_CHUNK_BYTES: Final = 1 << 20

ADDRESS: Final = "an https address without user and password"
REFUSED: Final = "the address leads to where nothing may be fetched"
SLOW: Final = "the server takes too long"
TOO_LONG: Final = "the file is too large"
CERTIFICATE: Final = "the certificate of the server is not valid"
UNREACHABLE: Final = "the server cannot be reached"
BROKEN: Final = "the answer was broken off"
CIRCLE: Final = "the server sends us from one address to the next"
STATUS: Final = "the server answers with status"


class NotFetched(FinderError):
    """A file that could not be fetched; the text is one of the phrases of this module. It never has the
    address: there may be a key in it.
    """


@dataclass(frozen=True, slots=True)
class Version:
    """What a server says of the version of a file; "" for nothing."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is fetched, and how: `agent` says who asks, `private_hosts` are hosts with their ports that may be
    in a private network and need no encryption, `max_bytes` bounds the file, packed and unpacked.
    """

    url: str
    agent: str
    version: Version
    timeout_s: float
    max_bytes: int
    private_hosts: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that was fetched; `digest` is the SHA-256 of its content, `kind` its media type or ""."""

    version: Version
    digest: str
    kind: str
    url: str


def check_address(url: str, private_hosts: Collection[str]) -> None:
    """Raises NotFetched for an address that is not asked at all."""
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise NotFetched(ADDRESS) from None
    is_named = parts.netloc.lower() in private_hosts
    schemes = ("https", "http") if is_named else ("https",)
    if parts.scheme not in schemes or not is_whole or "@" in parts.netloc:
        raise NotFetched(ADDRESS)


def download(wanted: Wanted, path: Path) -> Fetched | None:
    """Fetch a file to a path; None when the server says that it has not changed. Network calls.

    Raises NotFetched; then there is nothing at the path.
    """
    ends_at, url = time.monotonic() + wanted.timeout_s, wanted.url
    try:
        for _ in range(MAX_REDIRECTS + 1):
            found = _ask(wanted, url, path, ends_at)
            if not isinstance(found, str):
                return found
            url = found
        raise NotFetched(CIRCLE)
    except (requests.RequestException, zlib.error, NotFetched) as error:
        path.unlink(missing_ok=True)
        raise NotFetched(_reason(error)) from None


def _reason(error: Exception) -> str:
    if isinstance(error, NotFetched):
        return str(error)
    kinds: tuple[tuple[type[Exception], str], ...] = (
        (TooLong, TOO_LONG),
        (requests.exceptions.Timeout, SLOW),
        (requests.exceptions.SSLError, CERTIFICATE),
        (zlib.error, BROKEN),
        (BrokenOff, BROKEN),
    )
    found = next((text for kind, text in kinds if isinstance(error, kind)), UNREACHABLE)
    return REFUSED if "private network" in str(error) else found


def _ask(wanted: Wanted, url: str, path: Path, ends_at: float) -> Fetched | str | None:
    """What an address answers: a file, None for no change, or the next address."""
    check_address(url, wanted.private_hosts)
    host = urlsplit(url).netloc
    left_s = max(0.1, ends_at - time.monotonic())
    reach = Reach(host, host.lower() in wanted.private_hosts)
    with (
        session_within(reach) as session,
        session.get(
            url,
            headers=_headers(wanted),
            timeout=(min(CONNECT_TIMEOUT_S, left_s), left_s),
            allow_redirects=False,
            stream=True,
        ) as response,
    ):
        headers = headers_of(response)
        if response.status_code == _NOT_MODIFIED:
            return None
        if response.status_code in _REDIRECTS and headers.get("location"):
            return urljoin(url, headers["location"])
        if response.status_code != 200:
            raise NotFetched(f"{STATUS} {response.status_code}")
        body = _decoded(parts_of(response, ends_at, wanted.max_bytes), headers, wanted.max_bytes)
        digest = _keep(body, path)
        version = Version(headers.get("etag", "")[:500], headers.get("last-modified", "")[:100])
        return Fetched(
            version, digest, headers.get("content-type", "").partition(";")[0].strip().lower(), url
        )


def _headers(wanted: Wanted) -> dict[str, str]:
    asked = {"User-Agent": wanted.agent, "Accept-Encoding": "gzip", "Accept": "*/*"}
    if wanted.version.etag:
        asked["If-None-Match"] = wanted.version.etag
    if wanted.version.last_modified:
        asked["If-Modified-Since"] = wanted.version.last_modified
    return asked


def _keep(parts: Iterable[bytes], path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for part in parts:
            digest.update(part)
            file.write(part)
    return digest.hexdigest()


def _decoded(parts: Iterable[bytes], headers: dict[str, str], max_bytes: int) -> Iterator[bytes]:
    """The body without its packing, whole and no longer than allowed."""
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise NotFetched(BROKEN)
    counted = _counted(parts, headers.get("content-length", ""))
    return counted if encoding == "identity" else _unpacked(counted, max_bytes)


def _counted(parts: Iterable[bytes], stated: str) -> Iterator[bytes]:
    size = 0
    for part in parts:
        size += len(part)
        yield part
    if stated.isascii() and stated.isdigit() and size != int(stated):
        raise NotFetched(BROKEN)


def _unpacked(parts: Iterable[bytes], max_bytes: int) -> Iterator[bytes]:
    """What was packed, a piece at a time: a small answer may unpack to any size."""
    packed, size = zlib.decompressobj(_GZIP), 0
    for part in parts:
        while part:
            piece = packed.decompress(part, _CHUNK_BYTES)
            size += len(piece)
            if size > max_bytes:
                raise TooLong("too long when unpacked")
            yield piece
            part = packed.unconsumed_tail
    if not packed.eof:
        raise NotFetched(BROKEN)
