"""`finder source` and `finder sync`: where entries are pulled from, and the pull itself."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import click

from finder.actions.context import Finder
from finder.actions.sync.feeds import (
    FeedInput,
    get_source,
    input_of,
    list_sources,
    set_columns,
    set_source,
    shown_location,
)
from finder.actions.sync.pull import SyncOutcome, SyncReport, list_due, sync_source
from finder.cli.context import opened_finder
from finder.errors import BadInput, NotFound

_ACTOR = "finder source"


@click.group()
def source() -> None:
    """The sources of entries."""


@source.command("list")
def source_list() -> None:
    """List the sources: key, name, where from, every how many hours, and what came of the last pull."""
    with opened_finder() as finder:
        for found in list_sources(finder):
            feed = found.feed
            if feed is None:
                click.echo(f"{found.key}\t{found.name}")
                continue
            every = "when asked" if feed.interval_h is None else f"every {feed.interval_h} h"
            last = ": ".join(filter(None, (feed.outcome or "never", feed.reason)))
            click.echo(f"{found.key}\t{found.name}\t{shown_location(feed.location)}\t{every}\t{last}")


@source.command("set")
@click.argument("key")
@click.option("--name", help="The name that people read.")
@click.option("--url", help="The page of the source.")
@click.option("--licence", help="Under which its entries may be used.")
@click.option("--attribution", help="The credit that the licence asks for.")
@click.option("--note", help="What staff should know of it.")
@click.option("--location", help="An https address, or a path below FINDER_SYNC_FOLDER.")
@click.option("--format", help="The format; else detected.")
@click.option("--every", "hours", type=click.IntRange(0), help="Hours between two pulls; 0: only when asked.")
@click.option("--retire/--keep", "retires", default=None, help="Whether what is missing is retired.")
@click.option(
    "--retire-at-most", "percent", type=click.IntRange(0, 100), help="Never more than so many percent."
)
@click.option("--column", "columns", multiple=True, help="HEADING=FIELD: what a column of its tables means.")
def source_set(
    key: str, hours: int | None, percent: int | None, columns: tuple[str, ...], **said: Any
) -> None:
    """Say of source KEY where its entries are pulled from; what is not said stays."""
    fields = dict(map(_column, columns))
    with opened_finder() as finder:
        values = {name: value for name, value in said.items() if value is not None}
        if hours is not None:
            values["interval_h"] = hours or None
        if percent is not None:
            values["retire_at_most_percent"] = percent
        set_source(finder, key, replace(_present(finder, key), **values), _ACTOR)
        set_columns(finder, key, fields, _ACTOR)


def _present(finder: Finder, key: str) -> FeedInput:
    try:
        return input_of(get_source(finder, key))
    except NotFound:
        return FeedInput(name=key)


def _column(text: str) -> tuple[str, str]:
    heading, mark, field = text.rpartition("=")
    if not mark or not heading:
        raise BadInput("column", text, "HEADING=FIELD")
    return heading, field


@click.command("sync")
@click.argument("key", metavar="SOURCE", required=False)
@click.option("--all", "is_all", is_flag=True, help="Every source that is due.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--confirmed", is_flag=True, help="Also what looks wrong: far fewer entries, many to retire.")
def sync_command(key: str | None, is_all: bool, dry_run: bool, confirmed: bool) -> None:
    """Pull SOURCE from where it is published; what staff corrected stays, and conflicts go to the queue."""
    if bool(key) == is_all:
        raise BadInput("source", key or "", "the key of a source, or --all")
    with opened_finder() as finder:
        keys = list_due(finder) if is_all else [key or ""]
        found = [sync_source(finder, one, is_confirmed=confirmed, dry_run=dry_run) for one in keys]
    for report in found:
        _print(report, dry_run)
    if any(report.outcome in (SyncOutcome.FAILED, SyncOutcome.HELD) for report in found):
        sys.exit(1)


def _print(found: SyncReport, dry_run: bool) -> None:
    report = found.report
    if report is None:
        click.echo(": ".join(filter(None, (found.source, found.outcome, found.reason))))
        return
    would = "would be " if dry_run else ""
    click.echo(
        f"{found.source} ({report.format}): {report.added} {would}added, {report.changed} {would}changed, "
        f"{report.unchanged} unchanged, {report.conflicts} in conflict, {report.retired} {would}retired, "
        f"{report.rejected} rejected, {report.notes} values left out"
    )
    if found.reason:
        click.echo(f"nothing retired: {found.reason}", err=True)


COMMANDS = (source, sync_command)
