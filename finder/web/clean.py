"""Text from data and visitors made fit for a page, whatever it holds."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def init_app(app: Flask) -> None:
    """Let templates write only characters that HTML allows, and fail for a name that does not exist."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.finalize = printable


def printable(value: Any) -> Any:
    """A text without the control characters that HTML forbids (HTML Standard, 13.5); other values
    and markup as they are.
    """
    if type(value) is str and not value.isprintable():
        return _UNPRINTABLE.sub("", value)
    return value


def without_directions(text: str) -> str:
    """The text without marks that turn the direction of what follows (Unicode Annex 9), for places
    that cannot isolate it, such as a title.
    """
    return _DIRECTIONS.sub("", text)
