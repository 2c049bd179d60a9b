"""The form of an entry as its page writes it: controls with what was typed, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from finder.actions.edit_entry import OpenEntry, Shared
from finder.actions.entry_input import EntryProblem, is_number
from finder.domain.access import FACT_KEYS, FACT_UNITS
from finder.domain.entry_fields import ROW_FIELDS, Field, Kind, field_of, rows_of
from finder.domain.offer_hours import CLOSED
from finder.web import labels
from finder.web.areas import area_name
from finder.web.contact import written_number
from finder.web.i18n import direction, format_date, gettext
from finder.web.i18n import gettext as _
from finder.web.search.form_parts import Option
from finder.web.staff.entries import parts, words
from finder.web.staff.entries.lists import topic_names
from finder.web.staff.entries.sent import CLOSURE, GRID, TEXT, Typed, fits_grid

_TYPED_AS: Final = {
    Kind.MAIL: "email",
    Kind.WEB: "url",
    Kind.PHONE: "tel",
    Kind.NUMBER: "decimal",
    Kind.POSTCODE: "numeric",
}
_LEFT_TO_RIGHT: Final = {*_TYPED_AS, Kind.HOURS, Kind.DATE}
_SHORT: Final = {Kind.NUMBER, Kind.POSTCODE, Kind.DATE}
_AREA_ROWS: Final = {"service/description": 6, "organization/description": 4}
_FACT_GROUPS: Final = ("entrance", "level", "lift", "room", "toilet", "parking", "treatment", "booking")


@dataclass(frozen=True, slots=True)
class Control:
    """One field to fill in. `kind` is `line`, `area`, `select`, `date` or `check`; `list` the id of the
    suggestions for it.
    """

    name: str
    kind: str
    label: str
    value: str
    hint: str = ""
    problem: str = ""
    is_required: bool = False
    is_short: bool = False
    dir: str = "auto"
    lang: str = ""
    typed_as: str = ""
    rows: int = 3
    unit: str = ""
    list: str = ""
    options: tuple[Option, ...] = ()

    @property
    def id(self) -> str:
        """The name as a link can name it."""
        return control_id(self.name)

    @property
    def described_by(self) -> str:
        """The ids of its hint and its problem, those that there are."""
        texts = {"hint": self.hint, "problem": self.problem}
        return " ".join(f"{self.id}-{part}" for part, text in texts.items() if text)


def control_id(name: str) -> str:
    """The id of the control or the row of a name."""
    return re.sub(r"[^\w-]", "-", name)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table of the form: its unit and its place, from 1; `mode` says how hours are given."""

    unit: str
    number: int
    mode: str = ""

    @property
    def id(self) -> str:
        """Where links lead."""
        return control_id(self.unit)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the form: its key, its title, in a few words what it says now, and whether it is open."""

    key: str
    title: str
    summary: str
    is_open: bool
    n_problems: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that the entry has, such as a topic: the name of its field and its label."""

    name: str
    label: str

    @property
    def id(self) -> str:
        """Where links lead."""
        return control_id(self.name)


@dataclass(slots=True)
class EntryForm:
    """The page of the form at `path`. `typed` is what its fields say, `base` the token of what they said when
    it was opened, `entry` what is stored (None for a new one, or when the database does not answer), `focus`
    where the cursor goes.
    """

    path: str
    typed: Typed
    base: str
    entry: OpenEntry | None = None
    problems: Mapping[str, EntryProblem] = field(default_factory=dict)
    notice: str = ""
    draft_at: str = ""
    focus: str = ""

    @property
    def is_new(self) -> bool:
        """Whether the entry is not there yet."""
        return self.path.endswith("/neu")

    @property
    def title(self) -> str:
        """What the page is called."""
        return self.typed.get("service/name", "") or _("Eintrag ohne Namen")

    @property
    def assured(self) -> str:
        """The day of the last check in words."""
        day = self.entry.assured_date if self.entry else None
        return format_date(day) if day else ""

    @property
    def wrong(self) -> list[Control]:
        """The fields that have to be put right, in the order of the form."""
        order = list(parts.PARTS)
        names = sorted(self.problems, key=lambda name: order.index(parts.part_of(name)))
        return [self.control(name) for name in names]

    @property
    def parts(self) -> list[Part]:
        """The parts in their order."""
        acted = parts.part_of(self.focus) if self.focus else ""
        return [self._part(key, acted) for key in parts.PARTS]

    def part(self, key: str) -> Part:
        """One of them."""
        return next(part for part in self.parts if part.key == key)

    def _part(self, key: str, acted: str) -> Part:
        n_problems = sum(parts.part_of(name) == key for name in self.problems)
        opened = parts.OPEN_IN_NEW if self.is_new else parts.OPEN
        is_open = key in opened or key == acted or n_problems > 0
        return Part(key, gettext(parts.PARTS[key]), parts.summary(key, self.typed), is_open, n_problems)

    def control(self, name: str, **changes: str) -> Control:
        """The control of a field."""
        spec = field_of(name) or Field()
        kind = _control_kind(name, spec)
        found = self.problems.get(name)
        value = self.typed.get(name, "")
        options = words.choices(name) if kind == "select" else {}
        lang = _lang_of(name, spec)
        return Control(
            name=name,
            kind=kind,
            label=changes.get("label") or words.label(name),
            value=_written(name, spec, value),
            hint=words.hint(name),
            problem=words.problem(name, found) if found else "",
            is_required=spec.is_required,
            is_short=spec.kind in _SHORT,
            dir="ltr" if spec.kind in _LEFT_TO_RIGHT else direction(lang) if lang else "auto",
            lang=lang,
            typed_as=_TYPED_AS.get(spec.kind, ""),
            rows=_AREA_ROWS.get(name, 3),
            unit=FACT_UNITS.get(name.split("/")[1], "") if name.startswith("fact/") else "",
            list=changes.get("list", ""),
            options=tuple(Option(key, text, key == value) for key, text in options.items()),
        )

    def rows(self, table: str) -> list[Row]:
        """The rows of a table in their order."""
        units = (unit for unit in rows_of(self.typed, table))
        return [Row(unit, number, self._mode(unit)) for number, unit in enumerate(units, 1)]

    def _mode(self, unit: str) -> str:
        """How the hours of a row are given, as typed or by what they say."""
        if not unit.startswith("schedule/"):
            return ""
        if mode := self.typed.get(f"{unit}/mode", ""):
            return mode
        expression = self.typed.get(f"{unit}/opening_hours", "")
        if expression == CLOSED:
            return CLOSURE
        return GRID if fits_grid(expression) else TEXT

    def columns(self, row: Row) -> list[str]:
        """The names of the fields of a row."""
        return [f"{row.unit}/{column}" for column in ROW_FIELDS[row.unit.partition("/")[0]]]

    def topics(self) -> list[Choice]:
        """The topics of the entry."""
        return self._choices("topic", topic_names())

    def areas(self) -> list[Choice]:
        """The areas that the entry serves."""
        return self._choices("area", {})

    def _choices(self, mark: str, names: Mapping[str, str]) -> list[Choice]:
        keys = (name for name, text in self.typed.items() if name.startswith(f"{mark}/") and text)
        found = (Choice(name, _name(name.partition("/")[2], names)) for name in keys)
        return sorted(found, key=lambda choice: choice.label.casefold())

    def facts(self) -> Iterator[tuple[str, list[str]]]:
        """The access facts by group, each with the names of their units."""
        groups: dict[str, list[str]] = {}
        for key in FACT_KEYS:
            if key == "stated.wheelchair" and not self.typed.get(f"fact/{key}/value"):
                continue
            group = key.split(".")[0]
            groups.setdefault(group if group in _FACT_GROUPS else "senses", []).append(f"fact/{key}")
        order = [*_FACT_GROUPS, "senses"]
        for group in sorted(groups, key=order.index):
            yield gettext(parts.FACT_GROUPS[group]), groups[group]

    def translations(self) -> Iterator[tuple[str, str, str, list[Choice]]]:
        """The German texts that may be translated: name, label, text, and the units of their translations."""
        for name in parts.TRANSLATED:
            start = f"translation/{name}/"
            units = (unit for unit in rows_of(self.typed, "translation") if unit.startswith(start))
            found = [Choice(unit, labels.language(unit.rpartition("/")[2])) for unit in units]
            if found or self.typed.get(name):
                yield name, words.label(name), self.typed.get(name, ""), found

    def translatable(self) -> dict[str, str]:
        """The German texts that are there to be translated, by name."""
        return {name: words.label(name) for name in parts.TRANSLATED if self.typed.get(name)}

    def is_used(self, names: Iterable[str]) -> bool:
        """Whether any of these fields says something or is wrong."""
        return any(self.typed.get(name) or name in self.problems for name in names)

    def shared(self, record: str) -> Shared | None:
        """Who else uses a record."""
        return self.entry.shared.get(record) if self.entry else None


def _name(key: str, names: Mapping[str, str]) -> str:
    return names.get(key) or area_name(key)


def _control_kind(name: str, spec: Field) -> str:
    is_fact = name.split("/")[0] in ("fact", "offer_fact") and name.endswith("/value")
    if spec.kind is Kind.CHOICE or (is_fact and name.split("/")[1] not in FACT_UNITS and name[0] == "f"):
        return "select"
    return {Kind.TEXT: "area", Kind.DATE: "date", Kind.FLAG: "check"}.get(spec.kind, "line")


def _lang_of(name: str, spec: Field) -> str:
    """The language of what is typed: that of a translation, else German for texts of the entry."""
    if name.startswith("translation/"):
        return name.split("/")[3] if name.endswith("/text") else ""
    return "de" if spec.kind in (Kind.LINE, Kind.TEXT) and not name.endswith("/value") else ""


def _written(name: str, spec: Field, value: str) -> str:
    """The value as people write it: decimal comma, telephone number, the name of a language."""
    if name.startswith("offer_fact/") and name.endswith("/value"):
        return words.choices(name).get(value, value.replace(".", ","))
    if spec.kind is Kind.NUMBER:
        return value.replace(".", ",")
    if spec.kind is Kind.LANGUAGE and value:
        return labels.language(value)
    if spec.kind is Kind.PHONE:
        written = written_number(value)
        return written if is_number(written, value) else value
    return value


def options_of(pairs: Iterable[tuple[str, str]], chosen: str) -> tuple[Option, ...]:
    """Options of a select."""
    return tuple(Option(key, text, key == chosen) for key, text in pairs)
