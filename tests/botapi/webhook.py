"""Delivery of updates to a webhook: in order per chat, again until a 2xx, with growing pauses."""

import asyncio
import time
from collections import deque
from contextlib import suppress

import aiohttp

from tests.botapi.faults import Faults
from tests.botapi.updates import Update
from tests.botapi.world import Webhook, World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (the name of a header)


class Deliveries:
    """Sends what is queued while a webhook is set; run() works until it is cancelled."""

    def __init__(
        self, world: World, faults: Faults, first_pause: float, longest_pause: float
    ) -> None:
        self._world = world
        self._faults = faults
        self._first = first_pause
        self._longest = longest_pause
        self._busy: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        # Every attempt: update id, status (0 where none came), seconds since the epoch.
        self.attempts: deque[tuple[int, int, float]] = deque(maxlen=100_000)

    async def run(self) -> None:
        """Start a delivery for each chat that has something, up to max_connections at once."""
        timeout = aiohttp.ClientTimeout(total=30)
        connector = aiohttp.TCPConnector(ssl=False, limit=0)
        async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
            try:
                while True:
                    await self._wait_for_work()
                    self._start(session)
            finally:
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _wait_for_work(self) -> None:
        updates = self._world.updates
        with suppress(AssertionError):
            await updates.bell.until(lambda: self._next() is not None or None, 3600, str)

    def _next(self) -> Update | None:
        """Return the oldest update whose chat has no delivery under way."""
        hook = self._world.webhook
        if not hook.url or len(self._busy) >= hook.connections:
            return None
        pending = self._world.updates.pending.values()
        return next((one for one in pending if one.line not in self._busy), None)

    def _start(self, session: aiohttp.ClientSession) -> None:
        while (update := self._next()) is not None:
            self._busy.add(update.line)
            task = asyncio.create_task(self._deliver(session, update, self._world.webhook))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _deliver(self, session: aiohttp.ClientSession, update: Update, hook: Webhook) -> None:
        """Send one update until it is taken or the webhook changes."""
        pause = self._first
        try:
            while self._world.webhook is hook and update.id in self._world.updates.pending:
                status = await self._send(session, update, hook)
                if 200 <= status < 300:
                    self._world.updates.done(update.id)
                    return
                hook.error_at = int(time.time())
                await asyncio.sleep(pause)
                pause = min(pause * 2, self._longest)
        finally:
            self._busy.discard(update.line)
            self._world.updates.bell.ring()

    async def _send(self, session: aiohttp.ClientSession, update: Update, hook: Webhook) -> int:
        """Return the status of one attempt; 0 where there was none, or a fault hid it."""
        fault = self._faults.take("webhook", {"update_id": update.id})
        if fault is not None:
            await asyncio.sleep(fault.delay)
        headers = {"Content-Type": "application/json"}
        if hook.secret:
            headers[SECRET_HEADER] = hook.secret
        status = 0
        if fault is None or fault.handled:
            try:
                async with session.post(hook.url, data=update.body, headers=headers) as answer:
                    status = answer.status
                    if not 200 <= status < 300:
                        hook.error = f"Wrong response from the webhook: {status} {answer.reason}"
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                hook.error = f"Connection failed: {type(error).__name__}"
        lost = fault is not None and fault.kind != "slow"
        self.attempts.append((update.id, status, time.time()))
        return 0 if lost else status
