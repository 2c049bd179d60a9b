"""Small answers over HTTP: with a time limit, a size limit, and no redirects."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import requests

MAX_BYTES = 2_000_000
CONNECT_TIMEOUT_S = 5.0
_CHUNK_BYTES = 65_536


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


def get(url: str, headers: Mapping[str, str], timeout_s: float, max_bytes: int = MAX_BYTES) -> Answer:
    """The answer to a GET request, a redirect as it is. One network call.

    Raises requests.RequestException when the server cannot be reached, takes longer than `timeout_s`
    in all, or sends more than `max_bytes`.
    """
    ends_at = time.monotonic() + timeout_s
    timeouts = (min(CONNECT_TIMEOUT_S, timeout_s), timeout_s)
    with requests.get(
        url, headers=dict(headers), timeout=timeouts, allow_redirects=False, stream=True
    ) as response:
        body = bytearray()
        for chunk in response.iter_content(_CHUNK_BYTES):
            body += chunk
            if len(body) > max_bytes:
                raise requests.exceptions.ContentDecodingError("too long an answer")
            if time.monotonic() > ends_at:
                raise requests.exceptions.ReadTimeout("too slow an answer")
        names = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, names, bytes(body))
