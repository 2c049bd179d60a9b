"""What the OpenAPI description says of the hits on a map."""

from __future__ import annotations

from finder.domain.window import MAX_ZOOM
from finder.search.clusters import CELL_PX, MAX_CELLS
from finder.web.openapi.parts import TEXT, Schema, array_of, object_of, reference, repeated, responses

_IGNORED = ("limit", "offset", "sort", "facets")


def clusters_operation(search_parameters: list[Schema]) -> Schema:
    """The operation; what is searched is said as in a search, its order and page left out."""
    wanted = [parameter for parameter in search_parameters if parameter["name"] not in _IGNORED]
    return {
        "operationId": "clusters",
        "summary": "All hits of a search on a map, counted by cells of a grid",
        "description": f"Cells are {CELL_PX} pixels wide, or wider where the box would touch more than "
        f"{MAX_CELLS} of them; each cell that the box touches is counted whole.",
        "parameters": [
            *wanted,
            _needed("bbox", {**TEXT, "examples": ["7.8,51.0,8.3,51.2"]}, "west,south,east,north in degrees."),
            _needed("zoom", {"type": "integer", "minimum": 0, "maximum": MAX_ZOOM}, "Zoom of a web map."),
            repeated("without", {"type": "integer", "minimum": 1}, "Ids of offers not to be counted.", 100),
        ],
        "responses": responses("Clusters", "application/geo+json"),
    }


def _needed(name: str, schema: Schema, description: str) -> Schema:
    return {"name": name, "in": "query", "required": True, "schema": schema, "description": description}


def clusters_schema() -> Schema:
    """The hits in the cells, row by row from the north-west."""
    count = {"type": "integer", "minimum": 1}
    cluster = object_of(
        {
            "type": {"const": "Feature"},
            "geometry": {**reference("Point"), "description": "The middle of the hits."},
            "properties": object_of({"count": count}),
        },
        {"id": {"type": "integer", "description": "Of the offer, where it is the only one."}},
    )
    return object_of(
        {
            "type": {"const": "FeatureCollection"},
            "numberMatched": {"type": "integer", "minimum": 0, "description": "Hits in all these cells."},
            "features": {**array_of(cluster), "maxItems": MAX_CELLS},
        }
    )
