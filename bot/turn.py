"""One message on its way through the stages, and what a stage makes of it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from bot.messages import Choice, Kind, Message, Reply
from bot.questions.understand import Understanding
from bot.replies import Replies
from bot.session import Session
from bot.store import StoredSet, Timer, UserData
from bot.training.amendments import AmendmentReader
from bot.training.heard import HeardWords
from bot.training.names import ExerciseNames
from bot.training.parse import LogReader
from knowledge.model import Knowledge


class After(Struct, frozen=True):
    """What sets that were just stored mean for the training session around them."""

    session: Session
    lines: tuple[str, ...] = ()
    """Told behind the sets."""
    choices: tuple[Choice, ...] = ()


AfterSet = Callable[["Turn", Session, Sequence[StoredSet]], Awaitable[After]]
"""Called with the session as the log left it, once the sets are stored."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What is built once and shared by all turns; nothing in it belongs to a user."""

    knowledge: Knowledge
    replies: Replies
    names: ExerciseNames
    reader: LogReader
    amendments: AmendmentReader
    understanding: Understanding
    heard: HeardWords
    after_set: AfterSet
    media: Path
    """Folder for pictures and voice notes made for replies."""


class Turn(Struct, frozen=True):
    """What a stage gets to see."""

    message: Message
    text: str
    """The message's text, cleaned; a pressed button's text where it had one."""
    session: Session
    """What is remembered, without what has faded."""
    data: UserData
    """The user's own data, inside this message's transaction."""
    tools: Tools
    spoken: bool = False
    """The text is the transcript of a voice note."""
    confidence: float = 1.0
    """In the transcript, 0 to 1."""
    pressed: bool = False
    """The text comes from one of our own buttons."""

    @property
    def knowledge(self) -> Knowledge:
        """What Spotter knows."""
        return self.tools.knowledge

    @property
    def now(self) -> int:
        """When the message was sent, in milliseconds since 1970 (UTC)."""
        return int(self.message.at.timestamp() * 1000)

    @property
    def local(self) -> datetime:
        """When the message was sent, by the user's own clock."""
        zone = self.data.preferences.get("timezone")
        return self.message.at.astimezone(ZoneInfo(zone)) if zone else self.message.at

    @property
    def today(self) -> date:
        """The user's own day."""
        return self.local.date()

    def with_text(self, text: str, *, pressed: bool = False) -> "Turn":
        """Give the same turn for another text."""
        return replace(self, text=text, pressed=pressed or self.pressed)

    def say(self, key: str, **fields: object) -> str:
        """Give a sentence in the user's language."""
        return self.tools.replies.say(key, **fields)

    def reply(self, kind: Kind, key: str, *choices: Choice, **fields: object) -> "Outcome":
        """End with one sentence; what was talked of before stays remembered."""
        text = self.say(key, **fields)
        return Outcome(Reply(kind, text, choices=choices), self.session)


class Outcome(Struct, frozen=True):
    """What a stage made of a turn."""

    reply: Reply
    session: Session
    """What is to be remembered; its time and choices are filled in by the assistant."""
    draw: Callable[[], tuple[Path, ...]] | None = None
    """Slow work that makes the reply's pictures, done in a thread after the transaction."""


Stage = Callable[[Turn], Awaitable[Outcome | None]]
"""Takes a message that is its own, or gives None."""
Bell = Callable[[Turn, Timer], Awaitable[Outcome | None]]
"""Makes of a timer that is due what is told; None: nothing after all."""
