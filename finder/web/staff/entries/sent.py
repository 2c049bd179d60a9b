"""What the form of an entry sent, as the values of the entry.

The page sends everything as texts under the names of the fields, and beside them what only the page has:
the grid of hours, topics and areas to add, when and by whom facts were seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from finder.actions.entry_input import EntryProblem
from finder.domain.entry_fields import RECORD_FIELDS, ROW_FIELDS, Kind, Values, field_of, rows_of, units_of
from finder.domain.hours_grid import DAYS, NTHS, OFF, HoursGrid, Monthly, expression_of, grid_of, read_times
from finder.domain.offer_hours import CLOSED
from finder.domain.text import clean
from finder.web.staff.entries.lists import area_of, topic_of

Typed = Mapping[str, str]
"""Everything that a page sent, by name."""

GRID, TEXT, CLOSURE = "grid", "text", "closure"
"""How the hours of a row are given: as a week, as an expression, or as days on which it is closed."""

N_MONTHLY: Final = 3
"""How many weekdays of a month the grid has room for."""

APPOINTMENT: Final = "nach Vereinbarung"
NEW_TOPIC, NEW_AREA = "new_topic", "new_area"
OBSERVED_ON, CHECKED_BY = "facts_observed_on", "facts_checked_by"
_EVIDENCE: Final = {"observed_on": OBSERVED_ON, "checked_by": CHECKED_BY}


@dataclass(frozen=True, slots=True)
class Sent:
    """The values of a form that was sent, and what of it could not be read at all."""

    values: dict[str, str]
    problems: dict[str, EntryProblem]


def read_sent(typed: Typed, base: Values) -> Sent:
    """The values of a form whose fields said `base` when it was opened."""
    values = {name: text for name, text in typed.items() if field_of(name) is not None}
    for name, spec in RECORD_FIELDS.items():
        if spec.kind is not Kind.FLAG:
            values.setdefault(name, base.get(name, ""))
    problems: dict[str, EntryProblem] = {}
    for unit in rows_of(values, "schedule"):
        _read_hours(unit, typed, base, values, problems)
    _add_mark(typed, NEW_TOPIC, "topic", topic_of, values, problems)
    _add_mark(typed, NEW_AREA, "area", area_of, values, problems)
    _note_evidence(typed, base, values)
    return Sent(values, problems)


def _read_hours(
    unit: str, typed: Typed, base: Values, values: dict[str, str], problems: dict[str, EntryProblem]
) -> None:
    """Put the expression of a row of hours where its grid or its days of closure say it."""
    mode = typed.get(f"{unit}/mode", TEXT)
    name = f"{unit}/opening_hours"
    if mode == CLOSURE:
        values[name] = CLOSED if _has_days(unit, typed) else ""
    elif mode == GRID:
        wrong = dict(_wrong_times(unit, typed))
        problems |= wrong
        grid = None if wrong else typed_grid(unit, typed)
        before = base.get(name, "")
        values[name] = before if grid is None or grid == grid_of(before) else expression_of(grid)


def _has_days(unit: str, typed: Typed) -> bool:
    return bool(typed.get(f"{unit}/valid_from") or typed.get(f"{unit}/valid_to"))


def _time_fields(unit: str) -> Iterator[str]:
    for day in (*DAYS, "PH"):
        yield f"{unit}/grid/{day}"
    for number in range(N_MONTHLY):
        yield f"{unit}/grid/monthly{number}/times"


def _wrong_times(unit: str, typed: Typed) -> Iterator[tuple[str, EntryProblem]]:
    for name in _time_fields(unit):
        try:
            read_times(clean(typed.get(name, "")))
        except ValueError:
            yield name, EntryProblem.HOURS


def typed_grid(unit: str, typed: Typed) -> HoursGrid:
    """The grid that was typed into a row of hours. Raises ValueError where times cannot be read."""
    times = {day: read_times(clean(typed.get(f"{unit}/grid/{day}", ""))) for day in (*DAYS, "PH")}
    said = typed.get(f"{unit}/grid/holidays", "")
    words = " ".join(clean(typed.get(f"{unit}/grid/words", "")).replace('"', "'").split())
    return HoursGrid(
        days=tuple(times[day] for day in DAYS),
        holidays=OFF if said == OFF else times["PH"],
        no_school=typed.get(f"{unit}/grid/no_school") == "yes",
        monthly=tuple(_monthly(unit, typed)),
        words=(words or APPOINTMENT) if typed.get(f"{unit}/grid/appointment") == "yes" else "",
    )


def _monthly(unit: str, typed: Typed) -> Iterator[Monthly]:
    for number in range(N_MONTHLY):
        start = f"{unit}/grid/monthly{number}"
        nth, day = typed.get(f"{start}/nth", ""), typed.get(f"{start}/day", "")
        times = read_times(clean(typed.get(f"{start}/times", "")))
        if times and day in DAYS and nth in map(str, NTHS):
            yield Monthly(int(nth), day, times)


def grid_texts(unit: str, grid: HoursGrid) -> dict[str, str]:
    """What the fields of a grid say, by name."""
    texts = {f"{unit}/grid/{day}": written(times) for day, times in zip(DAYS, grid.days, strict=True)}
    texts[f"{unit}/grid/holidays"] = OFF if grid.holidays == OFF else "times" if grid.holidays else ""
    texts[f"{unit}/grid/PH"] = "" if grid.holidays == OFF else written(grid.holidays)
    texts[f"{unit}/grid/no_school"] = "yes" if grid.no_school else ""
    texts[f"{unit}/grid/appointment"] = "yes" if grid.words else ""
    texts[f"{unit}/grid/words"] = "" if grid.words == APPOINTMENT else grid.words
    for number, item in enumerate(grid.monthly):
        start = f"{unit}/grid/monthly{number}"
        texts |= {f"{start}/nth": str(item.nth), f"{start}/day": item.day}
        texts[f"{start}/times"] = written(item.times)
    return texts


def written(times: str) -> str:
    """Times as the form writes them: `08:00–12:00, 15:00–18:00`."""
    return times.replace(",", ", ").replace("-", "–")


def fits_grid(expression: str) -> bool:
    """Whether the page can show an expression as a grid."""
    grid = grid_of(expression)
    return grid is not None and len(grid.monthly) <= N_MONTHLY


def _add_mark(
    typed: Typed,
    field: str,
    mark: str,
    key_of: Callable[[str], str],
    values: dict[str, str],
    problems: dict[str, EntryProblem],
) -> None:
    """A topic or an area that was typed to be added."""
    text = clean(typed.get(field, ""))
    if not text:
        return
    key = key_of(text)
    if key:
        values[f"{mark}/{key}"] = "yes"
    else:
        problems[field] = EntryProblem.CHOICE


def _note_evidence(typed: Typed, base: Values, values: dict[str, str]) -> None:
    """Who saw a fact when belongs to the value that was seen: a new value does not take over the old one's
    evidence, but what the page says of all that was changed.
    """
    before = units_of(base)
    for table in ("fact", "offer_fact"):
        for unit in rows_of(values, table):
            was = before.get(unit, {})
            if values.get(f"{unit}/value", "") in ("", was.get(f"{unit}/value", "")):
                continue
            for column, field in _EVIDENCE.items():
                name = f"{unit}/{column}"
                if values.get(name, "") == was.get(name, ""):
                    values[name] = typed.get(field, "")


def with_row(typed: Typed, table: str, mode: str = "") -> tuple[dict[str, str], str]:
    """The form with one more row of a table, and the unit of that row."""
    taken = [unit.rpartition("/new")[2] for unit in rows_of(typed, table) if "/new" in unit]
    number = max((int(part) for part in taken if part.isdigit()), default=0) + 1
    unit = f"{table}/new{number}"
    row = {f"{unit}/{column}": spec.default for column, spec in ROW_FIELDS[table].items()}
    if mode:
        row[f"{unit}/mode"] = mode
    return {**typed, **row}, unit


def without_row(typed: Typed, unit: str) -> dict[str, str]:
    """The form without a row, or without a topic or area."""
    return {name: text for name, text in typed.items() if name != unit and not name.startswith(f"{unit}/")}
