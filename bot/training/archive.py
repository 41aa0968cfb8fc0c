"""All of one user's data, to take along or to delete."""

import csv
import io
import json
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.actions import Action
from bot.messages import Choice, Kind
from bot.store import StoredSet, UserData
from bot.turn import Outcome, Turn

COLUMNS = (
    "date",
    "exercise",
    "weight",
    "unit",
    "reps",
    "seconds",
    "added",
    "side",
    "rpe",
    "rir",
    "warmup",
    "note",
)


def _row(one: StoredSet) -> dict[str, Any]:
    """Give a set object, and with it what was said in reserve."""
    row = dict(one.set.as_json())
    if one.set.rir and one.set.rpe is not None:
        row["rir"] = 10 - one.set.rpe
    return row


async def as_json(data: UserData, name: str) -> str:
    """Give everything kept of a user, lossless."""
    log = await data.log()
    kept = {
        "user": name,
        "preferences": dict(data.preferences),
        "names": dict(data.names),
        "sets": [_row(one) for one in log],
    }
    return json.dumps(kept, ensure_ascii=False, indent=1)


def as_csv(log: Sequence[StoredSet]) -> str:
    """Give the sets as a table, one row each, in the order performed."""
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS)
    writer.writeheader()
    for one in log:
        row = _row(one)
        # A spreadsheet runs a text that begins like a formula.
        for key in ("exercise", "note"):
            if str(row.get(key, ""))[:1] in {"=", "+", "-", "@"}:
                row[key] = "'" + str(row[key])
        writer.writerow(row)
    return table.getvalue()


async def export(turn: Turn) -> Outcome:
    """Write all data of the user to two files."""
    log = await turn.data.log()
    if not (log or turn.data.preferences or turn.data.names):
        return turn.reply(Kind.HISTORY, "export.empty")
    whole = await as_json(turn.data, turn.message.user)
    table = as_csv(log)
    folder = turn.tools.media

    def write() -> tuple[Path, ...]:
        folder.mkdir(parents=True, exist_ok=True)
        stem = f"spotter-{secrets.token_hex(8)}"
        files = (folder / f"{stem}.json", folder / f"{stem}.csv")
        for path, text in zip(files, (whole, table), strict=True):
            path.write_text(text, encoding="utf-8")
        return files

    outcome = turn.reply(Kind.HISTORY, "export", count=len(log))
    return Outcome(outcome.reply, outcome.session, draw=write)


async def erase(turn: Turn) -> Outcome:
    """Ask, then delete every row of the user."""
    sure = turn.say("button.erase")
    if turn.text.strip().lower() != "yes":
        return turn.reply(Kind.CLARIFY, "erase.ask", Choice(sure, "/erase yes"))
    log = await turn.data.log()
    rows = await turn.data.erase()
    return turn.reply(Kind.DELETED, "erased", sets=len(log), rows=rows)


ACTIONS = (
    Action("log.export", "export", export),
    Action("log.erase", "erase", erase),
)
