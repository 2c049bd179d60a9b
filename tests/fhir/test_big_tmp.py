"""The part of the OpenAPI document about FHIR is true, whatever is asked."""

from __future__ import annotations

from typing import Any

import schemathesis
from fhir_world import World
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import positive_data_acceptance

from finder.domain.fhir_search import Kind
from finder.web.openapi.fhir import paths, schemas


def test_no_input_gives_an_answer_that_is_not_described(world: World) -> None:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "FHIR", "version": "1"},
        "paths": paths(),
        "components": {"schemas": schemas()},
    }
    schema = schemathesis.openapi.from_dict(document)
    schema.app = world.reader.client.application
    operations: list[Any] = [found.ok() for found in schema.get_all_operations()]  # type: ignore[union-attr]  # Err fails, too
    assert len(operations) == 1 + 2 * len(Kind)
    for operation in operations:

        @settings(max_examples=80, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def check(case: Any) -> None:
            case.call_and_validate(excluded_checks=[positive_data_acceptance])

        check()
