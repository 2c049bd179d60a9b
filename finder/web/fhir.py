"""FHIR R4, read-only, below /fhir: single resources, searches, and what the server can do.

Source: https://hl7.org/fhir/R4/http.html (read, search and capabilities).
"""

from __future__ import annotations

from typing import Final

import orjson
from flask import Flask, Response, request
from werkzeug.exceptions import NotAcceptable

from finder.actions.context import access_names
from finder.actions.fhir.search import read_resource, search_resources
from finder.domain.fhir_search import FhirSearch, Kind
from finder.errors import NotFound
from finder.exchange.fhir.capability import capability_statement
from finder.exchange.fhir.parts import CodeBook, Resource
from finder.web.current import current_finder, site_address
from finder.web.open_data import open_data_blueprint
from finder.web.outcome import FHIR_JSON, PREFIX

_FORMATS: Final = ("", "json", "application/json", FHIR_JSON, FHIR_JSON.replace("+", " "), "text/json")
_KINDS: Final = f"<any({','.join(Kind)}):kind>"
_MAX_DIGITS: Final = 9

blueprint = open_data_blueprint("fhir", PREFIX)


def init_app(app: Flask) -> None:
    """Serve the resources."""
    app.register_blueprint(blueprint)


@blueprint.before_request
def _check_format() -> None:
    """Answer 406 to who wants another format than JSON."""
    if request.args.get("_format", "") not in _FORMATS:
        raise NotAcceptable("Resources are served as JSON alone.")


@blueprint.get("/metadata")
def metadata() -> Response:
    """What this server can do."""
    return _fhir(capability_statement(_base()))


@blueprint.get(f"/{_KINDS}")
def search(kind: str) -> Response:
    """A page of a search as a Bundle."""
    is_strict = "handling=strict" in request.headers.get("Prefer", "").replace(" ", "")
    params = request.args.to_dict(flat=False)
    asked = FhirSearch.from_params(Kind(kind), params, is_strict=is_strict)
    response = _fhir(search_resources(current_finder(), _code_book(), asked))
    response.vary.add("Prefer")
    return response


@blueprint.get(f"/{_KINDS}/<resource_id>")
def read(kind: str, resource_id: str) -> Response:
    """One resource."""
    if not resource_id.isascii() or not resource_id.isdigit() or len(resource_id) > _MAX_DIGITS:
        raise NotFound(f"There is no public {kind}/{resource_id[:64]}.")
    return _fhir(read_resource(current_finder(), _code_book(), Kind(kind), int(resource_id)))


def _base() -> str:
    """The absolute address below which everything is."""
    return f"{site_address()}{PREFIX}/"


def _code_book() -> CodeBook:
    finder = current_finder()
    return CodeBook(_base(), finder.taxonomy, finder.names, access_names())


def _fhir(resource: Resource) -> Response:
    return Response(orjson.dumps(resource), content_type=FHIR_JSON)
