"""Alembic's way into the finder: one history for SpatiaLite and PostGIS."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import context
from geoalchemy2 import alembic_helpers

from finder.store.engine import ensure_spatial
from finder.store.models import Base

_LOCK = 7_365_001  # any number, the same in every process: two upgrades at once take turns


def include_object(item: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Leave alone every table of the database that is not ours (SpatiaLite's and PostGIS's own)."""
    if kind == "table" and reflected and name not in Base.metadata.tables:
        return False
    return bool(alembic_helpers.include_object(item, name, kind, reflected, compare_to))


def run(connection: sa.Connection) -> None:
    """Run the migrations asked for on an open connection."""
    ensure_spatial(connection)
    connection.commit()
    is_postgresql = connection.dialect.name == "postgresql"
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=include_object,
        process_revision_directives=alembic_helpers.writer,
        render_item=alembic_helpers.render_item,
        render_as_batch=not is_postgresql,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        if is_postgresql:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
        context.run_migrations()


run(context.config.attributes["connection"])
