"""HSDS 3.0 for programs, below /hsds: services, organizations, locations, and the words that describe them.

Source: Open Referral HSDS 3.0, API reference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from flask import Flask, Response, url_for

from finder.actions.hsds.pages import hsds_lines, hsds_page, hsds_record
from finder.actions.hsds.vocabulary import one_of, page_of, taxonomy_records, term_records
from finder.domain.hsds_query import LISTS, HsdsFormat, HsdsQuery
from finder.exchange.hsds.terms import Record
from finder.exchange.hsds.write import VERSION
from finder.web.current import current_finder, site_address
from finder.web.open_data import count_as_bulk, given_parameters, open_data_blueprint

JSON, NDJSON = "application/json", "application/x-ndjson"
PROFILE = "https://docs.openreferral.org"
"""Where HSDS itself is described: we have no profile of our own."""

blueprint = open_data_blueprint("hsds", "/hsds")


def init_app(app: Flask) -> None:
    """Serve HSDS below /hsds."""
    app.register_blueprint(blueprint)


@blueprint.get("/")
def hsds_root() -> Response:
    """Which version of HSDS this is, and where it is described."""
    given_parameters()
    return _json(
        {"version": VERSION, "profile": PROFILE, "openapi_url": site_address() + url_for("api.openapi")}
    )


@blueprint.get("/services")
def hsds_services() -> Response:
    """A page of services."""
    return _list("services")


@blueprint.get("/services/<uid>")
def hsds_service(uid: str) -> Response:
    """A service with everything."""
    return _record("services", uid)


@blueprint.get("/service_at_locations")
def hsds_service_at_locations() -> Response:
    """A page of services at locations."""
    return _list("service_at_locations")


@blueprint.get("/service_at_locations/<uid>")
def hsds_service_at_location(uid: str) -> Response:
    """A service at a location with everything."""
    return _record("service_at_locations", uid)


@blueprint.get("/locations")
def hsds_locations() -> Response:
    """A page of locations."""
    return _list("locations")


@blueprint.get("/locations/<uid>")
def hsds_location(uid: str) -> Response:
    """A location with everything."""
    return _record("locations", uid)


@blueprint.get("/organizations")
def hsds_organizations() -> Response:
    """A page of organizations."""
    return _list("organizations")


@blueprint.get("/organizations/<uid>")
def hsds_organization(uid: str) -> Response:
    """An organization with everything; its services are plain ones without `full_service`."""
    return _record("organizations", uid, "full_service")


@blueprint.get("/taxonomies")
def hsds_taxonomies() -> Response:
    """A page of taxonomies."""
    query = _query("taxonomies")
    return _vocabulary(taxonomy_records(query), query)


@blueprint.get("/taxonomies/<uid>")
def hsds_taxonomy(uid: str) -> Response:
    """A taxonomy."""
    given_parameters()
    return _json(one_of(taxonomy_records(HsdsQuery()), uid))


@blueprint.get("/taxonomy_terms")
def hsds_taxonomy_terms() -> Response:
    """A page of terms."""
    query = _query("taxonomy_terms")
    return _vocabulary(term_records(current_finder(), query), query)


@blueprint.get("/taxonomy_terms/<uid>")
def hsds_taxonomy_term(uid: str) -> Response:
    """A term."""
    given_parameters()
    return _json(one_of(term_records(current_finder(), HsdsQuery()), uid))


def _query(name: str) -> HsdsQuery:
    return HsdsQuery.from_params(given_parameters(LISTS[name]))


def _list(name: str) -> Response:
    query, finder = _query(name), current_finder()
    if query.format is HsdsFormat.JSON:
        return _json(hsds_page(finder, name, query).to_json())
    count_as_bulk()
    return _lines(hsds_lines(finder, name, query))


def _vocabulary(records: list[Record], query: HsdsQuery) -> Response:
    if query.format is HsdsFormat.JSON:
        return _json(page_of(records, query).to_json())
    return _lines([records])


def _record(name: str, uid: str, *params: str) -> Response:
    query = HsdsQuery.from_params(given_parameters(params))
    return _json(hsds_record(current_finder(), name, uid, query))


def _json(body: Any) -> Response:
    return Response(orjson.dumps(body), content_type=JSON)


def _lines(batches: Iterable[Iterable[Record]]) -> Response:
    """Each record on a line."""
    pieces: Iterator[bytes] = (
        b"".join(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE) for record in batch)
        for batch in batches
    )
    return Response(pieces, content_type=NDJSON)
