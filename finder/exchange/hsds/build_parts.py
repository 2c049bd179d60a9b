"""The parts of HSDS records, built from what is published: telephones, hours, languages, access, costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from finder.domain.land import land_at
from finder.exchange.hsds.ids import part_uid
from finder.exchange.hsds.recurrence import recurrences
from finder.exchange.hsds.terms import (
    ACCESS,
    FACT_DETAILS,
    FIELDS,
    TRANSLATIONS,
    Record,
    Value,
    Words,
    attributes,
)


def said(record: Mapping[str, Any]) -> Record:
    """The fields of a record that say something."""
    return {name: plain(value) for name, value in record.items() if value not in (None, "", [])}


def plain(value: Any) -> Any:
    """A value as JSON has it: dates as ISO 8601 has them, whole numbers without decimals."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.isoformat() if isinstance(value, date) else value


def text(value: Any) -> str:
    """A value as the text of an attribute; "" for none."""
    return "" if value is None else str(plain(value))


def phones(owner: str, rows: Sequence[Any], words: Words) -> list[Record]:
    """Telephone numbers in their order. An extension is a number in HSDS; one that is not is an attribute."""
    return [_phone(part_uid(owner, "phone", place), row, words) for place, row in enumerate(rows)]


def _phone(uid: str, row: Any, words: Words) -> Record:
    extension = row.extension
    is_number = extension.isdecimal() and str(int(extension)) == extension
    return said(
        {
            "id": uid,
            "number": row.number,
            "extension": int(extension) if is_number else None,
            "type": row.type.value,
            "description": row.description,
            "attributes": _fields(uid, words, extension="" if is_number else extension),
        }
    )


def schedules(owner: str, rows: Sequence[Any], words: Words) -> list[Record]:
    """Hours in their order: of each one schedule with its kind and expression as attributes and, in it and in
    others that are `part_of` it, the recurrence rules.
    """
    return [
        record
        for place, row in enumerate(rows)
        for record in _schedule(part_uid(owner, "schedule", place), row, words)
    ]


def _schedule(uid: str, row: Any, words: Words) -> Iterator[Record]:
    validity = {"valid_from": row.valid_from, "valid_to": row.valid_to}
    first, *others = list(recurrences(row.opening_hours)) or [{}]
    yield said(
        {
            "id": uid,
            **validity,
            **first,
            "description": row.description,
            "notes": row.opening_hours,
            "attributes": _fields(uid, words, hours_kind=row.kind.value, opening_hours=row.opening_hours),
        }
    )
    for number, rule in enumerate(others, start=1):
        part = part_uid(uid, "rule", number)
        yield said({"id": part, **validity, **rule, "attributes": _fields(part, words, part_of=uid)})


def languages(owner: str, rows: Iterable[Any], words: Words, spoken_by: str = "") -> list[Record]:
    """Languages by role and code; `spoken_by` is the id of who offers them, where that is not `owner`.

    What is said twice of a language in a role at a time is told as it was first said.
    """
    by_use: dict[tuple[str, str, str], Any] = {}
    for row in rows:
        by_use.setdefault((row.role.value, row.code, row.opening_hours), row)
    return [_language(owner, by_use[use], words, spoken_by) for use in sorted(by_use)]


def _language(owner: str, row: Any, words: Words, spoken_by: str) -> Record:
    uid = part_uid(owner, "language", spoken_by, row.role.value, row.code, row.opening_hours)
    level = "" if row.level.value == "unknown" else row.level.value
    return said(
        {
            "id": uid,
            "name": words.languages.name(row.code, "de"),
            "code": row.code,
            "note": row.note,
            "attributes": _fields(
                uid,
                words,
                role=row.role.value,
                level=level,
                opening_hours=row.opening_hours,
                spoken_by=spoken_by,
            ),
        }
    )


def accessibility(owner: str, rows: Iterable[Any], words: Words) -> list[Record]:
    """The facts of a place, one record each, by their keys."""
    return [_accessibility(owner, row, words) for row in sorted(rows, key=lambda row: row.key)]


def _accessibility(owner: str, row: Any, words: Words) -> Record:
    uid = part_uid(owner, "accessibility", row.key)
    value = f"{row.value} {row.unit}".strip()
    return said(
        {
            "id": uid,
            "description": f"{words.access.fact(row.key, 'de')}: {value}",
            "details": row.note,
            "url": row.evidence_url,
            "attributes": list(attributes(uid, ACCESS, fact_values(row), words)),
        }
    )


def fact_values(row: Any) -> Iterator[Value]:
    """A fact of access as values of `finder-access`."""
    yield row.key, row.value
    yield from ((f"{row.key}/{name}", text(getattr(row, name))) for name in FACT_DETAILS)


def addresses(owner: str, rows: Sequence[Any], words: Words) -> list[Record]:
    """The first address that is no postal one, if any; what HSDS requires and is not known is "" there."""
    return [
        _address(part_uid(owner, "address"), row, words)
        for row in [row for row in rows if row.address_type.value != "postal"][:1]
    ]


def _address(uid: str, row: Any, words: Words) -> Record:
    optional = {
        "address_2": row.address_2,
        "region": row.region,
        "attributes": _fields(uid, words, locality=row.locality),
    }
    return {
        "id": uid,
        "address_1": row.address_1,
        "city": row.city,
        "state_province": row.state_province or land_at(row.postal_code),
        "postal_code": row.postal_code,
        "country": row.country,
        "address_type": row.address_type.value,
        **said(optional),
    }


def cost_options(owner: str, rows: Sequence[Any], words: Words) -> list[Record]:
    """Costs in their order; a currency only beside an amount."""
    return [_cost(part_uid(owner, "cost_option", place), row, words) for place, row in enumerate(rows)]


def _cost(uid: str, row: Any, words: Words) -> Record:
    return said(
        {
            "id": uid,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
            "option": row.option,
            "currency": None if row.amount is None else row.currency,
            "amount": row.amount,
            "amount_description": row.amount_description,
            "attributes": _fields(uid, words, insurance=row.insurance.value),
        }
    )


def required_documents(owner: str, rows: Sequence[Any]) -> list[Record]:
    """What has to be brought, in its order."""
    return [
        said(
            {
                "id": part_uid(owner, "required_document", place),
                "document": row.document,
                "uri": row.uri,
            }
        )
        for place, row in enumerate(rows)
    ]


def service_areas(owner: str, rows: Iterable[Any]) -> list[Record]:
    """The areas that are served, each once by its official key (AGS, or `DE`), which stands in `uri`."""
    names = {row.uri: row.name for row in rows}
    return [
        said({"id": part_uid(owner, "service_area", uri), "name": names[uri], "uri": uri})
        for uri in sorted(names)
    ]


def translations(owner: str, rows: Iterable[Any], words: Words) -> list[Record]:
    """The texts of a record in other languages."""
    values = ((f"{row.field}/{row.lang}/{row.origin.value}/{row.status.value}", row.text) for row in rows)
    return list(attributes(owner, TRANSLATIONS, values, words))


def fields(owner: str, words: Words, values: Mapping[str, Any]) -> list[Record]:
    """Values of `finder-fields` as attributes."""
    return list(attributes(owner, FIELDS, ((code, text(value)) for code, value in values.items()), words))


def _fields(owner: str, words: Words, **values: str) -> list[Record]:
    return fields(owner, words, values)
