"""Create the outbox of mails."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_create_outbox"
down_revision = "0007_create_jobs"
branch_labels = None
depends_on = None


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "outbox_mail",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("to", sa.Text(), server_default="", nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("lang", sa.Text(), server_default="de", nullable=False),
        sa.Column("about", sa.Text(), server_default="", nullable=False),
        sa.Column("state", _choice("mailstate", "waiting", "sent", "failed"), nullable=False),
        sa.Column(
            "problem",
            _choice("mailproblem", "down", "busy", "refused", "unclear", "too_old"),
            nullable=True,
        ),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claim", sa.Text(), server_default="", nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_mail_key")),
    )
    op.create_index(op.f("ix_outbox_mail_about"), "outbox_mail", ["about"])
    op.create_index("ix_outbox_mail_state_next_try_at", "outbox_mail", ["state", "next_try_at"])


def downgrade() -> None:
    op.drop_index("ix_outbox_mail_state_next_try_at", table_name="outbox_mail")
    op.drop_index(op.f("ix_outbox_mail_about"), table_name="outbox_mail")
    op.drop_table("outbox_mail")
