"""Keep the measured facts of an offer in its search row, for needs that are stated in numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_measures_of_search_rows"
down_revision = "0001_create_records"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("search_row", sa.Column("measures", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("search_row", "measures")
