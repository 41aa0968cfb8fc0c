"""The scripting interface: one request in, one reply object out; see the README for both."""

import asyncio
import hashlib
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.assistant import Assistant
from bot.messages import Kind, Message, Reply

USER = "local"
"""Whose log it is when a request names nobody."""
FIELDS = {"id", "user", "text", "audio", "at", "log"}
LONGEST_LINE = 1_000_000
"""Bytes of one request; a longer line is refused without being parsed."""


class BadRequestError(Exception):
    """A request that cannot be taken; the text says why."""


def reply_json(reply: Reply, *, id_: str | None, user: str) -> dict[str, Any]:
    """Give the public reply object."""
    shown: dict[str, Any] = {
        "id": id_,
        "user": user,
        "kind": reply.kind.value,
        "text": reply.text,
        "intent": reply.intent,
        "score": reply.score,
        "facts": list(reply.facts),
        "sets": [dict(one) for one in reply.sets],
        "buttons": [choice.label for choice in reply.choices],
        "media": [str(path) for path in reply.media],
    }
    if reply.heard is not None:
        shown["heard"] = reply.heard
    if reply.log is not None:
        shown["log"] = [dict(one) for one in reply.log]
    return shown


def read_request(line: str) -> tuple[Message, str | None, bool]:
    """Read one request: the message, the caller's id, and whether the log is wanted.

    Raises BadRequestError with the reason, and a line that works.
    """
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is no JSONDecodeError
        raise BadRequestError('is no JSON; a line that works: {"text": "how deep?"}') from error
    if not isinstance(request, Mapping):
        raise BadRequestError('is no object; a line that works: {"text": "how deep?"}')
    unknown = sorted(set(request) - FIELDS)
    if unknown:
        raise BadRequestError(f"has unknown fields: {', '.join(unknown)[:100]}")
    for name in FIELDS - {"log"}:
        if not isinstance(request.get(name), str | None):
            raise BadRequestError(f"has a field {name} that is no text")
    if not isinstance(request.get("log", False), bool):
        raise BadRequestError("has a field log that is neither true nor false")
    text, audio = request.get("text"), request.get("audio")
    if (text is None) == (audio is None):
        raise BadRequestError("needs one of text and audio")
    message = Message(
        user=request.get("user") or USER,
        at=_time(request.get("at")),
        text=text or "",
        audio=Path(audio) if audio else None,
        id=_message_id(request),
    )
    return message, request.get("id"), bool(request.get("log"))


def _message_id(request: Mapping[str, Any]) -> str | None:
    """Name a message by all that was sent, where its id and time were.

    Only such a one sent again is the same one, and not a script that counts from 1 on every run.
    """
    if not request.get("id") or not request.get("at"):
        return None
    same = [request.get(name) for name in ("id", "at", "text", "audio")]
    return hashlib.sha256(json.dumps(same).encode()).hexdigest()


def _time(text: str | None) -> datetime:
    if text is None:
        return datetime.now().astimezone()
    try:
        at = datetime.fromisoformat(text)
        at.timestamp()
    except (ValueError, OverflowError, OSError) as error:
        raise BadRequestError("has a time that is not ISO 8601: 2026-11-23T18:05:00") from error
    if not 1970 < at.year < 9999:
        raise BadRequestError("has a time outside the years 1971 to 9998")
    return at if at.tzinfo else at.replace(tzinfo=UTC)


async def answer_line(assistant: Assistant, line: str) -> dict[str, Any]:
    """Answer one line; one that is no valid request is answered with `rejected`."""
    try:
        message, id_, with_log = read_request(line)
    except BadRequestError as error:
        text = assistant.tools.replies.say("error.request", why=error)
        return reply_json(Reply(Kind.REJECTED, text), id_=_id(line), user=USER)
    reply = await assistant.answer(message, with_log=with_log)
    return reply_json(reply, id_=id_, user=message.user)


def _id(line: str) -> str | None:
    """Hand the id of a refused request back where it can be read."""
    try:
        id_ = json.loads(line).get("id")
    except (ValueError, AttributeError, RecursionError):
        return None
    return id_ if isinstance(id_, str) else None


async def _lines() -> AsyncIterator[str]:
    """Read standard input line by line without holding up the event loop."""
    read = sys.stdin.buffer.readline
    while raw := await asyncio.to_thread(read, LONGEST_LINE):
        if not raw.endswith(b"\n") and len(raw) >= LONGEST_LINE:
            while (rest := await asyncio.to_thread(read, LONGEST_LINE)) and rest[-1:] != b"\n":
                pass
            raw = b"too long\n"
        yield raw.decode("utf-8", errors="replace").removeprefix("\ufeff")


async def stream(assistant: Assistant) -> None:
    """Answer the requests of standard input, in order, each reply flushed at once."""
    async for line in _lines():
        reply = await answer_line(assistant, line)
        write(json.dumps(reply, ensure_ascii=False))


def write(text: str) -> None:
    """Print one line at once; a reader that went away ends the run quietly.

    A lone surrogate is written as its escape, which is how JSON writes it too.
    """
    try:
        sys.stdout.buffer.write(text.encode("utf-8", errors="backslashreplace") + b"\n")
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Python would complain once more when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


async def ask(assistant: Assistant, text: str, *, as_json: bool) -> None:
    """Answer one text given on the command line."""
    message = Message(user=USER, at=datetime.now().astimezone(), text=text)
    reply = await assistant.answer(message)
    if as_json:
        write(json.dumps(reply_json(reply, id_=None, user=USER), ensure_ascii=False))
        return
    lines = [reply.text, *(f"[{choice.label}]" for choice in reply.choices)]
    write("\n".join([*lines, *map(str, reply.media)]))
