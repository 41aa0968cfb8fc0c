"""Works off what the store holds of updates: each once, in order for each chat, many chats at once.

An update is stored before Telegram is told that we have it. Whoever works it off marks it so in
the transaction that keeps what it changed; until then it comes up again at every start.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from bot import fastjson
from bot.store import Received, Store
from handlers.journal import Journal
from handlers.logs import frames, log
from handlers.verdicts import pause

AT_ONCE = 12
"""Updates worked on at one time; more only make each slower."""
MOST = 2000
"""Updates in memory; beyond, Telegram is left to hold them."""

Update = Mapping[str, Any]
Handle = Callable[[Received, Update], Awaitable[None]]


class Inbox:
    """All updates that wait, a lane a chat; `handle` raises where it has to be called again."""

    def __init__(self, store: Store, journal: Journal, handle: Handle) -> None:
        self._store = store
        self._journal = journal
        self._handle = handle
        self._lanes: dict[int, deque[tuple[Received, Update]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._room = asyncio.Event()
        self._room.set()
        self._closing = asyncio.Event()
        self.waiting = 0

    @property
    def full(self) -> bool:
        """Whether no more should be taken just now."""
        return self.waiting >= MOST

    async def room(self) -> None:
        """Wait until more may be taken."""
        await self._room.wait()

    async def restore(self) -> None:
        """Take up what a former run left."""
        above = -1
        while found := await self._store.pending(self._journal.bot, above=above):
            above = found[-1].id
            for one in found:
                self._put(one, fastjson.parse(one.raw))
        if self.waiting:
            log.info("taken up", updates=self.waiting)

    async def take(self, updates: Sequence[tuple[Received, Update]]) -> int:
        """Store updates and start on the new ones; return how many these are.

        Returns once they are safe. Raises NotKept when the store refuses.
        """
        new = await self._journal.receive([received for received, _ in updates])
        taken = 0
        for received, update in updates:
            if received.id in new:
                new -= {received.id}
                taken += 1
                self._put(received, update)
        return taken

    def _put(self, received: Received, update: Update) -> None:
        self.waiting += 1
        if self.full:
            self._room.clear()
        key = lane_of(update)
        lane = self._lanes.get(key)
        if lane is not None:
            lane.append((received, update))
            return
        self._lanes[key] = deque(((received, update),))
        if not self._closing.is_set():
            task = asyncio.create_task(self._run(key))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self, seconds: float) -> None:
        """Finish what is under way, for some seconds at most; what is left waits in the store."""
        self._closing.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, key: int) -> None:
        lane = self._lanes[key]
        tries = 0
        while lane and not self._closing.is_set():
            try:
                async with self._slots:
                    if self._closing.is_set():
                        return
                    await self._handle(*lane[0])
            except Exception as error:  # the store refuses: nothing is lost by waiting
                tries += 1
                log.error("not worked off", update=lane[0][0].id, where=frames(error))
                await self._rest(pause(tries + 1))
                continue
            tries = 0
            lane.popleft()
            self.waiting -= 1
            if not self.full:
                self._room.set()
        if not lane:
            del self._lanes[key]

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            pass


def lane_of(update: Update) -> int:
    """Give the chat of an update, else its sender, else 0; what shares it stays in order.

    >>> lane_of({"update_id": 1, "message": {"chat": {"id": -5}, "from": {"id": 7}}})
    -5
    >>> lane_of({"update_id": 1, "callback_query": {"from": {"id": 7}, "message": "?"}})
    7
    """
    for content in update.values():
        if isinstance(content, dict):
            message = content.get("message")
            holder = message if isinstance(message, dict) else content
            return _id(holder.get("chat")) or _id(content.get("from")) or 0
    return 0


def _id(thing: object) -> int | None:
    found = thing.get("id") if isinstance(thing, dict) else None
    return found if isinstance(found, int) else None
