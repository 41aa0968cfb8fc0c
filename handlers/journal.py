"""Keeps what came in and strikes out what went out, many in one transaction.

Each commit waits for the disk. So whatever comes while one is under way shares the next.
"""

import asyncio
from collections.abc import Sequence

from bot.store import Received, Store
from handlers.logs import frames, log

Waiting = tuple[Sequence[Received], "asyncio.Future[frozenset[int]]"]


class Journal:
    """The store's `exchange`, shared by all who wait for it. `run` works until `close`."""

    def __init__(self, store: Store, bot: int) -> None:
        self.bot = bot
        self._store = store
        self._came: list[Waiting] = []
        self._went: list[int] = []
        self._work = asyncio.Event()
        self._closing = False

    async def receive(self, updates: Sequence[Received]) -> frozenset[int]:
        """Keep updates; return the ids that are new once they are safe on the disk."""
        kept: asyncio.Future[frozenset[int]] = asyncio.get_running_loop().create_future()
        self._came.append((updates, kept))
        self._work.set()
        return await kept

    def strike(self, letters: Sequence[int]) -> None:
        """Forget letters that were carried out, soon."""
        self._went.extend(letters)
        self._work.set()

    async def run(self) -> None:
        """Write whenever there is something to write, the last of it before ending."""
        while not self._closing:
            await self._work.wait()
            if not await self._write() and not self._closing:
                await asyncio.sleep(0.5)
        await self._write()

    def close(self) -> None:
        """Let `run` end."""
        self._closing = True
        self._work.set()

    async def _write(self) -> bool:
        """Write what waits, in one transaction; False when the store refused it."""
        self._work.clear()
        came, self._came = self._came, []
        went, self._went = self._went, []
        try:
            updates = [one for group, _ in came for one in group]
            new = await self._store.exchange(self.bot, updates, went)
        except Exception as error:  # a full disk heals; whoever waits is told now
            log.error("not kept", where=frames(error))
            self._went = went + self._went
            if went:
                self._work.set()
            for _, kept in came:
                if not kept.done():
                    kept.set_exception(NotKept())
            return False
        for group, kept in came:
            if not kept.done():
                kept.set_result(new & {one.id for one in group})
        return True


class NotKept(Exception):  # noqa: N818 - a state of the store, told to who waits for it
    """The store could not be written to."""
