"""What is to be told at a later time: the end of a rest, a training day, a session that ended.

And the change that a message made is found by the message.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    user = sa.ForeignKey("users.id", ondelete="CASCADE")
    op.create_table(
        "timers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("user_id", sa.Integer, user, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("place", sa.JSON, nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.UniqueConstraint("user_id", "kind", name="timers_once"),
        sqlite_autoincrement=True,
    )
    op.create_index("timers_due", "timers", ["due"])
    op.create_index("changes_by_message", "changes", ["user_id", "message_id"])
