"""The history in words: records, columns and values as the entry form calls them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from finder.domain.access import FACT_KEYS
from finder.domain.entry_fields import ROW_FIELDS, field_of
from finder.domain.history import RECORDS, Line, Step, read_columns
from finder.store.history_values import OWNERS
from finder.web import labels
from finder.web.areas import area_name
from finder.web.i18n import gettext as _
from finder.web.i18n import mark
from finder.web.staff.entries import words
from finder.web.staff.fresh import words as fresh_words
from finder.web.staff.log import action_name, resource_name

_FORM_NAMES: Final[Mapping[str, str]] = {"service_at_location": "offer", "accessibility_fact": "fact"}
_COLUMNS: Final[Mapping[str, str]] = {
    "latitude": mark("Breite"),
    "longitude": mark("Länge"),
    "geocode_source": mark("Lage gefunden durch"),
    "geocode_precision": mark("Genauigkeit der Lage"),
    "geocode_address": mark("Anschrift, nach der die Lage gesucht wurde"),
    "geocoded_at": mark("Lage gefunden am"),
    "pin_confirmed_by": mark("Lage bestätigt von"),
    "pin_confirmed_at": mark("Lage bestätigt am"),
    "assured_date": mark("Geprüft am"),
    "assurer_email": mark("Geprüft von"),
    "assured_method": mark("Geprüft durch"),
    "part": mark("Was bestätigt wurde"),
    "last_confirmed_on": mark("Bestätigt am"),
    "due_on": mark("Wieder zu prüfen ab"),
    "confirmed_by": mark("Bestätigt von"),
    "method": mark("Bestätigt durch"),
    "archived_at": mark("Zurückgezogen am"),
    "archived_reason": mark("Grund des Zurückziehens"),
    "replaced_by_id": mark("Zusammengeführt mit Eintrag"),
    "person_id": mark("Fachperson"),
    "service_id": mark("Angebot"),
    "location_id": mark("Ort"),
    "organization_id": mark("Einrichtung"),
    "taxonomy_term_id": mark("Thema"),
    "key": mark("Merkmal"),
    "unit": mark("Einheit"),
    "field": mark("Feld"),
    "lang": mark("Sprache"),
    "uri": mark("Gebiet"),
    "parent_organization_id": mark("Gehört zu"),
}
_UNTOLD: Final = frozenset({*OWNERS, "entity", "entity_id", "source_hash", "address_type", "id"})
_VALUES: Final[Mapping[str, Mapping[Any, str]]] = {
    "part": fresh_words.PARTS,
    "method": fresh_words.METHODS,
    "assured_method": fresh_words.METHODS,
}
"""The words of columns that the entry form does not have."""
_STEPS: Final[Mapping[str, str]] = {
    "set": mark("wird geändert"),
    "remove": mark("wird entfernt"),
    "restore": mark("kommt wieder"),
}

_WITH_OTHER: Final[Mapping[str, str]] = {
    "merge": mark("zusammengeführt mit Eintrag %(number)s"),
    "unmerge": mark("Zusammenführung aufgehoben: Eintrag %(number)s"),
}
"""What happened to an entry together with another one."""


@dataclass(frozen=True, slots=True)
class Told:
    """A change of one record in words: what, what happens to it, and of each column label, old and new."""

    what: str
    action: str
    columns: tuple[tuple[str, str, str], ...]


def told_line(line: Line, topics: Mapping[str, str]) -> Told:
    """A line of the history in words."""
    if line.action in _WITH_OTHER:
        return Told(resource_name(line.table), _(_WITH_OTHER[line.action], number=line.new), ())
    if line.action in ("update", "retire"):
        columns = {line.field: (line.old, line.new)}
    else:
        said, then = read_columns(line.old), read_columns(line.new)
        columns = {name: (said.get(name, ""), then.get(name, "")) for name in {**said, **then}}
    return Told(resource_name(line.table), action_name(line.action), _told(line.table, columns, topics))


def told_step(step: Step, topics: Mapping[str, str]) -> Told:
    """A step on the way back in words."""
    table = step.key[0]
    return Told(resource_name(table), _(_STEPS[step.action]), _told(table, step.columns, topics))


def _told(
    table: str, columns: Mapping[str, tuple[str, str]], topics: Mapping[str, str]
) -> tuple[tuple[str, str, str], ...]:
    told = []
    for name in _shown_columns(table, columns):
        old, new = (_value(table, name, text, topics) for text in columns[name])
        told.append((_label(table, name), old, new))
    return tuple(told)


def _shown_columns(table: str, columns: Iterable[str]) -> list[str]:
    """The columns that say something to people; of details not what they belong to."""
    return [name for name in columns if table in RECORDS or name not in _UNTOLD]


def _label(table: str, column: str) -> str:
    own = f"{_FORM_NAMES.get(table, table)}/{column}"
    name = own if own in words.LABELS else f"fact/{column}"
    if name in words.LABELS:
        return _(words.LABELS[name])
    if column == "value":
        return _("Angabe")
    return _(_COLUMNS[column]) if column in _COLUMNS else column


def _value(table: str, column: str, text: str, topics: Mapping[str, str]) -> str:
    if not text:
        return ""
    if column == "taxonomy_term_id":
        return labels.topic(topics[text]) if text in topics else text
    if table == "service_area" and column == "uri":
        return area_name(text)
    if column == "key" and text in FACT_KEYS:
        return labels.fact(text)
    if text in _VALUES.get(column, ()):
        return _(_VALUES[column][text])
    if text in ("True", "False"):
        return _("ja") if text == "True" else _("nein")
    form_name = _FORM_NAMES.get(table, table)
    name = f"{form_name}/0/{column}" if form_name in ROW_FIELDS else f"{form_name}/{column}"
    return words.shown(name, text) if field_of(name) is not None or column == "value" else text
