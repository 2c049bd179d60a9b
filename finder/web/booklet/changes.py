"""What has changed since an edition, in words: each field with what it said and what it says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from finder.clock import today
from finder.domain.edition import Changed, Changes, Said
from finder.web import labels
from finder.web.areas import area_name
from finder.web.booklet.entry import shortened, usual_hours
from finder.web.contact import phone
from finder.web.i18n import SOURCE, current_lang, joined, mark
from finder.web.i18n import gettext as _
from finder.web.offer.page import TEXT_LABELS
from finder.web.present import Times, address_lines, spoken_by

_LABELS: Final[Mapping[str, str]] = {
    "name": mark("Name"),
    "organization": mark("Einrichtung"),
    "person": mark("Fachperson"),
    "categories": mark("Thema"),
    "status": mark("Zeiten"),
    "alert": mark("Bitte beachten"),
    "address": mark("Anschrift"),
    "location_name": mark("Zum Ort"),
    "areas": mark("Zuständig für:"),
    "phones": mark("Telefon"),
    "email": mark("E-Mail"),
    "website": mark("Internetseite"),
    "schedules": mark("Zeiten"),
    "languages": mark("Sprachen"),
    "access": mark("Barrierefreiheit"),
    **TEXT_LABELS,
}


@dataclass(frozen=True, slots=True)
class Value:
    """What a field said, line by line, in this language and direction ("" for none); no lines: nothing."""

    lines: tuple[str, ...]
    lang: str
    dir: str = ""


@dataclass(frozen=True, slots=True)
class ChangedField:
    """A field that says something else."""

    label: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class ChangedEntry:
    """An entry with what has changed of it."""

    offer_id: int
    name: str
    organization: str
    is_example: bool
    fields: tuple[ChangedField, ...]


def changed_entries(changes: Changes, examples: Collection[int]) -> tuple[ChangedEntry, ...]:
    """The changed entries in words; `examples` are the numbers of those that are invented."""
    return tuple(_entry(changed, changed.offer_id in examples) for changed in changes.changed)


def _entry(changed: Changed, is_example: bool) -> ChangedEntry:
    return ChangedEntry(
        changed.offer_id,
        changed.new["name"],
        changed.new.get("organization", ""),
        is_example,
        tuple(
            ChangedField(_(_LABELS[name]), _value(name, changed.old), _value(name, changed.new))
            for name in changed.fields
        ),
    )


def _value(name: str, said: Said) -> Value:
    stored = said.get(name)
    if not stored:
        return Value((), SOURCE)
    if name in _IN_WORDS:
        return Value(tuple(_IN_WORDS[name](stored)), current_lang(), "ltr" if name in _NUMBERS else "")
    return Value((shortened(str(stored)),), SOURCE, "ltr")  # German


_NUMBERS: Final = ("phones", "email", "website")


def _phones(stored: list[Mapping[str, Any]]) -> list[str]:
    shown = map(phone, stored)
    return [" ".join(filter(None, (item.number, item.note))) for item in shown]


def _languages(stored: list[Mapping[str, Any]]) -> list[str]:
    return [f"{by.role}: {joined(item.name for item in by.languages)}" for by in spoken_by(stored)]


def _hours(stored: list[Mapping[str, Any]]) -> list[str]:
    return [line for shown in usual_hours(stored, today()) for line in _times(shown)]


def _times(shown: Times) -> list[str]:
    lines = [f"{line.days} {line.times}" for line in shown.lines] or [shown.text]
    return [f"{shown.kind}: {'; '.join(filter(None, (*lines, shown.note)))}"]


def _access(stored: Mapping[str, str]) -> list[str]:
    return [
        f"{labels.criterion(key)}: {labels.of(labels.READINGS, value)}"
        for key, value in sorted(stored.items())
    ]


_IN_WORDS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "categories": labels.topics,
    "status": lambda _stored: [_("Vorübergehend geschlossen")],
    "address": address_lines,
    "areas": lambda stored: map(area_name, stored),
    "phones": _phones,
    "schedules": _hours,
    "languages": _languages,
    "access": _access,
}
"""The fields that are no texts, in the words of the page."""
