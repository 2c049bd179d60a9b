"""Pages and files in a fifth of their size for browsers that can unpack them, proxy or not.

What is for programs is left alone but for what the map loads: other programs are on fast lines, and a
reverse proxy can do it there.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, request

from finder.web.open_data import is_open_data

LOADED_BY_MAP = "/api/v1/clusters"
MIN_BYTES = 1_000
LEVEL = 6
TYPES = frozenset(
    (
        "text/html",
        "text/css",
        "text/javascript",
        "application/javascript",
        "application/geo+json",
        "application/json",
        "application/manifest+json",
        "image/svg+xml",
    )
)


def init_app(app: Flask) -> None:
    """Compress what is text, outside what is for programs."""
    app.after_request(_compressed)


def _compressed(response: Response) -> Response:
    is_left_alone = is_open_data(request.path) and request.path != LOADED_BY_MAP
    if is_left_alone or response.mimetype not in TYPES:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code == 304 or not request.accept_encodings["gzip"]:
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < MIN_BYTES:
        return response
    pack = _pack_once if "immutable" in response.headers.get("Cache-Control", "") else _pack
    response.set_data(pack(body))
    response.headers["Content-Encoding"] = "gzip"
    etag, _is_weak = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)
    return response


def _pack(body: bytes) -> bytes:
    return gzip.compress(body, LEVEL, mtime=0)


_pack_once = lru_cache(maxsize=64)(_pack)
