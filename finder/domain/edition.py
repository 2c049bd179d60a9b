"""What an edition of the printed booklet said of each entry, and what has changed since.

What was said is kept without a language, as canonical JSON (RFC 8785's order of keys), so that equal entries
have equal texts. Whoever compares learns nothing of an entry that is gone but its name, and of one whose
address has become secret nothing about the place where it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

Said = Mapping[str, Any]
"""What a booklet says of an entry, by field; a field that says nothing is missing."""

TEXTS: Final = (
    "description",
    "offer_description",
    "eligibility_description",
    "application_process",
    "wait_time",
    "fees_description",
    "interpretation_services",
    "transportation",
)
"""The texts of an entry that are printed, in their order."""

FIELDS: Final = (
    *("name", "organization", "person", "categories", "status", "alert", "address", "location_name"),
    *("areas", "phones", "email", "website", "schedules", "languages", "access"),
    *TEXTS,
)
"""All fields, in the order in which changes are told."""

NAMES: Final = ("name", "organization")
PLACE: Final = ("address", "location_name", "transportation")
"""The fields that tell where an entry is."""

SECRET: Final = "is_address_secret"  # noqa: S105 - a name of a field
_ACTIVE: Final = "active"
_UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Changed:
    """An entry that says something else now: `fields` are those that differ, in the order of FIELDS."""

    offer_id: int
    old: Said
    new: Said
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two states of the data: numbers of new entries, the names of those that are gone
    by number, and the changed ones, each by name.
    """

    new: tuple[int, ...] = ()
    gone: tuple[tuple[int, Said], ...] = ()
    changed: tuple[Changed, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.new or self.gone or self.changed)


def said_of(summary: Mapping[str, Any], detail: Mapping[str, Any]) -> dict[str, Any]:
    """What a booklet says of an offer, out of its stored summary and detail."""
    found = {
        **{name: summary[name] for name in ("name", "organization", "person", "categories", "address")},
        **{name: detail[name] for name in ("alert", "location_name", "areas", "phones", "email")},
        **{name: detail[name] for name in ("schedules", "languages", SECRET)},
        "website": summary["website"],
        "status": "" if summary["status"] == _ACTIVE else summary["status"],
        "access": {key: value for key, value in summary["access"].items() if value != _UNKNOWN},
        **{name: detail["texts"].get(name) for name in TEXTS},
    }
    return {name: value for name, value in found.items() if value}


def canonical(said: Said) -> str:
    """The JSON text that is kept; equal for equal entries."""
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode()


def digest_of(texts: Iterable[str]) -> str:
    """The SHA-256 of texts in their order, in hexadecimal digits."""
    total = hashlib.sha256()
    for text in texts:
        total.update(hashlib.sha256(text.encode()).digest())
    return total.hexdigest()


def compare(old: Mapping[int, Said], new: Mapping[int, Said]) -> Changes:
    """What differs between what was said of entries by number and what is said now."""
    both = (_changed(number, old[number], said) for number, said in new.items() if number in old)
    return Changes(
        new=tuple(sorted(new.keys() - old.keys(), key=lambda number: _by_name(number, new[number]))),
        gone=tuple(
            (number, {name: old[number][name] for name in NAMES if name in old[number]})
            for number in sorted(old.keys() - new.keys(), key=lambda number: _by_name(number, old[number]))
        ),
        changed=tuple(
            sorted(
                (change for change in both if change.fields),
                key=lambda change: _by_name(change.offer_id, change.new),
            )
        ),
    )


def _changed(number: int, old: Said, new: Said) -> Changed:
    if new.get(SECRET):
        old = {name: value for name, value in old.items() if name not in PLACE}
    return Changed(number, old, new, tuple(name for name in FIELDS if old.get(name) != new.get(name)))


def _by_name(number: int, said: Said) -> tuple[str, int]:
    return str(said.get("name", "")).casefold(), number


def tells_place(said: Said) -> bool:
    """Whether something of this tells where the entry is."""
    return any(name in said for name in PLACE)
