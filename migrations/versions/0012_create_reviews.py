"""Create the reviews of entries, the rounds of reminders and the checks of links and numbers; keep what
was decided on a request, and from when on an entry is due.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012_create_reviews"
down_revision = "0011_create_search_miss"
branch_labels = None
depends_on = None


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    _add_decisions()


def _add_decisions() -> None:
    with op.batch_alter_table("change_request") as batch:
        batch.add_column(sa.Column("version", sa.Integer(), server_default="0", nullable=False))
        batch.add_column(sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("decided_by", sa.Text(), server_default="", nullable=False))
        batch.add_column(sa.Column("is_provider", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("change_request_field") as batch:
        batch.add_column(sa.Column("is_accepted", sa.Boolean(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("change_request_field") as batch:
        batch.drop_column("is_accepted")
    with op.batch_alter_table("change_request") as batch:
        for name in ("is_provider", "decided_by", "decided_at", "version"):
            batch.drop_column(name)
