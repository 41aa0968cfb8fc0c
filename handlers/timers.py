"""Rings what is due: looks into the store a few times a second, and so also after a crash."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from bot.store import Store, Timer
from handlers.incoming import USERS
from handlers.logs import frames, log

EVERY = 0.4
"""Seconds between two looks; a rest may ring that much late."""
_AFTER_FAULT = 1.0


class Timers:
    """The clock of the bot. Where a timer is told is up to `ring`."""

    def __init__(self, store: Store, ring: Callable[[Timer], Awaitable[None]]) -> None:
        self._store = store
        self._ring = ring
        self._ringing: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Ring every timer once it is due; ends only when it is cancelled."""
        while True:
            try:
                for timer in await self._store.due(int(time.time() * 1000), whose=USERS):
                    # Not waited for: one user's long note must not make another's rest longer.
                    if timer.id not in self._ringing:
                        self._ringing[timer.id] = asyncio.create_task(self._tell(timer))
            except Exception as error:  # a full disk heals; the timers wait in the store
                log.error("timers failed", where=frames(error))
                await asyncio.sleep(_AFTER_FAULT)
            await asyncio.sleep(EVERY)

    async def _tell(self, timer: Timer) -> None:
        try:
            await self._ring(timer)
        except Exception as error:
            log.error("timer failed", timer=timer.id, where=frames(error))
            await asyncio.sleep(_AFTER_FAULT)
        finally:
            del self._ringing[timer.id]
