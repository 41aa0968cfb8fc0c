"""Chats and messages: what a phone would show, kept as the raw objects of the Bot API."""

# ruff: noqa: ASYNC109 (a test says how long it waits)

import time
from collections.abc import Iterator
from typing import Any

from tests.botapi.bell import Bell
from tests.botapi.files import Files
from tests.botapi.wire import Json, Refusal, bad

_MEDIA = ("photo", "voice", "audio", "document", "video", "sticker")


class Message:
    """One message in a chat as it stands now; `versions` holds what it was before each edit."""

    __slots__ = (
        "at",
        "chat",
        "deleted",
        "files",
        "from_bot",
        "markup",
        "raw",
        "reactions",
        "versions",
    )

    def __init__(self, chat: "Chat", raw: Json, files: Files, *, from_bot: bool) -> None:
        self.at = time.monotonic()  # when it reached the server, for measuring answers
        self.from_bot = from_bot  # whether the bot under test wrote it
        self.chat = chat
        self.raw = raw
        self.files = files
        self.markup: Json | None = raw.get("reply_markup")
        self.versions: list[Json] = []
        self.reactions: list[Json] = []
        self.deleted = False

    @property
    def id(self) -> int:
        """The message_id, which is unique in its chat only."""
        return int(self.raw["message_id"])

    @property
    def text(self) -> str:
        """The text, or the caption of a file, or nothing."""
        return str(self.raw.get("text", self.raw.get("caption", "")))

    @property
    def entities(self) -> list[Json]:
        """Emphasis and links in the text, offsets in UTF-16 code units."""
        return list(self.raw.get("entities") or self.raw.get("caption_entities") or [])

    @property
    def thread(self) -> int | None:
        """The topic it stands in, if any."""
        thread = self.raw.get("message_thread_id")
        return None if thread is None else int(thread)

    @property
    def rows(self) -> list[list[Json]]:
        """The buttons under it, row by row, or those of the reply keyboard it brought."""
        markup = self.markup or {}
        rows: list[list[Any]] = markup.get("inline_keyboard") or markup.get("keyboard") or []
        return [[one if isinstance(one, dict) else {"text": one} for one in row] for row in rows]

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons in reading order."""
        return [button["text"] for row in self.rows for button in row]

    @property
    def media(self) -> str | None:
        """What kind of file it carries, if any: "photo", "voice", "document" and so on."""
        return next((kind for kind in _MEDIA if kind in self.raw), None)

    @property
    def content(self) -> bytes:
        """The bytes of its file."""
        assert self.media is not None, f"no file in {self!r}"
        sent = self.raw[self.media]
        file_id = (sent[-1] if isinstance(sent, list) else sent)["file_id"]
        return self.files.by_id[file_id].content

    def change(self, raw: Json, markup: Json | None) -> None:
        """Replace what it says and its buttons, keeping what it was."""
        self.versions.append(self.raw)
        self.raw = {key: raw[key] for key in raw if key != "reply_markup"}
        if markup:
            self.raw["reply_markup"] = markup
        self.markup = markup

    def __repr__(self) -> str:
        sender: Json = self.raw.get("from") or {}
        who = sender.get("first_name", self.chat.name)
        what = f"[{self.media}] " if self.media else ""
        buttons = "".join(f" [{label}]" for label in self.buttons)
        return f"{who}: {what}{self.text}{buttons}"


class Chat:
    """A private chat, group, supergroup or channel, and everything said in it."""

    def __init__(self, raw: Json, name: str, files: Files, keep: int | None) -> None:
        self.raw = raw
        self.name = name
        self.files = files
        self.keep = keep
        self.bell = Bell()
        self.messages: dict[int, Message] = {}
        self.said: list[Message] = []  # by the bot, in order, deleted ones too
        self.heard = 0  # how many of those a test has taken with hears()
        self.topics: dict[int, str] = {}
        self.members: dict[int, str] = {}
        self.bot_status = "member"  # left, kicked; in a private chat kicked means blocked
        self.started = True
        self.moved_to: int | None = None
        self.actions: list[str] = []
        self.keyboard: Message | None = None  # the reply keyboard that is shown

    @property
    def id(self) -> int:
        """The chat_id."""
        return int(self.raw["id"])

    @property
    def kind(self) -> str:
        """One of private, group, supergroup, channel."""
        return str(self.raw["type"])

    @property
    def is_group(self) -> bool:
        """Whether a group's sending rate holds."""
        return self.kind in {"group", "supergroup"}

    def check_writable(self) -> None:
        """Refuse what a bot cannot write to."""
        if self.moved_to is not None:
            raise Refusal(
                400,
                "group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=self.moved_to,
            )
        if self.kind == "private":
            if not self.started:
                raise Refusal(403, "bot can't initiate conversation with a user")
            if self.bot_status == "kicked":
                raise Refusal(403, "bot was blocked by the user")
        elif self.bot_status == "kicked":
            raise Refusal(403, f"bot was kicked from the {self.kind} chat")
        elif self.bot_status == "left":
            raise Refusal(403, f"bot is not a member of the {self.kind} chat")

    def check_topic(self, thread: int | None) -> None:
        """Refuse a topic that is not there."""
        if thread is not None and thread not in self.topics:
            raise bad("message thread not found")

    def add(self, raw: Json, markup: Json | None = None, *, own: bool = False) -> Message:
        """Append a message; a reply keyboard is shown until the next one or its removal."""
        message = Message(self, raw, self.files, from_bot=own)
        message.markup = markup or message.markup
        self.messages[message.id] = message
        if message.from_bot:
            self.said.append(message)
            if markup and ("keyboard" in markup or "remove_keyboard" in markup):
                self.keyboard = message if "keyboard" in markup else None
        self._forget()
        self.bell.ring()
        return message

    def _forget(self) -> None:
        """Keep about the newest `keep` messages, so that long runs stay small."""
        if self.keep is None:
            return
        while len(self.messages) > self.keep:
            del self.messages[next(iter(self.messages))]
        if len(self.said) > 2 * self.keep:
            del self.said[: self.keep]
            self.heard = max(0, self.heard - self.keep)

    def next_heard(self) -> Message | None:
        """Take the next message of the bot that no test has taken yet."""
        if self.heard >= len(self.said):
            return None
        self.heard += 1
        return self.said[self.heard - 1]

    async def hears(self, timeout: float = 5.0) -> Message:
        """Return the bot's next new message here; AssertionError when none comes in time."""
        return await self.bell.until(
            self.next_heard, timeout, lambda: f"{self.name} heard nothing\n{self.transcript()}"
        )

    def newest(self) -> Iterator[Message]:
        """Yield the messages from the newest back."""
        return reversed(self.messages.values())

    def transcript(self) -> str:
        """Return the conversation as lines of text, newest last."""
        return "\n".join(map(repr, self.messages.values())) or "(nothing was said)"
