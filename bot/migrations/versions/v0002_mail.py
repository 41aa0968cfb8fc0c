"""What came in and is not worked off, what is to go out, and users who cannot be written to."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.add_column("users", sa.Column("inactive", sa.BigInteger))
    op.create_table(
        "inbox",
        sa.Column("bot", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("received", sa.BigInteger, nullable=False),
        sa.Column("raw", sa.Text),
        sa.Column("trace", sa.Text),
    )
    waiting = sa.text("raw IS NOT NULL")
    op.create_index(
        "inbox_waiting",
        "inbox",
        ["bot", "id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("chat", sa.BigInteger, nullable=False),
        sa.Column("user", sa.String(200), nullable=False),
        sa.Column("call", sa.JSON, nullable=False),
        sqlite_autoincrement=True,
    )
