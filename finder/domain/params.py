"""Values out of the parameters of a request, each checked; who cannot be used is named in a BadInput."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from finder.errors import BadInput

_E = TypeVar("_E", bound=StrEnum)

MAX_TEXT = 200
MAX_REPEATS = 50


def one(params: Mapping[str, Sequence[str]], name: str) -> str:
    """The one value of a parameter that says something, without blanks around it, or "". Raises BadInput."""
    values = [value for value in params.get(name, ()) if value.strip()]
    if len(values) > 1:
        raise BadInput(name, values[1], "this parameter only once")
    return values[0].strip() if values else ""


def many(params: Mapping[str, Sequence[str]], name: str, most: int = MAX_REPEATS) -> list[str]:
    """The values of a parameter that say something, at most so many. Raises BadInput."""
    values = [value.strip() for value in params.get(name, ()) if value.strip()]
    if len(values) > most:
        raise BadInput(name, len(values), f"at most {most} values")
    return values


def plain_text(name: str, value: str) -> str:
    """The text itself; raises BadInput when it is too long or has characters no database takes."""
    if len(value) > MAX_TEXT:
        raise BadInput(name, value, f"at most {MAX_TEXT} characters")
    if "\x00" in value or any(0xD800 <= ord(char) <= 0xDFFF for char in value):
        raise BadInput(name, ascii(value), "text without control characters")
    return value


def number_between(name: str, value: str, low: float, high: float, default: float) -> float:
    """The number of a text, the default for an empty one. Raises BadInput."""
    if not value:
        return default
    expected = f"a number from {low:g} to {high:g}"
    try:
        number = float(value)
    except ValueError:
        raise BadInput(name, value, expected) from None
    if not math.isfinite(number) or not low <= number <= high:
        raise BadInput(name, value, expected)
    return number


def whole_between(name: str, value: str, low: int, high: int, default: int) -> int:
    """The whole number of a text of ASCII digits, the default for an empty one. Raises BadInput."""
    if not value:
        return default
    expected = f"a whole number from {low} to {high}"
    if not value.isascii() or not value.isdigit() or len(value) > 12 or not low <= int(value) <= high:
        raise BadInput(name, value, expected)
    return int(value)


def choice(name: str, value: str, kind: type[_E], default: _E) -> _E:
    """The member of an enumeration, the default for an empty text. Raises BadInput."""
    return one_of(name, value, kind) if value else default


def one_of(name: str, value: str, kind: type[_E]) -> _E:
    """The member of an enumeration that a text names. Raises BadInput."""
    try:
        return kind(value)
    except ValueError:
        raise BadInput(name, value, "one of " + ", ".join(kind)) from None


def keys_among(params: Mapping[str, Sequence[str]], name: str, known: Sequence[str]) -> tuple[str, ...]:
    """The values of a parameter that takes certain words, each once."""
    keys = tuple(dict.fromkeys(many(params, name)))
    for key in keys:
        if key not in known:
            raise BadInput(name, key, "one of " + ", ".join(known))
    return keys
