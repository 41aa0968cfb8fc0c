"""What comes in and what goes out: the two values at the rim of the assistant."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from msgspec import Struct, field


class Kind(StrEnum):
    """What a reply is; the public list of the scripting interface."""

    ANSWER = "answer"
    STOP = "stop"
    CLARIFY = "clarify"
    UNKNOWN = "unknown"
    LOGGED = "logged"
    EDITED = "edited"
    DELETED = "deleted"
    REJECTED = "rejected"
    HISTORY = "history"
    SETTINGS = "settings"
    CHAT = "chat"


class Message(Struct, frozen=True):
    """One thing a user sent."""

    user: str
    """Whose context, settings and log; any string, opaque to the core."""
    at: datetime
    """When it was sent; always aware of its zone."""
    text: str = ""
    """What was typed, pressed or said."""
    audio: Path | None = None
    """A voice note instead of text."""
    id: str | None = None
    """The caller's name for this message; one that was taken before is not taken again."""
    about: str = ""
    """The earlier message that this one answers or takes the place of, by its id; "#" and a
    number: a change of the log."""
    edited: bool = False
    """It takes the place of the message `about`, as it was edited."""
    place: Mapping[str, Any] = field(default_factory=dict)
    """Where a later message to the user would go, as its sender understands it; empty: nowhere.
    With a true value for "open", others read along there."""

    @property
    def origin(self) -> str | None:
        """The id under which what it logs is found: that of the message as it was first sent."""
        return self.about if self.edited else self.id


class Choice(Struct, frozen=True):
    """A button: its label, and what pressing it sends in its place."""

    label: str
    """At most 64 bytes of UTF-8, so that Telegram can carry it."""
    sends: str = ""
    """The text taken as the user's; empty: the label itself."""

    @classmethod
    def fitting(cls, label: str, sends: str) -> "Choice":
        """Make a button whose label is cut to what Telegram can carry."""
        short = label.encode()[:60].decode(errors="ignore")
        return cls(short if short == label else short + "\u2026", sends)


class Reply(Struct, frozen=True):
    """The one answer to one message."""

    kind: Kind
    text: str
    """As the user reads it: plain, no markup."""
    intent: str | None = None
    score: float | None = None
    """Confidence in the intent, 0 to 1."""
    facts: tuple[str, ...] = ()
    """Ids of the source's facts that the text states, the one that answers first."""
    sets: tuple[Mapping[str, Any], ...] = ()
    """Set objects that this message added or changed."""
    choices: tuple[Choice, ...] = ()
    media: tuple[Path, ...] = ()
    """Pictures or voice notes made for this reply."""
    heard: str | None = None
    """The transcript of a voice note."""
    log: tuple[Mapping[str, Any], ...] | None = None
    """All the user's sets, where the caller asked for them."""
    reaction: str = ""
    """An emoji that says the same where a message would be noise."""
    quiet: bool = False
    """It need not ring."""

    def as_json(self) -> dict[str, Any]:
        """Give the reply as it is kept beside the message that it answered."""
        return {
            "kind": self.kind.value,
            "text": self.text,
            "intent": self.intent,
            "score": self.score,
            "facts": list(self.facts),
            "sets": [dict(one) for one in self.sets],
            "choices": [[choice.label, choice.sends] for choice in self.choices],
            "media": [str(path) for path in self.media],
            "heard": self.heard,
            "reaction": self.reaction,
            "quiet": self.quiet,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Reply":
        """Read what `as_json` gave."""
        return cls(
            kind=Kind(kept["kind"]),
            text=kept["text"],
            intent=kept["intent"],
            score=kept["score"],
            facts=tuple(kept["facts"]),
            sets=tuple(kept["sets"]),
            choices=tuple(Choice(*pair) for pair in kept["choices"]),
            media=tuple(Path(path) for path in kept["media"]),
            heard=kept["heard"],
            reaction=kept.get("reaction", ""),
            quiet=kept.get("quiet", False),
        )


class Suggestion(Struct, frozen=True):
    """An answer of the guide that may be what somebody looks for."""

    title: str
    text: str
    """As a reply would tell it, with its source."""
