"""Statements that are put together once: that takes longer than carrying them out.

Those that a message needs every time, or nearly, are prepared.
"""

from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa

from bot.store.prepared import Prepared
from bot.store.tables import changes, inbox, outbox, sets, taken, timers, users

PERFORMED = (sets.c.day, sets.c.position, sets.c.id)
"""The order in which sets were performed."""
SAVE_SESSION = Prepared(
    sa.update(users)
    .where(users.c.id == sa.bindparam("own_id"))
    .values(session=sa.bindparam("new_session"))
)
TOLD = Prepared(
    sa.select(taken.c.reply).where(
        taken.c.user_id == sa.bindparam("own_id"), taken.c.message_id == sa.bindparam("message")
    )
)
TAKE = Prepared(sa.insert(taken))
ADD_USER = sa.insert(users).returning(users.c.id)
ADD_SETS = Prepared(sa.insert(sets).returning(sets.c.id, sort_by_parameter_order=True))
NOTE_CHANGE = Prepared(sa.insert(changes).returning(changes.c.id))
FORGET_UNDONE = sa.delete(changes).where(
    changes.c.user_id == sa.bindparam("own_id"), changes.c.undone
)
# A set that a correction adds shares the position of the one it follows, so the newest rows need
# not hold the greatest position; no correction adds as many as are looked at.
MOST_ADDED = 64
"""Sets that one correction may add."""


ADD_TIMER = Prepared(sa.insert(timers))
DROP_TIMER = Prepared(
    sa.delete(timers).where(
        timers.c.user_id == sa.bindparam("own_id"), timers.c.kind == sa.bindparam("which")
    )
)


def _last_position(user: sa.ColumnElement[int]) -> sa.Select[Any]:
    newest = sa.select(sets.c.position).where(sets.c.user_id == user)
    newest = newest.order_by(sets.c.id.desc()).limit(MOST_ADDED).correlate(users)
    return sa.select(sa.func.max(newest.subquery().c.position))


LAST_POSITION = _last_position(sa.bindparam("own_id", type_=sa.Integer))
# What a log needs besides is read along: a statement of its own costs more than that.
USER = Prepared(
    sa.select(
        users.c.id,
        users.c.session,
        users.c.preferences,
        users.c.names,
        _last_position(users.c.id).scalar_subquery(),
        sa.exists().where(changes.c.user_id == users.c.id, changes.c.undone),
    ).where(users.c.name == sa.bindparam("own_name"))
)
NEWEST = Prepared(
    sa.select(sets)
    .where(sets.c.user_id == sa.bindparam("own_id"))
    .order_by(sets.c.id.desc())
    .limit(sa.bindparam("newest"))
)
NEXT_TIMERS = Prepared(
    sa.select(timers, users.c.name)
    .join(users, users.c.id == timers.c.user_id)
    .where(timers.c.due <= sa.bindparam("until"), users.c.name.like(sa.bindparam("whose")))
    .order_by(timers.c.due)
    .limit(100)
)
SETTLE = Prepared(
    sa.update(inbox)
    .where(inbox.c.bot == sa.bindparam("this_bot"), inbox.c.id == sa.bindparam("this_update"))
    .values(raw=None, trace=sa.bindparam("new_trace"))
)
_HERE = {one.name: sa.bindparam(f"this_{one.name}", type_=one.type) for one in inbox.columns}
RECEIVE = Prepared(
    sa.insert(inbox)
    .from_select(
        list(_HERE),
        sa.select(*_HERE.values()).where(
            ~sa.exists().where(inbox.c.bot == _HERE["bot"], inbox.c.id == _HERE["id"])
        ),
    )
    .returning(inbox.c.id)
)
"""Keeps an update, unless it was kept before; gives the numbers of those that are new."""
STRIKE_OUT = Prepared(sa.delete(outbox).where(outbox.c.id == sa.bindparam("sent")))
POST = Prepared(sa.insert(outbox).returning(outbox.c.id, sort_by_parameter_order=True))


def each_value(column: sa.Column[str], *where: sa.ColumnElement[bool]) -> sa.CTE:
    """Each value of a column once, then NULL: one leap along an index for each of them.

    DISTINCT and GROUP BY would read every set of the user instead.
    """
    leap = sa.select(sa.func.min(column).label("value")).where(*where).cte(recursive=True)
    following = sa.select(sa.func.min(column)).where(*where, column > leap.c.value)
    return leap.union_all(
        sa.select(following.correlate(leap).scalar_subquery()).where(leap.c.value.is_not(None))
    )


@cache
def log_query(given: frozenset[str]) -> Prepared | sa.Select[Any]:
    """Build the query for sets; once for each row of conditions."""
    conditions = {
        "exercise": sets.c.exercise == sa.bindparam("exercise"),
        "exercises": sets.c.exercise.in_(sa.bindparam("exercises", expanding=True)),
        "since": sets.c.day >= sa.bindparam("since"),
        "until": sets.c.day <= sa.bindparam("until"),
    }
    query = sa.select(sets).where(sets.c.user_id == sa.bindparam("own_id"))
    query = query.where(*(one for name, one in conditions.items() if name in given))
    if "newest" in given:
        query = query.order_by(*(one.desc() for one in PERFORMED)).limit(sa.bindparam("newest"))
    else:
        query = query.order_by(*PERFORMED)
    return query if "exercises" in given else Prepared(query)


@cache
def days_query(given: frozenset[str]) -> Prepared | sa.Select[Any]:
    """Build the query for days with sets, newest first; once for each row of conditions."""
    conditions = {
        "exercise": sets.c.exercise == sa.bindparam("exercise"),
        "exercises": sets.c.exercise.in_(sa.bindparam("exercises", expanding=True)),
        "before": sets.c.day < sa.bindparam("before"),
    }
    query = sa.select(sets.c.day).where(sets.c.user_id == sa.bindparam("own_id")).distinct()
    query = query.where(*(one for name, one in conditions.items() if name in given))
    query = query.order_by(sets.c.day.desc())
    query = query.limit(sa.bindparam("most")).offset(sa.bindparam("skip"))
    return query if "exercises" in given else Prepared(query)


def _exercises_query() -> sa.Select[Any]:
    leap = each_value(sets.c.exercise, sets.c.user_id == sa.bindparam("own_id"))
    return sa.select(leap.c.value).where(leap.c.value.is_not(None)).order_by(leap.c.value)


EXERCISES = Prepared(_exercises_query())


@lru_cache(maxsize=MOST_ADDED)
def bests_query(besides: int) -> Prepared:
    """Build the query for bests, once for each number of sets that are left out."""
    where = (
        sets.c.user_id == sa.bindparam("user"),
        sets.c.exercise == sa.bindparam("named"),
        *(sets.c.id != sa.bindparam(f"beside_{number}") for number in range(besides)),
    )
    each = each_value(sets.c.load, *where)
    most = (
        sa.select(sa.func.max(sets.c.amount))
        .where(*where, sets.c.load == each.c.value)
        .correlate(each)
    )
    bounded = most.where(sets.c.amount <= sa.bindparam("reps_up_to"))
    amounts = (
        sa.select(
            each.c.value,
            most.scalar_subquery().label("most"),
            bounded.scalar_subquery().label("bounded"),
        )
        .where(each.c.value.is_not(None))
        .cte()
    )
    day = (
        sa.select(sa.func.min(sets.c.day))
        .where(*where, sets.c.load == amounts.c.value)
        .correlate(amounts)
    )
    return Prepared(
        sa.select(
            amounts,
            day.where(sets.c.amount == amounts.c.most).scalar_subquery(),
            day.where(sets.c.amount == amounts.c.bounded).scalar_subquery(),
        )
    )


def _recent_query() -> sa.Select[Any]:
    mine = (
        sets.c.user_id == sa.bindparam("user"),
        sets.c.exercise == sa.bindparam("named"),
        sets.c.day <= sa.bindparam("until"),
    )
    newest = sa.select(sets.c.day).where(*mine).distinct().order_by(sets.c.day.desc())
    days = newest.limit(sa.bindparam("days")).subquery()
    first = sa.select(sa.func.min(days.c.day)).scalar_subquery()
    return (
        sa.select(sets)
        .where(*mine, sets.c.day >= first)
        .order_by(sets.c.day.desc(), sets.c.position.desc())
        .limit(sa.bindparam("most"))
    )


RECENT = Prepared(_recent_query())


def make_ready() -> None:
    """Put what nearly every message needs into SQL, ahead of the first one."""
    of_exercise = ("exercise", "newest")
    logs = [log_query(frozenset((*of_exercise, *days))) for days in ((), ("since", "until"))]
    bests = [bests_query(1 << power) for power in range(4)]
    own = (
        ADD_TIMER,
        DROP_TIMER,
        SAVE_SESSION,
        TOLD,
        TAKE,
        ADD_SETS,
        NOTE_CHANGE,
        USER,
        NEWEST,
        EXERCISES,
        RECENT,
    )
    for one in (*own, *logs, *bests):
        if isinstance(one, Prepared):
            one.ready()
