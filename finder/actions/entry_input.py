"""Reads what staff type into the fields of an entry, and says of each what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Final

from finder.actions.context import language_names
from finder.domain.access import FACT_UNITS
from finder.domain.entry_fields import (
    CONTENT,
    RECORD_FIELDS,
    ROW_FIELDS,
    Field,
    Kind,
    Values,
    field_of,
    rows_of,
)
from finder.domain.language import normalize_language
from finder.domain.text import clean
from finder.errors import BadInput, FinderError
from finder.exchange.hours_text import read_hours_text
from finder.exchange.values import (
    is_opening_hours,
    read_date,
    read_email,
    read_fact,
    read_number,
    read_one_phone,
    read_website,
)


class EntryProblem(StrEnum):
    """Why the text of a field cannot be used."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    CHOICE = "choice"
    MAIL = "mail"
    WEB = "web"
    DATE = "date"
    NUMBER = "number"
    POSTCODE = "postcode"
    PHONE = "phone"
    HOURS = "hours"
    LANGUAGE = "language"
    ORDER = "order"
    PERSON = "person"
    TWICE = "twice"


Problems = Mapping[str, EntryProblem]


class UnusableEntry(FinderError):
    """An entry that cannot be saved as it is: the problem of each field, by its name."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        super().__init__(f"The entry cannot be saved: {', '.join(problems)}.")


def _number(text: str) -> str:
    value = read_number(text, "number")
    if abs(value) >= 1_000_000:
        raise ValueError(text)
    return f"{value:.10g}"


def _date(text: str) -> str:
    day = read_date(text, "date")
    return day.isoformat() if day else ""


def _postcode(text: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z -]{2,10}", text, re.ASCII):
        raise ValueError(text)
    return text


def _hours(text: str) -> str:
    """An expression as it is; hours in German words (`Do 14-16 Uhr`) where nothing of them is unsure."""
    if is_opening_hours(text):
        return text
    reading = read_hours_text(text)
    if not reading.is_certain or reading.rest:
        raise ValueError(text)
    return reading.visits


def _language(text: str) -> str:
    return language_names().code_for_text(text) or normalize_language(text)


def is_number(text: str, number: str) -> bool:
    """Whether a typed telephone number is a stored one."""
    return any(char.isdigit() for char in text) and read_one_phone(text).number == number


_READERS: Final[Mapping[Kind, tuple[Callable[[str], str], EntryProblem]]] = {
    Kind.MAIL: (read_email, EntryProblem.MAIL),
    Kind.WEB: (read_website, EntryProblem.WEB),
    Kind.DATE: (_date, EntryProblem.DATE),
    Kind.NUMBER: (_number, EntryProblem.NUMBER),
    Kind.POSTCODE: (_postcode, EntryProblem.POSTCODE),
    Kind.PHONE: (lambda text: read_one_phone(text).number, EntryProblem.PHONE),
    Kind.HOURS: (_hours, EntryProblem.HOURS),
    Kind.LANGUAGE: (_language, EntryProblem.LANGUAGE),
}


def read_entry(sent: Values, base: Values) -> tuple[dict[str, str], dict[str, EntryProblem]]:
    """The values that a form sent, each in its one spelling, and what is wrong with them.

    Names that no entry has are ignored. What was not changed is neither read nor found wrong: a source may
    have brought it. What cannot be read stays as it was typed.
    """
    values: dict[str, str] = {}
    problems: dict[str, EntryProblem] = {}
    for name, text in sent.items():
        spec = field_of(name)
        if spec is None:
            continue
        text = clean(text.replace("\r\n", "\n"))
        values[name] = text
        if text and text != base.get(name, ""):
            found = _read(spec, text)
            if isinstance(found, EntryProblem):
                problems[name] = found
            else:
                values[name] = found
    problems |= dict(_missing(values))
    for name, problem in (*_wrong_orders(values), *_read_facts(values, base), *_wrong_rows(values)):
        problems.setdefault(name, problem)
    return values, problems


def _read(spec: Field, text: str) -> str | EntryProblem:
    if len(text) > spec.longest and spec.kind is not Kind.CHOICE:
        return EntryProblem.TOO_LONG
    if spec.kind is Kind.CHOICE and text not in spec.choices:
        return EntryProblem.CHOICE
    if spec.kind is Kind.FLAG:
        return "yes"
    reader, problem = _READERS.get(spec.kind, (str, EntryProblem.CHOICE))
    try:
        return reader(text)
    except (BadInput, ValueError):
        return problem


def _missing(values: Values) -> Iterator[tuple[str, EntryProblem]]:
    """Required fields without text, and rows in which what they are about is missing."""
    for name, spec in RECORD_FIELDS.items():
        if spec.is_required and not values.get(name):
            yield name, EntryProblem.MISSING
    for table, content in CONTENT.items():
        for unit in rows_of(values, table):
            texts = {name: values.get(f"{unit}/{name}", "") for name in ROW_FIELDS[table]}
            is_started = any(text for name, text in texts.items() if text != ROW_FIELDS[table][name].default)
            if is_started and not any(texts[name] for name in content):
                yield f"{unit}/{content[0]}", EntryProblem.MISSING


_ORDERS: Final = (
    ("offer/valid_from", "offer/valid_to"),
    ("service/minimum_age", "service/maximum_age"),
)


def _wrong_orders(values: Values) -> Iterator[tuple[str, EntryProblem]]:
    """Ends before their beginnings."""
    pairs = list(_ORDERS)
    for table in ("schedule", "cost_option"):
        pairs += [(f"{unit}/valid_from", f"{unit}/valid_to") for unit in rows_of(values, table)]
    for first, last in pairs:
        start, end = values.get(first, ""), values.get(last, "")
        if start and end and _sorting(end) < _sorting(start):
            yield last, EntryProblem.ORDER


def _sorting(text: str) -> tuple[float, str]:
    """Numbers by their value, dates (ISO) as texts."""
    try:
        return float(text), ""
    except ValueError:
        return 0.0, text


def _read_facts(values: dict[str, str], base: Values) -> Iterator[tuple[str, EntryProblem]]:
    """Put the values of access facts into their one spelling (`2,5`, `ja`); gives what is wrong with them."""
    for table in ("fact", "offer_fact"):
        for unit in rows_of(values, table):
            name = f"{unit}/value"
            key = unit.partition("/")[2] if table == "fact" else values.get(f"{unit}/key", "")
            value = values.get(name, "")
            if not value or value == base.get(name):
                continue
            if not key:
                yield f"{unit}/key", EntryProblem.MISSING
                continue
            try:
                values[name] = read_fact(key, value).value
            except BadInput:
                yield name, EntryProblem.NUMBER if key in FACT_UNITS else EntryProblem.CHOICE


def _wrong_rows(values: Values) -> Iterator[tuple[str, EntryProblem]]:
    """What is stated of a person who is not there, and facts that are there twice."""
    has_person = bool(values.get("person/given") or values.get("person/family"))
    for table in ("phone", "language"):
        for unit in rows_of(values, table):
            if values.get(f"{unit}/at") == "person" and not has_person:
                yield f"{unit}/at", EntryProblem.PERSON
    keys: set[str] = set()
    for unit in rows_of(values, "offer_fact"):
        key = values.get(f"{unit}/key", "")
        if key and key in keys:
            yield f"{unit}/key", EntryProblem.TWICE
        keys.add(key)
