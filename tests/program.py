"""The real program as a subprocess, for tests that talk to it over HTTP."""

# ruff: noqa: ASYNC109 (a test says how long it waits)

import asyncio
import os
import signal
import sqlite3
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bot.config import SETTINGS
from tests.botapi import BotApi

ROOT = Path(__file__).parent.parent
CACHE = Path(os.environ.get("SPOTTER_TEST_CACHE") or ROOT / ".pytest_cache" / "spotter")
TRACEBACK = "Traceback (most recent call last)"


class Program:
    """`spotter run` beside an emulated Bot API; its log is in a file of its folder."""

    def __init__(self, api: BotApi, folder: Path, **settings: object) -> None:
        self.api = api
        self.folder = folder
        self.data = folder / "spotter.sqlite"
        self.env = self._environment(settings)
        self.process: asyncio.subprocess.Process | None = None
        self._log = folder / "log.txt"

    def _environment(self, settings: dict[str, object]) -> dict[str, str]:
        names = {one.name for one in SETTINGS}
        env = {key: value for key, value in os.environ.items() if key not in names}
        env |= self.api.env | {
            "SPOTTER_DATA": str(self.data),
            "SPOTTER_CACHE": str(CACHE),
            "SPOTTER_MEDIA": str(self.folder / "media"),
            "PYTHONWARNINGS": "ignore",
        }
        return env | {f"SPOTTER_{key.upper()}": str(value) for key, value in settings.items()}

    async def spawn(self) -> None:
        """Start it."""
        with self._log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=self.env, cwd=ROOT, stdout=log, stderr=log
            )

    async def start(self) -> "Program":
        """Start it and wait until it asks for updates or has set its webhook."""
        before = self._asked()
        await self.spawn()
        deadline = time.monotonic() + 120
        while self._asked() <= before:
            self._must_run(deadline)
            await asyncio.sleep(0.02)
        return self

    def _asked(self) -> int:
        return len(self.api.calls("getUpdates")) + len(self.api.calls("setWebhook"))

    def _must_run(self, deadline: float) -> None:
        assert self.process is not None
        assert self.process.returncode is None, f"it ended\n{self.log}"
        assert time.monotonic() < deadline, f"it does not come up\n{self.log}"

    async def ends(self, timeout: float = 30.0) -> int:
        """Wait for its end and return the exit code."""
        assert self.process is not None
        async with asyncio.timeout(timeout):
            return await self.process.wait()

    async def stop(self) -> int:
        """Ask it to stop and return the exit code."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        return await self.ends()

    async def kill(self) -> None:
        """Kill it as the power does."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()

    @property
    def log(self) -> str:
        """What it logged so far, over all its starts."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def rows(self, query: str) -> list[Any]:
        """Read its data store."""
        connection = sqlite3.connect(f"{self.data.as_uri()}?mode=ro", uri=True)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def waiting(self) -> tuple[int, int]:
        """Count the updates not worked off and the letters not sent."""
        [(updates,)] = self.rows("SELECT count(*) FROM inbox WHERE raw IS NOT NULL")
        [(letters,)] = self.rows("SELECT count(*) FROM outbox")
        return updates, letters

    async def settled(self, timeout: float = 30.0) -> None:
        """Wait until everything that came was worked off, and everything sent."""
        deadline = time.monotonic() + timeout
        while self.api.world.updates.pending or self.waiting() != (0, 0):
            assert time.monotonic() < deadline, f"{self.waiting()} wait\n{self.log[-3000:]}"
            await asyncio.sleep(0.05)

    def sets(self) -> Counter[tuple[str, int]]:
        """Count the stored sets by user and by repetitions, which tests use as a mark."""
        query = "SELECT u.name, s.reps FROM sets s JOIN users u ON u.id = s.user_id"
        return Counter((name, reps) for name, reps in self.rows(query))
