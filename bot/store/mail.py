"""Messages that came in and replies that are to go out, within a transaction that is open."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from bot.store.database import Connection
from bot.store.rows import Letter, Received
from bot.store.statements import POST, SETTLE


async def settle(
    connection: Connection,
    bot: int,
    update: int,
    letters: Sequence[Letter],
    trace: str | None,
) -> tuple[Letter, ...]:
    """Mark an update as worked off, and keep what answers it."""
    given = {"this_bot": bot, "this_update": update, "new_trace": trace}
    await connection.execute(SETTLE, given)
    return await post(connection, letters)


async def post(connection: Connection, letters: Sequence[Letter]) -> tuple[Letter, ...]:
    """Keep letters that are to go out; give them with their numbers."""
    if not letters:
        return ()
    rows = [{"chat": one.chat, "user": one.user, "call": dict(one.call)} for one in letters]
    result = await connection.execute(POST, rows)
    return tuple(replace(one, id=id_) for one, id_ in zip(letters, result.scalars(), strict=True))


def received_row(bot: int, one: Received) -> dict[str, Any]:
    """Give an update as a row."""
    row = {"bot": bot, "id": one.id, "received": one.at, "raw": one.raw, "trace": None}
    return {f"this_{name}": value for name, value in row.items()}
