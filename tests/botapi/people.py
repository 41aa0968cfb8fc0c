"""The people, groups and channels that a test plays."""

# ruff: noqa: ASYNC109 (a test says how long it waits)

import asyncio
import secrets
from datetime import datetime
from typing import Any

from tests.botapi.chats import Chat, Message
from tests.botapi.entities import found_entities
from tests.botapi.wire import Json
from tests.botapi.world import BOT_ID, Query, World

When = datetime | float | int | None


def _stamp(at: When) -> Json:
    if at is None:
        return {}
    return {"date": int(at.timestamp() if isinstance(at, datetime) else at)}


class Place:
    """A chat in a test's hands: what is heard in it, and what happens to it."""

    def __init__(self, world: World, chat: Chat) -> None:
        self.world = world
        self.chat = chat

    @property
    def id(self) -> int:
        """The chat_id; of a person also the user id."""
        return self.chat.id

    @property
    def messages(self) -> list[Message]:
        """The conversation as it stands, oldest first, edits applied, deleted ones gone."""
        return list(self.chat.messages.values())

    @property
    def said(self) -> list[Message]:
        """Everything the bot ever wrote here, deleted messages too."""
        return self.chat.said

    def transcript(self) -> str:
        """Return the conversation as lines of text."""
        return self.chat.transcript()

    async def hears(self, timeout: float = 5.0) -> Message:
        """Return the bot's next message that was not taken yet; AssertionError when late."""
        return await self.chat.hears(timeout)

    async def hears_all(self, count: int, timeout: float = 5.0) -> list[Message]:
        """Return the bot's next `count` messages."""
        return [await self.hears(timeout) for _ in range(count)]

    async def hears_nothing(self, seconds: float = 0.3) -> None:
        """Fail if the bot writes here within the time, or wrote what was not taken yet."""
        await asyncio.sleep(seconds)
        extra = self.chat.next_heard()
        assert extra is None, f"{self.chat.name} heard {extra!r}"

    def heard_so_far(self) -> list[Message]:
        """Take and return what the bot wrote and no test has taken, without waiting."""
        taken = iter(self.chat.next_heard, None)
        return list(taken)

    async def sees_edit(self, message: Message, timeout: float = 5.0, *, edits: int = 1) -> Message:
        """Wait until the message was edited this often in all."""
        await self.chat.bell.until(
            lambda: True if len(message.versions) >= edits else None,
            timeout,
            lambda: f"not edited: {message!r}\n{self.transcript()}",
        )
        return message

    async def sees_reaction(self, message: Message, timeout: float = 5.0) -> str:
        """Return the emoji that the bot puts under a message."""
        reactions = await self.chat.bell.until(
            lambda: message.reactions or None, timeout, lambda: f"no reaction to {message!r}"
        )
        return str(reactions[0]["emoji"])

    async def sees_action(self, action: str = "typing", timeout: float = 5.0) -> None:
        """Wait until the bot has shown "typing" or another action here."""
        await self.chat.bell.until(
            lambda: True if action in self.chat.actions else None,
            timeout,
            lambda: f"no {action} in {self.chat.actions}",
        )

    def _event(self, kind: str, content: Json, line: Chat | None = None) -> int | None:
        return self.world.updates.push(kind, content, f"chat{(line or self.chat).id}")

    def _bot_becomes(self, status: str, by: Json) -> None:
        old, self.chat.bot_status = self.chat.bot_status, status
        if old != status:
            self._event("my_chat_member", self._change(by, self.world.bot, old, status))

    def _change(self, by: Json, who: Json, old: str, new: str) -> Json:
        return {
            "chat": self.chat.raw,
            "from": by,
            "date": int(self.world.now()),
            "old_chat_member": _status(who, old),
            "new_chat_member": _status(who, new),
        }


def _status(user: Json, status: str) -> Json:
    until = {"until_date": 0} if status == "kicked" else {}
    return {"user": user, "status": status} | until


class Person(Place):
    """A user with a private chat; `place` puts what is done into a group instead."""

    def __init__(self, world: World, chat: Chat, raw: Json) -> None:
        super().__init__(world, chat)
        self.name = chat.name
        self.raw = raw

    async def sends(
        self,
        *,
        place: Place | None = None,
        thread: int | None = None,
        reply_to: Message | None = None,
        at: When = None,
        **content: Any,
    ) -> Message:
        """Send a message of any content: `sends(location={...})`; `at` is when it was sent."""
        chat = (place or self).chat
        chat.started = True
        if chat.kind != "private":
            chat.members.setdefault(self.id, "member")
        if reply_to is not None:
            content["reply_to_message"] = reply_to.raw
            thread = thread or reply_to.thread
        if thread is not None:
            content |= {"message_thread_id": thread, "is_topic_message": True}
        raw = self.world.raw_message(chat, self.raw, content | _stamp(at))
        message = chat.add(raw)
        self._event("message", raw, chat)
        return message

    async def says(self, text: str, **more: Any) -> Message:
        """Send text, with commands and mentions marked as a phone does; more as in sends()."""
        entities = more.pop("entities", None) or found_entities(text)
        marks: dict[str, Any] = {"entities": entities} if entities else {}
        return await self.sends(text=text, **marks, **more)

    async def asks(self, text: str, timeout: float = 5.0, **more: Any) -> Message:
        """Say it and return the bot's next message in the same chat, leaving out older ones."""
        place: Place = more.get("place") or self
        place.heard_so_far()
        await self.says(text, **more)
        return await place.hears(timeout)

    async def replies_to(self, message: Message, text: str, **more: Any) -> Message:
        """Answer a message in its chat."""
        place = Place(self.world, message.chat)
        return await self.says(text, reply_to=message, place=place, **more)

    async def edits(self, message: Message, text: str) -> Message:
        """Change the text of a message that was sent."""
        raw = {key: value for key, value in message.raw.items() if key not in {"entities"}}
        entities = found_entities(text)
        raw |= {"text": text, "edit_date": int(self.world.now())}
        message.change(raw | ({"entities": entities} if entities else {}), None)
        self._event("edited_message", message.raw, message.chat)
        return message

    async def deletes(self, message: Message) -> None:
        """Delete a message from the chat; Telegram tells a bot nothing of it."""
        message.deleted = True
        message.chat.messages.pop(message.id, None)

    async def sends_voice(
        self, content: bytes, duration: int = 3, *, size: int | None = None, **more: Any
    ) -> Message:
        """Send a voice note; `size` is a lie about its length in bytes."""
        file = self.world.files.keep("voice", "note.oga", content, size)
        voice = file.raw() | {"duration": duration, "mime_type": "audio/ogg"}
        return await self.sends(voice=voice, **more)

    async def sends_photo(self, content: bytes, caption: str = "", **more: Any) -> Message:
        """Send a picture."""
        file = self.world.files.keep("photos", "picture.jpg", content)
        photo = [file.raw() | {"width": 1280, "height": 960}]
        words: dict[str, Any] = {"caption": caption} if caption else {}
        return await self.sends(photo=photo, **words, **more)

    async def sends_document(
        self,
        content: bytes,
        name: str = "log.csv",
        *,
        mime: str = "text/csv",
        size: int | None = None,
        **more: Any,
    ) -> Message:
        """Send a file; `size` is a lie about its length in bytes."""
        file = self.world.files.keep("documents", name, content, size)
        document = file.raw() | {"file_name": name, "mime_type": mime}
        return await self.sends(document=document, **more)

    async def presses(
        self, label: str, *, message: Message | None = None, place: Place | None = None
    ) -> Query | Message:
        """Press the button with this label, on the newest message that has it.

        Returns the press, whose `answer` shows what answerCallbackQuery gave; a key of a reply
        keyboard sends its label as text and returns that message.
        """
        chat = message.chat if message else (place or self).chat
        shown = [message] if message else list(chat.newest())
        for one in shown:
            for button in (button for row in one.rows for button in row):
                if button["text"] == label and "callback_data" in button:
                    return await self.forges(button["callback_data"], one)
        if chat.keyboard is not None and label in chat.keyboard.buttons:
            return await self.says(label, place=place)
        labels = [one for message in shown for one in message.buttons]
        raise AssertionError(f"no button {label!r} among {labels}\n{chat.transcript()}")

    async def forges(self, data: str | None, message: Message | None = None, **more: Any) -> Query:
        """Press with any data at all, whether a button has it or not; more goes to the query."""
        query = Query(secrets.token_hex(8), self.world.now(), self.raw)
        self.world.presses[query.id] = query
        chat = message.chat if message else self.chat
        content: Json = {"id": query.id, "from": self.raw, "chat_instance": f"{chat.id}"}
        content |= {"data": data} if data is not None else {}
        if message is not None:
            gone = {"chat": chat.raw, "message_id": message.id, "date": 0}
            content["message"] = gone if message.deleted else message.raw
        self._event("callback_query", content | more, chat)
        return query

    async def sees_answer(self, query: Query, timeout: float = 5.0) -> Json:
        """Return what answerCallbackQuery or answerInlineQuery gave."""
        return await self.world.answered.until(
            lambda: query.answer, timeout, lambda: f"{self.name}'s query was not answered"
        )

    async def types_inline(self, text: str, timeout: float = 5.0) -> list[Json]:
        """Type "@bot text" in some chat and return the results that the bot offers."""
        query = Query(secrets.token_hex(8), self.world.now(), self.raw)
        self.world.inline[query.id] = query
        content = {"id": query.id, "from": self.raw, "query": text, "offset": ""}
        self._event("inline_query", content | {"chat_type": "private"})
        return list((await self.sees_answer(query, timeout))["results"])

    async def chooses(self, result: Json, query: str = "") -> None:
        """Pick an inline result."""
        chosen = {"result_id": result["id"], "from": self.raw, "query": query}
        self._event("chosen_inline_result", chosen)

    async def reacts(self, message: Message, emoji: str) -> None:
        """Put a reaction under a message; told only to a bot that asks for such updates."""
        change = {"old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": emoji}]}
        head = {"chat": message.chat.raw, "message_id": message.id, "user": self.raw}
        self._event("message_reaction", head | {"date": int(self.world.now())} | change)

    async def blocks(self) -> None:
        """Block the bot: it is told, and gets 403 from now on."""
        self._bot_becomes("kicked", self.raw)

    async def unblocks(self) -> None:
        """Let the bot write again."""
        self._bot_becomes("member", self.raw)


class Group(Place):
    """A group, supergroup, forum or channel."""

    def topic(self, name: str) -> int:
        """Open a topic in a forum and return its message_thread_id."""
        content = {"forum_topic_created": {"name": name, "icon_color": 0x6FB9F0}}
        raw = self.world.raw_message(self.chat, None, content)
        thread = int(raw["message_id"])
        raw |= {"message_thread_id": thread, "is_topic_message": True}
        self.chat.topics[thread] = name
        self.chat.add(raw)
        self._event("message", raw)
        return thread

    async def service(self, by: Person | None = None, **content: Any) -> Message:
        """Let something happen that shows as a grey line: service(new_chat_title="x")."""
        raw = self.world.raw_message(self.chat, by.raw if by else None, content)
        self._event("message", raw)
        return self.chat.add(raw)

    async def posts(self, text: str, at: When = None) -> Message:
        """Write in a channel."""
        raw = self.world.raw_message(self.chat, None, {"text": text} | _stamp(at))
        self._event("channel_post", raw)
        return self.chat.add(raw)

    async def edits_post(self, message: Message, text: str) -> None:
        """Change a channel post."""
        message.change(message.raw | {"text": text, "edit_date": int(self.world.now())}, None)
        self._event("edited_channel_post", message.raw)

    async def becomes(self, person: Person, status: str, by: Person | None = None) -> None:
        """Change somebody's membership: member, administrator, left, kicked."""
        old = self.chat.members.get(person.id, "left")
        self.chat.members[person.id] = status
        change = self._change((by or person).raw, person.raw, old, status)
        self._event("chat_member", change)
        gone, old_gone = (one in {"left", "kicked"} for one in (status, old))
        if gone and not old_gone:
            await self.service(by or person, left_chat_member=person.raw)
        elif old_gone and not gone:
            await self.service(by or person, new_chat_members=[person.raw])

    async def adds_bot(self, by: Person) -> None:
        """Let the bot in."""
        self._bot_becomes("member", by.raw)
        await self.service(by, new_chat_members=[self.world.bot])

    async def kicks_bot(self, by: Person) -> None:
        """Throw the bot out: it is told, and gets 403 from now on."""
        self._bot_becomes("kicked", by.raw)

    async def upgrades(self, to: "Group") -> None:
        """Turn a basic group into a supergroup with another chat_id."""
        self.chat.moved_to = to.id
        await self.service(migrate_to_chat_id=to.id)
        await to.service(migrate_from_chat_id=self.id)


__all__ = ["BOT_ID", "Group", "Person", "Place", "When"]
