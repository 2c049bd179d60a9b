"""The small parts that an OpenAPI document is made of."""

from __future__ import annotations

from typing import Any

from finder.domain.query import MAX_REPEATS

Schema = dict[str, Any]


def parameter(name: str, schema: Schema, description: str) -> Schema:
    """A parameter of the query string."""
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}


def repeated(name: str, items: Schema, description: str) -> Schema:
    """A parameter that may come several times."""
    schema = {"type": "array", "items": items, "maxItems": MAX_REPEATS}
    return {**parameter(name, schema, description), "style": "form", "explode": True}


def object_of(required: Schema, optional: Schema | None = None) -> Schema:
    """An object with members that are always there, and some that may be."""
    return {"type": "object", "required": list(required), "properties": {**required, **(optional or {})}}


def array_of(items: Schema) -> Schema:
    """A list of such items."""
    return {"type": "array", "items": items}
