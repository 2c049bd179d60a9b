"""What all tables share: naming of constraints, column types, the declarative base."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any, Protocol, cast

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class UtcDateTime(sa.types.TypeDecorator[dt.datetime]):
    """An aware moment, kept and given in UTC on every engine.

    Raises ValueError for a moment without a time zone.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """In UTC; without the zone where the engine keeps none (SQLite)."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(dt.UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def choice(kind: type[StrEnum]) -> sa.Enum:
    """A text column that takes only the values of an enumeration, checked by the database."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """The declarative base; constraint names are fixed so that migrations can name them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        str: sa.Text(),
        float: sa.Double(),
        dt.datetime: UtcDateTime(),
    }


class Reads(Protocol):
    """A session or a connection, for what only reads."""

    def execute(self, statement: Any) -> Any:
        """The result of a statement."""


def n_changed(session: Session, statement: sa.Update | sa.Delete) -> int:
    """How many rows a statement has changed or deleted."""
    return cast("sa.CursorResult[Any]", session.execute(statement)).rowcount


def optional_text() -> Any:
    """A text column that is "" when nothing is recorded, never NULL."""
    return mapped_column(sa.Text(), default="", server_default="", nullable=False)


def parent(target: str) -> Any:
    """An optional reference to the record that a detail belongs to; the detail goes with it."""
    return mapped_column(sa.ForeignKey(target, ondelete="CASCADE"), index=True)


class Identified:
    """A record with its own number."""

    id: Mapped[int] = mapped_column(primary_key=True)
