"""Tables of imports with open eyes: uploaded files, what each row would do, and how to undo what was done."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from finder.clock import utc_now
from finder.domain.upload import Decision, RowOutcome, RowState, UploadState
from finder.store.base import Base, Identified, choice, optional_text, parent


class Upload(Identified, Base):
    """An uploaded file: under which source its entries go, how it is read, how far it is.

    `stored_as` is its name in the directory of uploads; `layout` is how a table is read, its fields by column
    included. `job_id` is the job that works on it or did so last, `run_id` the run that wrote it.
    """

    __tablename__ = "upload"

    file_name: Mapped[str]
    stored_as: Mapped[str]
    source_key: Mapped[str]
    source_name: Mapped[str]
    format: Mapped[str] = optional_text()
    layout: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    state: Mapped[UploadState] = mapped_column(choice(UploadState), default=UploadState.RECEIVED)
    actor: Mapped[str] = optional_text()
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    checked_at: Mapped[dt.datetime | None]
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("job.id", ondelete="SET NULL"))
    run_id: Mapped[int | None] = mapped_column(sa.ForeignKey("import_run.id", ondelete="SET NULL"))


class UploadRow(Base):
    """What a row of a file would do: shown before, and compared again when it is written.

    `entry` is what was read (JSON), `changes` the fields that change, `problems` values that cannot be used,
    `digest` that of what was shown. `place` says where in the file it stands, `text` is what is searched.
    """

    __tablename__ = "upload_row"
    __table_args__ = (
        sa.Index("ix_upload_row_upload_id_outcome_number", "upload_id", "outcome", "number"),
        sa.Index("ix_upload_row_upload_id_state_number", "upload_id", "state", "number"),
    )

    upload_id: Mapped[int] = mapped_column(sa.ForeignKey("upload.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[str] = optional_text()
    outcome: Mapped[RowOutcome] = mapped_column(choice(RowOutcome))
    state: Mapped[RowState] = mapped_column(choice(RowState), default=RowState.OPEN)
    external_id: Mapped[str] = optional_text()
    title: Mapped[str] = optional_text()
    text: Mapped[str] = optional_text()
    entry: Mapped[str] = optional_text()
    changes: Mapped[str] = optional_text()
    problems: Mapped[str] = optional_text()
    n_problems: Mapped[int] = mapped_column(default=0, server_default="0")
    digest: Mapped[str] = optional_text()


class MatchCandidate(Identified, Base):
    """An existing offer that a new row of a file looks like: how much, where, and what was decided."""

    __tablename__ = "match_candidate"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["upload_id", "number"], ["upload_row.upload_id", "upload_row.number"], ondelete="CASCADE"
        ),
        sa.Index("ix_match_candidate_upload_id_number", "upload_id", "number"),
    )

    upload_id: Mapped[int]
    number: Mapped[int]
    offer_id: Mapped[int] = parent("service_at_location.id")
    score: Mapped[float]
    fields: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    metres: Mapped[float | None]
    decision: Mapped[Decision] = mapped_column(choice(Decision), default=Decision.OPEN)
    decided_by: Mapped[str] = optional_text()
    decided_at: Mapped[dt.datetime | None]


class ColumnMapping(Base):
    """What a column of a source's tables means: one of our fields, or "" to leave it out."""

    __tablename__ = "column_mapping"

    source_key: Mapped[str] = mapped_column(primary_key=True)
    heading: Mapped[str] = mapped_column(primary_key=True)
    field: Mapped[str] = optional_text()


class ImportChange(Identified, Base):
    """One row of a table that an import made, changed or deleted: enough to undo it.

    `old` and `new` are the columns that differ (JSON); of a record that was made, `new` has the digest of it
    with its details. `outcome` is "" until it is undone, then `undone`, or `kept` because `reason`.
    """

    __tablename__ = "import_change"
    __table_args__ = (sa.Index("ix_import_change_run_id_id", "run_id", "id"),)

    run_id: Mapped[int] = mapped_column(sa.ForeignKey("import_run.id", ondelete="CASCADE"))
    table_name: Mapped[str]
    row_id: Mapped[int]
    action: Mapped[str]
    old: Mapped[str] = optional_text()
    new: Mapped[str] = optional_text()
    outcome: Mapped[str] = optional_text()
    reason: Mapped[str] = optional_text()
