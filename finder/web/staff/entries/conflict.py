"""The page on which somebody chooses between two versions of what two people changed at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from finder.domain.entry_fields import CONTENT, ROW_FIELDS, Values, unit_of
from finder.web import labels
from finder.web.areas import area_name
from finder.web.i18n import gettext as _
from finder.web.i18n import mark
from finder.web.staff.entries import words
from finder.web.staff.entries.form import control_id

MINE, THEIRS = "mine", "theirs"

_TABLES: Final[Mapping[str, str]] = {
    "phone": mark("Telefonnummer"),
    "schedule": mark("Zeiten"),
    "language": mark("Sprache"),
    "cost_option": mark("Kosten"),
    "required_document": mark("Unterlage"),
    "offer_fact": mark("Barrierefreiheit, nur für diesen Eintrag"),
}


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a unit, line by line; none for a row that is not there."""

    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A unit to choose in: the name of the choice, what it is about, and its versions."""

    name: str
    label: str
    before: Version
    mine: Version
    theirs: Version
    chosen: str

    @property
    def id(self) -> str:
        """Where links lead."""
        return control_id(self.name)


def questions(
    conflicts: Iterable[str], base: Values, mine: Values, theirs: Values, chosen: Mapping[str, str]
) -> list[Question]:
    """What has to be chosen, in the order of the form."""
    return [
        Question(
            name=f"choice/{unit}",
            label=unit_label(unit, {**base, **theirs, **mine}),
            before=version_of(unit, base),
            mine=version_of(unit, mine),
            theirs=version_of(unit, theirs),
            chosen=chosen.get(f"choice/{unit}", ""),
        )
        for unit in conflicts
    ]


def unit_label(unit: str, values: Values) -> str:
    """What a unit is about; a row is named by what its values say."""
    table, _slash, key = unit.partition("/")
    if table == "fact":
        return labels.fact(key)
    if table == "translation":
        record, field, lang = key.split("/")
        return _(
            "%(field)s auf %(language)s",
            field=words.label(f"{record}/{field}"),
            language=labels.language(lang),
        )
    if table in ("topic", "area"):
        name = labels.topic(key) if table == "topic" else area_name(key)
        return _("Thema: %(name)s", name=name) if table == "topic" else _("Gebiet: %(name)s", name=name)
    if table not in ROW_FIELDS:
        return words.label(unit)
    content = next(filter(None, (values.get(f"{unit}/{name}", "") for name in CONTENT[table])), "")
    return f"{_(_TABLES[table])}: {words.shown(f'{unit}/{CONTENT[table][0]}', content)}"


def version_of(unit: str, values: Values) -> Version:
    """A unit in words, line by line."""
    mine = {name: text for name, text in values.items() if text and unit_of(name) == unit}
    if unit in mine:
        return Version((("", words.shown(unit, mine[unit])),))
    return Version(tuple((words.label(name), words.shown(name, text)) for name, text in mine.items()))


def chosen_values(mine: Values, theirs: Values, choices: Mapping[str, str]) -> dict[str, str]:
    """My values, but theirs in the units in which theirs were chosen."""
    units = {name.removeprefix("choice/") for name, choice in choices.items() if choice == THEIRS}
    kept = {name: text for name, text in mine.items() if unit_of(name) not in units}
    return kept | {name: text for name, text in theirs.items() if unit_of(name) in units}
