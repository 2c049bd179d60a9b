"""Create the reviews of entries, the rounds of reminders and the checks of links and numbers; keep what
was decided on a request, and from when on an entry is due.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012_create_reviews"
down_revision = "0011_create_search_miss"
branch_labels = None
depends_on = None


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


_PARTS = ("contact", "hours", "address", "people", "languages", "access", "cost")
_METHODS = ("phone", "mail", "visit", "provider_link", "import")


def upgrade() -> None:
    _add_decisions()
    op.add_column(
        "search_row", sa.Column("overdue_from", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )
    op.create_index(op.f("ix_search_row_overdue_from"), "search_row", ["overdue_from"])
    op.create_table(
        "review",
        *_of_offer("review"),
        sa.Column("part", _choice("part", *_PARTS), nullable=False),
        sa.Column("last_confirmed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), server_default="", nullable=False),
        sa.Column("method", _choice("method", *_METHODS), nullable=False),
        sa.UniqueConstraint(
            "service_at_location_id", "part", name=op.f("uq_review_service_at_location_id_part")
        ),
    )
    op.create_table(
        "review_round",
        *_of_offer("review_round"),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("channel", _choice("channel", "mail", "letter"), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("started_by", sa.Text(), server_default="", nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column(
            "answer",
            _choice("roundanswer", "confirmed", "changed", "withdrawn", "by_staff"),
            nullable=True,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reference", sa.Text(), server_default="", nullable=False),
        sa.UniqueConstraint("key", name=op.f("uq_review_round_key")),
        sa.UniqueConstraint(
            "service_at_location_id",
            "started_on",
            name=op.f("uq_review_round_service_at_location_id_started_on"),
        ),
    )
    op.create_index(op.f("ix_review_round_next_on"), "review_round", ["next_on"])
    op.create_table(
        "contact_check",
        *_of_offer("contact_check"),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint(
            "service_at_location_id", "value", name=op.f("uq_contact_check_service_at_location_id_value")
        ),
    )
    op.create_index(op.f("ix_contact_check_problem"), "contact_check", ["problem"])


def _of_offer(table: str) -> tuple[Any, ...]:
    """The columns and keys of what goes with its offer."""
    return (
        sa.Column("service_at_location_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(
            ["service_at_location_id"],
            ["service_at_location.id"],
            name=op.f(f"fk_{table}_service_at_location_id_service_at_location"),
            ondelete="CASCADE",
        ),
    )


def _add_decisions() -> None:
    with op.batch_alter_table("change_request") as batch:
        batch.add_column(sa.Column("version", sa.Integer(), server_default="0", nullable=False))
        batch.add_column(sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("decided_by", sa.Text(), server_default="", nullable=False))
        batch.add_column(sa.Column("is_provider", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("change_request_field") as batch:
        batch.add_column(sa.Column("is_accepted", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_index(op.f("ix_contact_check_problem"), table_name="contact_check")
    op.drop_table("contact_check")
    op.drop_index(op.f("ix_review_round_next_on"), table_name="review_round")
    op.drop_table("review_round")
    op.drop_table("review")
    op.drop_index(op.f("ix_search_row_overdue_from"), table_name="search_row")
    with op.batch_alter_table("search_row") as batch:
        batch.drop_column("overdue_from")
    with op.batch_alter_table("change_request_field") as batch:
        batch.drop_column("is_accepted")
    with op.batch_alter_table("change_request") as batch:
        for name in ("is_provider", "decided_by", "decided_at", "version"):
            batch.drop_column(name)
