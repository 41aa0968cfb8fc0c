"""Users, their sets, the journal that undo needs, and the messages already taken."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _owner(*, primary_key: bool = False) -> sa.Column[int]:
    user = sa.ForeignKey("users.id", ondelete="CASCADE")
    return sa.Column("user_id", sa.Integer, user, nullable=False, primary_key=primary_key)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "users",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False, unique=True),
        sa.Column("session", sa.JSON, nullable=False),
        sa.Column("preferences", sa.JSON, nullable=False),
        sa.Column("names", sa.JSON, nullable=False),
    )
    op.create_table(
        "sets",
        sa.Column("id", sa.Integer, primary_key=True),
        _owner(),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("exercise", sa.String(80), nullable=False),
        sa.Column("weight", sa.Float, nullable=False),
        sa.Column("unit", sa.String(2), nullable=False),
        sa.Column("reps", sa.Integer),
        sa.Column("seconds", sa.Integer),
        sa.Column("added", sa.Float),
        sa.Column("each_side", sa.Boolean, nullable=False),
        sa.Column("rpe", sa.Float),
        sa.Column("rir", sa.Boolean, nullable=False),
        sa.Column("warmup", sa.Boolean, nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("load", sa.String(100)),
        sa.Column("amount", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("sets_by_entry", "sets", ["user_id", "id"])
    op.create_index("sets_by_day", "sets", ["user_id", "day", "position"])
    op.create_index("sets_by_exercise", "sets", ["user_id", "exercise", "day", "position"])
    op.create_index("sets_for_records", "sets", ["user_id", "exercise", "load", "amount", "day"])
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer, primary_key=True),
        _owner(),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("undone", sa.Boolean, nullable=False),
        sa.Column("message_id", sa.String(200)),
        sa.Column("steps", sa.JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("changes_by_user", "changes", ["user_id", "undone", "id"])
    op.create_table(
        "taken",
        _owner(primary_key=True),
        sa.Column("message_id", sa.String(200), primary_key=True),
        sa.Column("reply", sa.JSON, nullable=False),
    )
