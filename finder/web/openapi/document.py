"""The OpenAPI 3.1 description of all addresses for programs: the API, its files, HSDS and FHIR.

Each part has a module that gives its `paths` by their whole address and its `schemas`; what all answers have
in common is added here.
"""

from __future__ import annotations

from typing import Any, Final

from finder.domain.taxonomy import Taxonomy
from finder.web.openapi import api, fhir, files, hsds
from finder.web.openapi.parts import TEXT, Schema, problem

_PARTS: Final[tuple[Any, ...]] = (files, fhir, hsds)
"""The modules of the parts beside the API itself, in the order of the document."""

_KEY: Final = "apiKey"
_HEADERS: Final[Schema] = {
    "ETag": {"schema": TEXT, "description": "The version of the answer, the same in all processes."},
    "Last-Modified": {"schema": TEXT, "description": "When the data changed, or the day or minute began."},
    "Cache-Control": {"schema": TEXT, "description": "For how long the answer may be used again."},
}
_COMMON: Final[Schema] = {
    "304": {"description": "Who asks has this version already.", "headers": _HEADERS},
    "401": problem("The API key is not known, or was revoked."),
}


def openapi_document(taxonomy: Taxonomy) -> Schema:
    """The document; `category` lists the topics of the given taxonomy."""
    paths, schemas = api.paths(taxonomy), api.schemas()
    for part in _PARTS:
        paths |= part.paths()
        schemas |= part.schemas()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Finder",
            "version": "1",
            "description": "Finds help near a place by distance, spoken language and access. Everybody may "
            "read; with an API key a program may have more bulk answers.",
        },
        "servers": [{"url": "/"}],
        "security": [{}, {_KEY: []}],
        "paths": {path: _with_common(item) for path, item in paths.items()},
        "components": {
            "schemas": schemas,
            "securitySchemes": {_KEY: {"type": "http", "scheme": "bearer"}},
        },
    }


def _with_common(item: Schema) -> Schema:
    """The operations of an address, with the answers and headers that every one may have."""
    return {
        method: {**operation, "responses": _answers(operation["responses"])}
        for method, operation in item.items()
    }


def _answers(stated: Schema) -> Schema:
    found = {"headers": {**_HEADERS, **stated["200"].get("headers", {})}}
    return {**_COMMON, **stated, "200": {**stated["200"], **found}}
