"""Whether pages of other origins may read the addresses for programs (Fetch Standard, 3.3): only where
`FINDER_CORS` names them, and never with cookies.
"""

from __future__ import annotations

from typing import Final

from flask import Response, request

from finder.settings import ANY_ORIGIN
from finder.web.current import current_finder

_EXPOSED: Final = (
    "Content-Disposition",
    "ETag",
    "Link",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "WWW-Authenticate",
    "X-Request-Id",
)
"""The headers that scripts may read besides those that they always may."""

_PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Authorization, If-Modified-Since, If-None-Match",
    "Access-Control-Max-Age": "7200",  # the longest that Chromium keeps it
}


def preflight() -> Response | None:
    """The answer to the question whether a request will be allowed; None for any other request, and from an
    origin that may nothing.
    """
    if request.method != "OPTIONS" or "Access-Control-Request-Method" not in request.headers:
        return None
    if not _allowed():
        return None
    response = Response(status=204)
    del response.headers["Content-Type"]
    response.headers.update(_PREFLIGHT)
    return response


def with_permission(response: Response) -> Response:
    """The answer, marked for the origin that may read it."""
    allowed = _allowed()
    if allowed:
        response.headers["Access-Control-Allow-Origin"] = allowed
        response.headers["Access-Control-Expose-Headers"] = ", ".join(_EXPOSED)
    if current_finder().settings.cors not in ((), ANY_ORIGIN):
        response.vary.add("Origin")
    return response


def _allowed() -> str:
    """What is said to the origin of the request: its own name or `*`; "" where it may nothing."""
    origins, origin = current_finder().settings.cors, request.headers.get("Origin", "")
    if origins == ANY_ORIGIN:
        return "*"
    return origin if origin in origins else ""
