"""Create uploaded files with what each row would do, and what is needed to undo an import."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014_create_uploads"
down_revision = "0013_create_staff_rows"
branch_labels = None
depends_on = None


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def upgrade() -> None:
    _create_uploads()
    _create_rows()
    _create_candidates()
    op.create_table(
        "column_mapping",
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        _text("field"),
        sa.PrimaryKeyConstraint("source_key", "heading", name=op.f("pk_column_mapping")),
    )
    op.create_table(
        "import_change",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        *map(_text, ("old", "new", "outcome", "reason")),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["import_run.id"],
            name=op.f("fk_import_change_run_id_import_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_change")),
    )
    op.create_index("ix_import_change_run_id_id", "import_change", ["run_id", "id"])


def _create_uploads() -> None:
    states = ("received", "checking", "checked", "applying", "applied", "undoing", "undone")
    op.create_table(
        "upload",
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("stored_as", sa.Text(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        _text("format"),
        sa.Column("layout", sa.JSON(), nullable=False),
        sa.Column("state", _choice("uploadstate", *states), nullable=False),
        _text("actor"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name=op.f("fk_upload_job_id_job"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name=op.f("fk_upload_run_id_import_run"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )


def _create_rows() -> None:
    op.create_table(
        "upload_row",
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        _text("place"),
        sa.Column(
            "outcome", _choice("rowoutcome", "new", "changed", "unchanged", "rejected"), nullable=False
        ),
        sa.Column(
            "state",
            _choice("rowstate", "open", "applied", "stale", "skipped", "refused"),
            nullable=False,
        ),
        *map(_text, ("external_id", "title", "text", "entry", "changes", "problems")),
        sa.Column("n_problems", sa.Integer(), server_default="0", nullable=False),
        _text("digest"),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_upload_row_upload_id_upload"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("upload_id", "number", name=op.f("pk_upload_row")),
    )
    for name in ("outcome", "state"):
        op.create_index(f"ix_upload_row_upload_id_{name}_number", "upload_row", ["upload_id", name, "number"])


def _create_candidates() -> None:
    op.create_table(
        "match_candidate",
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("metres", sa.Double(), nullable=True),
        sa.Column("decision", _choice("decision", "open", "same", "new", "skip"), nullable=False),
        _text("decided_by"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id", "number"],
            ["upload_row.upload_id", "upload_row.number"],
            name=op.f("fk_match_candidate_upload_id_upload_row"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"],
            ["service_at_location.id"],
            name=op.f("fk_match_candidate_offer_id_service_at_location"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_candidate")),
    )
    op.create_index("ix_match_candidate_upload_id_number", "match_candidate", ["upload_id", "number"])
    op.create_index(op.f("ix_match_candidate_offer_id"), "match_candidate", ["offer_id"])


def downgrade() -> None:
    for table in ("import_change", "column_mapping", "match_candidate", "upload_row", "upload"):
        op.drop_table(table)
