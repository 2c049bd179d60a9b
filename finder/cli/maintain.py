"""`finder db` and `finder gazetteer`: the database's tables and the places."""

from __future__ import annotations

from pathlib import Path

import click

from finder.actions.reindex import reindex
from finder.cli.context import opened_finder
from finder.errors import BadInput
from finder.gazetteer.build import BBox, build_gazetteer
from finder.paths import DATA
from finder.settings import Settings
from finder.store.engine import create_engine
from finder.store.migrate import downgrade, upgrade


@click.group()
def db() -> None:
    """Bring the tables of the database to a version."""


@db.command("upgrade")
@click.argument("revision", default="head")
def db_upgrade(revision: str) -> None:
    """Upgrade to REVISION, the newest by default, and make the search rows anew where that changed."""
    engine = create_engine(Settings.from_env().database_url)
    is_changed = upgrade(engine, revision)
    engine.dispose()
    if is_changed and revision == "head":
        with opened_finder() as finder:
            reindex(finder)


@db.command("downgrade")
@click.argument("revision")
def db_downgrade(revision: str) -> None:
    """Go back to REVISION; `base` removes all tables of the finder, with their data."""
    engine = create_engine(Settings.from_env().database_url)
    downgrade(engine, revision)
    engine.dispose()


@click.group()
def gazetteer() -> None:
    """The places that are known without the internet."""


@gazetteer.command("build")
@click.option(
    "--sources",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Directory with the public files; the README says where they come from.",
)
@click.option(
    "--output",
    default=DATA,
    show_default="data/ of the checkout",
    type=click.Path(file_okay=False, path_type=Path),
    help="Directory in which gazetteer/ and boundaries/ are written.",
)
@click.option(
    "--bbox", default="", help="west,south,east,north of stops and boundaries; without it all of Germany."
)
@click.option("--stops/--no-stops", default=True, show_default=True, help="Whether stops become places.")
def gazetteer_build(sources: Path, output: Path, bbox: str, stops: bool) -> None:
    """Make the gazetteer of public files."""
    report = build_gazetteer(sources, output, bbox=_box(bbox), stops=stops)
    for kind, count in report._asdict().items():
        click.echo(f"{count:8} {kind}")


def _box(text: str) -> BBox | None:
    if not text:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise BadInput("bbox", text, "west,south,east,north in degrees") from None
    return west, south, east, north


COMMANDS = (db, gazetteer)
