"""What is remembered of a user between two messages, and until when."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from bot.messages import Choice

TOPIC_LASTS = timedelta(minutes=30)
"""How long "why?" and "and the toes?" still mean the last answer: a set and a long rest."""
CHOICES_LAST = timedelta(hours=12)
"""How long a typed label still acts as its button."""
TRAINING_LASTS = timedelta(hours=4)
"""How long the last exercise is still that of this training session."""
_FADED: Mapping[str, Any] = {
    **dict.fromkeys(("topic", "wants", "goal", "announced", "danger"), ""),
    **dict.fromkeys(("gap", "changed")),
    **{"step": 0, "told_more": False, "shown": ()},
}
"""What goes with the topic."""


class Session(Struct, frozen=True):
    """One user's conversation as it stands. Times are in milliseconds since 1970 (UTC)."""

    at: int = 0
    """When the last message was sent."""
    topic: str = ""
    """Key of the entry answered last."""
    step: int = 0
    """The step of a walk-through told last, from 1; 0: none."""
    told_more: bool = False
    """The detail of the topic was told too."""
    wants: str = ""
    """Key of the entry that waits for a goal."""
    goal: str = ""
    """The goal talked of last, which need not be the one remembered for good."""
    choices: tuple[Choice, ...] = ()
    """The buttons under the last reply."""
    gap: Mapping[str, Any] | None = None
    """The log message that waits for one value, as bot/training/ left it."""
    entry: tuple[int, ...] = ()
    """Ids of the sets that the last log message stored or corrected."""
    whole: tuple[int, ...] = ()
    """The same with those that a later correction left alone: what was logged together."""
    last: tuple[Mapping[str, Any], ...] = ()
    """Those sets themselves, as `bot.training.context` keeps them, for reading the next message."""
    lifted: tuple[str, ...] = ()
    """The exercises of the training session under way."""
    announced: str = ""
    """The exercise that was said to come next; until a set is logged."""
    trained: int = 0
    """When a set was logged last; after some hours an exercise must be named again."""
    began: int = 0
    """When the training session under way began; 0: none is."""
    first: int = 0
    """Id of its first set; 0: none yet."""
    shown: tuple[str, ...] = ()
    """Names of the pictures seen lately."""
    changed: Mapping[str, Any] | None = None
    """What the last correction changed in those sets; None: nothing since they were logged."""
    danger: str = ""
    """The danger that was told of lately: who asks to go on is told to stop again."""
    other: tuple[Mapping[str, Any], ...] = ()
    """The sets of the last entry as the other reading has them."""
    unit: str = ""
    """The unit in which the last sets were said, where it was not the user's own."""

    def fresh(self, now: int) -> "Session":
        """Drop what has faded by `now`."""
        age = timedelta(milliseconds=max(0, now - self.at))
        kept = self
        if age > TOPIC_LASTS:
            kept = replace(kept, **_FADED)
        if age > CHOICES_LAST:
            kept = replace(kept, choices=())
        return kept

    def is_training(self, now: int) -> bool:
        """Tell whether the last set belongs to the training session of `now`."""
        return now - self.trained <= TRAINING_LASTS // timedelta(milliseconds=1)

    def as_json(self) -> dict[str, Any]:
        """Give what differs from an empty session."""
        kept: dict[str, Any] = {}
        for name, default in _DEFAULTS.items():
            value = getattr(self, name)
            if value != default:
                kept[name] = value
        if self.choices:
            kept["choices"] = [[choice.label, choice.sends] for choice in self.choices]
        return kept

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Session":
        """Read what `as_json` gave; keys of another version are passed over."""
        known = {key: value for key, value in kept.items() if key in _DEFAULTS}
        for name in ("entry", "whole", "last", "lifted", "other", "shown"):
            known[name] = tuple(kept.get(name, ()))
        known["choices"] = tuple(Choice(*pair) for pair in kept.get("choices", ()))
        return cls(**known)


_DEFAULTS = dict(zip(Session.__struct_fields__, Session.__struct_defaults__, strict=True))
