"""`finder export`: what goes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

import click

from finder.actions.context import Finder
from finder.actions.export_entries import export_entries
from finder.actions.hsds.export import export_hsds
from finder.actions.public_file import write_public_file
from finder.cli.context import opened_finder, output_file
from finder.exchange.hsds.write import WRITERS as HSDS_WRITERS


def _own_table(finder: Finder, file: BinaryIO) -> int:
    return export_entries(finder, lambda text: file.write(text.encode()))


def _hsds(format_name: str, finder: Finder, file: BinaryIO) -> int:
    return export_hsds(finder, format_name, file.write)


def _public(ending: str, finder: Finder, file: BinaryIO) -> int:
    return write_public_file(finder, ending, file, finder.settings.url)


_FORMATS: Final[Mapping[str, Callable[[Finder, BinaryIO], int]]] = {
    "geojson": partial(_public, "geojson"),
    "csv": _own_table,
    "csv-public": partial(_public, "csv"),
    "xlsx": partial(_public, "xlsx"),
    **{name: partial(_hsds, name) for name in HSDS_WRITERS},
}
"""What writes each format; it gives the number of offers."""


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format", "format_name", type=click.Choice(list(_FORMATS)), default="geojson", show_default=True
)
def export_command(file: Path, format_name: str) -> None:
    """Write the public data into FILE, or to standard output for `-`.

    csv is the own table, to be imported again. geojson, csv-public and xlsx are what visitors get, with
    licence and date; csv-public has these in columns, and what a spreadsheet would compute as text.
    """
    with opened_finder() as finder, output_file(file) as out:
        count = _FORMATS[format_name](finder, out.buffer)
    click.echo(f"{count} offers", err=True)


COMMANDS = (export_command,)
