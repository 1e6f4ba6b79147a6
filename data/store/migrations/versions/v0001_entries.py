"""What people enter: one table for every kind of entry."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table of entries."""
    op.create_table(
        "linchpin_entries",
        sa.Column("entry_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("author_verified", sa.Boolean, nullable=False),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.Column("undone_at", sa.String(27)),
        sa.Column("undone_by", sa.String(200)),
        sa.UniqueConstraint("kind", "subject", "version", name="linchpin_entries_version"),
        sqlite_autoincrement=True,
    )
