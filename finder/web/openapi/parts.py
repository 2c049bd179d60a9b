"""Pieces of which the OpenAPI description is made."""

from __future__ import annotations

from typing import Any

from finder.domain.params import MAX_REPEATS

Schema = dict[str, Any]

NUMBER: Schema = {"type": "number"}
TEXT: Schema = {"type": "string"}
OPTIONAL_TEXT: Schema = {"type": ["string", "null"]}


def parameter(name: str, schema: Schema, description: str) -> Schema:
    """A query parameter that may be left out."""
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}


def repeated(name: str, items: Schema, description: str, most: int = MAX_REPEATS) -> Schema:
    """A query parameter that may be given several times."""
    schema = {"type": "array", "items": items, "maxItems": most}
    return {**parameter(name, schema, description), "style": "form", "explode": True}


def responses(schema: str, content_type: str) -> Schema:
    """The answers of an operation: a body of a named schema, and the problems any may have."""
    answer = {
        "description": "The answer.",
        "content": {content_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }
    return {
        "200": answer,
        "400": problem(
            "A parameter cannot be used; `param` names it and `expected` says what would be right."
        ),
        "503": problem("The data cannot be read at the moment; try again after `Retry-After` seconds."),
    }


def problem(description: str) -> Schema:
    """An answer that is a problem (RFC 9457)."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}


def bulk_headers() -> Schema:
    """The headers of an answer that counts as bulk."""
    return {
        "RateLimit-Policy": {"schema": TEXT, "description": "How many are allowed in which seconds."},
        "RateLimit": {"schema": TEXT, "description": "How many are left, and in how many seconds that ends."},
    }


BULK: Schema = {
    "429": {
        **problem("The quota for bulk answers is used up; try again after `Retry-After` seconds."),
        "headers": bulk_headers(),
    }
}
"""The answer that an operation may have besides when some of its answers count as bulk."""


def object_of(required: Schema, optional: Schema | None = None) -> Schema:
    """An object with properties that are always there and others that may be."""
    return {"type": "object", "required": list(required), "properties": {**required, **(optional or {})}}


def array_of(items: Schema) -> Schema:
    """A list of such items."""
    return {"type": "array", "items": items}


def reference(name: str) -> Schema:
    """A schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def or_null(schema: Schema) -> Schema:
    """What a schema says, or null."""
    return {"oneOf": [schema, {"type": "null"}]}
