"""Create the requests that visitors make, and the counts that keep anybody from making too many."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_create_change_requests"
down_revision = "0004_add_site_of_search_rows"
branch_labels = None
depends_on = None


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "rate_limit",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Double(), nullable=False),
        sa.Column("counted_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", "sender", name=op.f("pk_rate_limit")),
    )
    op.create_index(op.f("ix_rate_limit_counted_at"), "rate_limit", ["counted_at"])
    op.create_table(
        "change_request",
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("form_key", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("kind", _choice("changekind", "change", "new_entry", "barrier"), nullable=False),
        sa.Column(
            "status",
            _choice("changestatus", "new", "in_review", "accepted", "partly", "rejected"),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=True),
        sa.Column("target_name", sa.Text(), server_default="", nullable=False),
        sa.Column("message", sa.Text(), server_default="", nullable=False),
        sa.Column("contact", sa.Text(), server_default="", nullable=False),
        sa.Column("contact_delete_on", sa.Date(), nullable=True),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offer_id"],
            ["service_at_location.id"],
            name=op.f("fk_change_request_offer_id_service_at_location"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_request")),
        sa.UniqueConstraint("form_key", name=op.f("uq_change_request_form_key")),
        sa.UniqueConstraint("reference", name=op.f("uq_change_request_reference")),
    )
    op.create_index(op.f("ix_change_request_offer_id"), "change_request", ["offer_id"])
    op.create_table(
        "change_request_field",
        sa.Column("change_request_id", sa.Integer(), nullable=False),
        sa.Column("field_name", sa.Text(), nullable=False),
        sa.Column("previous_value", sa.Text(), server_default="", nullable=False),
        sa.Column("proposed_value", sa.Text(), server_default="", nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_request_id"],
            ["change_request.id"],
            name=op.f("fk_change_request_field_change_request_id_change_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_request_field")),
        sa.UniqueConstraint(
            "change_request_id",
            "field_name",
            name=op.f("uq_change_request_field_change_request_id_field_name"),
        ),
    )


def downgrade() -> None:
    op.drop_table("change_request_field")
    op.drop_index(op.f("ix_change_request_offer_id"), table_name="change_request")
    op.drop_table("change_request")
    op.drop_index(op.f("ix_rate_limit_counted_at"), table_name="rate_limit")
    op.drop_table("rate_limit")
