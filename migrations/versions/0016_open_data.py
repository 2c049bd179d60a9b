"""Count bulk answers by reader, give API keys quotas of their own, and keep the version of what the public
may be told with the moment of its last change.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016_open_data"
down_revision = "0015_add_uid_root"
branch_labels = None
depends_on = None

_QUOTAS = ("bulk_per_hour", "bulk_per_day")


def upgrade() -> None:
    op.create_table(
        "bulk_use",
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("began_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("reader", "period", "began_at", name=op.f("pk_bulk_use")),
    )
    for name in _QUOTAS:
        op.add_column("api_key", sa.Column(name, sa.Integer()))
    op.add_column(
        "search_state",
        sa.Column("records_version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
    )
    op.add_column("search_state", sa.Column("changed_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    for name in ("changed_at", "records_version"):
        op.execute(f"ALTER TABLE search_state DROP COLUMN {name}")
    for name in _QUOTAS:
        op.execute(f"ALTER TABLE api_key DROP COLUMN {name}")
    op.drop_table("bulk_use")
