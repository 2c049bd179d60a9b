"""Errors of the FHIR interface as OperationOutcome (https://hl7.org/fhir/R4/operationoutcome.html)."""

from __future__ import annotations

from typing import Any, Final

import orjson
from flask import Response

from finder.exchange.fhir.bundle import outcome
from finder.web.problem import problem_response

FHIR_JSON: Final = "application/fhir+json"
PREFIX: Final = "/fhir"
_ISSUES: Final = {
    400: "value",
    401: "login",
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    429: "throttled",
    500: "exception",
    503: "transient",
}
"""The kind of issue by the status of an answer."""


def is_fhir(path: str) -> bool:
    """Whether an address is one of FHIR, known or not."""
    return path.startswith(f"{PREFIX}/")


def outcome_response(error: Exception) -> Response:
    """A failure as an OperationOutcome, with the status and headers that it has elsewhere."""
    response = problem_response(error)
    problem: dict[str, Any] = orjson.loads(response.get_data())
    code = _ISSUES.get(response.status_code, "processing")
    text = problem["detail"] or problem["title"]
    response.set_data(orjson.dumps(outcome(code, text, problem.get("param", ""))))
    response.content_type = FHIR_JSON
    return response
