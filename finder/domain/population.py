"""How many people live in a village: what the town itself knows, because no shipped table says it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from finder.domain.own_table import day_of, read_table

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
    return dict(read_table(path, COLUMNS, _row)) if path.exists() else {}


def _row(ags: str, place: str, number: str, as_of: str, source: str) -> tuple[tuple[str, str], Population]:
    if not (len(ags) == 8 and ags.isascii() and ags.isdigit()):
        raise ValueError(f"{ags!r} is no official key of eight digits")
    if not (number.isascii() and number.isdigit() and len(number) <= 8):
        raise ValueError(f"{number!r} is no number of inhabitants")
    return (ags, place), Population(int(number), day_of(as_of, "2026-06-30").isoformat(), source)
