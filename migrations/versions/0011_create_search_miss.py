"""Create the numbers of searches that found nothing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011_create_search_miss"
down_revision = "0010_add_entry_details"
branch_labels = None
depends_on = None

KEYS = ("week", "topics", "languages", "needs", "radius", "place", "outcome")


def upgrade() -> None:
    outcome = sa.Enum(
        "nothing", "unknown", name="outcome", native_enum=False, create_constraint=True, length=40
    )
    op.create_table(
        "search_miss",
        sa.Column("week", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in KEYS[1:-1]),
        sa.Column("outcome", outcome, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*KEYS, name=op.f("pk_search_miss")),
    )


def downgrade() -> None:
    op.drop_table("search_miss")
