"""The JSON API, version 1: search, offers, places, access as A11yJSON, and its own OpenAPI description."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote_plus

import orjson
from flask import Flask, Response

from finder.actions.access_places import access_place, access_places
from finder.actions.clusters import cluster_collection, clusters
from finder.actions.offer import get_offer
from finder.actions.present import feature_collection, offer_feature, place_json, suggestion_json
from finder.actions.search import SearchResult, next_page, previous_page, search
from finder.actions.suggest import suggest
from finder.domain.params import MAX_TEXT, many, whole_between
from finder.domain.query import MAX_LIMIT, PARAMETERS, SearchQuery
from finder.domain.window import WINDOW_PARAMETERS, Window
from finder.errors import BadInput, NotFound
from finder.web.current import current_finder, site_address
from finder.web.open_data import given_parameters, open_data_blueprint
from finder.web.openapi.document import openapi_document

GEO_JSON = "application/geo+json"
MAX_ID = 2**31 - 1
MAX_PLACES = 10
DEFAULT_LANG = "de"
LANG = re.compile("[a-z]{2}(-simple)?")

blueprint = open_data_blueprint("api", "/api/v1", by_minute=("open", "phone_open", "q", "facets"))


def init_app(app: Flask) -> None:
    """Serve the API below /api/v1."""
    app.register_blueprint(blueprint)


@blueprint.get("/search")
def search_offers() -> Response:
    """A page of offers as a GeoJSON FeatureCollection."""
    query = SearchQuery.from_params(given_parameters(PARAMETERS))
    result = search(current_finder(), query)
    body = feature_collection(result)
    body["links"] = _links(result)
    return _json(body, GEO_JSON)


@blueprint.get("/clusters")
def clusters_on_map() -> Response:
    """All hits of a search in a part of a map, near ones counted together, as GeoJSON."""
    params = given_parameters((*PARAMETERS, *WINDOW_PARAMETERS, "without"))
    without = [whole_between("without", text, 1, MAX_ID, 0) for text in many(params, "without", MAX_LIMIT)]
    query, window = SearchQuery.from_params(params), Window.from_params(params)
    return _json(cluster_collection(clusters(current_finder(), query, window, without)), GEO_JSON)


@blueprint.get("/offers/<offer_id>")
def offer(offer_id: str) -> Response:
    """Everything public of one offer as a GeoJSON Feature."""
    return _json(offer_feature(get_offer(current_finder(), _number(offer_id))), GEO_JSON)


@blueprint.get("/offers/<offer_id>/a11y.json")
def offer_access(offer_id: str) -> Response:
    """The place of one offer with what is known of its access, as A11yJSON."""
    return _json(access_place(current_finder(), _number(offer_id), site_address()), GEO_JSON)


@blueprint.get("/a11y.json")
def search_access() -> Response:
    """The places of a page of offers as A11yJSON."""
    query = SearchQuery.from_params(given_parameters(PARAMETERS))
    return _json(access_places(current_finder(), query, site_address()), GEO_JSON)


@blueprint.get("/places")
def places() -> Response:
    """Up to ten places whose name begins with `q`, those near the home place first."""
    values = given_parameters(("q",)).get("q", [])
    if len(values) != 1 or not values[0].strip():
        raise BadInput("q", "", "the beginning of a place's name, once")
    found = current_finder().gazetteer.suggest(values[0], MAX_PLACES)
    return _json({"places": [place_json(place) for place in found]}, "application/json")


@blueprint.get("/suggest")
def suggestions() -> Response:
    """Up to ten topics, places, languages and needs that the last words of `q` may become, with labels
    in `lang`.
    """
    given = given_parameters(("q", "lang"))
    text, lang = given.get("q", []), given.get("lang", [DEFAULT_LANG])
    if len(text) != 1 or not text[0].strip() or len(text[0]) > MAX_TEXT:
        raise BadInput("q", "".join(text), f"what was typed so far, once, at most {MAX_TEXT} characters")
    if len(lang) != 1 or not LANG.fullmatch(lang[0]):
        raise BadInput("lang", "".join(lang), "the two letters of a language or de-simple, once")
    found = suggest(current_finder(), text[0], lang[0])
    return _json({"suggestions": [suggestion_json(each) for each in found]}, "application/json")


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The OpenAPI 3.1 description of this API."""
    return _json(openapi_document(current_finder().taxonomy), "application/json")


def _number(offer_id: str) -> int:
    """The number of an offer; raises NotFound for what can be none."""
    if not offer_id.isascii() or not offer_id.isdigit() or int(offer_id[:12]) > MAX_ID:
        raise NotFound("There is no such offer.")
    return int(offer_id)


def _links(result: SearchResult) -> list[dict[str, str]]:
    """Where this page and its neighbours are, below the address of the API."""
    pages = (
        ("self", result.query),
        ("next", next_page(result.query, result.total)),
        ("prev", previous_page(result.query)),
    )
    return [
        {"rel": rel, "type": GEO_JSON, "href": _href(query.to_params())}
        for rel, query in pages
        if query is not None
    ]


def _href(params: list[tuple[str, str]]) -> str:
    pairs = "&".join([f"{name}={quote_plus(value)}" for name, value in params])
    return f"/api/v1/search?{pairs}" if pairs else "/api/v1/search"


def _json(body: Any, content_type: str) -> Response:
    return Response(orjson.dumps(body), content_type=content_type)
