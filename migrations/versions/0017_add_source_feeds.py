"""Create where sources are pulled from and what came of it; keep what a source last said of each record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017_add_source_feeds"
down_revision = "0016_open_data"
branch_labels = None
depends_on = None

_REFERS = "fk_change_request_source_id_source"


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _number(name: str, default: str = "0") -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), server_default=default, nullable=False)


def upgrade() -> None:
    op.add_column("external_id", _text("statement"))
    op.add_column("import_run", _number("conflicts"))
    with op.batch_alter_table("change_request") as batch:
        batch.add_column(sa.Column("source_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(_REFERS, "source", ["source_id"], ["id"], ondelete="SET NULL")
    op.create_index(op.f("ix_change_request_source_id"), "change_request", ["source_id"])
    _create_feeds()
    _create_problems()


def _create_feeds() -> None:
    op.create_table(
        "source_feed",
        sa.Column("source_id", sa.Integer(), autoincrement=False, nullable=False),
        *map(_text, ("location", "format")),
        sa.Column("interval_h", sa.Integer(), nullable=True),
        sa.Column("retires", sa.Boolean(), server_default=sa.false(), nullable=False),
        _number("retire_at_most_percent", "10"),
        *map(_text, ("etag", "last_modified", "content_digest", "outcome", "reason")),
        _number("n_good"),
        _number("failures"),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in ("asked_at", "due_at")),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_source_feed_source_id_source"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name=op.f("fk_source_feed_job_id_job"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name=op.f("fk_source_feed_run_id_import_run"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_source_feed")),
    )


def _create_problems() -> None:
    op.create_table(
        "import_problem",
        sa.Column("run_id", sa.Integer(), nullable=False),
        *map(_text, ("place", "external_id", "field", "value", "reason")),
        sa.Column("is_rejected", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["import_run.id"],
            name=op.f("fk_import_problem_run_id_import_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_problem")),
    )
    op.create_index(op.f("ix_import_problem_run_id"), "import_problem", ["run_id"])


def downgrade() -> None:
    op.drop_table("import_problem")
    op.drop_table("source_feed")
    op.drop_index(op.f("ix_change_request_source_id"), table_name="change_request")
    with op.batch_alter_table("change_request") as batch:
        batch.drop_constraint(_REFERS, type_="foreignkey")
        batch.drop_column("source_id")
    op.drop_column("import_run", "conflicts")
    op.drop_column("external_id", "statement")
