"""No input gives a server error or an answer that the OpenAPI document does not describe."""

from __future__ import annotations

import re
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from make import make_offer
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import positive_data_acceptance
from werkzeug.routing import Rule

from finder.actions.context import Finder
from finder.domain.language import LanguageRole
from finder.domain.point import Point
from finder.web.open_data import is_open_data

DOCUMENT = "/api/v1/openapi.json"
EXAMPLES, SEED = 20, 20260604


def _probe(operation: Any) -> None:
    @seed(SEED)
    @settings(
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


def _add_offers(app: Flask) -> None:
    finder: Finder = app.extensions["finder"]
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


def test_the_api_keeps_to_its_description_whatever_it_is_asked(app: Flask) -> None:
    _add_offers(app)
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, app)
    for found in schema.get_all_operations():
        _probe(found.ok())  # type: ignore[union-attr]  # Err fails, too


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
