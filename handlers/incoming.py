"""Update to what is asked, of whom, and where the answer goes; nothing is decided here.

An update is read as the JSON that it is: of its hundred fields a message needs a dozen, and the
library's objects check the types of none.
"""

import re
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from telegram.constants import (
    ChatMemberStatus,
    ChatType,
    MessageAttachmentType,
    MessageEntityType,
)

from handlers.outgoing import MOST_DATA, Place

TAKEN = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
"""The kinds of updates that we ask Telegram for."""
USERS = "telegram:"
"""How the assistant's names for our users begin; then comes the person's id."""
_GONE = frozenset((ChatMemberStatus.BANNED, ChatMemberStatus.LEFT))
_PRIVATE = str(ChatType.PRIVATE)
_ATTACHED = tuple(map(str, MessageAttachmentType))
_MENTION, _NAMED, _COMMAND = map(
    str, (MessageEntityType.MENTION, MessageEntityType.TEXT_MENTION, MessageEntityType.BOT_COMMAND)
)
_MOST = 2**62
"""Numbers beyond it are none of Telegram's."""
_CHANGE = re.compile(r"/undo (#\d{1,17})")
"""What the button under a log carries: the change of the log that the message tells of."""


class Me(Struct, frozen=True):
    """The bot itself, and the commands that it knows."""

    id: int
    username: str
    commands: frozenset[str]


class Note(Struct, frozen=True):
    """A voice note, as Telegram describes it; the file may be otherwise."""

    file: str
    """By which Telegram hands it out."""
    seconds: float
    size: int


class Asked(Struct, frozen=True):
    """Something a person asks or does."""

    person: int
    username: str
    """Without @, in lower case; empty where there is none."""
    at: datetime
    id: str
    """Unique among all that a person asks."""
    text: str
    place: Place
    private: bool
    problem: str = ""
    """Key of the sentence that answers it in place of the assistant."""
    query: str = ""
    """The button press that waits for its acknowledgement."""
    press: tuple[int, int, str] | None = None
    """Chat, message and data of a button: the same twice at once is one press."""
    about: str = ""
    """What it answers or takes the place of, as `bot.messages.Message` has it."""
    edited: bool = False
    note: Note | None = None
    """What was said instead of a text."""

    @property
    def user(self) -> str:
        """The name under which the assistant knows the person."""
        return f"{USERS}{self.person}"


class Reach(Struct, frozen=True):
    """A person can be written to from now on, or no more."""

    user: str
    active: bool


class Refused(Struct, frozen=True):
    """A button press that does nothing but show a sentence, by its key; empty: nothing at all."""

    query: str
    why: str = ""


class Sought(Struct, frozen=True):
    """A person types "@bot foot width" in any chat and wants to choose from what fits."""

    query: str
    person: int
    username: str
    text: str


Incoming = Asked | Reach | Refused | Sought | None


Raw = Mapping[str, Any]
"""A part of an update."""


def read(update: Raw, me: Me, came: datetime) -> Incoming:
    """Say what an update asks; None: nothing. `came` dates what Telegram does not date.

    Raises for what has another shape than Telegram promises.
    """
    if message := _part(update, "message"):
        return _message(message, me)
    if message := _part(update, "edited_message"):
        return _edited(message, me)
    if query := _part(update, "callback_query"):
        return _press(query, me, came)
    if query := _part(update, "inline_query"):
        person = _needed(query, "from")
        return Sought(_text(query, "id"), _number(person, "id"), _username(person),
                      _text(query, "query"))  # fmt: skip
    if change := _part(update, "my_chat_member"):
        return _reach(change)
    return None


def _message(message: Raw, me: Me) -> Asked | None:
    person = _part(message, "from")
    if person is None or person.get("is_bot") or message.get("sender_chat") is not None:
        return None
    chat = _needed(message, "chat")
    private = chat.get("type") == _PRIVATE
    text = _text(message, "text") or _text(message, "caption")
    note = None if text else _note(message)
    problem = "" if text or note else _problem(message)
    if not text and not note and not problem:
        return None
    if not private:
        if not _addressed(message, me):
            return None
        text = _without_mention(text, me)
    number, where = _number(message, "message_id"), _number(chat, "id")
    return Asked(
        person=_number(person, "id"),
        username=_username(person),
        at=datetime.fromtimestamp(_number(message, "date"), UTC).astimezone(),
        id=f"{where}:{number}",
        text=text,
        place=Place(where, _thread(message), None if private else number, number),
        private=private,
        problem=problem,
        about=_answered(message, me),
        note=note,
    )


def _thread(message: Raw) -> int | None:
    return _number(message, "message_thread_id") if message.get("is_topic_message") else None


def _answered(message: Raw, me: Me) -> str:
    """Say what an answer to an earlier message is about: that message, or the log it tells of."""
    earlier = _part(message, "reply_to_message")
    author = _part(earlier, "from") if earlier is not None else None
    if earlier is None or author is None:
        return ""
    if author.get("id") != me.id:
        own = author.get("id") == _needed(message, "from").get("id")
        where = _needed(message, "chat")
        return f"{_number(where, 'id')}:{_number(earlier, 'message_id')}" if own else ""
    keyboard = _part(earlier, "reply_markup") or {}
    for button in (one for row in keyboard.get("inline_keyboard") or () for one in row):
        found = _CHANGE.fullmatch(_text(button, "callback_data"))
        if found:
            return found[1]
    return ""


def _note(message: Raw) -> Note | None:
    sound = _part(message, "voice") or _part(message, "audio")
    if sound is None:
        return None
    size = _number(sound, "file_size") if sound.get("file_size") is not None else 0
    return Note(_text(sound, "file_id"), float(_number(sound, "duration")), size)


def _problem(message: Raw) -> str:
    """Give the key of what to say to a message without words; empty for Telegram's own lines."""
    return "telegram.text" if any(message.get(kind) for kind in _ATTACHED) else ""


def _edited(message: Raw, me: Me) -> Asked | None:
    """Take an edited message; in a group only one that is meant for the bot as it stands now."""
    asked = _message(message, me) if message.get("edit_date") else None
    if asked is None or asked.problem:
        return None
    edited = _number(message, "edit_date")
    # Twice within a second is two edits, unless both say the same.
    mark = zlib.crc32(asked.text.encode(errors="surrogatepass"))
    return replace(asked, id=f"{asked.id}:{edited}:{mark}", about=asked.id, edited=True)


def _press(query: Raw, me: Me, came: datetime) -> Asked | Refused | None:
    message, data, id_ = _part(query, "message"), _text(query, "data"), _text(query, "id")
    if message is None or not data or len(data.encode(errors="replace")) > MOST_DATA:
        return Refused(id_)
    person, chat = _needed(query, "from"), _needed(message, "chat")
    private = chat.get("type") == _PRIVATE
    where = _number(chat, "id")
    asked = Asked(
        person=_number(person, "id"),
        username=_username(person),
        at=came.astimezone(),
        id=f"{where}:press:{id_}"[:200],
        text=data,
        place=Place(where),
        private=private,
        query=id_,
        press=(where, _number(message, "message_id"), data),
    )
    if person.get("is_bot") or (private and where != asked.person):
        return Refused(id_)
    if private:
        return asked
    # Telegram gives a message that is too old for it without its date and all else.
    return _group_press(asked, message if message.get("date") else None, me)


def _group_press(asked: Asked, message: Raw | None, me: Me) -> Asked | Refused:
    """Take a press in a group only from the one whose question the buttons answer."""
    question = _part(message, "reply_to_message") if message is not None else None
    asker = _part(question, "from") if question is not None else None
    if message is None or question is None or asker is None:
        return Refused(asked.query, "telegram.stale")
    own = (_part(message, "from") or {}).get("id") == me.id
    if not own or asker.get("id") != asked.person:
        return Refused(asked.query, "telegram.others")
    number = _number(question, "message_id")
    return replace(asked, place=Place(asked.place.chat, _thread(message), number))


def _reach(change: Raw) -> Reach | None:
    if _needed(change, "chat").get("type") != _PRIVATE:
        return None
    gone = _text(_needed(change, "new_chat_member"), "status") in _GONE
    return Reach(f"{USERS}{_number(_needed(change, 'from'), 'id')}", active=not gone)


def _addressed(message: Raw, me: Me) -> bool:
    """Tell whether a message in a group is meant for the bot: command, mention or reply."""
    answered = _part(message, "reply_to_message") or {}
    if (_part(answered, "from") or {}).get("id") == me.id:
        return True
    for entity, said in _entities(message):
        kind = entity.get("type")
        if kind == _MENTION and said.lower() == f"@{me.username}":
            return True
        if kind == _NAMED and (_part(entity, "user") or {}).get("id") == me.id:
            return True
        if kind == _COMMAND and entity.get("offset") == 0:
            command, _, name = said[1:].lower().partition("@")
            return name == me.username or (not name and command in me.commands)
    return False


def _entities(message: Raw) -> Iterator[tuple[Raw, str]]:
    text = _text(message, "text") or _text(message, "caption")
    wide = text.encode("utf-16-le", errors="surrogatepass")
    for entity in message.get("entities") or message.get("caption_entities") or ():
        start = _number(entity, "offset")
        said = wide[2 * start : 2 * (start + _number(entity, "length"))]
        yield entity, said.decode("utf-16-le", errors="replace")


def _without_mention(text: str, me: Me) -> str:
    if not me.username:
        return text
    # A command keeps its own: "/help@our_bot".
    return re.sub(rf"(?i)(?<![\w/])@{re.escape(me.username)}\b[\s,:]*", "", text).strip()


def _username(person: Raw) -> str:
    return _text(person, "username").lower()


# --- the parts of an update; each raises TypeError for what is of another kind -------------------


def _part(holder: Raw, name: str) -> Raw | None:
    found = holder.get(name)
    if found is None or isinstance(found, dict):
        return found
    raise TypeError(f"{name} is no object")


def _needed(holder: Raw, name: str) -> Raw:
    found = _part(holder, name)
    if found is None:
        raise TypeError(f"{name} is missing")
    return found


def _text(holder: Raw, name: str) -> str:
    found = holder.get(name)
    if found is None or isinstance(found, str):
        return found or ""
    raise TypeError(f"{name} is no text")


def _number(holder: Raw, name: str) -> int:
    found = holder.get(name)
    if isinstance(found, int) and not isinstance(found, bool) and -_MOST < found < _MOST:
        return found
    raise TypeError(f"{name} is no number")
