"""The columns of details that sources state, and their values as they are compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "phone": ("number", "type", "extension", "description"),
    "schedule": ("kind", "opening_hours", "description", "valid_from", "valid_to"),
    "language": ("code", "role", "level", "opening_hours", "note"),
    "accessibility_fact": (
        "key", "value", "unit", "note", "source", "observed_on", "checked_by", "evidence_url",
    ),
    "address": ("address_1", "address_2", "postal_code", "city", "locality", "country"),
    "attribute": ("taxonomy_term_id",),
    "service_area": ("uri",),
    "cost_option": (
        "option", "amount", "currency", "amount_description", "insurance", "valid_from", "valid_to",
    ),
    "required_document": ("document", "uri"),
    "translation": ("field", "lang", "text", "origin", "status"),
}  # fmt: skip
"""What a source states of a detail, by table."""

ALIKE: Mapping[str, tuple[str, ...]] = {
    "phone": ("number",),
    "schedule": ("kind", "valid_from", "valid_to"),
    "cost_option": ("option", "insurance"),
    "required_document": ("document",),
}
"""Of the tables in which no columns tell one row from another: those by which it is rather the same as before
than not."""


def plain(value: object) -> object:
    """A value as JSON has it; None for everything that says nothing ("", no)."""
    if value is None or value is False or value == "":
        return None
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, dt.date) else value
