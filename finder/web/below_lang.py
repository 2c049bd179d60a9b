"""Blueprints of pages that live below their language."""

from __future__ import annotations

from flask import Blueprint


def pages_blueprint(name: str) -> Blueprint:
    """A blueprint below `/<lang>`; its views do not take the language, `current_lang` knows it."""
    blueprint = Blueprint(name, __name__, url_prefix="/<language:lang>")
    blueprint.url_value_preprocessor(_forget_lang)
    return blueprint


def _forget_lang(_endpoint: str | None, values: dict[str, object] | None) -> None:
    if values is not None:
        values.pop("lang", None)
