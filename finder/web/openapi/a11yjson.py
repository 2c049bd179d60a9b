"""What the OpenAPI description says of access as A11yJSON."""

from __future__ import annotations

from finder.exchange.a11yjson import VERSION
from finder.web.openapi.parts import TEXT, Schema, array_of, object_of, problem, reference, responses

_GEO_JSON = "application/geo+json"
_BY_LANGUAGE: Schema = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": TEXT,
    "description": "A text by language (BCP 47).",
}


def paths(search_parameters: list[Schema]) -> Schema:
    """The operations, by their address from the root; one takes the parameters of a search."""
    number = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
    of_one = responses("A11yPlace", _GEO_JSON) | {"404": problem("There is no place to be shown of it.")}
    del of_one["400"]
    return {
        "/api/v1/offers/{id}/a11y.json": {
            "get": {
                "operationId": "getAccess",
                "summary": "The place of one offer with its access, as A11yJSON",
                "parameters": [number],
                "responses": of_one,
            }
        },
        "/api/v1/a11y.json": {
            "get": {
                "operationId": "searchAccess",
                "summary": "The places of a page of offers with their access, as A11yJSON",
                "description": "Hits without a public point are left out.",
                "parameters": search_parameters,
                "responses": responses("A11yPlaces", _GEO_JSON),
            }
        },
    }


def schemas() -> Schema:
    """A place and a page of them; the types of A11yJSON say what is in `accessibility`."""
    return {"A11yPlace": _place_schema(), "A11yPlaces": _places_schema()}


def _place_schema() -> Schema:
    return object_of(
        {
            "type": {"const": "Feature"},
            "id": {"type": "integer"},
            "formatVersion": {"const": VERSION},
            "geometry": reference("Point"),
            "properties": _properties_schema(),
            "source": {"type": "object", "description": "Where it comes from, its licence, whom to name."},
        }
    )


def _properties_schema() -> Schema:
    codes = dict.fromkeys(("stateCode", "countryCode"), TEXT)
    parts = dict.fromkeys(("text", "street", "postalCode", "city", "district"), _BY_LANGUAGE)
    return object_of(
        {"name": _BY_LANGUAGE, "category": {**TEXT, "description": "First topic."}, "infoPageUrl": TEXT},
        {
            "address": object_of({}, {**parts, **codes}),
            "description": _BY_LANGUAGE,
            "phoneNumber": TEXT,
            "placeWebsiteUrl": TEXT,
            "originalId": TEXT,
            "accessibility": {"type": "object", "description": "Left out where nothing is known."},
        },
    )


def _places_schema() -> Schema:
    return object_of(
        {
            "type": {"const": "FeatureCollection"},
            "numberMatched": {"type": "integer", "minimum": 0, "description": "All hits of the search."},
            "features": array_of(reference("A11yPlace")),
        }
    )
