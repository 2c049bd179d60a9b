"""What the OpenAPI description says of the API itself, made from the same tables that the code obeys."""

from __future__ import annotations

from finder.actions.search import MAX_COLLEAGUES
from finder.domain.access import CRITERIA, Reading
from finder.domain.language import LanguageRole
from finder.domain.lapse import NewPatients
from finder.domain.params import MAX_TEXT
from finder.domain.query import (
    DEFAULT_LIMIT,
    DEFAULT_RADIUS_KM,
    MAX_LIMIT,
    MAX_OFFSET,
    MAX_RADIUS_KM,
    MIN_RADIUS_KM,
    Related,
    Sort,
    YesNo,
)
from finder.domain.taxonomy import Taxonomy
from finder.domain.weektime import WEEK_TIME_PATTERN
from finder.web.openapi import a11yjson
from finder.web.openapi.clusters import clusters_operation, clusters_schema
from finder.web.openapi.found import (
    TERM_MEMBERS,
    TRANSLATIONS,
    advice_schema,
    facets_schema,
    language_match_schema,
)
from finder.web.openapi.needs import ACCESS_MEMBERS, FIT_MEMBERS, GROUP_COUNTS, need_parameters
from finder.web.openapi.parts import NUMBER as _NUMBER
from finder.web.openapi.parts import OPTIONAL_TEXT as _OPTIONAL_TEXT
from finder.web.openapi.parts import TEXT as _TEXT
from finder.web.openapi.parts import Schema, or_null
from finder.web.openapi.parts import array_of as _array
from finder.web.openapi.parts import object_of as _object
from finder.web.openapi.parts import parameter as _parameter
from finder.web.openapi.parts import problem as _problem
from finder.web.openapi.parts import reference as _reference
from finder.web.openapi.parts import repeated as _repeated
from finder.web.openapi.parts import responses as _responses
from finder.web.openapi.words import query_schema, suggest_operation, suggestions_schema, word_parameters

_BASE = "/api/v1"


def paths(taxonomy: Taxonomy) -> Schema:
    """The operations by their address; `category` lists the topics of the given taxonomy."""
    search = _search_operation(taxonomy)
    return {
        f"{_BASE}/search": {"get": search},
        f"{_BASE}/clusters": {"get": clusters_operation(search["parameters"])},
        **a11yjson.paths(search["parameters"]),
        f"{_BASE}/offers/{{id}}": {"get": _offer_operation()},
        f"{_BASE}/places": {"get": _places_operation()},
        f"{_BASE}/suggest": {"get": suggest_operation()},
        f"{_BASE}/openapi.json": {"get": _openapi_operation()},
    }


_OPENING: Schema = {
    "type": "string",
    "pattern": r"^(now|(mo|tu|we|th|fr|sa|su)-([01][0-9]|2[0-3]):[0-5][0-9])$",
    "examples": ["now", "tu-09:30"],
}


def _search_operation(taxonomy: Taxonomy) -> Schema:
    return {
        "operationId": "search",
        "summary": "Offers near a place, nearest first",
        "parameters": [
            _parameter(
                "near", {**_TEXT, "maxLength": MAX_TEXT}, "Place, postcode, stop or lat,lon; not with lat."
            ),
            _parameter("lat", {**_NUMBER, "minimum": -90, "maximum": 90}, "Latitude WGS 84, with lon."),
            _parameter("lon", {**_NUMBER, "minimum": -180, "maximum": 180}, "Longitude WGS 84, with lat."),
            _parameter(
                "radius_km",
                {**_NUMBER, "minimum": MIN_RADIUS_KM, "maximum": MAX_RADIUS_KM, "default": DEFAULT_RADIUS_KM},
                "Greatest distance as the crow flies.",
            ),
            _repeated("language", _TEXT, "BCP 47 tags; any of them."),
            _repeated(
                "role", {"enum": list(LanguageRole)}, "In which role a language is offered; any of them."
            ),
            _parameter(
                "language_time",
                {**_TEXT, "pattern": WEEK_TIME_PATTERN},
                "Weekday and time at which a language is offered, such as th-15:00.",
            ),
            _parameter(
                "related",
                {"enum": list(Related), "default": "exclude"},
                "Offers in a closely related language.",
            ),
            _repeated(
                "category",
                {"enum": [term.key for term in taxonomy.terms]},
                "Topics with all below; any of them.",
            ),
            *need_parameters(),
            _parameter("open", _OPENING, "Open for visits: now, or the next time on a weekday."),
            _parameter("phone_open", _OPENING, "Open for calls, likewise."),
            *word_parameters(),
            _parameter(
                "sort",
                {"enum": list(Sort), "default": "distance"},
                "Order; distance needs a place.",
            ),
            _parameter(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
                "Results a page.",
            ),
            _parameter(
                "offset",
                {"type": "integer", "minimum": 0, "maximum": MAX_OFFSET, "default": 0},
                "Results to skip.",
            ),
            _parameter(
                "facets",
                {"enum": list(YesNo), "default": "no"},
                "Whether to count the hits beside each value of language, category and access.",
            ),
        ],
        "responses": _responses("FeatureCollection", "application/geo+json"),
    }


def _offer_operation() -> Schema:
    identifier = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
    answers = _responses("Feature", "application/geo+json") | {
        "404": _problem("There is no such public offer.")
    }
    del answers["400"]
    return {
        "operationId": "getOffer",
        "summary": "One offer",
        "parameters": [identifier],
        "responses": answers,
    }


def _places_operation() -> Schema:
    q = {
        "name": "q",
        "in": "query",
        "required": True,
        "schema": {"type": "string", "minLength": 1, "maxLength": MAX_TEXT},
        "description": "The beginning of a place's name.",
    }
    return {
        "operationId": "suggestPlaces",
        "summary": "Places to search near",
        "parameters": [q],
        "responses": _responses("Places", "application/json"),
    }


def _openapi_operation() -> Schema:
    answer = {
        "description": "This document.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
    return {"operationId": "describe", "summary": "This description", "responses": {"200": answer}}


def schemas() -> Schema:
    """What the answers hold, by name."""
    return {
        "FeatureCollection": _collection_schema(),
        "Feature": _feature_schema(),
        "Offer": _offer_schema(),
        "Point": _object(
            {
                "type": {"const": "Point"},
                "coordinates": {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2},
            }
        ),
        "Place": _place_schema(),
        "Places": _object({"places": {"type": "array", "items": _reference("Place"), "maxItems": 10}}),
        "Suggestions": suggestions_schema(),
        "Clusters": clusters_schema(),
        **a11yjson.schemas(),
        "Problem": _problem_schema(),
    }


def _collection_schema() -> Schema:
    count = {"type": "integer", "minimum": 0}
    link = _object({"rel": {"enum": ["self", "next", "prev"]}, "type": _TEXT, "href": _TEXT})
    return _object(
        {
            "type": {"const": "FeatureCollection"},
            "numberMatched": {**count, "description": "All hits, on all pages."},
            "numberReturned": count,
            **GROUP_COUNTS,
            "numberColleagues": {
                **count,
                "description": "Offers that lack only the language, where a colleague speaks it.",
            },
            "colleagues": {**_array({"type": "integer"}), "maxItems": MAX_COLLEAGUES},
            "links": _array(link),
            "query": query_schema(),
            "features": _array(_reference("Feature")),
        },
        {"facets": facets_schema(), "advice": advice_schema()},
    )


def _feature_schema() -> Schema:
    return _object(
        {
            "type": {"const": "Feature"},
            "id": {"type": "integer"},
            "geometry": or_null(_reference("Point")),
            "properties": _reference("Offer"),
        }
    )


def _offer_schema() -> Schema:
    reading = {"enum": list(Reading)}
    language = _object(
        {"code": _TEXT, "role": {"enum": list(LanguageRole)}},
        {"opening_hours": {**_TEXT, "description": "When, in OSM syntax; without it always."}},
    )
    return _object(
        {
            "name": _TEXT,
            "organization": _TEXT,
            "categories": {**_array(_TEXT), "description": "Keys of topics."},
            "person": {**_OPTIONAL_TEXT, "description": "Who gives the service, where it is one person."},
            "languages": _array(language),
            "access": _object(dict.fromkeys(CRITERIA, reading)),
            "address": {"type": ["object", "null"], "additionalProperties": _TEXT},
            "phones": _array(_object({"number": _TEXT, "type": _TEXT})),
            "opening_hours": {**_OPTIONAL_TEXT, "description": "Hours for visits in OSM syntax."},
            "website": _OPTIONAL_TEXT,
            "status": _TEXT,
            "closed_until": {**_OPTIONAL_TEXT, "description": "Last day of being closed, where it is known."},
            "new_patients": {"type": "string", "enum": list(NewPatients)},
            "new_patients_until": {**_OPTIONAL_TEXT, "description": "Last day on which that is known."},
            "assured_date": {**_OPTIONAL_TEXT, "description": "When a human last confirmed it."},
            "overdue_from": {
                **_OPTIONAL_TEXT,
                "description": "Day from which nobody has confirmed it for too long; null: nobody ever did.",
            },
            "source": _object({"key": _TEXT, "name": _TEXT, "is_example": {"type": "boolean"}}),
            "url": {**_TEXT, "description": "Its page, without the language."},
            "translations": TRANSLATIONS,
        },
        {
            "distance_m": {"type": ["number", "null"], "description": "Geodesic distance in metres."},
            **FIT_MEMBERS,
            **ACCESS_MEMBERS,
            **TERM_MEMBERS,
            "language_match": _array(language_match_schema()),
        },
    )


def _place_schema() -> Schema:
    texts = ("label", "kind", "name", "municipality", "postcode")
    return _object({**dict.fromkeys(texts, _TEXT), "lat": _NUMBER, "lon": _NUMBER})


def _problem_schema() -> Schema:
    return _object(
        {"type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT},
        {
            "param": {**_TEXT, "description": "The parameter that cannot be used."},
            "value": _TEXT,
            "expected": _TEXT,
            "places": {**_array(_reference("Place")), "description": "What may be meant."},
        },
    )
