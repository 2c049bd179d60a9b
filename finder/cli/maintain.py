"""`finder db` and `finder gazetteer`: the database's tables and the places."""

from __future__ import annotations

import click

from finder.settings import Settings
from finder.store.engine import create_engine
from finder.store.migrate import downgrade, upgrade


@click.group()
def db() -> None:
    """Bring the tables of the database to a version."""


@db.command("upgrade")
@click.argument("revision", default="head")
def db_upgrade(revision: str) -> None:
    """Upgrade to REVISION, the newest by default."""
    engine = create_engine(Settings.from_env().database_url)
    upgrade(engine, revision)
    engine.dispose()


@db.command("downgrade")
@click.argument("revision")
def db_downgrade(revision: str) -> None:
    """Go back to REVISION; `base` removes all tables of the finder, with their data."""
    engine = create_engine(Settings.from_env().database_url)
    downgrade(engine, revision)
    engine.dispose()


COMMANDS = (db,)
