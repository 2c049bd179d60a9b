"""Create accounts with their sessions, factors, links and keys; the history says why and in which request,
and the database lets nobody change or remove its lines.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_create_accounts"
down_revision = "0005_create_change_requests"
branch_labels = None
depends_on = None

_REFUSAL = "the history is append-only"
_POSTGRESQL_UP = (
    f"""
    CREATE FUNCTION refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    """
    CREATE TRIGGER metadata_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON metadata
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()
    """,
)
_POSTGRESQL_DOWN = (
    "DROP TRIGGER metadata_append_only ON metadata",
    "DROP FUNCTION refuse_change_of_history()",
)
_SQLITE_UP = tuple(
    f"""
    CREATE TRIGGER metadata_no_{event.lower()} BEFORE {event} ON metadata
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END
    """
    for event in ("UPDATE", "DELETE")
)
_SQLITE_DOWN = ("DROP TRIGGER metadata_no_update", "DROP TRIGGER metadata_no_delete")


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _owner(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_account_id_account")
    return sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    _extend_history()
    op.create_table(
        "account",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        _text("password_hash"),
        _text("totp_secret"),
        sa.Column("totp_step", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        _moment("created_at"),
        _moment("signed_in_at", nullable=True),
        _moment("disabled_at", nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("handle", name=op.f("uq_account_handle")),
    )
    op.create_table(
        "account_role",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", _choice("role", "admin", "editor", "reviewer"), nullable=False),
        _owner("account_role"),
        sa.PrimaryKeyConstraint("account_id", "role", name=op.f("pk_account_role")),
    )
    op.create_table(
        "account_scope",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", _choice("scopekind", "organization", "area"), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        _owner("account_scope"),
        sa.PrimaryKeyConstraint("account_id", "kind", "value", name=op.f("pk_account_scope")),
    )
    _create_session()
    _create_factors()
    _create_link()
    _create_key()


def _extend_history() -> None:
    op.add_column("metadata", _text("reason"))
    op.add_column("metadata", _text("request_id"))
    op.create_index("ix_metadata_updated_by", "metadata", ["updated_by"])
    for statement in _POSTGRESQL_UP if _is_postgresql() else _SQLITE_UP:
        op.execute(statement)


def _create_session() -> None:
    op.create_table(
        "account_session",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("is_whole", sa.Boolean(), server_default=sa.false(), nullable=False),
        _moment("created_at"),
        _moment("seen_at"),
        _text("browser"),
        _text("note"),
        sa.Column("id", sa.Integer(), nullable=False),
        _owner("account_session"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_session_token_hash")),
    )
    op.create_index(op.f("ix_account_session_account_id"), "account_session", ["account_id"])
    op.create_index(op.f("ix_account_session_seen_at"), "account_session", ["seen_at"])


def _create_factors() -> None:
    op.create_table(
        "passkey",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("credential", sa.Text(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        _moment("created_at"),
        _moment("used_at", nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        _owner("passkey"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential", name=op.f("uq_passkey_credential")),
    )
    op.create_index(op.f("ix_passkey_account_id"), "passkey", ["account_id"])
    op.create_table(
        "recovery_code",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        _owner("recovery_code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("account_id", "code_hash", name=op.f("uq_recovery_code_account_id_code_hash")),
    )


def _create_link() -> None:
    op.create_table(
        "account_link",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", _choice("linkkind", "invitation", "reset"), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        _moment("ends_at"),
        sa.Column("id", sa.Integer(), nullable=False),
        _owner("account_link"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_link_token_hash")),
    )
    op.create_index(op.f("ix_account_link_account_id"), "account_link", ["account_id"])
    op.create_index(op.f("ix_account_link_ends_at"), "account_link", ["ends_at"])


def _create_key() -> None:
    op.create_table(
        "api_key",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        _moment("created_at"),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        _moment("revoked_at", nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_key_key_hash")),
    )


def downgrade() -> None:
    for table in (
        *("api_key", "account_link", "recovery_code", "passkey"),
        *("account_session", "account_scope", "account_role", "account"),
    ):
        op.drop_table(table)
    for statement in _POSTGRESQL_DOWN if _is_postgresql() else _SQLITE_DOWN:
        op.execute(statement)
    op.drop_index("ix_metadata_updated_by", table_name="metadata")
    with op.batch_alter_table("metadata") as batch:
        batch.drop_column("request_id")
        batch.drop_column("reason")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
