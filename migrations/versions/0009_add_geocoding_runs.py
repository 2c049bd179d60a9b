"""Add the rest of a geocoding service after failures, and what a run made of each location."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_add_geocoding_runs"
down_revision = "0008_create_outbox"
branch_labels = None
depends_on = None


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.execute("DELETE FROM geocode_cache")  # answers were kept in other words
    for name, kind in (("failures", sa.Integer()), ("open_until", sa.Double())):
        op.add_column("throttle_slot", sa.Column(name, kind, server_default=sa.text("0"), nullable=False))
    op.create_table(
        "geocode_outcome",
        sa.Column("run_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("location_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "outcome",
            _choice(
                "outcome",
                "placed",
                "improved",
                "kept",
                "unknown",
                "several",
                "unlikely",
                "no_address",
                "down",
            ),
            nullable=False,
        ),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("precision", _choice("geocodeprecision", "building", "street", "place"), nullable=True),
        sa.Column("question", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["location.id"],
            name=op.f("fk_geocode_outcome_location_id_location"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["job.id"], name=op.f("fk_geocode_outcome_run_id_job"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "location_id", name=op.f("pk_geocode_outcome")),
    )
    op.create_index(op.f("ix_geocode_outcome_location_id"), "geocode_outcome", ["location_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_geocode_outcome_location_id"), table_name="geocode_outcome")
    op.drop_table("geocode_outcome")
    op.drop_column("throttle_slot", "open_until")
    op.drop_column("throttle_slot", "failures")
    op.execute("DELETE FROM geocode_cache")
