"""What the entry form keeps besides: costs, documents, new patients, validity, ends of closures, drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010_add_entry_details"
down_revision = "0009_add_geocoding_runs"
branch_labels = None
depends_on = None

_INSURANCES = ("", "statutory", "private", "self_pay", "asylblg_voucher", "none_needed")
_NEW_PATIENTS = "'yes', 'waiting_list', 'only_families', 'no', 'unknown'"


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _owned_by_service(table: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        table,
        sa.Column("service_id", sa.Integer(), nullable=False),
        *columns,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f(f"fk_{table}_service_id_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_service_id"), table, ["service_id"])


def upgrade() -> None:
    op.add_column("service", sa.Column("closed_until", sa.Date()))
    # In one statement, because SQLite takes a check of a new column in no other way.
    op.execute(
        "ALTER TABLE service_at_location ADD COLUMN new_patients VARCHAR(40) DEFAULT 'unknown' NOT NULL"
        f" CONSTRAINT ck_service_at_location_newpatients CHECK (new_patients IN ({_NEW_PATIENTS}))"
    )
    for name in ("new_patients_until", "valid_from", "valid_to"):
        op.add_column("service_at_location", sa.Column(name, sa.Date()))
    _owned_by_service(
        "cost_option",
        _text("option"),
        sa.Column("amount", sa.Double()),
        sa.Column("currency", sa.Text(), server_default="EUR", nullable=False),
        _text("amount_description"),
        sa.Column(
            "insurance",
            sa.Enum(*_INSURANCES, name="insurance", native_enum=False, create_constraint=True, length=40),
            server_default="",
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
    )
    _owned_by_service("required_document", sa.Column("document", sa.Text(), nullable=False), _text("uri"))
    op.create_table(
        "entry_draft",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account", "entry", name=op.f("pk_entry_draft")),
    )


def downgrade() -> None:
    for table in ("entry_draft", "required_document", "cost_option"):
        op.drop_table(table)
    for name in ("valid_to", "valid_from", "new_patients_until", "new_patients"):
        op.drop_column("service_at_location", name)
    op.drop_column("service", "closed_until")
