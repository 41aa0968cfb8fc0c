"""What a message changes in the log, as values: which sets, and what becomes of them."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import fields

from bot.training.sets import ParsedLog, Problem, Unit


class Scope(StrEnum):
    """Which sets of those that the further fields of a Target let through."""

    LAST_SET = "last set"
    """The last `count` sets."""
    LAST_ENTRY = "last entry"
    """The sets of the last exercise (or of `exercise`) that were logged last in one message."""
    LAST_MESSAGE = "last message"
    """Everything that the last log message stored."""
    NUMBERED = "numbered"
    """The sets with these `numbers` in the last exercise (or `exercise`) of the day.

    From 1; from the end with -1; 0 is the one in the middle.
    """
    AT_WEIGHT = "at weight"
    """The sets of this `weight` among those just logged, or else of the exercise or the day."""
    OF_REPS = "of reps"
    """The sets with `count` repetitions among those just logged."""
    ALL = "all"
    """Every set of `exercise`, of `day`, or of the exercise on that day."""


class Target(Struct, frozen=True):
    """Which stored sets are meant."""

    scope: Scope
    exercise: str | None = None
    day: date | None = None
    numbers: tuple[int, ...] = ()
    count: int = 1
    """With AT_WEIGHT 0: all of them that day, also those of other messages."""
    weight: float = 0.0


class Changes(Struct, frozen=True):
    """What becomes different; None: stays."""

    weight: float | None = None
    heavier: float | None = None
    """How much more each set weighed, in its own unit; negative: less."""
    unit: Unit | None = None
    """Alone: the numbers stay and were in this unit."""
    added: float | None = None
    """Weight added to bodyweight; negative: assistance; then `weight` is 0."""
    reps: int | None = None
    seconds: int | None = None
    sets: int | None = None
    """How many such sets there are."""
    exercise: str | None = None
    day: date | None = None
    rpe: float | None = None
    """0: none any more."""
    rir: bool = False
    each_side: bool | None = None
    warmup: bool | None = None
    note: str | None = None
    reading: ParsedLog | None = None
    """Sets that stand in place of the target's: "no, 3x8 at 60, then 2x6 at 70"."""

    @property
    def of_all(self) -> bool:
        """Whether it is of all sets logged together: their exercise, day, unit, or number."""
        alone = Changes(unit=self.unit, exercise=self.exercise, day=self.day)
        return self.sets is not None or self.reading is not None or self == alone != Changes()

    @property
    def any(self) -> bool:
        """Whether anything changes at all."""
        return self != Changes()

    def as_json(self) -> dict[str, Any] | None:
        """Give it as a session keeps it; None: it is of these very sets and of no others."""
        if self.reading is not None:
            return None
        kept = {one.name: getattr(self, one.name) for one in fields(self)}
        kept = {name: value for name, value in kept.items() if value is not None and value != ""}
        return {n: v.isoformat() if isinstance(v, date) else v for n, v in kept.items()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Changes":
        """Read what `as_json` gave."""
        read = dict(kept)
        if "unit" in read:
            read["unit"] = Unit(read["unit"])
        if "day" in read:
            read["day"] = date.fromisoformat(read["day"])
        return cls(**read)


class Undo(Struct, frozen=True):
    """Take back the changes of the last messages."""

    steps: int = 1


class Redo(Struct, frozen=True):
    """Bring back what was undone."""

    steps: int = 1
    restores: bool = False
    """Said as "bring it back", which is also meant of what was deleted."""


class Delete(Struct, frozen=True):
    """Take sets out of the log."""

    target: Target


class Change(Struct, frozen=True):
    """Correct sets."""

    target: Target
    changes: Changes


class Rename(Struct, frozen=True):
    """Give one of the user's exercises another name."""

    old: str
    new: str


class Merge(Struct, frozen=True):
    """Count all sets of one exercise as another."""

    source: str
    into: str


class Ambiguous(Struct, frozen=True):
    """Two readings fit."""

    options: tuple[tuple[str, str], ...]
    """(label, the message that it stands for)."""


class Unclear(Struct, frozen=True):
    """Something is wrong, and nothing more is said: "no", "that's not right"."""


class Dropped(Struct, frozen=True):
    """What was asked about is to be left out: "never mind"."""


Amendment = Undo | Redo | Delete | Change | Rename | Merge | Ambiguous | Unclear | Dropped | Problem
