"""Add the root from which the public ids (UUID) of records are derived."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0015_add_uid_root"
down_revision = "0014_create_uploads"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("search_state", sa.Column("uid_root", sa.Text(), server_default="", nullable=False))
    state = sa.table("search_state", sa.column("uid_root"))
    op.execute(state.update().values(uid_root=str(uuid.uuid4())))


def downgrade() -> None:
    with op.batch_alter_table("search_state") as table:
        table.drop_column("uid_root")
