"""The number of a request: answered in a header, and kept in the history with what the request changed."""

from __future__ import annotations

import secrets
from typing import Final

from flask import Flask, Response

from finder.log import REQUEST_ID

HEADER: Final = "X-Request-Id"


def init_app(app: Flask) -> None:
    """Give every request a number that tells nothing of who sent it."""
    app.before_request(_number)
    app.after_request(_tell)
    app.teardown_request(_forget)


def request_id() -> str:
    """The number of the request; 64 random bits in hexadecimal."""
    if not REQUEST_ID.get():
        _number()
    return REQUEST_ID.get()


def _number() -> None:
    REQUEST_ID.set(secrets.token_hex(8))


def _tell(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    return response


def _forget(_error: BaseException | None) -> None:
    REQUEST_ID.set("")
