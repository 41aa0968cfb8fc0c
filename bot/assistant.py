"""`Assistant.answer(Message) -> Reply`: the stages in order, in one transaction."""

import asyncio
import hashlib
import traceback
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from weakref import WeakValueDictionary

from msgspec.structs import replace

from bot import preferences, unheard
from bot.listening import Voice
from bot.logs import logger
from bot.messages import Choice, Kind, Message, Reply, Suggestion
from bot.session import Session
from bot.store import Store, Timer, UserData
from bot.text import LONGEST, bare, clean, words
from bot.turn import Bell, Outcome, Stage, Tools, Turn
from bot.voice import Heard, VoiceError

LONGEST_NAME = 200
"""Characters of a user's name and of a message's id."""

Suggest = Callable[[str], Sequence[Suggestion]]
Within = Callable[[UserData, Reply], Awaitable[None]]
"""Keeps something of its own with a reply, by means of the user's data."""


class Assistant:
    """Answers one message at a time for each user, many users at once."""

    def __init__(
        self,
        store: Store,
        tools: Tools,
        stages: Sequence[Stage],
        *,
        bells: Mapping[str, Bell],
        suggest: Suggest,
        voice: Voice | None = None,
    ) -> None:
        self.store = store
        self.tools = tools
        self.suggest = suggest
        """What of the guide fits a few words; of nobody, and so without the store."""
        self._stages = tuple(stages)
        self._bells = bells
        self.voice = voice
        """None: voice notes are not taken."""
        self._queues: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def answer(
        self, message: Message, *, with_log: bool = False, within: Within | None = None
    ) -> Reply:
        """Give the one reply to a message; `with_log` adds all the user's sets to it.

        `within` is told the reply in the transaction that keeps what the message changed, and marks
        there that it was taken. Whoever gives it kept the message before and asks again after a
        power cut, so that transaction does not wait for the disk. Without it a message with an id
        that comes again is taken once.
        Never raises for what a user sends. A bug rolls the message back, is logged without the
        user's words and gets one sentence as its reply. Only what `within` raises by then, as on
        a full disk, reaches the caller.
        """
        if not _is_name(message.user):
            return Reply(Kind.REJECTED, self.tools.replies.say("error.user"))
        if message.id is not None and not _is_name(message.id):
            message = replace(message, id=_digest(message.id))
        queue = self._queues.setdefault(message.user, asyncio.Lock())
        async with queue:
            try:
                return await self._answer(message, with_log=with_log, within=within)
            except Exception as error:  # the last resort, for every way in
                logger().error("bug", error=type(error).__name__, where=_frames(error))
                reply = Reply(Kind.REJECTED, self.tools.replies.say("error.bug"))
            if within is not None:
                async with self.store.user(message.user, again=True) as data:
                    await within(data, reply)
            return reply

    async def ring(self, timer: Timer, at: datetime, within: Within) -> Reply | None:
        """Tell what a timer that is due has to tell, at the time `at`; None: nothing.

        The timer goes in the same transaction in which `within` keeps the reply, so that it rings
        once. A bug takes the timer away and is logged.
        """
        queue = self._queues.setdefault(timer.user, asyncio.Lock())
        async with queue:
            try:
                return await self._ring(timer, at, within)
            except Exception as error:  # it would ring for ever
                logger().error("bug", error=type(error).__name__, where=_frames(error))
            async with self.store.user(timer.user) as data:
                await data.take_timer(timer.id)
            return None

    async def _ring(self, timer: Timer, at: datetime, within: Within) -> Reply | None:
        async with self.store.user(timer.user, again=True) as data:
            if not await data.take_timer(timer.id):
                return None
            session = Session.from_json(data.session)
            message = Message(timer.user, at, place=timer.place)
            turn = Turn(message=message, text="", session=session, data=data, tools=self.tools)
            outcome = await self._bells[timer.kind](turn, timer)
            if outcome is None:
                return None
            kept = replace(outcome.session, choices=outcome.reply.choices)
            await data.save_session(kept.as_json())
            await within(data, outcome.reply)
            return outcome.reply

    async def _answer(self, message: Message, *, with_log: bool, within: Within | None) -> Reply:
        heard = await self._hear(message) if message.audio else None
        async with self.store.user(message.user, again=within is not None) as data:
            # Whoever keeps something within the transaction marks there what was taken.
            outcome = await self._take(message, data, heard, marked=within is not None)
            reply = outcome.reply
            speaks = self._speaks(data, heard)
            if with_log:
                sets = await data.log()
                reply = replace(reply, log=tuple(one.set.as_json() for one in sets))
            if outcome.draw is None and not speaks:
                if within is not None:
                    await within(data, reply)
                return reply
        # What was read is drawn and spoken; the transaction need not wait for that.
        media = await _drawn(outcome)
        media += await self._spoken(outcome.reply) if speaks else ()
        reply = replace(reply, media=(*reply.media, *media))
        if within is not None:
            async with self.store.user(message.user, again=True) as data:
                await within(data, reply)
        return reply

    async def _hear(self, message: Message) -> Heard | VoiceError:
        """Give what a voice note says, or why it cannot be heard."""
        if self.voice is None or message.audio is None:
            return VoiceError("voice.absent")
        async with self.store.user(message.user) as data:
            own = await data.exercises()
        try:
            return await self.voice.hear(message.audio, own)
        except VoiceError as error:
            return error

    def _mended(self, text: str, confidence: float, data: UserData) -> tuple[str, float]:
        """Repair a transcript; what was guessed for it is no surer than what must be asked."""
        mended = self.tools.heard.repair(text, tuple(data.names))
        return mended.text, min(confidence, unheard.GUESSED) if mended.guessed else confidence

    def _speaks(self, data: UserData, heard: Heard | VoiceError | None) -> bool:
        """Tell whether the reply is to be spoken."""
        return self.voice is not None and preferences.speaks(data, heard=heard is not None)

    async def _spoken(self, reply: Reply) -> tuple[Path, ...]:
        """Say a reply; a voice that fails leaves the text."""
        try:
            return (await self.voice.speak(reply.text),) if self.voice else ()
        except VoiceError:
            return ()

    async def _take(
        self,
        message: Message,
        data: UserData,
        heard: Heard | VoiceError | None = None,
        *,
        marked: bool = False,
    ) -> Outcome:
        session = Session.from_json(data.session)
        if message.id is not None and self._marks(data, heard, marked=marked):
            told = await data.reply_to(message.id)
            if told is not None:
                return Outcome(Reply.from_json(told), session)
        now = int(message.at.timestamp() * 1000)
        fresh = session.fresh(now)
        text, confidence = clean(message.text), 1.0
        if isinstance(heard, Heard):
            text, confidence = self._mended(clean(heard.text), heard.confidence, data)
        choosing = self.tools.knowledge.lexicon.lists.get("choosing", ())
        choice = _pressed(fresh.choices, text) or _named(fresh.choices, text, choosing)
        turn = Turn(
            message=message,
            text=choice.sends or choice.label if choice else text,
            session=fresh,
            data=data,
            tools=self.tools,
            pressed=choice is not None,
            spoken=isinstance(heard, Heard),
            confidence=confidence,
        )
        if isinstance(heard, VoiceError):
            outcome = turn.reply(Kind.REJECTED, heard.reason)
        else:
            outcome = await self._run(turn)
        if isinstance(heard, Heard):
            outcome = unheard.doubted(turn, outcome)
            outcome = _with_heard(turn, outcome, clean(heard.text))
        if len(message.text) > LONGEST:
            outcome = _tell_of_the_cut(turn, outcome)
        kept = replace(outcome.session, at=max(now, session.at), choices=outcome.reply.choices)
        await data.save_session(kept.as_json())
        # What is drawn was only read: the same message once more is drawn once more.
        drawn = outcome.draw is not None
        if message.id is not None and not drawn and self._marks(data, heard, marked=marked):
            await data.take(message.id, outcome.reply.as_json())
        return outcome

    def _marks(self, data: UserData, heard: Heard | VoiceError | None, *, marked: bool) -> bool:
        """Tell whether what is taken is marked here, where it is not `marked` by whoever keeps it.

        What is spoken is marked by others only when it has been said, after this transaction.
        """
        return not marked or self._speaks(data, heard)

    async def _run(self, turn: Turn) -> Outcome:
        if not turn.text:
            return turn.reply(Kind.REJECTED, "error.empty")
        for stage in self._stages:
            outcome = await stage(turn)
            if outcome is not None:
                return outcome
        return turn.reply(Kind.UNKNOWN, "unknown")


async def _drawn(outcome: Outcome) -> tuple[Path, ...]:
    """Draw a reply's pictures; one that fails leaves the text, which says the same."""
    if outcome.draw is None:
        return ()
    try:
        return await asyncio.to_thread(outcome.draw)
    except Exception as error:  # a full disk, a picture of an operator's that is none
        logger().error("not drawn", error=type(error).__name__, where=_frames(error))
        return ()


def _with_heard(turn: Turn, outcome: Outcome, text: str) -> Outcome:
    """Begin a reply with what was heard; where somebody is to stop, that still comes first."""
    reply = outcome.reply
    line = turn.say("voice.heard", text=text)
    parts = (reply.text, line) if reply.kind is Kind.STOP else (line, reply.text)
    told = replace(reply, text="\n".join(parts), heard=text, reaction="")
    return replace(outcome, reply=told)


def _is_name(user: str) -> bool:
    """Tell whether a caller's name for a user can be kept: bounded, and writable as UTF-8."""
    return 0 < len(user) <= LONGEST_NAME and user.isprintable()


def _digest(id_: str) -> str:
    """Give a message's id in a form that can be kept, whatever its caller made of it."""
    return hashlib.sha256(id_.encode("utf-8", errors="surrogatepass")).hexdigest()


def _pressed(choices: Sequence[Choice], text: str) -> Choice | None:
    said = bare(text)
    for choice in choices:
        if text == choice.label or (said and said == bare(choice.label)):
            return choice
    return None


def _named(choices: Sequence[Choice], text: str, idle: Collection[str]) -> Choice | None:
    """Give the one reading among several that a part of its label names: "the incline"."""
    said = set(words(text)).difference(idle)
    readings = [c for c in choices if c.sends not in {"", c.label} and c.sends[:1] != "/"]
    if len(readings) < 2 or not said or any(map(str.isdigit, text)):
        return None
    meant = [choice for choice in readings if said <= set(words(choice.label))]
    return meant[0] if len(meant) == 1 else None


def _tell_of_the_cut(turn: Turn, outcome: Outcome) -> Outcome:
    text = turn.say("error.long", count=LONGEST, text=outcome.reply.text)
    return replace(outcome, reply=replace(outcome.reply, text=text))


def _frames(error: BaseException) -> list[str]:
    """Name the places of a traceback; its messages and values may hold a user's words."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
