"""vCard 4.0, as address books read it (RFC 6350): escaping and folding of its lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

MAX_OCTETS = 75
"""Longer lines are folded (RFC 6350, 3.2)."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_BREAK = re.compile("\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Property:
    """One property. `value` is a text, or the parts of a structured one in their order; `is_raw` is an
    address or date, in which nothing is escaped. `parameters` are written as they are.
    """

    name: str
    value: str | Sequence[str]
    parameters: str = ""
    is_raw: bool = False


def vcard_text(properties: Iterable[Property]) -> str:
    """A card of these properties; those with an empty value are left out. It must have an FN."""
    card = (Property("BEGIN", "VCARD"), Property("VERSION", "4.0"), *properties, Property("END", "VCARD"))
    lines = (f"{item.name}{item.parameters}:{_value(item)}" for item in card if any(item.value))
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _value(item: Property) -> str:
    if isinstance(item.value, str):
        return _CONTROL.sub("", item.value.replace("\n", "")) if item.is_raw else _escaped(item.value)
    return ";".join(map(_escaped, item.value))


def _escaped(text: str) -> str:
    """A text value (RFC 6350, 3.4), without control characters."""
    for char in "\\,;":
        text = text.replace(char, f"\\{char}")
    return _CONTROL.sub("", _BREAK.sub(r"\\n", text))


def _folded(line: str) -> Iterator[str]:
    """The line in parts of at most MAX_OCTETS, none of them within a character."""
    part, size = "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > MAX_OCTETS:
            yield part
            part, size = " ", 1
        part, size = part + char, size + octets
    yield part
