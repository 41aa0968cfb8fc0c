"""Waiting for something to become true, without polling."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Bell:
    """Wakes everybody who waits, whenever something may have changed."""

    def __init__(self) -> None:
        self._sleepers: list[asyncio.Future[None]] = []

    def ring(self) -> None:
        """Let all sleepers look again."""
        sleepers, self._sleepers = self._sleepers, []
        for sleeper in sleepers:
            if not sleeper.done():
                sleeper.set_result(None)

    async def until(
        self, ready: Callable[[], T | None], seconds: float, why: Callable[[], str]
    ) -> T:
        """Return what `ready` gives once it is not None; AssertionError with `why` when late."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while (value := ready()) is None:
            sleeper = loop.create_future()
            self._sleepers.append(sleeper)
            try:
                async with asyncio.timeout_at(deadline):
                    await sleeper
            except TimeoutError:
                raise AssertionError(f"{why()} (waited {seconds:g} s)") from None
        return value
