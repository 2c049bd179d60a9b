"""Errors of the API as `application/problem+json` (RFC 9457)."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response
from werkzeug.exceptions import HTTPException

from finder.actions.present import place_json
from finder.actions.search import UnclearPlace
from finder.errors import BadInput, NotFound, StoreDown, TooMany

PROBLEM_JSON = "application/problem+json"
RETRY_AFTER_S = 10


def problem_response(error: Exception) -> Response:
    """The answer to a request that failed: what is wrong and, for a parameter, what would be right.

    An unforeseen failure is a 500 that tells nothing of its inside.
    """
    status, body = _describe(error)
    body = {"type": "about:blank", "status": status, **body}
    response = Response(orjson.dumps(body, default=str), status=status, content_type=PROBLEM_JSON)
    if isinstance(error, HTTPException):
        for name, value in error.get_headers():
            if name.lower() in ("allow", "retry-after", "www-authenticate"):
                response.headers[name] = value
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after_s)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _describe(error: Exception) -> tuple[int, dict[str, Any]]:
    if isinstance(error, BadInput):
        return 400, _bad_input(error)
    if isinstance(error, NotFound):
        return 404, {"title": "Not found", "detail": str(error)}
    if isinstance(error, StoreDown):
        return 503, {"title": "Out of service", "detail": "The data cannot be read at the moment."}
    if isinstance(error, TooMany):
        return 429, {"title": "Too many requests", "detail": str(error)}
    if isinstance(error, HTTPException) and error.code:
        return error.code, {"title": error.name, "detail": error.description or ""}
    return 500, {"title": "Internal error", "detail": "The request could not be answered."}


def _bad_input(error: BadInput) -> dict[str, Any]:
    body: dict[str, Any] = {
        "title": "A parameter cannot be used",
        "detail": str(error),
        "param": error.param,
        "value": str(error.value)[:200],
        "expected": error.expected,
    }
    if isinstance(error, UnclearPlace):
        body["title"] = "Several places have this name" if error.is_ambiguous else "No place has this name"
        body["places"] = [place_json(place) for place in error.places]
    return body
