"""Let a guest add notes to a line of an order. A build from before goes on working: it does not know the column."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column."""
    op.add_column("order_lines", sa.Column("notes", sa.String(500)))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("order_lines", "notes")
