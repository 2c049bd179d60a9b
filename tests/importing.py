"""Small tables to import, and what is in a database after that."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Mapping, Sequence
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from finder.actions import import_entries as module
from finder.actions.context import Finder
from finder.actions.export_entries import export_entries
from finder.actions.import_entries import ImportReport, Options, import_entries
from finder.actions.public_file import write_public_file
from finder.domain.entry import Rejected
from finder.exchange.own_columns import COLUMNS
from finder.settings import Settings
from finder.store.base import Base
from finder.store.database import Database

Row = Mapping[str, str]
PRAXIS: Row = {
    "id": "1",
    "organization": "Praxis am Markt",
    "name": "Hausarztpraxis",
    "person_title": "Dr.",
    "person_family": "Öztürk",
    "categories": "general",
    "description": "Sprechstunde",
    "street": "Markt 1",
    "postcode": "57368",
    "city": "Lennestadt",
    "lat": "51.1",
    "lon": "8.07",
    "phones": "02723 608-0;fax:02723 608-1",
    "languages": "de;tr/professional@Th 14:00-18:00",
    "facts": "entrance.step_count=0",
    "opening_hours": "Mo-Fr 08:00-12:00; PH off",
}
OTHER: Row = {
    "id": "2",
    "organization": "Beratungsstelle",
    "name": "Schuldnerberatung",
    "categories": "debt",
    "lat": "51.12",
    "lon": "8.1",
}
VOLATILE = {"last_modified", "seen_run_id", "last_action_date", "started_at", "finished_at", "geom"}


def write_table(path: Path, rows: Iterable[Row], columns: Sequence[str] = tuple(COLUMNS)) -> Path:
    """A file of the own CSV format with these rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, restval="")
        table.writeheader()
        table.writerows(rows)
    return path


def many_rows(count: int, seed: int = 1) -> list[dict[str, str]]:
    """Rows in which organizations, services and addresses are shared by some, the same for a seed."""
    dice = random.Random(seed)
    rows = []
    for number in range(count):
        owner = dice.randrange(count // 2 + 1)
        rows.append(
            {
                **PRAXIS,
                "id": f"row-{number}",
                "organization": f"Praxis Müller {owner}",
                "name": dice.choice(["Hausarztpraxis", "Zahnarztpraxis"]),
                "person_family": f"Öztürk {number}",
                "categories": dice.choice(["general", "dentist", "general;paediatrics"]),
                "description": dice.choice(["", "Mit Termin.", "Ohne Termin."]),
                "street": f"Markt {owner}",
                "languages": dice.choice(["de", "de;tr/professional", "ar;de;ru/team"]),
                "facts": dice.choice(["", "entrance.step_count=0;lift=yes", "entrance.step_count=2"]),
                "phones": f"02723 {600000 + number}",
            }
        )
    return rows


class Result:
    """The report of an import and the problems that it told of."""

    def __init__(self, report: ImportReport, rejected: list[Rejected], notes: list[Rejected]) -> None:
        self.report = report
        self.rejected = rejected
        self.notes = notes

    @property
    def counts(self) -> tuple[int, int, int, int, int]:
        """Added, changed, unchanged, retired, rejected."""
        report = self.report
        return report.added, report.changed, report.unchanged, report.retired, report.rejected


def run_import(finder: Finder, path: Path, **options: Any) -> Result:
    """Import a file under the source `test` unless another is given."""
    rejected: list[Rejected] = []
    notes: list[Rejected] = []

    def on_problem(problem: Rejected, is_rejected: bool) -> None:
        (rejected if is_rejected else notes).append(problem)

    given = Options(**{"source": "test", "on_problem": on_problem, **options})
    return Result(import_entries(finder, path, given), rejected, notes)


def records(database: Database, *, without: Iterable[str] = ("import_run",)) -> dict[str, list[Any]]:
    """Every row of every table of ours, but for moments and the numbers of runs."""
    skipped = {"search_state", "alembic_version", *without}
    found = {}
    with database.read() as connection:
        for name, table in Base.metadata.tables.items():
            if name not in skipped:
                columns = [column for column in table.c if column.name not in VOLATILE]
                found[name] = sorted(map(tuple, connection.execute(sa.select(*columns))), key=repr)
    return found


def ranked_records(database: Database, names: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """The rows of these tables, in their order; each number of a record is its place among those of its
    table, because PostgreSQL does not give again the numbers of what was rolled back.
    """
    tables = Base.metadata.tables
    with database.read() as connection:
        ids = {name: connection.scalars(sa.select(table.c.id).order_by(table.c.id)).all()
               for name, table in tables.items() if "id" in table.c}  # fmt: skip
        place = {name: {number: rank for rank, number in enumerate(found)} for name, found in ids.items()}

        def plain(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
            refers = {key.parent.name: key.column.table.name for key in tables[name].foreign_keys}
            refers["id"] = name
            if "entity" in row:
                refers["entity_id"] = row["entity"]
            kept = {column: value for column, value in row.items() if column not in VOLATILE}
            return {
                column: place[refers[column]][value] if column in refers and value is not None else value
                for column, value in kept.items()
            }

        return {
            name: [
                plain(name, dict(row._mapping))
                for row in connection.execute(sa.select(tables[name]).order_by(tables[name].c.id))
            ]
            for name in names
        }


def counts(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.read() as connection:
        return {
            name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for name, table in Base.metadata.tables.items()
        }


def exported(finder: Finder) -> str:
    """The export of everything public as the own table."""
    parts: list[str] = []
    export_entries(finder, parts.append)
    return "".join(parts)


def exported_geojson(finder: Finder) -> str:
    """Everything public as GeoJSON."""
    file = io.BytesIO()
    write_public_file(finder, "geojson", file, "")
    return file.getvalue().decode()


def import_until_killed(settings: Settings, path: Path, batch: int, done: Synchronized[int]) -> None:
    """Import in a process of its own, telling how many rows are done."""
    module.BATCH = batch

    def on_progress(rows: int) -> None:
        done.value += rows

    finder = Finder.open(settings)
    import_entries(finder, path, Options(source="test", on_progress=on_progress))
