"""No input gives a server error or an answer that the OpenAPI document does not describe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as property_settings
from make import make_offer
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import positive_data_acceptance
from werkzeug.routing import Rule

from finder.actions.context import Finder
from finder.app import create_app
from finder.domain.language import LanguageRole
from finder.domain.point import Point
from finder.settings import Settings
from finder.web.kept_file import MIMETYPES
from finder.web.open_data import is_open_data

DOCUMENT = "/api/v1/openapi.json"
EXAMPLES, SEED = 15, 20260604


def _probe(operation: Any) -> None:
    @seed(SEED)
    @property_settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def check(case: Any) -> None:
        # Which texts are places, and which parameters exclude one another, no schema can say.
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    check()


@contextmanager
def _opened(settings: Settings, bulk: int) -> Iterator[Flask]:
    """The application with a few offers, of which guests may have so many bulk answers."""
    app = create_app(replace(settings, bulk_guest=(bulk, bulk)))
    _add_offers(app.extensions["finder"])
    yield app
    app.extensions["finder"].close()


def _add_offers(finder: Finder) -> None:
    with finder.database.change("test") as session:
        for number in range(3):
            make_offer(
                session,
                name=f"Offer {number}",
                person="Öztürk",
                languages=[("tr", LanguageRole.TEAM)],
                topics=["general"],
            )
        make_offer(session, name="Secret", is_address_secret=True, point=Point(51.2, 8.1), areas=["05966"])


def test_the_api_keeps_to_its_description_whatever_it_is_asked(settings: Settings) -> None:
    with _opened(settings, bulk=99_999) as app:
        schema = schemathesis.openapi.from_wsgi(DOCUMENT, app)
        operations: list[Any] = [found.ok() for found in schema.get_all_operations()]  # type: ignore[union-attr]  # Err fails, too
        for operation in operations:
            _probe(operation)
        for path, number in _ids(app.test_client(), [operation.path for operation in operations]).items():
            [operation] = [operation for operation in operations if operation.path == path]
            operation.Case(path_parameters={"id": number}).call_and_validate()


def _ids(client: FlaskClient, paths: list[str]) -> dict[str, str]:
    """By the address of one thing the id of one that there is: the first of its list."""
    found = {}
    for path in paths:
        if path.endswith("/{id}"):
            above = path.removesuffix("/{id}")
            body = client.get("/api/v1/search" if above == "/api/v1/offers" else above).get_json(force=True)
            first = (body.get("contents") or body.get("entry") or body["features"])[0]
            found[path] = str(first.get("resource", first)["id"])
    assert found
    return found


@pytest.mark.parametrize("engine_name", ["spatialite"])
def test_what_counts_as_bulk_says_so(settings: Settings) -> None:
    with _opened(settings, bulk=0) as app:
        client = app.test_client()
        paths = client.get(DOCUMENT).get_json(force=True)["paths"]
        refused = {
            path
            for path in paths
            if any(client.get(f"{path}{query}").status_code == 429 for query in ("", "?format=ndjson"))
        }
    assert refused >= {f"/api/v1/export.{ending}" for ending in MIMETYPES}
    assert refused == {path for path, item in paths.items() if "429" in item["get"]["responses"]}


@pytest.mark.parametrize("engine_name", ["spatialite"])
def test_the_document_is_valid_and_describes_every_address_for_programs(app: Flask) -> None:
    document = app.test_client().get(DOCUMENT).get_json(force=True)
    OpenAPIV31SpecValidator(document).validate()
    described = {re.sub(r"{\w+}", "{}", path) for path in document["paths"]}
    served = set()
    for rule in app.url_map.iter_rules():
        if is_open_data(rule.rule) and "GET" in (rule.methods or ()):
            served |= _addresses(rule)
    assert described == served
    names = [operation["operationId"] for item in document["paths"].values() for operation in item.values()]
    assert len(names) == len(set(names))


def _addresses(rule: Rule) -> set[str]:
    """The addresses of a rule as the document writes them; one for each of the values that it allows."""
    choice = re.search(r"<any\(([\w,]+)\):\w+>", rule.rule)
    texts = [rule.rule.replace(choice[0], value) for value in choice[1].split(",")] if choice else [rule.rule]
    return {re.sub("<[^>]+>", "{}", text) for text in texts}
