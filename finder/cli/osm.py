"""`finder osm-diff` and `finder osm-tags`: our entries beside OpenStreetMap, which is never changed."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from tqdm import tqdm

from finder.actions.osm_report.make import make_report
from finder.actions.osm_report.tags import tag_file
from finder.cli.context import opened_finder, output_file
from finder.exchange.osm.report_file import WRITERS


@click.command("osm-diff")
@click.argument("osm_file", type=click.Path(path_type=Path))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "format_name", type=click.Choice(list(WRITERS)), default="csv", show_default=True)
def osm_diff(osm_file: Path, file: Path, format_name: str) -> None:
    """Write into FILE (or to standard output for `-`) how OSM_FILE, a file of OpenStreetMap, differs from
    our public entries. Nothing is changed, here or there.
    """
    with opened_finder() as finder, output_file(file) as out:
        with tqdm(unit="object", disable=not sys.stderr.isatty(), dynamic_ncols=True) as bar:

            def on_progress(_done: int, total: int) -> None:
                bar.total = total
                bar.update()

            report = make_report(finder, osm_file, on_progress=on_progress)
        out.writelines(WRITERS[format_name](report.about, report.items))
    counts = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in report.about.counts.items())
    click.echo(counts, err=True)


@click.command("osm-tags")
@click.argument("file", type=click.Path(path_type=Path))
def osm_tags(file: Path) -> None:
    """Write into FILE as GeoJSON which tags would say each of our public entries; not for an upload."""
    with opened_finder() as finder, output_file(file) as out:
        out.writelines(tag_file(finder))


COMMANDS = (osm_diff, osm_tags)
