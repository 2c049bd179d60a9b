"""Writes the reports on gaps as CSV for a spreadsheet, with where its figures come from and the day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

from finder.exchange.formulas import as_text
from finder.exchange.own_columns import csv_line
from finder.exchange.result_file import BYTE_ORDER_MARK


class GapLine(NamedTuple):
    """A village with one topic and one language ("" for any): the offers within the radius by whether their
    way is step-free (fits, not known, fails), the metres to the nearest of each ("" for none within 200
    km), and those without a point that serve the area.

    `population` is that of `population_of`: `village`, `municipality`, or "" where nobody counted.
    """

    municipality: str
    ags: str
    village: str
    lat: float
    lon: float
    population: int | str
    population_of: str
    population_as_of: str
    population_source: str
    topic: str
    topic_name: str
    language: str
    language_name: str
    radius_km: int
    step_free_fits: int
    step_free_unknown: int
    step_free_fails: int
    nearest_fits_m: int | str
    nearest_unknown_m: int | str
    nearest_fails_m: int | str
    serving_fits: int
    serving_unknown: int
    serving_fails: int
    places_attribution: str
    places_licence: str
    written_on: str


class MissLine(NamedTuple):
    """Searches that found nothing, by one or two of their traits; `times_at_least` is rounded down."""

    trait: str
    key: str
    name: str
    trait_2: str
    key_2: str
    name_2: str
    times_at_least: int
    first_week: str
    last_week: str
    written_on: str


_Line = TypeVar("_Line", GapLine, MissLine)


def write_csv(kind: type[_Line], lines: Iterable[_Line]) -> Iterator[str]:
    """The text of a CSV, line by line, with a byte order mark, so that spreadsheets read UTF-8, and a
    header. No cell is a formula.
    """
    yield BYTE_ORDER_MARK + csv_line(kind._fields)
    for line in lines:
        yield csv_line(as_text(str(value)) for value in line)
