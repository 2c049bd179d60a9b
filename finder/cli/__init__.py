"""The finder command."""

from __future__ import annotations

import sys

import click

from finder.cli import (
    bench,
    booklet,
    changes,
    copy,
    data,
    export,
    gaps,
    maintain,
    osm,
    outbox,
    read,
    search,
    server,
    sources,
    users,
    work,
)
from finder.errors import FinderError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def cli() -> None:
    """Finds help near a place, by distance, spoken language and step-free access."""


for _module in (
    server,
    work,
    search,
    read,
    data,
    export,
    sources,
    gaps,
    changes,
    outbox,
    maintain,
    osm,
    booklet,
    copy,
    bench,
    users,
):
    for _command in _module.COMMANDS:
        cli.add_command(_command)


def main() -> None:
    """Run the command; a foreseen failure ends it with one sentence and code 1."""
    try:
        cli()
    except FinderError as error:
        click.echo(f"finder: {error}", err=True)
        sys.exit(1)
