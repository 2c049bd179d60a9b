"""What our own attributes say in records of HSDS (`finder.exchange.hsds.terms`), read back as it was written.

A value that is not one of ours is noted and left out, as everywhere: files come from others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TypeVar

from finder.domain.access import Fact
from finder.domain.entry import SOURCE_KEY, EntrySource
from finder.domain.language import LanguageLevel, LanguageRole, SpokenLanguage, normalize_language
from finder.domain.lapse import NewPatients
from finder.domain.offer import Hours
from finder.domain.text import slug
from finder.domain.translation import (
    TRANSLATED,
    Translated,
    TranslationOrigin,
    TranslationStatus,
)
from finder.errors import BadInput
from finder.exchange.context import Notes
from finder.exchange.hours_text import KINDS
from finder.exchange.hsds.read_record import Record, record_of, records_of, text_of
from finder.exchange.hsds.terms import ACCESS, FIELDS, TRANSLATIONS
from finder.exchange.values import is_opening_hours, read_date, read_fact, read_website

_T = TypeVar("_T")


def own_values(record: Record, taxonomy: str = FIELDS) -> dict[str, str]:
    """The values of a record in a taxonomy of ours, by code."""
    found: dict[str, str] = {}
    for attribute in records_of(record, "attributes"):
        term = record_of(attribute, "taxonomy_term")
        if text_of(term, "taxonomy") == taxonomy:
            found[text_of(term, "code")] = text_of(attribute, "value")
    return found


def read_choice(code: str, value: str, allowed: Sequence[str], default: str, notes: Notes) -> str:
    """A value that must be one of some; the default where it is not, with a note, or is ""."""
    if value and value not in allowed:
        notes.add(code, value, "expected one of " + ", ".join(filter(None, allowed)))
    return value if value in allowed else default


def read_day(code: str, values: Mapping[str, str], notes: Notes) -> date | None:
    """A day among the values."""
    return notes.attempt(code, partial(read_date, values.get(code, ""), code), None)


def read_own_hours(schedule: Record, notes: Notes) -> Hours | None:
    """The hours that a schedule of ours states; None of a further rule of another one."""
    said = own_values(schedule)
    if "hours_kind" not in said:
        return None
    expression = said.get("opening_hours", "")
    if expression and not is_opening_hours(expression):
        notes.add("opening_hours", expression, "no valid opening hours")
        expression = ""
    kind = read_choice("hours_kind", said["hours_kind"], KINDS, "visit", notes)
    dates = {name: text_of(schedule, name) for name in ("valid_from", "valid_to")}
    days = (read_day(name, dates, notes) for name in dates)
    return Hours(kind, expression, text_of(schedule, "description"), *days)


def is_own_schedule(schedule: Record) -> bool:
    """Whether a schedule is one of ours, or a further rule of one."""
    return not own_values(schedule).keys().isdisjoint(("hours_kind", "part_of"))


def read_own_language(record: Record, notes: Notes) -> SpokenLanguage | None:
    """The language of a record that says its role; None for others."""
    said = own_values(record)
    if "role" not in said:
        return None
    code = notes.attempt("languages", partial(normalize_language, text_of(record, "code")), "")
    hours = said.get("opening_hours", "")
    if hours and not is_opening_hours(hours):
        notes.add("languages", hours, "no valid opening hours")
        hours = ""
    role = read_choice("role", said["role"], tuple(LanguageRole), LanguageRole.TEAM, notes)
    level = read_choice("level", said.get("level", ""), tuple(LanguageLevel), LanguageLevel.UNKNOWN, notes)
    spoken = SpokenLanguage(code, LanguageRole(role), LanguageLevel(level), hours, text_of(record, "note"))
    return spoken if code else None


def read_own_facts(record: Record, notes: Notes) -> Iterator[Fact]:
    """The facts of access that the attributes of a record state."""
    said = own_values(record, ACCESS)
    for key in (code for code in said if "/" not in code):
        fact = notes.attempt("accessibility", partial(read_fact, key, said[key]), None)
        if fact is None:
            continue
        of_fact = {name: said.get(f"{key}/{name}", "") for name in ("note", "source", "checked_by")}
        url = partial(read_website, said.get(f"{key}/evidence_url", ""), "evidence_url")
        yield replace(
            fact,
            **of_fact,
            value=said[key],
            observed_on=read_day("observed_on", {"observed_on": said.get(f"{key}/observed_on", "")}, notes),
            evidence_url=notes.attempt("evidence_url", url, ""),
        )


def read_own_translations(record: Record, entity: str, notes: Notes) -> tuple[Translated, ...]:
    """The texts of a record in other languages, of those of its texts that are there."""
    found: dict[tuple[str, str], Translated] = {}
    for code, text in own_values(record, TRANSLATIONS).items():
        item = notes.attempt("translations", partial(_translated, code, text, entity), None)
        if item is not None and text_of(record, item.field):
            found.setdefault((item.field, item.lang), item)
    return tuple(sorted(found.values()))


def _translated(code: str, text: str, entity: str) -> Translated:
    """Raises BadInput."""
    try:
        field, lang, origin, status = code.split("/")
        states = TranslationOrigin(origin), TranslationStatus(status)
    except ValueError:
        raise BadInput("translations", code, "field/language/origin/status") from None
    if field not in TRANSLATED[entity]:
        raise BadInput("translations", code, "one of " + ", ".join(TRANSLATED[entity]))
    return Translated(field, normalize_language(lang), text, *states)


def read_own_source(place: Record, notes: Notes) -> EntrySource | None:
    """The source that is named for a service at a location; None where none is."""
    said = own_values(place)
    key = said.get("source_key", "")
    if not SOURCE_KEY.fullmatch(key):
        key = slug(key)
    if not key:
        return None
    return EntrySource(
        key,
        said.get("source_name") or key,
        notes.attempt("source_address", partial(read_website, said.get("source_address", "")), ""),
        said.get("source_licence", ""),
        said.get("source_attribution", ""),
        said.get("source_remark", ""),
        said.get("source_is_example") == "yes",
    )


def read_new_patients(said: Mapping[str, str], notes: Notes) -> str:
    """Whether new patients are taken."""
    value = said.get("new_patients", "")
    return read_choice("new_patients", value, tuple(NewPatients), NewPatients.UNKNOWN, notes)
