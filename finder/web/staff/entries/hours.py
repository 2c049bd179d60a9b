"""The hours of an entry on its form: the grid of each row, and the week as the public would see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from finder.actions.entry_input import EntryProblem
from finder.clock import today
from finder.domain.entry_fields import Values, units_of
from finder.domain.hours_grid import DAYS, NTHS, grid_of
from finder.domain.land import land_at
from finder.web.current import current_finder
from finder.web.i18n import gettext as _
from finder.web.i18n import mark, weekday_full_names
from finder.web.offer.week import KindOfHours, hours_by_kind
from finder.web.staff.entries import words
from finder.web.staff.entries.form import Control, options_of
from finder.web.staff.entries.sent import APPOINTMENT, N_MONTHLY, Typed, grid_texts

_NEAREST: Final = ("offer", "service", "location")
_HOLIDAYS: Final = {
    "": mark("nichts gesagt"),
    "off": mark("geschlossen"),
    "times": mark("geöffnet wie angegeben"),
}
_NTHS: Final = {
    "1": mark("jeden ersten"),
    "2": mark("jeden zweiten"),
    "3": mark("jeden dritten"),
    "4": mark("jeden vierten"),
    "5": mark("jeden fünften"),
    "-1": mark("jeden letzten"),
}


@dataclass(frozen=True, slots=True)
class GridView:
    """The controls of a grid: the days, what holds on holidays, weekdays of the month, appointments."""

    days: tuple[Control, ...]
    holidays: Control
    holiday_times: Control
    no_school: Control
    monthly: tuple[tuple[Control, Control, Control], ...]
    appointment: Control
    appointment_words: Control


def grid_view(unit: str, typed: Typed, problems: Mapping[str, EntryProblem]) -> GridView:
    """The grid of a row as it was typed, else as its expression says."""
    texts: Mapping[str, str] = typed
    if f"{unit}/grid/{DAYS[0]}" not in typed:
        grid = grid_of(typed.get(f"{unit}/opening_hours", ""))
        texts = {} if grid is None else grid_texts(unit, grid)

    def line(name: str, label: str, hint: str = "") -> Control:
        found = problems.get(f"{unit}/grid/{name}")
        return Control(
            name=f"{unit}/grid/{name}",
            kind="line",
            label=label,
            value=texts.get(f"{unit}/grid/{name}", ""),
            hint=hint,
            problem=words.problem(name, found) if found else "",
            dir="ltr",
        )

    def select(name: str, label: str, pairs: Mapping[str, str]) -> Control:
        value = texts.get(f"{unit}/grid/{name}", "")
        options = options_of(((key, _(text)) for key, text in pairs.items()), value)
        return Control(f"{unit}/grid/{name}", "select", label, value, options=options)

    def check(name: str, label: str) -> Control:
        return Control(f"{unit}/grid/{name}", "check", label, texts.get(f"{unit}/grid/{name}", ""))

    names = weekday_full_names()
    weekdays = {"": _("bitte wählen"), **dict(zip(DAYS, names, strict=True))}
    return GridView(
        days=tuple(line(day, name) for day, name in zip(DAYS, names, strict=True)),
        holidays=select("holidays", _("An Feiertagen"), _HOLIDAYS),
        holiday_times=line("PH", _("Zeiten an Feiertagen")),
        no_school=check("no_school", _("In den Schulferien geschlossen")),
        monthly=tuple(
            (
                select(f"monthly{number}/nth", _("Im Monat"), {str(nth): _NTHS[str(nth)] for nth in NTHS}),
                _weekday(f"{unit}/grid/monthly{number}/day", weekdays, texts),
                line(f"monthly{number}/times", _("Zeiten")),
            )
            for number in range(N_MONTHLY)
        ),
        appointment=check("appointment", _("Außerdem nach Vereinbarung")),
        appointment_words=line(
            "words", _("In anderen Worten"), _("Sonst steht dort „%(words)s“.", words=APPOINTMENT)
        ),
    )


def _weekday(name: str, weekdays: Mapping[str, str], texts: Mapping[str, str]) -> Control:
    value = texts.get(name, "")
    return Control(name, "select", _("Wochentag"), value, options=options_of(weekdays.items(), value))


def coming_week(values: Values) -> tuple[KindOfHours, ...]:
    """The hours as the public page would show them now."""
    areas = [name.partition("/")[2] for name, text in values.items() if name.startswith("area/") and text]
    land = land_at(values.get("address/postal_code", ""), areas)
    return hours_by_kind(_stored(values), current_finder().calendars.of(land), today())


def _stored(values: Values) -> Iterator[dict[str, str]]:
    """The rows of hours as an entry keeps them: of each kind those of the nearest record."""
    units = [unit for unit in units_of(values) if unit.startswith("schedule/")]
    rows = [{column: values.get(f"{unit}/{column}", "") for column in (*_COLUMNS, "at")} for unit in units]
    rows = [row for row in rows if row["at"] in _NEAREST and row["kind"] in words.CHOICES["schedule/kind"]]
    for row in rows:
        levels = (other["at"] for other in rows if other["kind"] == row["kind"])
        is_nearest = row["at"] == min(levels, key=_NEAREST.index, default="")
        if (
            is_nearest
            and (row["opening_hours"] or row["description"])
            and row["kind"] in words.CHOICES["schedule/kind"]
        ):
            yield {column: row[column] for column in _COLUMNS if row[column]}


_COLUMNS: Final = ("kind", "opening_hours", "description", "valid_from", "valid_to")
