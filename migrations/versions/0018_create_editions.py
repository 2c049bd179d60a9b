"""Create editions of the printed booklet, with what each said of every entry, and their files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018_create_editions"
down_revision = "0017_add_source_feeds"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _edition(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    """The reference of a detail to its edition."""
    return (
        sa.Column("edition", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["edition"], ["edition.number"], name=op.f(f"fk_{table}_edition_edition"), ondelete="CASCADE"
        ),
    )


def upgrade() -> None:
    op.create_table(
        "edition",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *map(_text, ("actor", "area")),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("n_entries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_edition")),
    )
    op.create_table(
        "edition_entry",
        *_edition("edition_entry"),
        sa.Column("offer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("tells_place", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("edition", "offer_id", name=op.f("pk_edition_entry")),
    )
    op.create_table(
        "edition_file",
        *_edition("edition_file"),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("n_pages", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("edition", "language", "paper", name=op.f("pk_edition_file")),
        sa.UniqueConstraint("name", name=op.f("uq_edition_file_name")),
    )


def downgrade() -> None:
    for table in ("edition_file", "edition_entry", "edition"):
        op.drop_table(table)
