"""What the OpenAPI description says of FHIR, from the table that its CapabilityStatement is made of."""

from __future__ import annotations

from typing import Final

from finder.domain.fhir_search import (
    DEFAULT_COUNT,
    INCLUDES,
    MAX_COUNT,
    MAX_OFFSET,
    PARAMETERS,
    REVERSE_INCLUDES,
    Kind,
    Parameter,
    Summary,
)
from finder.domain.params import MAX_TEXT
from finder.web.openapi.parts import TEXT, Schema, array_of, object_of, parameter, reference, repeated
from finder.web.outcome import FHIR_JSON, PREFIX

_BUNDLE: Final = "FhirBundle"
_OUTCOME: Final = "FhirOperationOutcome"
_CAPABILITY: Final = "FhirCapabilityStatement"
_WHOLE: Final[Schema] = {"type": "integer", "minimum": 0}
_ERRORS: Final = {
    "400": "A parameter cannot be used; `expression` names it.",
    "401": "The API key is not known, or was revoked.",
    "404": "There is no such public resource.",
    "406": "Resources are served as JSON alone.",
    "503": "The data cannot be read at the moment; try again after `Retry-After` seconds.",
}
_NEAR: Final = {**TEXT, "examples": ["51.1041|8.0715|5|km"], "maxLength": MAX_TEXT}
_ELEMENTS: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.LOCATION: ("status", "name", "telecom", "address", "position", "managingOrganization"),
    Kind.SERVICE: (
        *("active", "providedBy", "category", "type", "specialty", "location", "name", "telecom"),
        *("characteristic", "communication", "availableTime", "notAvailable", "availabilityExceptions"),
    ),
    Kind.ORGANIZATION: ("active", "name", "alias", "telecom", "partOf"),
    Kind.ROLE: (
        *("active", "contained", "practitioner", "organization", "specialty", "location"),
        *("healthcareService", "telecom", "availableTime"),
    ),
}
"""The elements of each resource that a reader will look for first."""


def paths() -> Schema:
    """The operations, by their address from the root."""
    found: Schema = {f"{PREFIX}/metadata": {"get": _metadata_operation()}}
    for kind in Kind:
        found[f"{PREFIX}/{kind}"] = {"get": _search_operation(kind)}
        found[f"{PREFIX}/{kind}/{{id}}"] = {"get": _read_operation(kind)}
    return found


def schemas() -> Schema:
    """The resources as far as they are described here; FHIR R4 says the rest."""
    return {
        **{_name(kind): _resource_schema(kind) for kind in Kind},
        _BUNDLE: _bundle_schema(),
        _OUTCOME: _outcome_schema(),
        _CAPABILITY: object_of(
            {"resourceType": {"const": "CapabilityStatement"}, "fhirVersion": TEXT, "rest": array_of({})}
        ),
    }


def _name(kind: Kind) -> str:
    return f"Fhir{kind}"


def _metadata_operation() -> Schema:
    return {
        "operationId": "fhirCapabilities",
        "summary": "What the FHIR interface can do",
        "parameters": [_format()],
        "responses": _responses(_CAPABILITY, "406"),
    }


def _read_operation(kind: Kind) -> Schema:
    number = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
    return {
        "operationId": f"fhirRead{kind}",
        "summary": f"One {kind} (FHIR R4)",
        "parameters": [number, _format()],
        "responses": _responses(_name(kind), "404", "406", "503"),
    }


def _search_operation(kind: Kind) -> Schema:
    return {
        "operationId": f"fhirSearch{kind}",
        "summary": f"A page of a search for {kind} (FHIR R4)",
        "parameters": [
            *(_search_parameter(name, each) for name, each in PARAMETERS[kind].items()),
            *_include_parameters(kind),
            *_result_parameters(),
            {
                "name": "Prefer",
                "in": "header",
                "schema": TEXT,
                "description": "With handling=strict a parameter that is not known is an error.",
            },
        ],
        "responses": _responses(_BUNDLE, "400", "406", "503"),
    }


def _search_parameter(name: str, stated: Parameter) -> Schema:
    if stated.type == "special":
        return parameter(name, _NEAR, stated.meaning)
    return repeated(name, {**TEXT, "maxLength": MAX_TEXT}, f"{stated.meaning} Any of several after commas.")


def _include_parameters(kind: Kind) -> list[Schema]:
    tables = {"_include": INCLUDES[kind], "_revinclude": REVERSE_INCLUDES[kind]}
    meanings = {"_include": "What they refer to.", "_revinclude": "What refers to them."}
    return [
        repeated(name, {"enum": [*names, "*"]}, f"Resources to add to the page: {meanings[name]}")
        for name, names in tables.items()
        if names
    ]


def _result_parameters() -> list[Schema]:
    return [
        parameter("_count", {**_WHOLE, "maximum": MAX_OFFSET, "default": DEFAULT_COUNT}, _PAGE),
        parameter("_offset", {**_WHOLE, "maximum": MAX_OFFSET, "default": 0}, "Resources to skip."),
        parameter("_summary", {"enum": list(Summary)}, "How much of each resource."),
        parameter(
            "_elements", {**TEXT, "pattern": "^[A-Za-z]{1,40}(,[A-Za-z]{1,40}){0,9}$"}, "Elements wanted."
        ),
        _format(),
    ]


_PAGE: Final = f"Resources a page, {MAX_COUNT} at most; 0 for the total alone."


def _format() -> Schema:
    return parameter("_format", {"enum": ["json", FHIR_JSON]}, "JSON alone is served.")


def _responses(schema: str, *errors: str) -> Schema:
    answers = {"200": _answer("The answer.", schema)}
    return answers | {status: _answer(_ERRORS[status], _OUTCOME) for status in ("401", *errors)}


def _answer(description: str, schema: str) -> Schema:
    return {"description": description, "content": {FHIR_JSON: {"schema": reference(schema)}}}


def _resource_schema(kind: Kind) -> Schema:
    meta = object_of(
        {}, {"lastUpdated": {**TEXT, "format": "date-time"}, "source": TEXT, "tag": array_of({})}
    )
    elements: Schema = {name: {} for name in _ELEMENTS[kind]}
    return {
        **object_of({"resourceType": {"const": kind.value}, "id": TEXT, "meta": meta}, elements),
        "description": f"See https://hl7.org/fhir/R4/{kind.lower()}.html",
    }


def _bundle_schema() -> Schema:
    search = object_of({"mode": {"enum": ["match", "include"]}}, {"extension": array_of({})})
    entry = object_of(
        {
            "fullUrl": TEXT,
            "resource": {"oneOf": [reference(_name(kind)) for kind in Kind]},
            "search": {**search, "description": "Near a point the extension has the distance."},
        }
    )
    link = object_of({"relation": {"enum": ["self", "previous", "next"]}, "url": TEXT})
    return object_of(
        {
            "resourceType": {"const": "Bundle"},
            "type": {"const": "searchset"},
            "total": {**_WHOLE, "description": "All that was looked for, on all pages."},
            "link": array_of(link),
        },
        {"entry": array_of(entry)},
    )


def _outcome_schema() -> Schema:
    issue = object_of(
        {"severity": {"const": "error"}, "code": TEXT, "diagnostics": TEXT},
        {"expression": {**array_of(TEXT), "description": "The parameter that cannot be used."}},
    )
    return object_of({"resourceType": {"const": "OperationOutcome"}, "issue": array_of(issue)})
