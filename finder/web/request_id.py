"""The number of a request: answered in a header, and kept in the history with what the request changed."""

from __future__ import annotations

import secrets
from typing import Final

from flask import Flask, Response, g

HEADER: Final = "X-Request-Id"


def init_app(app: Flask) -> None:
    """Give every request a number that tells nothing of who sent it."""
    app.after_request(_tell)


def request_id() -> str:
    """The number of the request; 64 random bits in hexadecimal."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    number: str = g.request_id
    return number


def _tell(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    return response
