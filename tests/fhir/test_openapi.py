"""The part of the OpenAPI document about FHIR is valid, and answers are what it says."""

from __future__ import annotations

from typing import Any

import pytest
from fhir_world import World
from jsonschema_rs import Draft202012Validator
from openapi_spec_validator import validate

from finder.domain.fhir_search import PARAMETERS, Kind
from finder.web.openapi.fhir import paths, schemas


def document() -> dict[str, Any]:
    schemas_of_all = {"schemas": schemas()}
    info = {"title": "FHIR", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": paths(), "components": schemas_of_all}


def test_the_part_is_valid_and_has_every_parameter() -> None:
    validate(document())
    for kind in Kind:
        told = {each["name"] for each in paths()[f"/fhir/{kind}"]["get"]["parameters"]}
        assert set(PARAMETERS[kind]) <= told


@pytest.mark.parametrize(
    ("rule", "path", "status"),
    [
        ("/fhir/metadata", "metadata", 200),
        *((f"/fhir/{kind}", f"{kind}?_include=*&_revinclude=*", 200) for kind in Kind),
        *((f"/fhir/{kind}/{{id}}", f"{kind}/999999", 404) for kind in Kind),
        ("/fhir/HealthcareService/{id}", "HealthcareService/1", 200),
        ("/fhir/PractitionerRole/{id}", "PractitionerRole/1", 200),
        ("/fhir/Location", "Location?near=1", 400),
        ("/fhir/Location", "Location?_format=xml", 406),
    ],
)
def test_an_answer_is_what_the_document_says(world: World, rule: str, path: str, status: int) -> None:
    described = paths()[rule]["get"]["responses"][str(status)]["content"]["application/fhir+json"]
    schema = {**described["schema"], "components": {"schemas": schemas()}}
    Draft202012Validator(schema).validate(world.reader.get(path, status=status))
