"""Where records come from and what was changed when."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from finder.clock import utc_now
from finder.store.base import Base, Identified, optional_text, parent


class Source(Identified, Base):
    """A source of entries; `is_example` marks demonstration data on every page that shows it."""

    __tablename__ = "source"

    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    url: Mapped[str] = optional_text()
    licence: Mapped[str] = optional_text()
    attribution: Mapped[str] = optional_text()
    note: Mapped[str] = optional_text()
    is_example: Mapped[bool] = mapped_column(default=False, server_default=sa.false())


class ExternalId(Identified, Base):
    """The number that a source gives to a record of ours, and what the source last said of it.

    `content_hash` is the digest of the source's statement: equal means nothing to do. `statement` is that
    statement (JSON, without what says nothing), "" of one from before it was kept.
    `seen_run_id` is the last import that met it.
    """

    __tablename__ = "external_id"
    __table_args__ = (
        sa.UniqueConstraint("source_id", "entity", "external_id"),
        sa.Index("ix_external_id_entity_entity_id", "entity", "entity_id"),
    )

    source_id: Mapped[int] = parent("source.id")
    entity: Mapped[str]
    entity_id: Mapped[int]
    external_id: Mapped[str]
    content_hash: Mapped[str] = optional_text()
    statement: Mapped[str] = optional_text()
    seen_run_id: Mapped[int | None]


class ImportRun(Identified, Base):
    """One run of an import and what it did."""

    __tablename__ = "import_run"

    source_id: Mapped[int] = parent("source.id")
    file_name: Mapped[str] = optional_text()
    started_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    finished_at: Mapped[dt.datetime | None]
    added: Mapped[int] = mapped_column(default=0, server_default="0")
    changed: Mapped[int] = mapped_column(default=0, server_default="0")
    unchanged: Mapped[int] = mapped_column(default=0, server_default="0")
    retired: Mapped[int] = mapped_column(default=0, server_default="0")
    rejected: Mapped[int] = mapped_column(default=0, server_default="0")
    conflicts: Mapped[int] = mapped_column(default=0, server_default="0")


class Metadata(Identified, Base):
    """The history of changes and of other events (HSDS `metadata`): which field of which record held what
    before, who changed it, why, and in which request. Of a detail that comes or goes, `field_name` says what
    it belongs to (`location_id=12`) and the value is everything it says, as JSON. The database refuses to
    change or delete a line.
    """

    __tablename__ = "metadata"
    __table_args__ = (
        sa.Index("ix_metadata_resource_type_resource_id", "resource_type", "resource_id"),
        sa.Index("ix_metadata_updated_by", "updated_by"),
        sa.Index("ix_metadata_field_name", "field_name"),
    )

    resource_type: Mapped[str]
    resource_id: Mapped[int]
    last_action_date: Mapped[dt.datetime] = mapped_column(default=utc_now)
    last_action_type: Mapped[str]
    field_name: Mapped[str] = optional_text()
    previous_value: Mapped[str] = optional_text()
    replacement_value: Mapped[str] = optional_text()
    updated_by: Mapped[str] = optional_text()
    reason: Mapped[str] = optional_text()
    request_id: Mapped[str] = optional_text()
