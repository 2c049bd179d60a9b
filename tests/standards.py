"""Validators for the schemas that standards have published (`tests/data/standards`)."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft202012Validator

HSDS = Path(__file__).parent / "data" / "standards" / "hsds"
_BASE = "https://schemas.invalid/"


def _hsds_schema(name: str) -> Any:
    path = HSDS / f"{name}.json"
    text = path.read_bytes() if path.exists() else gzip.decompress((HSDS / f"{name}.json.gz").read_bytes())
    return json.loads(text)


def _referred(uri: str) -> Any:
    return _hsds_schema(uri.rsplit("/", 1)[-1].removesuffix(".json"))


@cache
def _hsds_validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(
        _hsds_schema(name), validate_formats=True, retriever=_referred, base_uri=_BASE
    )


def assert_hsds(name: str, record: Any) -> None:
    """Fail with what a record does not have as a schema of HSDS 3.0 (`compiled/service`) wants it."""
    errors = _hsds_validator(name).iter_errors(record)
    assert [f"{error.instance_path}: {error.message}"[:200] for error in errors] == []


def hsds_descriptor() -> Any:
    """The published descriptor of the tabular data package."""
    return _hsds_schema("datapackage")
