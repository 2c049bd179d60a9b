"""Columns of the own table that hold a text in another language: `description:ar`, `name:uk:machine`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from finder.domain.language import normalize_language
from finder.domain.translation import (
    Translated,
    TranslationOrigin,
    TranslationStatus,
    put_together,
    translated_of,
)
from finder.errors import BadInput

FIELDS: Mapping[str, str] = {
    "name": "name",
    "description": "description",
    "eligibility": "eligibility_description",
    "fees": "fees_description",
    "application_process": "application_process",
    "wait_time": "wait_time",
}
"""The columns that may stand in other languages, with the field of the service that each is."""

_HUMAN, _MACHINE = TranslationOrigin
_DRAFT, _REVIEWED, _OUTDATED = TranslationStatus
STATES: Mapping[str, tuple[TranslationOrigin, TranslationStatus]] = {
    "": (_HUMAN, _REVIEWED),
    "draft": (_HUMAN, _DRAFT),
    "outdated": (_HUMAN, _OUTDATED),
    "machine": (_MACHINE, _DRAFT),
    "machine-reviewed": (_MACHINE, _REVIEWED),
    "machine-outdated": (_MACHINE, _OUTDATED),
}
"""What may follow the language: who translated, and whether it was checked; nothing means both."""

_NAMES = {state: name for name, state in STATES.items()}
SOURCE = "de"
_Object = Mapping[str, Any]


class TextColumn(NamedTuple):
    """A column by its parts."""

    name: str
    lang: str
    state: str

    @property
    def header(self) -> str:
        """The column as it is written."""
        return ":".join(filter(None, self))


@lru_cache(maxsize=1024)
def text_column(header: str) -> TextColumn | None:
    """The parts of a column's name; None for what is no such column."""
    name, _, rest = header.partition(":")
    tag, _, state = rest.partition(":")
    if name not in FIELDS or not tag or state not in STATES:
        return None
    try:
        lang = normalize_language(tag)
    except BadInput:
        return None
    return None if lang == SOURCE else TextColumn(name, lang, state)


def read_translations(cells: Mapping[str, str]) -> tuple[Translated, ...]:
    """The translations in a row, each field and language once, as first stated; none of an empty cell, and
    none where the row has no German text.
    """
    found: dict[tuple[str, str], Translated] = {}
    for header in (name for name in cells if ":" in name and cells[name]):
        column = text_column(header)
        if column is not None and cells[column.name]:
            field = FIELDS[column.name]
            item = Translated(field, column.lang, cells[header], *STATES[column.state])
            found.setdefault((field, column.lang), item)
    return tuple(sorted(found.values()))


def translated_cells(detail: _Object) -> dict[str, str]:
    """The translations of a public offer by column."""
    cells = {}
    for lang in detail["translations"]:
        for name, field in FIELDS.items():
            item = _described(detail, lang) if name == "description" else _item(detail, field, lang)
            if item is not None:
                cells[TextColumn(name, lang, _NAMES[item.origin, item.status]).header] = item.text
    return cells


def _item(detail: _Object, field: str, lang: str) -> Translated | None:
    return translated_of(detail["translations"], field, lang)


def _described(detail: _Object, lang: str) -> Translated | None:
    """The translation of the description, which in the table is that of the service and that of the offer."""
    fields = [field for field in ("description", "offer_description") if detail["texts"].get(field)]
    items = [item for field in fields if (item := _item(detail, field, lang)) is not None]
    if not items or len(items) < len(fields):
        return None
    return put_together(*items) if len(items) == 2 else items[0]


def text_columns(details: Iterable[_Object]) -> tuple[str, ...]:
    """Every column that the translations of some offers need, in the order of the table."""
    found = {header for detail in details for header in translated_cells(detail)}
    return tuple(sorted(found, key=_place))


def _place(header: str) -> tuple[int, str]:
    return list(FIELDS).index(header.partition(":")[0]), header
