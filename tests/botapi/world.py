"""Everything the server knows: the bot, people, chats, files, queries, settings."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from tests.botapi.bell import Bell
from tests.botapi.chats import Chat, Message
from tests.botapi.files import Files
from tests.botapi.limits import Limits
from tests.botapi.updates import Updates
from tests.botapi.wire import Json, bad

BOT_ID = 7_000_000_001


@dataclass(slots=True)
class Query:
    """A button press or inline query that waits for its answer."""

    id: str
    at: float
    user: Json
    answer: Json | None = None


@dataclass(slots=True)
class Webhook:
    """Where updates are sent, as setWebhook said; no address is none."""

    url: str = ""
    secret: str = ""
    connections: int = 40
    allowed: list[str] | None = None
    error_at: int = 0
    error: str = ""


@dataclass(slots=True)
class World:
    """The state behind the methods; single-threaded, changed between two awaits only."""

    keep: int | None = None
    now: Callable[[], float] = time.time
    query_seconds: float = 900.0  # how long a button press may be answered
    username: str = "spotter_bot"
    chats: dict[int, Chat] = field(default_factory=dict)
    by_username: dict[str, Chat] = field(default_factory=dict)
    users: dict[int, Json] = field(default_factory=dict)
    files: Files = field(default_factory=Files)
    updates: Updates = field(default_factory=Updates)
    webhook: Webhook = field(default_factory=Webhook)
    limits: Limits | None = None
    presses: dict[str, Query] = field(default_factory=dict)
    inline: dict[str, Query] = field(default_factory=dict)
    answered: Bell = field(default_factory=Bell)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    profile: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _own_numbers: dict[int, "count[int]"] = field(default_factory=dict)

    @property
    def bot(self) -> Json:
        """The bot as the sender of messages."""
        name = self.profile.get(("name", ""), "Spotter")
        return {"id": BOT_ID, "is_bot": True, "first_name": name, "username": self.username}

    def open_chat(self, raw: Json, name: str) -> Chat:
        """Create a chat."""
        chat = self.chats[raw["id"]] = Chat(raw, name, self.files, self.keep)
        if username := raw.get("username"):
            self.by_username[f"@{username}".lower()] = chat
        return chat

    def chat(self, chat_id: int | str) -> Chat:
        """Return a chat by id or @username, or refuse; people are found by id only."""
        if isinstance(chat_id, str):
            found = self.by_username.get(chat_id.lower())
            found = None if found is not None and found.kind == "private" else found
        else:
            found = self.chats.get(chat_id)
        if found is None:
            raise bad("chat not found")
        return found

    def number(self, chat: Chat) -> int:
        """Return the next message_id: one count for supergroups each, one for all the rest."""
        if chat.kind in {"supergroup", "channel"}:
            return next(self._own_numbers.setdefault(chat.id, count(1)))
        return next(self._numbers)

    def raw_message(self, chat: Chat, sender: Json | None, content: Json) -> Json:
        """Return a message object with its head: id, sender, chat, date."""
        head: Json = {"message_id": self.number(chat)}
        head |= {"from": sender} if sender else {"sender_chat": chat.raw}
        return head | {"chat": chat.raw, "date": int(self.now())} | content

    def message(self, chat: Chat, message_id: int, what: str) -> Message:
        """Return a message, or refuse with "<what> not found"."""
        found = chat.messages.get(message_id)
        if found is None:
            raise bad(f"{what} not found")
        return found
