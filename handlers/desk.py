"""Works one update off: Update to Message, answer, Reply to letters; all in one transaction."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from telegram.error import TelegramError

from bot.assistant import Assistant
from bot.config import Settings
from bot.messages import Message, Reply
from bot.store import Letter, Received, Timer, UserData
from bot.voice.hearing import LONGEST
from bot.voice.sound import MOST_BYTES
from handlers.client import Client
from handlers.incoming import TAKEN, Asked, Me, Note, Reach, Refused, Sought, read
from handlers.logs import frames, log
from handlers.metrics import Metrics
from handlers.outbox import Outbox
from handlers.outgoing import Place, article, calls, text_call
from handlers.pace import UserPace

TYPING_AFTER = 0.7
"""Seconds after which the user is shown that an answer is on its way."""
TYPING_AT_ONCE = 8
"""How many are shown so at one time: under a flood, answers are worth more."""
TYPING_LASTS = 4.5
ONE_PRESS = 2.0
"""Seconds within which the same button pressed again is the same press."""
_REFUSED_AGAIN = 3600.0
TOLD_OF_QUEUE = 2
"""Notes before one's own from which one is told of them."""
FETCH_PAUSES = (0.5, 2.0, 0.0)
"""Seconds after each try to fetch a voice note."""
INLINE_LASTS = 300
"""Seconds for which Telegram may show the same answers for the same words."""
INLINE_AT_ONCE = 50
"""How many of those are under way; they need not arrive."""


class Desk:
    """Everything that answering an update takes."""

    def __init__(
        self,
        assistant: Assistant,
        client: Client,
        outbox: Outbox,
        metrics: Metrics,
        settings: Settings,
        me: Me,
    ) -> None:
        self._assistant = assistant
        self._client = client
        self._outbox = outbox
        self._metrics = metrics
        self._settings = settings
        self._me = me
        self._pace = UserPace(settings.user_rate)
        self._presses: dict[tuple[int, int, str], tuple[float, str]] = {}
        self._refused: dict[int, float] = {}
        self._asides: set[asyncio.Task[None]] = set()

    async def handle(self, received: Received, raw: Mapping[str, Any]) -> None:
        """Work an update off. Raises only when the store cannot keep it: then call it again."""
        begun = time.perf_counter()
        kind = next((one for one in TAKEN if one in raw), "other")
        self._metrics.updates(kind).inc()
        try:
            came = datetime.fromtimestamp(received.at / 1000, UTC)
            incoming = read(raw, self._me, came)
        except Exception as error:  # whatever its shape, the others go on
            self._metrics.faults("update", type(error).__name__).inc()
            log.error("set aside", update=received.id, where=frames(error))
            await self._settle(received, trace=frames(error))
            return
        if isinstance(incoming, Asked):
            said = await self._asked(received, incoming)
        else:
            said = await self._other(received, incoming)
        took = time.perf_counter() - begun
        self._metrics.seconds.observe(took)
        log.info("update", update=received.id, kind=kind, reply=said, ms=round(took * 1000, 1))

    async def ring(self, timer: Timer) -> None:
        """Tell what a timer that is due has to tell."""
        stored: tuple[Letter, ...] = ()
        place = Place.from_json(timer.place)

        async def keep(data: UserData, reply: Reply) -> None:
            nonlocal stored
            letters = [Letter(place.chat, one, timer.user) for one in calls(reply, place)]
            stored = await data.post(letters)

        reply = await self._assistant.ring(timer, datetime.now(UTC), keep)
        self._outbox.put(stored)
        log.info("timer", timer=timer.id, kind=timer.kind, told=reply is not None)

    async def _other(self, received: Received, incoming: Reach | Refused | Sought | None) -> str:
        if isinstance(incoming, Refused):
            self._acknowledge(incoming.query, incoming.why)
        if isinstance(incoming, Reach):
            await self._reach(incoming.user, active=incoming.active)
        if isinstance(incoming, Sought):
            self._offer(incoming)
        await self._settle(received)
        return "none"

    def _offer(self, sought: Sought) -> None:
        """Show the answers of the guide that fit what is typed in some chat; nobody's own data."""
        found = self._assistant.suggest(sought.text) if self._admits(sought) else ()
        params = {
            "inline_query_id": sought.query,
            "results": [article(number, one) for number, one in enumerate(found)],
            "cache_time": INLINE_LASTS,
        }
        if len(self._asides) < INLINE_AT_ONCE:
            self._aside(self._try("answerInlineQuery", params))

    async def _asked(self, received: Received, asked: Asked) -> str:
        """Answer, or say why not; return what kind of reply that was."""
        if asked.query:
            self._acknowledge(asked.query)
        if asked.user in self._outbox.inactive:
            await self._reach(asked.user, active=True)
        if not self._admits(asked):
            return await self._refuse(received, asked)
        if self._again(asked):
            await self._settle(received)
            return "again"
        if not self._pace.allows(asked.user, asked.at.timestamp()):
            key = "telegram.busy" if self._pace.tells(asked.user) else ""
            await self._settle(received, asked, key)
            return "busy"
        if asked.problem:
            await self._settle(received, asked, asked.problem)
            return asked.problem
        return await self._answer(received, asked)

    async def _answer(self, received: Received, asked: Asked) -> str:
        stored: tuple[Letter, ...] = ()

        async def keep(data: UserData, reply: Reply) -> None:
            nonlocal stored
            letters = [
                Letter(asked.place.chat, one, asked.user) for one in calls(reply, asked.place)
            ]
            stored = await data.settle(self._me.id, received.id, letters)

        stop_typing = self._typing(asked.place)
        audio: Path | None = None
        try:
            if asked.note is not None:
                audio, problem = await self._fetched(asked, asked.note)
                if audio is None:
                    await self._settle(received, asked, problem)
                    return problem
            message = Message(
                asked.user,
                asked.at,
                asked.text,
                audio=audio,
                id=asked.id,
                about=asked.about,
                edited=asked.edited,
                place=asked.place.as_json(),
            )
            reply = await self._assistant.answer(message, within=keep)
        finally:
            stop_typing()
            if audio is not None:
                audio.unlink(missing_ok=True)
        self._outbox.put(stored)
        self._metrics.replies(reply.kind.value).inc()
        return reply.kind.value

    async def _fetched(self, asked: Asked, note: Note) -> tuple[Path | None, str]:
        """Fetch a voice note into a file; None and the key of the sentence that says why not."""
        voice = self._assistant.voice
        if voice is None:
            return None, "voice.absent"
        if note.seconds > LONGEST or note.size > MOST_BYTES:
            return None, "voice.long" if note.seconds > LONGEST else "voice.large"
        if voice.waiting >= TOLD_OF_QUEUE:
            self._tell_queue(asked, voice.waiting)
        for wait in FETCH_PAUSES:
            try:
                content = await self._client.download(note.file, MOST_BYTES)
            except TelegramError as error:
                self._metrics.faults("fetch", type(error).__name__).inc()
                log.warning("not fetched", error=type(error).__name__)
                await asyncio.sleep(wait)
                continue
            if content is None:
                return None, "voice.large"
            self._settings.media.mkdir(parents=True, exist_ok=True)
            path = self._settings.media / f"note-{uuid4().hex}"
            await asyncio.to_thread(path.write_bytes, content)
            return path, ""
        return None, "voice.lost"

    def _tell_queue(self, asked: Asked, count: int) -> None:
        text = self._assistant.tools.replies.say("voice.queue", count=count)
        call = text_call(text, asked.place)
        params = {"chat_id": asked.place.chat, **call["params"], "disable_notification": True}
        self._aside(self._try(call["method"], params))

    # --- what is answered without the assistant ---

    async def _settle(
        self,
        received: Received,
        asked: Asked | None = None,
        key: str = "",
        *,
        trace: str | None = None,
        **fields: object,
    ) -> None:
        """Mark an update as worked off, with one sentence as its answer where a key is given."""
        letters = []
        if asked is not None and key:
            text = self._assistant.tools.replies.say(key, **fields)
            letters = [Letter(asked.place.chat, text_call(text, asked.place), asked.user)]
        store = self._assistant.store
        self._outbox.put(await store.settle(self._me.id, received.id, letters, trace=trace))

    def _admits(self, one: Asked | Sought) -> bool:
        users = self._settings.users
        return not users or str(one.person) in users or one.username in users

    async def _refuse(self, received: Received, asked: Asked) -> str:
        """Tell a stranger that this bot is private; the same stranger not again for an hour."""
        now = time.monotonic()
        told = self._refused.get(asked.person)
        key = "" if told is not None and now - told < _REFUSED_AGAIN else "telegram.private"
        if key:
            self._refused[asked.person] = now
        await self._settle(received, asked, key, id=asked.person)
        return "private"

    def _again(self, asked: Asked) -> bool:
        """Tell whether a button was pressed twice at once; the second time nothing is done."""
        if asked.press is None:
            return False
        at = asked.at.timestamp()
        last, id_ = self._presses.get(asked.press, (0.0, asked.id))
        if id_ != asked.id and 0 <= at - last < ONE_PRESS:
            return True
        self._presses[asked.press] = (at, asked.id)  # the same id comes again after a full disk
        return False

    async def _reach(self, user: str, *, active: bool) -> None:
        if active:
            self._outbox.inactive.discard(user)
        else:
            self._outbox.inactive.add(user)
        since = None if active else int(time.time() * 1000)
        await self._assistant.store.mark_inactive(user, since)

    # --- calls that need not arrive ---

    def _aside(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work)
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)
        return task

    def _acknowledge(self, query: str, key: str = "") -> None:
        """End the waiting sign of a pressed button, at best with a sentence."""
        params = {"callback_query_id": query}
        if key:
            params["text"] = self._assistant.tools.replies.say(key)
        self._aside(self._try("answerCallbackQuery", params))

    async def _try(self, method: str, params: dict[str, Any]) -> None:
        for wait in (1.0, 0.0):
            try:
                await self._client.call(method, params)
            except TelegramError as error:
                self._metrics.faults("aside", type(error).__name__).inc()
                await asyncio.sleep(wait)
            else:
                return

    def _typing(self, place: Place) -> Callable[[], None]:
        """Show that an answer is on its way, if it takes long; call the result to stop that."""
        tasks: list[asyncio.Task[None]] = []

        def begin() -> None:
            if len(self._asides) < TYPING_AT_ONCE:
                tasks.append(self._aside(self._type(place)))

        def stop() -> None:
            timer.cancel()
            for task in tasks:
                task.cancel()

        timer = asyncio.get_running_loop().call_later(TYPING_AFTER, begin)
        return stop

    async def _type(self, place: Place) -> None:
        params: dict[str, Any] = {"chat_id": place.chat, "action": "typing"}
        if place.thread is not None:
            params["message_thread_id"] = place.thread
        while True:
            await self._try("sendChatAction", params)
            await asyncio.sleep(TYPING_LASTS)

    async def close(self) -> None:
        """End what need not arrive."""
        for task in self._asides:
            task.cancel()
        await asyncio.gather(*self._asides, return_exceptions=True)

    def forget(self) -> None:
        """Drop what no longer matters, so that memory does not grow with users."""
        now = time.time()
        self._pace.forget(now)
        for press in [one for one, (at, _) in self._presses.items() if now - at > ONE_PRESS]:
            del self._presses[press]
        late = time.monotonic() - _REFUSED_AGAIN
        for person in [one for one, at in self._refused.items() if at < late]:
            del self._refused[person]
