"""Carries out what the store holds to be sent: in order for each chat, at Telegram's pace.

A letter is struck out once Telegram took it. So after a crash it may be sent twice, never lost.
"""

import asyncio
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from telegram.error import TelegramError

from bot.store import Letter, Store
from handlers.client import Client
from handlers.journal import Journal
from handlers.logs import frames, log
from handlers.metrics import Metrics
from handlers.pace import SendPace
from handlers.verdicts import Again, Dropped, Gone, Moved, Verdict, judge

AT_ONCE = 32
"""Calls under way at one time."""
_EXTRAS = ("reply_markup", "reply_parameters", "message_thread_id", "entities")


class Outbox:
    """All letters that wait, a lane a chat."""

    def __init__(
        self,
        client: Client,
        store: Store,
        journal: Journal,
        pace: SendPace,
        metrics: Metrics,
        media: Path,
    ) -> None:
        self._client = client
        self._store = store
        self._journal = journal
        self._pace = pace
        self._metrics = metrics
        self._media = media
        self._lanes: dict[int, deque[Letter]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._gate = asyncio.Lock()
        self._closing = False
        self.inactive: set[str] = set()
        """Users who cannot be written to."""
        self.waiting = 0

    async def restore(self) -> None:
        """Take up what a former run left."""
        self.inactive = set(await self._store.inactive())
        self.put(await self._store.unsent())

    def put(self, letters: Sequence[Letter]) -> None:
        """Send stored letters, behind those that wait for the same chat."""
        for letter in letters:
            self.waiting += 1
            lane = self._lanes.get(letter.chat)
            if lane is not None:
                lane.append(letter)
                continue
            self._lanes[letter.chat] = deque((letter,))
            if not self._closing:
                task = asyncio.create_task(self._run(letter.chat))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def close(self, seconds: float) -> None:
        """Go on for some seconds at most; what is left waits in the store."""
        self._closing = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, chat: int) -> None:
        """Send what waits for a chat, until nothing does."""
        lane = self._lanes[chat]
        try:
            while lane:
                await self._deliver(lane)
        except Exception as error:  # no lane dies: its letters would wait for the next start
            log.error("lane failed", where=frames(error))
            await asyncio.sleep(1.0)
            del self._lanes[chat]
            self.waiting -= len(lane)
            self.put(tuple(lane))
            return
        del self._lanes[chat]

    async def _deliver(self, lane: deque[Letter]) -> None:
        """Send the first letter of a lane, however often it takes."""
        letter = lane[0]
        call, tries = letter.call, 0
        while True:
            await self._turn(letter.chat)
            error = await self._send(letter.chat, call)
            if error is None:
                self._strike(lane, 1)
                self._remove_file(call)
                return
            tries += 1
            verdict = judge(error, tries)
            self._metrics.faults("send", type(error).__name__).inc()
            log.warning(
                "not sent",
                letter=letter.id,
                method=call["method"],
                error=type(error).__name__,
                tries=tries,
                then=type(verdict).__name__.lower(),
            )
            if not isinstance(verdict, Again):
                await self._end(lane, verdict)
                if not isinstance(verdict, Moved):
                    self._remove_file(call)
                return
            tries -= verdict.asked  # waiting as told is no failure
            call = plainer(call) if verdict.plainer else call
            self._pace.pause(letter.chat, verdict.after)

    async def _turn(self, chat: int) -> None:
        """Wait until Telegram would take a message to a chat."""
        while True:
            while (wait := self._pace.wait(chat)) > 0:  # noqa: ASYNC110 - a clock, no event
                await asyncio.sleep(wait)
            async with self._gate:  # first come, first served
                if (wait := self._pace.wait_for_all()) > 0:
                    await asyncio.sleep(wait)
                if self._pace.wait(chat) <= 0:
                    self._pace.take(chat)
                    return

    async def _send(self, chat: int, call: Mapping[str, Any]) -> TelegramError | None:
        """Make a call once; give what went wrong."""
        params = {"chat_id": chat, **call["params"]}
        try:
            async with self._slots:
                await self._client.call(call["method"], params, file=await _file(call))
        except FileNotFoundError:
            log.warning("file gone", method=call["method"])
            return await self._send(chat, wordy(call)) if "caption" in params else None
        except TelegramError as error:
            return error
        self._metrics.sent(call["method"]).inc()
        return None

    async def _end(self, lane: deque[Letter], verdict: Verdict) -> None:
        letter = lane[0]
        if isinstance(verdict, Moved):
            await self._store.readdress(letter.chat, verdict.chat)
            moved = [replace(one, chat=verdict.chat) for one in lane]
            self.waiting -= len(lane)
            lane.clear()
            self.put(moved)
        elif isinstance(verdict, Gone):
            if letter.chat > 0 and letter.user:
                self.inactive.add(letter.user)
                await self._store.mark_inactive(letter.user, int(time.time() * 1000))
            self._strike(lane, len(lane))
        else:
            if isinstance(verdict, Dropped):
                log.error("given up", letter=letter.id, method=letter.call["method"])
            self._strike(lane, 1)

    def _strike(self, lane: deque[Letter], count: int) -> None:
        self._journal.strike([lane.popleft().id for _ in range(count)])
        self.waiting -= count

    def _remove_file(self, call: Mapping[str, Any]) -> None:
        """Remove a picture that was made for this reply; one from elsewhere stays."""
        if "file" in call and (path := Path(call["file"][1])).parent == self._media:
            path.unlink(missing_ok=True)


def plainer(call: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a call without what Telegram may have refused: the words alone, a file as a file."""
    if "words" in call:
        return {"method": "sendMessage", "params": {"text": call["words"]}}
    params = {key: value for key, value in call["params"].items() if key not in _EXTRAS}
    if "file" not in call:
        return {**call, "params": params}
    return {"method": "sendDocument", "params": params, "file": ["document", call["file"][1]]}


def wordy(call: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the call that tells the words under a file that is there no more."""
    params = {key: value for key, value in call["params"].items() if key != "caption"}
    return {"method": "sendMessage", "params": params | {"text": call["params"]["caption"]}}


async def _file(call: Mapping[str, Any]) -> tuple[str, Path, bytes] | None:
    if "file" not in call:
        return None
    field, path = call["file"]
    return field, Path(path), await asyncio.to_thread(Path(path).read_bytes)
