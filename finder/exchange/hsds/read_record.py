"""Records of HSDS as they are read: their fields as text, and the records nested in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from finder.exchange.values import read_text

Record = Mapping[str, Any]


def text_of(record: Record, *names: str) -> str:
    """The first of the named fields that says something, as text; numbers are written out."""
    for name in names:
        value = record.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return read_text(str(value))
    return ""


def records_of(record: Record, name: str) -> list[Record]:
    """The records nested under a name: of a list those that are records, of a single one itself."""
    value = record.get(name)
    candidates = value if isinstance(value, list) else [value]
    return [item for item in candidates if isinstance(item, Mapping)]


def record_of(record: Record, name: str) -> Record:
    """The one record nested under a name; an empty one where there is none."""
    found = records_of(record, name)
    return found[0] if found else {}
