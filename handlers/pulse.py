"""Whether the program still hears and moves; where it does not, the supervisor starts it anew."""

import asyncio
import os
import sys
import threading
import time

from handlers.logs import log

EXIT_DEAF = 75
"""The exit code when nothing was heard: try again later."""


class Pulse:
    """When Telegram was heard last, and when the event loop last moved. Times in seconds."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self._heard = self._moved = time.monotonic()
        self._stopped = threading.Event()

    def hear(self) -> None:
        """Note that Telegram answered."""
        self._heard = time.monotonic()

    @property
    def silence(self) -> float:
        """Seconds since something was heard, or since the loop moved."""
        return time.monotonic() - min(self._heard, self._moved)

    @property
    def alive(self) -> bool:
        """Whether all is well, for the health check."""
        return self.silence < self.limit

    async def run(self) -> None:
        """Show that the loop moves, and let a thread watch that it does."""
        threading.Thread(target=self._watch, daemon=True, name="watchdog").start()
        try:
            while True:
                self._moved = time.monotonic()
                await asyncio.sleep(min(1.0, self.limit / 5))
        finally:
            self._stopped.set()

    def _watch(self) -> None:
        while not self._stopped.wait(min(1.0, self.limit / 5)):
            if not self.alive:
                log.critical("nothing heard; ending", seconds=round(self.silence))
                sys.stderr.flush()
                # All that matters is on the disk already, and a stuck loop cannot clean up.
                os._exit(EXIT_DEAF)
