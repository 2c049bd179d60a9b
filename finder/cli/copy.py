"""`finder copy`: everything into another database."""

from __future__ import annotations

from typing import Any

import click
from tqdm import tqdm

from finder.actions.copy import copy_database
from finder.settings import Settings
from finder.store.database import Database


@click.command()
@click.option(
    "--to", "url", required=True, metavar="URL", help="sqlite:///FILE or postgresql://USER@HOST/NAME."
)
@click.option("--replace", is_flag=True, help="Remove what the target database holds.")
def copy(url: str, replace: bool) -> None:
    """Copy all records of the finder into the database URL, which is created or upgraded as needed.

    Afterwards set FINDER_DATABASE_URL to that URL and start the server again.
    """
    source, target = Database(Settings.from_env().database_url), Database(url)
    try:
        with tqdm(unit=" rows", unit_scale=True, disable=None) as bar:
            total = copy_database(
                source, target, replace=replace, progress=lambda n, of: _advance(bar, n, of)
            )
    finally:
        target.close()
        source.close()
    click.echo(f"{total} rows copied.")


def _advance(bar: Any, rows: int, total: int) -> None:
    bar.total = total
    bar.update(rows)


COMMANDS = (copy,)
