"""What the OpenAPI description says of the files of everything public."""

from __future__ import annotations

from finder.exchange.result_file import Terms
from finder.web.kept_file import MIMETYPES
from finder.web.openapi.parts import (
    BULK,
    TEXT,
    Schema,
    array_of,
    bulk_headers,
    object_of,
    problem,
    reference,
)
from finder.web.public_files import PATH

_TITLES = {
    "csv": "All offers as a table",
    "geojson": "All offers as GeoJSON",
    "xlsx": "All offers as a spreadsheet",
}
_BODIES: dict[str, Schema] = {
    "csv": TEXT,
    "geojson": reference("Export"),
    "xlsx": {"type": "string", "format": "binary"},
}


def paths() -> Schema:
    """The operations by their address."""
    return {f"{PATH}.{ending}": {"get": _operation(ending)} for ending in MIMETYPES}


def schemas() -> Schema:
    """What the answers hold, by name."""
    return {"Export": _export_schema(), "ExportedOffer": _exported_schema(), "Terms": _terms_schema()}


def _operation(ending: str) -> Schema:
    return {
        "operationId": f"export{ending.title()}",
        "summary": _TITLES[ending],
        "description": "With licence and day; counts as bulk.",
        "responses": {
            "200": {
                "description": "The file.",
                "headers": {
                    **bulk_headers(),
                    "Link": {"schema": TEXT, "description": "Where the licences can be read."},
                },
                "content": {MIMETYPES[ending]: {"schema": _BODIES[ending]}},
            },
            "400": problem("There is no parameter."),
            **BULK,
            "503": problem("The data cannot be read at the moment; try again after `Retry-After` seconds."),
        },
    }


def _export_schema() -> Schema:
    return object_of(
        {
            "type": {"const": "FeatureCollection"},
            "written_on": {**TEXT, "format": "date"},
            "numberMatched": {"type": "integer", "minimum": 0},
            "sources": array_of(reference("Terms")),
            "features": array_of(reference("ExportedOffer")),
        }
    )


def _exported_schema() -> Schema:
    own = object_of(
        {"key": {**TEXT, "description": "The number that stays, for others to keep."}, "page": TEXT}
    )
    more = {"type": "object", "properties": {"properties": own}}
    return {"allOf": [reference("Feature"), more]}


def _terms_schema() -> Schema:
    texts = {name: TEXT for name in Terms._fields if name != "is_example"}
    return object_of({**texts, "is_example": {"type": "boolean", "description": "Made up, for trying out."}})
