"""Update to what is asked, of whom, and where the answer goes; nothing is decided here."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from telegram import CallbackQuery, ChatMemberUpdated, Message, MessageEntity, Update, User
from telegram.constants import ChatMemberStatus, ChatType

from handlers.outgoing import MOST_DATA, Place

TAKEN = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
"""The kinds of updates that we ask Telegram for."""
USERS = "telegram:"
"""How the assistant's names for our users begin; then comes the person's id."""
_GONE = frozenset((ChatMemberStatus.BANNED, ChatMemberStatus.LEFT))
_PRIVATE = ChatType.PRIVATE
_CHANGE = re.compile(r"/undo (#\d{1,17})")
"""What the button under a log carries: the change of the log that the message tells of."""


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself, and the commands that it knows."""

    id: int
    username: str
    commands: frozenset[str]


@dataclass(frozen=True, slots=True)
class Note:
    """A voice note, as Telegram describes it; the file may be otherwise."""

    file: str
    """By which Telegram hands it out."""
    seconds: float
    size: int


@dataclass(frozen=True, slots=True)
class Asked:
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


@dataclass(frozen=True, slots=True)
class Reach:
    """A person can be written to from now on, or no more."""

    user: str
    active: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A button press that does nothing but show a sentence, by its key; empty: nothing at all."""

    query: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Sought:
    """A person types "@bot foot width" in any chat and wants to choose from what fits."""

    query: str
    person: int
    username: str
    text: str


Incoming = Asked | Reach | Refused | Sought | None


def read(update: Update, me: Me, came: datetime) -> Incoming:
    """Say what an update asks; None: nothing. `came` dates what Telegram does not date.

    Raises for what has another shape than Telegram promises; the library checks no types.
    """
    incoming = _read(update, me, came)
    if isinstance(incoming, Asked):
        for value, type_ in (
            (incoming.person, int),
            (incoming.place.chat, int),
            (incoming.text, str),
        ):
            if not isinstance(value, type_):
                raise TypeError("a field of the update has another type")
    return incoming


def _read(update: Update, me: Me, came: datetime) -> Incoming:
    if update.message is not None:
        return _message(update.message, me)
    if update.edited_message is not None:
        return _edited(update.edited_message, me)
    if update.callback_query is not None:
        return _press(update.callback_query, me, came)
    if update.inline_query is not None:
        one = update.inline_query
        return Sought(one.id, one.from_user.id, _username(one.from_user), one.query)
    if update.my_chat_member is not None:
        return _reach(update.my_chat_member)
    return None


def _message(message: Message, me: Me) -> Asked | None:
    person = message.from_user
    if person is None or person.is_bot or message.sender_chat is not None:
        return None
    private = message.chat.type == _PRIVATE
    text = message.text or message.caption or ""
    note = None if text else _note(message)
    problem = "" if text or note else _problem(message)
    if not text and not note and not problem:
        return None
    if not private:
        if not _addressed(message, me):
            return None
        text = _without_mention(text, me)
    thread = message.message_thread_id if message.is_topic_message else None
    return Asked(
        person=person.id,
        username=_username(person),
        at=message.date.astimezone(),
        id=f"{message.chat.id}:{message.message_id}",
        text=text,
        place=Place(
            message.chat.id, thread, None if private else message.message_id, message.message_id
        ),
        private=private,
        problem=problem,
        about=_answered(message, me),
        note=note,
    )


def _answered(message: Message, me: Me) -> str:
    """Say what an answer to an earlier message is about: that message, or the log it tells of."""
    earlier = message.reply_to_message
    if earlier is None or earlier.from_user is None:
        return ""
    if earlier.from_user.id != me.id:
        own = message.from_user is not None and earlier.from_user.id == message.from_user.id
        return f"{message.chat.id}:{earlier.message_id}" if own else ""
    rows = earlier.reply_markup.inline_keyboard if earlier.reply_markup else ()
    for button in (one for row in rows for one in row):
        found = _CHANGE.fullmatch(str(button.callback_data or ""))
        if found:
            return found[1]
    return ""


def _note(message: Message) -> Note | None:
    sound = message.voice or message.audio
    if sound is None:
        return None
    length = sound.duration
    seconds = float(length if isinstance(length, int) else length.total_seconds())
    return Note(sound.file_id, seconds, sound.file_size or 0)


def _problem(message: Message) -> str:
    """Give the key of what to say to a message without words; empty for Telegram's own lines."""
    return "telegram.text" if message.effective_attachment else ""


def _edited(message: Message, me: Me) -> Asked | None:
    """Take an edited message; in a group only one that is meant for the bot as it stands now."""
    asked = _message(message, me) if message.edit_date else None
    if asked is None or asked.problem:
        return None
    edited = message.edit_date.timestamp() if message.edit_date else 0
    # Twice within a second is two edits, unless both say the same.
    mark = zlib.crc32(asked.text.encode(errors="surrogatepass"))
    return replace(asked, id=f"{asked.id}:{edited:.0f}:{mark}", about=asked.id, edited=True)


def _press(query: CallbackQuery, me: Me, came: datetime) -> Asked | Refused | None:
    message, data, person = query.message, query.data or "", query.from_user
    if message is None or not data or len(data.encode(errors="replace")) > MOST_DATA:
        return Refused(query.id)
    private = message.chat.type == _PRIVATE
    asked = Asked(
        person=person.id,
        username=_username(person),
        at=came.astimezone(),
        id=f"{message.chat.id}:press:{query.id}"[:200],
        text=data,
        place=Place(message.chat.id),
        private=private,
        query=query.id,
        press=(message.chat.id, message.message_id, data),
    )
    if person.is_bot or (private and message.chat.id != person.id):
        return Refused(query.id)
    if private:
        return asked
    return _group_press(asked, message if isinstance(message, Message) else None, me)


def _group_press(asked: Asked, message: Message | None, me: Me) -> Asked | Refused:
    """Take a press in a group only from the one whose question the buttons answer."""
    question = message.reply_to_message if message else None
    if message is None or question is None or question.from_user is None:
        return Refused(asked.query, "telegram.stale")
    own = message.from_user is not None and message.from_user.id == me.id
    if not own or question.from_user.id != asked.person:
        return Refused(asked.query, "telegram.others")
    thread = message.message_thread_id if message.is_topic_message else None
    return replace(asked, place=Place(asked.place.chat, thread, question.message_id))


def _reach(change: ChatMemberUpdated) -> Reach | None:
    if change.chat.type != _PRIVATE:
        return None
    gone = change.new_chat_member.status in _GONE
    return Reach(f"{USERS}{change.from_user.id}", active=not gone)


def _addressed(message: Message, me: Me) -> bool:
    """Tell whether a message in a group is meant for the bot: command, mention or reply."""
    answered = message.reply_to_message
    if answered is not None and answered.from_user is not None and answered.from_user.id == me.id:
        return True
    for entity, said in _entities(message):
        if entity.type == MessageEntity.MENTION and said.lower() == f"@{me.username}":
            return True
        if entity.type == MessageEntity.TEXT_MENTION and entity.user and entity.user.id == me.id:
            return True
        if entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0:
            command, _, name = said[1:].lower().partition("@")
            return name == me.username or (not name and command in me.commands)
    return False


def _entities(message: Message) -> Iterator[tuple[MessageEntity, str]]:
    text = message.text or message.caption or ""
    wide = text.encode("utf-16-le", errors="surrogatepass")
    for entity in message.entities or message.caption_entities:
        said = wide[2 * entity.offset : 2 * (entity.offset + entity.length)]
        yield entity, said.decode("utf-16-le", errors="replace")


def _without_mention(text: str, me: Me) -> str:
    if not me.username:
        return text
    # A command keeps its own: "/help@our_bot".
    return re.sub(rf"(?i)(?<![\w/])@{re.escape(me.username)}\b[\s,:]*", "", text).strip()


def _username(person: User) -> str:
    return (person.username or "").lower()
