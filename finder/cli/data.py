"""`finder import`, `geocode`, `demo` and `reindex`: what comes in and is kept."""

from __future__ import annotations

import csv
import gc
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TextIO

import click
from tqdm import tqdm

from finder.actions.context import Finder
from finder.actions.demo import load_demo, remove_demo
from finder.actions.geocoding.run import GeocodeOptions, GeocodeReport, Result, geocode
from finder.actions.import_entries import ImportReport, Options, import_entries
from finder.actions.reindex import reindex
from finder.cli.context import opened_finder, output_file
from finder.domain.entry import Rejected
from finder.domain.geocoding import Outcome
from finder.errors import BadInput
from finder.exchange.own_columns import template
from finder.exchange.registry import FORMATS, count_rows, find_reader


@contextmanager
def _progress(unit: str, total: int | None = None) -> Iterator[tqdm[None]]:
    """A bar with rate and remaining time on a terminal; nothing elsewhere."""
    with tqdm(unit=unit, total=total, disable=not sys.stderr.isatty(), dynamic_ncols=True) as bar:
        yield bar


class _Problems:
    """Shows rejected rows; writes them and what was left out to a CSV file where one is asked for."""

    def __init__(self, file: TextIO | None) -> None:
        self._table = None if file is None else csv.writer(file)
        if self._table is not None:
            self._table.writerow(("file", "row", "column", "value", "reason", "effect"))

    def __call__(self, problem: Rejected, is_rejected: bool) -> None:
        effect = "rejected" if is_rejected else "left out"
        place = (problem.file, problem.row, problem.column, problem.value[:200], problem.reason, effect)
        if self._table is not None:
            self._table.writerow(place)
        elif is_rejected:
            tqdm.write("{}, {}, {}: {!r} {}: {}".format(*place[:4], effect, problem.reason), file=sys.stderr)


@click.command("import")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--format", "format_name", default="", help=f"One of {', '.join(FORMATS)}; else detected.")
@click.option(
    "--source",
    default="",
    help="Key of the source; else as the file names its sources, or as it is called itself.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--retire-missing", is_flag=True, help="Retire what this source has no longer.")
@click.option("--geocode", "then_geocode", is_flag=True, help="Then find points for addresses without one.")
@click.option("--rejected", type=click.Path(path_type=Path), help="CSV file for rejected rows and notes.")
@click.option("--template", "only_template", is_flag=True, help="Print an empty file of the own CSV format.")
def import_command(
    file: Path | None,
    format_name: str,
    source: str,
    dry_run: bool,
    retire_missing: bool,
    then_geocode: bool,
    rejected: Path | None,
    only_template: bool,
) -> None:
    """Import FILE, a file or folder; a second run of the same changes nothing."""
    if only_template:
        click.echo(template(), nl=False)
        return
    if file is None:
        raise BadInput("file", "", "the file to import")
    _collect_garbage_rarely()
    total = count_rows(find_reader(file, format_name), file)
    with opened_finder() as finder:
        with _progress("row", total) as bar, _problem_file(rejected) as problems:
            options = Options(
                format=format_name,
                source=source,
                dry_run=dry_run,
                retire_missing=retire_missing,
                on_problem=_Problems(problems),
                on_progress=bar.update,
            )
            report = import_entries(finder, file, options)
        _print_import(report, dry_run)
        if then_geocode and not dry_run:
            for part in report.parts or (report,):
                _geocode(finder, GeocodeOptions(source=part.source))


def _collect_garbage_rarely() -> None:
    """A long import makes millions of short-lived objects and hardly a cycle: an eighth faster."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _problem_file(path: Path | None) -> AbstractContextManager[TextIO | None]:
    return nullcontext() if path is None else output_file(path)


def _print_import(report: ImportReport, dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    click.echo(
        f"{report.source} ({report.format}): {report.added} {would}added, {report.changed} {would}changed, "
        f"{report.unchanged} unchanged, {report.retired} {would}retired, {report.rejected} rejected, "
        f"{report.notes} values left out"
    )
    if report.not_retired:
        click.echo(f"nothing retired: {report.not_retired}", err=True)


_OPEN_BECAUSE = {
    Outcome.UNKNOWN: "not known",
    Outcome.SEVERAL: "several places",
    Outcome.UNLIKELY: "only known where postcode or municipality speak against it",
    Outcome.NO_ADDRESS: "no address",
    Outcome.DOWN: "the service gives no answer",
}
"""Why somebody should look at a location, for outcomes that leave it open or less exact."""


@click.command("geocode")
@click.option("--limit", type=click.IntRange(1), help="So many locations at most.")
@click.option("--source", default="", help="Only locations of this source.")
def geocode_command(limit: int | None, source: str) -> None:
    """Find points for addresses without one: gazetteer first, then the service that is set."""
    with opened_finder() as finder:
        _geocode(finder, GeocodeOptions(limit=limit, source=source))


def _geocode(finder: Finder, options: GeocodeOptions) -> None:
    with _progress("address") as bar:

        def on_result(result: Result) -> None:
            bar.update()
            if result.outcome in _OPEN_BECAUSE:
                tqdm.write(f"  {result.name}, {result.address}: {_OPEN_BECAUSE[result.outcome]}")

        options.on_result = on_result
        report = geocode(finder, options)
    _print_geocoded(report)


def _print_geocoded(report: GeocodeReport) -> None:
    click.echo(
        f"{report.by_gazetteer} found in the gazetteer, {report.by_service} by the service, "
        f"{report.open} open, {report.kept} stay at their place"
    )


@click.group()
def demo() -> None:
    """The demonstration data."""


@demo.command("load")
def demo_load() -> None:
    """Load it; a second time changes nothing."""
    with opened_finder() as finder:
        for loaded in load_demo(finder):
            _print_import(loaded.imported, dry_run=False)
            _print_geocoded(loaded.geocoded)


@demo.command("remove")
def demo_remove() -> None:
    """Remove it; imported data stays."""
    with opened_finder() as finder:
        click.echo(f"{remove_demo(finder)} offers removed")


@click.command("reindex")
def reindex_command() -> None:
    """Rebuild the search rows from the records, and the snapshot from the search rows."""
    with opened_finder() as finder:
        with _progress("offer") as bar:
            changed = reindex(finder, bar.update)
        finder.searcher.rebuild()
    click.echo(f"{changed} search rows differed")


COMMANDS = (import_command, geocode_command, demo, reindex_command)
