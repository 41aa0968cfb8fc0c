"""The emulator in a thread of its own, for tests and scripts that are not asynchronous."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from tests.botapi.server import BotApi

T = TypeVar("T")


class Remote:
    """A server in another thread: `run()` does something with `api` there."""

    def __init__(self, api: BotApi, loop: asyncio.AbstractEventLoop) -> None:
        self.api = api
        self._loop = loop

    def run(self, work: Coroutine[Any, Any, T], timeout: float = 60.0) -> T:
        """Run a coroutine such as `ann.says("hi")` in the server's loop and return its result."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout)


@contextmanager
def in_thread(**settings: Any) -> Iterator[Remote]:
    """Serve from another thread for the time of the block; settings as for BotApi."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    remote = Remote(BotApi(**settings), loop)
    try:
        remote.run(remote.api.start())
        yield remote
        remote.run(remote.api.stop())
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
