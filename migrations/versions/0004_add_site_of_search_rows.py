"""Add to every search row the house and organization of its offer, by which colleagues know each other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_add_site_of_search_rows"
down_revision = "0003_add_hours_to_search_row"
branch_labels = None
depends_on = None

# As finder.store.offers numbers a site.
_FILL = """
UPDATE search_row SET site = (
    SELECT offer.location_id * 2147483648 + service.organization_id
    FROM service_at_location AS offer JOIN service ON service.id = offer.service_id
    WHERE offer.id = search_row.offer_id
)
WHERE offer_id IN (SELECT id FROM service_at_location)
"""


def upgrade() -> None:
    op.add_column(
        "search_row", sa.Column("site", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
    )
    op.execute(_FILL)


def downgrade() -> None:
    with op.batch_alter_table("search_row") as batch:
        batch.drop_column("site")
