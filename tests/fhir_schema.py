"""Reads FHIR answers and validates every one of them against the published JSON schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from jsonschema_rs import Draft6Validator

SCHEMA = Path(__file__).parent / "data" / "standards" / "fhir" / "fhir-r4.schema.json"
Resource = dict[str, Any]
Params = Mapping[str, Any] | None


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(SCHEMA.read_text("utf-8"))
    return schema


@cache
def _validator(kind: str) -> Draft6Validator:
    """The rules of one resource alone, so that what is wrong with it is told in full."""
    return Draft6Validator({"$ref": f"#/definitions/{kind}", "definitions": _schema()["definitions"]})


def problems(resource: Resource) -> list[str]:
    """What the schema says against a resource or, of a Bundle, against each resource in it and the rest."""
    entries = resource.get("entry", [])
    errors = [problem for entry in entries for problem in problems(entry["resource"])]
    alone = [{name: part for name, part in entry.items() if name != "resource"} for entry in entries]
    shell = {**resource, "entry": alone} if entries else resource
    kind = resource["resourceType"]
    found = _validator(kind).iter_errors(shell)
    return errors + [f"{kind} {error.instance_path}: {error.message}" for error in found]


class Reader:
    """A client to whom every answer below /fhir is a valid resource."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, params: Params = None, *, status: int = 200, **more: Any) -> Resource:
        """The resource at an address below /fhir."""
        return self.get_url(f"/fhir/{path}", status=status, query_string=params, **more)

    def get_url(self, url: str, *, status: int = 200, **more: Any) -> Resource:
        """The resource at an address, relative or absolute."""
        answer = self.client.get(url, **more)
        assert answer.status_code == status, (url, answer.text)
        assert answer.mimetype == "application/fhir+json"
        resource: Resource = json.loads(answer.get_data())
        assert not problems(resource)
        return resource

    def pages(self, path: str, params: Params = None) -> Iterator[Resource]:
        """The pages of a search, by following its links."""
        page = self.get(path, params)
        yield page
        while following := link(page, "next"):
            page = self.get_url(following)
            yield page

    def found(self, path: str, params: Params = None) -> list[Resource]:
        """What was looked for, on all pages."""
        pages = self.pages(path, params)
        return [
            e["resource"] for page in pages for e in page.get("entry", ()) if e["search"]["mode"] == "match"
        ]

    def numbers(self, path: str, params: Params = None) -> list[int]:
        """The numbers of what was looked for, on all pages."""
        return [int(resource["id"]) for resource in self.found(path, params)]


def link(page: Resource, relation: str) -> str:
    """The address of a neighbouring page, or ""."""
    return next((each["url"] for each in page["link"] if each["relation"] == relation), "")


def references(value: Any) -> Iterator[str]:
    """Every reference to a resource of a server in a resource."""
    if isinstance(value, dict):
        if str(value.get("reference", "#")).partition("/")[0].isalpha():
            yield value["reference"]
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)
