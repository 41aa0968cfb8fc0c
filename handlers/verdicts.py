"""What becomes of a call that failed: again, in another form, elsewhere, or never."""

import random
from dataclasses import dataclass

from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from handlers.client import seconds

GONE = (
    "bot was blocked",
    "user is deactivated",
    "bot was kicked",
    "bot is not a member",
    "initiate conversation",
    "bots can't send messages to bots",
    "chat not found",
    "user not found",
    "group chat was deactivated",
    "peer_id_invalid",
    "chat_write_forbidden",
    "no rights to send",
    "not enough rights to send",
    "topic_closed",
)
"""Words by which Telegram says that nobody will read it there."""
NO_ERROR = (
    "message is not modified",
    "voice_messages_forbidden",  # the text was sent too
    "message to delete not found",
    "query is too old",
)
"""Refusals of what is already as it should be, or too late to matter."""
TRIES = 3
"""How often a refusal without a known reason is tried; the second time in a plainer form."""
LONGEST_PAUSE = 60.0


@dataclass(frozen=True, slots=True)
class Again:
    """The same call once more, after some seconds."""

    after: float
    asked: bool = False
    """Telegram asked for the pause."""
    plainer: bool = False
    """Without what Telegram may have refused."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The group has another id now."""

    chat: int


@dataclass(frozen=True, slots=True)
class Gone:
    """Nobody reads there any more."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Telegram never takes this call."""


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing is left to do."""


Verdict = Again | Moved | Gone | Dropped | Done


def judge(error: TelegramError, tries: int) -> Verdict:
    """Say what to do after a call has failed `tries` times in a row, from 1.

    >>> judge(BadRequest("Message is not modified: ..."), 1)
    Done()
    >>> judge(Forbidden("Forbidden: bot was blocked by the user"), 1)
    Gone()
    """
    if isinstance(error, RetryAfter):
        return Again(seconds(error), asked=True)
    if isinstance(error, ChatMigrated):
        return Moved(error.new_chat_id)
    if isinstance(error, BadRequest | Forbidden):
        return _refused(error, tries)
    return Again(pause(tries))


def _refused(error: TelegramError, tries: int) -> Verdict:
    said = error.message.lower()
    if any(one in said for one in NO_ERROR):
        return Done()
    if any(one in said for one in GONE):
        return Gone()
    if tries >= TRIES:
        return Gone() if isinstance(error, Forbidden) else Dropped()
    return Again(pause(tries), plainer=tries > 1)


def pause(tries: int) -> float:
    """Give the seconds before the next try: doubling up to a minute, never all at one time."""
    longest = min(LONGEST_PAUSE, 0.25 * 2.0 ** min(tries, 10))
    return longest * random.uniform(0.6, 1.0)  # noqa: S311 - it spreads load, no secret
