"""Every failure as an answer: to programs problem JSON (an OperationOutcome to those of FHIR), elsewhere a
page that helps on.

The page needs no database and no network, and tells nothing of the program's inside.
"""

from __future__ import annotations

import logging

from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from finder.errors import BadInput, FinderError, NotFound, StoreDown, TooMany
from finder.web.bad_input import problem_text
from finder.web.open_data import is_open_data
from finder.web.outcome import is_fhir, outcome_response
from finder.web.problem import RETRY_AFTER_S, problem_response

log = logging.getLogger(__name__)

FAILSAFE_PAGE = """<!doctype html>
<html lang="de" dir="ltr">
<head><meta charset="utf-8"><title>Finder</title></head>
<body>
<h1>Etwas ist schiefgegangen. Something went wrong.</h1>
<p>Bei Lebensgefahr / in an emergency: <a href="tel:112">112</a>.
Ärztlicher Bereitschaftsdienst / medical on-call service: <a href="tel:116117">116117</a>.</p>
</body>
</html>
"""

_STATUS = {BadInput: 400, NotFound: 404, TooMany: 429, StoreDown: 503}


def init_app(app: Flask) -> None:
    """Answer foreseen errors, HTTP errors and everything else."""
    for kind in (FinderError, HTTPException, Exception):
        app.register_error_handler(kind, _answer)


def _answer(error: Exception) -> Response | HTTPException:
    status = _status_of(error)
    if status == 500:
        log.error("unexpected error", exc_info=error)
    if is_fhir(request.path):
        return outcome_response(error)
    if is_open_data(request.path):
        return problem_response(error)
    if isinstance(error, HTTPException) and (error.code is None or error.code < 400):
        return error
    problem = problem_text(error) if isinstance(error, BadInput) else ""
    return _with_headers_of(error, make_response(_page(status, problem), status))


def _page(status: int, problem: str) -> str:
    """The page of an error; where even that cannot be made, one that needs nothing at all."""
    try:
        return render_template("error/error.html", status=status, problem=problem)
    except Exception as error:
        log.error("error page failed", exc_info=error)
        return FAILSAFE_PAGE


def _status_of(error: Exception) -> int:
    if isinstance(error, HTTPException):
        return error.code or 500
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 500)


def _with_headers_of(error: Exception, response: Response) -> Response:
    """`Allow` of a wrong method, and when to come back."""
    if isinstance(error, HTTPException):
        for name, value in error.get_headers():
            if name.lower() in ("allow", "retry-after"):
                response.headers[name] = value
    if response.status_code == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response
