"""The labelled entries of `tests/data/duplicates`: which of them are one offer was settled by hand.

A family holds entries that are easily taken for each other; every two of a family are a pair, and a pair
of the same `offer` is one offer twice. `=` stands for what the first entry of the offer says.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import combinations, groupby
from pathlib import Path
from typing import NamedTuple

from finder.domain.duplicates import Traits
from finder.domain.point import Point

_FOLDER = Path(__file__).parent / "data" / "duplicates"


class Pair(NamedTuple):
    """Two entries, whether they are one offer, and what makes that hard to see."""

    first: Traits
    second: Traits
    is_same: bool
    kind: str


def pairs(name: str) -> Iterator[Pair]:
    """Every pair of the set `tuning` or `judging`."""
    rows = _rows(name)
    for _family, members in groupby(rows, key=lambda row: row["family"]):
        for first, second in combinations(list(members), 2):
            yield Pair(_traits(first), _traits(second), first["offer"] == second["offer"], second["kind"])


def entries() -> list[tuple[str, str, Traits]]:
    """Every labelled entry of both sets with its family and its offer."""
    rows = [row for name in ("tuning", "judging") for row in _rows(name)]
    return [(row["family"], row["offer"], _traits(row)) for row in rows]


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    firsts: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        first = firsts.setdefault((row["family"], row["offer"]), row)
        row.update({key: first[key] for key, value in row.items() if value == "="})
    return rows


def _traits(row: dict[str, str]) -> Traits:
    return Traits(
        name=row["name"],
        organization=row["organization"],
        person=row["person"],
        phones=tuple(filter(None, [row["phone"]])),
        contacts=tuple(filter(None, [row["contact"]])),
        street=row["street"],
        postal_code=row["postal_code"],
        city=row["city"],
        point=Point(float(row["lat"]), float(row["lon"])) if row["lat"] else None,
        topics=tuple(filter(None, [row["topics"]])),
    )
