"""Keep the hours of offers in the rows that are searched; `finder reindex` fills them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_add_hours_to_search_row"
down_revision = "0002_measures_of_search_rows"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("search_row", sa.Column("hours", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("search_row", "hours")
