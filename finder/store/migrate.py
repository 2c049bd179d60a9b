"""Bring a database's tables to a version of the one Alembic history."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext

from finder.paths import MIGRATIONS
from finder.store.engine import writing


def alembic_config(connection: sa.Connection) -> Config:
    """Alembic's configuration for an open connection; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(engine: sa.Engine, revision: str = "head") -> bool:
    """Upgrade to a revision, the newest by default; gives whether that was not there already."""
    before = _revisions(engine)
    with engine.connect() as connection:
        command.upgrade(alembic_config(connection), revision)
    return _revisions(engine) != before


def _revisions(engine: sa.Engine) -> tuple[str, ...]:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_heads()


def downgrade(engine: sa.Engine, revision: str) -> None:
    """Go back to a revision; `base` removes every table of ours."""
    with writing(engine).connect() as connection:
        command.downgrade(alembic_config(connection), revision)
