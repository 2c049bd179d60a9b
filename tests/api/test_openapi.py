"""No input gives a server error or an answer that the OpenAPI document does not describe."""

from __future__ import annotations

from typing import Any

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from make import make_offer
from schemathesis.checks import positive_data_acceptance

from finder.actions.context import Finder
from finder.domain.language import LanguageRole

EXAMPLES = 80


def _probe(operation: Any) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def check(case: Any) -> None:
        # Which texts are places, and which parameters exclude one another, no schema can say.
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    check()


def test_the_api_keeps_to_its_description_whatever_it_is_asked(app: Flask) -> None:
    finder: Finder = app.extensions["finder"]
    with finder.database.change("test") as session:
        for number in range(3):
            make_offer(session, name=f"Offer {number}", languages=[("tr", LanguageRole.TEAM)])
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    operations: list[Any] = [found.ok() for found in schema.get_all_operations()]  # type: ignore[union-attr]  # Err fails, too
    labels = {"GET /search", "GET /clusters", "GET /offers/{id}", "GET /places", "GET /suggest"}
    assert {operation.label for operation in operations} == labels
    for operation in operations:
        _probe(operation)
