"""The application as it is served, with one page more: a constant one, to compare with."""

from __future__ import annotations

from flask import Flask, Response

from finder.app import create_app
from finder.bench.served import CONSTANT_PATH
from finder.log import configure_log
from finder.settings import Settings
from finder.web.api import GEO_JSON

MAX_BYTES = 1_000_000
_BODY = b"x" * MAX_BYTES


def make_app() -> Flask:
    """The application for the settings of the environment, and `/api/v1/bench-constant/<size>`, which
    gives so many bytes and does nothing else. Only the benchmark starts it.
    """
    configure_log()
    app = create_app(Settings.from_env())
    app.add_url_rule(f"{CONSTANT_PATH}/<int:size>", view_func=constant)
    return app


def constant(size: int) -> Response:
    """A body of `size` bytes, at most MAX_BYTES."""
    return Response(_BODY[:size], content_type=GEO_JSON)
