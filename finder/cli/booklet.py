"""`finder booklet`: the Integrationswegweiser as PDF, and its editions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
from tqdm import tqdm

from finder.actions.booklet.contents import collect
from finder.actions.booklet.editions import changes_since, list_editions
from finder.actions.context import Finder
from finder.app import create_app
from finder.cli.context import opened_finder
from finder.errors import BadInput
from finder.web.booklet.job import estimated_pages, order_of
from finder.web.booklet.order import Order, Paper
from finder.web.booklet.press import Sheet, print_pdf
from finder.web.i18n import LANGUAGES


@click.group(invoke_without_command=True)
@click.option("--language", default="de", show_default=True, type=click.Choice(LANGUAGES))
@click.option("--output", type=click.Path(path_type=Path), help="The PDF file to write.")
@click.option(
    "--format", "paper", default=Paper.A5.value, show_default=True, type=click.Choice([Paper.A5, Paper.A4])
)
@click.option("--two-up", is_flag=True, help="Pages of A5 on A4 sheets, to be folded and stapled.")
@click.option("--area", default="", help="Only this municipality or Kreis (official key).")
@click.option(
    "--changes-since", "since", type=click.IntRange(1), help="Only what has changed since this edition."
)
@click.pass_context
def booklet(
    context: click.Context,
    language: str,
    output: Path | None,
    paper: str,
    two_up: bool,
    area: str,
    since: int | None,
) -> None:
    """Print all entries as a booklet; what it says is kept as an edition where it has changed."""
    if context.invoked_subcommand:
        return
    if output is None:
        raise BadInput("output", "", "the PDF file to write")
    if two_up and paper == Paper.A4:
        raise BadInput("two-up", paper, "pages of A5")
    with opened_finder() as finder:
        size = Paper.SHEETS if two_up else Paper(paper)
        click.echo("Collecting the entries", err=True)
        contents = collect(finder, area)
        order = order_of(finder, contents, "finder booklet", language, size)
        if since:
            order = _insert(finder, order, since)
        sheet = _print(finder, order, output)
    click.echo(
        f"{output}: edition {order.edition}, {len(contents.offers)} entries, {sheet.n_pages} pages,"
        f" {sheet.size_bytes // 1000} kB",
        err=True,
    )


def _insert(finder: Finder, order: Order, since: int) -> Order:
    changes = changes_since(finder, since, order.contents.said)
    return replace(order, since=since, changes=changes, is_insert=True)


def _print(finder: Finder, order: Order, output: Path) -> Sheet:
    with _pages(0 if order.is_insert else estimated_pages(order.contents)) as bar:

        def on_page(number: int) -> None:
            if number > bar.n:
                bar.total = max(bar.total or 0, number)
                bar.update(number - bar.n)

        return print_pdf(create_app, finder.settings, order, output, on_page)


@contextmanager
def _pages(total: int) -> Iterator[tqdm[None]]:
    with tqdm(unit="page", total=total or None, desc="Laying out", disable=None, dynamic_ncols=True) as bar:
        yield bar


@booklet.command()
def editions() -> None:
    """List the editions with their files, the newest first."""
    with opened_finder() as finder:
        for edition in list_editions(finder):
            area = f" of {edition.area}" if edition.area else ""
            note = ", withheld: a place in it is secret now" if edition.is_withheld else ""
            click.echo(
                f"{edition.number}: {edition.made_at:%Y-%m-%d %H:%M}, {edition.n_entries} entries{area},"
                f" by {edition.actor or '-'}{note}"
            )
            for file in edition.files:
                click.echo(f"   {file.name}: {file.n_pages} pages, {file.size_bytes // 1000} kB")


COMMANDS = (booklet,)
