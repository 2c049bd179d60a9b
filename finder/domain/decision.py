"""What a proposal means for the values of an entry, and what a decision on it makes of the request.

A proposal is written in the visitor's words. What stands for one field of the entry is taken as it is;
telephone numbers are added and removed line by line, and hours are taken where they can be read for
certain. The rest a person enters in the form of the entry. A source that says otherwise than we hold is put
in the names of that form (`service/email`), which stand for themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from finder.domain.change import FACT_VALUES, ChangeStatus
from finder.domain.entry_fields import Values, field_of, unit_of, units_of

DIRECT: Final[Mapping[str, str]] = {
    "name": "service/name",
    "organization": "organization/name",
    "street": "address/address_1",
    "postcode": "address/postal_code",
    "city": "address/city",
    "email": "service/email",
    "website": "service/url",
    "description": "service/description",
}
"""The field of an entry for which a proposed field stands as it is."""

FACTS: Final = ("entrance.step_count", "entrance.door_width_cm", *FACT_VALUES)
ADDRESS: Final = ("street", "postcode", "city")

ReadPhone = Callable[[str], tuple[str, str]]
"""Reads one line into a number and what it is for (`voice`, `fax`, ...)."""
ReadHours = Callable[[str], str]
"""Reads hours for visits into an OSM expression, "" where that is not certain."""

_NEW: Final = 900
"""Numbers of new rows; a form counts its own from 0."""


@dataclass(frozen=True, slots=True)
class Readers:
    """How texts are read."""

    phone: ReadPhone
    hours: ReadHours


def can_apply(name: str, value: str, readers: Readers) -> bool:
    """Whether accepting a field changes the entry by itself; else a person enters it."""
    if name == "opening_hours":
        return not value or bool(readers.hours(value))
    return name in DIRECT or name in FACTS or name == "phones" or field_of(name) is not None


def applied(
    theirs: Values, accepted: Mapping[str, str], before: Mapping[str, str], readers: Readers, source: str
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The values of an entry with the accepted fields in it, and the units that differ.

    `theirs` is what the entry says now, `before` what the fields said when the visitor read them; `source`
    is noted with facts. Fields that only a person can enter are left out.
    """
    values = dict(theirs)
    for name, value in accepted.items():
        if not can_apply(name, value, readers):
            continue
        if field_of(name) is not None:
            values = _with_field(values, name, value)
        elif name in DIRECT:
            values[DIRECT[name]] = value
        elif name == "phones":
            values = _with_phones(values, before.get(name, ""), value, readers.phone)
        elif name == "opening_hours":
            values = _with_hours(values, readers.hours(value) if value else "")
        else:
            values |= _fact(name, value.replace(",", "."), source)
    units = {unit_of(name) for name in {*values, *theirs} if values.get(name, "") != theirs.get(name, "")}
    return values, tuple(sorted(units))


def _with_field(values: dict[str, str], name: str, value: str) -> dict[str, str]:
    """A field of the form as it is; a row that says nothing any more goes with all its fields."""
    changed, unit = {**values, name: value}, unit_of(name)
    if unit == name or unit in units_of(changed):
        return changed
    return {other: text for other, text in changed.items() if unit_of(other) != unit}


def _fact(key: str, value: str, source: str) -> Iterable[tuple[str, str]]:
    yield f"fact/{key}/value", value
    yield f"fact/{key}/source", source if value else ""


def _with_phones(values: dict[str, str], before: str, after: str, read: ReadPhone) -> dict[str, str]:
    """Lines that came are added, rows of lines that went are removed; all others stay as they are."""
    old, new = _lines(before), _lines(after)
    gone = {_digits(read(line)[0]) for line in old if line not in new}
    kept = {
        name: text
        for name, text in values.items()
        if not (name.startswith("phone/") and _digits(values.get(f"{unit_of(name)}/number", "")) in gone)
    }
    there = {_digits(text) for name, text in kept.items() if name.endswith("/number")}
    for number, line in enumerate(line for line in new if line not in old):
        written, kind = read(line)
        if _digits(written) not in there:
            unit = f"phone/new{_NEW + number}"
            kept |= {f"{unit}/number": written, f"{unit}/type": kind, f"{unit}/at": "offer"}
    return kept


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _with_hours(values: dict[str, str], expression: str) -> dict[str, str]:
    """The usual hours for visits say this; closures with dates and other kinds stay."""
    usual = list(_usual_hours(values))
    kept = {name: text for name, text in values.items() if unit_of(name) not in usual[1:]}
    unit = usual[0] if usual else f"schedule/new{_NEW}"
    if expression or usual:
        at = values.get(f"{unit}/at", "offer")
        texts = {"kind": "visit", "opening_hours": expression, "description": "", "at": at}
        kept |= {f"{unit}/{name}": text for name, text in texts.items()}
    return kept


def _usual_hours(values: Values) -> Iterator[str]:
    for name, text in values.items():
        unit = unit_of(name)
        has_dates = values.get(f"{unit}/valid_from") or values.get(f"{unit}/valid_to")
        if name.startswith("schedule/") and name.endswith("/kind") and text == "visit" and not has_dates:
            yield unit


def status_after(n_fields: int, n_accepted: int, *, is_accepted: bool) -> ChangeStatus:
    """The state of a request after a decision; one without fields is a message, accepted or not."""
    if not is_accepted:
        return ChangeStatus.REJECTED
    if n_accepted == n_fields:
        return ChangeStatus.ACCEPTED
    return ChangeStatus.PARTLY if n_accepted else ChangeStatus.REJECTED
