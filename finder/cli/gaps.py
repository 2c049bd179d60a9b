"""`finder gaps` and `finder misses`: where help is missing, and what people searched in vain."""

from __future__ import annotations

from pathlib import Path

import click

from finder.actions.gap_file import gap_file
from finder.actions.misses import WEEKS, miss_file
from finder.cli.context import opened_finder, output_file
from finder.domain.gap_query import DEFAULT_RADIUS_KM, RADII_KM, Area, GapQuery

_FILE = click.argument("file", type=click.Path(path_type=Path))


@click.command()
@_FILE
@click.option("--category", default="", help="The topics below this one; else the fields of action.")
@click.option("--language", default="", help="Only offers in this language (BCP 47).")
@click.option("--all-languages", is_flag=True, help="Also a line for each language that is offered.")
@click.option(
    "--radius-km",
    default=str(DEFAULT_RADIUS_KM),
    show_default=True,
    type=click.Choice(list(map(str, RADII_KM))),
)
@click.option(
    "--area", default=Area.TOWN.value, show_default=True, type=click.Choice([area.value for area in Area])
)
def gaps(file: Path, category: str, language: str, all_languages: bool, radius_km: str, area: str) -> None:
    """Write what each village reaches into FILE as CSV, or to standard output for `-`."""
    given = {"category": category, "language": language, "radius_km": radius_km, "area": area}
    query = GapQuery.from_params({name: [value] for name, value in given.items()})
    with opened_finder() as finder, output_file(file) as out:
        out.writelines(gap_file(finder, query, all_languages=all_languages))


@click.command()
@_FILE
@click.option(
    "--weeks",
    default=str(WEEKS[0]),
    show_default=True,
    type=click.Choice(list(map(str, WEEKS))),
    help="The last so many whole weeks.",
)
def misses(file: Path, weeks: str) -> None:
    """Write how often what was searched in vain into FILE as CSV, or to standard output for `-`."""
    with opened_finder() as finder, output_file(file) as out:
        out.writelines(miss_file(finder, int(weeks)))


COMMANDS = (gaps, misses)
