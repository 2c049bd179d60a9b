"""What the OpenAPI description says of HSDS. Its records are those of the specification, whose schemas say
more than is repeated here (https://github.com/openreferral/specification, branch 3.0, schema/compiled).
"""

from __future__ import annotations

from typing import Final

from finder.actions.hsds.pages import KINDS
from finder.domain.hsds_query import DEFAULT_PER_PAGE, LISTS, MAX_PAGE, MAX_PER_PAGE, MAX_PROXIMITY_M
from finder.domain.params import MAX_TEXT
from finder.web.openapi.parts import (
    BULK,
    NUMBER,
    TEXT,
    Schema,
    array_of,
    object_of,
    parameter,
    problem,
    reference,
    responses,
)

_ID: Final[Schema] = {**TEXT, "format": "uuid"}
_FLAG: Final[Schema] = {"type": "boolean", "default": False}
_ANY: Final[Schema] = {"type": "object"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
_TITLES: Final = {
    "services": ("service", "Services"),
    "service_at_locations": ("service at a location", "Services at locations"),
    "locations": ("location", "Locations"),
    "organizations": ("organization", "Organizations"),
    "taxonomies": ("taxonomy", "Taxonomies"),
    "taxonomy_terms": ("term of a taxonomy", "Terms of taxonomies"),
}
_RECORDS: Final = {
    "services": "HsdsService",
    "service_at_locations": "HsdsServiceAtLocation",
    "locations": "HsdsLocation",
    "organizations": "HsdsOrganization",
    "taxonomies": "HsdsTaxonomy",
    "taxonomy_terms": "HsdsTaxonomyTerm",
}
_PARAMETERS: Final[Schema] = {
    "search": ({**TEXT, "maxLength": MAX_TEXT}, "Words, understood as in the search of the site."),
    "taxonomy_term_id": (TEXT, "Only what has this topic, or one below it."),
    "taxonomy_id": (TEXT, "Only what has any term of this taxonomy."),
    "organization_id": (TEXT, "Only what this organization offers."),
    "modified_after": (
        {**TEXT, "examples": ["2026-01-31T08:00:00Z"]},
        "Only what was changed then or later (ISO 8601; in UTC where no zone is said).",
    ),
    "postcode": (
        {**TEXT, "examples": ["57368"]},
        "What has an area that it lies in or, without areas, an address there. See `proximity`.",
    ),
    "proximity": (
        {**NUMBER, "minimum": 0, "maximum": MAX_PROXIMITY_M},
        "Metres from the middle of `postcode`, nearest first.",
    ),
    "minimal": (_FLAG, "Only `id` and `modified_date` of each, by default all on one page."),
    "full": (_FLAG, "Records with everything that belongs to them."),
    "full_service": (_FLAG, "The services of a whole organization with everything."),
    "top_only": (_FLAG, "Only terms without one above them."),
    "parent_id": (TEXT, "Only terms directly below this one."),
    "page": ({"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": 1}, "Number of the page."),
    "per_page": (
        {"type": "integer", "minimum": 1, "maximum": MAX_PER_PAGE, "default": DEFAULT_PER_PAGE},
        "Records a page.",
    ),
    "format": (
        {"enum": ["json", "ndjson"], "default": "json"},
        "With `ndjson` all records without pages, one on a line.",
    ),
}


def paths() -> Schema:
    """The operations by their address."""
    found: Schema = {"/hsds/": {"get": _root()}}
    for name in LISTS:
        found[f"/hsds/{name}"] = {"get": _list(name)}
        found[f"/hsds/{name}/{{id}}"] = {"get": _one(name)}
    return found


def _root() -> Schema:
    return {
        "operationId": "hsds",
        "summary": "The version of HSDS, and where this is described",
        "responses": responses("HsdsRoot", "application/json"),
    }


def _list(name: str) -> Schema:
    answers = responses(f"{_RECORDS[name]}Page", "application/json")
    answers["200"]["content"]["application/x-ndjson"] = {"schema": TEXT}
    if name in KINDS:
        answers |= BULK
    return {
        "operationId": f"hsds_{name}",
        "summary": f"{_TITLES[name][1]}, page by page",
        "parameters": [parameter(each, *_PARAMETERS[each]) for each in LISTS[name]],
        "responses": answers,
    }


def _one(name: str) -> Schema:
    identifier = {"name": "id", "in": "path", "required": True, "schema": _ID}
    more = [parameter("full_service", *_PARAMETERS["full_service"])] if name == "organizations" else []
    return {
        "operationId": f"hsds_{name}_one",
        "summary": f"One {_TITLES[name][0]}, with everything that belongs to it",
        "parameters": [identifier, *more],
        "responses": {
            **responses(_RECORDS[name], "application/json"),
            "404": problem("There is no such public record."),
        },
    }


def schemas() -> Schema:
    """What the answers hold, by name."""
    uri = {**TEXT, "format": "uri"}
    records = {
        "HsdsService": object_of({"id": _ID}, _service()),
        "HsdsServiceAtLocation": object_of(
            {"id": _ID, "service": reference("HsdsService"), "location": reference("HsdsLocation")},
            {"description": TEXT},
        ),
        "HsdsLocation": object_of(
            {"id": _ID, "location_type": {"enum": ["physical", "postal", "virtual"]}},
            {
                "name": TEXT,
                "latitude": NUMBER,
                "longitude": NUMBER,
                "addresses": array_of({"type": "object"}),
            },
        ),
        "HsdsOrganization": object_of(
            {"id": _ID, "name": TEXT, "description": TEXT}, {"services": array_of(reference("HsdsService"))}
        ),
        "HsdsTaxonomy": object_of({"id": _ID, "name": TEXT, "description": TEXT}, {"version": TEXT}),
        "HsdsTaxonomyTerm": object_of(
            {"id": _ID, "code": TEXT, "name": TEXT, "description": TEXT, "taxonomy_id": _ID},
            {"parent_id": _ID, "taxonomy": TEXT, "language": TEXT},
        ),
    }
    return {
        "HsdsRoot": object_of({"version": TEXT, "profile": uri, "openapi_url": uri}),
        **records,
        **{f"{name}Page": _page(name) for name in records},
    }


def _service() -> Schema:
    """The fields of a service: all but its id are missing where it is minimal."""
    statuses = ["active", "inactive", "defunct", "temporarily closed"]
    return {
        "name": TEXT,
        "status": {"enum": statuses},
        "last_modified": {**TEXT, "format": "date-time"},
        "modified_date": {**TEXT, "format": "date-time", "description": "Only where it is minimal."},
        "organization": reference("HsdsOrganization"),
        "service_at_locations": array_of(_ANY),
    }


def _page(name: str) -> Schema:
    return object_of(
        {
            "total_items": _COUNT,
            "total_pages": _COUNT,
            "page_number": {"type": "integer", "minimum": 1},
            "size": _COUNT,
            "first_page": {"type": "boolean"},
            "last_page": {"type": "boolean"},
            "empty": {"type": "boolean"},
            "contents": array_of(reference(name)),
        }
    )
