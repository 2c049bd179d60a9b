"""Create the rows that the workplace lists, and say of an archived offer since when, why, and what replaced
it; the history is found by what a detail belonged to. `finder reindex` fills the rows.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013_create_staff_rows"
down_revision = "0012_create_reviews"
branch_labels = None
depends_on = None

_TEXTS = (
    "person", "street", "postal_code", "place", "phone", "phones", "host", "contacts", "topics", "all_topics",
    "assured_date", "gaps", "sort_name", "text", "changed_by",
)  # fmt: skip
_INDEXES = (
    ("sort_name", "offer_id"), ("changed_at", "offer_id"), ("assured_date", "offer_id"),
    ("completeness", "offer_id"), ("place", "offer_id"), ("lat", "lon"), ("organization_id",),
    ("publication",), ("postal_code",), ("phone",), ("host",),
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "staff_row",
        sa.Column("offer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("publication", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organization", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), server_default="", nullable=False) for name in _TEXTS),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("completeness", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("offer_id", name=op.f("pk_staff_row")),
    )
    for columns in _INDEXES:
        op.create_index(op.f(f"ix_staff_row_{'_'.join(columns)}"), "staff_row", list(columns))
    op.create_index(op.f("ix_metadata_field_name"), "metadata", ["field_name"])
    op.add_column("service_at_location", sa.Column("archived_at", sa.DateTime(timezone=True)))
    op.add_column(
        "service_at_location", sa.Column("archived_reason", sa.Text(), server_default="", nullable=False)
    )
    op.add_column("service_at_location", sa.Column("replaced_by_id", sa.Integer()))


def downgrade() -> None:
    for name in ("replaced_by_id", "archived_reason", "archived_at"):
        op.execute(f"ALTER TABLE service_at_location DROP COLUMN {name}")
    op.drop_index(op.f("ix_metadata_field_name"), table_name="metadata")
    op.drop_table("staff_row")
