"""`finder bench`: how fast the search is, beside the floors under it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click
import orjson

from finder.bench.queries import NAMES
from finder.bench.report import as_json, table, targets
from finder.bench.run import Plan, measure

ENGINES = ("spatialite", "postgis")


@click.command()
@click.option(
    "--rows",
    multiple=True,
    default=(100_000,),
    type=click.IntRange(min=100),
    help="Offers; several compare growth.",
)
@click.option(
    "--engine", type=click.Choice(ENGINES), default="spatialite", show_default=True, help="Database."
)
@click.option("--database-url", default="", help="PostgreSQL server on which a scratch database may be made.")
@click.option("--classes", default=",".join(NAMES), show_default=True, help="Classes of queries.")
@click.option(
    "--requests",
    default=400,
    show_default=True,
    type=click.IntRange(min=1),
    help="Of each client in a class.",
)
@click.option(
    "--directory",
    type=click.Path(path_type=Path),
    help="Where scratch files lie; a temporary one by default.",
)
@click.option("--keep", is_flag=True, help="Keep the scratch database, and use one that was kept.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write the results there, too.")
def bench(
    rows: tuple[int, ...],
    engine: str,
    database_url: str,
    classes: str,
    requests: int,
    directory: Path | None,
    keep: bool,
    json_file: Path | None,
) -> None:
    """Measure the search as `finder serve` serves it, on generated offers.

    Only the rows that are searched are generated, in a database of the benchmark's own; the
    records behind them are not.
    """
    names = tuple(name.strip() for name in classes.split(","))
    if unknown := sorted(set(names) - set(NAMES)):
        raise click.BadParameter(f"{unknown[0]} is none of {', '.join(NAMES)}.", param_hint="--classes")
    results = []
    with tempfile.TemporaryDirectory(prefix="finder-bench-") as temporary:
        for n_rows in rows:
            place = (directory or Path(temporary)) / f"{engine}-{n_rows}"
            place.mkdir(parents=True, exist_ok=True)
            plan = Plan(n_rows, engine, database_url, place, names, requests, keep)
            results.append(measure(plan, _say))
            click.echo("\r\033[K" if sys.stderr.isatty() else "", err=True, nl=False)
            click.echo(table(results[-1]) + "\n")
    for target in targets(results):
        click.echo(target.text())
    if json_file is not None:
        json_file.write_bytes(orjson.dumps(as_json(results), option=orjson.OPT_INDENT_2))


def _say(text: str) -> None:
    """What is done at the moment, in one line of a terminal."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{text}", err=True, nl=False)


COMMANDS = (bench,)
