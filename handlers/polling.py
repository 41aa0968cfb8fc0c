"""Asks Telegram for updates, whatever happens to an answer.

An offset above an update tells Telegram to forget it. So it moves only once the update is stored.
"""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from telegram.error import BadRequest, Conflict, RetryAfter, TelegramError, TimedOut

from bot import fastjson
from bot.store import Received
from handlers.client import Client, seconds
from handlers.inbox import Inbox, Update
from handlers.incoming import TAKEN
from handlers.journal import NotKept
from handlers.logs import log
from handlers.metrics import Metrics
from handlers.pulse import Pulse
from handlers.request import Garbage
from handlers.verdicts import pause

LONGEST_POLL = 25.0
"""Seconds that Telegram lets us wait for the first update."""
MOST_AT_ONCE = 100
_MOST_ID = 2**62
_STUCK_PAUSE = 1.0


class Polling:
    """The long poll; `run` works until cancelled."""

    def __init__(self, client: Client, inbox: Inbox, pulse: Pulse, metrics: Metrics) -> None:
        self._client = client
        self._inbox = inbox
        self._pulse = pulse
        self._metrics = metrics
        self._offset = 0
        self._limit = MOST_AT_ONCE
        self._unreadable: int | None = None
        self._failed = 0

    async def run(self) -> None:
        """Ask, store, confirm by asking for the next; never end."""
        while True:
            await self._inbox.room()
            try:
                found = await self._ask()
            except TelegramError as error:
                await self._after(error)
                continue
            self._pulse.hear()
            self._failed = 0
            self._unreadable = None
            self._limit = min(MOST_AT_ONCE, 2 * self._limit)
            await self._take(found)

    async def _ask(self) -> list[Any]:
        wait = max(1.0, min(LONGEST_POLL, self._pulse.limit / 3))
        params: dict[str, Any] = {
            "timeout": int(wait),
            "limit": self._limit,
            "allowed_updates": list(TAKEN),
        }
        if self._offset:
            params["offset"] = self._offset
        found = await self._client.call("getUpdates", params, read_timeout=wait + 8)
        if not isinstance(found, list):
            raise Garbage(None)
        return found

    async def _take(self, found: list[Any]) -> None:
        now = int(time.time() * 1000)
        updates = [receive(one, now) for one in found]
        good = [one for one in updates if one is not None]
        if len(good) < len(found):
            self._metrics.faults("update", "no id").inc()
            log.error("set aside", updates=len(found) - len(good), where="no usable update_id")
        offset = max((one.id + 1 for one, _ in good), default=0)
        try:
            new = await self._inbox.take(good) if good else 0
        except NotKept:
            await asyncio.sleep(_STUCK_PAUSE)  # not confirmed: Telegram keeps it for us
            return
        if found and not good:
            # Ids follow each other, so this step passes over nothing but what cannot be used.
            offset = self._offset + 1
        if found and not new:
            await asyncio.sleep(_STUCK_PAUSE)  # the same once more: do not turn in a circle
        self._offset = offset or self._offset

    async def _after(self, error: TelegramError) -> None:
        """Wait, and mend what can be mended."""
        self._failed += 1
        self._metrics.faults("poll", type(error).__name__).inc()
        if self._failed > 1 or not isinstance(error, TimedOut):
            log.warning("no updates", error=type(error).__name__, times=self._failed)
        if isinstance(error, Garbage) and self._pass_over(error.update):
            return
        if isinstance(error, Conflict) and "webhook" in error.message.lower():
            await self._drop_webhook()
        if isinstance(error, RetryAfter):
            await asyncio.sleep(seconds(error))
        else:
            await asyncio.sleep(min(pause(self._failed), 10.0))

    def _pass_over(self, update: int | None) -> bool:
        """Go on behind an update that, asked for alone, cannot be read a second time."""
        alone, self._limit = self._limit == 1, 1
        if not alone or update is None or update != self._unreadable:
            self._unreadable = update if alone else None
            return False
        log.error("set aside", update=update, where="not JSON")
        self._offset = update + 1
        self._unreadable = None
        return True

    async def _drop_webhook(self) -> None:
        try:
            await self._client.call("deleteWebhook")
        except (BadRequest, TelegramError):
            log.warning("the webhook is still set")


def receive(raw: object, now: int) -> tuple[Received, Update] | None:
    """Give an update as it is stored; None where it has no usable id. `now` is in ms.

    >>> receive({"update_id": 7}, 0)
    (Received(id=7, at=0, raw='{"update_id":7}'), {'update_id': 7})
    >>> receive({"update_id": "7"}, 0)
    """
    if not isinstance(raw, Mapping):
        return None
    number = raw.get("update_id")
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < _MOST_ID:
        return None
    return Received(number, now, fastjson.write(raw)), raw
