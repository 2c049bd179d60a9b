"""How many people live in a village: what the town itself knows, because no shipped table says it."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from finder.errors import ConfigurationError

COLUMNS: Final = ("ags", "place", "population", "as_of", "source")
"""Official key of the municipality, name of the village as the finder writes it, inhabitants, the day of
that number (ISO 8601), and who counted."""

OWN_NAME: Final = "population.csv"
"""The town's own table in the var directory."""


class Population(NamedTuple):
    """So many inhabitants on a day, counted by `source`."""

    number: int
    as_of: str
    source: str


Populations = Mapping[tuple[str, str], Population]
"""By official key and name of the village."""


def load_populations(var: Path) -> Populations:
    """The inhabitants of villages that the town has put into the var directory; empty without a table.

    Raises ConfigurationError naming the line that cannot be used.
    """
    path = var / OWN_NAME
    if not path.exists():
        return {}
    try:
        return dict(_rows(path))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationError(f"{path}: cannot be read as a CSV table in UTF-8 ({error}).") from error


def _rows(path: Path) -> Iterator[tuple[tuple[str, str], Population]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ConfigurationError(f"{path}, line 1: expected the columns {','.join(COLUMNS)}.")
        for row in reader:
            try:
                yield _row(row)
            except ValueError as error:
                raise ConfigurationError(f"{path}, line {reader.line_num}: {error}.") from None


def _row(row: Mapping[str | None, str | None]) -> tuple[tuple[str, str], Population]:
    """Raises ValueError with what is wrong."""
    if None in row or None in row.values():
        raise ValueError("not as many fields as the header")
    ags, place, number, as_of, source = (str(row[column]).strip() for column in COLUMNS)
    if not (len(ags) == 8 and ags.isascii() and ags.isdigit()):
        raise ValueError(f"{ags!r} is no official key of eight digits")
    if not (number.isascii() and number.isdigit() and len(number) <= 8):
        raise ValueError(f"{number!r} is no number of inhabitants")
    try:
        day = dt.date.fromisoformat(as_of)
    except ValueError:
        raise ValueError(f"{as_of!r} is no day such as 2026-06-30") from None
    return (ags, place), Population(int(number), day.isoformat(), source)
