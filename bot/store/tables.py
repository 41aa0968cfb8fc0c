"""The tables of the store. The migrations make the same; a test compares the two."""

import sqlalchemy as sa

HEAD = "0003"
"""The newest migration; a test holds it against the folder of migrations."""

metadata = sa.MetaData()


def _owner(*, primary_key: bool = False) -> sa.Column[int]:
    user = sa.ForeignKey("users.id", ondelete="CASCADE")
    return sa.Column("user_id", sa.Integer, user, nullable=False, primary_key=primary_key)


users = sa.Table(
    "users",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(200), nullable=False, unique=True),
    sa.Column("session", sa.JSON, nullable=False),
    sa.Column("preferences", sa.JSON, nullable=False),
    sa.Column("names", sa.JSON, nullable=False),
    sa.Column("inactive", sa.BigInteger),
)
sets = sa.Table(
    "sets",
    metadata,
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
    sa.Index("sets_by_entry", "user_id", "id"),
    sa.Index("sets_by_day", "user_id", "day", "position"),
    sa.Index("sets_by_exercise", "user_id", "exercise", "day", "position"),
    sa.Index("sets_for_records", "user_id", "exercise", "load", "amount", "day"),
    sqlite_autoincrement=True,
)
changes = sa.Table(
    "changes",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _owner(),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("undone", sa.Boolean, nullable=False),
    sa.Column("message_id", sa.String(200)),
    sa.Column("steps", sa.JSON, nullable=False),
    sa.Index("changes_by_user", "user_id", "undone", "id"),
    sa.Index("changes_by_message", "user_id", "message_id"),
    sqlite_autoincrement=True,
)
taken = sa.Table(
    "taken",
    metadata,
    _owner(primary_key=True),
    sa.Column("message_id", sa.String(200), primary_key=True),
    sa.Column("reply", sa.JSON, nullable=False),
)
_WAITING = sa.text("raw IS NOT NULL")
inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("bot", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("received", sa.BigInteger, nullable=False),
    sa.Column("raw", sa.Text),
    sa.Column("trace", sa.Text),
    sa.Index("inbox_waiting", "bot", "id", sqlite_where=_WAITING),
)
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("chat", sa.BigInteger, nullable=False),
    sa.Column("user", sa.String(200), nullable=False),
    sa.Column("call", sa.JSON, nullable=False),
    sqlite_autoincrement=True,
)
timers = sa.Table(
    "timers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _owner(),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("due", sa.BigInteger, nullable=False),
    sa.Column("place", sa.JSON, nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.UniqueConstraint("user_id", "kind", name="timers_once"),
    sa.Index("timers_due", "due"),
    sqlite_autoincrement=True,
)
OWNED = (sets, changes, taken, timers)
"""Tables with rows of a user; erasing empties each of them."""
