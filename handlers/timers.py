"""Rings what is due: looks into the store a few times a second, and so also after a crash."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from bot.store import Store, Timer
from handlers.logs import frames, log

EVERY = 0.4
"""Seconds between two looks; a rest may ring that much late."""
_AFTER_FAULT = 1.0


class Timers:
    """The clock of the bot. Where a timer is told is up to `ring`."""

    def __init__(self, store: Store, ring: Callable[[Timer], Awaitable[None]]) -> None:
        self._store = store
        self._ring = ring

    async def run(self) -> None:
        """Ring every timer once it is due; ends only when it is cancelled."""
        while True:
            try:
                due = await self._store.due(int(time.time() * 1000))
                # At once: one user's long message must not make another's rest longer.
                await asyncio.gather(*map(self._ring, due))
            except Exception as error:  # a full disk heals; the timers wait in the store
                log.error("timers failed", where=frames(error))
                await asyncio.sleep(_AFTER_FAULT)
            await asyncio.sleep(EVERY)
